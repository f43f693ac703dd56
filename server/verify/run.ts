import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { mostVerified, type VerifyColumns } from '../api/verify.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { inTurn } from '../in-turn.ts';
import { ImportRefused } from '../imports/report.ts';
import { beat, endJob, knownFiles, noCounts, requestCancel, retireJobs, type JobRow } from './jobs.ts';
import { insertRows } from './rows.ts';
import { verifySlice } from './slice.ts';
import { countList, readList, type ListRow } from './source.ts';
import { readWhere } from './where.ts';

/** Folder of the data folder that holds the lists. */
export const listFolder = 'lists';
/** Names that are looked for in one go: on the embedded engine others get theirs in between. */
export const sliceRows = { postgres: 1000, embedded: 250 } as const;
const beatMs = 10_000;

class Stopped extends Error {}

const turns = new WeakMap<Db, ReturnType<typeof inTurn>>();
const stops = new Map<number, AbortController>();

/** Verifies a list that has been put into its running state, in the background, one after the other. */
export function runJob(context: Context, row: JobRow, columns: VerifyColumns): Promise<void> {
  const { jobs: db, log } = context;
  let turn = turns.get(db);
  if (turn === undefined) turns.set(db, (turn = inTurn()));
  const controller = new AbortController();
  stops.set(row.id, controller);
  const progress = { done: 0, total: null as number | null, counts: noCounts() };
  const keep = async (): Promise<void> => {
    if (controller.signal.aborted || !(await beat(db, row.id, progress))) throw new Stopped();
  };
  const pulse = setInterval(() => void keep().catch(() => controller.abort()), beatMs);
  return turn(async () => {
    try {
      await keep();
      await verifyList(context, row, columns, progress, keep);
      await keep();
      await endJob(db, row.id, 'done', null);
    } catch (error) {
      const state = error instanceof Stopped ? 'cancelled' : error instanceof ImportRefused ? 'refused' : 'failed'; // prettier-ignore
      if (state === 'failed') log.error({ err: error, list: row.id }, 'a list could not be verified');
      const message = state === 'refused' ? (error as Error).message : state === 'failed' ? '核验失败, 请重新开始' : null; // prettier-ignore
      await endJob(db, row.id, state, message).catch((reason: unknown) => log.error({ err: reason, list: row.id }, 'a list could not be ended')); // prettier-ignore
    } finally {
      clearInterval(pulse);
      stops.delete(row.id);
    }
  });
}

async function verifyList(
  context: Context,
  row: JobRow,
  columns: VerifyColumns,
  progress: { done: number; total: number | null; counts: ReturnType<typeof noCounts> },
  keep: () => Promise<void>,
): Promise<void> {
  const { jobs: db, config } = context;
  const file = { path: row.file_path ?? '', name: row.title };
  const { reading } = row.preview;
  const total = await countList(file, reading, columns, mostVerified);
  if (total > mostVerified) throw new ImportRefused(`一次最多核验 ${mostVerified} 行, 请拆分后再核验`);
  if (total === 0) throw new ImportRefused('没有可核验的行');
  progress.total = total;
  const where = await readWhere(db);
  const size = config.databaseUrl === null ? sliceRows.embedded : sliceRows.postgres;
  let slice: ListRow[] = [];
  const send = async (): Promise<void> => {
    const found = await verifySlice(db, slice, where, 'staff');
    await insertRows(db, row.id, progress.done + 1, slice, found);
    for (const { outcome } of found) progress.counts[outcome] += 1;
    progress.done += slice.length;
    slice = [];
    await keep();
    await setImmediate(); // others get their turn
  };
  for await (const one of readList(file, reading, columns)) {
    slice.push(one);
    if (slice.length === size) await send();
  }
  if (slice.length > 0) await send();
}

/** Asks a list that is being verified to stop: at once where this process does it, else at its next step. */
export async function cancelJob(db: Db, id: number): Promise<void> {
  await requestCancel(db, id);
  stops.get(id)?.abort();
}

/** Ends what nobody works on, and deletes what is older than a week. */
export async function tidyLists(context: Context): Promise<void> {
  for (const path of await retireJobs(context.jobs, false)) await rm(path, { force: true });
}

/** After a start: what was being verified when the process before ended is failed, files of no list go. */
export async function recoverLists(context: Context): Promise<void> {
  const alone = context.config.databaseUrl === null;
  for (const path of await retireJobs(context.jobs, alone)) await rm(path, { force: true });
  if (!alone) return; // another server may be taking a file right now
  const known = await knownFiles(context.jobs);
  const folder = join(context.config.home, listFolder);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!known.has(join(folder, name))) await rm(join(folder, name), { force: true });
  }
}
