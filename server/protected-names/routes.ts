import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import * as api from '../api/protected-names.ts';
import type {
  NewProtected,
  ProtectedChange,
  ProtectedDetail,
  ProtectedName,
} from '../api/protected-names.ts';
import { listAttachments, removeFile, toAttachment } from '../attachments/store.ts';
import { actorOf, diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { changedMeanwhile } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { todayInChina } from '../naming/today.ts';
import { checkRecord } from '../office/record-check.ts';
import { contentOf, deleteProtected, findProtected, insertProtected, listProtected, updateProtected, type ProtectedRow } from './store.ts'; // prettier-ignore

const toName = (row: ProtectedRow, tree: DivisionTree): ProtectedName => ({
  id: row.id,
  version: row.version,
  name: row.name,
  division: row.division_code,
  path: tree.pathOf(row.division_code),
  placeId: row.place_id,
  category: row.category,
  evidence: row.evidence,
  document: row.document,
  listedOn: row.listed_on,
  delistedOn: row.delisted_on,
  source: row.source_id,
  sample: row.sample,
  updatedAt: row.updated_at,
});

async function detailOf({ db }: Context, id: number): Promise<ProtectedDetail> {
  const row = await findProtected(db, id);
  const attachments = (await listAttachments(db, 'protected', id)).map(toAttachment);
  return { ...toName(row, await divisionTree(db)), attachments };
}

const record = (id: number, ...divisions: string[]) => ({ type: 'protected-name', id: String(id), divisions: [...new Set(divisions)] }); // prettier-ignore
const check = (context: Context, content: NewProtected): Promise<void> => checkRecord(context.db, { ...content, days: ['delistedOn', content.listedOn, content.delistedOn] }); // prettier-ignore

async function create(context: Context, account: Account, actor: Actor, content: NewProtected): Promise<ProtectedDetail> {
  authorize(account, 'place.edit', { divisions: [content.division] });
  await check(context, content);
  const id = await transaction(context.db, async (trx) => {
    const made = await insertProtected(trx, content);
    await logChange(trx, actor, 'protected-name.add', record(made, content.division), { after: { ...content } });
    return made;
  });
  return detailOf(context, id);
} // prettier-ignore

interface At {
  id: number;
  match: string;
}

async function edit(context: Context, account: Account, actor: Actor, { id, match, change }: At & { change: ProtectedChange }): Promise<ProtectedDetail> {
  const before = await findProtected(context.db, id);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const content: NewProtected = { ...contentOf(before), ...given };
  authorizeEach(account, 'place.edit', [before.division_code, content.division]);
  await check(context, content);
  const isStale = await transaction(context.db, async (trx) => {
    const row = await findProtected(trx, id, true);
    if (row.version !== match) return true;
    await updateProtected(trx, id, content);
    await logChange(trx, actor, 'protected-name.edit', record(id, row.division_code, content.division), { ...diff(contentOf(row), content), summary: { name: content.name } });
    return false;
  });
  const detail = await detailOf(context, id);
  if (isStale) throw changedMeanwhile(detail);
  return detail;
} // prettier-ignore

async function remove(context: Context, account: Account, actor: Actor, { id, match }: At): Promise<void> {
  authorize(account, 'place.edit', { divisions: [(await findProtected(context.db, id)).division_code] });
  const files = await transaction(context.db, async (trx) => {
    const row = await findProtected(trx, id, true);
    if (row.version !== match) return null;
    const attachments = await listAttachments(trx, 'protected', id);
    await deleteProtected(trx, id);
    await logChange(trx, actor, 'protected-name.delete', record(id, row.division_code), { before: { ...contentOf(row) } }); // prettier-ignore
    return attachments;
  });
  if (files === null) throw changedMeanwhile(await detailOf(context, id));
  for (const { file } of files) await removeFile(context.config, file);
}

export const protectedNameRoutes: readonly Route[] = [
  route(api.listProtectedNames, async ({ query, context }) => {
    const after = query.next === undefined ? null : decodeCursor(query.next, 'string', 'string', 'number');
    const { rows, total } = await listProtected(context.db, query, todayInChina(), { after, limit: query.limit + 1 }); // prettier-ignore
    const tree = await divisionTree(context.db);
    const { items, next } = cutPage(rows, query.limit, (row) => [row.division_code, row.name, row.id]);
    return { items: items.map((row) => toName(row, tree)), total, next };
  }),
  route(api.getProtectedName, ({ params, context }) => detailOf(context, params.id)),
  route(api.createProtectedName, ({ body, account, exchange, context }) =>
    create(context, account, actorOf(account, exchange), body),
  ),
  route(api.editProtectedName, ({ params, match, body, account, exchange, context }) =>
    edit(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(api.deleteProtectedName, async ({ params, match, account, exchange, context }) => {
    await remove(context, account, actorOf(account, exchange), { id: params.id, match });
    return { done: true as const };
  }),
];
