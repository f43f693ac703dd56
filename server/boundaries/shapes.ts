import polylabel from 'polylabel';
import type { Position } from 'geojson';
import { merge } from 'topojson-client';
import type { Topology } from 'topojson-specification';
import { countiesOf, type CountyObject, type DivisionTopology } from './arcs.ts';
import { areaKm2 } from './geodesic.ts';

/** The polygon of a county, or of the league or province that its counties make up. EPSG:4490 degrees. */
export interface DivisionShape {
  code: string;
  level: 'province' | 'prefecture' | 'county';
  polygons: Position[][][];
  label: Position; // inside the largest part, far from its edge
  areaKm2: number;
}

/** @throws Error naming the county whose ring cannot be stored */
export function shapesOf(topology: DivisionTopology): DivisionShape[] {
  const counties = countiesOf(topology);
  const groups = (level: DivisionShape['level'], codeOf: (county: string) => string): DivisionShape[] => {
    const byCode = new Map<string, CountyObject[]>();
    for (const county of counties)
      byCode.set(codeOf(county.id), [...(byCode.get(codeOf(county.id)) ?? []), county]);
    return [...byCode].map(([code, members]) => shape(topology, code, level, members));
  };
  return [
    ...groups('province', (code) => `${code.slice(0, 2)}0000`),
    ...groups('prefecture', (code) => `${code.slice(0, 4)}00`),
    ...groups('county', (code) => code),
  ];
}

function shape(
  topology: DivisionTopology,
  code: string,
  level: DivisionShape['level'],
  members: CountyObject[],
): DivisionShape {
  const polygons = merge(topology as unknown as Topology, members).coordinates;
  for (const ring of polygons.flat()) checkRing(code, ring);
  return { code, level, polygons, label: labelPoint(polygons), areaKm2: areaKm2(polygons) };
}

/** PostGIS can hang on a broken ring, so none reaches it. */
function checkRing(code: string, ring: readonly Position[]): void {
  const [first, last] = [ring[0], ring.at(-1)];
  if (ring.length < 4) throw new Error(`division ${code}: a ring has ${ring.length} points, 4 are needed`);
  if (first![0] !== last![0] || first![1] !== last![1]) throw new Error(`division ${code}: a ring is not closed at ${first!.join(' ')}`); // prettier-ignore
  for (const [lon, lat] of ring) {
    if (!(Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90))
      throw new Error(`division ${code}: ${lon} ${lat} is no position in degrees`);
  }
}

/** The middle of the largest circle inside the largest part, with degrees of longitude shrunk to their true width. */
function labelPoint(polygons: Position[][][]): Position {
  const largest = polygons.reduce((best, polygon) => (areaKm2([polygon]) > areaKm2([best]) ? polygon : best));
  const lats = largest[0]!.map((point) => point[1]!);
  const lons = largest[0]!.map((point) => point[0]!);
  const south = lats.reduce((least, lat) => Math.min(least, lat));
  const north = lats.reduce((most, lat) => Math.max(most, lat));
  const west = lons.reduce((least, lon) => Math.min(least, lon));
  const east = lons.reduce((most, lon) => Math.max(most, lon));
  const shrink = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const flat = largest.map((ring) => ring.map(([lon, lat]) => [lon! * shrink, lat!]));
  const precision = Math.max(1e-4, Math.min(north - south, (east - west) * shrink) / 100); // degrees
  const [x, y] = polylabel(flat, precision);
  return [Math.round((x / shrink) * 1e6) / 1e6, Math.round(y * 1e6) / 1e6];
}
