import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { parseCrs } from '../../server/crs/registry.ts';
import { refreshDerived } from '../../server/derived.ts';
import { createLocator, readCountyAreas } from '../../server/divisions/locate.ts';
import { openSource } from '../../server/imports/formats/open.ts';
import { places } from '../../server/imports/kinds/places.ts';
import { buildPlaceIndexes, placeIndexes } from '../../server/places/indexes.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { checkWith, memorySource, type CheckedRun, type RunSettings } from '../support/import-run.ts';
import { areas, versions } from '../support/place-knowledge.ts';

const home = mkdtempSync(join(tmpdir(), 'nutag-places-'));
let database: TestDatabase;
let context: Context;
const quiet = { total: () => undefined, advance: () => undefined, message: () => undefined };

beforeAll(async () => {
  database = await openTestDatabase();
  context = testContext(database.db, home);
  const { db } = database;
  await sql`insert into source (id, title, sample) values ('test', 'test', false), ('other', 'other', false), ('sample', 'sample', true)`.execute(db); // prettier-ignore
  for (const { code, level, name, roman, from, to } of versions) {
    await sql`insert into division (code, level, name, roman, valid_from, valid_to, source_id)
      values (${code}, ${level}, ${name}, ${roman}, ${from}, ${to}, 'test')`.execute(db);
  }
  await sql`insert into division_succession (predecessor_code, successor_code, change) values ('152101', '150702', 'recode'), ('152401', '150402', 'recode'), ('152401', '150404', 'recode')`.execute(db); // prettier-ignore
  for (const { code, rings } of areas) {
    const text = rings.map((ring) => `(${Array.from({ length: ring.length / 2 }, (_, at) => `${ring[at * 2]} ${ring[at * 2 + 1]}`).join(',')})`); // prettier-ignore
    await sql`update division set geom = ST_GeomFromText(${`MULTIPOLYGON((${text.join(',')}))`}, 4490) where code = ${code}`.execute(db); // prettier-ignore
  }
  await sql`insert into place_class (code, name, verified) values ('22200', '农村居民点', true), ('21610', '行政村', true), ('27610', '村民委员会', true), ('12100', '河流', true)`.execute(db); // prettier-ignore
  await buildPlaceIndexes(db, quiet);
});
afterAll(async () => {
  await database.close();
  rmSync(home, { recursive: true, force: true });
});
afterEach(async () => {
  expect(await names(`^(import_[0-9]|place_next|name_next)`), 'tables left over').toEqual([]);
});

const all = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  (await query.execute(database.db)).rows;
const names = async (pattern: string): Promise<string[]> =>
  (await all(sql<{ name: string }>`select relname as name from pg_class where relkind in ('r', 'i') and relname ~ ${pattern} order by 1`)).map(({ name }) => name); // prettier-ignore
/** Everything about the places and names of a source, to compare. */
const state = (source: string) =>
  all(sql`
    select to_jsonb(p) - 'geom' as place, ST_AsEWKT(p.geom) as point,
      (select jsonb_agg(to_jsonb(n) order by kind, lang, text) from place_name n where n.place_id = p.id) as names
    from place p where source_id = ${source} order by id`);

const headers = ['地名代码', '标准名称', '地名类别代码', '罗马字母拼写', '别名', '东经', '北纬', '地名来历'];
const code = (n: number, division = '150102001', kind = '22200'): string => `${division}${kind}${String(n).padStart(6, '0')}`; // prettier-ignore
const donghe = [code(1), '东河村', '22200', 'Donghe Cun', '东河|河东', '111.2', '40.2', '因河得名'];
const xihe = [code(2), '西河村', '22200', 'Xihe Cun', null, '111.3', '40.3', null];
const beihe = [code(3), '北河村', '22200', null, null, null, null, null];
const check = (
  rows: readonly (readonly (string | null)[])[],
  settings: RunSettings = {},
  columns = headers,
): Promise<CheckedRun> =>
  checkWith(context, places, memorySource(columns, rows), {
    sourceId: 'test',
    crs: parseCrs('EPSG:4490'),
    ...settings,
  });
