import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { readTsv } from '../tsv.ts';
import { nearest, prepareShape } from './geometry.ts';
import type { Shape } from './geometry.ts';
import { groupBy } from './group.ts';
import type { County, Division, LonLat, PositionKind, Township } from './model.ts';

function parsePosition(lon: string, lat: string): LonLat | null {
  return lon === '' || lat === '' ? null : [Number(lon), Number(lat)];
}

function positionKind(text: string): PositionKind {
  return text === 'approximate' || text === 'synthetic' ? text : 'unknown';
}

function multi(text: string): string[] {
  return text.split('|').filter((item) => item !== '');
}

/** The divisions that the pack's own build has written to divisions.tsv. */
export async function readDivisions(outDir: string): Promise<Division[]> {
  const rows = await readTsv(path.join(outDir, 'divisions.tsv'));
  return rows.map((cell) => ({
    code: cell('code'),
    level: cell('level') as Division['level'],
    kind: cell('kind'),
    name: cell('name'),
    short: multi(cell('short')),
    roman: cell('roman'),
    mongolian: cell('mongolian'),
    parent: cell('parent'),
    seat: parsePosition(cell('seat_lon'), cell('seat_lat')),
    seatKind: positionKind(cell('seat_position')),
  }));
}

async function readShapes(outDir: string): Promise<Map<string, Shape>> {
  const packed = await readFile(path.join(outDir, 'divisions.topo.json.gz'));
  const topology = JSON.parse(gunzipSync(packed).toString('utf8')) as Topology<{
    county: GeometryCollection;
  }>;
  const shapes = new Map<string, Shape>();
  for (const { id, geometry } of feature(topology, topology.objects.county).features) {
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon')
      throw new Error(`${id} is no polygon`);
    shapes.set(String(id), prepareShape(geometry));
  }
  return shapes;
}

function countyOf(division: Division, shape: Shape, townships: Township[]): County {
  return {
    code: division.code,
    name: division.name,
    shape,
    townships,
    villageCount: 0,
    mongolianShare: 0,
    reach: Math.min(0.6, 1.25 * Math.sqrt(shape.area / Math.max(1, townships.length) / Math.PI)),
    bases: [],
  };
}

/** The counties with their polygons and township seats, by code. */
export async function readCounties(
  outDir: string,
  divisions: readonly Division[],
): Promise<Map<string, County>> {
  const shapes = await readShapes(outDir);
  const townships = groupBy(
    divisions.filter(({ level }) => level === 'township'),
    ({ code }) => code.slice(0, 6),
  );
  const counties = new Map<string, County>();
  for (const division of divisions.filter(({ level }) => level === 'county')) {
    const shape = shapes.get(division.code);
    if (!shape) throw new Error(`no polygon for ${division.code} ${division.name}`);
    const seats = (townships.get(division.code) ?? []).flatMap(({ code, name, seat }) =>
      seat ? [{ code, name, seat }] : [],
    );
    if (seats.length === 0) throw new Error(`no township seat in ${division.code} ${division.name}`);
    counties.set(division.code, countyOf(division, shape, seats));
  }
  return counties;
}

/** The township a point counts to: the one in the county with the nearest seat. */
export function townshipAt(county: County, point: LonLat): string {
  return nearest(county.townships, point)?.code ?? county.code;
}
