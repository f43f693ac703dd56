import { given } from '../given.ts';
import type { Account } from '../accounts/account.ts';
import { can } from '../accounts/policy.ts';
import { authorize } from '../accounts/accounts.ts';
import type { DraftDetail } from '../api/drafts.ts';
import { FilingStep, type Filing, type FilingChange, type FilingDetail } from '../api/filings.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { findDraft } from '../drafts/store.ts';
import { createDraft } from '../drafts/write.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { changedMeanwhile, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { approvalOf, duesOf, isLate } from './due.ts';
import { checkFiling } from './filing-check.ts';
import { contentOf, findFiling, insertFiling, rewriteFiling, updateFiling, type FilingContent, type FilingRow, type FilingUpdate } from './filing-store.ts'; // prettier-ignore

/** Jurisdiction that lists are cut to; null for administrators. */
export const jurisdictionOf = (account: Account): string | null => (account.role === 'administrator' ? null : (account.jurisdiction ?? 'none')); // prettier-ignore

export const toFiling = (row: FilingRow, tree: DivisionTree, today: string): Filing => ({
  id: row.id,
  version: row.version,
  state: row.state,
  ...contentOf(row),
  path: tree.pathOf(row.division_code),
  filedOn: row.filed_on,
  filingNo: row.filing_no,
  noticedOn: row.noticed_on,
  noticeNo: row.notice_no,
  noticeUrl: row.notice_url,
  draftId: row.draft_id,
  registeredBy: row.registered_by,
  reviewedBy: row.reviewed_by,
  reviewedAt: row.reviewed_at,
  reviewNote: row.review_note,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  late: isLate(row, tree, today),
  due: duesOf(row, tree, today),
});

export const recordOf = (id: number, ...divisions: string[]) => ({ type: 'filing', id: String(id), divisions: [...new Set(divisions)] }); // prettier-ignore

export async function describeFiling(context: Context, account: Account, row: FilingRow): Promise<FilingDetail> {
  const tree = await divisionTree(context.db);
  return {
    ...toFiling(row, tree, todayInChina()),
    approval: approvalOf(row, tree),
    attachments: (await listAttachments(context.db, 'filing', row.id)).map(toAttachment),
    may: mayOf(account, row, await isProposed(context, row)),
  };
} // prettier-ignore

/** A filing whose draft was withdrawn can be proposed once more. */
export const isProposed = async ({ db }: Context, { draft_id }: FilingRow): Promise<boolean> =>
  draft_id !== null && (await findDraft(db, draft_id)).state !== 'withdrawn';

/** From which state a step starts. `return` takes an acceptance back as long as there was no notice. */
const steps: Readonly<Record<FilingStep, (row: FilingRow) => boolean>> = {
  accept: ({ state }) => state === 'registered',
  return: ({ state, noticed_on, draft_id }) => state === 'registered' || (state === 'accepted' && noticed_on === null && draft_id === null), // prettier-ignore
  file: ({ state, filed_on }) => state === 'accepted' && filed_on === null,
  notice: ({ state, noticed_on }) => state === 'accepted' && noticed_on === null,
};

const reviews = (step: FilingStep): boolean => step === 'accept' || step === 'return';
/** What accepts or returns is asked with who has registered it: two pairs of eyes. */
export const reviewed = ({ division_code, registered_by }: FilingRow) => ({ divisions: [division_code], author: registered_by }); // prettier-ignore
const thing = (row: FilingRow, step: FilingStep) => (reviews(step) ? reviewed(row) : { divisions: [row.division_code] }); // prettier-ignore

function mayOf(account: Account, row: FilingRow, proposed: boolean): FilingDetail['may'] {
  const inside = { divisions: [row.division_code] };
  const mayPropose = can(account, 'place.propose', inside).allowed;
  return [
    ...(row.state !== 'accepted' && mayPropose ? (['edit'] as const) : []),
    ...(row.state === 'accepted' && can(account, 'place.approve', reviewed(row)).allowed ? (['correct'] as const) : []), // prettier-ignore
    ...FilingStep.options.filter((step) => steps[step](row) && can(account, 'place.approve', thing(row, step)).allowed), // prettier-ignore
    ...(row.state === 'accepted' && row.place_id === null && !proposed && mayPropose ? (['propose'] as const) : []), // prettier-ignore
  ];
}

/** @throws Problem 403 outside the jurisdiction */
export function mayRead(account: Account, row: FilingRow): void {
  authorize(account, 'place.propose', { divisions: [row.division_code] });
}

export async function createFiling(context: Context, account: Account, actor: Actor, content: FilingContent): Promise<FilingDetail> {
  authorize(account, 'place.propose', { divisions: [content.division] });
  await checkFiling(context, content);
  const id = await transaction(context.db, async (trx) => {
    const made = await insertFiling(trx, content, { by: account.name });
    await logChange(trx, actor, 'filing.register', recordOf(made, content.division), { after: { ...content }, summary: { name: content.name } });
    return made;
  });
  return describeFiling(context, account, await findFiling(context.db, id));
} // prettier-ignore

export interface At {
  id: number;
  match: string;
}

/** Runs a change on the row that the caller has seen. @throws Problem 409, 412 */
export async function changing(
  context: Context,
  account: Account,
  { id, match }: At,
  isPossible: (row: FilingRow) => boolean,
  work: (trx: Parameters<Parameters<typeof transaction>[1]>[0], row: FilingRow) => Promise<void>,
): Promise<FilingDetail> {
  const problem = await transaction(context.db, async (trx) => {
    const row = await findFiling(trx, id, true);
    if (row.version !== match) return 'stale';
    if (!isPossible(row)) return 'state';
    await work(trx, row);
    return null;
  });
  const detail = await describeFiling(context, account, await findFiling(context.db, id));
  if (problem === 'stale') throw changedMeanwhile(detail);
  if (problem === 'state') throw new Problem(409, 'Not in this state', '现在的状态不能这样做。It cannot be done in the state that it is in.'); // prettier-ignore
  return detail;
}

