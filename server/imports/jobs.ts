import { sql, type Selectable } from 'kysely';
import type { ImportCounts, ImportJob, ImportKind, ImportOptions, ImportState } from '../api/imports.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { ImportJob as JobTable } from '../database/schema.ts';
import { ImportRefused, type CheckSummary } from './report.ts';

export type JobRow = Selectable<JobTable> & {
  source_title: string;
  licence: string | null;
  data_date: string | null;
};

export interface NewJob {
  kind: ImportKind;
  fileName: string;
  filePath: string;
  fileBytes: number;
  fileHash: string;
  options: ImportOptions;
  actor: string;
  channel: 'command' | 'browser';
}

const archivesKept = 5; // newest revisions of a dataset that can be rolled back

/** Rows of the same source are replaced by an import: its id, or one made from the name of the file. */
export const sourceIdOf = (fileName: string, options: ImportOptions): string =>
  options.source?.id ?? `file:${fileName.replace(/\.[^.]*$/, '').slice(0, 200)}`;

/** @param from where its actor sits, for the audit */
export async function createJob(db: Db, job: NewJob, from: string = job.channel): Promise<number> {
  return transaction(db, async (trx) => {
    const id = await insertJob(trx, job);
    const { kind, fileName, fileBytes, fileHash } = job;
    await logJob(trx, { name: job.actor, from }, 'upload', id, { kind, fileName, fileBytes, fileHash });
    return id;
  });
}

/** The audit row of what somebody does with a job; what is loaded from it has a row of its own (run.ts). */
export const logJob = (
  trx: Db,
  actor: Actor,
  action: 'upload' | 'check' | 'publish' | 'cancel' | 'roll-back' | 'discard',
  id: number,
  after?: Record<string, unknown>,
): Promise<void> =>
  logChange(trx, actor, action, { type: 'import', id: String(id) }, after === undefined ? {} : { after });

