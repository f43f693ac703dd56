import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../server/accounts/account.ts';
import { defaultShare, type CoverageAnswer } from '../../server/api/coverage.ts';
import { FacilityChange } from '../../server/api/facility-edits.ts';
import type { NewScenario, Outcome, Scenario, ScenarioChange } from '../../server/api/scenarios.ts';
import { coverageAnswer } from '../../server/coverage/answer.ts';
import { createFacility, editFacility } from '../../server/edits/facility-edit.ts';
import { readFacilityRecord } from '../../server/edits/facility-record.ts';
import { unpackGround } from '../../server/coverage/shared/ground.ts';
import { computeOutcome } from '../../server/coverage/shared/what-if.ts';
import { scenarioBasis } from '../../server/scenarios/basis.ts';
import { scenarioRoutes } from '../../server/scenarios/routes.ts';
import { caller, refusal, type Given } from '../support/call.ts';
import { actor, person, settled, type EditWorld } from '../support/edit-world.ts';
import { loadGrid, openScatteredWorld, somewhere } from '../support/scattered-world.ts';
import { randomOf } from '../support/gazetteer.ts';

let world: EditWorld;
const chief = person('chief', 'administrator', null);
const planner = person('planner', 'planner', '150102');
const other = person('other', 'planner', '150103');
const reader = person('reader', 'viewer', null);
const random = randomOf(5);
const near = () => somewhere(random);

const run = <T>(id: string, account: Account, given: Given = {}): Promise<T> =>
  caller(world.context, scenarioRoutes).ask<T>(id, account, given);
const scenario = (changes: ScenarioChange[], more: Partial<NewScenario> = {}): NewScenario => ({ title: '增设', kind: 'funeral_home', method: 'straight', threshold: 60, detour: 1, shareThreshold: null, changes, note: null, shared: false, ...more }); // prettier-ignore
const add = (county: string, point: [number, number] = near()): ScenarioChange => ({ act: 'add', name: '新馆', point, county, township: null, serves: [] }); // prettier-ignore

beforeAll(async () => {
  world = await openScatteredWorld(random);
  const { db } = world.database;
  await sql`insert into coverage_policy (id, title, kinds, unit, rule, legal_nature, source_id, sort) values ('funeral', 't', '{funeral_home}', 'county', 'facility_or_served', '规划任务', 'office', 1)`.execute(db); // prettier-ignore
  await sql`update data_version set version = version + 1 where dataset = 'places'`.execute(db);
  await settled(world.context);
});
afterAll(() => world.close());

/** The answer for the register, in the form of an outcome. */
const asOutcome = ({ items }: CoverageAnswer): Outcome['units'] =>
  items.map(({ code, duty, reach, burden }) => {
    if (reach === null) return { code, duty, reach };
    const { share, unsure: _, ...rest } = reach;
    return { code, duty, reach: { ...rest, share: rounded(share), ...burden! } };
  }); // prettier-ignore
const rounded = (share: number | null): number | null => (share === null ? null : Number(share.toFixed(9)));
const shown = ({ units }: Outcome): Outcome['units'] =>
  units.map((unit) => ({
    ...unit,
    reach: unit.reach && { ...unit.reach, share: rounded(unit.reach.share) },
  }));
const register = (T: number, share = defaultShare): Promise<CoverageAnswer> =>
  coverageAnswer(world.context, {
    kind: 'funeral_home',
    T,
    method: 'detour',
    detour: 1,
    share,
  });

/** Does to the register what a scenario does in thought. */
async function make(changes: readonly ScenarioChange[], mark: string): Promise<void> {
  const { context, database } = world;
  for (const change of changes) {
    if (change.act === 'add') {
      const { point, county, name } = change;
      await createFacility(context, chief, actor(chief), { ...FacilityChange.parse({ kind: 'funeral_home', name: `${name}${mark}`, point, status: 'operating' }), county }); // prettier-ignore
      continue;
    }
    const { version: match } = await readFacilityRecord(database.db, change.facility);
    const fields = change.act === 'close' ? { status: 'closed' } : { point: change.point, county: change.county, township: null }; // prettier-ignore
    await editFacility(context, chief, actor(chief), { id: change.facility, match, change: FacilityChange.parse(fields) }); // prettier-ignore
  }
}

