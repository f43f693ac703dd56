import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../server/accounts/account.ts';
import type { MarkerEvent } from '../../server/api/marker-events.ts';
import { todayInChina } from '../../server/naming/today.ts';
import { refusal } from '../support/call.ts';
import { eventOf, grid, openMarkerWorld } from '../support/marker-world.ts';

type World = Awaited<ReturnType<typeof openMarkerWorld>>;
let world: World;
let one: number;

beforeAll(async () => {
  world = await openMarkerWorld();
});
afterAll(() => world.close());

/** A marker of its own for every test: 40.1 N on the line, by GNSS, looked after by 150102. */
beforeEach(async () => {
  const { rows } = await sql<{ id: number }>`
    insert into boundary_marker (number, line_code, sequence, type, condition, checked_on, county_a, county_b, managing_code, registered_x, registered_y, registered_crs, geom, transform_status,
      chainage_km, survey_method, source_id, reference_objects)
    select 'T' || (select count(*) from boundary_marker), line_code, 50, type, condition, checked_on, county_a, county_b, managing_code, registered_x, registered_y, registered_crs, geom,
      transform_status, chainage_km, survey_method, source_id, reference_objects from boundary_marker where id = ${world.ids.one} returning id`.execute(world.db);
  one = rows[0]!.id;
}); // prettier-ignore

const record = (account: Account, more: object = {}): Promise<MarkerEvent> => world.ask('recordMarkerEvent', account, { body: eventOf(one, more) }); // prettier-ignore
const refused = (account: Account, more: object = {}) => refusal(record(account, more));
const marker = async (id = one): Promise<Record<string, unknown>> => {
  const { rows } = await sql<Record<string, unknown>>`
    select condition, checked_on, valid_to, registered_x::text as x, registered_y::text as y, registered_crs as crs, round(chainage_km::numeric, 3)::float8 as km, ST_Y(geom) as lat,
      stated_condition, stated_on, reference_objects as objects, survey_method as method, transform_status as status from boundary_marker where id = ${id}`.execute(world.db); // prettier-ignore
  return rows[0]!;
};
const papers = { applications: ['150102', '150103'], approvalNo: '呼民发〔2024〕1号' };

describe('the condition of a marker', () => {
  test('follows the newest event, and what was stated stays beside it', async () => {
    await record(world.ours, { condition: 'damaged' });
    expect(await marker()).toMatchObject({ condition: 'damaged', checked_on: '2024-05-01', stated_condition: 'intact', stated_on: '2020-06-01' }); // prettier-ignore
    await record(world.ours, { happenedOn: '2024-06-01', condition: 'missing' });
    expect(await marker()).toMatchObject({ condition: 'missing', checked_on: '2024-06-01' });
  });
  test('stays where a later day says otherwise, and the event says so', async () => {
    expect((await record(world.ours, { happenedOn: '2019-01-01', condition: 'missing' })).flags).toEqual(['outdated']); // prettier-ignore
    expect(await marker()).toMatchObject({ condition: 'intact', checked_on: '2020-06-01' });
  });
  test('unknown does not undo what was seen', async () => {
    await record(world.ours, { condition: 'damaged' });
    await record(world.ours, { happenedOn: '2024-06-01', condition: 'unknown' });
    expect(await marker()).toMatchObject({ condition: 'damaged', checked_on: '2024-05-01' });
  });
  test.each(['repair', 'restore', 'replace', 'repaint'])('%s leaves it intact, unless said otherwise', async (kind) => {
    await record(world.ours, { condition: 'damaged' });
    const done = await record(world.ours, { kind, condition: null, happenedOn: '2024-06-01', neighbourPresent: true });
    expect([done.condition, (await marker())['condition'], done.flags]).toEqual(['intact', 'intact', []]);
    await record(world.ours, { kind, condition: 'unclear_inscription', happenedOn: '2024-07-01', neighbourPresent: true });
    expect((await marker())['condition']).toBe('unclear_inscription');
  }); // prettier-ignore
  test('is derived anew when an event is corrected, once', async () => {
    await record(world.ours, { condition: 'damaged' });
    const wrong = await record(world.ours, { happenedOn: '2024-06-01', condition: 'missing' });
    const right = await record(world.ours, { happenedOn: '2024-06-01', condition: null, corrects: wrong.id });
    expect(await marker()).toMatchObject({ condition: 'damaged', checked_on: '2024-05-01' });
    const { items } = await world.ask<{ items: MarkerEvent[] }>('listMarkerEvents', world.ours, { query: { marker: String(one) } }); // prettier-ignore
    expect(items.map(({ id, correctedBy }) => [id, correctedBy])).toEqual([[right.id, null], [wrong.id, right.id], [expect.any(Number), null]]); // prettier-ignore
    expect((await refused(world.ours, { condition: 'intact', corrects: wrong.id })).status).toBe(409);
    expect((await refused(world.ours, { marker: world.ids.two, condition: 'intact', corrects: right.id })).status).toBe(400); // prettier-ignore
  });
});

