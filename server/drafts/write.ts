import { given } from '../given.ts';
import type { Account } from '../accounts/account.ts';
import { isWithin } from '../accounts/policy.ts';
import { insist } from '../accounts/refusal.ts';
import * as api from '../api/drafts.ts';
import type { DraftDetail } from '../api/drafts.ts';
import type { Body } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { badRequest, changedMeanwhile, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { describeDraft } from './describe.ts';
import { actions, mayTake } from './life.ts';
import { checkShape, titleOf } from './proposal.ts';
import { findDraft, insertDraft, updateDraft, type Proposal } from './store.ts';
import { subjectOf } from './subject.ts';

/** What a draft is called and where it is, from what it proposes. */
async function outline(
  context: Context,
  type: api.DraftType,
  proposal: Proposal,
  recordId: number | null,
): Promise<{ title: string; divisions: string[]; version: string | null }> {
  const subject = subjectOf(type);
  const present = recordId === null ? null : await subject.read(context.db, recordId);
  const content = subject.propose(present, proposal, todayInChina());
  const before = present === null ? null : subject.contentOf(present);
  const divisions = [
    ...new Set([...(before === null ? [] : subject.divisionsOf(before)), ...subject.divisionsOf(content)]),
  ];
  return {
    title: titleOf(proposal.change, before?.name ?? null, content.name),
    divisions: withoutContained(divisions),
    version: present?.version ?? null,
  };
}

/** 150102 beside 150102001 says nothing more. */
const withoutContained = (codes: readonly string[]): string[] =>
  codes.filter((code) => !codes.some((other) => other !== code && other.length === 6 && isWithin(code, other))); // prettier-ignore

/** A new draft, whoever has put it together. */
interface Proposed extends Proposal {
  type: api.DraftType;
  recordId: number | null;
}

/** @param also what else is written in its transaction */
export async function createDraft(
  context: Context,
  account: Account,
  actor: Actor,
  { type, recordId, ...proposal }: Proposed,
  also: (trx: Db, id: number) => Promise<void> = () => Promise.resolve(),
): Promise<DraftDetail> {
  checkShape(proposal, recordId, subjectOf(type).needed);
  const { title, divisions, version } = await outline(context, type, proposal, recordId);
  authorizeEach(account, actions[type].propose, divisions);
  const id = await transaction(context.db, async (trx) => {
    const made = await insertDraft(trx, { record_type: type, record_id: recordId === null ? null : String(recordId), title, divisions, content: proposal, base: version, author: account.name }); // prettier-ignore
    await logChange(trx, actor, 'draft.create', { type: 'draft', id: String(made), divisions }, { after: { ...proposal }, summary: { title } }); // prettier-ignore
    await also(trx, made);
    return made;
  });
  return describeDraft(context, account, await findDraft(context.db, id));
}

type EditedDraft = Body<typeof api.editDraft>;

export async function editDraft(
  context: Context,
  account: Account,
  actor: Actor,
  { id, match, body }: { id: number; match: string; body: EditedDraft },
): Promise<DraftDetail> {
  const row = await findDraft(context.db, id);
  insist(mayTake(account, 'read', row));
  insist(mayTake(account, 'edit', row));
  if (row.version !== match) throw changedMeanwhile(await describeDraft(context, account, row));
  if (row.state !== 'draft') throw new Problem(409, 'Not in this state', '提交以后不能再改, 请先撤回或退回。Only a draft that is not submitted can be changed.'); // prettier-ignore
  const recordId = row.record_id === null ? null : Number(row.record_id);
  const proposal: Proposal = { ...row.content, ...given(body) };
  if (body.statement !== undefined && row.record_type !== 'place') throw badRequest('body: statement belongs to a proposal about a place.'); // prettier-ignore
  if (body.fields !== undefined) proposal.fields = fieldsOf(row.record_type, body.fields);
  checkShape(proposal, recordId, subjectOf(row.record_type).needed);
  const { title, divisions } = await outline(context, row.record_type, proposal, recordId);
  authorizeEach(account, actions[row.record_type].propose, divisions);
  const stale = await transaction(context.db, async (trx) => {
    if ((await findDraft(trx, id, true)).version !== match) return true;
    await updateDraft(trx, id, { title, divisions, content: proposal });
    await logChange(trx, actor, 'draft.edit', { type: 'draft', id: String(id), divisions }, { before: { ...row.content }, after: { ...proposal }, summary: { title } }); // prettier-ignore
    return false;
  });
  const detail = await describeDraft(context, account, await findDraft(context.db, id));
  if (stale) throw changedMeanwhile(detail);
  return detail;
}

/** @throws Problem 400 naming every field that is wrong */
function fieldsOf(type: api.DraftType, fields: unknown): Record<string, unknown> {
  const parsed = api.draftFields[type].safeParse(fields);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ where: `body: fields.${path.join('.')}`, what: message })); // prettier-ignore
  throw badRequest(errors.map(({ where, what }) => `${where} ${what}`).join('; '), errors);
}
