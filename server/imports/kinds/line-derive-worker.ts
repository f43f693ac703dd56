import { parentPort, workerData } from 'node:worker_threads';
import { deriveBoundaries, type LineRow, type SegmentRow } from '../../boundaries/topology.ts';
import type { DeriveInput } from '../../boundaries/derive-worker.ts';

/** Lines and segments of a topology, without the rest. */
export interface DerivedLines {
  lines: LineRow[];
  segments: SegmentRow[];
}

const { topology, names } = (workerData as { data: DeriveInput }).data;
const { lines, segments } = deriveBoundaries(topology, (code) => names.get(code) ?? code);
parentPort!.postMessage({ lines, segments } satisfies DerivedLines);
