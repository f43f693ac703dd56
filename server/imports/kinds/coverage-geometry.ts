import type { Geometry, Position } from 'geojson';
import { looksSwapped } from '../../crs/zones.ts';

/** Polygons of one division: each a list of closed rings, the shell first. */
export type Polygons = Position[][][];

/** Coordinates are kept to this many digits of a degree, 1 cm, as the topology keeps them. */
export const decimals = 7;
const grid = 10 ** decimals;
export const gridDegrees = 10 ** -decimals;

/** Overlaps and gaps that are smaller are rounding, not drawing. */
export const tinyM2 = 1;

/** China with its seas, degrees. */
const range = { west: 73, east: 136, south: 3, north: 54 };

export interface Fault {
  check: string;
  reason: string;
  remedy: string;
  at?: Position; // degrees
}

/** The polygons of a geometry; null when it has anything else. */
export function polygonsOf(geometry: Geometry | null): Polygons | null {
  switch (geometry?.type) {
    case 'Polygon':
      return nested([geometry.coordinates]);
    case 'MultiPolygon':
      return nested(geometry.coordinates);
    case 'GeometryCollection': {
      const parts = geometry.geometries.map(polygonsOf);
      return parts.length > 0 && parts.every((part) => part !== null) ? parts.flat() : null;
    }
    default:
      return null;
  }
}

/** Null when the arrays do not nest as they should: a file may hold anything. */
const nested = (polygons: Polygons): Polygons | null =>
  Array.isArray(polygons) && polygons.every((rings) => Array.isArray(rings) && rings.every((ring) => Array.isArray(ring) && ring.every(Array.isArray))) ? polygons : null; // prettier-ignore

/** What is wrong with coordinates as they stand in the file (x = longitude or easting). */
export function rawFault(polygons: Polygons, geographic: boolean): Fault | null {
  for (const position of polygons.flat(2)) {
    const [x, y] = position;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return { check: 'coordinate-form', reason: `坐标不是有限的数: ${JSON.stringify(position)}`, remedy: '改正这个面的坐标' }; // prettier-ignore
    if (geographic && looksSwapped(x!, y!)) return { check: 'axes-swapped', reason: `经度与纬度像是互换了: ${x}, ${y}`, remedy: '按先经度后纬度导出' }; // prettier-ignore
  }
  return null;
}

/** What is wrong with where the polygons lie; degrees, EPSG:4490. */
export function placeFault(polygons: Polygons): Fault | null {
  let [least, most] = [Infinity, -Infinity];
  let outside: Position | undefined;
  for (const position of polygons.flat(2)) {
    const [lon, lat] = position as [number, number];
    least = Math.min(least, lon);
    most = Math.max(most, lon);
    if (!(lon >= range.west && lon <= range.east && lat >= range.south && lat <= range.north))
      outside ??= position;
  }
  if (most - least > 180) return { check: 'antimeridian', reason: `这个面跨过 180° 经线 (经度 ${least} 至 ${most})`, remedy: '检查坐标系与坐标' }; // prettier-ignore
  if (outside === undefined) return null;
  return { check: 'coordinate-range', reason: `坐标 ${outside.join(', ')} 不在经度 ${range.west}-${range.east}、纬度 ${range.south}-${range.north} 之内`, remedy: '检查坐标系与坐标顺序' }; // prettier-ignore
}

/**
 * Polygons as PostGIS takes them: rounded to the grid, without repeated points, rings closed. A ring that has fewer than
 * three different points, or is not closed, is a fault; the first kind is left out, the second is closed.
 */
export function cleanRings(polygons: Polygons): { polygons: Polygons; faults: Fault[] } {
  const faults: Fault[] = [];
  const clean = polygons.flatMap((rings) => {
    const kept = rings.map((ring) => cleanRing(ring, faults));
    return kept[0] === undefined || kept[0] === null ? [] : [kept.filter((ring) => ring !== null)];
  });
  return { polygons: clean, faults };
}

function cleanRing(ring: readonly Position[], faults: Fault[]): Position[] | null {
  const points = withoutRepeats(ring.map(onGrid));
  const [first, last] = [points[0], points.at(-1)];
  const fault = (reason: string): void => void faults.push({ check: 'ring-invalid', reason, remedy: '用 GIS 软件修复后再导入', ...(first === undefined ? {} : { at: first }) }); // prettier-ignore
  if (first !== undefined && !same(first, last!)) {
    fault(`环没有闭合: 起点 ${first.join(', ')}, 终点 ${last!.join(', ')}`);
    points.push(first);
  }
  if (points.length >= 4) return points;
  fault(`环只有 ${new Set(points.map(String)).size} 个不同的点, 至少要 3 个`);
  return null;
}

const onGrid = ([lon, lat]: Position): Position => [
  Math.round(lon! * grid) / grid,
  Math.round(lat! * grid) / grid,
];
const same = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];
const withoutRepeats = (ring: Position[]): Position[] => ring.filter((point, index) => index === 0 || !same(point, ring[index - 1]!)); // prettier-ignore

const holeKm2 = 10;
const holeWidthM = 500;

/**
 * Whether what a coverage leaves open inside is a real hole (another province's land, such as 加格达奇区, 1,339 km²) or a gap
 * between neighbours that were drawn apart. A hole has 10 km² or more and is 500 m wide or more on average (twice the area
 * over the perimeter). Gaps of real files: up to 3.6 km², 20-580 m wide.
 */
export const isRealHole = (areaM2: number, perimeterM: number): boolean =>
  areaM2 >= holeKm2 * 1e6 && (2 * areaM2) / perimeterM >= holeWidthM;

/** 0.0123 km², or m² where that is small. */
export const areaText = (m2: number): string =>
  m2 >= 1e5 ? `${(m2 / 1e6).toFixed(m2 >= 1e8 ? 1 : 3)} km²` : `${m2.toFixed(m2 >= 10 ? 0 : 2)} m²`;