const load = async (rows: readonly (readonly (string | null)[])[], settings: RunSettings = {}) =>
  (await check(rows, settings)).publish();

describe('import, change, roll back', () => {
  test('rows become places with their names', async () => {
    const { checked, findings, publish } = await check([donghe, xihe, beihe]);
    expect(findings).toEqual([]);
    expect(checked).toEqual({
      counts: { rows: 3, accepted: 3, rejected: 0, added: 3, changed: 0, removed: 0, unchanged: 0 },
      summary: '地名 3 条, 其中有坐标 2 条, 坐标未知 1 条',
      publishable: true,
    });
    await publish();
    expect(
      await all(sql`select id, name, class_code, division_code, place_code, external_id, position, ST_X(geom) as lon, attributes, original->>'crs' as crs, version
        from place where source_id = 'test' order by id`),
    ).toMatchObject([
      { id: 10_000_001, name: '东河村', class_code: '22200', division_code: '150102001', place_code: code(1), external_id: code(1), position: 'surveyed', lon: 111.2, attributes: { origin: '因河得名' }, crs: 'EPSG:4490', version: 1 },
      { id: 10_000_002, position: 'surveyed' },
      { id: 10_000_003, position: 'unknown', lon: null, crs: null },
    ]); // prettier-ignore
    expect(
      await all(
        sql`select text, kind, lang from place_name where place_id = 10000001 order by kind desc, text`,
      ),
    ).toEqual([
      { text: '东河村', kind: 'standard', lang: 'zh-Hans' },
      { text: '东河', kind: 'alias', lang: 'zh-Hans' },
      { text: '河东', kind: 'alias', lang: 'zh-Hans' },
    ]);
  });

  test('the same file again changes nothing', async () => {
    const { checked, drop } = await check([donghe, xihe, beihe]);
    expect(checked.counts).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 3 });
    await drop();
  });

  test.each([
    ['an attribute', [...donghe.slice(0, 7), '又说']],
    ['a coordinate', donghe.with(5, '111.21')],
    ['another name', donghe.with(4, '东河|河湾')],
  ])('%s changed: one place is, its id stays, and the roll-back restores it', async (_, row) => {
    const [before, archives] = [await state('test'), await names('^archive_')];
    const run = await check([row, xihe, beihe]);
    expect(run.checked.counts).toMatchObject({ added: 0, changed: 1, removed: 0, unchanged: 2 });
    const { rollBack } = await run.publish();
    expect(await all(sql`select id, version from place where source_id = 'test' order by id`)).toMatchObject([{ id: 10_000_001, version: 2 }, { version: 1 }, { version: 1 }]); // prettier-ignore
    await rollBack();
    expect(await state('test')).toEqual(before);
    expect(await names('^archive_')).toEqual(archives);
  });

  test('an inserted line changes nothing else; a row that is gone is removed', async () => {
    const before = await state('test');
    const run = await check([[code(9), '南河村', '22200', null, null, null, null, null], donghe, beihe]);
    expect(run.checked.counts).toMatchObject({ added: 1, changed: 0, removed: 1, unchanged: 2 });
    const { rollBack } = await run.publish();
    expect(await all(sql`select id, name from place where source_id = 'test' order by id`)).toEqual([{ id: 10_000_001, name: '东河村' }, { id: 10_000_003, name: '北河村' }, { id: 10_000_004, name: '南河村' }]); // prettier-ignore
    await rollBack();
    expect(await state('test')).toEqual(before);
  });

  test('an id that a roll-back may bring back is not given away', async () => {
    const gone = await load([donghe, xihe]); // 北河村, the highest id, is put aside
    const other = await load([[code(3, '150103000'), '别处村', '22200', null, null, null, null, null]], { sourceId: 'other' }); // prettier-ignore
    expect(await all(sql`select id from place where source_id = 'other'`)).toEqual([{ id: 10_000_004 }]);
    await other.rollBack();
    await gone.rollBack();
    expect(await all(sql`select id from place order by id`)).toEqual([{ id: 10_000_001 }, { id: 10_000_002 }, { id: 10_000_003 }]); // prettier-ignore
  });

  test('a first import is rolled back to nothing', async () => {
    const { rollBack } = await load([xihe], { sourceId: 'other' });
    await rollBack();
    expect(await state('other')).toEqual([]);
    expect(await all(sql`select count(*)::int4 as n from place`)).toEqual([{ n: 3 }]);
  });

  test('a column that came later keeps its value, and the roll-back still works', async () => {
    const { rollBack } = await load([donghe.with(7, '又说'), xihe]);
    await sql`alter table place add column later int4 not null default 7`.execute(database.db);
    await sql`update place set later = 8 where id = 10000001`.execute(database.db);
    await rollBack();
    expect(await all(sql`select id, later, attributes from place order by id`)).toEqual([
      { id: 10_000_001, later: 8, attributes: { origin: '因河得名' } },
      { id: 10_000_002, later: 7, attributes: null },
      { id: 10_000_003, later: 7, attributes: null },
    ]);
    await sql`alter table place drop column later`.execute(database.db);
  });
});

