import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../server/app.ts';
import { ImportOptions } from '../../server/api/imports.ts';
import type { ImportChange } from '../../server/api/imports.ts';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/database/open.ts';
import { listChanges } from '../../server/imports/changes.ts';
import { createJob, writeSource } from '../../server/imports/jobs.ts';
import { checkJob, publishJob } from '../../server/imports/run.ts';
import { rebuildNameKeys } from '../../server/places/build-keys.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { rebuildFeatureKeys } from '../../server/search/feature-keys.ts';
import { quietStep } from '../support/ask.ts';
import { openTestDatabase, testContext } from '../support/database.ts';
import { loadTwoLeagues, serveApp, signedIn, stranger, type Asker } from '../support/walk.ts';

let db: Db;
let close: () => Promise<void>;
let home: string;
let context: Context;
let service: Awaited<ReturnType<typeof serveApp>>;
let everybody: Asker;
let viewer: Asker;

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  home = mkdtempSync(join(tmpdir(), 'nutag-national-'));
  await loadTwoLeagues(db);
  await sql`update place set mongolian = 'ᠳᠣᠩ ᠬᠢᠶ᠎ᠡ', place_code = '15010200122200000099', attributes = '{"meaning": "河东", "origin": "河", "history": "清代"}' where id = 10000001`.execute(
    db,
  );
  await sql`insert into place_name (place_id, text, kind, lang, reading) values (10000001, '老东河', 'former', 'zh-Hans', null), (10000001, '东河村', 'standard', 'zh-Hans', 'dōng hé cūn')`.execute(db); // prettier-ignore
  await sql`insert into place (id, class_code, division_code, name, importance, status, position, source_id, sample, valid_to) values
    (10000020, '22200', '150202001', '东河村', 90, 'current', 'unknown', 'test', true, null),
    (10000021, '22200', '150202001', '冬河村', 90, 'current', 'unknown', 'test', true, null),
    (10000022, '22200', '150202001', '旧河村', 90, 'abolished', 'unknown', 'test', false, '2015-06-01')`.execute(db); // prettier-ignore
  await buildPlaceIndexes(db, quietStep);
  await rebuildNameKeys({ jobs: db }, quietStep);
  await rebuildFeatureKeys({ jobs: db });
  context = testContext(db, home);
  service = await serveApp(context, {
    NUTAG_RATE: '1000000',
    NUTAG_PUBLIC: 'on',
    NUTAG_MAP_REVIEW: '蒙S(2026)001号',
  });
  everybody = stranger(service.url, 'public');
  viewer = await signedIn(db, service.url, 'viewer', null);
});
afterAll(async () => {
  service.close();
  await close();
  rmSync(home, { recursive: true, force: true });
});

const base = '/national/9095';
const get = async (path: string, asker: Asker = everybody) => asker.ask('GET', { path: `${base}${path}` });
const form = async (path: string, fields: Record<string, string>) => {
  const answer = await fetch(`${service.url}${base}${path}`, { method: 'POST', body: new URLSearchParams(fields) }); // prettier-ignore
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};
const encoded = encodeURIComponent;

/** Fields of domain.md 1.2 and 1.3. */
const recordFields = ['id', 'place_code', 'standard_name', 'roman_alphabet_spelling', 'ethnic_minorities_writing', 'place_type', 'place_type_code', 'province_name', 'city_name', 'area_name', 'province', 'city', 'area', 'gdm', 'pdm']; // prettier-ignore
const detailFields = ['old_name', 'place_meaning', 'place_origin', 'place_history', 'government_history'];

