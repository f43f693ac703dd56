import { sql } from 'kysely';
import {
  VerifyOutcome,
  type Verification,
  type VerificationState,
  type VerifyColumns,
  type VerifyPreview,
} from '../api/verify.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';

/** Days that a list is kept. */
export const keptDays = 7;
const silentSeconds = 60; // after which a job that runs is nobody's

export type Counts = Record<VerifyOutcome, number>;

export interface JobRow {
  id: number;
  title: string;
  author: string;
  state: VerificationState;
  file_path: string | null;
  preview: VerifyPreview;
  columns: VerifyColumns | null;
  done: number;
  total: number | null;
  counts: Counts | null;
  message: string | null;
  stale: boolean;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  expires_at: string;
}

const selected = sql`v.id, v.title, v.author, v.state, v.file_path, v.preview, v.columns, v.done, v.total, v.counts, v.message,
  coalesce(v.search_version <> (select version from data_version where dataset = 'search'), false) as stale,
  v.created_at, v.started_at, v.finished_at, coalesce(v.finished_at, v.created_at) + make_interval(days => ${sql.lit(keptDays)}) as expires_at`;

export async function findJob(db: Db, id: number): Promise<JobRow | undefined> {
  const { rows } = await sql<JobRow>`select ${selected} from verification v where v.id = ${id}`.execute(db);
  return rows[0];
}

/** Lists of one author, the newest first. */
export async function listJobs(
  db: Db,
  author: string,
  before: number | null,
  limit: number,
): Promise<{ rows: JobRow[]; total: number }> {
  const { rows } = await sql<JobRow>`select ${selected} from verification v
    where v.author = ${author} and (${before}::int4 is null or v.id < ${before}) order by v.id desc limit ${limit}`.execute(
    db,
  );
  const { rows: counted } = await sql<{ n: number }>`select count(*)::int4 as n from verification where author = ${author}`.execute(db); // prettier-ignore
  return { rows, total: counted[0]!.n };
}

export async function createJob(
  db: Db,
  actor: Actor,
  job: { title: string; filePath: string; preview: VerifyPreview },
): Promise<number> {
  return transaction(db, async (trx) => {
    const { rows } = await sql<{ id: number }>`
      insert into verification (title, author, state, file_path, preview)
      values (${job.title}, ${actor.name}, 'uploaded', ${job.filePath}, ${JSON.stringify(job.preview)}) returning id`.execute(
      trx,
    );
    const { id } = rows[0]!;
    await logJob(trx, actor, 'upload', id, { title: job.title, format: job.preview.format });
    return id;
  });
}

const logJob = (
  trx: Db,
  actor: Actor,
  action: 'upload' | 'delete',
  id: number,
  fields: Record<string, unknown>,
): Promise<void> =>
  logChange(
    trx,
    actor,
    action,
    { type: 'verification', id: String(id) },
    action === 'delete' ? { before: fields } : { after: fields },
  );

export const writePreview = (db: Db, id: number, preview: VerifyPreview): Promise<unknown> =>
  sql`update verification set preview = ${JSON.stringify(preview)} where id = ${id} and state <> 'running'`.execute(db); // prettier-ignore

/** Puts a list into its running state, unless it is. What was found before goes. @returns whether it was done */
export async function beginJob(db: Db, id: number, columns: VerifyColumns): Promise<boolean> {
  return transaction(db, async (trx) => {
    const { rows } =
      await sql`update verification set state = 'running', columns = ${JSON.stringify(columns)}, done = 0, total = null,
      counts = null, message = null, cancel_requested = false, beat_at = now(), started_at = now(), finished_at = null,
      search_version = (select version from data_version where dataset = 'search')
      where id = ${id} and state <> 'running' returning id`.execute(trx);
    if (rows.length === 0) return false;
    await sql`delete from verification_row where job_id = ${id}`.execute(trx);
    return true;
  });
}

