import type { Position } from 'geojson';
import { lengthKm } from '../../boundaries/geodesic.ts';
import type { SegmentRow } from '../../boundaries/topology.ts';
import { createRuler } from './line-ruler.ts';

type Sides = Pick<SegmentRow, 'countyA' | 'countyB' | 'countyBName'>;
export type Piece = Sides & { parts: Position[][] };

const stepKm = 0.2; // how finely the line is felt along
const leastKm = 1; // shorter runs belong to what is before them: near a meeting point two pairs are equally near

/**
 * Cuts a legal line that came as one into the pieces of each pair of banners: every stretch goes to the pair whose derived
 * segment is nearest. The cuts are as exact as the illustrative polygons are; the line itself is not touched.
 */
export function cutByCounties(parts: readonly Position[][], segments: readonly SegmentRow[]): Piece[] {
  const owners = segments.flatMap(({ lines }, pair) => lines.map(() => pair));
  const ruler = createRuler(segments.flatMap(({ lines }) => lines));
  const nearest = (point: Position): number => owners[ruler(point).part]!;
  const pieces = new Map<number, Position[][]>();
  for (const part of parts) {
    for (const { pair, line } of merged(runs(part, segments.length === 1 ? () => 0 : nearest)))
      pieces.set(pair, [...(pieces.get(pair) ?? []), line]);
  }
  return [...pieces].map(([pair, own]) => {
    const { countyA, countyB, countyBName } = segments[pair]!;
    return { countyA, countyB, countyBName, parts: own };
  });
}

interface Run {
  pair: number;
  line: Position[];
}

/** Stretches of one part that are nearest to the same pair; two stretches share the point between them. */
function runs(part: readonly Position[], nearest: (point: Position) => number): Run[] {
  const found: Run[] = [];
  let felt = Infinity; // km since the line was last felt
  for (let at = 1; at < part.length; at += 1) {
    const [from, to] = [part[at - 1]!, part[at]!];
    const length = lengthKm([from, to]);
    const steps = Math.max(1, Math.ceil(length / stepKm));
    const along = (share: number): Position => [from[0]! + (to[0]! - from[0]!) * share, from[1]! + (to[1]! - from[1]!) * share]; // prettier-ignore
    for (let step = 0; step < steps; step += 1) {
      felt += length / steps;
      if (felt < stepKm) continue; // short edges go with the one before them
      felt = 0;
      const pair = nearest(along((step + 0.5) / steps));
      const last = found.at(-1);
      if (last?.pair === pair) continue;
      const start = step === 0 ? from : along(step / steps);
      last?.line.push(start);
      found.push({ pair, line: [start] });
    }
    if (at < part.length - 1) found.at(-1)!.line.push(to);
  }
  found.at(-1)!.line.push(part.at(-1)!);
  return found.map(({ pair, line }) => ({ pair, line: line.filter((point, at) => at === 0 || point !== line[at - 1]) })); // prettier-ignore
}

/** Short runs go to the one before them (the first to the one after it). */
function merged(found: Run[]): Run[] {
  const kept: Run[] = [];
  for (const run of found) {
    const last = kept.at(-1);
    const isShort = (one: Run): boolean => lengthKm(one.line) < leastKm;
    if (last !== undefined && (last.pair === run.pair || isShort(run))) last.line.push(...run.line.slice(1));
    else if (last !== undefined && kept.length === 1 && isShort(last))
      kept[0] = { pair: run.pair, line: [...last.line, ...run.line.slice(1)] }; // prettier-ignore
    else kept.push({ ...run, line: [...run.line] });
  }
  return kept;
}
