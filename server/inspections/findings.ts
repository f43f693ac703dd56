import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import { can } from '../accounts/policy.ts';
import type { FindingChange, FindingDetail, FindingStep, NewFinding } from '../api/findings.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import { divisionsOfLine } from '../boundaries/touched.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { given } from '../given.ts';
import { badRequest, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { changing, type At } from './changing.ts';
import { findFinding, findingByUuid, toFinding, updateFinding, type FindingRow, type FindingUpdate } from './findings-store.ts'; // prettier-ignore
import { divisionNames } from '../boundaries/division-names.ts';

const recordOf = (id: number, divisions: readonly string[]) => ({
  type: 'finding',
  id: String(id),
  divisions,
});
const wrong = (field: string, what: string): Problem => badRequest(what, [{ where: `body: ${field}`, what }]);

/** From which states a step starts. */
const steps: Readonly<Record<FindingStep, readonly FindingRow['state'][]>> = {
  order: ['open', 'ordered'],
  done: ['open', 'ordered'],
  return: ['done'],
  close: ['done'],
};

export async function describeFinding({ db }: Pick<Context, 'db'>, account: Account, id: number): Promise<FindingDetail> {
  const row = await findFinding(db, id);
  const isAllowed = can(account, 'inspection.edit', { divisions: await divisionsOfLine(db, row.line_code) }).allowed;
  const possible = (Object.keys(steps) as FindingStep[]).filter((step) => steps[step].includes(row.state) && (step !== 'close' || !isOwnWork(account, row)));
  return {
    ...toFinding(row, await divisionNames(db), todayInChina()),
    attachments: (await listAttachments(db, 'finding', id)).map(toAttachment),
    may: !isAllowed ? [] : row.state === 'closed' ? [] : ['edit', ...possible],
  };
} // prettier-ignore

/** Two pairs of eyes: whoever says that it is mended does not close it. Administrators may. */
const isOwnWork = (account: Account, { done_by }: FindingRow): boolean => account.role !== 'administrator' && done_by === account.name; // prettier-ignore

/** Raises a finding. Sent twice with one uuid, it is raised once. @throws Problem 400, 403, 409 */
export async function createFinding(context: Context, account: Account, actor: Actor, content: NewFinding): Promise<FindingDetail> {
  const { db } = context;
  const divisions = await divisionsOfLine(db, content.line);
  authorize(account, 'inspection.edit', { divisions });
  const id = await transaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${content.uuid.toLowerCase()}, 0))`.execute(trx); // two sendings at once wait for each other
    const before = await findingByUuid(trx, content.uuid);
    if (before !== undefined) return sameAs(before, content);
    await checkFinding(trx, content);
    const made = await trx.insertInto('finding').values({ ...columnsOf(content), created_by: account.name }).returning('id').executeTakeFirstOrThrow();
    await logChange(trx, actor, 'finding.add', recordOf(made.id, divisions), { after: content });
    return made.id;
  });
  return describeFinding(context, account, id);
} // prettier-ignore

const columnsOf = ({ uuid, line, inspection, marker, event, countyA, countyB, meetingPoint, kind, severity, description, point }: NewFinding) => ({
  uuid: uuid.toLowerCase(),
  line_code: line,
  inspection_id: inspection,
  marker_id: marker,
  event_id: event,
  county_a: countyA,
  county_b: countyB,
  meeting_code: meetingPoint,
  kind,
  severity,
  description,
  geom: point === null ? null : sql<string>`ST_SetSRID(ST_MakePoint(${point[0]}, ${point[1]}), 4490)`,
}); // prettier-ignore

/** What was sent again is what stands: kind, severity and words may have been changed since, and are not compared. @throws Problem 409 */
function sameAs(row: FindingRow, content: NewFinding): number {
  const { geom: _, kind: _kind, severity: _severity, description: _description, ...columns } = columnsOf(content); // prettier-ignore
  const differs = Object.entries(columns).filter(([name, value]) => row[name as keyof FindingRow] !== value).map(([name]) => name); // prettier-ignore
  if (differs.length > 0) throw new Problem(409, 'Sent already', `这个编号的问题已有别的内容 (${differs.join(', ')})。A finding with this uuid has been raised with other content.`); // prettier-ignore
  return row.id;
}

/** @throws Problem 400 when what it names is not of the line */
async function checkFinding(trx: Db, { line, inspection, marker, event, countyA, countyB, meetingPoint }: NewFinding): Promise<void> {
  const { rows } = await sql<{ inspection: boolean; marker: boolean; event: boolean; segment: boolean; point: boolean }>`select
    ${inspection}::int4 is null or exists (select from inspection where id = ${inspection} and line_code = ${line} and state <> 'cancelled') as inspection,
    ${marker}::int4 is null or exists (select from boundary_marker where id = ${marker} and line_code = ${line}) as marker,
    ${event}::int4 is null or exists (select from marker_event where id = ${event} and line_code = ${line} and (${marker}::int4 is null or marker_id = ${marker})) as event,
    ${countyA}::text is null or exists (select from boundary_segment s join boundary_line l on l.id = s.line_id where l.code = ${line} and s.county_a = ${countyA} and s.county_b is not distinct from ${countyB}::text) as segment,
    ${meetingPoint}::text is null or exists (select from meeting_point where code = ${meetingPoint}) as point`.execute(trx);
  const known = rows[0]!;
  if (!known.inspection) throw wrong('inspection', '不是这条界线的联检, 或已取消。No inspection of this line, or cancelled.');
  if (!known.marker) throw wrong('marker', '不是这条界线的界桩。No marker of this line.');
  if (!known.event) throw wrong('event', '不是这个界桩的记录。No event of this marker.');
  if (!known.segment || (countyA === null && countyB !== null)) throw wrong('countyA', '界线没有这一段。The line has no such segment.');
  if (!known.point) throw wrong('meetingPoint', '交会点不存在。The meeting point is not known here.');
} // prettier-ignore

const kept = (context: Context, account: Account) => ({ find: findFinding, detail: (id: number) => describeFinding(context, account, id) }); // prettier-ignore

const notInState = (): Problem => new Problem(409, 'Not in this state', '现在的状态不能这样做。It cannot be done in the state that it is in.'); // prettier-ignore
const pick = (row: FindingRow, update: object): Record<string, unknown> => Object.fromEntries(Object.keys(update).map((name) => [name, row[name as keyof FindingRow]])); // prettier-ignore

export const editFinding = (context: Context, account: Account, actor: Actor, { change, ...at }: At & { change: FindingChange }): Promise<FindingDetail> =>
  changing(context.db, account, at, kept(context, account), async (trx, row, divisions) => {
    if (row.state === 'closed') throw notInState();
    const update = given(change) as FindingUpdate;
    await updateFinding(trx, row.id, update);
    await logChange(trx, actor, 'finding.edit', recordOf(row.id, divisions), diff(pick(row, update), { ...update }));
  }); // prettier-ignore

export interface FindingMove extends At {
  step: FindingStep;
  on: string | undefined;
  assigneeDivision: string | null;
  assignee: string | null;
  dueOn: string | null;
  number: string | null;
  event: number | null;
  note: string | null;
}

export const moveFinding = (context: Context, account: Account, actor: Actor, move: FindingMove): Promise<FindingDetail> =>
  changing(context.db, account, move, kept(context, account), async (trx, row, divisions) => {
    if (!steps[move.step].includes(row.state)) throw notInState();
    if (move.step === 'close' && isOwnWork(account, row)) throw new Problem(403, 'Not allowed', '须由另一人复查后办结。Somebody else than who has mended it looks again and closes it.');
    const update = await updateOf(trx, account, row, move, divisions);
    await updateFinding(trx, row.id, update);
    await logChange(trx, actor, `finding.${move.step}`, recordOf(row.id, divisions), { ...diff(pick(row, update), { ...update }), summary: move.note === null ? {} : { note: move.note } });
  }); // prettier-ignore

/** What a step writes. @throws Problem 400 */
async function updateOf(trx: Db, account: Account, row: FindingRow, move: FindingMove, divisions: readonly string[]): Promise<FindingUpdate> {
  const { step, assigneeDivision, assignee, dueOn, number, event, note } = move;
  const today = todayInChina();
  const on = move.on ?? today;
  if (on > today) throw wrong('on', `日期不能在今天之后。\`on\` must not lie after today (${today}).`);
  switch (step) {
    case 'order':
      if (assigneeDivision === null || !divisions.some((code) => code === assigneeDivision)) throw wrong('assigneeDivision', `责任方须为界线相关政区: ${divisions.join(', ')}。It is ordered from a division that the line touches.`);
      if (dueOn === null || dueOn < on) throw wrong('dueOn', '须给出不早于通知日期的期限。A deadline, not before the day of the order, must be given.');
      return { state: 'ordered', assignee_code: assigneeDivision, assignee, due_on: dueOn, order_no: number, ordered_on: on, ordered_by: account.name };
    case 'done':
      if (on < (row.ordered_on ?? '0001')) throw wrong('on', `不能早于通知日期 ${row.ordered_on}。Not before the day of the order.`);
      await mustFit(trx, row, event, { note, by: null, from: null });
      return { state: 'done', done_event_id: event, done_note: note, done_on: on, done_by: account.name };
    case 'return':
      if (note === null) throw wrong('note', '退回须写明理由。`note` must say why.');
      return { state: row.ordered_on === null ? 'open' : 'ordered', done_event_id: null, done_note: note, done_on: null, done_by: null };
    case 'close':
      if (on < row.done_on!) throw wrong('on', `不能早于完成日期 ${row.done_on}。Not before the day that it was done.`);
      await mustFit(trx, row, event, { note, by: account.role === 'administrator' ? null : row.done_by, from: row.done_on });
      return { state: 'closed', closing_event_id: event, closing_note: note, closed_on: on, closed_by: account.name };
  }
} // prettier-ignore

