import { sql, type RawBuilder } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listAddressCandidates } from '../../server/facilities/address.ts';
import { FacilityChange } from '../../server/api/facility-edits.ts';
import { PlaceChange } from '../../server/api/place-edits.ts';
import type { Context } from '../../server/context.ts';
import { createFacility, deleteFacility, editFacility } from '../../server/edits/facility-edit.ts';
import { readFacilityRecord } from '../../server/edits/facility-record.ts';
import { createPlace, editPlace } from '../../server/edits/place-edit.ts';
import { readPlaceRecord } from '../../server/edits/place-record.ts';
import { places } from '../../server/imports/kinds/places.ts';
import { search } from '../../server/search/search.ts';
import type { TestDatabase } from '../support/database.ts';
import { refusal } from '../support/call.ts';
import { actor, openEditWorld, person, settled, type EditWorld } from '../support/edit-world.ts';
import { checkWith, memorySource } from '../support/import-run.ts';

let world: EditWorld;
let database: TestDatabase;
let context: Context;
beforeAll(async () => {
  world = await openEditWorld();
  ({ database, context } = world);
});
afterEach(() => context.exclusive(() => settled(context)));
afterAll(() => world.close());

const all = async <T>(query: RawBuilder<T>): Promise<T[]> => [...(await query.execute(database.db)).rows];
const one = async <T>(query: RawBuilder<T>): Promise<T> => (await all(query))[0]!;
const officer = person('officer', 'place_officer', '150102');
const chief = person('chief', 'administrator', null);
const planner = person('planner', 'planner', '150102');
const edit = async (id: number, change: unknown, account = officer, match?: string) =>
  editPlace(context, account, actor(account), {
    id,
    match: match ?? (await readPlaceRecord(database.db, id)).version,
    change: PlaceChange.parse(change),
  });
const editF = async (id: number, change: unknown, account = planner, match?: string) =>
  editFacility(context, account, actor(account), {
    id,
    match: match ?? (await readFacilityRecord(database.db, id)).version,
    change: FacilityChange.parse(change),
  });
const found = async (q: string): Promise<number[]> => {
  const { items } = await search(database.db, { q, limit: 10 } as Parameters<typeof search>[1], 'public');
  return items.filter(({ type }) => type === 'place').map(({ id }) => Number(id));
};
const versions = () => all(sql<{ dataset: string; version: number; inputs: string | null; row_count: number }>`select dataset, version, inputs, row_count from data_version order by 1`); // prettier-ignore
const facilityId = async (name: string): Promise<number> => (await one(sql<{ id: number }>`select id from facility where name = ${name}`)).id; // prettier-ignore