export async function editFiling(
  context: Context,
  account: Account,
  actor: Actor,
  { change, ...at }: At & { change: FilingChange },
): Promise<FilingDetail> {
  const before = await findFiling(context.db, at.id);
  const content: FilingContent = { ...contentOf(before), ...given(change) };
  authorizeEach(account, 'place.propose', [before.division_code, content.division]);
  await checkFiling(context, content);
  return changing(context, account, at, ({ state }) => state !== 'accepted', async (trx, row) => {
    await rewriteFiling(trx, at.id, content, account.name);
    await logChange(trx, actor, 'filing.edit', recordOf(at.id, row.division_code, content.division), { ...diff({ ...contentOf(row) }, { ...content }), summary: { name: content.name } }); // prettier-ignore
  }); // prettier-ignore
}

export interface FilingMove extends At {
  step: FilingStep;
  on: string | undefined;
  number: string | null;
  url: string | null;
  note: string | null;
}

export async function moveFiling(context: Context, account: Account, actor: Actor, move: FilingMove): Promise<FilingDetail> {
  const row = await findFiling(context.db, move.id);
  authorize(account, 'place.approve', thing(row, move.step));
  const change = changeOf(row, move, account.name);
  return changing(context, account, move, steps[move.step], async (trx) => {
    await updateFiling(trx, move.id, change);
    await logChange(trx, actor, `filing.${move.step}`, recordOf(move.id, row.division_code), { ...diff(pick(row, change), { ...change }), summary: { name: row.name } });
  });
} // prettier-ignore

const pick = (row: FilingRow, change: FilingUpdate): Record<string, unknown> => Object.fromEntries(Object.keys(change).map((name) => [name, row[name as keyof FilingRow]])); // prettier-ignore

/** @throws Problem 400 on a day that cannot be, or a return without a reason */
function changeOf(row: FilingRow, { step, on, number, url, note }: FilingMove, by: string): FilingUpdate {
  const today = todayInChina();
  const day = on ?? today;
  if (day > today || day < row.approved_on) throw new Problem(400, 'The request cannot be understood', `日期须在批准日期 ${row.approved_on} 与今天之间。\`on\` must lie between the day of approval and today.`, { errors: [{ where: 'body: on', what: `${row.approved_on} … ${today}` }] }); // prettier-ignore
  switch (step) {
    case 'accept':
      return { state: 'accepted', reviewed_by: by, review_note: note };
    case 'return':
      if (note === null) throw new Problem(400, 'The request cannot be understood', '退回须写明理由。`note` must say why.', { errors: [{ where: 'body: note', what: '必填 must be given' }] }); // prettier-ignore
      return { state: 'returned', reviewed_by: by, review_note: note };
    case 'file':
      return { filed_on: day, filing_no: number };
    case 'notice':
      return { noticed_on: day, notice_no: number, notice_url: url };
  }
}

const changes = { naming: 'add', renaming: 'rename', cancelling: 'cancel' } as const;

/** A draft that brings an accepted filing into the gazetteer. */
export async function proposeFiling(context: Context, account: Account, actor: Actor, { id, match }: At): Promise<DraftDetail> {
  const row = await findFiling(context.db, id);
  mayRead(account, row);
  if (row.version !== match) throw changedMeanwhile(await describeFiling(context, account, row));
  if (row.state !== 'accepted' || (row.act === 'naming' && row.place_id !== null) || (await isProposed(context, row))) throw new Problem(409, 'Not in this state', '须先核收，且只能入库一次。It is accepted first, and brought in once.');
  if (row.act !== 'naming' && row.place_id === null) throw new Problem(409, 'No entry', '请先在备案中指明地名条目。The filing must name the entry of the gazetteer first: placeId.');
  const fields = row.act === 'cancelling' ? {} : fieldsOf(row);
  const proposal = {
    type: 'place' as const,
    change: changes[row.act],
    recordId: row.act === 'naming' ? null : row.place_id,
    reason: `${row.authority}${row.document_no === null ? '' : ` ${row.document_no}`} 批准`,
    effectiveOn: row.approved_on,
    fields,
    statement: { origin: null, famous: false, border: row.approval_case === 'village_border', significance: row.significance, explanation: null },
    ...(row.document_no === null ? {} : { papers: { authority: row.authority, number: row.document_no, approvedOn: row.approved_on } }),
    filing: id,
  };
  return createDraft(context, account, actor, proposal, async (trx, draft) => {
    const now = await findFiling(trx, id, true);
    if (now.version !== match) throw changedMeanwhile({ ...toFiling(now, await divisionTree(trx), todayInChina()) });
    await updateFiling(trx, id, { draft_id: draft });
    await logChange(trx, actor, 'filing.propose', recordOf(id, row.division_code), { summary: { name: row.name, draft } });
  });
} // prettier-ignore

/** @throws Problem 409 where the class is missing */
function fieldsOf(row: FilingRow): Record<string, unknown> {
  if (row.act === 'naming' && row.class_code === null) throw new Problem(409, 'No class', '请先在备案中填写地名类别。The filing must have its class first.'); // prettier-ignore
  const given: Record<string, unknown> = {
    name: row.name,
    class: row.class_code,
    division: row.division_code,
    roman: row.roman,
    mongolian: row.mongolian,
    point: row.lon === null ? null : [row.lon, row.lat],
  };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  return { ...known, ...(row.meaning === null ? {} : { attributes: { meaning: row.meaning } }) };
}