describe('the seven operations of the national database', () => {
  test('are all there, under their paths', () => {
    const served = routes.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`).filter((path) => path.includes('/national/')); // prettier-ignore
    expect(served.sort()).toEqual([
      'get /national/9095/datastatis/GroupCountNameByCode',
      'get /national/9095/datastatis/GroupCountNameByType',
      'get /national/9095/datastatis/GroupCountPinyinByCode',
      'get /national/9095/datastatis/GroupCountPinyinByType',
      'get /national/9095/stname/listPub',
      'get /national/9095/xzqh/getList',
      'post /national/9095/stname/detailsPub',
      'post /national/9095/stname/listPub',
    ]);
  });
  test('getList: the tree, as deep as asked, with long and short codes', async () => {
    const { body } = await get('/xzqh/getList?maxLevel=1');
    expect(Object.keys(body).sort()).toEqual(['data', 'message', 'status', 'tag', 'total']);
    expect(body).toMatchObject({ status: 200, total: 3, data: { code: '150000000000', name: '内蒙古自治区', level: 1 } }); // prettier-ignore
    expect(body['data'].children.map((child: { code: string }) => child.code)).toEqual(['150100000000', '150200000000']); // prettier-ignore
    expect(body['data'].children[0].children).toEqual([]);
    const short = await get('/xzqh/getList?maxLevel=2&code=1501&trimCode=true');
    expect(short.body['data']).toMatchObject({ code: '1501', level: 2, children: [{ code: '150102', children: [{ code: '150102001', level: 4 }] }] }); // prettier-ignore
    expect((await get('/xzqh/getList?maxLevel=0&code=150102001000')).body['data'].name).toBe(
      '海拉尔东路街道',
    );
  });
  test('listPub: the documented fields, by GET, form and JSON', async () => {
    const byGet = await get(`/stname/listPub?stName=${encoded('东河村')}&searchType=${encoded('精确')}&page=1&size=10`); // prettier-ignore
    expect(byGet.body).toMatchObject({ total: 2 });
    const [first] = byGet.body['records'] as Record<string, unknown>[];
    expect(Object.keys(first!)).toEqual(expect.arrayContaining(recordFields));
    expect(first).toMatchObject({
      standard_name: '东河村', place_code: '15010200122200000099', roman_alphabet_spelling: 'Donghe Cun', ethnic_minorities_writing: 'ᠳᠣᠩ ᠬᠢᠶ᠎ᠡ',
      place_type: '农村居民点', place_type_code: '22200', province_name: '内蒙古自治区', city_name: '呼和浩特市', area_name: '新城区', area: '150102',
      gdm: { type: 'multipoint', coordinates: [[111.7, 40.8]] }, pdm: null, sample: false,
    }); // prettier-ignore
    const fields = { stName: '东河村', searchType: '精确', year: '0' };
    expect((await form('/stname/listPub', fields)).body).toEqual(byGet.body);
    const byJson = await everybody.ask('POST', { path: `${base}/stname/listPub`, body: fields });
    expect(byJson.body).toEqual(byGet.body);
  });
  test('listPub: part of a name, class, area, year, pages', async () => {
    const names = async (query: string, asker?: Asker): Promise<string[]> => ((await get(`/stname/listPub?${query}`, asker)).body['records'] as { standard_name: string }[]).map((record) => record.standard_name).sort(); // prettier-ignore
    expect(await names(`stName=${encoded('河村')}`)).toEqual(['东河村', '东河村', '冬河村', '西河村'].sort()); // prettier-ignore
    expect(await names(`stName=${encoded('河村')}`, viewer)).toContain('内河村');
    expect(await names(`stName=${encoded('河村')}&code=1501`)).toEqual(['东河村']);
    expect(await names(`stName=&placeTypeCode=222&code=150202001000`)).toEqual(['东河村', '冬河村', '西河村'].sort()); // prettier-ignore
    expect(await names(`placeTypeCode=12100`)).toEqual([]);
    expect(await names(`year=2014&code=150202`)).toContain('旧河村');
    expect(await names(`year=2016&code=150202`)).not.toContain('旧河村');
    const pages = [await names('size=3&page=1'), await names('size=3&page=2'), await names('size=3&page=3')];
    expect(pages.map((page) => page.length)).toEqual([3, 1, 0]);
    expect(new Set((await get('/stname/listPub?size=100')).body['records'].map(({ id }: { id: string }) => id)).size).toBe(4); // prettier-ignore
  });
  test('detailsPub: one flat object, by the id of the list', async () => {
    const { body } = await get(`/stname/listPub?stName=${encoded('东河村')}&code=150102`);
    const { id } = body['records'][0] as { id: string };
    expect(id).toMatch(/^[\da-f]{32}$/);
    const details = await form('/stname/detailsPub', { id });
    expect(Object.keys(details.body)).toEqual(expect.arrayContaining([...recordFields, ...detailFields]));
    expect(details.body).toMatchObject({ old_name: '老东河', place_meaning: '河东', place_origin: '河', place_history: '清代', government_history: null }); // prettier-ignore
    expect((await everybody.ask('POST', { path: `${base}/stname/detailsPub`, body: { id } })).body).toEqual(details.body); // prettier-ignore
  });
  test('what is not public is neither listed nor shown nor counted', async () => {
    const hidden = { id: (10000003).toString(16).padStart(32, '0') };
    expect((await form('/stname/detailsPub', hidden)).status).toBe(404);
    const count = async (asker: Asker) => (await get(`/datastatis/GroupCountNameByCode?name=${encoded('内河村')}`, asker)).body['total']; // prettier-ignore
    expect([await count(everybody), await count(viewer)]).toEqual([0, 1]);
  });
  test('GroupCountName and GroupCountPinyin: by area below the one asked for, and by class', async () => {
    const name = encoded('东河村');
    expect((await get(`/datastatis/GroupCountNameByCode?name=${name}`)).body).toEqual({
      data: [{ name: '呼和浩特市', count: 1, code: '150100' }, { name: '包头市', count: 1, code: '150200' }], message: 'success', status: 200, total: 2,
    }); // prettier-ignore
    expect((await get(`/datastatis/GroupCountNameByCode?name=${name}&distCode=1502`)).body['data']).toEqual([{ name: '东河区', count: 1, code: '150202' }]); // prettier-ignore
    expect((await get(`/datastatis/GroupCountNameByCode?name=${name}&distCode=150202`)).body['data']).toEqual([{ name: '和平路街道', count: 1, code: '150202001' }]); // prettier-ignore
    expect((await get(`/datastatis/GroupCountNameByType?name=${name}&distCode=15`)).body['data']).toEqual([{ type: '农村居民点', typeCode: '22200', count: 2 }]); // prettier-ignore
    for (const pinyin of ['donghecun', 'Dong He Cun', 'dōng hé cūn']) {
      const { body } = await get(`/datastatis/GroupCountPinyinByCode?name=${encoded(pinyin)}`);
      expect(body, pinyin).toMatchObject({ total: 3, data: [{ code: '150200', count: 2 }, { code: '150100', count: 1 }] }); // prettier-ignore
    }
    expect((await get('/datastatis/GroupCountPinyinByType?name=donghecun&distCode=150202')).body['total']).toBe(2); // prettier-ignore
  });
  test('refusals have the portal’s shape', async () => {
    const wrong: [number, { status: number; body: Record<string, unknown> }][] = [
      [400, await get('/xzqh/getList')],
      [400, await get('/xzqh/getList?maxLevel=9')],
      [400, await get('/stname/listPub?size=1000')],
      [400, await get('/stname/listPub?unknown=1')],
      [400, await get(`/datastatis/GroupCountNameByType?name=${encoded('东河村')}`)],
      [400, await form('/stname/detailsPub', { id: 'x' })],
      [404, await form('/stname/detailsPub', { id: 'f'.repeat(32) })],
      [404, await get('/xzqh/getList?maxLevel=0&code=999999')],
      [404, await get('/nothing')],
    ];
    for (const [status, answer] of wrong) {
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({ data: null, message: expect.any(String), status, total: 0, tag: null });
    }
  });
});

describe('saved answers are imported', () => {
  const record = (n: number, name: string, more: object = {}) => ({
    id: `id${n}`, standard_name: name, place_code: `150102001222${String(n).padStart(8, '0')}`, place_type: '农村居民点', place_type_code: '22200',
    province_name: '内蒙古自治区', city_name: '呼和浩特市', area_name: '新城区', area: '150102', roman_alphabet_spelling: 'Cūn',
    gdm: { type: 'multipoint', coordinates: [[111.5 + n / 1000, 40.5]] }, pdm: null, ...more,
  }); // prettier-ignore
  const check = async (name: string, answers: unknown): Promise<number> => {
    const path = join(home, name);
    writeFileSync(path, JSON.stringify(answers));
    const options = ImportOptions.parse({ source: { id: 'dmfw' } });
    const id = await createJob(db, { kind: 'places', fileName: name, filePath: path, fileBytes: 1, fileHash: name, options, actor: 'test', channel: 'browser' }, undefined); // prettier-ignore
    const source = await writeSource(db, name, options);
    await sql`update import_job set source_id = ${source} where id = ${id}`.execute(db);
    expect(await context.exclusive(() => checkJob(context, id))).toBe('checked');
    return id;
  };
  const publish = (id: number) => context.exclusive(() => publishJob(context, id, { name: 'test', from: 'command' })); // prettier-ignore
  const countsOf = async (id: number) => (await sql<{ counts: object }>`select counts from import_job where id = ${id}`.execute(db)).rows[0]!.counts; // prettier-ignore

  test('idempotent by place code; the difference of the next year is listed before anything is written', async () => {
    const chief = await signedIn(db, service.url, 'administrator', null);
    const year1 = [{ records: [record(1, '甲村'), record(2, '乙村'), record(3, '丙村')], total: 3 }];
    const first = await check('2025.json', year1);
    expect(await countsOf(first)).toMatchObject({ rows: 3, accepted: 3, added: 3, changed: 0, removed: 0 });
    await publish(first);

    const again = await check('2025-again.json', year1);
    expect(await countsOf(again)).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 3 });
    expect(await listChanges(db, again, {}, 0, 10)).toEqual([]);

    const moved = { gdm: { type: 'multipoint', coordinates: [[111.502, 40.51]] } };
    const year2 = [
      { records: [record(1, '甲村'), record(2, '乙新村', moved), record(4, '丁村')], total: 3 },
      { ...record(1, '甲村'), place_meaning: '第一', old_name: '老甲' },
    ];
    const next = await check('2026.json', year2);
    expect(await countsOf(next)).toMatchObject({ added: 1, changed: 2, removed: 1 });
    const { body } = await chief.ask('GET', { path: `/api/v1/imports/${next}/changes?limit=2` });
    expect(body).toMatchObject({ total: 4, items: [{ change: 'changed', name: '甲村' }, { change: 'changed', name: '乙新村' }] }); // prettier-ignore
    const [one, two] = body['items'] as ImportChange[];
    expect(one!.differences).toContainEqual({ field: 'attributes.meaning', before: null, after: '第一' });
    expect(one!.differences.find(({ field }) => field === 'names')!.after).toContain('老甲');
    expect(two!.differences).toContainEqual({ field: 'name', before: '乙村', after: '乙新村' });
    expect(two!.differences.find(({ field }) => field === 'moved_m')!.after).toMatch(/^111\d/);
    const rest = await chief.ask('GET', { path: `/api/v1/imports/${next}/changes?limit=2&next=${body['next']}` }); // prettier-ignore
    expect(rest.body['items'].map(({ change, name }: ImportChange) => [change, name])).toEqual([['removed', '丙村'], ['added', '丁村']]); // prettier-ignore
    expect((await chief.ask('GET', { path: `/api/v1/imports/${next}/changes?change=removed` })).body['total']).toBe(1); // prettier-ignore
    expect((await db.selectFrom('place').where('source_id', '=', 'dmfw').where('name', '=', '丙村').select('id').execute()).length).toBe(1); // prettier-ignore

    await publish(next);
    expect((await chief.ask('GET', { path: `/api/v1/imports/${next}/changes` })).status).toBe(409);
    expect((await chief.ask('GET', { path: `/api/v1/imports/${next}/changes?f=csv` })).status).toBe(409);
    const names = await db.selectFrom('place').where('source_id', '=', 'dmfw').select('name').orderBy('id').execute(); // prettier-ignore
    expect(names.map(({ name }) => name)).toEqual(['甲村', '乙新村', '丁村']);
  });

  test('what this service serves under /national is what it imports', async () => {
    const { body } = await get('/stname/listPub?size=100&code=150102');
    const id = await check('own.json', body);
    expect(await countsOf(id)).toMatchObject({ rows: body['total'], rejected: 0 });
    await sql`update import_job set state = 'cancelled' where id = ${id}`.execute(db);
  });
});
