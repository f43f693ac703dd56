import type { Position } from 'geojson';
import { lengthKm } from '../../boundaries/geodesic.ts';

/** An edge between two vertices that follow each other, of the feature with this index. */
interface Edge {
  feature: number;
  from: Position;
  to: Position;
}

/** The edges of all features by the cells of a grid, so that near ones are found without looking at all. */
export interface EdgeGrid {
  /** Adds the edges of one feature. */
  add(feature: number, parts: readonly (readonly Position[])[]): void;
  cells: ReadonlyMap<number, Edge[]>;
  /** Edges in the cells around a point: at least those within about 1 km. */
  around(point: Position): Edge[];
}

const cellSize = 0.02; // degrees: 1.2 to 2.2 km
const rows = 100_000; // cells of one column, more than there are
const column = (degrees: number): number => Math.floor(degrees / cellSize);
const cellOf = (x: number, y: number): number => x * rows + y;

export function createEdgeGrid(): EdgeGrid {
  const cells = new Map<number, Edge[]>();
  return {
    cells,
    add: (feature, parts) => {
      for (const line of parts) {
        for (let at = 1; at < line.length; at += 1) {
          const edge = { feature, from: line[at - 1]!, to: line[at]! };
          for (const cell of cellsOf(edge)) {
            const known = cells.get(cell);
            if (known === undefined) cells.set(cell, [edge]);
            else known.push(edge);
          }
        }
      }
    },
    around: ([lon, lat]) => {
      const found: Edge[] = [];
      for (let x = column(lon!) - 1; x <= column(lon!) + 1; x += 1)
        for (let y = column(lat!) - 1; y <= column(lat!) + 1; y += 1)
          found.push(...(cells.get(cellOf(x, y)) ?? []));
      return found;
    },
  };
}

/** Cells that an edge may touch; a long one is followed piece by piece. */
function cellsOf({ from, to }: Edge): Iterable<number> {
  const one = cellOf(column(from[0]!), column(from[1]!));
  if (one === cellOf(column(to[0]!), column(to[1]!))) return [one];
  const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!];
  const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / cellSize));
  const cells = new Set<number>();
  for (let piece = 0; piece < pieces; piece += 1) {
    const xs = [from[0]! + (dx * piece) / pieces, from[0]! + (dx * (piece + 1)) / pieces].map(column);
    const ys = [from[1]! + (dy * piece) / pieces, from[1]! + (dy * (piece + 1)) / pieces].map(column);
    for (let x = Math.min(...xs); x <= Math.max(...xs); x += 1)
      for (let y = Math.min(...ys); y <= Math.max(...ys); y += 1) cells.add(cellOf(x, y));
  }
  return cells;
}

/** Where two features cross, or one crosses itself (`one === other`). */
export interface Crossing {
  one: number;
  other: number;
  at: Position;
}

/**
 * Places where edges cross in their inside. Touching is none: lines meet at their ends, and an end may stand on another line.
 * Goes cell by cell; yields now and then so that the caller can let other work in.
 */
export function* findCrossings({ cells }: EdgeGrid): Generator<Crossing[]> {
  let found: Crossing[] = [];
  let looked = 0;
  const seen = new Set<string>();
  for (const edges of cells.values()) {
    for (const [index, one] of edges.entries()) {
      for (let next = index + 1; next < edges.length; next += 1) {
        const other = edges[next]!;
        looked += 1;
        const at = crossing(one, other);
        if (at === null) continue;
        const key = at.join(); // two edges can share several cells
        if (seen.has(key)) continue;
        seen.add(key);
        found.push({
          one: Math.min(one.feature, other.feature),
          other: Math.max(one.feature, other.feature),
          at,
        });
      }
    }
    if (looked > 50_000) {
      yield found;
      [found, looked] = [[], 0];
    }
  }
  yield found;
}

function crossing({ from: a, to: b }: Edge, { from: c, to: d }: Edge): Position | null {
  const [abX, abY] = [b[0]! - a[0]!, b[1]! - a[1]!];
  const [cdX, cdY] = [d[0]! - c[0]!, d[1]! - c[1]!];
  const turn = abX * cdY - abY * cdX;
  if (turn === 0) return null; // parallel
  const [acX, acY] = [c[0]! - a[0]!, c[1]! - a[1]!];
  const share = (acX * cdY - acY * cdX) / turn;
  const otherShare = (acX * abY - acY * abX) / turn;
  if (!(share > 0 && share < 1 && otherShare > 0 && otherShare < 1)) return null;
  return [a[0]! + abX * share, a[1]! + abY * share];
}

/** Metres from a point to the nearest edge of the grid that `counts`; Infinity beyond about 1 km. */
export function metresToEdges(grid: EdgeGrid, point: Position, counts: (feature: number) => boolean): number {
  const shrink = Math.cos((point[1]! * Math.PI) / 180);
  let best = Infinity;
  for (const { feature, from, to } of grid.around(point)) {
    if (!counts(feature)) continue;
    const [dx, dy] = [(to[0]! - from[0]!) * shrink, to[1]! - from[1]!];
    const [px, py] = [(point[0]! - from[0]!) * shrink, point[1]! - from[1]!];
    const share = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy)));
    const at = [from[0]! + (to[0]! - from[0]!) * share, from[1]! + (to[1]! - from[1]!) * share];
    best = Math.min(best, lengthKm([point, at]) * 1000);
  }
  return best;
}

/** An end of a part of a feature. */
export interface LineEnd {
  feature: number;
  at: Position;
}

/** Ends that meet no end of another part, none of `known`, and no other feature, within `metres`. */
export function looseEnds(
  features: readonly (readonly (readonly Position[])[])[],
  grid: EdgeGrid,
  known: readonly Position[],
  metres: number,
): LineEnd[] {
  const ends = features.flatMap((parts, feature) =>
    parts.flatMap((line, part) => {
      const isClosed = line[0]!.join() === line.at(-1)!.join();
      return isClosed ? [] : [line[0]!, line.at(-1)!].map((at) => ({ feature, part, at }));
    }),
  );
  const near = (one: Position, other: Position): boolean =>
    Math.abs(one[1]! - other[1]!) < 0.01 && lengthKm([one, other]) * 1000 <= metres;
  const buckets = new Map<string, { feature: number; part: number; at: Position }[]>();
  const bucket = (at: Position, dx = 0, dy = 0): string => `${column(at[0]!) + dx} ${column(at[1]!) + dy}`;
  for (const end of [...ends, ...known.map((at) => ({ feature: -1, part: -1, at }))])
    buckets.set(bucket(end.at), [...(buckets.get(bucket(end.at)) ?? []), end]);
  return ends
    .filter((end) => {
      for (const dx of [-1, 0, 1])
        for (const dy of [-1, 0, 1])
          for (const other of buckets.get(bucket(end.at, dx, dy)) ?? [])
            if ((other.feature !== end.feature || other.part !== end.part) && near(end.at, other.at))
              return false;
      return metresToEdges(grid, end.at, (feature) => feature !== end.feature) > metres;
    })
    .map(({ feature, at }) => ({ feature, at }));
}