async function insertJob(db: Db, job: NewJob): Promise<number> {
  const sourceId = await writeSource(db, job.fileName, job.options);
  const { id } = await db
    .insertInto('import_job')
    .values({
      kind: job.kind,
      state: 'uploaded',
      file_name: job.fileName,
      file_path: job.filePath,
      file_bytes: job.fileBytes,
      file_hash: job.fileHash,
      options: JSON.stringify(job.options),
      source_id: sourceId,
      actor: job.actor,
      channel: job.channel,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/**
 * The source that an import's rows belong to. What was known of it stays, unless the options say otherwise.
 * @throws ImportRefused when it is a data pack's: its rows would be replaced, and come back with the next version
 */
export async function writeSource(db: Db, fileName: string, options: ImportOptions): Promise<string> {
  const id = sourceIdOf(fileName, options);
  const { rows: packs } = await sql`
    select 1 from source s where s.id = ${id} and (s.sample or s.id = 'edits' or exists (
      select from pack p where p.manifest->'sources' @> jsonb_build_array(jsonb_build_object('id', ${id}::text))))`.execute(
    db,
  );
  if (packs.length > 0) throw new ImportRefused(`来源 ${id} 属于数据包或本系统的录入, 请换一个名称。`);
  const { title = null, publisher = null, licence = null, dataDate = null } = options.source ?? {};
  await sql`
    insert into source (id, title, publisher, licence, data_date)
    values (${id}, ${title ?? fileName}, ${publisher}, ${licence}, ${dataDate}::date)
    on conflict (id) do update set title = coalesce(${title}, source.title), publisher = coalesce(${publisher}, source.publisher),
      licence = coalesce(${licence}, source.licence), data_date = coalesce(${dataDate}::date, source.data_date), updated_at = now()
    where not source.sample`.execute(db);
  return id;
}

const selectJob = (db: Db) =>
  db
    .selectFrom('import_job as j')
    .innerJoin('source as s', 's.id', 'j.source_id')
    .selectAll('j')
    .select(['s.title as source_title', 's.licence', sql<string | null>`s.data_date::text`.as('data_date')]);

export const findJob = async (db: Db, id: number): Promise<JobRow | undefined> =>
  (await selectJob(db).where('j.id', '=', id).executeTakeFirst()) as JobRow | undefined;

export async function listJobs(
  db: Db,
  filter: { kind?: ImportKind | undefined; state?: ImportState | undefined },
  before: number | null,
  limit: number,
): Promise<{ rows: JobRow[]; total: number }> {
  let query = selectJob(db);
  let count = db.selectFrom('import_job').select((eb) => eb.fn.countAll<number>().as('n'));
  for (const column of ['kind', 'state'] as const) {
    const value = filter[column];
    if (value === undefined) continue;
    query = query.where(`j.${column}`, '=', value);
    count = count.where(column, '=', value);
  }
  if (before !== null) query = query.where('j.id', '<', before);
  const rows = (await query.orderBy('j.id', 'desc').limit(limit).execute()) as JobRow[];
  return { rows, total: (await count.executeTakeFirstOrThrow()).n };
}

export const running: readonly ImportState[] = ['checking', 'publishing', 'rolling_back'];
const unpublished: readonly ImportState[] = [
  'uploaded',
  'checked',
  'refused',
  'cancelled',
  'failed',
  'unchanged',
];

/** A job as the API gives it. */
export async function describeJob(db: Db, row: JobRow): Promise<ImportJob> {
  const state = row.state as ImportState;
  const checks = (row.checks ?? []) as unknown as CheckSummary[];
  const total = (severity: string): number =>
    checks.filter((check) => check.severity === severity).reduce((sum, { count }) => sum + count, 0);
  const revision = row.revision_id === null ? undefined : await db.selectFrom('data_revision').where('id', '=', row.revision_id).select(['id', 'dataset', 'version']).executeTakeFirst(); // prettier-ignore
  const hasFile = row.file_path !== null;
  return {
    id: row.id,
    kind: row.kind as ImportKind,
    state,
    fileName: row.file_name,
    fileBytes: row.file_bytes,
    fileHash: row.file_hash,
    format: row.format,
    options: row.options as unknown as ImportOptions,
    source: { id: row.source_id, title: row.source_title, licence: row.licence, dataDate: row.data_date },
    actor: row.actor,
    channel: row.channel as 'command' | 'browser',
    progress: {
      done: row.done,
      total: row.total,
      message: row.message,
    },
    counts: row.counts as unknown as ImportCounts | null,
    errors: total('error'),
    warnings: total('warning'),
    checks: checks.map(({ check, severity, count, examples }) => ({
      check,
      severity,
      count,
      reason: examples[0]?.reason ?? '',
    })),
    summary: row.summary,
    may: {
      check: hasFile && unpublished.includes(state),
      publish: state === 'checked',
      cancel: running.includes(state),
      rollBack: state === 'loaded' && (await rollBackObstacle(db, row)) === null,
      discard: unpublished.includes(state) && (hasFile || state === 'checked'),
    },
    revision: revision ?? null,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** Kinds of which a file replaces what there is, whatever its source. */
const replacesAll = (kind: string): boolean => kind === 'divisions' || kind === 'roads';

/** Whether a dataset has changed since the last import or roll-back of it. */
async function isLoadedSince(db: Db, dataset: string): Promise<boolean> {
  const { rows } = await sql<{ since: boolean }>`
    select v.version > coalesce((select max(version) from data_revision where dataset = v.dataset), 0) as since
    from data_version v where v.dataset = ${dataset}`.execute(db);
  return rows[0]?.since === true;
}

/** Why an import cannot be rolled back, in words; null when it can. */
export async function rollBackObstacle(db: Db, row: JobRow): Promise<string | null> {
  if (row.state !== 'loaded' || row.revision_id === null) return `任务 ${row.id} 没有载入数据, 无可回退`;
  const { rows } = await sql<{ id: number; kept: boolean }>`
    select j.id, coalesce(array_length(r.archive, 1), 0) > 0 as kept
    from import_job j join data_revision r on r.id = j.revision_id
    where (j.state = 'loaded' or j.id = ${row.id}) and j.kind = ${row.kind} and (j.source_id = ${row.source_id} or ${replacesAll(row.kind)})
    order by j.revision_id desc limit 1`.execute(db);
  const newest = rows[0];
  if (newest === undefined || newest.id !== row.id)
    return `同一来源后来又有导入 (任务 ${newest?.id ?? '?'}), 先回退它`;
  if (row.kind === 'roads' && (await isLoadedSince(db, 'roads')))
    return '其后用命令行载入过道路: 回退会把它丢掉';
  return newest.kept ? null : `只保留最近 ${archivesKept} 次导入的旧数据, 这一次的已不在`;
}

/** Archives beyond the newest few of a dataset go: those imports can no longer be rolled back. @returns tables to drop */
export async function retireArchives(db: Db, dataset: string): Promise<string[]> {
  const { rows } = await sql<{ archive: string[] }>`
    with old as (
      select id, archive from data_revision where dataset = ${dataset} and cardinality(archive) > 0
      order by id desc offset ${archivesKept})
    update data_revision r set archive = '{}' from old where old.id = r.id returning old.archive`.execute(db);
  return rows.flatMap((row) => row.archive);
}

/**
 * Marks jobs that were running when their process ended. Only to be called while no other job can run; `own` is about to.
 * @param waiting also those that wait for their turn: they may be another process's on PostgreSQL
 */
export async function failInterrupted(db: Db, own: number | null, waiting = false): Promise<number[]> {
  const rows = await db
    .updateTable('import_job')
    .set({
      state: sql`case when state = 'rolling_back' then 'loaded' else 'failed' end`,
      summary: sql`case when state = 'rolling_back' then summary else '进程中断, 原有数据未变' end`,
      finished_at: sql`now()`,
      message: null,
    })
    .where('state', 'in', [...running])
    .$if(!waiting, (query) => query.where('started_at', 'is not', null))
    .where('id', '<>', own ?? 0)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Checked jobs and uploads that nobody has gone on with for a week are given up. */
export async function retireJobs(db: Db): Promise<void> {
  await transaction(db, async (trx) => {
    const { rows } = await sql<{ id: number }>`
      update import_job set state = 'cancelled', file_path = null, summary = '一周内未确认, 已丢弃, 原有数据未变'
      where state in ('uploaded', 'checked') and coalesce(finished_at, created_at) < now() - interval '7 days' returning id`.execute(
      trx,
    );
    for (const { id } of rows) await logJob(trx, { name: 'system', from: 'start' }, 'discard', id);
  });
}
