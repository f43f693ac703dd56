import { actorOf } from '../audit/log.ts';
import * as filingApi from '../api/filings.ts';
import * as api from '../api/office.ts';
import { divisionTree } from '../divisions/tree.ts';
import { cutPage, decodeCursor, encodeCursor } from '../http/paging.ts';
import { badRequest } from '../http/problem.ts';
import { fileRoute, route, type Route } from '../http/route.ts';
import { todayInChina } from '../naming/today.ts';
import { changesCsv, countChanges, keyOfChange, listChanges } from './changes.ts';
import { desk } from './desk.ts';
import { findFiling, listFilings } from './filing-store.ts';
import { correctFiling } from './filing-correction.ts';
import { createFiling, describeFiling, editFiling, jurisdictionOf, mayRead, moveFiling, proposeFiling, toFiling } from './filings.ts'; // prettier-ignore
import { noticeOf } from './notice.ts';
import { filingPackage } from './package.ts';

/** @throws Problem 400 */
function inOrder<Q extends { from: string; to: string; sample: 'true' | 'false' }>(query: Q) {
  if (query.from > query.to) throw badRequest('query: 起始日期晚于截止日期。`from` must not be after `to`.');
  return { ...query, sample: query.sample === 'true' };
}

export const officeRoutes: readonly Route[] = [
  route(api.getOffice, ({ account, context }) => desk(context, account)),
  route(filingApi.listFilings, async ({ query, account, context }) => {
    const before = query.next === undefined ? null : decodeCursor(query.next, 'number')[0];
    const { rows, total } = await listFilings(context.db, jurisdictionOf(account), query, { before, limit: query.limit + 1 }); // prettier-ignore
    const [tree, today] = [await divisionTree(context.db), todayInChina()];
    const { items, next } = cutPage(rows, query.limit, (row) => [row.id]);
    return { items: items.map((row) => toFiling(row, tree, today)), total, next };
  }),
  route(filingApi.getFiling, async ({ params, account, context }) => {
    const row = await findFiling(context.db, params.id);
    mayRead(account, row);
    return describeFiling(context, account, row);
  }),
  route(filingApi.createFiling, ({ body, account, exchange, context }) =>
    createFiling(context, account, actorOf(account, exchange), body),
  ),
  route(filingApi.editFiling, ({ params, match, body, account, exchange, context }) =>
    editFiling(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(filingApi.correctFiling, ({ params, match, body, account, exchange, context }) =>
    correctFiling(context, account, actorOf(account, exchange), { id: params.id, match, ...body }),
  ),
  route(filingApi.moveFiling, ({ params, match, body, account, exchange, context }) =>
    moveFiling(context, account, actorOf(account, exchange), { id: params.id, match, ...body, on: body.on }),
  ),
  route(filingApi.proposeFiling, ({ params, match, account, exchange, context }) =>
    proposeFiling(context, account, actorOf(account, exchange), { id: params.id, match }),
  ),
  route(filingApi.getNotice, async ({ params, account, context }) => {
    const row = await findFiling(context.db, params.id);
    mayRead(account, row);
    return noticeOf(row, await divisionTree(context.db), todayInChina());
  }),
  fileRoute(filingApi.getFilingPackage, async ({ params, account, context }) => {
    const row = await findFiling(context.db, params.id);
    mayRead(account, row);
    return { name: `地名备案 ${row.name} ${row.id}.zip`, type: 'application/zip', body: await filingPackage(context, row) }; // prettier-ignore
  }),
  route(
    api.listNameChanges,
    async ({ query, context }) => {
      const question = inOrder(query);
      const after = query.next === undefined ? null : decodeCursor(query.next, 'string', 'number', 'string', 'string'); // prettier-ignore
      const rows = await listChanges(context.db, question, after, query.limit + 1);
      const items = rows.slice(0, query.limit);
      const next = rows.length > query.limit ? encodeCursor(keyOfChange(items.at(-1)!)) : null;
      return { items, total: await countChanges(context.db, question), next };
    },
    undefined,
    ({ query, context }) => changesCsv(context.db, inOrder(query)),
  ),
];