describe('an edit of a place', () => {
  test('that hides or shows it leaves its keys once, for whom they are', async () => {
    const keys = async (): Promise<number[]> => {
      const { rows } = await sql<{ id: number }>`select distinct place_id as id from name_key where abs(place_id) = 1 order by 1`.execute(database.db); // prettier-ignore
      return rows.map(({ id }) => id);
    };
    const count = async (): Promise<number> => (await one(sql<{ n: number }>`select count(*)::int4 as n from name_key where abs(place_id) = 1`)).n; // prettier-ignore
    const before = await count();
    const hide = async (isPublic: boolean) => edit(1, { public: isPublic });
    await hide(false);
    expect([await keys(), await count()]).toEqual([[-1], before]);
    await hide(true);
    expect([await keys(), await count()]).toEqual([[1], before]);
  });
  test('changes what is named, keeps the rest, is logged, found, and raises the versions', async () => {
    const before = await readPlaceRecord(database.db, 1);
    const saved = await edit(1, {
      reading: 'dōng hé cūn',
      attributes: { meaning: '河东岸的村' },
      names: [...before.content.names, { text: '河东', kind: 'former', lang: 'zh-Hans', validTo: '1949' }],
    });
    expect(saved.version).not.toBe(before.version);
    expect(saved).toMatchObject({ editedBy: 'officer', sample: true, source: 'pack' });
    expect(saved.content).toEqual({
      ...before.content,
      reading: 'dōng hé cūn',
      attributes: { meaning: '河东岸的村' },
      names: [
        { text: '东河', kind: 'alias', lang: 'zh-Hans', reading: null, validFrom: null, validTo: null },
        { text: '河东', kind: 'former', lang: 'zh-Hans', reading: null, validFrom: null, validTo: '1949' },
      ],
    });
    expect(await found('河东')).toContain(1);
    expect(await one(sql`select actor, action, divisions, before, after from change_log where record_id = '1' order by id desc`)).toMatchObject({
      actor: 'officer', action: 'place.edit', divisions: ['150102'], before: { attributes: {} }, after: { attributes: { meaning: '河东岸的村' } },
    }); // prettier-ignore
    expect(
      await all(sql`select text, source_id from place_name where place_id = 1 order by kind, text`),
    ).toEqual([
      { text: '东河', source_id: 'pack' },
      { text: '河东', source_id: 'edits' },
      { text: '东河村', source_id: 'pack' },
    ]);
  });
  test('an edit that touches nothing that distances and keys are made from makes neither anew', async () => {
    const before = await versions();
    await edit(2, { attributes: { remarks: '试' } });
    const after = await versions();
    const of = (rows: typeof after, id: string) => rows.find(({ dataset }) => dataset === id)!;
    expect(of(after, 'places').version).toBe(of(before, 'places').version + 1);
    expect(of(after, 'coverage').version).toBe(of(before, 'coverage').version);
    expect(of(after, 'coverage').inputs).toContain(`places:${of(after, 'places').version}`);
    expect(of(after, 'search').inputs).toContain(`places:${of(after, 'places').version}`);
  });
  test('a moved settlement has its distances made anew', async () => {
    const metres = async (): Promise<number> => (await one(sql<{ metres: number }>`select metres from nearest_facility where place_id = 2`)).metres; // prettier-ignore
    const before = await metres();
    await edit(2, { point: [111.69, 40.79] });
    expect(await metres()).toBeLessThan(2000);
    expect(before).toBeGreaterThan(10_000);
    expect((await readPlaceRecord(database.db, 2)).content).toMatchObject({ point: [111.69, 40.79], position: 'approximate' }); // prettier-ignore
  });
  test('distances after an edit are those of a rebuild, twins of villages included', async () => {
    await sql`insert into place_class (code, name, verified, settlement) values ('21610', '行政村', true, true), ('27610', '村民委员会', true, true)`.execute(database.db); // prettier-ignore
    const create = async (name: string, kind: string, point: [number, number] = [111.3, 40.2]): Promise<number> =>
      (await createPlace(context, officer, actor(officer), { ...PlaceChange.parse({ name, class: kind, point }), division: '150102' })).id; // prettier-ignore
    const stored = async () => [
      ...(await all(sql`select kind, place_id, facility_id, county_code, metres from nearest_facility order by 1, 2`)),
      ...(await all(sql`select kind, level, code, distances from unit_reach order by 1, 2, 3`)),
    ]; // prettier-ignore
    const village = await create('东升村', '21610');
    const committee = await create('东升村村民委员会', '27610');
    const has = async (id: number): Promise<boolean> => (await stored()).some((row) => (row as { place_id: number }).place_id === id); // prettier-ignore
    expect([await has(village), await has(committee)]).toEqual([true, false]);
    for (const [id, change, expected] of [
      [village, { point: [111.9, 40.9] }, [true, true]], // 90 km apart: no longer twins
      [village, { point: [111.3, 40.2] }, [true, false]],
      [village, { name: '东方村' }, [true, true]],
      [village, { name: '东升村' }, [true, false]],
      [village, { status: 'abolished' }, [false, true]],
      [village, { status: 'current' }, [true, false]],
      [village, { class: '12100' }, [false, true]],
      [committee, { point: null }, [false, false]],
    ] as const) {
      await edit(id, change);
      expect([await has(village), await has(committee)]).toEqual(expected);
      const kept = await stored();
      await sql`update data_version set inputs = null where dataset = 'coverage'`.execute(database.db);
      await context.exclusive(() => settled(context));
      expect(await stored()).toEqual(kept);
    }
    await sql`delete from place where id = any(${[village, committee]}::int4[])`.execute(database.db);
    await sql`update data_version set row_count = row_count - 2 where dataset = 'places'`.execute(database.db); // prettier-ignore
  });
  test('a reading goes with its name, unless it fits the new one', async () => {
    await edit(3, { reading: 'dà hēi hé' });
    expect((await edit(3, { name: '大嘿河' })).content).toMatchObject({ reading: 'dà hēi hé' });
    expect((await edit(3, { name: '小河' })).content).toMatchObject({ name: '小河', reading: null });
    expect((await edit(3, { name: '大黑河', reading: 'dà hēi hé' })).content.reading).toBe('dà hēi hé');
  });
  test('nothing changed: nothing is written', async () => {
    const [before, log] = [await versions(), await one(sql`select count(*) from change_log`)];
    const present = await readPlaceRecord(database.db, 2);
    const saved = await edit(2, { name: present.content.name });
    expect(saved.version).toBe(present.version);
    expect([await versions(), await one(sql`select count(*) from change_log`)]).toEqual([before, log]);
  });
  test('the second of two editors is refused with the present record, and nothing is lost', async () => {
    const { version } = await readPlaceRecord(database.db, 3);
    await edit(3, { roman: 'Dahei He' }, officer, version);
    const problem = await refusal(edit(3, { attributes: { origin: '水色' } }, chief, version));
    expect(problem.status).toBe(412);
    expect(problem.current).toMatchObject({ id: 3, editedBy: 'officer', content: { roman: 'Dahei He' } });
    expect((await readPlaceRecord(database.db, 3)).content).toMatchObject({ roman: 'Dahei He', attributes: {} }); // prettier-ignore
  });
  test('two at the same moment: one is saved, the other is refused', async () => {
    const { version } = await readPlaceRecord(database.db, 3);
    const results = await Promise.allSettled(
      ['一', '二', '三', '四'].map((text) => edit(3, { attributes: { story: text } }, officer, version)),
    );
    const saved = results.filter(({ status }) => status === 'fulfilled');
    expect(saved).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 412 });
  });
  test('where it was and where it goes must both be inside the jurisdiction', async () => {
    const league = person('league', 'place_officer', '150100');
    expect((await refusal(edit(4, { roman: 'X' }))).status).toBe(403);
    expect((await refusal(edit(1, { division: '150103' }))).status).toBe(403);
    expect((await edit(4, { division: '150102', point: [111.3, 40.3] }, league)).content.division).toBe('150102'); // prettier-ignore
    expect((await edit(4, { division: '150103', point: [112.5, 40.3] }, league)).content.division).toBe('150103'); // prettier-ignore
    expect(await one(sql`select divisions from change_log order by id desc limit 1`)).toEqual({ divisions: ['150102', '150103'] }); // prettier-ignore
  });
  test.each([
    ['a name of digits', { name: '12345' }, 'name', /只有数字/],
    ['a garbled name', { name: '东??村' }, 'name', /乱码/],
    ['a private use character', { name: '\uE000村' }, 'name', /私用区/],
    ['an unknown division', { division: '159999' }, 'division', /不在政区名录/],
    ['an unknown township', { division: '150102999' }, 'division', /乡级代码/],
    ['a division that is gone', { division: '152101' }, 'division', /旧代码/],
    ['axes that are swapped', { point: [40.5, 111.5] }, 'point', /互换/],
    ['a point out of the country', { point: [10, 50] }, 'point', /之内|范围/],
    ['an end before the beginning', { validFrom: '2001-01-01', validTo: '2000-01-01' }, 'validTo', /废止早于/],
    ['secret and public', { secrecy: '秘密' }, 'public', /密级/],
    ['a reading that is none', { reading: 'dong' }, 'reading', /读音/],
    ['a second standard name', { names: [{ text: '东村', kind: 'standard', lang: 'zh-Hans' }] }, 'names.0.kind', /只能有一个/],
    ['a bad other name', { names: [{ text: '□村', kind: 'alias', lang: 'zh-Hans' }] }, 'names.0.text', /乱码/],
    ['an attribute that there is not', { attributes: { rôle: 'x' } }, 'attributes.rôle', /没有这一项/],
  ])('%s is refused beside its field', async (_, change, field, reason) => {
    const before = await readPlaceRecord(database.db, 1);
    const problem = await refusal(edit(1, change, chief));
    expect(problem.status).toBe(422);
    expect(problem.errors).toContainEqual({ where: `body: ${field}`, what: expect.stringMatching(reason) });
    expect(await readPlaceRecord(database.db, 1)).toEqual(before);
  }); // prettier-ignore
  test.each([
    ['U+202E', { name: '东\u202E村' }],
    ['NUL', { name: '东\0村' }],
    ['half a character', { names: [{ text: '\uD840村', kind: 'alias', lang: 'zh-Hans' }] }],
    ['U+2066 in a note', { attributes: { meaning: 'a\u2066b' } }],
    ['a role', { role: 'administrator' }],
    ['another source', { source: 'x' }],
    ['an id', { id: 7 }],
    ['no year that there is', { validFrom: '0001-01-01' }],
  ])('%s is not even read', (_, change) => {
    expect(PlaceChange.safeParse(change).success).toBe(false);
  });
  test('warnings come back with what is saved', async () => {
    const saved = await edit(1, { point: [112.5, 40.5] });
    expect(saved.findings).toContainEqual(expect.objectContaining({ severity: 'warning', check: 'outside-division', field: 'division' })); // prettier-ignore
    expect((await edit(1, { point: [111.2, 40.11] })).findings.map(({ check }) => check)).not.toContain('outside-division'); // prettier-ignore
  });
  test('one that is not public is gone from search', async () => {
    expect(await found('西河村')).toContain(2);
    await edit(2, { public: false });
    expect(await found('西河村')).not.toContain(2);
    await edit(2, { public: true });
    expect(await found('西河村')).toContain(2);
  });
  test('imports, swaps and roll-backs change the version as well', async () => {
    const { version } = await readPlaceRecord(database.db, 4);
    await sql`update place_name set reading = 'nán yíng zi' where place_id = 4`.execute(database.db);
    expect((await readPlaceRecord(database.db, 4)).version).not.toBe(version);
  });
});

