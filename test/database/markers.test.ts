import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { facilityRoutes } from '../../server/facilities/routes.ts';
import { markerRoutes } from '../../server/markers/routes.ts';
import { ask, askGeoJson } from '../support/ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const context = () => testContext(database.db, '/tmp/nutag-test');
const markers = markerRoutes[0]!;
const marker = markerRoutes[1]!;
const facilities = facilityRoutes[0]!;
const facility = facilityRoutes[1]!;
const kinds = facilityRoutes.find(({ endpoint }) => endpoint.id === 'listFacilityKinds')!;

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  await db.insertInto('source').values({ id: 'test', title: 'test' }).execute();
  await sql`insert into division (code, level, name, parent_code, source_id) values
    ('150000', 'province', '内蒙古自治区', null, 'test'), ('150100', 'prefecture', '呼和浩特市', '150000', 'test'),
    ('150102', 'county', '新城区', '150100', 'test'), ('150103', 'county', '回民区', '150100', 'test'),
    ('150102001', 'township', '东街', '150102', 'test')`.execute(db);
  await sql`insert into boundary_line (code, name, level, side_a, side_a_name, length_km, geom, segment_count, source_id)
    select code, name, level, '150000', '内蒙古自治区', 1, ST_GeomFromText('MULTILINESTRING((110 40, 111 40))', 4490), 1, 'test'
    from (values ('1521', '蒙辽线', 'province'), ('150102-150103', '新城区—回民区线', 'county')) as l(code, name, level)`.execute(db); // prettier-ignore
  await sql`insert into boundary_segment (line_id, county_a, county_b, county_b_name, length_km, geom)
    select id, '150103', '211322', '建平县', 1, geom from boundary_line where code = '1521'`.execute(db);
  await sql`insert into boundary_marker (number, line_code, sequence, type, condition, county_a, county_b, managing_code,
      registered_x, registered_y, registered_crs, geom, transform_status, public, valid_to, source_id)
    select number, line, sequence, 'single', condition, a, b, a, 4540000.123, 39500000.456, crs,
      case when crs > 4000 then ST_SetSRID(ST_MakePoint(110 + sequence * 0.1, 40), 4490) end,
      case when crs > 4000 then 'transformed' else 'untransformed' end, public, valid_to, 'test'
    from (values ('1521001Q', '1521', 1, 'intact', '150103', '211322', 4525, true, null), ('1521002Q', '1521', 2, 'missing', '150103', '211322', 2361, true, null),
      ('1521003Q', '1521', 3, 'intact', '150103', '211322', 4525, true, null), ('1521004Q', '1521', 4, 'intact', '150103', '211322', 4525, false, '2020-01-01'::date),
      ('01020103-001Q', '150102-150103', 1, 'damaged', '150102', '150103', 4525, true, null)
    ) as m(number, line, sequence, condition, a, b, crs, public, valid_to)`.execute(db); // prettier-ignore
  await sql`insert into facility_kind (id, name, name_en, unit, reach_km, sort, symbol) values
    ('relief_station', '救助管理站', 'Relief', 'county', null, 2, 'r'), ('funeral_home', '殡仪馆', 'Funeral home', 'county', 60, 1, 'f')`.execute(db); // prettier-ignore
  await sql`insert into facility (kind, name, county_code, township_code, status, position, geom, serves, source_id, sample, public)
    select kind, name, county, township, status, case when lon is null then 'unknown' else 'surveyed' end,
      case when lon is not null then ST_SetSRID(ST_MakePoint(lon, 40), 4490) end, serves::text[], 'test', true, public
    from (values ('funeral_home', '甲', '150102', '150102001', 'operating', 110.1::float8, '{150103}', true), ('funeral_home', '乙', '150103', null, 'closed', null, '{}', true),
      ('relief_station', '丙', '150102', null, 'operating', 110.5, '{}', true), ('relief_station', '丁', '150102', null, 'operating', 110.5, '{}', false)
    ) as f(kind, name, county, township, status, lon, serves, public)`.execute(db); // prettier-ignore
});
afterAll(() => database.close());

const numbers = (answer: { items: { number: string }[] }): string[] =>
  answer.items.map(({ number }) => number);
const called = (answer: { items: { name: string }[] }): string[] => answer.items.map(({ name }) => name);

