import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BoundaryFinding } from '../../server/api/boundary-checks.ts';
import type { LineProfile } from '../../server/api/boundary-profile.ts';
import { boundaryCheckRoutes } from '../../server/boundaries/check-routes.ts';
import { inOrder } from '../../server/boundaries/direction.ts';
import { addMarker, loadBoundaryWorld } from '../support/boundary-world.ts';
import { caller, refusal } from '../support/call.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { person } from '../support/edit-world.ts';

let database: TestDatabase;
let call: ReturnType<typeof caller>;
const viewer = person('viewer', 'viewer', null);
const line = '150100-150200';
const add = (marker: Parameters<typeof addMarker>[1]): Promise<number> => addMarker(database.db, marker);
interface Answer {
  items: BoundaryFinding[];
  total: number;
  next: string | null;
  counts: { check: string; count: number }[];
}
const checks = (query: object = {}): Promise<Answer> => call.ask('listBoundaryChecks', viewer, { query });
const found = async (check: string, query: object = {}): Promise<[string, string][]> =>
  (await checks({ check, ...query })).items.map(({ name, reason }) => [name, reason]);
const profile = (code = line, gap = 10): Promise<LineProfile> =>
  call.ask('getLineProfile', viewer, { params: { code }, query: { gap } });

beforeAll(async () => {
  database = await openTestDatabase();
  await loadBoundaryWorld(database.db);
  call = caller(testContext(database.db, '/tmp/nutag-test'), boundaryCheckRoutes);
});
beforeEach(async () => {
  await sql`delete from boundary_marker`.execute(database.db);
  await sql`update meeting_point set parties = null, markers = null, agreement = null`.execute(database.db);
});
afterAll(() => database.close());

describe('checks of markers', () => {
  test('whatever is in order is not told', async () => {
    await add({ number: 'HB-001Q', sequence: 1, letter: 'Q', managing: '150202' });
    await add({ number: 'HB-002A', sequence: 2, letter: 'A', type: 'double', lon: 110.6 });
    await add({ number: 'HB-002B', sequence: 2, letter: 'B', type: 'double', lon: 110.4 });
    await sql`update meeting_point set agreement = '协议'`.execute(database.db);
    expect((await checks()).counts).toEqual([]);
  });
  test('single ones off their line; double and triple ones stand on the banks', async () => {
    const far = { lon: 110.51 }; // 850 m
    await add({ number: '1', ...far });
    await add({ number: '2', ...far, type: null });
    await add({ number: '3', ...far, type: 'double' });
    await add({ number: '4', ...far, type: 'triple' });
    await add({ number: '5', lon: 110.505 }); // 430 m
    expect(await found('marker-off-line')).toEqual([
      ['1', '离界线 853 m'],
      ['2', '离界线 853 m'],
    ]);
    await sql`update boundary_line set legal = false, updated_at = now() where code = ${line}`.execute(database.db); // prettier-ignore
    expect(await found('marker-off-line')).toEqual([]); // an illustrative line is coarse
    await sql`update boundary_line set legal = true, updated_at = now() where code = ${line}`.execute(database.db); // prettier-ignore
    await sql`update boundary_line set geom = ST_Translate(geom, 0.01, 0), updated_at = now() where code = ${line}`.execute(database.db); // prettier-ignore
    expect((await found('marker-off-line')).map(([name]) => name)).toEqual([]); // 5: 430 m on the other side
    await sql`update boundary_line set geom = ST_Translate(geom, -0.01, 0), updated_at = now() where code = ${line}`.execute(database.db); // prettier-ignore
  });
  test('sets that are not whole, and two of one number', async () => {
    for (const [number, sequence, letter, type] of [
      ['HB001A', 1, 'A', 'double'],
      ['HB002C', 2, 'C', 'triple'],
      ['HB002E', 2, 'E', 'triple'],
      ['HB003Q', 3, 'Q', 'single'],
      ['H-3', 3, null, 'single'],
      ['HB004Q', 4, 'Q', 'single'],
      ['HB004B', 4, 'B', 'double'],
      ['HB005', 5, null, 'double'],
    ] as const)
      await add({ number, sequence, letter, type });
    expect(await found('set-incomplete')).toEqual([
      ['HB001A', '同号双立缺 B'],
      ['HB002C', '同号三立缺 D'],
      ['HB004B', '同号双立缺 A'],
      ['HB005', '同号双立应有 2 根, 只有 1 根'],
    ]);
    const twice = (await found('number-duplicate')).map(([name]) => name);
    expect([twice.length, twice.filter((name) => /3/.test(name)).length, twice.filter((name) => /4/.test(name)).length]).toEqual([2, 1, 1]); // prettier-ignore
  });
  test('numbers that are missing: after 报废 that is legal, and said differently', async () => {
    await add({ number: 'HB001Q', sequence: 1, letter: 'Q' });
    await add({ number: 'HB003Q', sequence: 3, letter: 'Q', retiredOn: '2020-01-01' });
    await add({ number: 'HB006Q', sequence: 6, letter: 'Q' });
    expect(await found('number-missing')).toEqual([
      ['呼包线', '缺第 002 号'],
      ['呼包线', '缺第 004–005 号'],
    ]);
    expect(await found('number-retired')).toEqual([['呼包线', '已报废: 第 003 号']]);
    expect((await checks({ check: 'number-retired' })).items[0]!.severity).toBe('note');
  });
  test('the number’s form is a warning, on provincial lines only', async () => {
    const sides = ['150102', '211322'];
    await add({ line: '1521', number: '1521001Q', sides, lon: 111.5, lat: 42 });
    await add({ line: '1521', number: 'X2', sides, lon: 111.5, lat: 42 });
    await add({ line: '1521', number: '1522003Q', sides, lon: 111.5, lat: 42 });
    await add({ number: 'X2' });
    expect((await found('number-pattern')).map(([name]) => name)).toEqual(['X2']);
    expect((await found('number-line')).map(([name]) => name)).toEqual(['1522003Q']);
    const { counts, items } = await checks();
    expect(counts.map(({ check }) => check)).toEqual(['number-pattern', 'number-line', 'meeting-agreement']);
    expect(items.every(({ severity }) => severity !== 'error')).toBe(true);
  });
  test('sides that the line does not touch, a managing side that is neither', async () => {
    await add({ number: '1', sides: ['150103', '150300'] });
    await add({ number: '2', sides: ['150103', '150202'], managing: '150102' });
    await add({ number: '3', sides: ['150103', null], managing: '150100' });
    expect(await found('side-off-line')).toEqual([['1', '150300 不在界线 呼包线 上']]);
    expect((await found('managing-side')).map(([name]) => name)).toEqual(['2']);
  });
  test('fewer than three reference objects, and not checked in this round', async () => {
    await add({ number: '1', objects: 0, checkedOn: null });
    await add({ number: '2', objects: 2, checkedOn: '2001-01-01' });
    const seen = await add({ number: '3', checkedOn: null });
    expect(await found('reference-objects')).toEqual([
      ['1', '没有方位物'],
      ['2', '方位物只有 2 个'],
    ]);
    expect((await found('not-checked')).map(([name]) => name)).toEqual(['1', '2', '3']);
    const year = new Date().getUTCFullYear();
    await sql`insert into marker_event (uuid, marker_id, line_code, marker_number, kind, happened_on, condition, recorded_by)
      values (gen_random_uuid(), ${seen}, ${line}, '3', 'inspect', ${`${year}-01-02`}, 'intact', 'test')`.execute(
      database.db,
    );
    expect((await found('not-checked')).map(([name]) => name)).toEqual(['1', '2']);
    await sql`insert into inspection_round (level, number, year_from, year_to, created_by) values ('prefecture', 7, ${year - 1}, ${year + 3}, 'test')`.execute(database.db); // prettier-ignore
    await add({ number: '4', checkedOn: `${year - 2}-12-31` });
    expect(await found('not-checked')).toContainEqual(['4', `第 7 轮未检查; 上次检查 ${year - 2}-12-31`]);
    await sql`delete from inspection_round`.execute(database.db);
    expect((await found('not-checked')).map(([name]) => name)).toEqual(['1', '2']);
  });
});

