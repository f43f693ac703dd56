import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { search as endpoint, SearchHit } from '../../server/api/search.ts';
import type { SearchQuery } from '../../server/search/search.ts';
import { raiseVersion } from '../../server/edits/dataset.ts';
import { transaction } from '../../server/database/transaction.ts';
import { Problem } from '../../server/http/problem.ts';
import { rebuildNameKeys } from '../../server/places/build-keys.ts';
import { fold } from '../../server/places/fold.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { renewKeys } from '../../server/places/key-upkeep.ts';
import { countPlaces, findPlace, listPlaceClasses, listPlaces } from '../../server/places/queries.ts';
import { rebuildFeatureKeys } from '../../server/search/feature-keys.ts';
import { search } from '../../server/search/search.ts';
import { spellings } from '../../server/search/spelling-keys.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { Oracle, type OraclePlace } from './search-oracle.ts';
import { fixturePlaces, loadFeatures, loadFixture } from './search-places.ts';

const quiet = { total: () => undefined, advance: () => undefined, message: () => undefined };
const places = fixturePlaces();
const oracle = new Oracle(places);
const byId = new Map(places.map((place) => [place.id, place]));
let database: TestDatabase;

const ask = (query: Partial<Record<keyof SearchQuery, string>>) =>
  search(database.db, endpoint.query.parse(query) as SearchQuery, 'staff');
const askPublic = (query: Partial<Record<keyof SearchQuery, string>>) =>
  search(database.db, endpoint.query.parse(query) as SearchQuery, 'public');
const idOf = (place: OraclePlace): string => place.denotes ?? String(place.id);
const bold = ({ why }: SearchHit): string | null =>
  why.highlight === null ? null : [...why.name].slice(...why.highlight).join('');

/** Every page of a query, one after the other. */
async function everyPage(
  query: Parameters<typeof ask>[0],
): Promise<{ items: SearchHit[]; totals: Set<number> }> {
  const items: SearchHit[] = [];
  const totals = new Set<number>();
  for (let next: string | null | undefined; next !== null;) {
    const page = await ask(next === undefined ? query : { ...query, next });
    items.push(...page.items);
    totals.add(page.total);
    next = page.next;
  }
  return { items, totals };
}

beforeAll(async () => {
  database = await openTestDatabase();
  await loadFixture(database.db, places);
  await loadFeatures(database.db);
});
afterAll(() => database.close());

describe('while the keys are being made', () => {
  test('nothing found is told from "not ready yet"', async () => {
    await expect(ask({ q: '李家' })).rejects.toThrow(Problem);
    await expect(ask({ q: '李家' })).rejects.toMatchObject({ status: 503, retryAfter: 5 });
  });
  test('divisions are found before the rest', async () => {
    const { db } = database;
    await buildPlaceIndexes(db, quiet);
    let found: string[] = [];
    const watch = { ...quiet, advance: () => (found.length > 0 ? undefined : void ask({ q: '呼市' }).then(({ items }) => { found = items.map(({ id }) => id); })) }; // prettier-ignore
    await rebuildNameKeys({ jobs: db }, watch);
    await expect.poll(() => found).toContain('150100');
    await rebuildFeatureKeys({ jobs: db });
  });
});

