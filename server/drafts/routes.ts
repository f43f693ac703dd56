import type { Account } from '../accounts/account.ts';
import { can } from '../accounts/policy.ts';
import { insist } from '../accounts/refusal.ts';
import * as api from '../api/drafts.ts';
import { listAttachments, removeFile } from '../attachments/store.ts';
import { actorOf, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { divisionTree } from '../divisions/tree.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { changedMeanwhile, Problem } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { canDelete, describeDraft, toDraft } from './describe.ts';
import { actions, mayTake } from './life.ts';
import { moveDraft } from './move.ts';
import { addComment, findDraft, listDrafts, type DraftReader, type DraftRow } from './store.ts';
import { createDraft, editDraft } from './write.ts';

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
    createDraft(context, account, actorOf(account, exchange), body),
  ),
  route(api.editDraft, ({ params, match, body, account, exchange, context }) =>
    editDraft(context, account, actorOf(account, exchange), { id: params.id, match, body }),
  ),
  route(api.moveDraft, ({ params, match, body, account, exchange, context }) =>
    moveDraft(context, account, actorOf(account, exchange), { id: params.id, match, ...body }),
  ),
  route(api.deleteDraft, async ({ params, match, account, exchange, context }) => {
    const row = await findDraft(context.db, params.id);
    insist(mayTake(account, 'read', row));
    insist(mayTake(account, 'delete', row));
    if (row.version !== match) throw changedMeanwhile(await describeDraft(context, account, row));
    if (!canDelete(row)) throw new Problem(409, 'Not in this state', '提交过的草稿不能删除, 可以撤回。A draft that was submitted stays: withdraw it.'); // prettier-ignore
    await removeDraft(context, actorOf(account, exchange), row);
    return { done: true as const };
  }),
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
export function readerOf(account: Account): DraftReader {
  const types = api.DraftType.options.filter((type) => {
    const { propose, approve } = actions[type];
    return can(account, propose).allowed || can(account, approve).allowed;
  });
  const jurisdiction = account.role === 'administrator' ? null : (account.jurisdiction ?? 'none');
  return { name: account.name, types, jurisdiction };
}

async function removeDraft({ db, config }: Context, actor: Actor, row: DraftRow): Promise<void> {
  const files = await transaction(db, async (trx) => {
    const now = await findDraft(trx, row.id, true);
    if (now.version !== row.version || !canDelete(now)) throw new Problem(409, 'Not in this state', '草稿刚有变动, 请重新打开。The draft has just changed: open it again.'); // prettier-ignore
    const attachments = await listAttachments(trx, 'draft', row.id);
    await trx.deleteFrom('draft').where('id', '=', row.id).execute();
    await logChange(trx, actor, 'draft.delete', { type: 'draft', id: String(row.id), divisions: row.divisions }, { before: { ...row.content }, summary: { title: row.title } }); // prettier-ignore
    return attachments.map(({ file }) => file);
  });
  for (const file of files) await removeFile(config, file);
}
