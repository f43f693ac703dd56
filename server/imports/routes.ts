import { actorOf } from '../audit/log.ts';
import { sql } from 'kysely';
import {
  cancelImport, checkImport, discardImport, getImport, ImportOptions, listImportChanges, listImportFindings, listImportKinds, listImports, previewImport,
  publishImport, rollBackImport, uploadImport, type ImportJob, type ImportKind,
} from '../api/imports.ts'; // prettier-ignore
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { allCrs } from '../crs/registry.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { decodeCursor, cutPage } from '../http/paging.ts';
import { badRequest, notFound, Problem } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import { changesCsv, countChanges, listChanges, mustHaveChanges } from './changes.ts';
import { countFindings, listFindings } from './findings.ts';
import {
  createJob,
  describeJob,
  findJob,
  listJobs,
  logJob,
  rollBackObstacle,
  writeSource,
  type JobRow,
} from './jobs.ts';
import { kinds } from './kinds.ts';
import { previewFile } from './preview.ts';
import { reportCsv } from './report-csv.ts';
import { ImportRefused } from './report.ts';
import { cancelJob, checkJob, forgetFile, publishJob, rollBackJob } from './run.ts';
import { saveUpload } from './uploads.ts';

const extensions = [
  '.geojson',
  '.json',
  '.geojsonl',
  '.csv',
  '.tsv',
  '.txt',
  '.xlsx',
  '.zip',
  '.gpkg',
  '.kml',
  '.kmz',
];

export const importRoutes: readonly Route[] = [
  route(listImportKinds, () =>
    Promise.resolve({
      kinds: Object.values(kinds).map(({ id, title, fields }) => ({
        id,
        title,
        fields: fields.map((field) => ({
          id: field.id,
          title: field.title,
          required: field.required === true,
          headers: [...field.headers],
        })),
      })),
      extensions,
      crs: allCrs().map(({ id, name }) => ({ id, name })),
    }),
  ),

  route(uploadImport, async ({ query, upload, account, exchange, context }) => {
    mayImport(account, query.kind);
    if (/[/\\\p{Cc}]/u.test(query.name))
      throw badRequest('query: `name` is the name of a file, without a path.');
    const { path, bytes, hash } = await saveUpload(context.config, upload);
    const options = ImportOptions.parse({});
    const id = await createJob(context.db, { kind: query.kind, fileName: query.name, filePath: path, fileBytes: bytes, fileHash: hash, options, actor: account.name, channel: 'browser' }, exchange.address); // prettier-ignore
    return answer(context, id);
  }),

  route(listImports, async ({ query, context }) => {
    const before = query.next === undefined ? null : decodeCursor(query.next, 'number')[0];
    const { rows, total } = await listJobs(context.db, query, before, query.limit + 1);
    const { items, next } = cutPage(rows, query.limit, (row) => [row.id]);
    return { items: await Promise.all(items.map((row) => describeJob(context.db, row))), total, next };
  }),

  route(getImport, ({ params, context }) => answer(context, params.id)),

  route(previewImport, async ({ params, account, body, context }) => {
    const row = await find(context, params.id);
    mayImport(account, row.kind as ImportKind);
    return refusedAs400(() => previewFile(context.config, kinds[row.kind as ImportKind], fileOf(row), body));
  }),

  route(checkImport, async ({ params, account, body, exchange, context }) => {
    const row = await find(context, params.id);
    mayImport(account, row.kind as ImportKind);
    const { may } = await describeJob(context.db, row);
    fileOf(row);
    if (!may.check) throw conflict(row, 'check');
    await refusedAs400(() =>
      start(context, row, {
        state: 'checking',
        prepare: async (trx) => {
          const source = await writeSource(trx, row.file_name, body);
          await sql`update import_job set options = ${JSON.stringify(body)}, source_id = ${source} where id = ${row.id}`.execute(trx); // prettier-ignore
          await logJob(trx, actorOf(account, exchange), 'check', row.id, body);
        },
        work: () => checkJob(context, row.id),
      }),
    );
    return answer(context, row.id);
  }),

  route(publishImport, async ({ params, account, exchange, context }) => {
    const row = await find(context, params.id);
    mayImport(account, row.kind as ImportKind);
    if (row.state !== 'checked') throw conflict(row, 'publish');
    const actor = actorOf(account, exchange);
    await start(context, row, {
      state: 'publishing',
      prepare: (trx) => logJob(trx, actor, 'publish', row.id),
      work: () => publishJob(context, row.id, actor),
    });
    return answer(context, row.id);
  }),

  route(cancelImport, async ({ params, account, exchange, context }) => {
    const row = await find(context, params.id);
    mayImport(account, row.kind as ImportKind);
    if (!(await describeJob(context.db, row)).may.cancel) throw conflict(row, 'cancel');
    await cancelJob(context.db, row.id, actorOf(account, exchange));
    return answer(context, row.id);
  }),

  route(rollBackImport, async ({ params, account, exchange, context }) => {
    const row = await find(context, params.id);
    mayImport(account, row.kind as ImportKind);
    const obstacle = await rollBackObstacle(context.db, row);
    if (obstacle !== null) throw new Problem(409, 'Cannot be rolled back', `${obstacle}。`);
    const actor = actorOf(account, exchange);
    await start(context, row, {
      state: 'rolling_back',
      prepare: (trx) => logJob(trx, actor, 'roll-back', row.id),
      work: () => rollBackJob(context, row.id, actor),
    });
    return answer(context, row.id);
  }),

  route(discardImport, async ({ params, account, exchange, context }) => {
    const row = await find(context, params.id);
    mayImport(account, row.kind as ImportKind);
    if (!(await describeJob(context.db, row)).may.discard) throw conflict(row, 'discard');
    await forgetFile(context, row);
    await discardJob(context.db, actorOf(account, exchange), row.id);
    return answer(context, row.id);
  }),

  route(
    listImportFindings,
    async ({ params, query, context }) => {
      await find(context, params.id);
      const { items, next } = await findingPage(context, params.id, query, query);
      return {
        items: items.map(({ finding }) => finding),
        total: await countFindings(context.db, params.id, query),
        next,
      };
    },
    async ({ params, query, context }) => {
      await find(context, params.id);
      const { items, next } = await findingPage(context, params.id, { ...query, placed: true }, query);
      const features = items.map(({ n, finding: { point, ...properties } }) => ({
        type: 'Feature' as const,
        id: n,
        geometry: { type: 'Point' as const, coordinates: point! },
        properties,
      }));
      return { type: 'FeatureCollection', features, numberMatched: await countFindings(context.db, params.id, { ...query, placed: true }), numberReturned: features.length, next } as never; // prettier-ignore
    },
    async function* ({ params, query, context }) {
      await find(context, params.id);
      yield* reportCsv(context.db, params.id, query) as AsyncIterable<string>;
    },
  ),

  route(
    listImportChanges,
    async ({ params, query, context }) => {
      await mustHaveChanges(context.db, await find(context, params.id));
      const after = query.next === undefined ? 0 : decodeCursor(query.next, 'number')[0];
      const changes = await listChanges(context.db, params.id, query, after, query.limit + 1);
      const { items, next } = cutPage(changes, query.limit, ({ id }) => [id]);
      return { items, total: await countChanges(context.db, params.id, query), next };
    },
    undefined,
    async function* ({ params, query, context }) {
      await mustHaveChanges(context.db, await find(context, params.id));
      yield* changesCsv(context.db, params.id, query);
    },
  ),
];