describe('direct answers are those of brute force, in its order', () => {
  const queries = [
    '巴', '乌兰', '乌兰哈', '乌兰哈达', '巴彦塔拉', '山', '桥', '营子', '哈达山', '村', '老', '老巴彦', '呼', '新城', '绿',
    'b', 'wu', 'wul', 'wula', 'wulanhada', 'hada', 'yingzi', 'lv', 'lvshan', 'lushan', 'wlhd', 'h', 'Hohhot', 'Bayan Ul', 'ᠪᠠᠶᠠᠨ',
    'ᠬᠥᠬᠡ', 'Хөх', '1501', '150223', '2', 'shilipu', 'shilibao', '臺吉', 'X',
  ]; // prettier-ignore
  test.each(queries)('%s', async (q) => {
    const expected = oracle.answers(fold(q)).map(([id]) => idOf(byId.get(id)!));
    const { items, totals } = await everyPage({ q, limit: '7' });
    const direct = items.filter(({ type, why }) => (type === 'place' || type === 'division') && !['homophone', 'misspelt'].includes(why.tier)); // prettier-ignore
    expect(direct.map(({ id }) => id)).toEqual(expected);
    expect([...totals]).toEqual([items.length]);
    expect(new Set(items.map(({ type, id }) => type + id)).size).toBe(items.length);
    expect(items.every((hit) => SearchHit.safeParse(hit).success)).toBe(true);
  });
  const filters: [string, Parameters<typeof ask>[0], (place: OraclePlace) => boolean][] = [
    ['league', { division: '150600' }, (place) => place.division.startsWith('1506')],
    ['banner', { division: '150522' }, (place) => place.division.startsWith('150522')],
    ['township', { division: '150522200' }, (place) => place.division === '150522200'],
    ['class', { class: '13' }, (place) => place.class.startsWith('13')],
    ['type place', { type: 'place' }, (place) => place.denotes === null],
    ['type division', { type: 'division' }, (place) => place.denotes !== null],
    ['view', { bbox: '109,40,113.1,43' }, ({ point }) => point !== null && point[0] >= 109 && point[0] <= 113.1 && point[1] >= 40 && point[1] <= 43],
    ['banner + class', { division: '150223', class: '22200' }, (place) => place.division.startsWith('150223') && place.class === '22200'],
  ]; // prettier-ignore
  test.each(filters)('%s filter', async (_, filter, passes) => {
    for (const q of ['巴', '乌兰', '山', 'b', 'wula', '市', 'qi']) {
      const expected = oracle.answers(q, passes).map(([id]) => idOf(byId.get(id)!));
      const { items } = await everyPage({ q, limit: '5', ...filter });
      const direct = items.filter(({ type, why }) => (type === 'place' || type === 'division') && why.tier !== 'homophone' && why.tier !== 'misspelt'); // prettier-ignore
      expect(direct.map(({ id }) => id)).toEqual(expected);
    }
  });
  test('near prefers what is near, and still gives everything once', async () => {
    const plain = await everyPage({ q: '乌兰', limit: '6' });
    const near = await everyPage({ q: '乌兰', limit: '6', near: '112,41' });
    expect(near.items.map(({ id }) => id).sort()).toEqual(plain.items.map(({ id }) => id).sort());
    const distance = (hit: SearchHit): number => (hit.point === null ? 99 : Math.hypot(hit.point[0] - 112, hit.point[1] - 41)); // prettier-ignore
    expect(Math.min(...near.items.slice(0, 3).map(distance))).toBe(Math.min(...near.items.map(distance)));
  });
});

describe('and what is not found directly', () => {
  test.each([
    ['呼和号特市', '150100', 'homophone', '呼和浩特市'],
    ['huhehaotesi', '150100', 'homophone', '呼和浩特市'],
    ['达尔罕茂明大联合旗', '150223', 'homophone', '达尔罕茂明安联合旗'],
    ['科尔沁左冀后旗', '150522', 'homophone', '科尔沁左翼后旗'],
  ])('%s', async (q, id, tier, name) => {
    const hit = (await ask({ q })).items.find((item) => item.id === id);
    expect(hit?.name).toBe(name);
    expect([tier, 'misspelt']).toContain(hit?.why.tier);
  });
  test.each([
    ['baotuo', '150200'],
    ['huhhaoteshi', '150100'],
    ['hehehaoteshi', '150100'],
    ['达尔军茂明安联合旗', '150223'],
    ['科左后齐', '150522'],
    ['ubhehaoteshi', '150100'],
    ['huehhatoeshi', '150100'],
    ['huhehxot', '150100'],
    ['ᠬᠥᠬᠡ ᠬᠤᠬᠠ', '150100'],
  ])('%s is misspelt', async (q, id) => {
    const hit = (await ask({ q })).items.find((item) => item.id === id);
    expect(hit?.why).toMatchObject({ tier: 'misspelt', highlight: null });
  });
  test.each([
    ['科左后旗 巴彦塔拉', '150522'],
    ['巴彦塔拉 科左后旗', '150522'],
    ['科尔沁左翼后旗巴彦塔拉', '150522'],
    ['达拉特 龚家', '150621'],
    ['达旗龚家', '150621'],
    ['dalad gongjia', '150621'],
  ])('%s: a division and a name', async (q, division) => {
    const { items } = await ask({ q });
    expect(items.length).toBeGreaterThan(0);
    expect(items[0]!.path.some(({ code }) => code === division)).toBe(true);
    expect(['龚家', '巴彦塔拉']).toContain(bold(items[0]!));
  });
  test.each([
    ['呼hht', '150100', '呼和浩特'],
    ['呼和ht', '150100', '呼和浩特'],
    ['科尔沁zyhq', '150522', '科尔沁左翼后旗'],
    ['呼和haote', '150100', '呼和浩特'],
  ])('%s: characters and letters', async (q, id, shown) => {
    const [first] = (await ask({ q })).items;
    expect(first?.id).toBe(id);
    expect(bold(first!)).toBe(shown);
  });
  test('a full short form comes first', async () => {
    for (const [q, id] of [
      ['达茂旗', '150223'],
      ['科右前旗', '152221'],
      ['呼市', '150100'],
      ['新城', '150102'],
      ['归绥', '150100'],
      ['Hohhot City', '150100'],
    ])
      // prettier-ignore
      expect((await ask({ q: q! })).items[0]?.id).toBe(id);
  });
});

