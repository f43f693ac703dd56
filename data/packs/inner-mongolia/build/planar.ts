import type { MultiPolygon, Polygon, Position } from 'geojson';

/** A bounding box in degrees: west, south, east, north. */
export type Box = [number, number, number, number];

/** The polygons of a geometry: each a list of rings, the first one the shell. */
export function polygonsOf(geometry: Polygon | MultiPolygon): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

/** The box around a geometry. */
export function boxOf(geometry: Polygon | MultiPolygon): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of polygonsOf(geometry).flat(2)) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

/** Whether a point lies inside a geometry: even-odd rule in the plane of longitude and latitude. */
export function contains(geometry: Polygon | MultiPolygon, [x = 0, y = 0]: Position): boolean {
  let inside = false;
  for (const ring of polygonsOf(geometry).flat()) {
    for (let index = 1; index < ring.length; index += 1) {
      const [ax = 0, ay = 0] = ring[index - 1] ?? [];
      const [bx = 0, by = 0] = ring[index] ?? [];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    }
  }
  return inside;
}

/** Signed area of a ring in its own units (square degrees, or square steps); anticlockwise is positive. */
export function planarArea(ring: Position[]): number {
  const [ox = 0, oy = 0] = ring[0] ?? [];
  let twice = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [ax = 0, ay = 0] = ring[index - 1] ?? [];
    const [bx = 0, by = 0] = ring[index] ?? [];
    twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
  }
  return twice / 2;
}

const radian = Math.PI / 180;
/** Radius of the sphere with the ellipsoid's area, km. */
const authalicRadius = 6371.0072;

/** Signed area of a ring of degrees on the authalic sphere, km2 (latitude taken as authalic: within 0.5 %). */
export function ringAreaKm2(ring: Position[]): number {
  let sum = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [ax = 0, ay = 0] = ring[index - 1] ?? [];
    const [bx = 0, by = 0] = ring[index] ?? [];
    sum += (bx - ax) * radian * (2 + Math.sin(ay * radian) + Math.sin(by * radian));
  }
  return (-sum * authalicRadius ** 2) / 2;
}

/** Great-circle distance between two points of degrees, km. */
export function distanceKm([ax = 0, ay = 0]: Position, [bx = 0, by = 0]: Position): number {
  const h =
    Math.sin(((by - ay) * radian) / 2) ** 2 +
    Math.cos(ay * radian) * Math.cos(by * radian) * Math.sin(((bx - ax) * radian) / 2) ** 2;
  return 2 * authalicRadius * Math.asin(Math.sqrt(h));
}

/** Distance from a point to the nearest edge of a geometry, km (flat within a few tens of km). */
export function distanceToEdgeKm(geometry: Polygon | MultiPolygon, [x = 0, y = 0]: Position): number {
  const perDegree = authalicRadius * radian;
  const shrink = Math.cos(y * radian);
  let best = Infinity;
  for (const ring of polygonsOf(geometry).flat()) {
    for (let index = 1; index < ring.length; index += 1) {
      const [ax = 0, ay = 0] = ring[index - 1] ?? [];
      const [bx = 0, by = 0] = ring[index] ?? [];
      const [ux, uy, vx, vy] = [(bx - ax) * shrink, by - ay, (x - ax) * shrink, y - ay];
      const along = Math.max(0, Math.min(1, (ux * vx + uy * vy) / (ux * ux + uy * uy || 1)));
      best = Math.min(best, Math.hypot(vx - along * ux, vy - along * uy));
    }
  }
  return best * perDegree;
}
