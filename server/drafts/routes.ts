import type { Account } from '../accounts/account.ts';
import { can, isWithin } from '../accounts/policy.ts';
import { insist } from '../accounts/refusal.ts';
import * as api from '../api/drafts.ts';
import type { DraftDetail, NewDraft } from '../api/drafts.ts';
import type { Body } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { divisionTree } from '../divisions/tree.ts';
import { actorOf, authorizeEach } from '../edits/actor.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { badRequest, changedMeanwhile, Problem } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { describeDraft, todayOf, toDraft } from './describe.ts';
import { actions, mayTake } from './life.ts';
import { moveDraft } from './move.ts';
import { checkShape, titleOf } from './proposal.ts';
import { addComment, findDraft, insertDraft, listDrafts, updateDraft, type DraftReader, type Proposal } from './store.ts'; // prettier-ignore
import { subjectOf } from './subject.ts';

export const draftRoutes: readonly Route[] = [
  route(api.listDrafts, async ({ query, account, context }) => {
    const before = query.next === undefined ? null : decodeCursor(query.next, 'number')[0];
    const { rows, total } = await listDrafts(context.db, readerOf(account), query, { before, limit: query.limit + 1 }); // prettier-ignore
    const tree = await divisionTree(context.db);
    const { items, next } = cutPage(rows, query.limit, (row) => [row.id]);
    return { items: items.map((row) => toDraft(row, tree)), total, next };
  }),
  route(api.getDraft, async ({ params, account, context }) => {
    const row = await findDraft(context.db, params.id);
    insist(mayTake(account, 'read', row));
    return describeDraft(context, account, row);
  }),
  route(api.createDraft, ({ body, account, exchange, context }) =>
    create(context, account, actorOf(account, exchange), body),
  ),
  route(api.editDraft, ({ params, match, body, account, exchange, context }) =>
    edit(context, account, actorOf(account, exchange), { id: params.id, match, body }),
  ),
  route(api.moveDraft, ({ params, match, body, account, exchange, context }) =>
    moveDraft(context, account, actorOf(account, exchange), { id: params.id, match, ...body }),
  ),
  route(api.commentDraft, async ({ params, body, account, exchange, context }) => {
    const row = await findDraft(context.db, params.id);
    insist(mayTake(account, 'read', row));
    await transaction(context.db, async (trx) => {
      await addComment(trx, row.id, { actor: account.name, state: row.state, text: body.text });
      await logChange(trx, actorOf(account, exchange), 'draft.comment', { type: 'draft', id: String(row.id), divisions: row.divisions }, { summary: { title: row.title } }); // prettier-ignore
    });
    return describeDraft(context, account, row);
  }),
];

/** Administrators see all; others the types that their role proposes or approves, in their jurisdiction. */
function readerOf(account: Account): DraftReader {
  const types = api.DraftType.options.filter((type) => {
    const { propose, approve } = actions[type];
    return can(account, propose).allowed || can(account, approve).allowed;
  });
  const jurisdiction = account.role === 'administrator' ? null : (account.jurisdiction ?? 'none');
  return { name: account.name, types, jurisdiction };
}

/** What a draft is called and where it is, from what it proposes. */
async function outline(
  context: Context,
  type: api.DraftType,
  proposal: Proposal,
  recordId: number | null,
): Promise<{ title: string; divisions: string[]; version: string | null }> {
  const subject = subjectOf(type);
  const present = recordId === null ? null : await subject.read(context.db, recordId);
  const content = subject.propose(present, proposal, todayOf());
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

async function create(
  context: Context,
  account: Account,
  actor: Actor,
  { type, recordId, ...given }: NewDraft,
): Promise<DraftDetail> {
  const proposal: Proposal = given;
  checkShape(proposal, recordId, subjectOf(type).needed);
  const { title, divisions, version } = await outline(context, type, proposal, recordId);
  authorizeEach(account, actions[type].propose, divisions);
  const id = await transaction(context.db, async (trx) => {
    const made = await insertDraft(trx, { record_type: type, record_id: recordId === null ? null : String(recordId), title, divisions, content: proposal, base: version, author: account.name }); // prettier-ignore
    await logChange(trx, actor, 'draft.create', { type: 'draft', id: String(made), divisions }, { after: { ...proposal }, summary: { title } }); // prettier-ignore
    return made;
  });
  return describeDraft(context, account, await findDraft(context.db, id));
}

type EditedDraft = Body<typeof api.editDraft>;

async function edit(
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
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const proposal: Proposal = { ...row.content, ...given };
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
