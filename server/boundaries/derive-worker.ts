import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { DivisionTopology } from './arcs.ts';
import { deriveBoundaries } from './topology.ts';
import { lineWkb, polygonWkb } from './wkb.ts';

export interface DeriveInput {
  topology: DivisionTopology;
  names: ReadonlyMap<string, string>;
}

/** One row for the staging table: what it is, its geometry, and its columns. */
export interface StagedRow {
  part: 'division' | 'line' | 'segment' | 'meeting-point';
  code: string; // of the division, the line (a segment has its line's), the meeting point
  wkb: Uint8Array | null; // null: the row's point stands for it
  point: readonly number[] | null; // a division's label, a meeting point's position
  attributes: Record<string, string | number | null | string[]>;
}

export interface Derived {
  rows: StagedRow[];
  lines: number;
  topology: Uint8Array; // gzipped TopoJSON as it came
  hash: string; // sha256 of the unpacked text
}

const { topology, names } = (workerData as { data: DeriveInput }).data;
const { divisions, lines, segments, meetingPoints } = deriveBoundaries(
  topology,
  (code) => names.get(code) ?? code,
);
const text = JSON.stringify(topology);

const rows: StagedRow[] = [
  ...divisions.map(({ code, polygons, label, ...attributes }) => {
    return { part: 'division' as const, code, wkb: polygonWkb(polygons), point: label, attributes };
  }),
  ...lines.map(({ code, lines: parts, ...attributes }) => {
    return { part: 'line' as const, code, wkb: lineWkb(parts), point: null, attributes };
  }),
  ...segments.map(({ lineCode, lines: parts, ...attributes }) => {
    return { part: 'segment' as const, code: lineCode, wkb: lineWkb(parts), point: null, attributes };
  }),
  ...meetingPoints.map(({ code, point, ...attributes }) => {
    return { part: 'meeting-point' as const, code, wkb: null, point, attributes };
  }),
];
parentPort!.postMessage({
  rows,
  lines: lines.length,
  topology: gzipSync(text, { level: 9 }),
  hash: createHash('sha256').update(text).digest('hex'),
} satisfies Derived);
