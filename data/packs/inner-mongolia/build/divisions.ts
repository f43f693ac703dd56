import path from 'node:path';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { readGeoNames } from './geonames.ts';
import { readBeginnings } from './history.ts';
import { countySeat, leagueSeat } from './seats.ts';
import type { Seat } from './seats.ts';
import type { CountyShape } from './shapes.ts';
import { shortNames } from './short-names.ts';
import { townshipSeats } from './townships.ts';
import { readTsv, writeTsv } from './tsv.ts';

const columns = [
  'code',
  'level',
  'kind',
  'name',
  'short',
  'roman',
  'mongolian',
  'parent',
  'seat_lon',
  'seat_lat',
  'seat_position',
  'valid_from',
  'roman_source',
  'mongolian_source',
  'note',
] as const;
type Row = Record<(typeof columns)[number], string>;

function withSeat(row: Row, { position: [lon = 0, lat = 0], kind, note }: Seat): Row {
  const notes = [row.note, note].filter((each) => each !== '').join('; ');
  return { ...row, seat_lon: lon.toFixed(5), seat_lat: lat.toFixed(5), seat_position: kind, note: notes };
}

function positionOf(row: Row): Position {
  return [Number(row.seat_lon), Number(row.seat_lat)];
}

/** The divisions from the region down to the counties, from the official list, without seats. */
async function readUpperRows(sources: string): Promise<Row[]> {
  const beginnings = await readBeginnings(sources);
  return (await readTsv(path.join(sources, 'divisions.tsv'))).map((row) => {
    const from = beginnings.get(row('code'))?.at(-1);
    return {
      code: row('code'),
      level: row('level'),
      kind: row('type_zh'),
      name: row('name_zh'),
      short: shortNames(row('name_zh')).join('|'),
      roman: row('name_roman'),
      mongolian: row('name_mn'),
      parent: row('parent'),
      seat_lon: '',
      seat_lat: '',
      seat_position: '',
      valid_from: from?.day ?? '',
      roman_source: row('roman_src').replace(/^"|"$/g, '').replaceAll('""', '"'),
      mongolian_source: row('mn_src'),
      note: from?.note ? `起用日: ${from.note}` : '',
    };
  });
}

/**
 * Writes `divisions.tsv`: every division of the region from the official list of 2025-12-31, with its names, its parent, the
 * day from which the present code and name are in force (empty: before the change list begins) and a seat point, EPSG:4490.
 */
export async function writeDivisions(
  sources: string,
  outDir: string,
  polygons: Map<string, Polygon | MultiPolygon>,
  shapes: CountyShape[],
  box: [number, number, number, number],
): Promise<number> {
  const places = await readGeoNames(box);
  const sourceSeats = new Map(shapes.map(({ code, seat }) => [code, seat]));
  const polygonOf = (code: string): Polygon | MultiPolygon => {
    const polygon = polygons.get(code);
    if (!polygon) throw new Error(`no polygon for ${code}`);
    return polygon;
  };
  const upper = (await readUpperRows(sources)).map((row) => {
    if (row.level !== 'county') return withSeat(row, leagueSeat(row.code, places));
    const source = sourceSeats.get(row.code);
    if (!source) throw new Error(`no seat point for ${row.code}`);
    return withSeat(row, countySeat(row.code, polygonOf(row.code), source));
  });
  const official = (await readTsv(path.join(sources, 'townships.tsv'))).map((row) => ({
    code: row('code9'),
    name: row('name_zh'),
    kind: row('type_zh'),
    county: row('county_code'),
  }));
  const townships = upper
    .filter(({ level }) => level === 'county')
    .flatMap((county) => {
      const own = official.filter((township) => township.county === county.code);
      const seats = townshipSeats(county, own, polygonOf(county.code), positionOf(county), places);
      return own.map(({ code, kind, name }): Row => {
        const blank = Object.fromEntries(columns.map((column) => [column, ''])) as Row;
        const seat = seats.get(code);
        if (!seat) throw new Error(`no seat for ${code}`);
        return withSeat({ ...blank, code, level: 'township', kind, name, parent: county.code }, seat);
      });
    });
  if (townships.length !== official.length) throw new Error('townships.tsv: a township of an unknown county');
  await writeTsv(path.join(outDir, 'divisions.tsv'), columns, [...upper, ...townships]);
  return upper.length + townships.length;
}