describe('the outcome of a scenario', () => {
  test('is what the register says once it is really done: six times, adding, moving, closing', async () => {
    const { context, database } = world;
    for (let round = 0; round < 6; round += 1) {
      if (round === 3) await sql`insert into unit_fact (type, division_code, value, source_id, sample) values ('population', '150102001', '5000', 'office', false), ('population', '150102002', '300', 'office', false)`.execute(database.db); // prettier-ignore
      const { basis } = await scenarioBasis(database.db, 'funeral_home');
      const open = basis.facilities.filter(({ now }) => now === 'operating');
      const changes: ScenarioChange[] = [add(round % 2 === 0 ? '150102' : '150103')];
      if (round > 1) changes.push({ act: 'close', facility: open[0]!.id });
      if (round > 2) changes.push({ act: 'move', facility: open[1]!.id, point: near(), county: '150103', township: null }); // prettier-ignore
      const reachKm = 20 + round * 15;
      const shareThreshold = round % 2 === 0 ? null : 0.3 + round * 0.1;
      const saved = await run<Scenario>('createScenario', chief, {
        body: scenario(changes, { threshold: reachKm, shareThreshold }),
      });
      const outcome = await run<{ before: Outcome; after: Outcome }>('getScenarioOutcome', chief, { params: { id: saved.id } }); // prettier-ignore
      expect(saved.shareThreshold).toBe(shareThreshold);
      const asked = [reachKm, shareThreshold ?? defaultShare] as const;
      const now = await register(...asked);
      expect(shown(outcome.before)).toEqual(asOutcome(now));
      await make(changes, String(round));
      await settled(context);
      const done = await register(...asked);
      expect(shown(outcome.after)).toEqual(asOutcome(done));
      expect(done.items.find(({ code }) => code === '150102')!.burden!.population === null).toBe(round < 3); // people are known from then on
      expect(outcome.after.reachGaps).toBe(done.totals.reachGap);
      expect(JSON.stringify(outcome.after)).not.toBe(JSON.stringify(outcome.before));
    }
  });

  test('starts from what operates today: a closing day that has come since the distances were made', async () => {
    const { db } = world.database;
    await sql`update facility set closed_on = '2026-01-01' where kind = 'funeral_home' and id = (select min(id) from facility where kind = 'funeral_home' and status = 'operating')`.execute(db); // prettier-ignore
    await sql`update data_version set version = version + 1 where dataset = 'facilities'`.execute(db);
    const saved = await run<Scenario>('createScenario', chief, { body: scenario([add('150102')]) });
    const { before } = await run<{ before: Outcome }>('getScenarioOutcome', chief, { params: { id: saved.id } }); // prettier-ignore
    expect(shown(before)).toEqual(asOutcome(await register(60)));
    await sql`update facility set closed_on = null where kind = 'funeral_home'`.execute(db);
    await sql`update data_version set version = version + 1 where dataset = 'facilities'`.execute(db);
  });
  test('the last facility closed: reach is unknown, no gap and not met', async () => {
    const { basis } = await scenarioBasis(world.database.db, 'funeral_home');
    const changes = basis.facilities.filter(({ now }) => now === 'operating').map(({ id }): ScenarioChange => ({ act: 'close', facility: id })); // prettier-ignore
    const saved = await run<Scenario>('createScenario', chief, { body: scenario(changes) });
    const { after } = await run<{ after: Outcome }>('getScenarioOutcome', chief, {
      params: { id: saved.id },
    });
    expect(new Set(after.units.map(({ reach }) => `${reach!.share} ${reach!.gap}`))).toEqual(new Set(['null null'])); // prettier-ignore
    expect(after.notMet).toBe(after.units.length);
    expect(after.region).toMatchObject({ share: null, within: 0 });
  });

  test('a facility that serves another banner meets its duty', async () => {
    const { basis } = await scenarioBasis(world.database.db, 'funeral_home');
    const closed = basis.facilities.filter(({ now }) => now === 'operating').map(({ id }): ScenarioChange => ({ act: 'close', facility: id })); // prettier-ignore
    const serving: ScenarioChange = { act: 'add', name: '市馆', point: near(), county: '150102', township: null, serves: ['150103'] }; // prettier-ignore
    const saved = await run<Scenario>('createScenario', chief, { body: scenario([...closed, serving]) });
    const { after } = await run<{ after: Outcome }>('getScenarioOutcome', chief, {
      params: { id: saved.id },
    });
    const results = Object.fromEntries(after.units.map(({ code, duty }) => [code, duty.result]));
    expect(results).toMatchObject({ '150102': 'met', '150103': 'met_by_substitute' });
  });

  test('detour shrinks reach', async () => {
    const shares: number[] = [];
    for (const detour of [1, 1.5, 2.5]) {
      const saved = await run<Scenario>('createScenario', chief, { body: scenario([add('150102')], { detour, threshold: 40 }) }); // prettier-ignore
      const { after } = await run<{ after: Outcome }>('getScenarioOutcome', chief, { params: { id: saved.id } }); // prettier-ignore
      shares.push(after.region!.share!);
    }
    expect(shares[0]).toBeGreaterThan(shares[1]!);
    expect(shares[1]).toBeGreaterThan(shares[2]!);
  });
});