describe('lines, markers and facilities', () => {
  test.each([
    ['蒙辽线', 'boundary-line', '1521', '蒙辽线'],
    ['menglx', 'boundary-line', '1521', null],
    ['mlx', 'boundary-line', '1521', '蒙辽线'],
    ['1521003q', 'marker', '11', '1521003Q'],
    ['1521003', 'marker', '11', '1521003'],
    ['达拉特旗殡仪馆', 'facility', '21', '达拉特旗殡仪馆'],
    ['殡仪', 'facility', '21', '殡仪'],
    ['dltqbyg', 'facility', '21', '达拉特旗殡仪馆'],
  ])('%s', async (q, type, id, shown) => {
    const { items } = await ask({ q });
    const hit = items.find((item) => item.type === type);
    if (shown === null) return;
    expect(hit).toMatchObject({ type, id });
    expect(bold(hit!)).toBe(shown);
  });
  test('filters hold for them too', async () => {
    expect((await ask({ q: '1521', type: 'marker' })).items.map(({ id }) => id)).toEqual(['11', '12', '13']);
    expect((await ask({ q: '1521', division: '150100' })).items).toEqual([]);
    expect((await ask({ q: '1521', bbox: '120,41,121,43' })).items.map(({ id }) => id)).toEqual(['11']);
    expect((await ask({ q: '达拉特', type: 'facility', division: '150621100' })).total).toBe(1);
    expect((await ask({ q: '达拉特', class: '21400' })).items.map(({ id }) => id)).toEqual(['150621']);
  });
});

test('odd queries find nothing and fail not', async () => {
  for (const q of [' ', '%', '_', '\\', "'", '|', '~', '😀', '\u202e', "'; drop table place; --", '呼'.repeat(100), 'a'.repeat(100), '9'.repeat(100), '{}', '\u{10ffff}'])
    expect(Array.isArray((await ask({ q })).items)).toBe(true); // prettier-ignore
  await expect(ask({ q: '呼', next: 'nonsense' })).rejects.toMatchObject({ status: 400 });
});

test('an edit is found in the transaction that makes it', async () => {
  const { db } = database;
  await transaction(db, async (trx) => {
    await trx.updateTable('place').set({ name: '敕勒川' }).where('id', '=', places.at(-1)!.id).execute();
    await renewKeys(trx, null, [places.at(-1)!.id]);
    await raiseVersion(trx, 'places', { id: places.at(-1)!.id, from: null, rows: 0 });
    await sql`update data_version set version = version + 1 where dataset = 'search'`.execute(trx);
  });
  for (const q of ['chilechuan', 'chilechuam', 'chliechua'])
    expect((await ask({ q })).items[0]?.id, q).toBe(String(places.at(-1)!.id));
});

test('keys in memory are not read anew for a replica that lags', async () => {
  const { db } = database;
  const raise = (dataset: string, by: number) => sql<{ version: number }>`update data_version set version = version + ${by}::int4 where dataset = ${dataset} returning version`.execute(db); // prettier-ignore
  const now = (await raise('search', 1)).rows[0]!.version;
  const [whole] = await spellings(db, now);
  expect((await spellings(db, now - 1))[0]).toBe(whole);
  await raise('places', -1);
  await raise('search', 1);
  expect((await spellings(db, now + 1))[0]).toBe(whole);
  await raise('places', 1);
});

