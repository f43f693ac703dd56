import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { BoundaryNumbers, BoundaryStatus, LineClock } from '../../server/api/boundary-status.ts';
import { boundaryStatusRoutes } from '../../server/boundary-status/routes.ts';
import { readLines } from '../../server/boundary-status/clock.ts';
import { boundaryRoutes } from '../../server/boundaries/routes.ts';
import type { Db } from '../../server/database/open.ts';
import { exportRoutes } from '../../server/exchange/routes.ts';
import { markerRoutes } from '../../server/markers/routes.ts';
import { caller, refusal } from '../support/call.ts';
import { testContext, openTestDatabase } from '../support/database.ts';
import { person } from '../support/edit-world.ts';
import { addEvent, addFinding, addInspection, addRound, loadLines } from '../support/boundary-history.ts';

let db: Db;
let close: () => Promise<void>;
let ask: ReturnType<typeof caller>['ask'];
let download: ReturnType<typeof caller>['download'];
const staff = person('viewer', 'viewer', null);
const status = (query: object = {}): Promise<BoundaryStatus> => ask('getBoundaryStatus', staff, { query });
const clocks = async (query: object = {}): Promise<LineClock[]> => (await ask<{ items: LineClock[] }>('listLineClocks', staff, { query: { limit: 1000, ...query } })).items; // prettier-ignore

const inside = { a: '150102', b: '150103' }; // both of 150100
const between = { a: '150102', b: '150202' }; // of two leagues
const edge = { a: '150202', b: '140221' };

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-29T04:00:00Z') }); // the day of these histories
  ({ db, close } = await openTestDatabase());
  ({ ask, download } = caller(testContext(db, '/tmp/nutag-test'), [...boundaryStatusRoutes, ...exportRoutes, ...markerRoutes, ...boundaryRoutes])); // prettier-ignore
  await loadLines(db, [
    { code: 'filed', level: 'prefecture', ...between, conditions: ['intact', 'damaged'] },
    { code: 'old', level: 'prefecture', ...between },
    { code: 'due', level: 'county', ...inside, conditions: ['missing'] },
    { code: 'begun', level: 'county', ...inside },
    { code: 'next', level: 'county', ...inside },
    { code: 'signed', level: 'county', ...inside },
    { code: 'never', level: 'county', ...inside, conditions: ['unknown'] },
    { code: 'slipped', level: 'province', ...edge },
    { code: 'special', level: 'province', ...edge },
    { code: 'state', level: 'national', ...edge },
  ]);
  const [third, fourth] = [await addRound(db, 'prefecture', 6, 2016, 2020), await addRound(db, 'prefecture', 7, 2024, 2028)]; // prettier-ignore
  const county = await addRound(db, 'county', 4, 2021, 2025);
  const countyNext = await addRound(db, 'county', 5, 2026, 2030);
  const province = await addRound(db, 'province', 4, 2018, 2022);
  await addInspection(db, { round: fourth, line: 'filed', year: 2024, state: 'filed', office: '2024-03-01', field: '2024-06-01', signed: '2024-09-01', filed: '2024-11-20' }); // prettier-ignore
  await addInspection(db, { round: third, line: 'filed', year: 2019, state: 'filed', filed: '2019-12-01' });
  await addInspection(db, { round: third, line: 'old', year: 2020, state: 'filed', filed: '2021-01-15' });
  await addInspection(db, { round: county, line: 'due', year: 2021, state: 'filed', filed: '2021-10-01' });
  await addInspection(db, { round: county, line: 'begun', year: 2022, state: 'filed', filed: '2022-10-01' });
  await addInspection(db, { round: countyNext, line: 'begun', year: 2027, state: 'field', office: '2026-04-01', field: '2026-06-01' }); // prettier-ignore
  await addInspection(db, { round: county, line: 'next', year: 2023, state: 'filed', filed: '2023-10-01' });
  await addInspection(db, { round: countyNext, line: 'next', year: 2028 });
  await addInspection(db, { round: county, line: 'signed', year: 2025, state: 'signed', field: '2025-06-01', signed: '2025-11-01' }); // prettier-ignore
  await addInspection(db, { round: county, line: 'never', year: 2022, state: 'cancelled' });
  await addInspection(db, { round: province, line: 'slipped', year: 2020 });
  await addInspection(db, { round: null, line: 'special', year: 2025, state: 'filed', filed: '2025-08-01' });
});
afterAll(async () => {
  vi.useRealTimers();
  await close();
});

