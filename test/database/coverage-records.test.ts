import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../server/accounts/account.ts';
import type { Policy, KindRecord } from '../../server/api/coverage-policies.ts';
import type { Review, StoredRun } from '../../server/api/coverage-evidence.ts';
import type { Snapshot, SnapshotChange } from '../../server/api/coverage-snapshots.ts';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import type { NearestFacility } from '../../server/api/nearest-facilities.ts';
import type { UnitFact } from '../../server/api/unit-facts.ts';
import { coverageRecordRoutes } from '../../server/coverage/record-routes.ts';
import { coverageRoutes } from '../../server/coverage/routes.ts';
import { dutyChange, reachChange } from '../../server/coverage/snapshot-changes.ts';
import { facilityRoutes } from '../../server/facilities/routes.ts';
import { loadCoverage } from '../../server/packs/coverage.ts';
import { openPack } from '../../server/packs/manifest.ts';
import { transaction } from '../../server/database/transaction.ts';
import { inTurn } from '../../server/in-turn.ts';
import { ask as askAs } from '../support/ask.ts';
import { caller, refusal, type Given } from '../support/call.ts';
import { openCoverageWorld } from '../support/coverage-world.ts';
import { person } from '../support/edit-world.ts';

let world: Awaited<ReturnType<typeof openCoverageWorld>>;
let ask: <T>(id: string, given?: Given, account?: Account) => Promise<T>;
let csv: (id: string, given: Given) => Promise<string>;
const chief = person('chief', 'administrator', null);
const planner = person('planner', 'planner', '150100');
beforeAll(async () => {
  world = await openCoverageWorld();
  const context = { ...world.context, exclusive: inTurn() };
  const call = caller(context, [...coverageRoutes, ...coverageRecordRoutes]);
  ask = (id, given = {}, account = chief) => call.ask(id, account, given);
  csv = (id, given) => call.csv(id, chief, given);
});
afterAll(() => world.close());

const coverage = (query: object): Promise<CoverageAnswer> => ask('getCoverage', { query });
const lastAudit = async () => (await sql<{ action: string; actor: string; record_id: string }>`select action, actor, record_id from change_log order by id desc limit 1`.execute(world.db)).rows[0]; // prettier-ignore

describe('policies and kinds without code', () => {
  test('a new kind and a policy of it are judged at once', async () => {
    const kind = await ask<KindRecord>('createKind', { body: { id: 'welfare_home', name: '儿童福利院', unit: 'county' } }); // prettier-ignore
    expect(kind).toMatchObject({ reachKm: null, facilities: 0 });
    const policy = { id: 'welfare', title: '边境旗县儿童福利院', kinds: ['welfare_home'], unit: 'county', rule: 'facility', tags: ['边境旗县'], legalNature: '部门要求', target: { share: 1, scope: 'region', year: 2030, counts: 'duty' } }; // prettier-ignore
    await ask<Policy>('createPolicy', { body: policy });
    expect(await lastAudit()).toMatchObject({ action: 'coverage-policy.add', actor: 'chief', record_id: 'welfare' }); // prettier-ignore
    const results = async () => Object.fromEntries((await coverage({ kind: 'welfare_home' })).items.map(({ code, duty }) => [code, duty.result])); // prettier-ignore
    expect(await results()).toMatchObject({ '150121': 'unknown' }); // nobody has said which units carry the tag
    await ask('createUnitFact', {
      body: { type: 'tag', division: '150121', value: '边境旗县', document: '文1号' },
    });
    expect(await results()).toMatchObject({ '150121': 'unknown', '150102': 'not_applicable' }); // no record of the kind anywhere
    await sql`insert into facility (kind, name, county_code, status, position, source_id, sample) values ('welfare_home', '院', '150102', 'operating', 'unknown', 'test', false)`.execute(world.db); // prettier-ignore
    expect(await results()).toMatchObject({ '150121': 'not_met', '150102': 'not_applicable' });
    expect((await coverage({ kind: 'welfare_home' })).indicator!.region).toMatchObject({ denominator: 1, reached: 0 }); // prettier-ignore
  });
  test('a policy is changed by its version, closed by its last day, and its history is kept', async () => {
    const { version: match } = await ask<Policy>('getPolicy', { params: { id: 'welfare' } });
    const saved = await ask<Policy>('editPolicy', { params: { id: 'welfare' }, match, body: { validTo: '2025-12-31' } }); // prettier-ignore
    expect(saved.validTo).toBe('2025-12-31');
    expect(await refusal(ask('editPolicy', { params: { id: 'welfare' }, match, body: { title: '迟到' } }))).toMatchObject({ status: 412 }); // prettier-ignore
    expect((await coverage({ kind: 'welfare_home', on: '2026-01-01' })).policy).toBeNull();
    expect((await coverage({ kind: 'welfare_home', on: '2025-12-31' })).policy).toMatchObject({
      id: 'welfare',
    });
  });
  test.each([
    ['an unknown kind', { kinds: ['palace'] }, 'kinds'],
    ['an unknown plan', { plan: 'p99' }, 'plan'],
    ['days the wrong way round', { validFrom: '2026-01-01', validTo: '2025-01-01' }, 'validTo'],
    ['a text that came into force nobody knows when', { citations: [{ title: '某法', text: '文' }] }, 'citations.0.validFrom'],
    ['an article of the repealed 殡葬管理条例', { citations: [{ title: '殡葬管理条例', article: '第八条', text: '文', validFrom: '1997-07-21' }] }, 'citations.0.article'],
    ['neither rule nor target', { rule: 'none' }, 'target'],
    ['persons of counties', { rule: 'facility_or_person' }, 'unit'],
  ])('is refused: %s', async (_title, more, field) => {
    const body = { id: 'bad', title: '坏', kinds: ['home'], unit: 'county', rule: 'facility', legalNature: '部门要求', ...more };
    const refused = await refusal(ask('createPolicy', { body }));
    expect(refused.status).toBe(400);
    expect(refused.errors!.map(({ where }) => where)).toContain(`body: ${field}`);
  }); // prettier-ignore
  test('whoever plans for a league does not change what binds the region', async () => {
    const body = { id: 'own', title: '自订', kinds: ['home'], unit: 'county', rule: 'facility', legalNature: '部门要求' }; // prettier-ignore
    expect(await refusal(ask('createPolicy', { body }, planner))).toMatchObject({ status: 403 });
    expect(await refusal(ask('createPolicy', { body: { ...body, id: 'home' } }))).toMatchObject({ status: 409 }); // prettier-ignore
  });
});

