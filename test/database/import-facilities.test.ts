import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { facilities } from '../../server/imports/kinds/facilities.ts';
import { loadDivisions } from '../../server/packs/divisions.ts';
import { recordSources } from '../../server/packs/load.ts';
import { openPack } from '../../server/packs/manifest.ts';
import { quietStep } from '../support/ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { asking, madeTable, smallRuns } from '../support/import-small-run.ts';

let database: TestDatabase;
let context: Context;
const runs = () => smallRuns(context, facilities);
const ask = () => asking(context);

beforeAll(async () => {
  database = await openTestDatabase();
  context = testContext(database.db, '/tmp/nutag-test');
  const pack = openPack('inner-mongolia');
  await recordSources(context, pack);
  await loadDivisions(context, pack, quietStep);
  // 新城区 as a square, 111.6-111.8 E, 40.8-41.0 N
  await sql`update division set geom = ST_Multi(ST_MakeEnvelope(111.6, 40.8, 111.8, 41.0, 4490)) where code = '150102' and valid_to is null`.execute(database.db); // prettier-ignore
  await sql`insert into source (id, title, sample) values ('sample', '示例', true), ('other', '另一来源', false)`.execute(database.db); // prettier-ignore
});
beforeEach(async () => {
  await sql`truncate facility restart identity`.execute(database.db);
});
afterAll(() => database.close());

const good = `
  设施编码,类型,名称,旗县代码,经度,纬度,状态,启用日期,床位,服务范围,备注
  A1,殡仪馆,甲殡仪馆,150102,111.7,40.9,运营,2013年5月,250张,150103、回民区|150104,一
  A2,救助站,乙救助站,150103,,,在建,,,,二
  A3,公益性公墓,丙公墓,150104,111.5,40.7,停用,2001-02-03,100,,三`;

const rows = () => ask().all(sql`select id, code, kind, name, county_code, status, position, opened_on, capacity, serves, attributes, original, external_id, source_id, sample, public, ST_X(geom) as lon from facility order by id`); // prettier-ignore

