import type { Path } from './feature.ts';

/** Twice the signed area of a triangle: tells on which side of a-b the point c lies. */
const side = (ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

/** The paths' edges one after another, and which path each is of. */
interface Edges {
  ends: number[]; // x0, y0, x1, y1 of each edge
  owner: number[];
  start: number[]; // where in its path each begins
}

/** One of two edges that cross: the number of its path, and where in the path it begins. */
export interface EdgeAt {
  path: number;
  start: number;
}

function edgesOf(paths: readonly Path[]): Edges {
  const edges: Edges = { ends: [], owner: [], start: [] };
  paths.forEach((path, index) => {
    for (let i = 0; i + 3 < path.length; i += 2) {
      edges.ends.push(path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!);
      edges.owner.push(index);
      edges.start.push(i);
    }
  });
  return edges;
}

/** True when two edges cross at a point inside both; a shared end or a touch is no crossing. */
function cross(ends: number[], a: number, b: number): boolean {
  const [ax, ay, bx, by] = [ends[a]!, ends[a + 1]!, ends[a + 2]!, ends[a + 3]!];
  const [cx, cy, dx, dy] = [ends[b]!, ends[b + 1]!, ends[b + 2]!, ends[b + 3]!];
  if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) return false;
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return false;
  const [c, d] = [side(ax, ay, bx, by, cx, cy), side(ax, ay, bx, by, dx, dy)];
  if (c === 0 || d === 0 || c > 0 === d > 0) return false;
  const [e, f] = [side(cx, cy, dx, dy, ax, ay), side(cx, cy, dx, dy, bx, by)];
  return e !== 0 && f !== 0 && e > 0 !== f > 0;
}

/** Every pair of edges that cross, of the same path or of two. A grid keeps the work near linear. */
export function crossings(paths: readonly Path[]): [EdgeAt, EdgeAt][] {
  const { ends, owner, start } = edgesOf(paths);
  const at = (edge: number): EdgeAt => ({ path: owner[edge]!, start: start[edge]! });
  if (owner.length === 0) return [];
  let length = 0;
  for (let i = 0; i < ends.length; i += 4)
    length += Math.abs(ends[i]! - ends[i + 2]!) + Math.abs(ends[i + 1]! - ends[i + 3]!);
  const cell = Math.max(1, (2 * length) / owner.length);
  const grid = new Map<number, number[]>();
  const found = new Map<number, [EdgeAt, EdgeAt]>();
  for (let edge = 0; edge < owner.length; edge += 1) {
    const first = edge * 4;
    const [west, east] = order(Math.floor(ends[first]! / cell), Math.floor(ends[first + 2]! / cell));
    const [north, south] = order(Math.floor(ends[first + 1]! / cell), Math.floor(ends[first + 3]! / cell));
    for (let x = west; x <= east; x += 1) {
      for (let y = north; y <= south; y += 1) {
        const key = x * 0x4000000 + y;
        const here = grid.get(key);
        if (here === undefined) {
          grid.set(key, [edge]);
          continue;
        }
        for (const other of here) {
          if (cross(ends, first, other * 4)) found.set(other * owner.length + edge, [at(other), at(edge)]);
        }
        here.push(edge);
      }
    }
  }
  return [...found.values()];
}

const order = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a]);