test('meeting points against their agreement', async () => {
  expect((await checks({ check: 'meeting-agreement' })).items).toMatchObject([{ severity: 'note', line: null, record: { type: 'meeting-point', id: '150102-150103-150202' } }]); // prettier-ignore
  await sql`update meeting_point set agreement = '协议', parties = 2, markers = 1`.execute(database.db);
  expect(await found('meeting-agreement')).toEqual([]);
  expect((await found('meeting-parties')).map(([, reason]) => reason)).toEqual(['协议为 2 方, 实际交会 3 方']); // prettier-ignore
  expect((await found('meeting-markers')).map(([, reason]) => reason)).toEqual(['协议应立 1 根, 登记 0 根']);
  await add({ number: '1', lon: 110.501, lat: 40.501 });
  expect(await found('meeting-markers')).toEqual([]);
});

test('the list is filtered, paged and downloaded', async () => {
  await add({ number: '1', objects: 0, sides: ['150102', '150202'] });
  await add({ number: '2', objects: 0 });
  await add({ line: '1521', number: '1521001Q', objects: 0, sides: ['150102', '211322'], lon: 111.5, lat: 42 }); // prettier-ignore
  const total = async (query: object): Promise<number> => (await checks(query)).total;
  expect(await total({})).toBe(4);
  expect(await total({ line: '1521' })).toBe(1);
  expect(await total({ division: '150103', check: 'reference-objects' })).toBe(1);
  expect(await total({ division: '150200', check: 'reference-objects' })).toBe(2);
  const names: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const page: Answer = await checks({ limit: 1, ...(next !== '' && { next }) });
    names.push(...page.items.map(({ name }) => name));
    next = page.next;
  }
  expect(names).toEqual(['1', '2', '1521001Q', '新城区、回民区、东河区交会点']);
  const lines = (await call.csv('listBoundaryChecks', viewer, { query: { f: 'csv', check: 'reference-objects' } })).trim().split('\r\n'); // prettier-ignore
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain('reference-objects,warning,150100-150200,呼包线,marker,1,没有方位物');
});

