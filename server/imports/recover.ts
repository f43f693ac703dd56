import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { failInterrupted, retireJobs } from './jobs.ts';
import { dropStages } from './tables.ts';

/**
 * Tidies up after a process that was ended in the middle of an import: its jobs are marked, their staging tables and files
 * go. Checked jobs that nobody has confirmed for a week go as well. To be called inside context.exclusive().
 */
export async function recoverImports(context: Context): Promise<void> {
  const db = context.jobs;
  await failInterrupted(db, null, context.config.databaseUrl === null);
  await retireJobs(db);
  const { rows } = await sql<{ id: number; state: string; file_path: string | null }>`
    select id, state, file_path from import_job where file_path is not null or state = 'checked'`.execute(db);
  await dropStages(
    db,
    'all',
    rows.filter((row) => row.state === 'checked' || row.state === 'publishing').map((row) => row.id),
  );
  if (context.config.databaseUrl !== null) return; // another server may be taking a file right now
  const wanted = new Set(rows.map((row) => row.file_path));
  const folder = join(context.config.home, 'uploads');
  for (const name of await readdir(folder).catch(() => [])) {
    if (!wanted.has(join(folder, name))) await rm(join(folder, name), { force: true });
  }
}
