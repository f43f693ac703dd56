import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { ImportKind, ImportOptions, type ImportCounts } from '../api/imports.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { createJob, findJob, logJob } from './jobs.ts';
import { reportCsv } from './report-csv.ts';
import { ImportRefused, inWords, type CheckSummary } from './report.ts';
import { cancelJob, checkJob, forgetFile, publishJob } from './run.ts';
import { fileHash } from './uploads.ts';

/** What `nutag import` asks for; it travels as JSON where the running server does the work. */
export const ImportRequest = z.object({
  kind: ImportKind,
  file: z.string(), // absolute path
  options: ImportOptions,
  dryRun: z.boolean(),
  report: z.string().nullable(), // absolute path of a CSV file to be written
  actor: z.string(),
});
export type ImportRequest = z.infer<typeof ImportRequest>;

const shown = 5; // findings of a check that are printed

/**
 * Checks a file and, unless it is a dry run or refused, loads it. Says what was found, line by line. To be called inside
 * context.exclusive().
 * @returns 0 loaded (warnings allowed), 1 refused, cancelled or failed: nothing was changed
 */
export async function runImport(
  context: Context,
  request: ImportRequest,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<number> {
  const { file, kind, options, actor } = request;
  const info = await stat(file).catch(() => null);
  if (info === null || !info.isFile()) {
    say(`没有文件 ${file}。No such file.`);
    return refused(say);
  }
  let id: number;
  try {
    id = await createJob(context.jobs, {
      kind,
      fileName: basename(file),
      filePath: file,
      fileBytes: info.size,
      fileHash: await fileHash(file),
      options,
      actor,
      channel: 'command',
    });
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    say(error.message);
    return refused(say);
  }
  const by = { name: actor, from: 'command' };
  signal?.addEventListener('abort', () => void cancelJob(context.jobs, id, by), { once: true });
  let state = signal?.aborted === true ? 'cancelled' : await checkJob(context, id);
  const checked = (await findJob(context.jobs, id))!;
  const checks = checked.checks as unknown as CheckSummary[];
  for (const { examples, count } of checks) {
    for (const finding of examples.slice(0, shown)) say(inWords(finding));
    if (count > shown) say(`  ... 另有 ${count - shown} 条同类问题 (${examples[0]!.reason})`);
  }
  const count = (severity: string): number => checks.filter((check) => check.severity === severity).reduce((sum, check) => sum + check.count, 0); // prettier-ignore
  say(`错误 ${count('error')}, 提醒 ${count('warning')}; 任务 ${id}`);
  if (request.report !== null) {
    await pipeline(reportCsv(context.jobs, id, {}), createWriteStream(request.report));
    say(`完整报告: ${request.report}`);
  }
  if (checked.counts !== null) say(inCounts(checked.counts as unknown as ImportCounts));
  if (state === 'checked' && request.dryRun) {
    await forgetFile(context, checked);
    await transaction(context.jobs, async (trx) => {
      await sql`update import_job set state = 'cancelled', summary = '试运行, 原有数据未变' where id = ${id}`.execute(
        trx,
      );
      await logJob(trx, by, 'discard', id, { dryRun: true });
    });
    say(`试运行: 可以导入 (${checked.summary}); 原有数据未变。Dry run: nothing was changed.`);
    return 0;
  }
  if (state === 'checked') state = await publishJob(context, id);
  const { summary } = (await findJob(context.jobs, id))!;
  if (state === 'loaded') say(`已导入: ${summary}。回退: npm run nutag -- imports roll-back ${id}`);
  else if (state === 'unchanged') say(`没有变化: ${summary}。Nothing is new in this file.`);
  else {
    if (state !== 'refused' && summary !== null) say(summary);
    return refused(say);
  }
  return 0;
}

function refused(say: (line: string) => void): number {
  say('未导入: 原有数据未变。Refused: nothing was changed.');
  return 1;
}

const inCounts = (counts: ImportCounts): string =>
  `读取 ${counts.rows} 行, 可用 ${counts.accepted}, 拒绝 ${counts.rejected}; 新增 ${counts.added}, 修改 ${counts.changed}, 删除 ${counts.removed}, 不变 ${counts.unchanged}`; // prettier-ignore