describe('a line laid out', () => {
  test('runs from north to south over its parts, with segments, markers and gaps in km', async () => {
    const south = await add({ number: '3', lat: 40.1 });
    const north = await add({ number: '1', lat: 40.9, sides: ['150102', '150202'] });
    const middle = await add({ number: '2', lat: 40.4, lon: 110.51 });
    await add({ number: '9', lon: null, lat: null });
    const { direction, parts, markers, segments, gaps, meetingPoints, unplaced, lengthKm } = await profile(line, 20); // prettier-ignore
    expect(direction).toBe('north-south');
    expect([parts[0]!.fromKm, parts.length, parts[1]!.fromKm === parts[0]!.toKm, parts[1]!.toKm]).toEqual([0, 2, true, lengthKm]); // prettier-ignore
    const degree = 111.05; // km of latitude there
    expect(markers.map(({ id, previous, next }) => [id, previous, next])).toEqual([[north, null, middle], [middle, north, south], [south, middle, null]]); // prettier-ignore
    expect(markers.map(({ km }) => km / degree).map((share) => Math.round(share * 100) / 100)).toEqual([
      0.1, 0.6, 0.85,
    ]); // the break is no length
    expect(markers[1]!.offM).toBeCloseTo(849, -1);
    expect(segments.map(({ pair, fromKm, toKm }) => [pair, Math.round((fromKm / degree) * 100) / 100, Math.round((toKm / degree) * 100) / 100])).toEqual([['150102-150202', 0, 0.5], ['150103-150202', 0.5, 0.95]]); // prettier-ignore
    expect(meetingPoints.map(({ km }) => Math.round((km / degree) * 10) / 10)).toEqual([0.5]);
    expect(unplaced.map(({ number }) => number)).toEqual(['9']);
    expect(gaps.map(({ from, to }) => [from, to])).toEqual([['1', '2'], ['2', '3']]); // prettier-ignore
    expect((await profile(line, 5)).gaps.map(({ from, to }) => [from, to])).toEqual([[null, '1'], ['1', '2'], ['2', '3'], ['3', null]]); // prettier-ignore
  });
  test('is the same however its parts are stored', async () => {
    await add({ number: '1', lat: 40.9 });
    const before = await profile();
    await sql`update boundary_line set geom = ST_Multi(ST_Collect(ST_Reverse(ST_GeometryN(geom, 2)), ST_Reverse(ST_GeometryN(geom, 1)))) where code = ${line}`.execute(database.db); // prettier-ignore
    expect(await profile()).toEqual(before);
  });
  test('runs from west to east where it is wider than high; a ring begins at its western end and runs clockwise', () => {
    expect(inOrder([[[2, 0], [1, 0.1]], [[1, 0.1], [0, 0]]])).toEqual([[[0, 0], [1, 0.1]], [[1, 0.1], [2, 0]]]); // prettier-ignore
    const ring = [[0, 0], [1, 1], [2, 0], [1, -1], [0, 0]]; // prettier-ignore
    for (const turned of [ring, ring.toReversed(), [...ring.slice(2), ring[1]!, ring[2]!].toReversed()])
      expect(inOrder([turned])[0]!.slice(0, 2)).toEqual(ring.slice(0, 2));
  });
  test('shows open findings and disputes where they are', async () => {
    const marker = await add({ number: '1', lat: 40.9 });
    await sql`insert into finding (uuid, line_code, marker_id, kind, severity, description, state, created_by) values
      (gen_random_uuid(), ${line}, ${marker}, 'damage', 'high', '断裂', 'open', 'test'), (gen_random_uuid(), ${line}, null, 'other', 'low', '无位置', 'open', 'test')`.execute(database.db); // prettier-ignore
    await sql`insert into finding (uuid, line_code, kind, severity, description, state, closed_on, created_by) values (gen_random_uuid(), ${line}, 'other', 'low', 'x', 'closed', now(), 'test')`.execute(database.db); // prettier-ignore
    await sql`insert into boundary_dispute (line_code, county_a, county_b, kind, state, title, found_on, geom, created_by) values
      (${line}, '150103', '150202', 'dispute', 'open', '草场', '2026-01-01', ST_SetSRID(ST_MakePoint(110.52, 40.1), 4490), 'test'), (${line}, null, null, 'dispute', 'open', '不详', '2026-01-01', null, 'test')`.execute(database.db); // prettier-ignore
    const { findings, disputes, markers } = await profile();
    expect(findings.map(({ km }) => km)).toEqual([markers[0]!.km, null]);
    expect(disputes.map(({ km, segment }) => [km === null ? null : Math.round(km), segment])).toEqual([[94, '150103-150202'], [null, null]]); // prettier-ignore
  });
  test('one that there is not is not found', async () => {
    expect((await refusal(profile('none'))).status).toBe(404);
  });
});
