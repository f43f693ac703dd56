import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../server/accounts/account.ts';
import type { FieldOutcome, FieldPackage, FieldSize } from '../../server/api/field.ts';
import { attachmentRoutes } from '../../server/attachments/routes.ts';
import { fieldRoutes } from '../../server/field/routes.ts';
import { caller, refusal } from '../support/call.ts';
import { png } from '../support/images.ts';
import { eventOf, openMarkerWorld } from '../support/marker-world.ts';

type World = Awaited<ReturnType<typeof openMarkerWorld>>;
const line = '150102-150103';
let world: World;
let field: ReturnType<typeof caller>;
let inspection: number;
beforeAll(async () => {
  world = await openMarkerWorld();
  field = caller(world.context, [...fieldRoutes, ...attachmentRoutes]);
  const { rows } = await sql<{ id: number }>`
    insert into inspection (kind, cause, line_code, year, lead_code, partner_code, state, team, created_by)
    values ('special', '洪水', ${line}, 2024, '150102', '150103', 'field', '{王}', 'test') returning id`.execute(world.db); // prettier-ignore
  inspection = rows[0]!.id;
  await sql`insert into segment_record (line_code, county_a, county_b, carrier, managing_code, course, updated_by)
    values (${line}, '150102', '150103', 'river', '150102', '沿河', 'test')`.execute(world.db);
  await sql`insert into meeting_point (code, name, level, divisions, geom, source_id) values
    ('150102-150103-150104', '交会点', 'county', '{150102,150103,150104}', ST_SetSRID(ST_MakePoint(112.001, 41), 4490), 'office'),
    ('150102-150104-150105', '别处', 'county', '{150102,150104,150105}', ST_SetSRID(ST_MakePoint(113, 41), 4490), 'office')`.execute(
    world.db,
  );
  await sql`insert into finding (uuid, line_code, marker_id, kind, severity, description, created_by, state, closed_on) values
    (${randomUUID()}, ${line}, ${world.ids.two}, 'marker', 'low', '倾斜', 'test', 'open', null),
    (${randomUUID()}, ${line}, ${world.ids.two}, 'marker', 'low', '已办', 'test', 'closed', '2024-01-01')`.execute(
    world.db,
  );
});
afterAll(() => world.close());

const event = (more: object = {}) => ({ type: 'marker-event', content: eventOf(world.ids.one, more) });
const segment = (more: object = {}) => ({ type: 'segment-check', content: { uuid: randomUUID(), inspection, countyA: '150102', countyB: '150103', checkedOn: '2024-05-01', clear: true, ...more } }); // prettier-ignore
const meeting = () => ({ type: 'meeting-check', content: { uuid: randomUUID(), meetingPoint: '150102-150103-150104', year: 2024, checkedOn: '2024-05-01', condition: 'intact' } }); // prettier-ignore
async function send(account: Account, ...records: object[]): Promise<FieldOutcome[]> {
  return (await field.ask<{ items: FieldOutcome[] }>('sendFieldRecords', account, { body: { records } })).items; // prettier-ignore
}
const states = (outcomes: FieldOutcome[]): string[] => outcomes.map(({ state }) => state);
const uuidOf = (record: { content: { uuid: string } }): string => record.content.uuid;
async function count(table: 'marker_event' | 'segment_check' | 'meeting_check', uuid: string): Promise<{ rows: number; channel: string | undefined }> {
  const { rows } = await sql<{ channel: string }>`select channel from ${sql.table(table)} where uuid = ${uuid}`.execute(world.db);
  return { rows: rows.length, channel: rows[0]?.channel };
} // prettier-ignore

