import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { HomeInUse, lockHome } from '../../home.ts';
import { startWorker } from '../../worker.ts';
import { startBuild } from '../builder.ts';
import { readOrigin, type Origin } from '../origin.ts';
import { tileSets } from '../sets.ts';
import type { FromMerge, MergeOrder } from './merge-worker.ts';
import { partsOf, type ArchiveRequest, type Part } from './request.ts';

const mergeWorker = new URL('./merge-worker.ts', import.meta.url);
const rereads = 3; // times that a set is drawn again because its rows changed while they were being read

/** One set, drawn: where it is, and what it was drawn from. */
interface Drawn {
  part: Part;
  path: string;
  origin: Origin;
}

/** An archive that is being built. */
interface Work {
  context: Context;
  request: ArchiveRequest;
  folder: string; // of what is done
  signal: AbortSignal;
}

/**
 * Writes a PMTiles archive. What is done stands in FILE.parts until the archive is whole: the same command goes on where it was
 * broken off, and gives the same bytes. The archive appears under its name only when it is whole.
 * @returns 0 written, 1 broken off
 */
export async function buildArchive(
  context: Context,
  request: ArchiveRequest,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const work: Work = { context, request, folder: `${request.file}.parts`, signal };
  const release = take(work);
  if (request.audience === 'public' && context.config.mapReview === '')
    say('未设置审图号 NUTAG_MAP_REVIEW: 地图公开前须经审核。No map review number is set: a map needs one before it is published.'); // prettier-ignore
  try {
    const drawn: Drawn[] = [];
    for (const part of partsOf(request)) drawn.push(await draw(work, part));
    const { tiles, version } = await merge(work, drawn);
    await rm(work.folder, { recursive: true });
    const megabytes = ((await stat(request.file)).size / 1e6).toFixed(1);
    const sets = drawn.map(({ part }) => part.set).join(', ');
    say(`已写入 ${request.file}: ${sets}; z${request.minzoom}-${request.maxzoom}, ${tiles.toLocaleString('en')} tiles, ${megabytes} MB, version ${version}`); // prettier-ignore
    return 0;
  } catch (error) {
    if (!signal.aborted) throw error;
    say('已中断; 再次运行同一命令即可继续。Broken off: the same command goes on from here.');
    return 1;
  } finally {
    release();
  }
}

/** @throws Error when another process is building the same archive */
function take({ folder, request }: Work): () => void {
  try {
    return lockHome(folder);
  } catch (error) {
    if (!(error instanceof HomeInUse)) throw error;
    throw new Error(`${request.file} is being built by process ${error.holder.pid}.`, { cause: error });
  }
}

/** Draws a set as the database is now, unless that has been done. */
async function draw(work: Work, part: Part): Promise<Drawn> {
  const { context, request, signal } = work;
  const { jobs, config, log, progress } = context;
  const set = { ...tileSets[part.set], minzoom: part.minzoom, maxzoom: part.maxzoom };
  const originNow = (): Promise<Origin> => readOrigin(jobs, set, request.audience, config.mapReview);
  const [id, title] = [`tiles:${part.set}`, `瓦片 ${part.set}`];
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const origin = await originNow();
    const folder = join(work.folder, `${part.set}-${origin.key}-z${part.minzoom}-${part.maxzoom}`);
    const done = await fileIn(folder);
    if (done !== null) {
      progress.skip(id, title, '已完成');
      return { part, path: done, origin };
    }
    const order = {
      ...part,
      folder,
      key: origin.key,
      origin: origin.datasets,
      attribution: origin.attribution,
    };
    const { path, warnings } = await progress.run(id, title, async (step) => {
      const build = startBuild(jobs, set, origin.rows === 'staff' ? 'staff' : 'public', order, step);
      const stop = (): void => void build.stop();
      signal.addEventListener('abort', stop);
      return build.result.finally(() => signal.removeEventListener('abort', stop));
    });
    for (const warning of warnings) log.warn({ set: part.set }, warning);
    if (attempt === rereads || (await originNow()).key === origin.key) return { part, path, origin };
    await rm(folder, { recursive: true });
  }
}

/** The whole file of a set that a build has left. */
async function fileIn(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch(() => []);
  const name = names.find((file) => file.endsWith('.tiles'));
  return name === undefined ? null : join(folder, name);
}

async function merge({ context, request, folder, signal }: Work, drawn: readonly Drawn[]): Promise<Extract<FromMerge, { type: 'done' }>> {
  const credits = drawn.flatMap(({ origin }) => origin.attribution.split(' · ')).filter((credit) => credit !== '');
  const order: MergeOrder = {
    inputs: drawn.map(({ part, path }) => ({ ...part, path })),
    folder,
    file: request.file,
    minzoom: request.minzoom,
    maxzoom: request.maxzoom,
    audience: request.audience,
    attribution: [...new Set(credits)].join(' · '),
  };
  return context.progress.run('tiles:merge', '瓦片合并', (step) => {
    const worker = startWorker(mergeWorker, order);
    const stop = (): void => void worker.terminate();
    signal.addEventListener('abort', stop);
    return new Promise<Extract<FromMerge, { type: 'done' }>>((resolve, reject) => {
      worker.on('message', (message: FromMerge) => {
        if (message.type === 'total') step.total(message.tiles);
        else if (message.type === 'tiles') step.advance(message.tiles);
        else resolve(message);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the archive was not written to its end')));
    }).finally(() => signal.removeEventListener('abort', stop));
  });
} // prettier-ignore
