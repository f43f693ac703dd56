import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewMeetingCheck, NewSegmentCheck } from '../../server/api/inspection-checks.ts';
import { recordMeetingCheck, recordSegmentCheck } from '../../server/inspections/record-check.ts';
import { refusal } from '../support/call.ts';
import { actor, person } from '../support/edit-world.ts';
import { openInspectionWorld, type InspectionWorld } from '../support/inspection-world.ts';

let world: InspectionWorld;
let inspection: number;
beforeAll(async () => {
  world = await openInspectionWorld();
  const { rows } = await sql<{ id: number }>`insert into inspection (kind, cause, line_code, year, lead_code, partner_code, state, created_by)
    values ('special', '洪水', '150102-150103', 2025, '150102', '150103', 'field', 'test') returning id`.execute(world.context.db); // prettier-ignore
  inspection = rows[0]!.id;
});
afterAll(() => world.close());

const officer = person('officer', 'boundary_officer', '150102');
const elsewhere = person('elsewhere', 'boundary_officer', '150202');

const segment = (more: Partial<NewSegmentCheck> = {}): NewSegmentCheck => ({
  uuid: randomUUID(),
  inspection,
  countyA: '150102',
  countyB: '150103',
  checkedOn: '2025-06-01',
  carrierChanged: false,
  clear: true,
  people: ['王', '李'],
  note: null,
  corrects: null,
  channel: 'field',
  ...more,
});
const meeting = (more: Partial<NewMeetingCheck> = {}): NewMeetingCheck => ({
  uuid: randomUUID(),
  meetingPoint: '150102-150103-150104',
  year: 2025,
  checkedOn: '2025-06-01',
  condition: 'intact',
  people: [],
  note: null,
  corrects: null,
  channel: 'field',
  ...more,
});
const recordSegment = (check: NewSegmentCheck, account = officer) => recordSegmentCheck(world.context, account, actor(account), check); // prettier-ignore
const recordMeeting = (check: NewMeetingCheck, account = officer) => recordMeetingCheck(world.context, account, actor(account), check); // prettier-ignore
const count = async (table: string): Promise<number> => (await sql<{ n: number }>`select count(*)::int4 as n from ${sql.table(table)}`.execute(world.context.db)).rows[0]!.n; // prettier-ignore

describe('a check of a segment', () => {
  test('is recorded once, however often it is sent', async () => {
    const check = segment();
    const [one, other] = await Promise.all([recordSegment(check), recordSegment(check)]);
    expect(one.isNew).toBe(!other.isNew);
    expect(one.id).toBe(other.id);
    expect(await recordSegment({ ...check, uuid: check.uuid.toUpperCase() })).toEqual({
      id: one.id,
      isNew: false,
    });
    expect(await count('segment_check')).toBe(1);
    const { rows } = await sql`select actor, after->>'clear' as clear, divisions from change_log where action = 'segment-check.add'`.execute(world.context.db); // prettier-ignore
    expect(rows).toEqual([{ actor: 'officer', clear: 'true', divisions: ['150102', '150103'] }]);
  });
  test('with the same uuid and other content is refused, and so is another jurisdiction', async () => {
    const check = segment();
    await recordSegment(check);
    expect((await refusal(recordSegment({ ...check, clear: false }))).status).toBe(409);
    expect((await refusal(recordSegment({ ...check, people: ['王'] }))).status).toBe(409);
    expect((await refusal(recordSegment(segment(), elsewhere))).status).toBe(403);
  });
  test('names a segment of the line, an inspection, a day that has been, and what it corrects', async () => {
    const where = async (more: Partial<NewSegmentCheck>) => (await refusal(recordSegment(segment(more)))).errors?.[0]?.where; // prettier-ignore
    expect(await where({ countyB: '150104' })).toBe('body: countyA');
    expect(await where({ countyB: null })).toBe('body: countyA');
    expect(await where({ inspection: 9999 })).toBe('body: inspection');
    expect(await where({ checkedOn: '2199-01-01' })).toBe('body: checkedOn');
    expect(await where({ corrects: 9999 })).toBe('body: corrects');
    const first = await recordSegment(segment({ clear: false }));
    expect((await recordSegment(segment({ corrects: first.id }))).isNew).toBe(true);
  });
  test('is never changed and never taken away', async () => {
    await expect(sql`update segment_check set clear = false`.execute(world.context.db)).rejects.toThrow();
    await expect(sql`delete from segment_check`.execute(world.context.db)).rejects.toThrow();
  });
  test('comes too late once somebody has signed; what was recorded before is still answered', async () => {
    const { db } = world.context;
    const check = segment();
    const { id } = await recordSegment(check);
    await sql`insert into inspection_signature (inspection_id, party_code, name, signed_on, means, signed_by) values (${inspection}, '150102', '王', '2025-06-02', 'account', 'test')`.execute(db); // prettier-ignore
    expect((await refusal(recordSegment(segment()))).status).toBe(409);
    expect(await recordSegment(check)).toEqual({ id, isNew: false });
    await sql`delete from inspection_signature`.execute(db);
    await sql`update inspection set state = 'cancelled', cancel_reason = '重复'`.execute(db);
    expect((await refusal(recordSegment(segment()))).status).toBe(409);
    await sql`update inspection set state = 'field', cancel_reason = null`.execute(db);
  });
});

describe('a check of a meeting point', () => {
  test('is recorded once, by whoever of its three sides', async () => {
    const check = meeting();
    const { id, isNew } = await recordMeeting(check);
    expect(isNew).toBe(true);
    expect(await recordMeeting(check)).toEqual({ id, isNew: false });
    expect((await refusal(recordMeeting({ ...check, condition: 'missing' }))).status).toBe(409);
    expect((await refusal(recordMeeting(meeting(), elsewhere))).status).toBe(403);
    expect((await recordMeeting(meeting(), person('third', 'boundary_officer', '150104'))).isNew).toBe(true);
  });
  test('names a point, a year near its day, and what it corrects', async () => {
    const where = async (more: Partial<NewMeetingCheck>) => (await refusal(recordMeeting(meeting(more)))).errors?.[0]?.where; // prettier-ignore
    expect(await where({ meetingPoint: '150102-nowhere' })).toBe('body: meetingPoint');
    expect(await where({ year: 2027 })).toBe('body: year');
    expect(await where({ year: 2019 })).toBe('body: year');
    const { id } = await recordMeeting(meeting({ year: 2024 }));
    expect(await where({ corrects: id })).toBe('body: corrects');
    expect((await recordMeeting(meeting({ year: 2024, corrects: id }))).isNew).toBe(true);
  });
});