describe('a scenario by road', () => {
  const byRoad = (T: number): Promise<CoverageAnswer> => coverageAnswer(world.context, { kind: 'funeral_home', T, method: 'road', detour: 1, share: defaultShare });
  const outcomeOf = async (changes: ScenarioChange[], threshold: number) => {
    const saved = await run<Scenario>('createScenario', chief, { body: scenario(changes, { method: 'road', threshold }) });
    return run<{ before: Outcome; after: Outcome }>('getScenarioOutcome', chief, { params: { id: saved.id } });
  };

  test('is refused where no roads are loaded', async () => {
    expect(await refusal(outcomeOf([add('150102')], 60))).toMatchObject({ status: 400, message: expect.stringContaining('没有加载路网') as string });
  });

  test('is what the register says once it is really done: six times, with people and without', async () => {
    const { context, database } = world;
    await loadGrid(world, random);
    await sql`delete from unit_fact where type = 'population'`.execute(database.db);
    for (let round = 0; round < 6; round += 1) {
      if (round === 4) await sql`insert into unit_fact (type, division_code, value, source_id, sample) values ('population', '150102001', '5000', 'office', false), ('population', '150102002', '300', 'office', false)`.execute(database.db);
      const { basis } = await scenarioBasis(database.db, 'funeral_home');
      expect(basis.hasRoads).toBe(true);
      const open = basis.facilities.filter(({ now }) => now === 'operating');
      const changes: ScenarioChange[] = round === 1 ? [] : [add(round % 2 === 0 ? '150102' : '150103')];
      if (round > 0) changes.push({ act: 'close', facility: open[0]!.id });
      if (round > 2) changes.push({ act: 'move', facility: open[1]!.id, point: near(), county: '150103', township: null });
      const threshold = 30 + round * 25;
      const outcome = await outcomeOf(changes, threshold);
      expect(shown(outcome.before)).toEqual(asOutcome(await byRoad(threshold)));
      await make(changes, `路${round}`);
      await context.exclusive(() => Promise.resolve());
      await settled(context);
      const done = await byRoad(threshold);
      expect(shown(outcome.after)).toEqual(asOutcome(done));
      expect(outcome.after.reachGaps).toBe(done.totals.reachGap);
      expect(JSON.stringify(outcome.after)).not.toBe(JSON.stringify(outcome.before));
      expect(outcome.after.region!.p90Minutes).toBeGreaterThan(0);
    }
    const { rows } = await sql<{ unknown: number; known: number }>`select (count(*) - count(seconds))::int4 as unknown, count(seconds)::int4 as known from road_reach where kind = 'funeral_home'`.execute(database.db);
    expect(rows[0]!.known).toBeGreaterThan(300);
    expect(rows[0]!.unknown).toBeGreaterThan(0); // where no road leads is in no share, in both
  });

  test('the times that the page asks for are those of the outcome, and good transport is known', async () => {
    const { basis, ground } = await scenarioBasis(world.database.db, 'funeral_home');
    const changes = [add('150103')];
    const { body, headers } = await caller(world.context, scenarioRoutes).download('getScenarioTimes', reader, { body: { kind: 'funeral_home', changes } });
    expect(headers!['ETag']).toBe(`"${basis.version}"`);
    const seconds = new Int32Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength));
    const settlements = unpackGround(ground.buffer as ArrayBuffer);
    expect(seconds.length).toBe(settlements.metres.length);
    const { after } = await outcomeOf(changes, 45);
    expect(computeOutcome(basis, settlements, { changes, threshold: 45, detour: 1, seconds })).toEqual(after);
    expect(basis.traits.map(({ code, transport }) => [code, transport])).toEqual(expect.arrayContaining([['150102', true], ['150103', false]])); // prettier-ignore
  });

  test('starts from what operates today: a closing day that has come since the times were made', async () => {
    const { db } = world.database;
    const { basis } = await scenarioBasis(db, 'funeral_home');
    const id = basis.facilities.find(({ now }) => now === 'operating')!.id;
    const { before: asItWas, after: closed } = await outcomeOf([{ act: 'close', facility: id }], 60);
    await sql`update facility set closed_on = '2026-01-01' where id = ${id}`.execute(db);
    await sql`update facility_kind set sort = sort + 1 where id = 'funeral_home'`.execute(db); // as midnight does: the basis is made anew, nothing else
    const { before } = await outcomeOf([add('150102')], 60);
    await sql`update facility set closed_on = null where id = ${id}`.execute(db);
    await sql`update facility_kind set sort = sort - 1 where id = 'funeral_home'`.execute(db);
    expect(before.region).toEqual(closed.region);
    expect(before.region).not.toEqual(asItWas.region);
  });

  test('the last facility closed: every time is unknown, no gap', async () => {
    const { basis } = await scenarioBasis(world.database.db, 'funeral_home');
    const changes = basis.facilities.filter(({ now }) => now === 'operating').map(({ id }): ScenarioChange => ({ act: 'close', facility: id }));
    const { after } = await outcomeOf(changes, 60);
    expect(new Set(after.units.map(({ reach }) => `${reach!.settlements} ${reach!.share} ${reach!.gap}`))).toEqual(new Set(['0 null null']));
  });
}); // prettier-ignore

