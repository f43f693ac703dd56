import type { Geometry, Position } from 'geojson';
import type { MadeFile } from './import-small-run.ts';

/** A closed ring around a box, counter-clockwise from its south-western corner; degrees. */
export const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south], [east, south], [east, north], [west, north], [west, south],
]; // prettier-ignore

/** One feature: its code, its rings, and where needed its name and geometry. */
export type Feature = readonly [code: string, geometry: Geometry | Position[][], name?: string];

/** A coverage file of features; rings stand for a polygon. Without `crs` in EPSG:4490. */
export function coverageOf(features: readonly Feature[], crs?: string): MadeFile {
  return {
    headers: ['code', 'name'],
    rows: features.map(([code, , name]) => [code, name ?? null]),
    geometries: features.map(([, geometry]) => (Array.isArray(geometry) ? { type: 'Polygon', coordinates: geometry } : geometry)), // prettier-ignore
    ...(crs === undefined ? {} : { crs }),
  };
}

/** Every position of a geometry, moved. */
export function moved(features: readonly Feature[], move: (lon: number, lat: number) => Position): Feature[] {
  return features.map(([code, geometry, name]) => {
    const rings = (geometry as Position[][]).map((ring) => ring.map(([lon, lat]) => move(lon!, lat!)));
    return [code, rings, ...(name === undefined ? [] : [name])] as unknown as Feature;
  });
}

/** Four squares of 0.1 degrees (about 8.4 by 11.1 km): 150102 and 150103 below, 150104 and 150202 above. */
export const fourSquares: readonly Feature[] = [
  ['150102', [box(111.5, 40.5, 111.6, 40.6)], '新城区'],
  ['150103', [box(111.6, 40.5, 111.7, 40.6)], '回民区'],
  ['150104', [box(111.5, 40.6, 111.6, 40.7)], '玉泉区'],
  ['150202', [box(111.6, 40.6, 111.7, 40.7)], '东河区'],
];
