import { access } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { Context } from '../context.ts';
import { refreshDerived } from '../derived.ts';
import { buildPlaceIndexes } from '../places/indexes.ts';
import type { TileServer } from '../tiles/server.ts';
import { importDivisions } from './divisions.ts';
import { importPlaces } from './places.ts';
import { createReport, ImportRefused } from './report.ts';

export const importKinds = ['divisions', 'places'] as const;
export type ImportKind = (typeof importKinds)[number];

/**
 * Runs one import and says what happened, line by line.
 * @param tiles the running server's tiles, rebuilt after the swap; null when no server runs (it builds them at its start)
 * @returns 0 loaded (warnings allowed), 1 refused
 */
export async function runImport(
  context: Context,
  tiles: TileServer | null,
  kind: ImportKind,
  file: string,
  say: (line: string) => void,
): Promise<number> {
  const report = createReport();
  const sourceId = `file:${basename(file, extname(file))}`;
  try {
    await access(file).catch(() => {
      throw new ImportRefused(`${file} cannot be read: there is no such file.`);
    });
    await context.jobs
      .insertInto('source')
      .values({ id: sourceId, title: basename(file) })
      .onConflict((oc) => oc.column('id').doNothing())
      .execute();
    const summary = await context.progress.run(`import:${kind}`, `导入 ${basename(file)}`, async (step) => {
      if (kind === 'divisions')
        return `旗县 ${await importDivisions(context, file, sourceId, report, step)} 个`;
      const { places, located } = await importPlaces(context, file, sourceId, report, step);
      return `地名 ${places} 条, 其中有坐标 ${located} 条, 坐标未知 ${places - located} 条`;
    });
    for (const line of report.lines()) say(line);
    say(`错误 ${report.count('error')}, 提醒 ${report.count('warning')}`);
    if (report.count('error') > 0) {
      say('未导入: 原有数据未变。Refused: nothing was changed.');
      return 1;
    }
    say(`已导入: ${summary}。`);
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    say(error.message);
    say('未导入: 原有数据未变。Refused: nothing was changed.');
    return 1;
  }
  await refreshAfter(context, tiles, kind);
  return 0;
}

async function refreshAfter(context: Context, tiles: TileServer | null, kind: ImportKind): Promise<void> {
  if (kind === 'places')
    await context.progress.run('import:indexes', '地名索引', (step) => buildPlaceIndexes(context.jobs, step));
  await refreshDerived(context, 'features');
  await refreshDerived(context, 'search');
  await refreshDerived(context, 'coverage');
  if (tiles === null) return;
  for (const set of kind === 'divisions'
    ? (['divisions', 'boundaries', 'markers'] as const)
    : (['places'] as const))
    await tiles.refresh(set);
}
