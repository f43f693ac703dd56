import type { MultiPolygon, Polygon } from 'geojson';
import type { LonLat } from './model.ts';
import type { Random } from './random.ts';

type Edge = readonly [x1: number, y1: number, x2: number, y2: number];

/** A polygon made ready for many point tests: its edges are sorted into bands of latitude. */
export type Shape = {
  west: number;
  south: number;
  east: number;
  north: number;
  /** Planar area in square degrees scaled by the cosine of the middle latitude. */
  area: number;
  bands: Edge[][];
};

const bandCount = 200;

function ringEdges(ring: readonly (readonly number[])[]): Edge[] {
  const edges: Edge[] = [];
  for (let index = 1; index < ring.length; index += 1) {
    const [x1 = 0, y1 = 0] = ring[index - 1] ?? [];
    const [x2 = 0, y2 = 0] = ring[index] ?? [];
    edges.push([x1, y1, x2, y2]);
  }
  return edges;
}

function bandOf(shape: Pick<Shape, 'south' | 'north'>, lat: number): number {
  const band = Math.floor(((lat - shape.south) / (shape.north - shape.south)) * bandCount);
  return Math.max(0, Math.min(bandCount - 1, band));
}

/** Prepares a polygon; holes need no special care because the test counts crossings. */
export function prepareShape(geometry: Polygon | MultiPolygon): Shape {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const edges = polygons.flat().flatMap(ringEdges);
  const shape: Shape = {
    west: Infinity,
    south: Infinity,
    east: -Infinity,
    north: -Infinity,
    area: 0,
    bands: Array.from({ length: bandCount }, () => []),
  };
  for (const [x, y] of edges) {
    shape.west = Math.min(shape.west, x);
    shape.east = Math.max(shape.east, x);
    shape.south = Math.min(shape.south, y);
    shape.north = Math.max(shape.north, y);
  }
  for (const polygon of polygons) {
    polygon.forEach((ring, index) => (shape.area += Math.abs(ringArea(ring)) * (index === 0 ? 1 : -1)));
  }
  shape.area *= Math.cos((((shape.south + shape.north) / 2) * Math.PI) / 180);
  for (const edge of edges) {
    const first = bandOf(shape, Math.min(edge[1], edge[3]));
    const last = bandOf(shape, Math.max(edge[1], edge[3]));
    for (let band = first; band <= last; band += 1) shape.bands[band]?.push(edge);
  }
  return shape;
}

function ringArea(ring: readonly (readonly number[])[]): number {
  return ringEdges(ring).reduce((sum, [x1, y1, x2, y2]) => sum + x1 * y2 - x2 * y1, 0) / 2;
}

export function contains(shape: Shape, [lon, lat]: LonLat): boolean {
  if (lon < shape.west || lon > shape.east || lat < shape.south || lat > shape.north) return false;
  let inside = false;
  for (const [x1, y1, x2, y2] of shape.bands[bandOf(shape, lat)] ?? []) {
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Five decimals (about a metre) for real positions; invented ones do not pretend to more than four. */
export function roundPoint([lon, lat]: LonLat, decimals: 4 | 5 = 5): LonLat {
  const scale = 10 ** decimals;
  return [Math.round(lon * scale) / scale, Math.round(lat * scale) / scale];
}

/** A point anywhere in the shape, evenly spread. */
export function randomPoint(random: Random, shape: Shape): LonLat {
  for (;;) {
    const lon = shape.west + random() * (shape.east - shape.west);
    const point = roundPoint([lon, shape.south + random() * (shape.north - shape.south)], 4);
    if (contains(shape, point)) return point;
  }
}

/** A point around a centre and inside the shape; reach is in degrees of latitude and grows less after failures. */
export function pointNear(random: Random, shape: Shape, centre: LonLat, reach: number): LonLat {
  const stretch = 1 / Math.cos((centre[1] * Math.PI) / 180);
  for (let attempt = 0; attempt < 24; attempt += 1) {
    const distance = reach * Math.sqrt(random()) * 0.92 ** attempt;
    const angle = random() * 2 * Math.PI;
    const lon = centre[0] + Math.cos(angle) * distance * stretch;
    const point = roundPoint([lon, centre[1] + Math.sin(angle) * distance], 4);
    if (contains(shape, point)) return point;
  }
  return contains(shape, roundPoint(centre)) ? roundPoint(centre) : randomPoint(random, shape);
}

/** Squared distance in degrees of latitude; good enough to tell which of a banner's townships is nearest. */
export function distance2(a: LonLat, b: LonLat): number {
  const scale = Math.cos((a[1] * Math.PI) / 180);
  return ((a[0] - b[0]) * scale) ** 2 + (a[1] - b[1]) ** 2;
}

export function nearest<T extends { seat: LonLat }>(items: readonly T[], point: LonLat): T | undefined {
  let best: T | undefined;
  let bestDistance = Infinity;
  for (const item of items) {
    const distance = distance2(point, item.seat);
    if (distance < bestDistance) {
      best = item;
      bestDistance = distance;
    }
  }
  return best;
}