describe('what is sent', () => {
  test('twice is recorded once; with other content it is refused', async () => {
    const body = eventOf(one, { people: ['甲', '乙'], note: '看过' });
    const first = await world.ask<MarkerEvent>('recordMarkerEvent', world.ours, { body });
    const again = await world.ask<MarkerEvent>('recordMarkerEvent', world.ours, { body: { ...body, approvalNo: null, applications: [] } }); // prettier-ignore
    expect(again).toEqual(first);
    const other = await refusal(world.ask('recordMarkerEvent', world.ours, { body: { ...body, note: '没看过' } })); // prettier-ignore
    expect([other.status, other.message]).toEqual([409, expect.stringContaining(`事件 ${first.id}`)]);
    const { rows } = await sql`select from marker_event where uuid = ${body.uuid}`.execute(world.db);
    expect(rows).toHaveLength(1);
  });
  test('by many at once is recorded once', async () => {
    const body = eventOf(one);
    const answers = await Promise.all([1, 2, 3].map(() => world.ask<MarkerEvent>('recordMarkerEvent', world.ours, { body }))); // prettier-ignore
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });
  test('of a retired marker is still answered as the first time', async () => {
    const body = eventOf(one, { kind: 'retire', condition: null, ...papers });
    const first = await world.ask<MarkerEvent>('recordMarkerEvent', world.ours, { body });
    expect(await world.ask<MarkerEvent>('recordMarkerEvent', world.ours, { body })).toEqual(first);
  });
  test('is neither changed nor taken away afterwards', async () => {
    const { id } = await record(world.ours);
    await expect(sql`update marker_event set note = 'x' where id = ${id}`.execute(world.db)).rejects.toThrow('append-only'); // prettier-ignore
    await expect(sql`delete from marker_event where id = ${id}`.execute(world.db)).rejects.toThrow('append-only'); // prettier-ignore
  });
  test.each([
    [{ happenedOn: '2199-01-01' }, 'happenedOn'],
    [{ condition: null }, 'condition'],
    [{ corrects: 999_999 }, 'corrects'],
  ])('%j is refused', async (more, where) => {
    const { status, message } = await refused(world.ours, more);
    expect([status, message.startsWith(`${where}: `)]).toEqual([400, true]);
  });
  test('an inspection that is not there is refused', async () => {
    expect((await refused(world.ours, { inspection: 999 })).status).toBe(400);
  });
  test('writes one audit row, with what has changed', async () => {
    const { id } = await record(world.ours, { condition: 'damaged' });
    const { rows } = await sql`select actor, action, divisions, before, after, summary from change_log where record_type = 'marker' and record_id = ${String(one)}`.execute(world.db); // prettier-ignore
    expect(rows).toEqual([{ actor: 'ours', action: 'marker.inspect', divisions: ['150102', '150103'], before: { condition: 'intact' }, after: { condition: 'damaged' }, summary: { event: id, number: expect.any(String), line: '150102-150103' } }]); // prettier-ignore
  });
});

describe('who may', () => {
  test('inspect: either side and their league; repair: the managing side', async () => {
    await record(world.theirs);
    await record(world.league);
    expect((await refused(world.stranger)).status).toBe(403);
    const repair = { kind: 'repair', condition: null, neighbourPresent: true };
    await record(world.league, repair);
    expect((await refused(world.theirs, repair)).message).toContain('分工管理');
  });
  test('taking back what somebody has done asks for the right to do it', async () => {
    const repaired = await record(world.ours, { kind: 'repair', condition: null, neighbourPresent: true });
    const back = { corrects: repaired.id, note: '没有修' };
    expect((await refused(world.theirs, back)).message).toContain('分工管理');
    await record(world.ours, back);
  });
  test('a segment says who manages where the marker does not', async () => {
    await sql`update boundary_marker set managing_code = null where id = ${one}`.execute(world.db);
    const repair = { kind: 'repair', condition: null, neighbourPresent: true };
    expect((await refused(world.theirs, repair)).status).toBe(403);
    await sql`insert into segment_record (line_code, county_a, county_b, managing_code, updated_by) values ('150102-150103', '150102', '150103', '150103', 'x')`.execute(world.db); // prettier-ignore
    await record(world.theirs, repair);
    await sql`delete from segment_record`.execute(world.db);
  });
  test.each(['relocate', 'retire'])('%s needs both applications and the approval number', async (kind) => {
    for (const lacking of [{}, { ...papers, approvalNo: null }, { ...papers, applications: ['150102'] }])
      expect((await refused(world.chief, { kind, condition: null, ...lacking })).message).toContain('批准文号');
    await record(world.ours, { kind, condition: null, ...papers });
  }); // prettier-ignore
});

