import { sql } from 'kysely';
import { rebuildNearest } from '../../server/coverage/rebuild.ts';
import type { Db } from '../../server/database/open.ts';
import { quietStep } from './ask.ts';
import { openTestDatabase, testContext } from './database.ts';

const stations = 'child_protection_station';
const divisions: [code: string, level: string, name: string, kind: string | null, from: string | null, to: string | null][] = [
  ['150000', 'province', '内蒙古自治区', null, null, null],
  ['150100', 'prefecture', '呼和浩特市', '地级市', null, null],
  ['150102', 'county', '新城区', '市辖区', null, null], ['150103', 'county', '回民区', '市辖区', null, null], ['150121', 'county', '土默特左旗', '旗', null, null],
  ['150122', 'county', '旧旗', '旗', null, '2025-06-30'], ['150123', 'county', '新旗', '旗', '2025-06-30', null],
  ['150102001', 'township', '东街', '街道', null, null], ['150102002', 'township', '西街', '街道', null, null],
  ['150103001', 'township', '南街', '街道', null, null], ['150121001', 'township', '北镇', '镇', null, null],
]; // prettier-ignore
const settlements: [id: number, division: string, lon: number, lat: number | null][] = [
  [1, '150102001', 111.0, 40.8], [2, '150102001', 111.1, 40.8], [3, '150102002', 111.3, 40.8], [4, '150102002', 112.4, 40.8],
  [5, '150103001', 111.8, 40.8], [6, '150121001', 112.6, 40.8], [7, '150121001', 112.9, 40.8], [8, '150121001', 111.2, null],
]; // prettier-ignore
const facilities: [id: number, kind: string, name: string, county: string, township: string | null, lon: number | null, status: string, level: string, opened: string | null][] = [
  [1, 'home', '市馆', '150102', '150102001', 111.0, 'operating', 'prefecture', '2010-05-01'],
  [2, 'home', '旗馆', '150121', '150121001', 112.8, 'operating', 'county', '2025-03-01'],
  [3, 'relief', '市救助站', '150102', null, 111.0, 'operating', 'prefecture', null],
  [4, stations, '东街站', '150102', '150102001', 111.0, 'operating', 'township', '2024-01-01'],
  [5, stations, '西街站', '150102', '150102002', null, 'building', 'township', null],
  [6, stations, '南街站', '150103', '150103001', 111.9, 'unknown', 'township', null],
]; // prettier-ignore

/**
 * One city of two districts and a banner, six settlements on the 41st parallel and one whose position is not known, three kinds of facility
 * with a policy each; a banner ended and another began in 2025. Distances are made.
 */
export async function openCoverageWorld() {
  const { db, close } = await openTestDatabase();
  const context = testContext(db, '/tmp/nutag-test');
  await sql`insert into source (id, title, licence) values ('test', '测试数据', 'CC0')`.execute(db);
  for (const [code, level, name, kind, valid_from, valid_to] of divisions) {
    const parent_code = level === 'province' ? null : level === 'prefecture' ? '150000' : level === 'county' ? `${code.slice(0, 4)}00` : code.slice(0, 6);
    await db.insertInto('division').values({ code, level, name, kind, parent_code, valid_from, valid_to, source_id: 'test' }).execute();
  }
  await sql`update division set seat = ST_SetSRID(ST_MakePoint(112.0, 40.8), 4490), seat_position = 'surveyed' where code = '150103'`.execute(db);
  await db.insertInto('place_class').values({ code: '22200', name: '农村居民点', verified: true, settlement: true }).execute();
  for (const [id, division, lon, lat] of settlements)
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample) values (${id}, '22200', ${division}, ${`村${id}`}, 10,
      ${lat === null ? 'unknown' : 'surveyed'}, case when ${lat}::float8 is null then null else ST_SetSRID(ST_MakePoint(${lon}::float8, ${lat}::float8), 4490) end, 'test', false)`.execute(db);
  const kind = (id: string, name: string, unit: string, reach_km: number | null, sort: number) => ({ id, name, name_en: id, unit, reach_km, sort, symbol: id });
  await db.insertInto('facility_kind').values([kind('home', '殡仪馆', 'county', 30, 1), kind('relief', '救助管理站', 'county', null, 2), kind(stations, '工作站', 'township', null, 3)]).execute();
  await insertFacilities(db);
  await sql`insert into coverage_plan (id, title, valid_from, valid_to, state, source_id) values ('p14', '十四五规划', '2021-01-01', '2025-12-31', 'published', 'test')`.execute(db);
  const policy = { substitutes: [], legal_nature: '规划任务', source_id: 'test', plan_id: 'p14', target_year: 2025, target_scope: 'region' };
  await db.insertInto('coverage_policy').values([
    { ...policy, id: 'home', title: '殡仪馆', kinds: ['home'], unit: 'county', rule: 'facility', sort: 1, target_share: 1, target_counts: 'duty', citation: JSON.stringify([{ title: '旧法', article: '第一条', text: '旧', validFrom: '2000-01-01', validTo: '2024-12-31', url: null }, { title: '新法', article: '第二条', text: '新', validFrom: '2025-01-01', validTo: null, url: null }]) },
    { ...policy, id: 'relief', title: '救助', kinds: ['relief'], unit: 'county', rule: 'facility_or_served', sort: 2, target_share: 1, target_counts: 'duty', citation: '[]' },
    { ...policy, id: 'station', title: '工作站', kinds: [stations], unit: 'township', rule: 'facility_or_person', sort: 3, target_share: 0.5, target_counts: 'facility', citation: '[]' },
  ]).execute();
  await rebuildNearest(context, quietStep);
  return { db, context, close };
} // prettier-ignore

async function insertFacilities(db: Db): Promise<void> {
  for (const [id, kind, name, county, township, lon, status, level, opened] of facilities)
    await sql`insert into facility (id, kind, name, county_code, township_code, status, level, opened_on, position, geom, source_id, sample, phone, hours) values (${id}, ${kind}, ${name}, ${county}, ${township},
      ${status}, ${level}, ${opened}, ${lon === null ? 'unknown' : 'surveyed'}, case when ${lon}::float8 is null then null else ST_SetSRID(ST_MakePoint(${lon}::float8, 40.8), 4490) end, 'test', false, '0471-1', '8:00-17:00')`.execute(db);
  await sql`select setval(pg_get_serial_sequence('facility', 'id'), 100)`.execute(db);
} // prettier-ignore