describe('search keys', () => {
  test('a small change makes the keys of its places only, and no rebuild follows', async () => {
    const { db } = database;
    await refreshDerived(context, 'search');
    const [before] = await all(sql<{ oid: number }>`select 'name_key'::regclass::oid::int4 as oid`);
    const { rollBack } = await load([donghe.with(1, '东湾村'), xihe, [code(4), '南河村', '22200', null, null, null, null, null]]); // prettier-ignore
    const keys = () => all(sql<{ place_id: number; key: string }>`select place_id, kind, score, division, key from name_key order by place_id, key, kind`); // prettier-ignore
    const kept = await keys();
    expect(kept.some(({ key }) => key === '东湾村|')).toBe(true);
    expect(kept.some(({ key }) => key === '东河村|' || key === '北河村|')).toBe(false);
    await refreshDerived(context, 'search');
    const [after] = await all(sql<{ oid: number }>`select 'name_key'::regclass::oid::int4 as oid`);
    expect(after).toEqual(before);
    await sql`update data_version set inputs = null where dataset = 'search'`.execute(db);
    await refreshDerived(context, 'search');
    expect(await keys()).toEqual(kept);
    await rollBack();
    expect((await keys()).some(({ key }) => key === '东河村|')).toBe(true);
  });

  test('with keys that are not up to date nothing is claimed', async () => {
    await sql`update data_version set version = version + 1 where dataset = 'divisions'`.execute(database.db);
    const { rollBack } = await load([donghe, xihe]);
    const [row] = await all(
      sql<{ inputs: string }>`select inputs from data_version where dataset = 'search'`,
    );
    const [now] = await all(
      sql<{ version: number }>`select version from data_version where dataset = 'places'`,
    );
    expect(row!.inputs).not.toContain(`places:${now!.version} `);
    await rollBack();
  });
});

