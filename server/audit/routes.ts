import type { Account } from '../accounts/account.ts';
import * as api from '../api/audit.ts';
import type { AuditEntry, HistoryEntry } from '../api/audit.ts';
import type { Db } from '../database/open.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { csv } from '../http/csv.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { listHistory } from './history.ts';
import {
  countChanges,
  findChange,
  listChanges,
  termsOf,
  type AuditFilter,
  type AuditRow,
} from './queries.ts';

export const auditRoutes: readonly Route[] = [
  route(
    api.listAudit,
    async ({ query, account, context: { db } }) => {
      const { limit, next, f: _, ...filter } = query;
      const before = next === undefined ? null : decodeCursor(next, 'number')[0];
      const page = cutPage(await listChanges(db, account, filter, before, limit + 1), limit, ({ id }) => [
        id,
      ]);
      const tree = await divisionTree(db);
      const total = await countChanges(db, account, filter);
      return { items: page.items.map((row) => toEntry(row, tree)), total, next: page.next };
    },
    undefined,
    async function* ({ query, account, context }) {
      const { limit: _, next: __, f: ___, ...filter } = query;
      yield* csv(csvRows(context.db, account, filter)) as AsyncIterable<string>;
    },
  ),

  route(api.getAuditEntry, async ({ params, account, context: { db } }) => {
    const row = await findChange(db, account, params.id);
    if (row === undefined) throw notFound(`Change ${params.id}`);
    return toEntry(row, await divisionTree(db));
  }),

  route(api.listAuditTerms, ({ account, context }) => termsOf(context.db, account)),

  route(api.listHistory, async ({ params: { type, id }, query: { limit, next }, context }) => {
    const before = next === undefined ? null : decodeCursor(next, 'number')[0];
    const { rows, total } = await listHistory(context.db, type, id, before, limit + 1);
    const page = cutPage(rows, limit, (row) => [row.id]);
    return { items: page.items.map(withoutOthers), total, next: page.next };
  }),
];

const toEntry = ({ divisions, ...row }: AuditRow, tree: DivisionTree): AuditEntry => ({
  ...row,
  divisions: divisions.map((code) => ({ code, name: tree.get(code)?.name ?? code })),
});

/** Of an import or a pack only the counts belong into the history of one record. */
function withoutOthers(row: HistoryEntry): HistoryEntry {
  if (row.about === 'record') return row;
  const kept = ['version', 'added', 'changed', 'removed'].filter((name) => name in row.summary);
  return { ...row, summary: Object.fromEntries(kept.map((name) => [name, row.summary[name]])) };
}

const batch = 1000;
const headers = ['编号', '时间 (北京时间)', '操作者', '来自', '操作', '记录类型', '记录编号', '区划', '修改前', '修改后', '说明', '请求号']; // prettier-ignore
const filterNames: Readonly<Record<keyof AuditFilter, string>> = {
  actor: '操作者',
  action: '操作',
  type: '记录类型',
  record: '记录编号',
  division: '区划',
  from: '起',
  to: '止',
  q: '文字',
};

/** The whole log that the reader may know of, page by page: rows that come meanwhile are not in it. */
async function* csvRows(db: Db, reader: Account, filter: AuditFilter): AsyncGenerator<unknown[]> {
  const tree = await divisionTree(db);
  const given = Object.entries(filterNames).flatMap(([name, title]) => {
    const value = filter[name as keyof AuditFilter];
    return value === undefined ? [] : [`${title}: ${value}`];
  });
  yield ['审计日志'];
  yield ['导出者', reader.name];
  yield ['导出时间 (北京时间)', beijing(new Date().toISOString())];
  yield ['筛选', given.join('; ') || '无'];
  yield ['条数', await countChanges(db, reader, filter)];
  yield [];
  yield headers;
  let rows = await listChanges(db, reader, filter, null, batch);
  while (rows.length > 0) {
    for (const row of rows) yield csvRow(toEntry(row, tree));
    rows = await listChanges(db, reader, filter, rows.at(-1)!.id, batch);
  }
}

const csvRow = (entry: AuditEntry): unknown[] => [
  entry.id,
  beijing(entry.at),
  entry.actor,
  entry.origin,
  entry.action,
  entry.recordType,
  entry.recordId,
  entry.divisions.map(({ code, name }) => `${code} ${name}`).join('; '),
  inCell(entry.before),
  inCell(entry.after),
  inCell(entry.summary),
  entry.requestId,
];

const inCell = (fields: Record<string, unknown> | null): string =>
  fields === null || Object.keys(fields).length === 0 ? '' : JSON.stringify(fields);

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});
/** @returns 2026-01-31 09:05:00, as spreadsheets read it */
const beijing = (at: string): string => clock.format(new Date(at));
