import type { Account } from '../accounts/account.ts';
import { insist } from '../accounts/refusal.ts';
import type { DraftDetail, DraftState, DraftStep, Papers } from '../api/drafts.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { takeDataset } from '../edits/dataset.ts';
import { refuseErrors } from '../edits/findings.ts';
import { followEdit } from '../edits/follow.ts';
import { badRequest, changedMeanwhile, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { fileDraft } from '../office/published.ts';
import type { PlaceContent } from '../api/place-edits.ts';
import { describeDraft } from './describe.ts';
import { mayTake, steps } from './life.ts';
import { addComment, findDraft, updateDraft, type DraftRow } from './store.ts';
import { subjectOf } from './subject.ts';

interface Move {
  id: number;
  match: string;
  step: DraftStep;
  comment: string;
  papers?: Papers | undefined;
}

/** The draft or its record is no longer what it was when the transaction began. */
class Stale extends Error {
  override name = 'Stale';
}

/**
 * Takes a draft one step on.
 * @throws Problem 403, 404, 409 in the wrong state, 412 with the draft and the present record, 422 with what is wrong
 */
export async function moveDraft(
  context: Context,
  account: Account,
  actor: Actor,
  move: Move,
): Promise<DraftDetail> {
  const row = await findDraft(context.db, move.id);
  insist(mayTake(account, 'read', row));
  insist(mayTake(account, move.step, row));
  const detail = await describeDraft(context, account, row);
  if (row.version !== move.match) throw changedMeanwhile(detail);
  if (!steps[move.step].from.includes(row.state)) throw new Problem(409, 'Not in this state', `草稿现在是“${stateWords[row.state]}”, 不能这样做。A draft that is ${row.state} cannot be ${move.step}ed.`); // prettier-ignore
  if (move.step === 'reject' && move.comment === '')
    throw badRequest('body: comment must say why it is rejected. 退回须写明理由。');
  if (move.step === 'reopen' && row.state === 'approved' && !detail.stale)
    throw new Problem(409, 'Not in this state', '已批准的草稿在记录未变时不能重新编辑。An approved draft is opened again only when its record has changed.'); // prettier-ignore
  if (['submit', 'approve', 'publish'].includes(move.step))
    refuseErrors([...detail.findings, ...(detail.naming?.blocking ?? [])]);
  if (['submit', 'approve', 'publish'].includes(move.step) && detail.stale) throw changedMeanwhile(detail);
  checkPapers(row, move, detail);
  try {
    if (move.step === 'publish') await publish(context, actor, row, move, detail.naming);
    else await transaction(context.db, (trx) => step(trx, actor, row, move, stepChange(row, move, actor, detail))); // prettier-ignore
  } catch (error) {
    if (!(error instanceof Stale)) throw error;
    throw changedMeanwhile(await describeDraft(context, account, await findDraft(context.db, move.id)));
  }
  if (move.step === 'publish') followEdit(context, subjectOf(row.record_type).dataset);
  return describeDraft(context, account, await findDraft(context.db, move.id));
}

const stateWords: Readonly<Record<DraftState, string>> = {
  draft: '草稿', submitted: '待审', approved: '已批准', rejected: '已退回', published: '已发布', withdrawn: '已撤回',
}; // prettier-ignore

type Change = Parameters<typeof updateDraft>[2];

function stepChange(row: DraftRow, { step }: Move, actor: Actor, detail: DraftDetail): Change {
  if (step === 'submit') return { at: 'submitted_at' };
  if (step === 'approve' || step === 'reject') return { at: 'decided_at', decided_by: actor.name };
  if (step === 'reopen') return { base: detail.present?.version ?? row.base };
  return {};
}

/** The state, the comment and the audit row, in one transaction. */
async function step(trx: Db, actor: Actor, row: DraftRow, move: Move, change: Change): Promise<void> {
  const now = await findDraft(trx, row.id, true);
  if (now.version !== move.match) throw new Stale();
  const { to } = steps[move.step];
  await updateDraft(trx, row.id, { ...change, state: to });
  await addComment(trx, row.id, { actor: actor.name, state: to, text: move.comment });
  await logChange(
    trx,
    actor,
    `draft.${move.step}`,
    { type: 'draft', id: String(row.id), divisions: row.divisions },
    { before: { state: row.state }, after: { state: to }, summary: { title: row.title } },
  );
}

/** What another body approves is published with its document. @throws Problem 400, 422 */
function checkPapers({ content }: DraftRow, { step, papers }: Move, { naming }: DraftDetail): void {
  const given = papers ?? content.papers;
  if (papers !== undefined && step !== 'publish') throw badRequest('body: papers come with publish. 批准文件随发布提交。'); // prettier-ignore
  if (step !== 'publish') return;
  if (given !== undefined && given.approvedOn > todayInChina()) throw badRequest('body: papers.approvedOn 批准日期在今天以后 must not be after today.'); // prettier-ignore
  if (given !== undefined || naming?.needsPapers !== true) return;
  const { authority, article } = naming.approval!;
  const what = `须有${authority}的批准文号和批准日期 (${article})`;
  throw new Problem(422, 'The approval is missing', `${what}。The number and the day of the document by which it was approved must be given in papers.`, { errors: [{ where: 'body: papers', what }] }); // prettier-ignore
}

/** Applies the draft like an edit, in the transaction of the step. */
async function publish(
  context: Context,
  actor: Actor,
  row: DraftRow,
  move: Move,
  naming: DraftDetail['naming'],
): Promise<void> {
  const subject = subjectOf(row.record_type);
  const id = row.record_id === null ? null : Number(row.record_id);
  const today = todayInChina();
  const present = id === null ? null : await subject.read(context.db, id);
  const content = subject.propose(present, row.content, today);
  const { findings, write } = await subject.check(context, present, content);
  refuseErrors(findings);
  await transaction(context.db, async (trx) => {
    await takeDataset(trx, subject.dataset);
    const now = id === null ? null : await subject.read(trx, id);
    if (now !== null && now.version !== row.base) throw new Stale();
    const written = await write(trx, actor, now, row.content, today);
    const papers = move.papers ?? row.content.papers ?? null;
    await step(trx, actor, row, move, { at: 'published_at', record_id: String(written), ...(papers === null ? {} : { content: { ...row.content, papers } }) }); // prettier-ignore
    if (naming !== null) await fileDraft(trx, actor, { row, naming, papers, before: present === null ? null : subject.contentOf(present).name, content: content as PlaceContent, place: written }); // prettier-ignore
  });
}
