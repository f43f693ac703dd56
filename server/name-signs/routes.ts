import * as api from '../api/name-signs.ts';
import type { SignDetail, NameSign } from '../api/name-signs.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import { actorOf } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { checkRecord } from '../office/record-check.ts';
import { inDivision, recordChanges } from '../office/records.ts';
import { contentOf, deleteSign, findSign, insertSign, listSigns, updateSign, type SignRow } from './store.ts'; // prettier-ignore

const toSign = (row: SignRow, tree: DivisionTree): NameSign => ({
  id: row.id,
  version: row.version,
  ...contentOf(row),
  placeName: row.place_name,
  path: tree.pathOf(row.division_code),
  photo: row.photo,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
});

async function detailOf({ db }: Context, id: number): Promise<SignDetail> {
  const row = await findSign(db, id);
  const attachments = (await listAttachments(db, 'sign', id)).map(toAttachment);
  return { ...toSign(row, await divisionTree(db)), attachments };
}

const { create, edit, remove } = recordChanges({
  type: 'sign',
  attached: 'sign',
  allow: (_db, account, { division }) => inDivision(account, division),
  nameOf: ({ name }) => name,
  check: (db, content) =>
    checkRecord(db, { ...content, days: ['checkedOn', content.erectedOn, content.checkedOn] }),
  find: findSign,
  contentOf,
  insert: insertSign,
  update: updateSign,
  remove: deleteSign,
  detailOf,
});

export const nameSignRoutes: readonly Route[] = [
  route(api.listNameSigns, async ({ query, context }) => {
    const before = query.next === undefined ? null : decodeCursor(query.next, 'number')[0];
    const { rows, total } = await listSigns(context.db, query, { before, limit: query.limit + 1 }); // prettier-ignore
    const tree = await divisionTree(context.db);
    const { items, next } = cutPage(rows, query.limit, (row) => [row.id]);
    return { items: items.map((row) => toSign(row, tree)), total, next };
  }),
  route(api.getNameSign, ({ params, context }) => detailOf(context, params.id)),
  route(api.createNameSign, ({ body, account, exchange, context }) =>
    create(context, account, actorOf(account, exchange), body),
  ),
  route(api.editNameSign, ({ params, match, body, account, exchange, context }) =>
    edit(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(api.deleteNameSign, async ({ params, match, account, exchange, context }) => {
    await remove(context, account, actorOf(account, exchange), { id: params.id, match });
    return { done: true as const };
  }),
];