describe('flags', () => {
  test.each([[true, []], [false, ['neighbour-absent']], [null, ['neighbour-absent']]])('neighbour present: %s', async (neighbourPresent, flags) => {
    for (const kind of ['repair', 'restore', 'replace'])
      expect((await record(world.ours, { kind, condition: null, neighbourPresent })).flags).toEqual(flags);
    expect((await record(world.ours, { kind: 'repaint', condition: null, neighbourPresent })).flags).toEqual([]);
  }); // prettier-ignore
  test('work by the side that does not manage it', async () => {
    const work = { kind: 'repair', condition: null, neighbourPresent: true };
    expect((await record(world.chief, { ...work, side: '150103' })).flags).toEqual(['not-managing-side']);
    expect((await record(world.chief, { ...work, side: '150100' })).flags).toEqual([]); // the league of the managing side
  });
  test('a resurvey without a measurement', async () => {
    expect((await record(world.ours, { kind: 'resurvey', condition: null })).flags).toEqual(['no-measurement']); // prettier-ignore
  });
});

describe('a measured position', () => {
  const at = (north: number, more: object = {}) => ({ measured: { point: [112, 40.1 + north / 111_050], accuracyM: 0.5, ...more } }); // prettier-ignore

  test('is held against the registered one, geodesic, with the tolerance of its survey', async () => {
    const near = await record(world.ours, at(1.2));
    expect(near.displacementM).toBeGreaterThan(1.1);
    expect(near.displacementM).toBeLessThan(1.3);
    expect(near).toMatchObject({ toleranceM: 1.5, flags: [] });
    expect(near.toleranceRule).toContain('NUTAG_TOLERANCE_GNSS');
    expect((await record(world.ours, at(3))).flags).toEqual(['beyond-tolerance']);
    await sql`update boundary_marker set survey_method = null where id = ${one}`.execute(world.db);
    const older = await record(world.ours, at(3));
    expect(older).toMatchObject({ toleranceM: 5.5, flags: [] });
    expect(older.toleranceRule).toContain('NUTAG_TOLERANCE_LEGACY');
    expect(await record(world.ours, at(6, { accuracyM: null }))).toMatchObject({ toleranceM: 5, flags: ['beyond-tolerance'] }); // prettier-ignore
  });
  test('in a zone is kept as it is, and its point derived', async () => {
    const { x, y } = grid(112, 40.1);
    const { measured, displacementM } = await record(world.ours, { measured: { x, y, crs: 4525, method: 'RTK' } }); // prettier-ignore
    expect(measured).toMatchObject({ x, y, crs: 4525, method: 'RTK' });
    expect(displacementM).toBeLessThan(0.002);
    const without = await record(world.ours, { measured: { x, y: y - 37_000_000, crs: 4546 } });
    expect(without.displacementM).toBeLessThan(0.002);
  });
  test.each([2361, 2413])('in EPSG:%d without parameters is kept and never shifted', async (crs) => {
    const { x, y } = grid(112, 40.1);
    const done = await record(world.ours, { measured: { x, y, crs } });
    expect(done.measured).toMatchObject({ x, y, crs, point: null });
    expect([done.displacementM, done.toleranceM, done.flags]).toEqual([null, null, []]);
  });
  test('of a marker without a point says nothing of its displacement', async () => {
    const done = await record(world.ours, { ...eventOf(world.ids.legacy), ...at(0) });
    expect([done.displacementM, done.flags]).toEqual([null, []]);
  });
  const { x, y } = grid(112, 40.1);
  test.each([
    [{ x, crs: 4525 }, 'measured.y'],
    [{ x, y }, 'measured.crs'],
    [{ x: y, y: x, crs: 4525 }, 'measured.x'],
    [{ x, y, crs: 4526 }, 'measured.y'],
    [{ x, y, crs: 4546 }, 'measured.y'],
    [{ x, y, crs: 12_345 }, 'measured.crs'],
    [{ x, y, crs: 4525, point: [112, 40] }, 'measured.point'],
    [{ point: [40.1, 85] }, 'measured.point'],
    [{ point: [112, 40], method: '高德地图' }, 'measured.method'],
    [{ point: [112, 40], method: 'GCJ-02' }, 'measured.method'],
  ])('%j is refused', async (measured, where) => {
    const { status, message } = await refused(world.ours, { measured });
    expect([status, message.split(': ')[0]]).toEqual([400, where]);
  });
});

