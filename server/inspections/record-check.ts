import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { NewMeetingCheck, NewSegmentCheck } from '../api/inspection-checks.ts';
import { logChange, type Actor } from '../audit/log.ts';
import { divisionsOfLine } from '../boundaries/touched.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { badRequest, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { openInspection } from './open.ts';

/** What became of a check that was sent: `isNew` is false where it had been recorded before. */
export interface Recorded {
  id: number;
  isNew: boolean;
}

type CheckTable = 'segment_check' | 'meeting_check';
type Columns = Record<string, string | number | boolean | readonly string[] | null>;

/**
 * Records how a segment was found. Sent twice with one uuid, it is recorded once.
 * @throws Problem 400, 403, 409
 */
export async function recordSegmentCheck(context: Context, account: Account, actor: Actor, check: NewSegmentCheck): Promise<Recorded> {
  const { db } = context;
  const line = await lineOfInspection(db, check.inspection);
  const divisions = await divisionsOfLine(db, line);
  authorize(account, 'inspection.edit', { divisions });
  refuseFuture(check.checkedOn);
  const columns = {
    ...common(check),
    inspection_id: check.inspection,
    line_code: line,
    county_a: check.countyA,
    county_b: check.countyB ?? '',
    carrier_changed: check.carrierChanged,
    clear: check.clear,
  };
  return transaction(db, async (trx) => {
    const before = await recordedBefore(trx, 'segment_check', columns);
    if (before !== null) return before;
    await openInspection(trx, check.inspection, true);
    await segmentMustBe(trx, columns);
    await correctedMustBe(trx, 'segment_check', columns, ['inspection_id', 'county_a', 'county_b']);
    const id = await append(trx, 'segment_check', columns, account.name);
    await logChange(trx, actor, 'segment-check.add', { type: 'inspection', id: String(check.inspection), divisions }, { after: { check: id, ...check } });
    return { id, isNew: true };
  });
} // prettier-ignore

/**
 * Records how a meeting point was found, for all its lines of that year. Sent twice with one uuid, it is recorded once.
 * @throws Problem 400, 403, 409
 */
export async function recordMeetingCheck(context: Context, account: Account, actor: Actor, check: NewMeetingCheck): Promise<Recorded> {
  const { db } = context;
  const point = await db.selectFrom('meeting_point').where('code', '=', check.meetingPoint).select('divisions').executeTakeFirst();
  if (point === undefined) throw badRequest(`交会点 ${check.meetingPoint} 不存在。Meeting point ${check.meetingPoint} is not known here.`, [{ where: 'body: meetingPoint', what: '未知 not known' }]);
  const { divisions } = point;
  authorize(account, 'inspection.edit', { divisions });
  refuseFuture(check.checkedOn);
  const late = Number(check.checkedOn.slice(0, 4)) - check.year; // an overdue inspection is made up for within its cycle
  if (late < -1 || late > 5) throw badRequest('检查日期与联检年度不符。The day of the check does not fit `year`.', [{ where: 'body: year', what: check.checkedOn }]);
  const columns = { ...common(check), meeting_code: check.meetingPoint, year: check.year, condition: check.condition };
  return transaction(db, async (trx) => {
    const before = await recordedBefore(trx, 'meeting_check', columns);
    if (before !== null) return before;
    await correctedMustBe(trx, 'meeting_check', columns, ['meeting_code', 'year']);
    const id = await append(trx, 'meeting_check', columns, account.name);
    await logChange(trx, actor, 'meeting-check.add', { type: 'meeting-point', id: check.meetingPoint, divisions }, { after: { check: id, ...check } });
    return { id, isNew: true };
  });
} // prettier-ignore

const common = ({ uuid, checkedOn, people, note, corrects, channel }: Omit<NewSegmentCheck, 'inspection' | 'countyA' | 'countyB' | 'carrierChanged' | 'clear'>) => ({ uuid: uuid.toLowerCase(), checked_on: checkedOn, people, note, corrects, channel }); // prettier-ignore

async function lineOfInspection(db: Db, id: number): Promise<string> {
  const row = await db.selectFrom('inspection').where('id', '=', id).select('line_code').executeTakeFirst();
  if (row === undefined) throw badRequest(`联检 ${id} 不存在。Inspection ${id} is not known here.`, [{ where: 'body: inspection', what: '未知 not known' }]); // prettier-ignore
  return row.line_code;
}

function refuseFuture(day: string): void {
  const today = todayInChina();
  if (day > today) throw badRequest('检查日期不能在今天之后。`checkedOn` must not lie after today.', [{ where: 'body: checkedOn', what: `… ${today}` }]); // prettier-ignore
}

/** @throws Problem 400 when the line has no such segment */
async function segmentMustBe(trx: Db, { line_code, county_a, county_b }: { line_code: string; county_a: string; county_b: string }): Promise<void> {
  const { rows } = await sql`select from boundary_segment s join boundary_line l on l.id = s.line_id
    where l.code = ${line_code} and s.county_a = ${county_a} and coalesce(s.county_b, '') = ${county_b} limit 1`.execute(trx);
  if (rows.length === 0) throw badRequest(`界线 ${line_code} 没有 ${county_a}—${county_b} 段。Line ${line_code} has no segment ${county_a}-${county_b}.`, [{ where: 'body: countyA', what: '没有这一段 no such segment' }]);
} // prettier-ignore

/** A check corrects one of the same thing. @throws Problem 400 */
async function correctedMustBe(trx: Db, table: CheckTable, columns: Columns & { corrects: number | null }, same: readonly string[]): Promise<void> {
  if (columns.corrects === null) return;
  const { rows } = await sql<Columns>`select * from ${sql.table(table)} where id = ${columns.corrects}`.execute(trx);
  const fits = rows[0] !== undefined && same.every((name) => rows[0]![name] === columns[name]);
  if (!fits) throw badRequest('`corrects` 须是同一段 (同一交会点同一年) 的检查。`corrects` must be a check of the same segment, or of the same point and year.', [{ where: 'body: corrects', what: String(columns.corrects) }]);
} // prettier-ignore

/** The check that was recorded under this uuid. @throws Problem 409 when it says something else */
async function recordedBefore(trx: Db, table: CheckTable, columns: Columns & { uuid: string }): Promise<Recorded | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${columns.uuid}, 0))`.execute(trx); // two sendings at once wait for each other
  const { rows } = await sql<Columns & { id: number }>`select * from ${sql.table(table)} where uuid = ${columns.uuid}::uuid`.execute(trx);
  const found = rows[0];
  if (found === undefined) return null;
  const differs = Object.keys(columns).filter((name) => JSON.stringify(found[name]) !== JSON.stringify(columns[name]));
  if (differs.length > 0) throw new Problem(409, 'Sent already', `这个编号的检查已有别的内容 (${differs.join(', ')})。A check with this uuid has been recorded with other content.`);
  return { id: found.id, isNew: false };
} // prettier-ignore

async function append(trx: Db, table: CheckTable, columns: Columns, by: string): Promise<number> {
  const values = { ...columns, recorded_by: by };
  const { rows } = await sql<{ id: number }>`insert into ${sql.table(table)} (${sql.join(Object.keys(values).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(values))}) returning id`.execute(trx); // prettier-ignore
  return rows[0]!.id;
}
