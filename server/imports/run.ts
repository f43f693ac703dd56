import { rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { sql, type Transaction } from 'kysely';
import type { ImportCounts, ImportOptions, ImportState } from '../api/imports.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import type { DB } from '../database/schema.ts';
import { transaction } from '../database/transaction.ts';
import { refreshDerived } from '../derived.ts';
import type { Step } from '../progress.ts';
import { findingWriter } from './findings.ts';
import { failInterrupted, findJob, logJob, retireArchives, rollBackObstacle, type JobRow } from './jobs.ts';
import {
  Cancelled, DataChanged, type Checked, type CheckRun, type Job, type Kind, type Publication, type PublishRun, type RollBackRun, type Run,
} from './kind.ts'; // prettier-ignore
import { kinds } from './kinds.ts';
import type { Columns } from './columns.ts';
import { openJob, type Opened } from './open-job.ts';
import type { PositionReader } from './position.ts';
import { createReport, ImportRefused, type Report } from './report.ts';
import { archiveName, dropStages, dropTables, stageName } from './tables.ts';

const writeEveryMs = 500; // progress to the database

/** Jobs that this process is working on, to be stopped at once; one of another process looks at the database. */
const stops = new Map<number, AbortController>();

/** Asks a running job to stop. It does at its next breath; the present data stay. */
export async function cancelJob(db: Db, id: number, actor: Actor): Promise<void> {
  await transaction(db, async (trx) => {
    await sql`update import_job set cancel_requested = true where id = ${id}`.execute(trx);
    await logJob(trx, actor, 'cancel', id);
  });
  stops.get(id)?.abort();
}

/**
 * Reads and checks the file of a job into staging tables. To be called inside context.exclusive().
 * @returns the state that the job is in afterwards: checked, refused, cancelled or failed
 */
export async function checkJob(context: Context, id: number): Promise<ImportState> {
  const db = context.jobs;
  await clearInterrupted(db, id);
  const row = await mustFind(db, id);
  const kind = kinds[row.kind as keyof typeof kinds];
  await dropStages(db, id);
  await sql`delete from import_finding where job_id = ${id}`.execute(db);
  await sql`update import_job set state = 'checking', started_at = now(), finished_at = null, done = 0, total = null, message = null,
    counts = null, checks = '[]', summary = null, checked_against = null where id = ${id}`.execute(db);
  const report = createReport(findingWriter(db, id));
  return settle(context, row, report, () =>
    context.progress.run('import:check', `检查 ${row.file_name}`, async (step) => {
      const run = createRun(context, row, step, report);
      await run.breathe();
      const versions = await dataVersions(db, kind);
      const file = { path: row.file_path ?? '', name: row.file_name };
      const opened = await openJob(context.config, kind, file, row.options as unknown as ImportOptions);
      let checked: Checked;
      try {
        checked = await checkOpened(kind, run, opened, report);
      } finally {
        await opened.source.close();
      }
      await report.flush();
      const { acceptValid } = row.options as unknown as ImportOptions;
      const good =
        checked.publishable && checked.counts.accepted > 0 && (report.count('error') === 0 || acceptValid);
      await sql`update import_job set state = ${good ? 'checked' : 'refused'}, format = ${opened.source.format},
        counts = ${JSON.stringify(checked.counts)}, checks = ${JSON.stringify(report.summary())}, summary = ${checked.summary},
        checked_against = ${JSON.stringify(versions)}, finished_at = now(), message = null where id = ${id}`.execute(
        db,
      );
      if (!good) await dropStages(db, id);
      return good ? ('checked' as const) : ('refused' as const);
    }),
  );
}

async function checkOpened(kind: Kind, run: Run, opened: Opened, report: Report): Promise<Checked> {
  const { source, columns, crs, crsFrom } = opened;
  if (columns.missing.length > 0 && !source.hasGeometry) {
    const fields = columns.missing.map((id) => kind.fields.find((field) => field.id === id)?.title ?? id);
    throw new ImportRefused(
      `缺少必需的列: ${fields.join(', ')}。文件的列: ${source.headers.join(', ')}。用列映射指明。`,
    );
  }
  if (crs === null && crsFrom === 'assumed' && kind.needsCrs && hasCoordinates(opened))
    throw new ImportRefused(
      `文件没有说明坐标系。${kind.title}须指明坐标系 (命令行 --crs, 如 EPSG:4490、EPSG:4524)。`,
    );
  const position = crs === null ? tellingAssumption(opened.position, columns) : opened.position;
  const checkRun: CheckRun = { ...run, source, columns, crs, position, report };
  const checked = await kind.check(checkRun);
  for (const notice of source.notices) report.warning(notice);
  if (checked.counts.accepted === 0 && report.count('error') === 0)
    report.error({ check: 'no-rows', reason: `没有可导入的${kind.title}`, remedy: '检查文件与列映射' });
  return checked;
}

/** Says once that CGCS2000 was assumed: when the first coordinates are read of a row that names no system of its own. */
function tellingAssumption(read: PositionReader, columns: Columns): PositionReader {
  let told = false;
  return (row, report) => {
    const position = read(row, report);
    if (!told && position?.original != null && columns.get(row, 'crs') === null) {
      told = true;
      report.warning({ check: 'crs-assumed', field: 'crs', reason: '文件没有说明坐标系, 按 CGCS2000 (EPSG:4490) 读取', remedy: '若不是, 指明坐标系 (命令行 --crs)' }); // prettier-ignore
    }
    return position;
  };
}

const hasCoordinates = ({ source, columns }: Opened): boolean =>
  !columns.has('crs') && (source.hasGeometry || ['longitude', 'latitude', 'northing', 'easting', 'x', 'y'].some((field) => columns.has(field))); // prettier-ignore

/**
 * Publishes a checked job: swaps its rows in, then rebuilds what is derived from them. Checks again first where the data has
 * changed since. To be called inside context.exclusive().
 */
export async function publishJob(context: Context, id: number, actor?: Actor): Promise<ImportState> {
  const db = context.jobs;
  await clearInterrupted(db, id);
  let row = await mustFind(db, id);
  const kind = kinds[row.kind as keyof typeof kinds];
  if (!sameVersions(row.checked_against, await dataVersions(db, kind))) {
    const state = await checkJob(context, id);
    if (state !== 'checked') return state;
    row = await mustFind(db, id);
  }
  const counts = row.counts as unknown as ImportCounts;
  await sql`update import_job set state = 'publishing', started_at = now(), finished_at = null, done = 0, total = null where id = ${id}`.execute(db); // prettier-ignore
  const state = await settle(context, row, null, () =>
    context.progress.run('import:publish', `载入 ${row.file_name}`, async (step) => {
      const run = publishRun(context, row, step, counts, 'import', actor);
      await run.breathe();
      if (counts.added + counts.changed + counts.removed > 0) {
        await kind.publish(run);
        return 'loaded' as const;
      }
      await sql`update import_job set state = 'unchanged', finished_at = now(), message = null where id = ${id}`.execute(
        db,
      );
      return 'unchanged' as const;
    }),
  );
  if (state === 'loaded' || state === 'unchanged') await forgetFile(context, row);
  if (state === 'loaded') await refreshAfter(context, kind);
  return state;
}

/** Puts back what a job has replaced. To be called inside context.exclusive(). @throws ImportRefused when it cannot be */
export async function rollBackJob(context: Context, id: number, actor?: Actor): Promise<ImportState> {
  const db = context.jobs;
  await clearInterrupted(db, id);
  const row = await mustFind(db, id);
  const loaded = { ...row, state: 'loaded' };
  const obstacle = await rollBackObstacle(db, loaded);
  if (obstacle !== null) {
    await sql`update import_job set state = 'loaded' where id = ${id} and state = 'rolling_back'`.execute(db);
    throw new ImportRefused(`${obstacle}。`);
  }
  const kind = kinds[row.kind as keyof typeof kinds];
  const { archive } = await db.selectFrom('data_revision').where('id', '=', row.revision_id!).select('archive').executeTakeFirstOrThrow(); // prettier-ignore
  await sql`update import_job set state = 'rolling_back', started_at = now(), finished_at = null, done = 0, total = null where id = ${id}`.execute(db); // prettier-ignore
  const { added, removed, ...counts } = row.counts as unknown as ImportCounts;
  const state = await settle(context, row, null, () =>
    context.progress.run('import:roll-back', `回退 ${row.file_name}`, async (step) => {
      await kind.rollBack({ ...publishRun(context, row, step, { ...counts, added: removed, removed: added }, 'roll-back', actor), archived: archive } satisfies RollBackRun); // prettier-ignore
      return 'rolled_back' as const;
    }),
  );
  if (state === 'rolled_back') {
    await dropTables(db, archive);
    await refreshAfter(context, kind);
  } else {
    await sql`update import_job set state = 'loaded' where id = ${id}`.execute(db); // nothing was changed
  }
  return state;
}

/** Runs the work of a job and writes down how it ended. Whatever happens, only the swap has changed what users see. */
async function settle(
  context: Context,
  row: JobRow,
  report: Report | null,
  work: () => Promise<ImportState>,
): Promise<ImportState> {
  const db = context.jobs;
  const controller = new AbortController();
  stops.set(row.id, controller);
  try {
    return await work();
  } catch (error) {
    const state =
      error instanceof Cancelled ? 'cancelled' : error instanceof ImportRefused ? 'refused' : 'failed';
    const message = state === 'cancelled' ? '已取消, 原有数据未变' : (error as Error).message;
    if (state === 'refused')
      report?.error({ check: 'file', reason: message.replace(/。$/, ''), remedy: '改正后再导入' });
    if (state === 'failed') context.log.error({ err: error, job: row.id }, 'import failed');
    await report?.flush();
    await sql`update import_job set state = ${state}, summary = ${message}, finished_at = now(), message = null,
      checks = ${report === null ? sql`checks` : JSON.stringify(report.summary())} where id = ${row.id}`.execute(
      db,
    );
    await dropStages(db, row.id);
    return state;
  } finally {
    stops.delete(row.id);
  }
}

function createRun(context: Context, row: JobRow, step: Step, report: Report | null): Run {
  const db = context.jobs;
  let [done, total, message, written] = [0, null as number | null, null as string | null, 0];
  const own: Step = {
    total: (value) => step.total((total = value)),
    advance: (by = 1) => {
      done += by;
      step.advance(by);
    },
    message: (text) => step.message((message = text)),
  };
  const { signal } = stops.get(row.id) ?? new AbortController();
  const job: Job = { id: row.id, kind: row.kind as Job['kind'], sourceId: row.source_id, fileName: row.file_name, options: row.options as unknown as ImportOptions, actor: row.actor }; // prettier-ignore
  return {
    context,
    db,
    job,
    step: own,
    signal,
    breathe: async () => {
      await report?.flush();
      if (signal.aborted) throw new Cancelled('cancelled');
      if (Date.now() - written < writeEveryMs) return setImmediate();
      written = Date.now();
      const { rows } = await sql<{
        stop: boolean;
      }>`update import_job set done = ${done}, total = ${total}, message = ${message}
        where id = ${row.id} returning cancel_requested as stop`.execute(db);
      if (rows[0]?.stop === true) throw new Cancelled('cancelled');
    },
    stage: (part) => stageName(row.id, part),
    archive: (part) => archiveName(row.id, part),
  };
}

function publishRun(
  context: Context,
  row: JobRow,
  step: Step,
  counts: ImportCounts,
  action: 'import' | 'roll-back',
  actor: Actor = { name: row.actor, from: row.channel }, // who has brought the file
): PublishRun {
  return {
    ...createRun(context, row, step, null),
    counts,
    record: (trx, publication) => record(trx, row, publication, action, actor),
  };
}

/** Versions, revision, audit and the job's state: in the transaction of the swap. */
async function record(
  trx: Transaction<DB>,
  row: JobRow,
  { dataset, also = [], counts, archive, divisions }: Publication,
  action: 'import' | 'roll-back',
  actor: Actor,
): Promise<void> {
  const kind = kinds[row.kind as keyof typeof kinds];
  if (action === 'import') {
    const now = await dataVersions(trx, kind, true);
    if (!sameVersions(row.checked_against, now))
      throw new DataChanged('检查之后数据又有变化, 请重新检查后再载入');
  }
  await sql`insert into data_version (dataset) values (${dataset}) on conflict do nothing`.execute(trx); // roads have none before the first
  // A roll-back gives the dataset back to the source that it was credited to before.
  const { rows: credit } = await sql<{ source: string | null }>`
    select case when ${action} = 'import' then (select source_id from data_version where dataset = ${dataset})
      else (select replaced_source from data_revision where id = ${row.revision_id}) end as source`.execute(
    trx,
  );
  const source = action === 'import' ? row.source_id : (credit[0]?.source ?? null);
  const { rows: versions } = await sql<{ dataset: string; version: number }>`
    update data_version set version = version + 1, updated_at = now(), source_id = ${source},
      row_count = row_count + case when dataset = ${dataset} then ${counts.added - counts.removed}::int4 else 0 end
    where dataset = any(${[dataset, ...also]}) returning dataset, version`.execute(trx);
  const version = versions.find((one) => one.dataset === dataset)!.version;
  const { rows } = await sql<{ id: number }>`
    insert into data_revision (dataset, version, job_id, source_id, action, counts, archive, replaced_source, actor)
    values (${dataset}, ${version}, ${row.id}, ${row.source_id}, ${action}, ${JSON.stringify(counts)}, ${[...archive]}, ${credit[0]?.source ?? null}, ${actor.name})
    returning id`.execute(trx);
  if (action === 'roll-back')
    await sql`update data_revision set archive = '{}' where id = ${row.revision_id}`.execute(trx);
  const touched = divisions ?? (action === 'roll-back' ? await divisionsOf(trx, dataset, row) : []);
  await logChange(trx, actor, action, { type: dataset, id: row.source_id, divisions: touched }, { summary: { job: row.id, file: row.file_name, ...counts } }); // prettier-ignore
  const state: ImportState = action === 'import' ? 'loaded' : 'rolled_back';
  await sql`update import_job set state = ${state}, finished_at = now(), message = null,
    revision_id = ${action === 'import' ? rows[0]!.id : row.revision_id} where id = ${row.id}`.execute(trx);
}

/** The divisions that a job's import has touched, as its audit row has them: rolling it back touches the same. */
async function divisionsOf(trx: Db, dataset: string, row: JobRow): Promise<string[]> {
  const { rows } = await sql<{ divisions: string[] }>`
    select divisions from change_log where record_type = ${dataset} and record_id = ${row.source_id} and action = 'import'
      and summary -> 'job' = to_jsonb(${row.id}::int4) order by id desc limit 1`.execute(trx);
  return rows[0]?.divisions ?? [];
}

/** @param stored jsonb: its keys come back in another order */
const sameVersions = (stored: unknown, now: Record<string, number>): boolean =>
  Object.entries(now).every(
    ([dataset, version]) => (stored as Record<string, number> | null)?.[dataset] === version,
  );

/** Versions of what a kind's check reads. */
async function dataVersions(db: Db, kind: Kind, lock = false): Promise<Record<string, number>> {
  const { rows } = await sql<{ dataset: string; version: number }>`
    select dataset, version from data_version where dataset = any(${[...kind.reads]}) order by dataset ${lock ? sql`for update` : sql``}`.execute(db); // prettier-ignore
  return Object.fromEntries(rows.map(({ dataset, version }) => [dataset, version]));
}

/** While this job runs no other does: jobs that still count as running were cut off, and their staging tables go. */
async function clearInterrupted(db: Db, own: number): Promise<void> {
  for (const id of await failInterrupted(db, own)) await dropStages(db, id);
}

async function mustFind(db: Db, id: number): Promise<JobRow> {
  const row = await findJob(db, id);
  if (row === undefined) throw new ImportRefused(`没有任务 ${id}。`);
  return row;
}

/** An uploaded file goes when it is loaded; a file that a command names is the user's own. */
export async function forgetFile(
  context: Context,
  row: Pick<JobRow, 'id' | 'channel' | 'file_path'>,
): Promise<void> {
  if (row.channel === 'browser' && row.file_path !== null) await rm(row.file_path, { force: true });
  await sql`update import_job set file_path = null where id = ${row.id}`.execute(context.jobs);
  await dropStages(context.jobs, row.id);
}

/** What is made from the data: archives that are too old, search keys, distances, tiles. A failure here loses nothing. */
async function refreshAfter(context: Context, kind: Kind): Promise<void> {
  try {
    for (const dataset of kind.reads)
      await dropTables(context.jobs, await retireArchives(context.jobs, dataset));
    await refreshDerived(context, 'features');
    await refreshDerived(context, 'search');
    await refreshDerived(context, 'coverage');
    await refreshDerived(context, 'road_reach');
    for (const set of kind.tiles) await context.tiles?.refresh(set);
  } catch (error) {
    context.log.error({ err: error }, 'derived data could not be rebuilt: the next start does it');
  }
}
