import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { local, type Account } from '../../server/accounts/account.ts';
import type { Evidence } from '../../server/api/coverage-evidence.ts';
import type { Matrix } from '../../server/api/coverage-matrix.ts';
import type { CoverageAnswer, CoverageUnit } from '../../server/api/coverage.ts';
import { settlementsTable } from '../../server/coverage/extract-inputs.ts';
import { coverageRoutes } from '../../server/coverage/routes.ts';
import type { Reading } from '../../server/http/route.ts';
import { listReach } from '../../server/coverage/reach.ts';
import { listReachThen } from '../../server/coverage/reach-then.ts';
import { readWorld } from '../../server/coverage/world.ts';
import { caller, refusal } from '../support/call.ts';
import { openCoverageWorld } from '../support/coverage-world.ts';

let world: Awaited<ReturnType<typeof openCoverageWorld>>;
let ask: <T>(id: string, query?: object, params?: object) => Promise<T>;
beforeAll(async () => {
  world = await openCoverageWorld();
  const call = caller(world.context, coverageRoutes);
  ask = (id, query = {}, params = {}) => call.ask(id, local as Account, { query, params });
});
afterAll(() => world.close());

const coverage = (query: object): Promise<CoverageAnswer> => ask('getCoverage', query);
const unitOf = ({ items }: CoverageAnswer, code: string): CoverageUnit => items.find((item) => item.code === code)!; // prettier-ignore