describe('many rows', () => {
  const many = (count: number, name: (n: number) => string): (string | null)[][] =>
    Array.from({ length: count }, (_, n) => [
      code(100 + n),
      name(n),
      '22200',
      null,
      `别名${n}`,
      '111.2',
      '40.2',
      null,
    ]);
  const hanzi = (n: number): string =>
    [...String(n)].map((digit) => '零一二三四五六七八九'[Number(digit)]).join('');
  const indexes = [
    'place_pkey',
    ...placeIndexes.map((statement) => /exists (\w+)/.exec(statement)![1]!),
  ].sort();

  test('are built beside: others stay, indexes keep their names, and back again', async () => {
    const [others, before] = [await state('test'), await names('^place')];
    const first = await load(
      many(2500, (n) => `${hanzi(n)}号村`),
      { sourceId: 'other' },
    );
    expect(await state('test')).toEqual(others);
    expect(await all(sql`select count(*)::int4 as n, count(distinct id)::int4 as ids, min(id) as first from place where source_id = 'other'`)).toEqual([{ n: 2500, ids: 2500, first: 10_000_004 }]); // prettier-ignore
    expect(await all(sql`select count(*)::int4 as n from place_name n join place p on p.id = n.place_id where p.source_id = 'other'`)).toEqual([{ n: 5000 }]); // prettier-ignore
    expect((await names('^place')).filter((name) => indexes.includes(name))).toEqual(indexes);
    expect(await names('^place')).toEqual(before);

    const loaded = await state('other');
    await sql`update place set denotes_code = '150102' where id = 10000004`.execute(database.db); // not from the file: stays
    const second = await load(many(2600, (n) => `${hanzi(n)}号屯`).slice(50), { sourceId: 'other' });
    expect(await all(sql`select count(*)::int4 as n, count(*) filter (where version = 2)::int4 as changed from place where source_id = 'other'`)).toEqual([{ n: 2550, changed: 2450 }]); // prettier-ignore
    await second.rollBack();
    await sql`update place set denotes_code = null where id = 10000004`.execute(database.db);
    expect(await state('other')).toEqual(loaded);
    await first.rollBack();
    expect(await state('other')).toEqual([]);
    expect(await state('test')).toEqual(others);
  });

  test.each([3, 2500])('a failure inside the swap of %i rows leaves everything as it was', async (count) => {
    const [before, archives] = [await state('test'), await names('^archive_')];
    const run = await check(many(count, (n) => `${hanzi(n)}号村`));
    await sql`alter table data_version rename to data_version_away`.execute(database.db);
    await expect(run.publish()).rejects.toThrow(/data_version/);
    await sql`alter table data_version_away rename to data_version`.execute(database.db);
    await run.drop();
    expect(await state('test')).toEqual(before);
    expect(await names('^archive_')).toEqual(archives);
  });

  test('staged rows that are not those of the check are not published', async () => {
    const run = await check(many(3, (n) => `${hanzi(n)}号村`));
    const [table] = (await names('^import_[0-9]+_change$')) as [string];
    await sql`delete from ${sql.table(table)} where change = 'added'`.execute(database.db);
    await expect(run.publish()).rejects.toThrow(/重新检查/);
    await run.drop();
  });

  test('somebody who cancels stops it', async () => {
    const before = await state('test');
    let breaths = 0;
    const onBreath = (): void => {
      breaths += 1;
      if (breaths === 2) throw new Error('cancelled');
    };
    await expect(
      check(
        many(5000, (n) => `${hanzi(n)}号村`),
        { onBreath },
      ),
    ).rejects.toThrow('cancelled');
    for (const name of await names('^import_[0-9]+_(place|name)$')) await sql`drop table ${sql.table(name)}`.execute(database.db); // prettier-ignore
    expect(await state('test')).toEqual(before);
  });
});