const stateOf = async (code: string, at: string): Promise<string> => (await clocks({ line: code, at }))[0]!.state; // prettier-ignore

describe('the clock of a line', () => {
  test.each([
    ['filed', 'done', 2029, 'cycle'],
    ['old', 'overdue', 2025, 'cycle'],
    ['due', 'due_this_year', 2026, 'cycle'],
    ['begun', 'under_way', 2027, 'cycle'],
    ['next', 'planned', 2028, 'cycle'],
    ['signed', 'overdue', 2025, 'round'], // signed by all is not filed
    ['never', 'unknown', null, null], // a cancelled one is none
    ['slipped', 'overdue', 2022, 'round'],
    ['special', 'unknown', null, null], // a special inspection does not move it
  ] as const)('%s is %s', async (code, state, due, basis) => {
    const [clock] = await clocks({ line: code, at: '2026-11-29' });
    expect(clock).toMatchObject({ state, dueYear: due, dueBasis: basis });
  });
  test('as of a day: filed only from the day it was filed', async () => {
    expect(await stateOf('filed', '2015-12-31')).toBe('unknown'); // no round had begun
    expect(await stateOf('filed', '2019-11-30')).toBe('due_this_year');
    expect(await stateOf('filed', '2019-12-01')).toBe('done');
    expect(await stateOf('filed', '2023-12-31')).toBe('done');
    expect(await stateOf('filed', '2024-02-29')).toBe('due_this_year');
    expect(await stateOf('filed', '2024-03-01')).toBe('under_way');
    expect(await stateOf('filed', '2024-10-31')).toBe('under_way'); // signed
    expect(await stateOf('filed', '2024-11-20')).toBe('done');
    expect(await stateOf('filed', '2029-01-01')).toBe('due_this_year');
    expect(await stateOf('filed', '2030-01-01')).toBe('overdue');
    expect(await stateOf('never', '2099-12-31')).toBe('unknown'); // never overdue
  });
  test('says what it rests on', async () => {
    const [filed] = await clocks({ line: 'filed', at: '2026-11-29' });
    expect(filed).toMatchObject({ last: { round: 7, year: 2024, filedOn: '2024-11-20' }, current: null, markers: { total: 2, faulty: 1, unknown: 0, unchecked: 2 } }); // prettier-ignore
    const [begun] = await clocks({ line: 'begun', at: '2026-11-29' });
    expect(begun).toMatchObject({ current: { round: 5, year: 2027, begun: true, lead: '新城区', partner: '回民区' } }); // prettier-ignore
  });
  test('the state border has none', async () => {
    expect((await clocks()).map(({ code }) => code)).not.toContain('state');
    expect((await status()).lines.total).toBe(9);
  });
});

