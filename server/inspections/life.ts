import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type {
  InspectionChange,
  InspectionDetail,
  InspectionStep,
  NewInspection,
  NewSignature,
} from '../api/inspections.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import { divisionsOfLine } from '../boundaries/touched.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { badRequest, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { changing, type At } from './changing.ts';
import { describe, steps } from './detail.ts';
import { divisionNames, type NameOf } from '../boundaries/division-names.ts';
import { rolesOf } from './plan.ts';
import { findRound } from './rounds.ts';
import { sign } from './signatures.ts';
import { findInspection, insertInspection, lastBefore, updateInspection, type InspectionRow, type InspectionUpdate } from './store.ts'; // prettier-ignore

const recordOf = (id: number, divisions: readonly string[]) => ({
  type: 'inspection',
  id: String(id),
  divisions,
});

interface LineRow {
  code: string;
  name: string;
  level: string;
  side_a: string;
  side_b: string | null;
}

/** Plans one inspection: of a round, or a special one. */
export async function createInspection(context: Context, account: Account, actor: Actor, content: NewInspection): Promise<InspectionDetail> {
  const { db } = context;
  const line = await db.selectFrom('boundary_line').where('code', '=', content.line).select(['code', 'name', 'level', 'side_a', 'side_b']).executeTakeFirst();
  if (line === undefined) throw wrong('line', '界线不存在。The line is not known here.');
  const divisions = await divisionsOfLine(db, line.code);
  authorize(account, 'inspection.edit', { divisions });
  const sides = sidesOf(line);
  const round = content.round === null ? null : await findRound(db, content.round);
  checkKind(content, line, round);
  const last = round === null ? null : ((await lastBefore(db, round.level, round.number)).get(line.code) ?? null);
  const roles = content.lead === undefined ? rolesOf({ ...sides, previous: last }) : rolesLedBy(content.lead, [sides.side_a, sides.side_b]);
  const row = { kind: content.kind, round_id: content.round, line_code: line.code, year: content.year, cause: content.cause, lead_code: roles.lead, partner_code: roles.partner, created_by: account.name };
  const id = await transaction(db, async (trx) => {
    if (round !== null) {
      await findRound(trx, round.id, true); // two at once: the second one finds the first
      await mustBeOnce(trx, round.id, line.code);
    }
    const made = await insertInspection(trx, row);
    await logChange(trx, actor, 'inspection.add', recordOf(made, divisions), { after: row, summary: { name: line.name } });
    return made;
  });
  return describe(db, account, id);
} // prettier-ignore

const wrong = (field: string, what: string): Problem => badRequest(what, [{ where: `body: ${field}`, what }]);

/** @throws Problem 400 on a line that no neighbour shares */
function sidesOf({ level, side_a, side_b }: LineRow): { side_a: string; side_b: string } {
  if (side_b === null || level === 'national' || level === 'unclassified') throw wrong('line', '国界与未定界不在联检之列。This line is not inspected jointly.'); // prettier-ignore
  return { side_a, side_b };
}

/** @throws Problem 400 */
function checkKind(content: NewInspection, line: LineRow, round: { level: string; year_from: number; year_to: number } | null): void {
  if ((content.kind === 'regular') !== (round !== null)) throw wrong('round', '定期联检须属于一轮, 专项联检不属于任何一轮。A regular inspection belongs to a round, a special one to none.');
  if (content.kind === 'special' && content.cause === null) throw wrong('cause', '专项联检须写明原因: 灾害、河流或道路变化等。A special inspection names its cause.');
  if (round === null) return;
  if (round.level !== line.level) throw wrong('round', '轮次与界线的级别不符。The round is of another level than the line.');
  if (content.year < round.year_from || content.year > round.year_to) throw wrong('year', `年度须在 ${round.year_from}–${round.year_to}。The year must lie in the round.`);
} // prettier-ignore

function rolesLedBy(lead: string, sides: readonly [string, string]): { lead: string; partner: string } {
  if (!sides.includes(lead)) throw wrong('lead', `牵头方须为 ${sides.join(' 或 ')}。The lead must be one of the sides.`); // prettier-ignore
  return { lead, partner: sides[0] === lead ? sides[1] : sides[0] };
}

async function mustBeOnce(trx: Db, round: number, line: string): Promise<void> {
  const there = await trx.selectFrom('inspection').where('round_id', '=', round).where('line_code', '=', line).where('state', '<>', 'cancelled').select('id').executeTakeFirst(); // prettier-ignore
  if (there !== undefined) throw new Problem(409, 'There already', `本轮已有这条界线的联检 (${there.id})。The round has an inspection of this line already.`); // prettier-ignore
}

const kept = (db: Db, account: Account) => ({ find: findInspection, detail: (id: number) => describe(db, account, id) }); // prettier-ignore

/** Fields of a change and their columns. */
const columnOf = {
  year: 'year', team: 'team', officeOn: 'office_on', fieldFrom: 'field_from', fieldTo: 'field_to', observance: 'observance', upkeep: 'upkeep',
  terrain: 'terrain', landUse: 'land_use', other: 'other', conclusion: 'conclusion', reportNo: 'report_no', cause: 'cause',
} as const; // prettier-ignore

export const editInspection = (context: Context, account: Account, actor: Actor, { change, ...at }: At & { change: InspectionChange }): Promise<InspectionDetail> =>
  changing(context.db, account, at, kept(context.db, account), async (trx, row, divisions) => {
    await mustBeOpen(trx, row);
    const update: Record<string, unknown> = {};
    for (const [field, column] of Object.entries(columnOf)) if (change[field as keyof typeof columnOf] !== undefined) update[column] = change[field as keyof typeof columnOf];
    if (change.lead !== undefined && change.lead !== row.lead_code) Object.assign(update, swapped(row, change.lead));
    const next = { ...row, ...update } as InspectionRow;
    checkContent(next);
    await updateInspection(trx, row.id, update as InspectionUpdate);
    await logChange(trx, actor, 'inspection.edit', recordOf(row.id, divisions), { ...diff(pick(row, update), update), summary: { name: row.line_name } });
  }); // prettier-ignore

const pick = (row: InspectionRow, update: object): Record<string, unknown> => Object.fromEntries(Object.keys(update).map((name) => [name, row[name as keyof InspectionRow]])); // prettier-ignore

/** @throws Problem 409 */
async function mustBeOpen(trx: Db, { id, state }: InspectionRow): Promise<void> {
  if (state !== 'planned' && state !== 'office' && state !== 'field') throw notInState();
  const signed = await trx.selectFrom('inspection_signature').where('inspection_id', '=', id).select('id').executeTakeFirst(); // prettier-ignore
  if (signed !== undefined) throw new Problem(409, 'Signed already', '已有一方签字: 须先撤回签字才能再改。A party has signed: its signature is withdrawn before anything is changed.'); // prettier-ignore
}

const notInState = (): Problem => new Problem(409, 'Not in this state', '现在的状态不能这样做。It cannot be done in the state that it is in.'); // prettier-ignore

/** Who leads is settled before anybody begins. */
function swapped(row: InspectionRow, lead: string): InspectionUpdate {
  if (row.state !== 'planned') throw new Problem(409, 'Not in this state', '开始以后不能再换牵头方。The roles are settled before it begins.'); // prettier-ignore
  const roles = rolesLedBy(lead, [row.lead_code, row.partner_code]);
  return { lead_code: roles.lead, partner_code: roles.partner };
}

/** @throws Problem 400 */
function checkContent(row: InspectionRow): void {
  if (row.round_from !== null && (row.year < row.round_from || row.year > row.round_to!)) throw wrong('year', `年度须在 ${row.round_from}–${row.round_to}。The year must lie in the round.`); // prettier-ignore
  if (row.kind === 'special' && (row.cause ?? '') === '') throw wrong('cause', '专项联检须写明原因。A special inspection names its cause.'); // prettier-ignore
  if (row.field_from !== null && row.field_to !== null && row.field_to < row.field_from) throw wrong('fieldTo', '外业结束不能早于开始。The field part does not end before it begins.'); // prettier-ignore
  if (row.office_on !== null && row.field_from !== null && row.field_from < row.office_on) throw wrong('fieldFrom', '先内业后外业。The office part comes before the field part.'); // prettier-ignore
}

export interface InspectionMove extends At {
  step: InspectionStep;
  on: string | undefined;
  filedTo: string | null;
  number: string | null;
  reason: string | null;
}

export const moveInspection = async (context: Context, account: Account, actor: Actor, move: InspectionMove): Promise<InspectionDetail> => {
  const nameOf = await divisionNames(context.db);
  return changing(context.db, account, move, kept(context.db, account), async (trx, row, divisions) => {
    if (!steps[move.step].includes(row.state)) throw notInState();
    const update = await updateOf(trx, { account, nameOf }, row, move);
    await updateInspection(trx, row.id, update);
    await logChange(trx, actor, `inspection.${move.step}`, recordOf(row.id, divisions), { ...diff(pick(row, update), { ...update }), summary: { name: row.line_name, ...(move.reason !== null && { reason: move.reason }) } });
  });
}; // prettier-ignore

/** For whom it is described, with names that were read before the transaction. */
interface Describer {
  account: Account;
  nameOf: NameOf;
}

/** What a step writes. @throws Problem 400, 409 where something that it needs is missing */
async function updateOf(trx: Db, by: Describer, row: InspectionRow, { step, on, filedTo, number, reason }: InspectionMove): Promise<InspectionUpdate> {
  const today = todayInChina();
  const day = on ?? today;
  if (day > today) throw wrong('on', `日期不能在今天之后。\`on\` must not lie after today (${today}).`);
  switch (step) {
    case 'office':
      return begun(row, { state: 'office', office_on: on ?? planned(row.office_on, today) });
    case 'field':
      if (row.team.length === 0) throw needs(['参加人员 team']);
      return begun(row, { state: 'field', field_from: on ?? planned(row.field_from, today) });
    case 'sign':
      return { state: 'signed', signed_on: await signedOn(trx, by, row, on) };
    case 'file':
      if (filedTo === null) throw wrong('filedTo', '须填写备案机关: 批准该界线的人民政府。The approving body must be given.');
      if (day < row.signed_on!) throw wrong('on', `备案不能早于签字 ${row.signed_on}。It is not filed before it is signed.`);
      return { state: 'filed', filed_to: filedTo, filed_on: day, filing_no: number };
    case 'cancel':
      if (reason === null) throw wrong('reason', '取消须写明理由。`reason` must say why.');
      return { state: 'cancelled', cancel_reason: reason, cancelled_on: day };
    case 'back':
      if (reason === null) throw wrong('reason', '退回上一步须写明理由。`reason` must say why.');
      return back(row);
  }
} // prettier-ignore

/** The day that was planned, if it has come; else today. */
const planned = (day: string | null, today: string): string => (day !== null && day <= today ? day : today);

function begun(row: InspectionRow, update: InspectionUpdate): InspectionUpdate {
  checkContent({ ...row, ...update });
  return update;
}

function back({ state }: InspectionRow): InspectionUpdate {
  if (state === 'signed') return { state: 'field', signed_on: null };
  return { state: state === 'field' ? 'office' : 'planned' };
}

const needs = (missing: readonly string[]): Problem => new Problem(409, 'Something is missing', `还缺: ${missing.join('; ')}。Still missing: see \`errors\`.`, { errors: missing.map((what) => ({ where: 'inspection', what })) }); // prettier-ignore

/** The day of the last signature, when everything is there. */
async function signedOn(
  trx: Db,
  { account, nameOf }: Describer,
  row: InspectionRow,
  on: string | undefined,
): Promise<string> {
  const { missing, signatures } = await describe(trx, account, row.id, nameOf);
  if (missing.length > 0) throw needs(missing);
  const last = signatures.map((one) => one.signedOn).sort((a, b) => (a < b ? -1 : 1)).at(-1)!; // prettier-ignore
  if (on !== undefined && on < last) throw wrong('on', `不能早于最后一方签字 ${last}。Not before the last signature.`); // prettier-ignore
  return on ?? last;
}

export const signInspection = (context: Context, account: Account, actor: Actor, { signature, ...at }: At & { signature: NewSignature }): Promise<InspectionDetail> =>
  changing(context.db, account, at, kept(context.db, account), async (trx, row, divisions) => {
    if (row.state !== 'field') throw notInState();
    await sign(trx, account, actor, { signed: { inspection: row.id }, parties: [row.lead_code, row.partner_code], divisions, from: row.field_from!, signature });
  }); // prettier-ignore
