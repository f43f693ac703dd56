import polylabel from 'polylabel';
import type { ArcPolygons, Vertex } from './coverage.ts';

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