describe('reach', () => {
  test('is that of percentile_cont and a count, for any threshold', async () => {
    const thresholds = [0, 8_435, 25_000, 75_000, 500_000];
    for (const level of ['county', 'township', 'prefecture'] as const) {
      const code = { county: sql`county_code`, township: sql`township_code`, prefecture: sql`left(county_code, 4) || '00'` }[level]; // prettier-ignore
      const within = sql.join(thresholds.map((T) => sql`(count(*) filter (where metres <= ${T}))::int4`));
      const { rows } = await sql`
        select ${code} as code, count(*)::int4 as settlements, array[${within}] as within, percentile_cont(0.5) within group (order by metres) as p50,
          percentile_cont(0.9) within group (order by metres) as p90, max(metres) as max
        from nearest_facility where kind = 'home' group by 1 order by 1`.execute(world.db);
      const found = await listReach(world.db, 'home', 'straight', level, thresholds);
      expect([...found.values()].sort((one, other) => (one.code < other.code ? -1 : 1))).toEqual(rows);
      const { facilities } = await readWorld(world.db, undefined, ['home']);
      const then = await listReachThen(world.db, 'home', facilities, level, level, thresholds);
      expect([...then.values()].sort((one, other) => (one.code < other.code ? -1 : 1))).toEqual(rows);
    }
  });
  test('straight: the four variants are tried, and a result that turns over is borderline', async () => {
    const answer = await coverage({ kind: 'home' });
    const unit = unitOf(answer, '150102');
    expect(unit.reach).toMatchObject({ settlements: 4, within: 3, share: 0.75, gap: true });
    expect(unit.robustness).toMatchObject({
      borderline: true,
      variants: [
        { id: 'T-20', threshold: 24, share: 0.5, gap: true }, { id: 'T+20', threshold: 36, share: 1, gap: false },
        { id: 'detour-1.2', detour: 1.2, share: 0.5 }, { id: 'detour-1.5', detour: 1.5, share: 0.5 },
      ],
    }); // prettier-ignore
    expect(unitOf(answer, '150103').robustness).toMatchObject({ borderline: false });
    expect(answer.totals).toMatchObject({ reachGap: 2, borderline: 1 });
  });
  test('with the detour factor T is of kilometres of road; the share that is asked for is the planner’s', async () => {
    const detour = await coverage({ kind: 'home', method: 'detour', detour: '1.3' });
    expect(unitOf(detour, '150102').reach).toMatchObject({ within: 2, gap: true }); // 25.3 × 1.3 > 30
    expect(unitOf(await coverage({ kind: 'home', share: '0.7' }), '150102').reach).toMatchObject({ gap: false }); // prettier-ignore
  });
  test('by road nothing is loaded, and that is said', async () => {
    expect(await refusal(coverage({ kind: 'home', method: 'road' }))).toMatchObject({ status: 400 });
  });
  test('a settlement without a position is in no share, and is told', async () => {
    expect(unitOf(await coverage({ kind: 'home' }), '150121')).toMatchObject({ reach: { settlements: 2 }, completeness: { settlements: 3, noCoordinates: 1 } }); // prettier-ignore
  });
  test('population weighs a unit only where all of it is known, and says so', async () => {
    const add = (division_code: string, value: string) => world.db.insertInto('unit_fact').values({ type: 'population', division_code, value, source_id: 'test', sample: false }).execute(); // prettier-ignore
    await add('150102001', '900');
    expect(unitOf(await coverage({ kind: 'home' }), '150102').reach!.share).toBe(0.75);
    await add('150102002', '100');
    const answer = await coverage({ kind: 'home' });
    expect(unitOf(answer, '150102')).toMatchObject({ reach: { share: 0.95, gap: false }, burden: { beyond: 1, population: 50 } }); // prettier-ignore
    expect(answer.weighting).toMatch(/按人口.*人口不全, 按居民点, 非人口/);
    const [weighed, counted] = [await ask<Evidence>('getEvidence', { kind: 'home' }, { code: '150102' }), await ask<Evidence>('getEvidence', { kind: 'home' }, { code: '150103' })]; // prettier-ignore
    expect(weighed.citable.sentence).toMatch(/95% 的人口 \(居民点 3\/4, 按人口/);
    expect(weighed.evidence.text).toMatch(/4 处居民点中 3 处在 30 km \(直线\) 以内 \(占人口 95%/);
    expect(counted.citable.sentence).toMatch(/0% 的居民点 \(居民点 0\/1, 按居民点, 非人口\)/);
    await add('150103001', '500');
    await add('150121001', '500');
    const matrix = await ask<Matrix>('getMatrix', { kinds: 'home' });
    expect(matrix.rows[1]!.cells[0]).toMatchObject({ share: 1450 / 2000, within: 5, settlements: 7 });
    expect(matrix.rows[0]!.cells[0]).toMatchObject({ share: 1450 / 2000, within: 5, settlements: 7 });
    await sql`delete from unit_fact where type = 'population'`.execute(world.db);
  });
});

test('a policy of some units goes before the one of all; its own text is on the card', async () => {
  const policy = { substitutes: [], legal_nature: '部门要求', source_id: 'test', kinds: ['relief'], unit: 'county', citation: '[]' }; // prettier-ignore
  await world.db.insertInto('coverage_policy').values({ ...policy, id: 'border', title: '边境旗县', rule: 'facility', tags: ['边境旗县'], sort: 9 }).execute(); // prettier-ignore
  await world.db.insertInto('unit_fact').values({ type: 'tag', division_code: '150103', value: '边境旗县', source_id: 'test', sample: false }).execute(); // prettier-ignore
  const answer = await coverage({ kind: 'relief' });
  expect(answer.policy).toMatchObject({ id: 'relief' });
  expect(['150103', '150102', '150121'].map((code) => unitOf(answer, code).duty.result)).toEqual(['not_met', 'met', 'not_met']); // prettier-ignore
  const card = await ask<Evidence>('getEvidence', { kind: 'relief' }, { code: '150103' });
  expect(card.basis.policy).toMatchObject({ id: 'border' });
  await sql`delete from coverage_policy where id = 'border'`.execute(world.db);
  await sql`delete from unit_fact where type = 'tag'`.execute(world.db);
});

test('a small share is unknown, not a gap, where facilities of the unit have no position or no status', async () => {
  expect(unitOf(await coverage({ kind: 'home' }), '150103').reach).toMatchObject({ share: 0, gap: true, unsure: 0 }); // prettier-ignore
  await sql`insert into facility (id, kind, name, county_code, status, level, position, source_id, sample) values (50, 'home', '区馆', '150103', 'operating', 'county', 'unknown', 'test', false), (51, 'home', '小馆', '150102', 'unknown', 'county', 'unknown', 'test', false)`.execute(world.db); // prettier-ignore
  const answer = await coverage({ kind: 'home' });
  expect(unitOf(answer, '150103')).toMatchObject({ reach: { share: 0, gap: null, unsure: 1 }, robustness: { borderline: false } }); // prettier-ignore
  expect(unitOf(answer, '150102')).toMatchObject({ reach: { share: 0.75, gap: null, unsure: 1 } });
  expect(unitOf(await coverage({ kind: 'home', share: '0.7' }), '150102').reach).toMatchObject({ gap: false }); // prettier-ignore
  const card = await ask<Evidence>('getEvidence', { kind: 'home' }, { code: '150103' });
  expect(card.evidence.text).toMatch(/本单位有 1 处殡仪馆缺坐标或状态未知, 不能断定为缺口。$/);
  expect(card.citable.sentence).toMatch(/以内, 本单位有 1 处.*不能断定为缺口 \(阈值/);
  expect(card.citable.sentence).not.toMatch(/低于/);
  expect(card.robustness).toEqual({ text: '可达不详, 不能判断稳健性', borderline: false });
  const { rows } = await ask<Matrix>('getMatrix', { kinds: 'home' });
  expect(rows.find(({ code }) => code === '150103')!.cells[0]).toMatchObject({ gap: null, complete: 0 });
  await sql`delete from facility where id in (50, 51)`.execute(world.db);
});

test('no facility with a position is not the want of settlements', async () => {
  const { evidence } = await ask<Evidence>('getEvidence', { kind: 'home', on: '2005-01-01' }, { code: '150102' });
  expect(evidence.text).toMatch(/没有已知位置的运营中殡仪馆, 可达不详/);
}); // prettier-ignore

test('of two plan periods the policy of the present one judges, and the one before it on the days of its own', async () => {
  const { db } = world;
  await sql`insert into coverage_plan (id, title, valid_from, valid_to, state, succeeds, source_id) values ('p15', '十五五规划', '2026-01-01', '2030-12-31', 'published', 'p14', 'test')`.execute(db);
  await sql`insert into coverage_policy (id, title, kinds, unit, rule, legal_nature, source_id, sort, plan_id, valid_from) values ('home-15', '新', '{home}', 'county', 'facility_or_served', '规划任务', 'test', 9, 'p15', '2026-01-01')`.execute(db);
  const [before, now] = [await coverage({ kind: 'home', on: '2025-12-31' }), await coverage({ kind: 'home', on: '2026-06-30' })];
  expect([before.policy!.id, now.policy!.id]).toEqual(['home', 'home-15']);
  expect([unitOf(before, '150103').duty.result, unitOf(now, '150103').duty.result]).toEqual(['not_met', 'met_by_substitute']);
  expect((await ask<Matrix>('getMatrix', { kinds: 'home', on: '2026-06-30' })).columns[0]).toMatchObject({ policy: 'home-15' });
  await sql`delete from coverage_policy where id = 'home-15'`.execute(db);
  await sql`delete from coverage_plan where id = 'p15'`.execute(db);
}); // prettier-ignore

describe('the date of the report', () => {
  test('counts the units that were valid, the facilities that operated, and cites what was in force', async () => {
    const then = await coverage({ kind: 'home', on: '2024-12-31' });
    expect(then.items.map(({ code }) => code)).toEqual(['150102', '150103', '150121', '150122']);
    expect(unitOf(then, '150121')).toMatchObject({ duty: { result: 'not_met' }, reach: { within: 0, settlements: 2 } }); // prettier-ignore
    expect(then.policy).toMatchObject({ basis: '《旧法》第一条', plan: { ended: false } });
    const now = await coverage({ kind: 'home', on: '2026-06-30' });
    expect(now.items.map(({ code }) => code)).toEqual(['150102', '150103', '150121', '150123']);
    expect(unitOf(now, '150121').duty.result).toBe('met');
    expect(now.policy).toMatchObject({ basis: '《新法》第二条', citations: [{ title: '新法', inForce: true }], plan: { ended: true } }); // prettier-ignore
    expect((await coverage({ kind: 'relief', on: '2026-06-30' })).policy!.basis).toMatch(
      /^部门设定, 无法定依据/,
    );
  });
  test('the worst settlements of the card, and the file of settlements, are measured to what operated then', async () => {
    const asked = { kind: 'home', on: '2024-12-31' };
    const { evidence } = await ask<Evidence>('getEvidence', asked, { code: '150121' });
    expect(evidence.worst).toMatchObject([{ id: 7, km: 160.336, facility: { name: '市馆' } }, { id: 6, km: 135.021, facility: { name: '市馆' } }]); // prettier-ignore
    const league = await ask<Evidence>('getEvidence', { ...asked, unit: 'prefecture' }, { code: '150100' });
    expect(league.evidence.worst.map(({ id }) => id)).toEqual([7, 6, 4]);
    const { rows } = await settlementsTable({ context: world.context } as Reading, { ...asked, of: 'settlements' } as never); // prettier-ignore
    expect(rows.map(({ id, cells }) => [id, ...cells.slice(6)])).toContainEqual([7, 1, 160_336]);
  });
  test('a day to come is told as one, and its progress ends today', async () => {
    const ahead = await coverage({ kind: 'home', on: '2999-06-30' });
    expect(ahead.notice).toMatch(/^报告日期 2999-06-30 未到, 按 \d{4}-\d\d-\d\d 已知的情况推算$/);
    expect(ahead.indicator!.history.map(({ on }) => on)).toEqual(['2999-06-30']);
    const card = await ask<Evidence>('getEvidence', { kind: 'home', on: '2999-06-30' }, { code: '150102' });
    expect(card.citable.sentence).toContain(ahead.notice);
    expect((await coverage({ kind: 'home' })).notice).toBeNull();
  });
  test('what has been abolished since is named by where it lay', async () => {
    const card = await ask<Evidence>('getEvidence', { kind: 'home', on: '2024-12-31' }, { code: '150122' });
    expect(card.unit.path.map(({ name }) => name)).toEqual(['内蒙古自治区', '呼和浩特市', '旧旗']);
  });
  test('the progress of an indicator is told by opening days; what is not known then is unknown, not zero', async () => {
    const { indicator } = await coverage({ kind: 'home', on: '2026-06-30' });
    expect(indicator).toMatchObject({ region: { denominator: 4, reached: 2, share: 0.5, met: false } });
    expect(indicator!.history.slice(-3)).toMatchObject([{ on: '2024-12-31', denominator: 4, reached: 1 }, { on: '2025-12-31', reached: 2 }, { on: '2026-06-30', reached: 2 }]); // prettier-ignore
    const relief = await coverage({ kind: 'relief', on: '2026-06-30' });
    expect(relief.indicator!.history.at(-2)).toMatchObject({ on: '2025-12-31', reached: 0 });
    expect(relief.indicator!.history.at(-2)!.unknown).toBeGreaterThan(0); // nobody knows when it was opened
  });
  test('an indicator that what is unknown could still reach is neither met nor missed', async () => {
    const { indicator } = await coverage({ kind: 'child_protection_station' });
    expect(indicator!.region).toMatchObject({ denominator: 4, reached: 1, unknown: 1, share: 0.25, shareAtMost: 0.5, met: null }); // prettier-ignore
  });
});

describe('one set of numbers', () => {
  test('matrix, table and card agree; leagues and region are sums', async () => {
    const matrix = await ask<Matrix>('getMatrix', { unit: 'township' });
    expect(matrix.columns.map(({ kind, unit }) => [kind, unit])).toEqual([['home', 'county'], ['relief', 'county'], ['child_protection_station', 'township']]); // prettier-ignore
    for (const [at, { kind, unit }] of matrix.columns.entries()) {
      const table = await coverage({ kind });
      for (const item of table.items) {
        const cell = matrix.rows.find(({ code }) => code === item.code)!.cells[at]!;
        expect(cell).toMatchObject({ duty: item.duty.result, facilities: item.duty.facilities, gap: item.reach?.gap ?? null, borderline: item.robustness?.borderline ?? false }); // prettier-ignore
        const card = await ask<Evidence>('getEvidence', { kind, unit }, { code: item.code });
        expect(card.unit).toMatchObject(item);
        expect(card.run.inputs).toEqual(table.run.inputs);
        expect(card.citable.sentence).toContain(card.run.id);
      }
      const { met, met_by_substitute, not_met, not_applicable, unknown, beyond } = table.totals;
      const region = matrix.rows[0]!.cells[at]!;
      expect(region).toMatchObject({ duty: null, counts: { met, met_by_substitute, not_met, not_applicable, unknown } }); // prettier-ignore
      expect(region.beyond ?? 0).toBe(beyond);
      expect(matrix.rows[1]!.cells[at]!.counts).toEqual(region.counts);
    }
  });
  test('the cards of a report are those of every gap, each as it is alone', async () => {
    const asked = { T: 'home:20', method: 'detour', detour: '1.2', share: '0.9' };
    const { items, total } = await ask<{ items: Evidence[]; total: number }>('listEvidence', asked);
    const keys = items.map(({ unit, kind }) => `${unit.code} ${kind.id}`);
    const { T: _, ...one } = asked;
    for (const card of items) {
      const T = card.kind.id === 'home' ? { T: '20' } : {};
      const query = { ...one, ...T, kind: card.kind.id, unit: card.unit.level };
      expect(card).toEqual(await ask<Evidence>('getEvidence', query, { code: card.unit.code }));
    }
    const matrix = await ask<Matrix>('getMatrix', { ...asked, unit: 'township' });
    const flagged = matrix.rows.flatMap(({ code, level, cells }) =>
      cells.flatMap(({ kind, duty, gap }) => (duty === 'not_met' || (level === 'county' && gap === true) ? [`${code} ${kind}`] : [])),
    ); // prettier-ignore
    expect(flagged.length).toBeGreaterThan(3);
    expect(new Set(keys)).toEqual(new Set(flagged));
    expect(total).toBe(flagged.length);
    expect(items.map(({ unit }) => unit.code)).toEqual(items.map(({ unit }) => unit.code).toSorted());
  });
  test('a report without a gap says what it was made of, too: 示例数据', async () => {
    await world.db.updateTable('facility').set({ sample: true }).execute();
    const { items, sample, notice } = await ask<{ items: Evidence[]; sample: boolean; notice: string | null }>('listEvidence', { kinds: 'home', T: 'home:900', share: '0.01', division: '150199' }); // prettier-ignore
    await world.db.updateTable('facility').set({ sample: false }).execute();
    expect(items).toEqual([]);
    expect({ sample, notice }).toEqual({
      sample: true,
      notice: expect.stringContaining('示例数据') as string,
    });
  });
  test('of a banner every kind, with its gaps or without, and the townships inside whose duty is not met', async () => {
    const fact = {
      type: 'person',
      division_code: '150121001',
      value: 'none',
      source_id: 'test',
      sample: false,
    };
    await world.db.insertInto('unit_fact').values(fact).execute();
    const { items } = await ask<{ items: Evidence[] }>('listEvidence', { division: '150121', of: 'all' });
    await sql`delete from unit_fact where type = 'person' and division_code = '150121001'`.execute(world.db);
    expect(items.map(({ unit, kind }) => [unit.code, kind.id])).toEqual([
      ['150121', 'home'], ['150121', 'relief'], ['150121001', 'child_protection_station'],
    ]); // prettier-ignore
    expect((await ask<{ items: Evidence[] }>('listEvidence', { kinds: 'relief' })).items.every(({ kind }) => kind.id === 'relief')).toBe(true); // prettier-ignore
    expect(await refusal(ask('listEvidence', { kinds: 'nothing' }))).toMatchObject({ status: 404 });
  });
  test('the card: six lines, the worst settlements, the nearest facility', async () => {
    const card = await ask<Evidence>('getEvidence', { kind: 'home' }, { code: '150103' });
    expect(card.basis.text).toBe('《新法》第二条');
    expect(card.rule.threshold).toBe('30 km (直线): 部门设定, 无法定依据');
    expect(card.evidence.nearest).toMatchObject({
      name: '旗馆',
      inUnit: false,
      text: '约 88 km (直线 68 × 1.3)',
    });
    expect(card.evidence.worst).toMatchObject([{ id: 5, facility: { name: '市馆' } }]);
    expect(card.data.sources).toEqual([{ id: 'test', title: '测试数据', licence: 'CC0', sample: false, records: 3 }]); // prettier-ignore
    expect(card.robustness.text).toMatch(/^结论不变 \(有缺口\)/);
    const district = await ask<Evidence>('getEvidence', { kind: 'relief' }, { code: '150103' });
    expect(district.evidence.facilities).toMatchObject([{ name: '市救助站', how: 'municipal' }]);
    expect(district.unit.duty).toMatchObject({ result: 'met_by_substitute', reason: expect.stringContaining('默认规则') as string }); // prettier-ignore
    expect(await refusal(ask('getEvidence', { kind: 'home' }, { code: '150122' }))).toMatchObject({ status: 404 }); // prettier-ignore
  });
});
