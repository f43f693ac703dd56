import polylabel from 'polylabel';
import type { ArcPolygons, Vertex } from './coverage.ts';
import { ringArea, type Path } from './feature.ts';

/** The point of a polygon farthest from its border, and that distance; all 0..1 in Web Mercator. */
export interface InnerPoint {
  x: number;
  y: number;
  radius: number;
}

/** 0..1 to units fine enough for polylabel's default step: about 10 m. */
const scale = 2 ** 22;

/** The inner point of the largest part of a division, from its full geometry, to about 160 m. */
export function innerPoint(polygons: ArcPolygons, arcs: readonly Vertex[][]): InnerPoint {
  const parts = polygons.map((rings) => rings.map((ring) => points(ring, arcs)));
  const largest = parts.reduce((a, b) => (area(b[0]!) > area(a[0]!) ? b : a));
  const found = polylabel(largest, 16);
  return { x: found[0]! / scale, y: found[1]! / scale, radius: found.distance / scale };
}

/** Whether a point is inside polygons at one zoom; all in tile units of the world. On an edge it may be either. */
export function holds(polygons: readonly Path[][], x: number, y: number): boolean {
  let inside = false;
  for (const ring of polygons.flat())
    for (let i = 0; i + 3 < ring.length; i += 2) {
      const [ax, ay, bx, by] = [ring[i]!, ring[i + 1]!, ring[i + 2]!, ring[i + 3]!];
      if (ay > y !== by > y && x < ax + ((bx - ax) * (y - ay)) / (by - ay)) inside = !inside;
    }
  return inside;
}

/** The inner point of the largest part of what is drawn of a division at one zoom, tile units of the world. */
export function drawnInnerPoint(polygons: readonly Path[][]): [x: number, y: number] {
  const largest = polygons.reduce((a, b) => (ringArea(b[0]!) > ringArea(a[0]!) ? b : a));
  const found = polylabel(largest.map(pairs), 1);
  return [found[0]!, found[1]!];
}

const pairs = (ring: Path): [number, number][] =>
  Array.from({ length: ring.length / 2 }, (_, at) => [ring[2 * at]!, ring[2 * at + 1]!]);

function points(ring: readonly number[], arcs: readonly Vertex[][]): [number, number][] {
  return ring.flatMap((arc) => {
    const vertices = arcs[arc < 0 ? ~arc : arc]!.map(([x, y]): [number, number] => [x * scale, y * scale]);
    return arc < 0 ? vertices.reverse() : vertices;
  });
}

function area(ring: readonly [number, number][]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i += 1)
    sum += ring[i - 1]![0] * ring[i]![1] - ring[i]![0] * ring[i - 1]![1];
  return Math.abs(sum);
}
