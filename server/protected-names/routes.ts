import * as api from '../api/protected-names.ts';
import type { ProtectedDetail, ProtectedName } from '../api/protected-names.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import { actorOf } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { todayInChina } from '../naming/today.ts';
import { checkRecord } from '../office/record-check.ts';
import { inDivision, recordChanges } from '../office/records.ts';
import { contentOf, deleteProtected, findProtected, insertProtected, listProtected, updateProtected, type ProtectedRow } from './store.ts'; // prettier-ignore

const toName = (row: ProtectedRow, tree: DivisionTree): ProtectedName => ({
  id: row.id,
  version: row.version,
  ...contentOf(row),
  path: tree.pathOf(row.division_code),
  source: row.source_id,
  sample: row.sample,
  updatedAt: row.updated_at,
});

async function detailOf({ db }: Context, id: number): Promise<ProtectedDetail> {
  const row = await findProtected(db, id);
  const attachments = (await listAttachments(db, 'protected', id)).map(toAttachment);
  return { ...toName(row, await divisionTree(db)), attachments };
}

const { create, edit, remove } = recordChanges({
  type: 'protected-name',
  attached: 'protected',
  allow: (_db, account, { division }) => inDivision(account, division),
  nameOf: ({ name }) => name,
  check: (db, content) =>
    checkRecord(db, { ...content, days: ['delistedOn', content.listedOn, content.delistedOn] }),
  find: findProtected,
  contentOf,
  insert: insertProtected,
  update: updateProtected,
  remove: deleteProtected,
  detailOf,
});

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