describe('what is not public', () => {
  const hidden = places.filter(({ division, denotes }) => division.startsWith('150522') && denotes === null);
  const [one] = hidden as [OraclePlace];
  const setPublic = async (isPublic: boolean): Promise<void> => {
    await database.db.updateTable('place').set({ public: isPublic, secrecy: isPublic ? '公开' : '秘密' }).where('id', 'in', hidden.map(({ id }) => id)).execute(); // prettier-ignore
    await database.db.updateTable('facility').set({ public: isPublic }).execute();
    await sql`update data_version set version = version + 1 where dataset in ('search', 'places')`.execute(
      database.db,
    );
  };
  const idsOf = async (asking: typeof ask, query: Parameters<typeof ask>[0]): Promise<string[]> => {
    const ids: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await asking({ ...query, ...(next === '' ? {} : { next }) });
      ids.push(...page.items.map(({ type, id }) => `${type} ${id}`));
      next = page.next;
      if (next === null) expect(page.total).toBe(ids.length);
    }
    return ids;
  };
  afterAll(async () => {
    await setPublic(true);
    await rebuildNameKeys({ jobs: database.db }, quiet);
    await rebuildFeatureKeys({ jobs: database.db });
  });

  test('is found and counted by staff as before, and by the public not at all', async () => {
    const queries: Parameters<typeof ask>[0][] = [
      { q: [...one.name][0]! }, { q: one.name }, { q: 'ba' }, { q: 'b', type: 'place' }, { q: [...one.name][0]!, division: '150522' },
      { q: 'b', bbox: '119,42,125,46' }, { q: [...one.name][0]!, near: '120.6,43.2' }, { q: '站' }, { q: one.name.slice(0, -1) + '啊' },
    ]; // prettier-ignore
    const before = [];
    for (const query of queries) before.push(await idsOf(ask, query));
    await setPublic(false);
    await rebuildNameKeys({ jobs: database.db }, quiet);
    await rebuildFeatureKeys({ jobs: database.db });
    const secret = new Set(hidden.map(({ id }) => `place ${id}`));
    let found = 0;
    for (const [index, query] of queries.entries()) {
      expect((await idsOf(ask, query)).sort(), JSON.stringify(query)).toEqual([...before[index]!].sort());
      const seen = await idsOf(askPublic, query);
      expect(seen.filter((id) => secret.has(id) || /^(marker|facility)/.test(id))).toEqual([]);
      found += before[index]!.filter((id) => secret.has(id)).length;
    }
    expect(found).toBeGreaterThan(20);
  });
  test('is no record, no row, no class and no count of the public', async () => {
    const { db } = database;
    expect(await findPlace(db, one.id, 'public')).toBeUndefined();
    expect(await findPlace(db, one.id, 'staff')).toMatchObject({
      id: one.id,
      secrecy: '秘密',
      public: false,
    });
    const total = (audience: 'staff' | 'public') => countPlaces(db, { audience, division: '150522' });
    expect((await total('staff')) - (await total('public'))).toBe(hidden.length);
    const rows = await listPlaces(
      db,
      { audience: 'public', division: '150522' },
      { limit: 500, after: null },
    );
    expect(rows).toHaveLength(await total('public'));
    const counted = async (audience: 'staff' | 'public') =>
      (await listPlaceClasses(db, audience)).find(({ code }) => code === '2')!.places;
    const inClass = hidden.filter((place) => place.class.startsWith('2')).length;
    expect((await counted('staff')) - (await counted('public'))).toBe(inClass);
  });
  test('cannot be hidden and public at once', async () => {
    const update = database.db.updateTable('place').set({ public: true }).where('id', '=', one.id).execute();
    await expect(update).rejects.toThrow(/place_public_open/);
  });
  test('goes from the answers before its keys do', async () => {
    const shown = places.find(({ division, denotes }) => division.startsWith('1502') && denotes === null)!;
    await database.db.updateTable('place').set({ public: false }).where('id', '=', shown.id).execute();
    expect(await idsOf(askPublic, { q: shown.name }).catch(() => [])).not.toContain(`place ${shown.id}`);
    await database.db.updateTable('place').set({ public: true }).where('id', '=', shown.id).execute();
  });
});