/**
 * A file may hold rows of the whole region, and replaces all rows of its source: besides administrators only an officer of
 * that kind whose jurisdiction is the region.
 */
const mayImport = (account: Account, kind: ImportKind): void =>
  authorize(account, `import.${kind}`, { divisions: ['150000'] });

type FindingQuery = {
  severity?: 'error' | 'warning' | undefined;
  check?: string | undefined;
  placed?: boolean;
};

async function findingPage(
  context: Context,
  id: number,
  filter: FindingQuery,
  { limit, next }: { limit: number; next?: string | undefined },
) {
  const after = next === undefined ? 0 : decodeCursor(next, 'number')[0];
  return cutPage(await listFindings(context.db, id, filter, after, limit + 1), limit, ({ n }) => [n]);
}

async function find(context: Context, id: number): Promise<JobRow> {
  const row = await findJob(context.db, id);
  if (row === undefined) throw notFound(`Import ${id}`);
  return row;
}

const answer = async (context: Context, id: number): Promise<ImportJob> =>
  describeJob(context.db, await find(context, id));

function fileOf(row: JobRow): { path: string; name: string } {
  if (row.file_path === null) throw new Problem(409, 'The file is gone', `任务 ${row.id} 的文件已不在 (载入或丢弃之后删除), 请重新上传。`); // prettier-ignore
  return { path: row.file_path, name: row.file_name };
}

const conflict = (row: JobRow, what: string): Problem =>
  new Problem(409, 'Not now', `Import ${row.id} is ${row.state}: it cannot ${what} now.`);

async function refusedAs400<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImportRefused) throw badRequest(error.message);
    throw error;
  }
}

/** Nothing is to come of a job. What was refused stays in the list as it is. */
const discardJob = (db: Db, actor: Actor, id: number): Promise<void> =>
  transaction(db, async (trx) => {
    await sql`update import_job set state = 'cancelled', summary = '已丢弃, 原有数据未变', finished_at = now()
      where id = ${id} and state in ('uploaded', 'checked')`.execute(trx);
    await logJob(trx, actor, 'discard', id);
  });

interface Start {
  state: 'checking' | 'publishing' | 'rolling_back';
  /** What is written in the same transaction: the audit row, and what the work goes by. */
  prepare: (trx: Db) => Promise<void>;
  work: () => Promise<unknown>;
}

/**
 * Puts a job into its running state, if nobody else has, and does the work in the background, in its turn.
 * @throws Problem 409 when it is no longer in the state in which it was read
 */
async function start(context: Context, row: JobRow, { state, prepare, work }: Start): Promise<void> {
  await transaction(context.db, async (trx) => {
    const { rows } =
      await sql`update import_job set state = ${state}, cancel_requested = false, started_at = null, finished_at = null,
      done = 0, total = null, message = '排队' where id = ${row.id} and state = ${row.state} returning id`.execute(
        trx,
      );
    if (rows.length === 0) throw conflict(row, state);
    await prepare(trx);
  });
  context
    .exclusive(work)
    .catch((error: unknown) => context.log.error({ err: error, job: row.id }, 'import job ended badly'));
}