describe('a saved scenario', () => {
  const status = async (work: Promise<unknown>): Promise<number> =>
    work.then(() => 200, (error: { status: number }) => error.status); // prettier-ignore

  test('is its author’s until it is shared, and nobody else changes it', async () => {
    const made = await run<Scenario>('createScenario', planner, { body: scenario([add('150102')]) });
    const at = { params: { id: made.id } };
    expect(made).toMatchObject({ own: true, author: 'planner', shared: false });
    expect(await status(run('getScenario', reader, at))).toBe(404);
    expect(await status(run('getScenarioOutcome', reader, at))).toBe(404);
    const edited = await run<Scenario>('editScenario', planner, { ...at, match: made.version, body: { shared: true } }); // prettier-ignore
    expect(await run<Scenario>('getScenario', reader, at)).toMatchObject({
      own: false,
      changes: made.changes,
    });
    expect((await run<{ items: { id: number }[] }>('listScenarios', reader, { query: { limit: 50 } })).items.map(({ id }) => id)).toContain(made.id); // prettier-ignore
    expect(await status(run('editScenario', other, { ...at, match: edited.version, body: { title: 'x' } }))).toBe(403); // prettier-ignore
    expect(await status(run('deleteScenario', other, { ...at, match: edited.version }))).toBe(403);
    expect(await status(run('editScenario', planner, { ...at, match: made.version, body: { title: 'x' } }))).toBe(412); // prettier-ignore
    await run('deleteScenario', planner, { ...at, match: edited.version });
    expect(await status(run('getScenario', planner, at))).toBe(404);
    const { rows } = await sql<{ action: string; divisions: string[] }>`
      select action, divisions from change_log where record_type = 'scenario' and record_id = ${String(made.id)} order by id`.execute(world.database.db); // prettier-ignore
    expect(rows.map(({ action }) => action)).toEqual(['scenario.add', 'scenario.edit', 'scenario.delete']);
    expect(rows[0]!.divisions).toEqual(['150102']);
  });

  test('stays in the jurisdiction of who saves it', async () => {
    expect(await status(run('createScenario', planner, { body: scenario([add('150103')]) }))).toBe(403);
    const { rows } = await sql<{ id: number }>`select id from facility where county_code = '150103' limit 1`.execute(world.database.db); // prettier-ignore
    expect(await status(run('createScenario', planner, { body: scenario([{ act: 'close', facility: rows[0]!.id }]) }))).toBe(403); // prettier-ignore
    expect(await status(run('createScenario', other, { body: scenario([{ act: 'close', facility: rows[0]!.id }]) }))).toBe(200); // prettier-ignore
  });

  test('names what is wrong with its changes', async () => {
    const { rows } = await sql<{ id: number }>`select id from facility limit 1`.execute(world.database.db);
    const twice: ScenarioChange = { act: 'close', facility: rows[0]!.id };
    const wrong = run('createScenario', chief, { body: scenario([twice, twice, add('150999')]) });
    await expect(wrong).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/changes\.1.*twice.*changes\.2.*150999/) as string }); // prettier-ignore
    await expect(run('createScenario', chief, { body: scenario([twice], { kind: 'nothing' }) })).rejects.toMatchObject({ status: 400 }); // prettier-ignore
  });
});