describe('a new place', () => {
  test('gets an id beyond the packs, the source of edits, and is found', async () => {
    const saved = await createPlace(context, officer, actor(officer), {
      ...PlaceChange.parse({ name: '新民嘎查', class: '22200', point: [111.25, 40.25], mongolian: 'ᠰᠢᠨᠡ' }),
      division: '150102',
    });
    expect(saved).toMatchObject({ id: 10_000_002, source: 'edits', sample: false, content: { position: 'approximate', status: 'current' } }); // prettier-ignore
    expect(await found('新民嘎查')).toContain(saved.id);
    expect(await one(sql`select row_count from data_version where dataset = 'places'`)).toEqual({ row_count: 6 }); // prettier-ignore
    expect(await one(sql`select action from change_log order by id desc limit 1`)).toEqual({ action: 'place.add' }); // prettier-ignore
  });
  test('like one that is there: a warning', async () => {
    const { findings } = await createPlace(context, officer, actor(officer), { ...PlaceChange.parse({ name: '北河村', class: '22200' }), division: '150102' }); // prettier-ignore
    expect(findings).toContainEqual(expect.objectContaining({ check: 'duplicate-base', reason: expect.stringContaining('10000001') })); // prettier-ignore
  });
  test('outside the jurisdiction is refused', async () => {
    const made = createPlace(context, officer, actor(officer), { ...PlaceChange.parse({ name: '某村', class: '22200' }), division: '150103' }); // prettier-ignore
    expect((await refusal(made)).status).toBe(403);
  });
});