/** Writes how far it has come. @returns whether it is to go on */
export async function beat(
  db: Db,
  id: number,
  { done, total, counts }: { done: number; total: number | null; counts: Counts },
): Promise<boolean> {
  const { rows } = await sql<{
    stop: boolean;
  }>`update verification set done = ${done}, total = ${total}, counts = ${JSON.stringify(counts)},
    beat_at = now() where id = ${id} and state = 'running' returning cancel_requested as stop`.execute(db);
  return rows[0]?.stop === false;
}

/** A list has come to its end. Of one that is not done nothing is kept that was found. */
export async function endJob(
  db: Db,
  id: number,
  state: 'done' | 'refused' | 'cancelled' | 'failed',
  message: string | null,
): Promise<void> {
  await transaction(db, async (trx) => {
    await sql`update verification set state = ${state}, message = ${message}, finished_at = now(),
      counts = ${state === 'done' ? sql`counts` : null}, done = ${state === 'done' ? sql`done` : 0} where id = ${id} and state = 'running'`.execute(
      trx,
    );
    if (state !== 'done') await sql`delete from verification_row where job_id = ${id}`.execute(trx);
  });
}

export const requestCancel = (db: Db, id: number): Promise<unknown> =>
  sql`update verification set cancel_requested = true where id = ${id}`.execute(db);

/** @returns the file that is to go with it */
export async function deleteJob(db: Db, actor: Actor, row: JobRow): Promise<string | null> {
  await transaction(db, async (trx) => {
    await sql`delete from verification where id = ${row.id}`.execute(trx);
    await logJob(trx, actor, 'delete', row.id, { title: row.title, author: row.author });
  });
  return row.file_path;
}

/**
 * Lists that run and have not been heard of end as failed; those that are older than a week go.
 * @param all also those that were heard of a moment ago: this process is the only one, and works on none
 * @returns files that are to go
 */
export async function retireJobs(db: Db, all: boolean): Promise<string[]> {
  const { rows: silent } = await sql<{ id: number }>`select id from verification
    where state = 'running' and (${all} or beat_at < now() - make_interval(secs => ${sql.lit(silentSeconds)}))`.execute(
    db,
  );
  for (const { id } of silent) await endJob(db, id, 'failed', '核验中断, 请重新开始');
  const { rows } = await sql<{ file_path: string | null }>`delete from verification
    where state <> 'running' and coalesce(finished_at, created_at) < now() - make_interval(days => ${sql.lit(keptDays)}) returning file_path`.execute(
    db,
  );
  return rows.flatMap(({ file_path: path }) => (path === null ? [] : [path]));
}

export async function knownFiles(db: Db): Promise<Set<string | null>> {
  const { rows } = await sql<{ file_path: string | null }>`select file_path from verification`.execute(db);
  return new Set(rows.map((row) => row.file_path));
}

/** Counts per outcome, of the rows as they are now. */
export async function countOutcomes(db: Db, id: number): Promise<Counts> {
  const { rows } = await sql<{ outcome: VerifyOutcome; n: number }>`
    select outcome, count(*)::int4 as n from verification_row where job_id = ${id} group by outcome`.execute(
    db,
  );
  const counts = noCounts();
  for (const { outcome, n } of rows) counts[outcome] = n;
  return counts;
}

export const noCounts = (): Counts => Object.fromEntries(VerifyOutcome.options.map((outcome) => [outcome, 0])) as Counts; // prettier-ignore

/** A list as the API gives it. */
export function describeJob(row: JobRow): Verification {
  const { id, title, author, state, preview, columns, done, total, counts, message, stale } = row;
  return {
    id,
    title,
    author,
    state,
    preview,
    columns,
    done,
    total,
    counts,
    message,
    stale: stale && state === 'done',
    may: { start: state !== 'running' && row.file_path !== null, cancel: state === 'running', download: state === 'done' }, // prettier-ignore
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  };
}