describe('what only the whole file can tell', () => {
  test('a code twice: an equal row is passed over, another one is refused, and the good ones can be loaded', async () => {
    const run = await check([donghe, xihe, donghe, xihe.with(1, '西湾村'), xihe.with(4, '西河')]);
    expect(run.of('duplicate-row')).toMatchObject([{ severity: 'warning', line: 4, value: code(1) }]);
    expect(run.of('duplicate-code')).toMatchObject([
      { severity: 'error', line: 5 },
      { severity: 'error', line: 6 },
    ]);
    expect(run.of('duplicate-code')[0]!.reason).toContain('第 3 行');
    expect(run.checked.counts).toMatchObject({ rows: 5, accepted: 2, rejected: 3, unchanged: 2, removed: 1 });
    const { rollBack } = await run.publish();
    expect(await all(sql`select name from place where source_id = 'test' order by id`)).toEqual([{ name: '东河村' }, { name: '西河村' }]); // prettier-ignore
    await rollBack();
  });

  test('bad rows are told and left, the good ones are staged', async () => {
    const run = await check([donghe, xihe.with(1, null), beihe.with(5, '11.1')]);
    expect(run.findings.map(({ check: id, line }) => [id, line])).toEqual([['name-missing', 3], ['coordinate-half', 4]]); // prettier-ignore
    expect(run.checked.counts).toMatchObject({ rows: 3, accepted: 1, rejected: 2 });
    await run.drop();
  });

  test('equal names in one division are doubted, and numbered where they have no code', async () => {
    const columns = ['标准名称', '所在政区代码', '类别代码', '备注'];
    const rows = [['东村', '150102', '22200', 'a'], ['东村', '150103', '22200', 'b'], ['东村', '150102', '22200', 'c'], ['东村', '150102', '12100', 'd']]; // prettier-ignore
    const run = await check(rows, { sourceId: 'other' }, columns);
    expect(run.of('duplicate-name')).toMatchObject([{ line: 4, value: '东村', reason: '与第 2 行同一政区内同名同类' }]); // prettier-ignore
    const { rollBack } = await run.publish();
    expect(await all(sql`select external_id as id, attributes->>'remarks' as r from place where source_id = 'other' order by 1`)).toEqual([
      { id: '东村@150102', r: 'a' }, { id: '东村@150102#2', r: 'c' }, { id: '东村@150102#3', r: 'd' }, { id: '东村@150103', r: 'b' },
    ]); // prettier-ignore
    const again = await check([['西村', '150102', '22200', null], ...rows], { sourceId: 'other' }, columns);
    expect(again.checked.counts).toMatchObject({ added: 1, changed: 0, removed: 0, unchanged: 4 });
    await again.drop();
    await rollBack();
  });

  test('places that another source has are named; sample data are told apart', async () => {
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample) values
      (1, '27610', '150102', '甲村', 1, 'surveyed', ST_SetSRID(ST_MakePoint(111.2, 40.2), 4490), 'other', false),
      (2, '22200', '150102', '甲村', 1, 'surveyed', ST_SetSRID(ST_MakePoint(111.2, 40.2), 4490), 'other', false),
      (3, '22200', '150102', '乙村', 1, 'unknown', null, 'sample', true)`.execute(database.db);
    const row = (n: number, name: string, kind: string, lon: string | null) => [code(n, '150102001', kind), name, kind, null, null, lon, lon === null ? null : '40.2', null]; // prettier-ignore
    const run = await check([row(1, '甲村', '21610', '111.201'), row(2, '甲村', '22200', '111.3'), row(3, '乙村', '22200', '111.2'), row(4, '甲村', '12100', null), row(5, '甲村', '22200', null)]); // prettier-ignore
    expect(run.of('duplicate-base').map(({ line, reason }) => [line, reason])).toEqual([
      [2, '库中已有同名同类的地名 (编号 1, 来源 other)'],
      [6, '库中已有同名同类的地名 (编号 2, 来源 other)'],
    ]);
    expect(run.of('duplicate-sample')).toMatchObject([{ line: 4, reason: '与示例数据同名同类 (编号 3, 来源 sample)' }]); // prettier-ignore
    await run.drop();
    await sql`delete from place where id < 10`.execute(database.db);
  });

  test('the source of a data pack is not to be replaced', async () => {
    await sql`insert into place (id, class_code, division_code, name, importance, position, source_id, sample) values (5, '22200', '150102', '甲村', 1, 'unknown', 'sample', true)`.execute(database.db); // prettier-ignore
    await expect(check([donghe], { sourceId: 'sample' })).rejects.toThrow(/属于数据包/);
    await sql`delete from place where id = 5`.execute(database.db);
  });

  test('divisions: old codes, points outside, a legacy datum without parameters', async () => {
    const columns = [...headers, '坐标系'];
    const run = await check([
      [code(1, '152101000'), '老村', '22200', null, null, null, null, null, null],
      [code(2), '远村', '22200', null, null, '112.5', '40.5', null, null],
      [code(3), '旧村', '22200', null, null, '111.2', '40.2', null, '西安80'],
    ], { sourceId: 'other', crs: null }, columns); // prettier-ignore
    expect(run.findings.map(({ check: id, line }) => [id, line])).toEqual([['code-former', 2], ['outside-division', 3], ['untransformed', 4]]); // prettier-ignore
    expect(run.of('outside-division')[0]).toMatchObject({ lon: 112.5, lat: 40.5 });
    const { rollBack } = await run.publish();
    expect(await all(sql`select name, division_code, place_code, position, geom is null as lost, original->>'x' as x, original->>'status' as status from place where source_id = 'other' order by id`)).toMatchObject([
      { name: '老村', division_code: '150702', place_code: code(1, '152101000') },
      { name: '远村', division_code: '150102001', position: 'approximate', status: 'transformed' },
      { name: '旧村', position: 'unknown', lost: true, x: '40.2', status: 'untransformed' },
    ]); // prettier-ignore
    await rollBack();
  });

  test('the locator agrees with ST_Contains', async () => {
    const locator = createLocator(await readCountyAreas(database.db));
    const points = Array.from({ length: 2000 }, (_, at) => [110.9 + ((at * 0.618034) % 1) * 2.3, 39.9 + ((at * 0.754878) % 1) * 1.3] as const); // prettier-ignore
    const rows = await all(sql<{ code: string | null; km: number }>`
      select (select code from division d where d.level = 'county' and ST_Contains(d.geom, p.point) limit 1) as code,
        (select ST_Distance(d.geom::geography, p.point::geography) / 1000 from division d where d.code = '150102') as km
      from unnest(${points.map(([lon]) => lon)}::float8[], ${points.map(([, lat]) => lat)}::float8[]) with ordinality t(lon, lat, n)
      cross join lateral (select ST_SetSRID(ST_MakePoint(lon, lat), 4490) as point) p order by n`);
    points.forEach(([lon, lat], at) => {
      expect(locator.find(lon, lat)).toBe(rows[at]!.code);
      const km = locator.distanceKm('150102', lon, lat)!;
      expect(Math.abs(km - rows[at]!.km)).toBeLessThan(0.1 + rows[at]!.km * 0.01); // there an edge is a great circle;
    });
  });
});

const shared = fileURLToPath(new URL('../../../shared/data/places/', import.meta.url));
describe.skipIf(!existsSync(shared))('real files', { timeout: 240_000 }, () => {
  const file = async (name: string, sourceId: string): Promise<CheckedRun> => {
    const source = await openSource(join(shared, name), { name });
    try {
      return await checkWith(context, places, source, { sourceId });
    } finally {
      await source.close();
    }
  };
  test('15,687 rows of the village list, 3,058 of them with a point; again: nothing; and back', async () => {
    const run = await file('places-vonng2016-15.csv', 'vonng');
    expect(run.checked.counts).toMatchObject({ rows: 15_687, accepted: 15_677, rejected: 10, added: 15_677 });
    expect(run.of('virtual')).toHaveLength(10);
    expect(run.checked.summary).toBe(
      '地名 15,677 条, 其中有坐标 3,058 条, 坐标未知 12,619 条; 略去虚拟单位 10 条',
    );
    expect(run.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { rollBack } = await run.publish();
    expect(await all(sql`select count(*)::int4 as places, count(geom)::int4 as located from place where source_id = 'vonng'`)).toEqual([{ places: 15_677, located: 3058 }]); // prettier-ignore
    const again = await file('places-vonng2016-15.csv', 'vonng');
    expect(again.checked.counts).toMatchObject({ unchanged: 15_677, added: 0, changed: 0, removed: 0 });
    await again.drop();
    await rollBack();
    expect(await all(sql`select count(*)::int4 as n from place where source_id = 'vonng'`)).toEqual([
      { n: 0 },
    ]);
  });
  test('350 GeoNames places with their alternate names', async () => {
    const run = await file('geonames-cities500-15.tsv', 'geonames');
    expect(run.checked.summary).toBe('地名 350 条, 其中有坐标 350 条, 坐标未知 0 条');
    const { rollBack } = await run.publish();
    expect(await all(sql`select count(*) > 1000 as many from place_name where source_id = 'geonames'`)).toEqual([{ many: true }]); // prettier-ignore
    await rollBack();
  });
});