describe('what changes the register', () => {
  const moved = grid(112, 40.15);

  test('a relocation is the new registered position', async () => {
    const done = await record(world.ours, { kind: 'relocate', condition: null, ...papers, measured: { ...moved, crs: 4525, accuracyM: 0.1, method: 'RTK' } }); // prettier-ignore
    expect(done.flags).toEqual([]);
    expect(Math.round(done.displacementM! / 100)).toBe(56);
    const after = await marker();
    expect(after).toMatchObject({ x: String(moved.x), y: String(moved.y), crs: 4525, method: 'RTK' });
    expect(after['km']).toBeCloseTo(16.65, 1);
    expect(done.changes).toMatchObject({ after: { registered_x: String(moved.x) } });
  });
  test('a wrong relocation is taken back by its correction', async () => {
    const before = await marker();
    const wrong = await record(world.ours, { kind: 'relocate', condition: null, ...papers, measured: { ...moved, crs: 4525 } }); // prettier-ignore
    const elsewhere = grid(112, 40.2);
    const right = await record(world.ours, { kind: 'relocate', condition: null, ...papers, corrects: wrong.id, measured: { ...elsewhere, crs: 4525 } }); // prettier-ignore
    expect((await marker())['x']).toBe(String(elsewhere.x));
    expect(Math.round(right.displacementM! / 100)).toBe(111); // from where it stood
    await record(world.ours, { condition: null, corrects: right.id, note: '没有移动' });
    expect(await marker()).toEqual({ ...before, checked_on: '2020-06-01' }); // prettier-ignore
  });
  test('a retired marker is closed: it leaves the list, and comes back when that is corrected', async () => {
    const listed = async (): Promise<number> => (await world.ask<{ total: number }>('listMarkers', world.ours)).total; // prettier-ignore
    const before = await listed();
    const { id } = await record(world.ours, { kind: 'retire', condition: null, happenedOn: '2024-06-01', ...papers }); // prettier-ignore
    expect([(await marker())['valid_to'], await listed()]).toEqual(['2024-06-01', before - 1]);
    expect((await refused(world.ours, { happenedOn: todayInChina() })).status).toBe(409);
    await record(world.ours, { happenedOn: '2024-05-31', condition: 'damaged' }); // a paper that was found later
    await record(world.ours, { condition: null, corrects: id });
    expect([(await marker())['valid_to'], await listed()]).toEqual([null, before]);
  });
  test('reference objects that are chosen anew', async () => {
    const objects = [{ name: '电塔', bearing: 12.5, distanceM: 30 }];
    const { changes } = await record(world.ours, { referenceObjects: objects });
    expect(changes).toMatchObject({ before: { reference_objects: [{ name: '敖包' }] }, after: { reference_objects: objects } }); // prettier-ignore
    expect((await marker())['objects']).toEqual(objects);
  });
});

describe('GET /api/v1/marker-events', () => {
  test('filters, the newest first, page by page, with files', async () => {
    const { id } = await record(world.ours, { happenedOn: '2023-01-01', measured: { point: [112, 41] } });
    await world.ask('uploadAttachment', world.ours, { query: { of: 'event', owner: String(id), name: 'a.pdf', phase: 'before', uuid: randomUUID() }, upload: '%PDF-1.4' }); // prettier-ignore
    await record(world.ours, { happenedOn: '2023-03-01', kind: 'repaint', condition: null });
    const list = (query: object) => world.ask<{ items: MarkerEvent[]; total: number; next: string | null }>('listMarkerEvents', world.ours, { query: { marker: String(one), ...query } }); // prettier-ignore
    const first = await list({ limit: '1' });
    const second = await list({ limit: '1', next: first.next! });
    expect([first.total, first.items[0]!.kind, second.items[0]!.kind, second.next]).toEqual([2, 'repaint', 'inspect', null]); // prettier-ignore
    expect(second.items[0]!.attachments).toMatchObject([{ name: 'a.pdf', phase: 'before' }]);
    const remove = (account: Account) => world.ask('deleteAttachment', account, { params: { id: second.items[0]!.attachments[0]!.id } }); // prettier-ignore
    expect((await refusal(remove(world.ours))).status).toBe(409); // what an event shows stays with it
    for (const [query, total] of [
      [{ kind: 'repaint' }, 1],
      [{ flag: 'beyond-tolerance' }, 1],
      [{ from: '2023-02-01' }, 1],
      [{ to: '2023-02-01' }, 1],
      [{ division: '150102' }, 2],
      [{ division: '150100' }, 2],
      [{ division: '150200' }, 0],
      [{ line: '150102-150103' }, 2],
      [{ line: '1521' }, 0],
      [{ inspection: '1' }, 0],
    ] as const)
      expect([query, (await list(query)).total]).toEqual([query, total]);
  });
});