describe('records from outside', () => {
  test('arrive once, however often they are sent', async () => {
    const records = [event(), segment(), meeting()] as const;
    const first = await send(world.ours, ...records);
    expect(states(first)).toEqual(['recorded', 'recorded', 'recorded']);
    const again = await send(world.ours, ...records);
    expect(states(again)).toEqual(['already', 'already', 'already']);
    expect(again.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
    const once = { rows: 1, channel: 'field' };
    expect(await count('marker_event', uuidOf(records[0]))).toEqual(once);
    expect(await count('segment_check', uuidOf(records[1]))).toEqual(once);
    expect(await count('meeting_check', uuidOf(records[2]))).toEqual(once);
  });
  test('arrive once when two sendings run at the same time', async () => {
    const records = [event(), segment(), event()] as const;
    const both = await Promise.all([send(world.ours, ...records), send(world.ours, ...records)]);
    for (const at of [0, 1, 2])
      expect(both.map((outcomes) => outcomes[at]!.state).toSorted()).toEqual(['already', 'recorded']);
    expect((await count('marker_event', uuidOf(records[0]))).rows).toBe(1);
  });
  test('are refused one by one, with the reason; the others stand', async () => {
    const good = event();
    const outcomes = await send(
      world.ours,
      event({ condition: 'fine' }),
      good,
      event({ marker: 999_999 }),
      segment({ inspection: 999_999 }),
      event({ happenedOn: '2199-01-01' }),
      { type: 'marker-event', content: { ...good.content, condition: 'damaged' } },
    );
    expect(states(outcomes)).toEqual(['refused', 'recorded', 'refused', 'refused', 'refused', 'refused']);
    expect(outcomes.map(({ problem }) => problem?.status ?? null)).toEqual([400, null, 404, 400, 400, 409]);
    expect(outcomes[0]!.problem!.errors).toMatchObject([{ where: 'condition' }]);
    expect((await count('marker_event', uuidOf(good))).rows).toBe(1);
  });
  test('of another jurisdiction are refused', async () => {
    const [outcome] = await send(world.stranger, event());
    expect(outcome).toMatchObject({ state: 'refused', problem: { status: 403 } });
  });
  test('a fault in the middle ends the sending; sent again, each is there once', async () => {
    await sql`create function test_fault() returns trigger language plpgsql as
      $$ begin if new.note = 'fault' then raise exception 'broken' using errcode = 'XX000'; end if; return new; end $$`.execute(world.db); // prettier-ignore
    await sql`create trigger test_fault before insert on marker_event for each row execute function test_fault()`.execute(world.db); // prettier-ignore
    const records = [event(), event({ note: 'fault' }), event()] as const;
    expect((await refusal(send(world.ours, ...records))).status).toBeGreaterThanOrEqual(500);
    expect((await count('marker_event', uuidOf(records[0]))).rows).toBe(1);
    expect((await count('marker_event', uuidOf(records[2]))).rows).toBe(0);
    await sql`drop trigger test_fault on marker_event`.execute(world.db);
    expect(states(await send(world.ours, ...records))).toEqual(['already', 'recorded', 'recorded']);
    for (const record of records) expect((await count('marker_event', uuidOf(record))).rows).toBe(1);
  });
  test('a photo that is sent twice is kept once', async () => {
    const [{ id }] = (await send(world.ours, event())) as [FieldOutcome];
    const uuid = randomUUID();
    const query = { of: 'event', owner: String(id), name: '一.png', uuid };
    for (let times = 0; times < 2; times += 1)
      await field.ask('uploadAttachment', world.ours, { query, upload: png() });
    const { rows } = await sql`select id from attachment where uuid = ${uuid} and event_id = ${id}`.execute(
      world.db,
    );
    expect(rows).toHaveLength(1);
  });
});

describe('the package of a line', () => {
  let found: FieldPackage;
  beforeAll(async () => {
    for (const day of [1, 2, 3, 4])
      await send(world.ours, {
        type: 'marker-event',
        content: eventOf(world.ids.two, { happenedOn: `2024-06-0${day}`, note: `第${day}天`, condition: 'damaged' }), // prettier-ignore
      });
    const { rows } = await sql<{ id: number }>`select id from marker_event where marker_id = ${world.ids.two} and happened_on = '2024-06-04'`.execute(world.db); // prettier-ignore
    await send(world.ours, { type: 'marker-event', content: eventOf(world.ids.two, { happenedOn: '2024-06-04', note: '改正', condition: 'missing', corrects: rows[0]!.id }) }); // prettier-ignore
    found = await field.ask('getFieldPackage', world.ours, { params: { code: line } });
  });
  test('has the markers along the line with their last three events, less those that were put right', () => {
    expect(found.markers.map(({ id }) => id)).toEqual([world.ids.one, world.ids.two, world.ids.three, world.ids.legacy]); // prettier-ignore
    const two = found.markers[1]!;
    expect(two.condition).toBe('missing');
    expect(two.events.map(({ note }) => note)).toEqual(['改正', '第3天', '第2天']);
    expect(two.registered).toMatchObject({ crs: 4525 });
    expect(two.referenceObjects).toEqual([{ name: '敖包', bearing: 90, distanceM: 20 }]);
    expect(found.markers[3]).toMatchObject({ point: null, transformStatus: 'untransformed' });
  });
  test('has what the documents say of segments, the meeting points on it, the open inspection and findings', () => {
    expect(found.segments).toMatchObject([
      {
        carrier: 'river',
        course: '沿河',
        managing: { code: '150102', name: '新城区' },
        lastCheck: { clear: true, checkedOn: '2024-05-01' },
      },
    ]);
    expect(found.meetingPoints.map(({ code }) => code)).toEqual(['150102-150103-150104']);
    expect(found.inspection).toMatchObject({ id: inspection, state: 'field', team: ['王'] });
    expect(found.findings.map(({ description }) => description)).toEqual(['倾斜']);
  });
  test('is told how large it is before; a line that is not known is a 404', async () => {
    const size = await field.ask<FieldSize>('getFieldSize', world.ours, { params: { code: line } });
    expect(size).toMatchObject({
      markers: 4,
      tiles: { count: 0, bytes: 0 },
      line: { name: found.line.name },
    }); // no server, no tiles
    expect(Math.abs(size.records.bytes - Buffer.byteLength(JSON.stringify(found)))).toBeLessThan(10);
    expect((await refusal(field.ask('getFieldPackage', world.ours, { params: { code: 'none' } }))).status).toBe(404); // prettier-ignore
  });
});
