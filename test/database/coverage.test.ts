import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageRoutes } from '../../server/coverage/routes.ts';
import { rebuildNearest } from '../../server/coverage/rebuild.ts';
import { ask, quietStep } from '../support/ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const context = () => testContext(database.db, '/tmp/nutag-test');
const coverage = coverageRoutes[0]!;

const divisions: [string, string, string, string | null][] = [
  ['150000', 'province', '内蒙古自治区', null], ['150100', 'prefecture', '呼和浩特市', '150000'],
  ['150102', 'county', '新城区', '150100'], ['150103', 'county', '回民区', '150100'], ['150104', 'county', '玉泉区', '150100'],
  ['150102001', 'township', '东街', '150102'], ['150102002', 'township', '西街', '150102'], ['150103001', 'township', '南街', '150103'],
]; // prettier-ignore
const places: [number, string, string, number, number][] = [
  [1, '21610', '150102001', 111.0, 40.8], // 东升村
  [2, '27610', '150102001', 111.0, 40.8], // its committee: a twin
  [3, '22200', '150102002', 112.0, 41.4],
  [4, '22200', '150103001', 110.2, 40.2],
  [5, '12100', '150103001', 110.2, 40.2], // a river is no settlement
  [6, '22200', '150103', 118.0, 48.0],
]; // prettier-ignore
const facilities: [string, string, number, number, string][] = [
  ['funeral_home', '150102', 111.1, 40.85, 'operating'],
  ['funeral_home', '150103', 110.3, 40.3, 'closed'], // nearer to 4, but closed
  ['funeral_home', '150104', 112.0, 42.0, 'operating'],
  ['relief_station', '150102', 111.1, 40.85, 'operating'], // no reach_km: not computed
]; // prettier-ignore

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  await db.insertInto('source').values({ id: 'test', title: 'test' }).execute();
  await db.insertInto('division').values(divisions.map(([code, level, name, parent_code]) => ({ code, level, name, parent_code, source_id: 'test' }))).execute(); // prettier-ignore
  await db.insertInto('place_class').values(['21610', '27610', '22200', '12100'].map((code) => ({ code, name: code, verified: true, settlement: code !== '12100' }))).execute(); // prettier-ignore
  for (const [id, class_code, division_code, lon, lat] of places) {
    const name = id === 2 ? '东升村村民委员会' : id === 1 ? '东升村' : `村${id}`;
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample)
      values (${id}, ${class_code}, ${division_code}, ${name}, 10, 'synthetic', ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490), 'test', false)`.execute(db); // prettier-ignore
  }
  const kind = (id: string, unit: string, reach_km: number | null, sort: number) => ({ id, name: id === 'funeral_home' ? '殡仪馆' : id, name_en: id, unit, reach_km, sort, symbol: id }); // prettier-ignore
  await db.insertInto('facility_kind').values([kind('funeral_home', 'county', 60, 1), kind('relief_station', 'county', null, 2), kind('station', 'township', null, 3)]).execute(); // prettier-ignore
  for (const [id, county, lon, lat, status] of facilities) {
    await sql`insert into facility (kind, name, county_code, status, position, geom, source_id, sample)
      values (${id}, ${id + county}, ${county}, ${status}, 'surveyed', ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490), 'test', false)`.execute(db); // prettier-ignore
  }
  const policy = { title: 't', substitutes: [], legal_nature: '规划任务', citation: '[]', source_id: 'test' };
  await db.insertInto('coverage_policy').values([
    { ...policy, id: 'funeral', kinds: ['funeral_home'], unit: 'county', rule: 'by_zone', sort: 1 },
    { ...policy, id: 'station', kinds: ['station'], unit: 'township', rule: 'facility_or_person', sort: 2 },
  ]).execute(); // prettier-ignore
  await db.insertInto('unit_fact').values({ type: 'zone', division_code: '150103', value: 'cremation', source_id: 'test', sample: false }).execute(); // prettier-ignore
});
afterAll(() => database.close());

describe('nearest distances', () => {
  test('one row a settlement: no twin, no river; operating facilities of any unit; kinds with a reach only', async () => {
    expect(await rebuildNearest(context(), quietStep)).toBe(4);
    const rows = await database.db.selectFrom('nearest_facility').selectAll().orderBy('place_id').execute();
    expect(rows.map(({ kind, place_id, county_code, township_code }) => [kind, place_id, county_code, township_code])).toEqual([
      ['funeral_home', 1, '150102', '150102001'], ['funeral_home', 3, '150102', '150102002'],
      ['funeral_home', 4, '150103', '150103001'], ['funeral_home', 6, '150103', null],
    ]); // prettier-ignore
  });
  test('agree with PostGIS geography within 0.02 %, and name the facility that PostGIS finds nearest', async () => {
    const { rows } = await sql<{ facility_id: number; nearest: number; off: number }>`
      select n.facility_id, best.id as nearest, abs(n.metres / best.metres - 1) as off
      from nearest_facility n join place p on p.id = n.place_id
      cross join lateral (
        select f.id, ST_Distance(f.geom::geography, p.geom::geography) as metres from facility f
        where f.kind = n.kind and f.status = 'operating' order by metres limit 1) as best`.execute(
      database.db,
    );
    expect(rows).toHaveLength(4);
    expect(rows.map((row) => row.facility_id)).toEqual(rows.map((row) => row.nearest));
    expect(Math.max(...rows.map((row) => row.off))).toBeLessThan(2e-4);
  });
  test('a rebuild swaps in a fresh table with the same indexes, and raises the version', async () => {
    const state = async () => ({
      indexes: (await sql<{ indexname: string }>`select indexname from pg_indexes where tablename = 'nearest_facility' order by 1`.execute(database.db)).rows, // prettier-ignore
      version: (await database.db.selectFrom('data_version').where('dataset', '=', 'coverage').select('version').executeTakeFirstOrThrow()).version, // prettier-ignore
    });
    const before = await state();
    await rebuildNearest(context(), quietStep);
    const after = await state();
    expect(after.indexes).toEqual([{ indexname: 'nearest_facility_county' }, { indexname: 'nearest_facility_township' }]); // prettier-ignore
    expect(after).toEqual({ indexes: before.indexes, version: before.version + 1 });
  });
});

describe('GET /api/v1/coverage', () => {
  test('duty, reach and burden of every county, in the order of their codes', async () => {
    const answer = await ask(coverage, context(), { kind: 'funeral_home' });
    expect(answer).toMatchObject({ unit: 'county', thresholdKm: 60, thresholdBasis: '部门设定, 无法定依据', weighting: '按居民点, 非人口', total: 3, sample: false, notice: null, policy: { id: 'funeral' } }); // prettier-ignore
    expect(answer.items).toMatchObject([
      { code: '150102', parentName: '呼和浩特市', zone: 'unknown', duty: { result: 'met', facilities: 1 }, reach: { settlements: 2, within: 1, share: 0.5, gap: true }, burden: { beyond: 1 } },
      { code: '150103', zone: 'cremation', duty: { result: 'not_met', facilities: 0 }, reach: { settlements: 2, within: 0, share: 0 }, burden: { beyond: 2 } },
      { code: '150104', duty: { result: 'met' }, reach: { settlements: 0, share: null, gap: null }, burden: { beyond: 0 } },
    ]); // prettier-ignore
    expect(answer.totals).toMatchObject({
      met: 2,
      not_met: 1,
      unknown: 0,
      reachGap: 2,
      beyond: 3,
      settlements: 4,
    });
  });
  test('any threshold, one division, another unit', async () => {
    const wide = await ask(coverage, context(), { kind: 'funeral_home', T: '500', division: '150102' });
    expect(wide).toMatchObject({ total: 1, thresholdKm: 500, totals: { beyond: 0, settlements: 2 } });
    const league = await ask(coverage, context(), { kind: 'funeral_home', unit: 'prefecture' });
    expect(league.items).toMatchObject([{ code: '150100', zone: null, duty: { result: 'not_applicable' }, reach: { settlements: 4 } }]); // prettier-ignore
  });
  test('a kind without a reach threshold has no reach', async () => {
    const answer = await ask(coverage, context(), { kind: 'relief_station', T: '60' });
    expect(answer).toMatchObject({ thresholdKm: null, policy: null });
    expect(answer.items[0]).toMatchObject({ reach: null, burden: null, duty: { result: 'not_applicable' } });
  });
  test('no record of a kind is unknown, never a gap', async () => {
    const answer = await ask(coverage, context(), { kind: 'station' });
    expect(answer.totals).toMatchObject({ met: 0, not_met: 0, unknown: 3 });
  });
  test('any sample input marks the answer', async () => {
    await database.db.insertInto('unit_fact').values({ type: 'person', division_code: '150102001', value: 'designated', source_id: 'test', sample: true }).execute(); // prettier-ignore
    const answer = await ask(coverage, context(), { kind: 'station' });
    expect(answer).toMatchObject({ sample: true, notice: '示例数据, 不反映实际', totals: { met_by_substitute: 1, unknown: 2 } }); // prettier-ignore
  });
  test('an unknown kind is 404', async () => {
    await expect(ask(coverage, context(), { kind: 'palace' })).rejects.toMatchObject({ status: 404 });
  });
});