describe('GET /api/v1/markers', () => {
  test('goes along each line, page by page, without markers that were retired', async () => {
    const first = await ask(markers, context(), { limit: '3' });
    const second = await ask(markers, context(), { limit: '3', next: first.next });
    expect([...numbers(first), ...numbers(second)]).toEqual([
      '01020103-001Q',
      '1521001Q',
      '1521002Q',
      '1521003Q',
    ]);
    expect([first.total, second.total, second.next]).toEqual([4, 4, null]);
  });
  test('a full last page has no next', async () => {
    expect((await ask(markers, context(), { limit: '4' })).next).toBeNull();
  });
  test.each([
    [{ line: '1521' }, ['1521001Q', '1521002Q', '1521003Q']],
    [{ level: 'county' }, ['01020103-001Q']],
    [{ condition: 'missing' }, ['1521002Q']],
    [{ number: '152100' }, ['1521001Q', '1521002Q', '1521003Q']],
    [{ number: '1521_0' }, []],
    [{ division: '150102' }, ['01020103-001Q']],
    [{ division: '150100' }, ['01020103-001Q', '1521001Q', '1521002Q', '1521003Q']],
    [{ bbox: '110.25,39,110.35,41' }, ['1521003Q']],
  ])('filter %j', async (query, expected) => {
    const answer = await ask(markers, context(), query);
    expect([numbers(answer), answer.total]).toEqual([expected, expected.length]);
  });
  test('one in Xi’an 1980 keeps its registered coordinates and has no point', async () => {
    const { items } = await ask(markers, context(), { condition: 'missing' });
    const answer = await ask(marker, context(), {}, { id: items[0].id });
    expect(answer).toMatchObject({
      registered: { x: 4540000.123, y: 39500000.456, crs: 2361 },
      point: null,
      transformStatus: 'untransformed',
      line: { name: '蒙辽线', level: 'province' },
      sides: [{ name: '回民区' }, { code: '211322', name: '建平县' }],
      previous: { number: '1521001Q' },
      following: { number: '1521003Q' },
    });
    expect(await askGeoJson(marker, context(), {}, { id: items[0].id })).toMatchObject({ type: 'Feature', geometry: null }); // prettier-ignore
  });
});

describe('GET /api/v1/facilities', () => {
  test.each([
    [{}, ['甲', '乙', '丙']],
    [{ kind: 'funeral_home' }, ['甲', '乙']],
    [{ division: '150102' }, ['甲', '丙']],
    [{ division: '150102001' }, ['甲']],
    [{ status: 'closed' }, ['乙']],
    [{ bbox: '110.4,39,110.6,41' }, ['丙']],
  ])('filter %j', async (query, expected) => {
    const answer = await ask(facilities, context(), query);
    expect([called(answer), answer.total]).toEqual([expected, expected.length]);
  });
  test('staff sees what is not public, the public does not know of it', async () => {
    const { items, total } = await ask(facilities, context(), {}, {}, 'staff');
    expect([called({ items }), total]).toEqual([['甲', '乙', '丙', '丁'], 4]);
    const { id } = items[3];
    expect(await ask(facility, context(), {}, { id }, 'staff')).toMatchObject({ name: '丁', public: false });
    await expect(ask(facility, context(), {}, { id })).rejects.toMatchObject({ status: 404 });
  });
  test('page by page, and as GeoJSON with a null geometry where the position is unknown', async () => {
    const first = await ask(facilities, context(), { limit: '2' });
    const second = await ask(facilities, context(), { limit: '2', next: first.next });
    expect([...called(first), ...called(second)]).toEqual(['甲', '乙', '丙']);
    const page = await askGeoJson(facilities, context(), { kind: 'funeral_home' });
    expect(page.features!.map(({ geometry }) => geometry?.type ?? null)).toEqual(['Point', null]);
  });
  test('one, with its path and whom it serves', async () => {
    const { items } = await ask(facilities, context(), {});
    const answer = await ask(facility, context(), {}, { id: items[0].id });
    expect(answer).toMatchObject({
      name: '甲',
      serves: [{ code: '150103', name: '回民区' }],
      phone: null,
      sample: true,
    });
    expect(called({ items: answer.path })).toEqual(['内蒙古自治区', '呼和浩特市', '新城区', '东街']);
  });
  test('kinds in their own order, with their number', async () => {
    const { items } = await ask(kinds, context(), {});
    expect(items).toMatchObject([{ id: 'funeral_home', facilities: 2, reachKm: 60 }, { id: 'relief_station', facilities: 1, reachKm: null }]); // prettier-ignore
  });
});
