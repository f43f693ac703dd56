import type { ArcPolygons, Coverage, Vertex } from './coverage.ts';
import { crossings, type EdgeAt } from './crossings.ts';
import { ringArea, type Path } from './feature.ts';
import { toUnits, worldSize } from './mercator.ts';

/** A vertex goes when the triangle that it makes is smaller than a square of this many tile units (1.25 pixels of 8). */
export const tolerance = 10;

/** Rounds of giving vertices back to arcs that cross, until none do. */
const repairs = 8;

/** The arcs of the coverage at one zoom, in whole tile units of the world. */
export interface Generalised {
  arcs: Path[];
  crossings: number; // pairs of edges that still cross
}

/**
 * The arcs at a zoom. Whatever is built from them fits together, because a border is generalised once, not once for
 * each side. Where generalising made two borders cross or a county flat, their vertices come back step by step.
 */
export function generalise(coverage: Coverage, zoom: number): Generalised {
  const size = worldSize(zoom);
  const limits = coverage.arcs.map(() => (tolerance / size) ** 2);
  const arcs = coverage.arcs.map((arc, index) => simplify(arc, limits[index]!, size));
  for (let round = 0; round < repairs; round += 1) {
    const crossing = crossings(arcs).flatMap((pair) => pair.map((edge) => edge.path));
    const open = new Set([...crossing, ...flattened(coverage, arcs)]);
    if (open.size === 0) return { arcs, crossings: 0 };
    for (const index of open) {
      limits[index] = limits[index]! / 8;
      arcs[index] = simplify(coverage.arcs[index]!, limits[index]!, size);
    }
  }
  return { arcs, crossings: uncross(arcs) };
}

/** The arcs of counties that have no area left. */
function flattened(coverage: Coverage, arcs: readonly Path[]): number[] {
  const flat = [...coverage.counties.values()].filter((shape) => toPolygons(shape, arcs).length === 0);
  return flat.flat(3).map((arc) => (arc < 0 ? ~arc : arc));
}

/**
 * Rounding to tile units alone can make borders cross, however many vertices they have. Then a vertex next to the
 * crossing goes, if that helps. Changes `arcs`. @returns the number of crossings that are left
 */
function uncross(arcs: Path[]): number {
  for (;;) {
    const found = crossings(arcs);
    if (!found.some((pair) => pair.some((edge) => dropVertex(arcs, edge, found.length)))) return found.length;
  }
}

/** Drops one end of an edge, unless it is an end of the arc; true when fewer crossings are left. */
function dropVertex(arcs: Path[], { path, start }: EdgeAt, before: number): boolean {
  const whole = arcs[path]!;
  for (const at of [start, start + 2]) {
    if (at === 0 || at >= whole.length - 2 || whole.length <= 8) continue;
    arcs[path] = whole.toSpliced(at, 2);
    if (crossings(arcs).length < before) return true;
    arcs[path] = whole;
  }
  return false;
}

/** The vertices worth `limit` or more, on the grid of tile units. A closed arc keeps three corners. */
export function simplify(arc: readonly Vertex[], limit: number, size: number): Path {
  const path: Path = [];
  const floor = isClosed(arc) ? Math.min(limit, thirdLargest(arc)) : limit;
  for (const [x, y, weight] of arc) {
    if (weight < floor) continue;
    const [ux, uy] = [toUnits(x, size), toUnits(y, size)];
    if (path[path.length - 2] !== ux || path[path.length - 1] !== uy) path.push(ux, uy);
  }
  return path;
}

const isClosed = (arc: readonly Vertex[]): boolean => {
  const [first, last] = [arc[0]!, arc[arc.length - 1]!];
  return first[0] === last[0] && first[1] === last[1];
};

/** The weight that leaves two inner vertices besides the two ends, which have an infinite weight. */
function thirdLargest(arc: readonly Vertex[]): number {
  const inner = arc.slice(1, -1).map((vertex) => vertex[2]).sort((a, b) => b - a); // prettier-ignore
  return inner[1] ?? 0;
}

/** Polygons of arc numbers as rings of points; rings that the zoom has flattened are left out. */
export function toPolygons(polygons: ArcPolygons, arcs: readonly Path[]): Path[][] {
  const built: Path[][] = [];
  for (const [exterior, ...holes] of polygons) {
    const ring = toRing(exterior!, arcs);
    if (ringArea(ring) <= 0) continue;
    built.push([ring, ...holes.map((hole) => toRing(hole, arcs)).filter((hole) => ringArea(hole) < 0)]);
  }
  return built;
}

/** Joins arcs into one closed ring; an edge that is walked there and back at once is dropped. */
function toRing(ring: readonly number[], arcs: readonly Path[]): Path {
  const out: Path = [];
  for (const arc of ring) {
    const path = arcs[arc < 0 ? ~arc : arc]!;
    for (let i = 0; i < path.length; i += 2) {
      const at = arc < 0 ? path.length - 2 - i : i;
      appendUnfolded(out, path[at]!, path[at + 1]!);
    }
  }
  return trimFold(out);
}

function appendUnfolded(out: Path, x: number, y: number): void {
  const n = out.length;
  if (n >= 2 && out[n - 2] === x && out[n - 1] === y) return;
  if (n >= 4 && out[n - 4] === x && out[n - 3] === y) out.length = n - 2;
  else out.push(x, y);
}

/** Takes the fold out that a ring may have where it closes. */
function trimFold(ring: Path): Path {
  let [from, to] = [0, ring.length];
  while (to - from >= 8 && ring[from + 2] === ring[to - 4] && ring[from + 3] === ring[to - 3]) {
    from += 2;
    to -= 2;
  }
  return ring.slice(from, to);
}
