import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import * as api from '../api/name-signs.ts';
import type { NewSign, SignChange, SignDetail, NameSign } from '../api/name-signs.ts';
import { listAttachments, removeFile, toAttachment } from '../attachments/store.ts';
import { actorOf, diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { changedMeanwhile } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { checkRecord } from '../office/record-check.ts';
import { contentOf, deleteSign, findSign, insertSign, listSigns, updateSign, type SignRow } from './store.ts'; // prettier-ignore

const toSign = (row: SignRow, tree: DivisionTree): NameSign => ({
  id: row.id,
  version: row.version,
  name: row.name,
  placeId: row.place_id,
  placeName: row.place_name,
  division: row.division_code,
  path: tree.pathOf(row.division_code),
  kind: row.kind,
  material: row.material,
  state: row.state,
  point: row.lon === null ? null : [row.lon, row.lat!],
  location: row.location,
  erectedOn: row.erected_on,
  checkedOn: row.checked_on,
  note: row.note,
  photo: row.photo,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
});

async function detailOf({ db }: Context, id: number): Promise<SignDetail> {
  const row = await findSign(db, id);
  const attachments = (await listAttachments(db, 'sign', id)).map(toAttachment);
  return { ...toSign(row, await divisionTree(db)), attachments };
}

const record = (id: number, ...divisions: string[]) => ({ type: 'sign', id: String(id), divisions: [...new Set(divisions)] }); // prettier-ignore
const check = (context: Context, content: NewSign): Promise<void> => checkRecord(context.db, { ...content, days: ['checkedOn', content.erectedOn, content.checkedOn] }); // prettier-ignore

async function create(context: Context, account: Account, actor: Actor, content: NewSign): Promise<SignDetail> {
  authorize(account, 'place.edit', { divisions: [content.division] });
  await check(context, content);
  const id = await transaction(context.db, async (trx) => {
    const made = await insertSign(trx, content, account.name);
    await logChange(trx, actor, 'sign.add', record(made, content.division), { after: { ...content } });
    return made;
  });
  return detailOf(context, id);
} // prettier-ignore

interface At {
  id: number;
  match: string;
}

async function edit(context: Context, account: Account, actor: Actor, { id, match, change }: At & { change: SignChange }): Promise<SignDetail> {
  const before = await findSign(context.db, id);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const content: NewSign = { ...contentOf(before), ...given };
  authorizeEach(account, 'place.edit', [before.division_code, content.division]);
  await check(context, content);
  const isStale = await transaction(context.db, async (trx) => {
    const row = await findSign(trx, id, true);
    if (row.version !== match) return true;
    await updateSign(trx, id, content);
    await logChange(trx, actor, 'sign.edit', record(id, row.division_code, content.division), { ...diff(contentOf(row), content), summary: { name: content.name } });
    return false;
  });
  const detail = await detailOf(context, id);
  if (isStale) throw changedMeanwhile(detail);
  return detail;
} // prettier-ignore

async function remove(context: Context, account: Account, actor: Actor, { id, match }: At): Promise<void> {
  authorize(account, 'place.edit', { divisions: [(await findSign(context.db, id)).division_code] });
  const files = await transaction(context.db, async (trx) => {
    const row = await findSign(trx, id, true);
    if (row.version !== match) return null;
    const attachments = await listAttachments(trx, 'sign', id);
    await deleteSign(trx, id);
    await logChange(trx, actor, 'sign.delete', record(id, row.division_code), { before: { ...contentOf(row) } }); // prettier-ignore
    return attachments;
  });
  if (files === null) throw changedMeanwhile(await detailOf(context, id));
  for (const { file } of files) await removeFile(context.config, file);
}

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