const worked = ['repair', 'restore', 'replace', 'relocate', 'repaint', 'resurvey', 'retire'];

/**
 * A marker is done by the event of the repair; it is closed by an inspection of the same marker, not before the repair and not by
 * whoever has done it, or by what somebody else has seen and writes down. What is no marker is told in words.
 * @param by whose event it must not be; null: it is the repair itself
 */
async function mustFit(trx: Db, row: FindingRow, event: number | null, { note, by, from }: { note: string | null; by: string | null; from: string | null }): Promise<void> {
  const isRepair = from === null;
  if (event === null && isRepair && row.marker_id !== null) throw wrong('event', '界桩的问题须以修复记录办结: 先登记修复。What is wrong with a marker is done by the event of its repair.');
  if (event === null && note === null) throw wrong('note', '须写明情况, 或给出界桩记录。`note` or `event` must be given.');
  if (event === null) return;
  const found = await trx.selectFrom('marker_event').where('id', '=', event).select(['marker_id', 'kind', 'happened_on', 'recorded_by']).executeTakeFirst();
  if (found === undefined || found.marker_id !== row.marker_id) throw wrong('event', '不是这个界桩的记录。No event of this marker.');
  if (isRepair && !worked.includes(found.kind)) throw wrong('event', '须为修复、更换等记录, 不是检查。It must be a repair, not a look.');
  if (!isRepair && (found.kind !== 'inspect' || found.happened_on < from)) throw wrong('event', '须为修复之后的检查。It must be an inspection after the repair.');
  if (by !== null && found.recorded_by === by) throw wrong('event', '须由另一人复查。Somebody else than who has mended it must have looked.');
} // prettier-ignore