describe('facilities', () => {
  test('are loaded with what the file says; unknown positions stay unknown', async () => {
    const tried = await runs().load(madeTable(good, 'EPSG:4490'));
    expect(tried.findings).toEqual([]);
    expect(tried.checked.summary).toBe('设施 3 条, 其中有坐标 2 条, 坐标未知 1 条');
    expect(tried.counts).toEqual({
      rows: 3,
      accepted: 3,
      rejected: 0,
      added: 3,
      changed: 0,
      removed: 0,
      unchanged: 0,
    });
    expect(await rows()).toMatchObject([
      { code: 'A1', kind: 'funeral_home', county_code: '150102', status: 'operating', position: 'surveyed', opened_on: '2013-05-01', capacity: 250, serves: ['150103', '150104'], attributes: { 备注: '一', 启用日期: '2013年5月', 床位: '250张' }, lon: 111.7, external_id: 'code:A1', source_id: 'own', sample: false, public: true, original: { x: '40.9', y: '111.7', crs: 'EPSG:4490', epsg: 4490, status: 'transformed', method: 'same datum' } },
      { kind: 'relief_station', status: 'building', position: 'unknown', lon: null, original: null },
      { kind: 'public_cemetery', status: 'suspended', opened_on: '2001-02-03' },
    ]); // prettier-ignore
    expect(await ask().one(sql`select row_count from data_version where dataset = 'facilities'`)).toEqual({
      row_count: 3,
    });
  });

  test('a second import of the same file changes nothing; a changed row keeps its id, a missing one goes, all comes back', async () => {
    await runs().load(madeTable(good, 'EPSG:4490'));
    expect((await runs().check(madeTable(good, 'EPSG:4490'))).counts).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 3,
    });
    const before = await ask().all(sql`select * from facility order by id`);
    const next = madeTable(
      `${good.replace('甲殡仪馆', '甲新殡仪馆').replace(/\n.*A2.*/, '')}\n A4,骨灰堂,丁堂,150102,,,,,,,`,
      'EPSG:4490',
    );
    const tried = await runs().load(next);
    expect(tried.counts).toEqual({
      rows: 3,
      accepted: 3,
      rejected: 0,
      added: 1,
      changed: 1,
      removed: 1,
      unchanged: 1,
    });
    expect(await rows()).toMatchObject([
      { id: 1, name: '甲新殡仪馆' },
      { id: 3, name: '丙公墓' },
      { id: 4, name: '丁堂' },
    ]);
    await runs().load(next); // a run of its own: rolling back goes one import at a time
    await runs().check(next);
    const runner = runs();
    const again = await runner.load(madeTable(good, 'EPSG:4490'));
    await runner.rollBack(again);
    expect(await rows()).toMatchObject([
      { id: 1, name: '甲新殡仪馆' },
      { id: 3, name: '丙公墓' },
      { id: 4, name: '丁堂' },
    ]);
    expect(before).toHaveLength(3);
  });

  test('roll-back brings the former rows back exactly', async () => {
    await sql`insert into facility (kind, name, county_code, position, status, source_id, sample) select id, '示例', '150102', 'unknown', 'operating', 'sample', true from facility_kind limit 1`.execute(database.db); // prettier-ignore
    await runs().load(madeTable(good, 'EPSG:4490'));
    const before = await ask().all(sql`select * from facility order by id`);
    const runner = runs();
    const tried = await runner.load(
      madeTable('编码,类型,名称,旗县代码\nA1,殡仪馆,改名,150102\nA9,骨灰堂,新,150103'),
    );
    expect(await rows()).toHaveLength(3);
    await runner.rollBack(tried);
    expect(await ask().all(sql`select * from facility order by id`)).toEqual(before);
  });

  test('rows that are refused leave what they have in the database', async () => {
    await runs().load(madeTable(good, 'EPSG:4490'));
    const tried = await runs().check(madeTable(good.replace('运营', '正在'), 'EPSG:4490'));
    expect(tried.lines('status-unknown')).toEqual([2]);
    expect(tried.counts).toMatchObject({ accepted: 2, rejected: 1, removed: 0, unchanged: 2 });
  });

  test('a place outside its county is told with its distance', async () => {
    const tried = await runs().check(
      madeTable(
        '类型,名称,旗县代码,经度,纬度\n殡仪馆,甲,150102,111.9,40.9\n殡仪馆,乙,150102,111.801,40.9',
        'EPSG:4490',
      ),
    );
    expect(tried.lines('point-outside')).toEqual([2]);
    expect(tried.findings.find(({ check }) => check === 'point-outside')).toMatchObject({
      reason: '在新城区 (150102) 之外 8.4 km',
      lon: 111.9,
    });
  });

  test('twins of other sources and sample facilities are told', async () => {
    await sql`insert into facility (kind, name, county_code, position, geom, status, source_id, sample) values
      ('funeral_home', '甲殡仪馆(旧)', '150102', 'unknown', null, 'operating', 'other', false),
      ('funeral_home', '示例馆', '150104', 'synthetic', ST_SetSRID(ST_MakePoint(111.5, 40.7), 4490), 'operating', 'sample', true)`.execute(database.db); // prettier-ignore
    const tried = await runs().check(
      madeTable(
        '类型,名称,旗县代码,经度,纬度\n殡仪馆,甲殡仪馆,150102,,\n殡仪馆,乙,150104,111.501,40.7\n殡仪馆,丙,150104,111.6,40.7',
        'EPSG:4490',
      ),
    );
    expect(tried.lines('similar-facility')).toEqual([2, 3]);
    expect(tried.findings.filter(({ check }) => check === 'similar-facility').map(({ reason }) => reason)).toEqual([
      expect.stringContaining('另一来源'), expect.stringContaining('示例数据'),
    ]); // prettier-ignore
    expect(tried.findings.find(({ check }) => check === 'sample-present')?.reason).toContain('示例设施 1 处');
  });

  test('GCJ-02 is inverted and approximate; Beijing 1954 stays untransformed with its originals', async () => {
    const gcj = await runs().load(
      madeTable('类型,名称,旗县代码,经度,纬度\n殡仪馆,甲,150102,111.706,40.902', 'GCJ02'),
    );
    expect(gcj.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await ask().one(sql`select position, original->>'crs' as crs, ST_X(geom) < 111.702 as moved from facility`)).toEqual({ position: 'approximate', crs: 'GCJ02', moved: true }); // prettier-ignore
    const old = await runs().load(
      madeTable('类型,名称,旗县代码,纵坐标X,横坐标Y\n殡仪馆,甲,150102,4530000.5,37560000.25', 'EPSG:4214'),
    );
    expect(old.lines('untransformed')).toEqual([2]);
    expect(await ask().one(sql`select position, geom, original from facility`)).toEqual({ position: 'unknown', geom: null, original: { x: '4530000.5', y: '37560000.25', crs: 'EPSG:2413', epsg: 2413, status: 'untransformed', method: null } }); // prettier-ignore
  });

  test('one kind for every row, by a mapping; an unknown kind is told with those that there are', async () => {
    const file = madeTable('名称,旗县代码\n甲,150102\n乙,150103');
    await runs().load(file, { mapping: { kind: { value: 'funeral_home' } } });
    expect(await rows()).toMatchObject([
      { kind: 'funeral_home', name: '甲' },
      { kind: 'funeral_home', name: '乙' },
    ]);
    const tried = await runs().check(file, { mapping: { kind: { value: '礼堂' } } });
    expect(tried.lines('kind-unknown')).toEqual([2, 3]);
    expect(tried.findings[0]!.remedy).toContain('救助管理站 (relief_station)');
  });

  test('two rows of one facility: the second is refused', async () => {
    const tried = await runs().check(
      madeTable('编码,类型,名称,旗县代码\nA1,殡仪馆,甲,150102\nA1,殡仪馆,乙,150103\nA2,殡仪馆,甲,150102'),
    );
    expect([tried.lines('duplicate-row'), tried.lines('name-repeated')]).toEqual([[3], [4]]);
    expect(tried.counts).toMatchObject({ accepted: 2, rejected: 1 });
  });
});

const real = fileURLToPath(
  new URL('../../../shared/data/facilities/facilities-found-15.csv', import.meta.url),
);
describe.skipIf(!existsSync(real))('17 facilities found on web pages', () => {
  test('all are loaded, all positions unknown', async () => {
    const tried = await runs().load(real);
    expect(tried.checked.summary).toBe('设施 17 条, 其中有坐标 0 条, 坐标未知 17 条');
    expect(tried.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await ask().all(sql`select kind, count(*)::int as n, count(geom)::int as placed from facility where position = 'unknown' group by kind order by kind`)).toEqual([
      { kind: 'child_welfare_institution', n: 1, placed: 0 }, { kind: 'funeral_home', n: 3, placed: 0 },
      { kind: 'public_cemetery', n: 7, placed: 0 }, { kind: 'relief_station', n: 6, placed: 0 },
    ]); // prettier-ignore
    expect((await runs().check(real)).counts).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 17,
    });
  });
});
