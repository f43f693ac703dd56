import { actorOf } from '../audit/log.ts';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Account } from '../accounts/account.ts';
import {
  cancelVerification, chooseVerified, deleteVerification, downloadVerification, getVerification, listVerifications, listVerifiedRows,
  mostVerified, pasteVerification, previewVerification, startVerification, uploadVerification, verifyNames, type Verification, type VerifyColumns, type VerifyOutcome,
} from '../api/verify.ts'; // prettier-ignore
import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';
import { decodeCursor, cutPage } from '../http/paging.ts';
import { badRequest, notFound, notYet, Problem } from '../http/problem.ts';
import { fileRoute, route, type Route } from '../http/route.ts';
import { ImportRefused } from '../imports/report.ts';
import { saveUpload } from '../imports/uploads.ts';
import { keyTableState } from '../places/key-table.ts';
import { asCsv, asXlsx } from './download.ts';
import { beginJob, createJob, deleteJob, describeJob, findJob, listJobs, writePreview, type JobRow } from './jobs.ts'; // prettier-ignore
import { chooseCandidate, dressRows, findRow, listRows } from './rows.ts';
import { cancelJob, listFolder, runJob, tidyLists } from './run.ts';
import { verifySlice } from './slice.ts';
import { pastedRows, previewList } from './source.ts';
import { readWhere } from './where.ts';