describe('edits and imports', () => {
  const load = (source: string, rows: (string | null)[][]) =>
    checkWith(context, places, memorySource(['external_id', 'name', 'class', 'division'], rows), { sourceId: source }); // prettier-ignore
  test('an import of another source leaves an edit alone', async () => {
    await edit(10_000_001, { attributes: { meaning: '手工' } });
    const before = await readPlaceRecord(database.db, 10_000_001);
    await sql`insert into source (id, title) values ('other', 'other')`.execute(database.db);
    await (await load('other', [['key-9', '他村', '22200', '150102']])).publish();
    expect(await readPlaceRecord(database.db, 10_000_001)).toEqual(before);
  });
  test('an import of its own source says so, and puts the content of the file back', async () => {
    const run = await load('office', [['key-10000001', '北河村', '22200', '150102']]);
    expect(run.findings).toContainEqual(expect.objectContaining({ severity: 'warning', check: 'edited-here', reason: expect.stringContaining('officer') })); // prettier-ignore
    await run.publish();
    expect(await readPlaceRecord(database.db, 10_000_001)).toMatchObject({ editedAt: null, content: { attributes: {} } }); // prettier-ignore
  });
});

describe('an edit of a facility', () => {
  test('changes it, its distances and its place in search', async () => {
    const id = await facilityId('新城区殡仪馆');
    const before = await one(sql<{ n: number }>`select count(*)::int4 as n from nearest_facility where facility_id = ${id}`); // prettier-ignore
    const saved = await editF(id, { status: 'closed', closedOn: '2025-05-01', phone: '0471-1234567' });
    expect(saved.content).toMatchObject({ status: 'closed', closedOn: '2025-05-01', phone: '0471-1234567', name: '新城区殡仪馆' }); // prettier-ignore
    await context.exclusive(() => Promise.resolve());
    expect(before.n).toBeGreaterThan(0);
    expect(await one(sql`select count(*)::int4 as n from nearest_facility where facility_id = ${id}`)).toEqual({ n: 0 }); // prettier-ignore
    await editF(id, { name: '青山殡仪馆', status: 'operating', closedOn: null });
    await context.exclusive(() => Promise.resolve());
    expect(await one(sql`select count(*)::int4 as n from feature_key where key like '青山殡仪馆%'`)).toEqual({ n: 1 }); // prettier-ignore
  });
  test('stale, outside, wrong: refused', async () => {
    const id = await facilityId('青山殡仪馆');
    const outside = await facilityId('回民区殡仪馆');
    expect((await refusal(editF(id, { phone: '1' }, planner, 'stale'))).status).toBe(412);
    expect((await refusal(editF(outside, { phone: '1' }))).status).toBe(403);
    expect((await refusal(editF(id, { county: '150103' }))).status).toBe(403);
    for (const [change, field] of [
      [{ kind: 'casino' }, 'kind'],
      [{ openedOn: '2020-01-01', closedOn: '2019-01-01' }, 'closedOn'],
      [{ serves: ['159999'] }, 'serves'],
      [{ point: [40.8, 111.7] }, 'point'],
      [{ county: '159999' }, 'county'],
    ] as const)
      expect((await refusal(editF(id, change, chief))).errors?.map(({ where }) => where)).toContain(`body: ${field}`); // prettier-ignore
  });
  test('a status that changes adds to its history; the whole record is read back; one body twice is told', async () => {
    const whole = { kind: 'funeral_home', name: '甲馆', status: 'operating', openedOn: '2010-05-01', services: ['火化', '守灵'], creditCode: '91350100M000100Y43', envCompliant: false, equipmentYear: 2005 }; // prettier-ignore
    const made = await createFacility(context, planner, actor(planner), { ...FacilityChange.parse(whole), county: '150102' }); // prettier-ignore
    const { kind: _kind, ...rest } = whole;
    expect(made.content).toMatchObject({ ...rest, statusHistory: [] });
    const closed = await editFacility(context, planner, actor(planner), { id: made.id, match: made.version, change: FacilityChange.parse({ status: 'closed', closedOn: '2020-03-01' }) }); // prettier-ignore
    expect(closed.content.statusHistory).toEqual([{ status: 'closed', from: '2020-03-01' }]);
    const history = [{ status: 'operating', from: '2010-05-01' }, { status: 'suspended', from: '2015-01-01' }, { status: 'closed', from: '2020-03-01' }]; // prettier-ignore
    const told = await editFacility(context, planner, actor(planner), { id: made.id, match: closed.version, change: FacilityChange.parse({ statusHistory: history }) }); // prettier-ignore
    expect((await readFacilityRecord(database.db, made.id)).content.statusHistory).toEqual(history);
    expect(told.findings).toEqual([]);
    const twin = await createFacility(context, chief, actor(chief), { ...FacilityChange.parse({ kind: 'funeral_home', name: '完全不同的名字', creditCode: '91350100M000100Y43' }), county: '150103' }); // prettier-ignore
    expect(twin.findings.map(({ check }) => check)).toContain('similar-facility');
  });
  test('where one without coordinates may be: places of the banner whose names stand in its address, the longest first', async () => {
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample)
      values (900, '22200', '150102', '小河', 10, 'surveyed', ST_SetSRID(ST_MakePoint(111.3, 40.2), 4490), 'office', false), (901, '22200', '150102', '小河沿村', 10, 'surveyed', ST_SetSRID(ST_MakePoint(111.4, 40.2), 4490), 'office', false)`.execute(database.db); // prettier-ignore
    const found = await listAddressCandidates(database.db, '150102', '呼和浩特市新城区小河沿村东 200 米');
    expect(found.map(({ name }) => name)).toEqual(['小河沿村', '小河']);
    expect(await listAddressCandidates(database.db, '150103', '小河沿村')).toEqual([]); // another banner
  });
  test('one is added, and taken away with the version that is known', async () => {
    const made = await createFacility(context, planner, actor(planner), { ...FacilityChange.parse({ kind: 'funeral_home', name: '某殡仪馆', status: 'operating', point: [111.5, 40.9] }), county: '150102' }); // prettier-ignore
    expect(made).toMatchObject({ source: 'edits', sample: false });
    const remove = (match: string) => deleteFacility(context, planner, actor(planner), { id: made.id, match }); // prettier-ignore
    expect((await refusal(remove('other'))).status).toBe(412);
    await remove(made.version);
    expect((await refusal(readFacilityRecord(database.db, made.id))).status).toBe(404);
    expect(await one(sql`select action, before->>'name' as name from change_log order by id desc limit 1`)).toEqual({ action: 'facility.delete', name: '某殡仪馆' }); // prettier-ignore
  });
});