describe('facts of units', () => {
  test('say who has a person, from a day on; two never hold on the same day', async () => {
    const body = {
      type: 'person',
      division: '150121001',
      value: 'none',
      validFrom: '2025-01-01',
      document: '文2号',
    };
    const fact = await ask<UnitFact>('createUnitFact', { body }, planner);
    const lacking = () => ask<{ items: { code: string }[]; counts: object }>('listUnprotected', { query: { on: '2026-06-30' } }); // prettier-ignore
    expect(await lacking()).toMatchObject({ items: [{ code: '150121001', person: 'none' }], counts: { not_met: 1, unknown: 2, townships: 4 } }); // prettier-ignore
    const again = { ...body, value: 'designated', validFrom: '2026-01-01' };
    expect(await refusal(ask('createUnitFact', { body: again }))).toMatchObject({ status: 400 });
    await ask('editUnitFact', {
      params: { id: fact.id },
      match: fact.version,
      body: { validTo: '2025-12-31' },
    });
    await ask('createUnitFact', { body: again });
    expect((await lacking()).items).toEqual([]);
    const text = await csv('listUnprotected', { query: { on: '2025-06-30', f: 'csv' } });
    expect(text).toMatch(
      /1 个, 截至 2025-06-30, 运行编号 [0-9a-f]{16}[\s\S]*150121001,北镇,呼和浩特市,土默特左旗/,
    );
  });
  test('two that overlap, written at once: one of them is refused', async () => {
    const write = (value: string) => ask('createUnitFact', { body: { type: 'population', division: '150121001', value } }); // prettier-ignore
    const written = await Promise.allSettled(['1', '2', '3', '4'].map(write));
    expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await sql`delete from unit_fact where type = 'population'`.execute(world.db);
  });
  test.each([
    ['a person of a county', { type: 'person', division: '150121', value: 'none' }, 'division'],
    ['a zone that there is not', { type: 'zone', division: '150121', value: 'sea' }, 'value'],
    ['people that are no number', { type: 'population', division: '150121', value: '3万' }, 'value'],
    ['a division that there is not', { type: 'tag', division: '159999', value: '标签' }, 'division'],
  ])('are refused: %s', async (_title, body, field) => {
    const refused = await refusal(ask('createUnitFact', { body }));
    expect(refused.errors).toMatchObject([{ where: `body: ${field}` }]);
  });
  test('of others’ divisions are not one’s own to write', async () => {
    const of = person('other', 'planner', '150200');
    expect(await refusal(ask('createUnitFact', { body: { type: 'tag', division: '150121', value: 'x' } }, of))).toMatchObject({ status: 403 }); // prettier-ignore
  });
  test('and policies that were changed or taken away here are not brought back by the pack', async () => {
    const pack = openPack('inner-mongolia');
    const sources = pack.manifest.sources.map(({ id }) => id);
    for (const { id, title } of pack.manifest.sources) await world.db.insertInto('source').values({ id, title }).onConflict((oc) => oc.doNothing()).execute(); // prettier-ignore
    await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol) values ('elderly_care_centre', '养老机构', 'x', 'township', 9, 'x')`.execute(world.db); // prettier-ignore
    const load = () => transaction(world.db, (trx) => loadCoverage(trx, pack, sources));
    await load();
    const { items } = await ask<{ items: UnitFact[] }>('listUnitFacts', {
      query: { type: 'zone', limit: '1000' },
    });
    const [one, other] = items.filter(({ division }) => division === '150102' || division === '150103');
    await ask('editUnitFact', { params: { id: one!.id }, match: one!.version, body: { value: 'mixed' } });
    await ask('deleteUnitFact', { params: { id: other!.id }, match: other!.version });
    const { version: match } = await ask<Policy>('getPolicy', { params: { id: 'elderly-centre' } });
    await ask('editPolicy', { params: { id: 'elderly-centre' }, match, body: { legalNature: '改过' } });
    await load();
    const after = (await ask<{ items: UnitFact[] }>('listUnitFacts', { query: { type: 'zone', limit: '1000' } })).items; // prettier-ignore
    expect(after.filter(({ division }) => division === one!.division).map(({ value }) => value)).toEqual([
      'mixed',
    ]);
    expect(after.filter(({ division }) => division === other!.division)).toEqual([]);
    expect(await ask('getPolicy', { params: { id: 'elderly-centre' } })).toMatchObject({
      legalNature: '改过',
    });
    await sql`delete from unit_fact where source_id <> 'test' and source_id <> 'edits'`.execute(world.db);
    await sql`delete from coverage_policy where source_id = 'policy-texts'`.execute(world.db);
  });
});

describe('reviews and runs', () => {
  test('a verdict is added to, never changed', async () => {
    const body = { kind: 'home', unit: 'county', division: '150103', verdict: 'confirmed' };
    const first = await ask<Review>('addReview', { body: { ...body, note: '实地看过' } }, planner);
    await ask('addReview', { body: { ...body, verdict: 'planned' } });
    const page = await ask<{ items: Review[]; total: number; next: string }>('listReviews', { query: { division: '150100', limit: '1' } }); // prettier-ignore
    expect(page).toMatchObject({ total: 2, items: [{ verdict: 'planned', reviewer: 'chief' }] });
    expect(await ask('listReviews', { query: { next: page.next } })).toMatchObject({ items: [{ id: first.id, note: '实地看过', reviewer: 'planner' }], next: null }); // prettier-ignore
    expect((await coverage({ kind: 'home' })).items.find(({ code }) => code === '150103')!.review).toMatchObject({ verdict: 'planned' }); // prettier-ignore
    await expect(sql`update coverage_review set verdict = 'false_alarm'`.execute(world.db)).rejects.toThrow('append-only'); // prettier-ignore
    const other = person('other', 'planner', '150200');
    expect(await refusal(ask('addReview', { body }, other))).toMatchObject({ status: 403 });
  });
  test('a run has the id that its answer said; the same inputs give the same, others say what has changed', async () => {
    const { run } = await coverage({ kind: 'home', T: '40', on: '2026-06-30' });
    const kept = await ask<StoredRun>('keepRun', { body: { kind: 'home', T: 40, on: '2026-06-30' } });
    expect(kept).toMatchObject({ id: run.id, inputs: run.inputs, madeBy: 'chief' });
    expect((await ask<StoredRun>('keepRun', { body: { kind: 'home', T: 40, on: '2026-06-30' } }, planner)).madeBy).toBe('chief'); // prettier-ignore
    const check = () => ask('checkRun', { params: { id: run.id } });
    expect(await check()).toMatchObject({ same: true, changedInputs: [], differences: [] });
    await sql`update facility set status = 'closed', closed_on = '2026-01-01' where name = '旗馆'`.execute(
      world.db,
    );
    expect(await check()).toMatchObject({ same: false, codeChanged: false, changedInputs: ['facilities'], differences: [{ code: '150121', name: '土默特左旗', before: { duty: 'met' }, now: { duty: 'not_met' } }] }); // prettier-ignore
    await sql`update facility set status = 'operating', closed_on = null where name = '旗馆'`.execute(
      world.db,
    );
    expect(await check()).toMatchObject({ same: true });
  });
});

describe('snapshots', () => {
  const make = (on: string, title: string) => ask<Snapshot>('createSnapshot', { body: { title, occasion: 'year_end', on } }); // prettier-ignore
  test('keep what they saw, whatever is edited later, and tell apart what has become of each unit', async () => {
    const then = await make('2024-12-31', '2024 年末');
    const read = () => ask<{ units: unknown[] }>('getSnapshot', { params: { id: then.id } });
    const before = await read();
    const now = await make('2025-12-31', '2025 年末');
    await sql`update facility set name = name || '改', status = 'closed', county_code = '150102' where name = '旗馆'`.execute(world.db); // prettier-ignore
    await sql`update coverage_policy set title = '改' where id = 'home'`.execute(world.db);
    expect(await read()).toEqual(before);
    await sql`update facility set name = '旗馆', status = 'operating', county_code = '150121' where name = '旗馆改'`.execute(world.db); // prettier-ignore
    const compared = await ask<{ items: SnapshotChange[]; counts: object; indicators: { policy: string }[]; changedInputs: string[] }>('compareSnapshots', { params: { id: now.id }, query: { since: then.id, kind: 'home' } }); // prettier-ignore
    const told = compared.items.map(({ code, test: by, change }) => `${code} ${by} ${change}`);
    expect(told).toEqual(['150121 duty improved', '150121 reach improved', '150122 unit ended_unit', '150123 unit new_unit']); // prettier-ignore
    expect(compared.indicators.find(({ policy }) => policy === 'home')).toMatchObject({ before: { reached: 1 }, after: { reached: 2 } }); // prettier-ignore
    expect(compared.changedInputs).toContain('divisions');
    expect(await csv('compareSnapshots', { params: { id: now.id }, query: { since: then.id, f: 'csv' } })).toMatch(/150121,土默特左旗,改善,履职,未达到,达到/); // prettier-ignore
    const far = await ask<Snapshot>('createSnapshot', { body: { title: '另一阈值', occasion: 'year_end', on: '2025-12-31', thresholds: { home: 300 } } }); // prettier-ignore
    const other = await ask<{ items: SnapshotChange[]; parametersDiffer: boolean }>('compareSnapshots', { params: { id: far.id }, query: { since: now.id, kind: 'home' } }); // prettier-ignore
    expect(other).toMatchObject({ parametersDiffer: true, counts: { measured_otherwise: 2 } });
    expect(new Set(other.items.map(({ test: by, change }) => `${by} ${change}`))).toEqual(new Set(['reach measured_otherwise'])); // prettier-ignore
    await ask('deleteSnapshot', { params: { id: far.id } });
    expect(await refusal(ask('compareSnapshots', { params: { id: then.id }, query: { since: now.id } }))).toMatchObject({ status: 400 }); // prettier-ignore
    const { history } = (await coverage({ kind: 'home', on: '2026-06-30' })).indicator!;
    expect(history.filter(({ source }) => source === 'snapshot').map(({ on }) => on)).toEqual(['2024-12-31', '2025-12-31']); // prettier-ignore
  });
  test('are of days that have come, and the region’s', async () => {
    const body = { title: '明年', occasion: 'final', on: '2199-12-31' };
    expect(await refusal(ask('createSnapshot', { body }))).toMatchObject({ status: 400 });
    expect(await refusal(ask('createSnapshot', { body: { ...body, on: '2025-12-31' } }, planner))).toMatchObject({ status: 403 }); // prettier-ignore
  });
  test('taken away, the audit has what they were', async () => {
    const { id } = await make('2023-12-31', '误做');
    await ask('deleteSnapshot', { params: { id } });
    expect(await lastAudit()).toMatchObject({ action: 'coverage-snapshot.delete', record_id: String(id) });
    const { rows } = await sql`select from coverage_snapshot_unit where snapshot_id = ${id}`.execute(
      world.db,
    );
    expect(rows).toEqual([]);
  });
  test.each([
    ['not_met', 'met', 'improved'], ['met', 'not_met', 'fell_back'], ['met', 'met_by_substitute', 'fell_back'], ['unknown', 'not_met', 'became_known'],
    ['met', 'unknown', 'became_unknown'], ['not_met', 'not_applicable', 'denominator'], ['not_applicable', 'unknown', 'denominator'], ['met', 'met', null],
  ] as const)('duty from %s to %s: %s', (before, after, change) => {
    expect(dutyChange(before, after)).toBe(change);
  }); // prettier-ignore
  test('reach: unknown is neither better nor worse', () => {
    expect([reachChange(true, false), reachChange(false, true), reachChange(null, true), reachChange(true, null), reachChange(null, null)]).toEqual(['improved', 'fell_back', 'became_known', 'became_unknown', null]); // prettier-ignore
  });
});

describe('就近可办', () => {
  const route = facilityRoutes.find(({ endpoint }) => endpoint.id === 'listNearestFacilities')!;
  const near = (query: object, audience: 'public' | 'staff' = 'public') => askAs(route, world.context, query, {}, audience) as Promise<{ items: NearestFacility[]; total: number; from: object }>; // prettier-ignore
  test('the nearest first, from a point or from a place, with telephone and hours', async () => {
    const { items, total } = await near({ kind: 'home', near: '112.0,40.8' });
    expect(total).toBe(2);
    expect(items).toMatchObject([{ name: '旗馆', phone: '0471-1', hours: '8:00-17:00', status: 'operating' }, { name: '市馆' }]); // prettier-ignore
    const { rows } = await sql<{ metres: number }>`select ST_Distance(geom::geography, ST_SetSRID(ST_MakePoint(112.0, 40.8), 4490)::geography) as metres from facility where name = '旗馆'`.execute(world.db); // prettier-ignore
    expect(items[0]!.km).toBeCloseTo(rows[0]!.metres / 1000, 3);
    expect(await near({ kind: 'home', place: '1', limit: '1' })).toMatchObject({ from: { place: { name: '村1' } }, items: [{ name: '市馆', km: 0 }] }); // prettier-ignore
    expect(await near({ kind: 'home', division: '150103' })).toMatchObject({ from: { point: [112, 40.8], place: null, division: { code: '150103', name: '回民区' } }, items: [{ name: '旗馆' }, { name: '市馆' }] }); // prettier-ignore
  });
  test('nobody is sent to what has closed since, or has not opened yet', async () => {
    await sql`update facility set closed_on = '2026-01-01' where name = '旗馆'`.execute(world.db);
    await sql`update facility set opened_on = '2999-01-01' where name = '东街站'`.execute(world.db);
    expect((await near({ kind: 'home', near: '112.7,40.8' })).items.map(({ name }) => name)).toEqual(['市馆']); // prettier-ignore
    expect((await near({ kind: 'child_protection_station', near: '111.0,40.8' })).items.map(({ name }) => name)).toEqual(['南街站']); // prettier-ignore
    await sql`update facility set closed_on = null where name = '旗馆'`.execute(world.db);
    await sql`update facility set opened_on = '2024-01-01' where name = '东街站'`.execute(world.db);
  });
  test('the public sees public records only; what does not operate is not named', async () => {
    await sql`update facility set public = false, secrecy = '内部' where name = '旗馆'`.execute(world.db);
    expect((await near({ kind: 'home', near: '112.7,40.8' })).items.map(({ name }) => name)).toEqual([
      '市馆',
    ]);
    expect((await near({ kind: 'home', near: '112.7,40.8' }, 'staff')).total).toBe(2);
    await sql`update place set public = false, secrecy = '内部' where id = 1`.execute(world.db);
    expect(await refusal(near({ kind: 'home', place: '1' }))).toMatchObject({ status: 404 });
    expect((await near({ kind: 'child_protection_station', near: '111.9,40.8' })).items).toMatchObject([{ name: '南街站', status: 'unknown' }, { name: '东街站' }]); // prettier-ignore
  });
  test.each([[{ kind: 'home' }, 400], [{ kind: 'home', place: '1', division: '150103' }, 400], [{ kind: 'home', division: '150102' }, 400], [{ kind: 'home', division: '150199' }, 404], [{ kind: 'home', near: '1,2', place: '1' }, 400], [{ kind: 'palace', near: '112,40' }, 404], [{ kind: 'home', place: '8' }, 400]])('%j is refused with %i', async (query, status) => {
    expect(await refusal(near(query))).toMatchObject({ status });
  }); // prettier-ignore
});