export const verifyRoutes: readonly Route[] = [
  route(verifyNames, async ({ body, audience, context }) => {
    await refuseWhileBuilding(context);
    const brought = body.names.map(({ name, division = null }) => ({ name, division }));
    const found = await verifySlice(context.db, brought, await readWhere(context.db), audience);
    const rows = found.map((verdict, at) => ({ ...verdict, ...brought[at]!, n: at + 1, chosen: false }));
    return { items: await dressRows(context.db, rows, await divisionTree(context.db), audience) };
  }),

  route(uploadVerification, async ({ query, upload, account, exchange, context }) => {
    if (/[/\\\p{Cc}]/u.test(query.name))
      throw badRequest('query: `name` is the name of a file, without a path.');
    await tidyLists(context);
    const { path } = await saveUpload(context.config, upload, listFolder);
    const preview = await orForget(path, () => previewList({ path, name: query.name }, {}));
    const id = await createJob(context.db, actorOf(account, exchange), { title: query.name, filePath: path, preview }); // prettier-ignore
    return answer(context, account, id);
  }),

  route(pasteVerification, async ({ body, account, exchange, context }) => {
    await refuseWhileBuilding(context);
    await tidyLists(context);
    const rows = pastedRows(body.text);
    if (rows.length === 0) throw badRequest('body: `text` 中没有地名。There is no name in it.');
    if (rows.length > mostVerified) throw badRequest(`body: 一次最多 ${mostVerified} 个地名。At most ${mostVerified} names at a time.`); // prettier-ignore
    const columns: VerifyColumns = { name: '地名', division: rows.some(([, division]) => division !== '') ? '所在政区' : null, headed: true }; // prettier-ignore
    const width = columns.division === null ? 1 : 2;
    const lines = [['地名', '所在政区'], ...rows].map((row) => row.slice(0, width));
    const { path } = await saveUpload(context.config, Readable.from([stringify(lines, { bom: true })]), listFolder); // prettier-ignore
    const title = body.title ?? `粘贴的 ${rows.length} 个地名`;
    const preview = await orForget(path, () => previewList({ path, name: `${title}.csv` }, { encoding: 'utf-8' })); // prettier-ignore
    const id = await createJob(context.db, actorOf(account, exchange), { title, filePath: path, preview });
    await start(context, await find(context, account, id), columns);
    return answer(context, account, id);
  }),

  route(listVerifications, async ({ query, account, context }) => {
    const before = query.next === undefined ? null : decodeCursor(query.next, 'number')[0];
    const { rows, total } = await listJobs(context.db, account.name, before, query.limit + 1);
    const { items, next } = cutPage(rows, query.limit, ({ id }) => [id]);
    return { items: items.map(describeJob), total, next };
  }),

  route(getVerification, ({ params, account, context }) => answer(context, account, params.id)),

  route(previewVerification, async ({ params, body, account, context }) => {
    const row = await find(context, account, params.id);
    if (row.state === 'running') throw conflict(row);
    await writePreview(context.db, row.id, await readable(() => previewList({ path: fileOf(row), name: row.title }, body))); // prettier-ignore
    return answer(context, account, row.id);
  }),

  route(startVerification, async ({ params, body, account, context }) => {
    await refuseWhileBuilding(context);
    const row = await find(context, account, params.id);
    fileOf(row);
    for (const header of [body.name, ...(body.division === null ? [] : [body.division])])
      if (!row.preview.headers.includes(header)) throw badRequest(`body: 文件中没有列“${header}”; 有: ${row.preview.headers.join(', ')}。There is no such column.`); // prettier-ignore
    await start(context, row, body);
    return answer(context, account, row.id);
  }),

  route(cancelVerification, async ({ params, account, context }) => {
    const row = await find(context, account, params.id);
    if (row.state !== 'running') throw conflict(row);
    await cancelJob(context.db, row.id);
    return answer(context, account, row.id);
  }),

  route(listVerifiedRows, async ({ params, query, account, audience, context }) => {
    const job = await find(context, account, params.id);
    const after = query.next === undefined ? 0 : decodeCursor(query.next, 'number')[0];
    const rows = await listRows(context.db, job.id, query.outcome, after, query.limit + 1);
    const { items, next } = cutPage(rows, query.limit, ({ n }) => [n]);
    const dressed = await dressRows(context.db, items, await divisionTree(context.db), audience);
    return { items: dressed, total: totalOf(job, query.outcome), next };
  }),

  route(chooseVerified, async ({ params, body, account, audience, context }) => {
    const job = await find(context, account, params.id);
    if (job.state !== 'done') throw conflict(job);
    if ((await findRow(context.db, job.id, params.n)) === undefined) throw notFound(`Row ${params.n}`);
    if (!(await chooseCandidate(context.db, job.id, params.n, body.place)))
      throw badRequest(`body: \`place\` ${body.place} 不在这一行的候选之中。It is none of the candidates of the row.`); // prettier-ignore
    const row = (await findRow(context.db, job.id, params.n))!;
    return (await dressRows(context.db, [row], await divisionTree(context.db), audience))[0]!;
  }),

  fileRoute(downloadVerification, async ({ params, query, account, context }) => {
    const job = await find(context, account, params.id);
    if (job.state !== 'done') throw conflict(job);
    const tree = await divisionTree(context.db);
    const name = `${job.title.replace(/\.[^.]{1,8}$/, '').replaceAll(/[\p{Cc}/\\:*?"<>|]/gu, '_')}-核验`;
    return query.f === 'csv'
      ? { name: `${name}.csv`, type: 'text/csv; charset=utf-8', body: asCsv(context.db, job, query.outcome, tree) } // prettier-ignore
      : { name: `${name}.xlsx`, type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', body: asXlsx(context.db, job, query.outcome, tree) }; // prettier-ignore
  }),

  route(deleteVerification, async ({ params, account, exchange, context }) => {
    const row = await find(context, account, params.id);
    if (row.state === 'running') await cancelJob(context.db, row.id);
    const path = await deleteJob(context.db, actorOf(account, exchange), row);
    if (path !== null) await rm(path, { force: true });
    return { done: true as const };
  }),
];

/** Their author's own, and administrators'. @throws Problem 404 for everybody else: it is not for them to know of it */
async function find(context: Context, account: Account, id: number): Promise<JobRow> {
  const row = await findJob(context.db, id);
  if (row === undefined || (row.author !== account.name && account.role !== 'administrator')) throw notFound(`Verification ${id}`); // prettier-ignore
  return row;
}

const answer = async (context: Context, account: Account, id: number): Promise<Verification> =>
  describeJob(await find(context, account, id));

const totalOf = ({ counts, done }: JobRow, outcome: VerifyOutcome | undefined): number =>
  outcome === undefined ? done : (counts?.[outcome] ?? 0);

function fileOf(row: JobRow): string {
  if (row.file_path === null) throw new Problem(409, 'The file is gone', `核验 ${row.id} 的文件已不在, 请重新上传。The file is gone; bring it again.`); // prettier-ignore
  return row.file_path;
}

const conflict = (row: JobRow): Problem =>
  new Problem(409, 'Not now', `核验 ${row.id} 的状态是 ${row.state}, 现在不能这样做。It is ${row.state}.`);

/** @throws Problem 503 while the search keys are being made: nothing would be found */
async function refuseWhileBuilding(context: Context): Promise<void> {
  if (!(await keyTableState(context.db)).whole) throw notYet('The search index');
}

async function start(context: Context, row: JobRow, columns: VerifyColumns): Promise<void> {
  if (!(await beginJob(context.db, row.id, columns))) throw conflict({ ...row, state: 'running' });
  void runJob(context, row, columns); // its failure is written into the list
}

/** What a file lacks is the sender's to mend. @throws Problem 400 */
async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImportRefused) throw badRequest(error.message);
    throw error;
  }
}

/** A file that cannot be read is not kept. */
async function orForget<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await readable(work);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