describe('numbers', () => {
  beforeAll(async () => {
    await addEvent(db, 'filed-1', '2024-06-02', 'intact');
    const wrong = await addEvent(db, 'filed-2', '2019-06-01', 'missing');
    await addEvent(db, 'filed-2', '2019-06-02', 'intact', { corrects: wrong });
    await addEvent(db, 'filed-2', '2024-06-02', 'damaged', { kind: 'repaint' });
    await addFinding(db, 'filed', { severity: 'high', due: '2026-02-01', state: 'ordered' });
    await addFinding(db, 'filed', { severity: 'low' });
    await addFinding(db, 'due', { severity: 'medium', due: '2026-02-01' });
    await addFinding(db, 'due', { severity: 'medium', created: '2025-01-05', state: 'closed', closed: '2026-03-01' }); // prettier-ignore
    await sql`insert into boundary_dispute (line_code, kind, state, title, found_on, resolved_on, created_by) values
      ('filed', 'dispute', 'open', '草场', '2026-01-01', null, 'test'), ('due', 'hidden_risk', 'resolved', '水渠', '2025-01-01', '2026-01-01', 'test')`.execute(db); // prettier-ignore
    await sql`update boundary_line set converted = true, smart = false where code = 'filed'`.execute(db);
    await sql`update boundary_marker set smart = true, geom = null, transform_status = 'untransformed' where number = 'due-1'`.execute(db); // prettier-ignore
  });
  const at = '2026-11-29';

  test('of the region', async () => {
    const found = await status({ at });
    expect(found.lines.states).toEqual({ overdue: 3, due_this_year: 1, under_way: 1, planned: 1, done: 1, unknown: 2 }); // prettier-ignore
    expect(found.markers).toMatchObject({ total: 4, conditions: { intact: 1, damaged: 1, missing: 1, unknown: 1, displaced: 0 }, checked: { yes: 1, no: 3, unknown: 0 } }); // prettier-ignore
    expect(found.findings).toEqual({ open: 3, high: 1, medium: 1, low: 1, overdue: 1 });
    expect(found.disputes).toEqual({ open: 1, dispute: 1, hiddenRisk: 0 });
    expect(found.target.lines).toEqual({ total: 9, converted: { yes: 1, no: 0, unknown: 8 }, vectorised: { yes: 0, no: 0, unknown: 9 }, smart: { yes: 0, no: 1, unknown: 8 } }); // prettier-ignore
    expect(found.target.markers).toEqual({ total: 4, converted: { yes: 3, no: 1, unknown: 0 }, vectorised: { yes: 3, no: 1, unknown: 0 }, smart: { yes: 1, no: 0, unknown: 3 } }); // prettier-ignore
    expect(found.present.map(({ level, number }) => [level, number])).toEqual([['county', 5], ['prefecture', 7]]); // prettier-ignore
  });
  test('of a day in the past', async () => {
    const found = await status({ at: '2023-12-31' });
    expect(found.markers).toMatchObject({
      conditions: { intact: 1, damaged: 0, missing: 0, unknown: 3 },
      checked: { yes: 0, unknown: 2 },
    }); // no prefecture round then
    expect(found.findings.open).toBe(0);
    expect((await status({ at: '2025-06-30' })).findings).toMatchObject({ open: 1, medium: 1, overdue: 0 });
    expect((await status({ at: '2025-06-30' })).disputes).toEqual({ open: 1, dispute: 0, hiddenRisk: 1 });
    expect((await status({ at: '1997-01-01' })).markers.total).toBe(0);
  });
  test('of a league and a banner: a line between two counts for both', async () => {
    const { leagues, banners } = await status({ at });
    const unit = (units: typeof leagues, code: string) => units.find(({ division }) => division.code === code)!; // prettier-ignore
    expect(unit(leagues, '150100').lines.total).toBe(7);
    expect(unit(leagues, '150200').lines.total).toBe(4);
    expect(unit(banners, '150103')).toMatchObject({ lines: { total: 5 }, markers: { total: 2 }, findings: { open: 1 }, parent: { code: '150100' } }); // prettier-ignore
    expect(unit(banners, '150202')).toMatchObject({
      findings: { open: 2, overdue: 1 },
      disputes: { open: 1 },
    });
    expect(unit(banners, '150102')).toMatchObject({ findings: { open: 3 } });
    for (const code of ['150100', '150102', '150202', '150200']) {
      const { leagues: parts, banners: below, division, ...own } = await status({ at, division: code });
      expect(division!.code).toBe(code);
      expect([...parts, ...below].find((one) => one.division.code === code)).toMatchObject(numbersOf(own));
    }
    expect((await status({ at, division: '150000' })).lines.total).toBe(9);
    expect((await refusal(status({ division: '159900' }))).status).toBe(404);
  });

  const numbersOf = ({ lines, markers, findings, disputes, target }: BoundaryNumbers): BoundaryNumbers => ({ lines, markers, findings, disputes, target }); // prettier-ignore
  const tableOf = (body: Buffer): Record<string, string>[] => parse(body, { bom: true, columns: true, from_line: 6, relax_column_count: true }); // prettier-ignore

  test.each([{}, { division: '150100' }, { division: '150202' }, { level: 'county' }])('dashboard, list, map and files say the same of %o', async (filter: { division?: string; level?: string }) => {
    const { level, ...where } = filter;
    const found = await status({ at, ...where });
    const expected = level === undefined ? found.lines.states : found.lines.levels.find((one) => one.level === level)!.states;
    const listed = await clocks({ at, ...filter });
    const counted = (states: readonly string[]) => Object.fromEntries(Object.keys(expected).map((state) => [state, states.filter((one) => one === state).length]));
    expect(counted(listed.map(({ state }) => state))).toEqual(expected);
    const map = await ask<{ states: Record<string, string>; counts: object }>('getLineStates', staff, { query: { at } });
    expect(counted(listed.map(({ code }) => map.states[code]!))).toEqual(expected);
    if (Object.keys(filter).length === 0) expect(map.counts).toEqual(expected);
    const csv = tableOf((await download('exportBoundaryStatus', staff, { query: { at, ...filter } })).body);
    const words = { 逾期: 'overdue', 今年应检: 'due_this_year', 正在联检: 'under_way', 已列计划: 'planned', 已备案: 'done', 不详: 'unknown' } as Record<string, string>;
    expect(csv.map((row) => [row['界线代码'], words[row['联检状态']!]])).toEqual(listed.map(({ code, state }) => [code, state]));
    const lines = await ask<{ total: number }>('listBoundaryLines', staff, { query: { limit: 1000, ...filter } });
    expect(lines.total - (where.division === '150100' || level !== undefined ? 0 : 1)).toBe(listed.length); // the state border
    if (level !== undefined) return;
    for (const condition of [undefined, 'intact', 'damaged', 'unknown']) {
      const { total } = await ask<{ total: number }>('listMarkers', staff, { query: { ...where, ...(condition && { condition }) } });
      expect(total).toBe(condition === undefined ? found.markers.total : found.markers.conditions[condition]);
    }
    const sheet = await download('exportBoundaryStatus', staff, { query: { at, ...where, of: 'banners', f: 'xlsx' } });
    const { rows } = (await readXlsx(sheet.body)).sheets[0]!;
    const [head, ...units] = rows.slice(5);
    expect(units.map((row) => row[0])).toEqual(found.banners.map(({ division }) => division.code));
    expect(units.map((row) => row[head!.indexOf('界线: 逾期')])).toEqual(found.banners.map((one) => one.lines.states.overdue));
    expect(units.map((row) => row[head!.indexOf('界桩')])).toEqual(found.banners.map((one) => one.markers.total));
  }); // prettier-ignore

  test('the list goes on from page to page, the most urgent first', async () => {
    const whole = await clocks({ at });
    expect(whole.slice(0, 3).map(({ code }) => code)).toEqual(['slipped', 'old', 'signed']);
    const pages: string[] = [];
    let next: string | null = null;
    do {
      const page: { items: LineClock[]; next: string | null; total: number } = await ask('listLineClocks', staff, { query: { at, limit: 2, ...(next !== null && { next }) } }); // prettier-ignore
      expect(page.total).toBe(9);
      pages.push(...page.items.map(({ code }) => code));
      ({ next } = page);
    } while (next !== null);
    expect(pages).toEqual(whole.map(({ code }) => code));
  });
  test('today and a day to come: what is under way without a day counts from today on', async () => {
    await addInspection(db, { round: await addRound(db, 'province', 5, 2023, 2027), line: 'special', year: 2027, state: 'office' }); // prettier-ignore
    const read = async (day: string, today: string) => (await readLines(db, { at: day, today })).find(({ code }) => code === 'special')!.state; // prettier-ignore
    expect(await read('2026-11-29', '2026-11-29')).toBe('under_way');
    expect(await read('2026-11-28', '2026-11-29')).toBe('planned');
    expect(await read('2028-01-01', '2026-11-29')).toBe('overdue');
  });
});