test('a rebuild replaces the table whole, and a second one as well', async () => {
  const { db } = database;
  const indexes = () => sql<{ name: string }>`select indexname as name from pg_indexes where tablename = 'name_key' order by 1`.execute(db); // prettier-ignore
  const before = (await indexes()).rows;
  await rebuildNameKeys({ jobs: db }, quiet);
  expect((await indexes()).rows).toEqual(before);
  expect(before.map(({ name }) => name)).toEqual(['name_key_division', 'name_key_key', 'name_key_p1', 'name_key_p2', 'name_key_p3', 'name_key_p4', 'name_key_place']); // prettier-ignore
});

describe('places', () => {
  const filters = {
    division: '150522',
    class: '2',
    bbox: [108, 39, 119, 45] as [number, number, number, number],
  };
  test('lists page by page, each once, with an exact total', async () => {
    const { db } = database;
    const seen: number[] = [];
    let after: { importance: number; id: number } | null = null;
    for (;;) {
      const rows = await listPlaces(db, { audience: 'public', division: '150500' }, { limit: 7, after });
      seen.push(...rows.map(({ id }) => id));
      const last = rows.at(-1);
      if (rows.length < 7 || last === undefined) break;
      after = { importance: last.importance, id: last.id };
    }
    const expected = places.filter((place) => place.division.startsWith('1505')).sort((a, b) => b.importance - a.importance || a.id - b.id); // prettier-ignore
    expect(seen).toEqual(expected.map(({ id }) => id));
    expect(await countPlaces(db, { audience: 'public', division: '150500' })).toBe(expected.length);
  });
  test('filters', async () => {
    const { db } = database;
    const rows = await listPlaces(db, { audience: 'public', ...filters }, { limit: 500, after: null });
    const expected = places.filter(({ division, class: code, point }) => division.startsWith('150522') && code.startsWith('2') && point !== null && point[0] >= 108 && point[0] <= 119 && point[1] >= 39 && point[1] <= 45); // prettier-ignore
    expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(expected.map(({ id }) => id)));
    expect(await countPlaces(db, { audience: 'public', sample: false })).toBe(0);
    expect(await countPlaces(db, { audience: 'public', status: 'abolished' })).toBe(0);
  });
  test('one with all its names', async () => {
    const place = (await findPlace(database.db, 2, 'public'))!;
    expect(place.names.map(({ text }) => text)).toEqual(['呼和浩特', '呼市', '归绥', 'Хөх хот']);
    expect(await findPlace(database.db, 999_999, 'staff')).toBeUndefined();
  });
  test('classes count their subclasses', async () => {
    const rows = await listPlaceClasses(database.db, 'public');
    const count = (prefix: string): number => places.filter((place) => place.class.startsWith(prefix)).length;
    expect(Object.fromEntries(rows.map(({ code, places: n }) => [code, n]))).toMatchObject({ '2': count('2'), '222': count('222'), '13410': count('13410') }); // prettier-ignore
  });
});

describe('a code of before', () => {
  test('leads to what it has become, through every recoding, with the filters, on every page once', async () => {
    const { db } = database;
    await sql`insert into division_succession (predecessor_code, successor_code, change) values
      ('152728', '152700', 'recode'), ('152700', '150621', 'removed'), ('150621', '150621', 'renamed')`.execute(db); // prettier-ignore
    const found = await ask({ q: '152728' });
    expect(found).toMatchObject({ total: 1, next: null });
    expect(found.items).toMatchObject([{ type: 'division', id: '150621', why: { tier: 'code', of: 'former', name: '152728' } }]); // prettier-ignore
    expect((await ask({ q: '152728000000' })).items.map(({ id }) => id)).toEqual(['150621']);
    expect((await ask({ q: '150621' })).items.filter(({ id }) => id === '150621')).toMatchObject([{ why: { of: 'standard' } }]); // prettier-ignore
    expect((await ask({ q: '152728', type: 'place' })).total).toBe(0);
    expect((await ask({ q: '152728', division: '150123' })).total).toBe(0);
    expect((await askPublic({ q: '152728' })).items.map(({ id }) => id)).toEqual(['150621']);
    await sql`update place set public = false where denotes_code = '150621'`.execute(db);
    expect((await askPublic({ q: '152728' })).total).toBe(0);
    await sql`update place set public = true where denotes_code = '150621'`.execute(db);
    const { items, totals } = await everyPage({ q: '152728', limit: '1' });
    expect([items.length, [...totals]]).toEqual([1, [1]]);
  });
});
