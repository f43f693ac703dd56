import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../context.ts';
import { describeJob, findJob, listJobs } from './jobs.ts';
import { reportCsv } from './report-csv.ts';
import { ImportRefused } from './report.ts';
import { cancelJob, rollBackJob } from './run.ts';

const shown = 20;

/**
 * `nutag imports`: the newest jobs, one job with its findings, cancel, roll back.
 * @param words who asks, what for, the number of the job, where the report goes
 * @returns 0 done, 1 refused
 */
export async function manageImports(
  context: Context,
  [actor = '', what, id, report]: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const by = { name: actor, from: 'command' };
  if (what === 'list') {
    const { rows, total } = await listJobs(context.jobs, {}, null, shown);
    for (const row of rows) say(`${String(row.id).padStart(6)}  ${row.created_at.slice(0, 16)}  ${row.actor.padEnd(12)} ${row.kind.padEnd(14)} ${row.state.padEnd(12)} ${row.file_name}  ${row.summary ?? ''}`); // prettier-ignore
    say(`共 ${total} 个任务`);
    return 0;
  }
  const row = await findJob(context.jobs, Number(id));
  if (row === undefined) {
    say(`没有任务 ${id}。No such import.`);
    return 1;
  }
  if (what === 'show') {
    if (report !== undefined) await pipeline(reportCsv(context.jobs, row.id, {}), createWriteStream(report));
    say(JSON.stringify(await describeJob(context.jobs, row), null, 2));
    return 0;
  }
  if (what === 'cancel') {
    await cancelJob(context.jobs, row.id, by);
    say(`任务 ${row.id}: 已请求取消`);
    return 0;
  }
  try {
    const state = await context.exclusive(() => rollBackJob(context, row.id, by));
    const { summary } = (await findJob(context.jobs, row.id))!;
    say(
      state === 'rolled_back' ? `任务 ${row.id} 已回退: 原有数据已恢复。Rolled back.` : `未回退: ${summary}`,
    );
    return state === 'rolled_back' ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    say(`未回退: ${error.message}`);
    return 1;
  }
}
