import * as api from '../api/national.ts';
import type { NationalDetails, NationalList, NationalPlace } from '../api/national.ts';
import type { DivisionRef } from '../api/record.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { notFound, notYet } from '../http/problem.ts';
import { keyTableState } from '../places/key-table.ts';
import { route, type Reading, type Route } from '../http/route.ts';
import { portalId, storedCode, storedId } from './codes.ts';
import { divisionsAsNational } from './divisions.ts';
import * as queries from './queries.ts';
import type { NationalRow } from './queries.ts';

function toPlace(row: NationalRow, tree: DivisionTree): NationalPlace {
  const path = tree.pathOf(row.division_code);
  const of = (level: string): DivisionRef | undefined => path.find(({ code }) => tree.get(code)?.level === level); // prettier-ignore
  const [province, city, area] = [of('province'), of('prefecture'), of('county')];
  return {
    id: portalId(row.id),
    place_code: row.place_code,
    standard_name: row.name,
    roman_alphabet_spelling: row.roman,
    ethnic_minorities_writing: row.mongolian,
    place_type: row.class_name,
    place_type_code: row.class_code,
    province_name: province?.name ?? null,
    city_name: city?.name ?? null,
    area_name: area?.name ?? null,
    province: province?.code ?? null,
    city: city?.code ?? null,
    area: area?.code ?? null,
    gdm: row.lon === null || row.lat === null ? null : { type: 'multipoint', coordinates: [[row.lon, row.lat]] }, // prettier-ignore
    pdm: null,
    sample: row.sample,
  };
}

function toDetails(row: NationalRow, tree: DivisionTree): NationalDetails {
  const kept = (key: string): string | null => {
    const value = row.attributes?.[key];
    return typeof value === 'string' ? value : null;
  };
  return {
    ...toPlace(row, tree),
    old_name: row.former,
    place_meaning: kept('meaning'),
    place_origin: kept('origin'),
    place_history: kept('history'),
    government_history: kept('government_history'),
  };
}

/** Names are found by their search keys: before all of them are in, an empty list would be wrong. @throws Problem 503 */
async function mustBeKeyed({ context }: Reading): Promise<void> {
  if (!(await keyTableState(context.db)).whole) throw notYet('The search index');
}

async function list(reading: Reading, asked: NationalList) {
  if (asked.stName !== '') await mustBeKeyed(reading);
  const { db } = reading.context;
  const filter: queries.NationalFilter = {
    audience: reading.audience,
    name: asked.stName,
    exact: asked.searchType === '精确',
    class: asked.placeTypeCode || asked.PlaceTypeCode || null,
    division: asked.code ? storedCode(asked.code) : null,
    year: asked.year,
  };
  const total = await queries.countNational(db, filter);
  const skip = (asked.page - 1) * asked.size;
  const rows = skip >= total ? [] : await queries.listNational(db, filter, asked.size, skip);
  const tree = await divisionTree(db);
  return { records: rows.map((row) => toPlace(row, tree)), total };
}

const sameOf = (reading: Reading, by: queries.Same['by'], text: string, code: string | undefined): queries.Same => ({
  audience: reading.audience,
  by,
  text,
  division: code ? storedCode(code) : null,
}); // prettier-ignore

/** By the divisions right below the one that is asked for; without one, by leagues. */
async function byArea(reading: Reading, by: queries.Same['by'], { name, distCode }: { name: string; distCode?: string | undefined }) {
  await mustBeKeyed(reading);
  const same = sameOf(reading, by, name, distCode);
  const { division } = same;
  const digits = division === null || division.endsWith('0000') ? 4 : division.endsWith('00') && division.length === 6 ? 6 : 9;
  const rows = await queries.countByArea(reading.context.db, same, digits);
  const tree = await divisionTree(reading.context.db);
  const data = rows.map(({ code: start, count }) => {
    const code = start.length < 6 ? start.padEnd(6, '0') : start;
    return { name: tree.get(code)?.name ?? code, count, code };
  });
  return { data, ...fine(data) };
} // prettier-ignore

async function byType(reading: Reading, by: queries.Same['by'], { name, distCode }: { name: string; distCode: string }) {
  await mustBeKeyed(reading);
  const rows = await queries.countByType(reading.context.db, sameOf(reading, by, name, distCode));
  const data = rows.map((row) => ({ ...row, type: row.type ?? row.typeCode }));
  return { data, ...fine(data) };
} // prettier-ignore

const fine = (data: readonly { count: number }[]) => ({
  message: 'success',
  status: 200,
  total: data.reduce((sum, { count }) => sum + count, 0),
});

export const nationalRoutes: readonly Route[] = [
  route(api.nationalDivisions, async (input) => {
    const { code, year, maxLevel, trimCode } = input.query;
    const found = await divisionsAsNational(input, { code, year, maxLevel, trim: trimCode === 'true' });
    return { ...found, message: 'success', status: 200, tag: null };
  }),
  route(api.nationalPlaces, (input) => list(input, input.query)),
  route(api.nationalPlacesByForm, (input) => list(input, input.body)),
  route(api.nationalPlaceDetails, async (input) => {
    const id = storedId(input.body.id);
    const { db } = input.context;
    const row = id === null ? undefined : await queries.findNational(db, id, input.audience);
    if (row === undefined) throw notFound(`Place ${input.body.id}`);
    return toDetails(row, await divisionTree(db));
  }),
  route(api.nationalSameNameByArea, (input) => byArea(input, 'name', input.query)),
  route(api.nationalSameNameByType, (input) => byType(input, 'name', input.query)),
  route(api.nationalSameSoundByArea, (input) => byArea(input, 'pinyin', input.query)),
  route(api.nationalSameSoundByType, (input) => byType(input, 'pinyin', input.query)),
];
