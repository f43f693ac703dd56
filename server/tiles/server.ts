import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { TileSetId } from '../api/tiles.ts';
import type { Context } from '../context.ts';
import type { Step } from '../progress.ts';
import { createAnswer } from './answer.ts';
import { startBuild, type Build } from './builder.ts';
import { cleanUp, loadPyramid } from './files.ts';
import { readOrigin } from './origin.ts';
import { emptyPyramid, readPyramid, type Pyramid, type Shelf } from './pyramid.ts';
import { tileSets } from './sets.ts';
import type { Audience } from './tile-set.ts';

export interface TileServer {
  /** Answers /tiles/... and /style.json; false = somebody else's request. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Builds the set again if its data has changed; resolves when the new version is served. */
  refresh(set: TileSetId, step?: Step): Promise<void>;
  /** All sets one after another, each as a step of the progress. @throws the first failure, after trying all */
  version(set: TileSetId): string;
  pyramid(set: TileSetId): Pyramid;
  close(): Promise<void>;
}

/** Times that rows are read again because they changed while they were being read. */
const rereads = 3;

export function createTileServer(context: Pick<Context, 'config' | 'jobs' | 'log'>): TileServer {
  const { config, jobs, log } = context;
  const audience: Audience = 'public';
  const folder = join(config.home, 'tiles');
  const shelves = new Map<TileSetId, Shelf>();
  const queues = new Map<TileSetId, Promise<void>>();
  const builds = new Set<Build>();
  let closed = false;
  const shelf = (id: TileSetId): Shelf =>
    shelves.get(id) ?? { current: emptyPyramid, previous: null, attribution: '' };

  const build = async (id: TileSetId, step?: Step): Promise<Pyramid> => {
    for (let attempt = 1; ; attempt += 1) {
      const { key, attribution } = await readOrigin(jobs, tileSets[id], config.mapReview);
      if (closed) throw new Error('the tile server is closed');
      const running = startBuild(
        jobs,
        tileSets[id],
        audience,
        { set: id, folder, audience, key, attribution },
        step,
      );
      builds.add(running);
      const result = await running.result.finally(() => builds.delete(running));
      for (const warning of result.warnings) log.warn({ set: id }, warning);
      const after = await readOrigin(jobs, tileSets[id], config.mapReview);
      if (after.key === key || attempt === rereads) return readPyramid(await readFile(result.path));
    }
  };

  /** One swap of a reference: a request sees the old version or the new one. */
  const put = (id: TileSetId, pyramid: Pyramid, attribution: string): void => {
    const { current, previous } = shelf(id);
    const isSame = current.version === pyramid.version;
    const before = current === emptyPyramid ? null : current;
    shelves.set(id, { current: pyramid, previous: isSame ? previous : before, attribution });
  };

  const refreshNow = async (id: TileSetId, step?: Step): Promise<void> => {
    if (closed) throw new Error('the tile server is closed');
    const { key, attribution } = await readOrigin(jobs, tileSets[id], config.mapReview);
    if (!shelves.has(id)) {
      const stored = await loadPyramid(folder, id, key);
      if (stored !== null) put(id, stored, attribution);
    }
    if (shelf(id).current.key !== key) put(id, await build(id, step), attribution);
    else put(id, shelf(id).current, attribution);
    const { current, previous } = shelf(id);
    await cleanUp(folder, id, [current.version, previous?.version ?? '']);
  };

  const refresh = (id: TileSetId, step?: Step): Promise<void> => {
    const turn = (queues.get(id) ?? Promise.resolve()).then(() => refreshNow(id, step));
    queues.set(id, turn.catch(() => undefined)); // prettier-ignore
    return turn;
  };

  return {
    handle: createAnswer(shelf, { host: config.host, port: config.port }),
    refresh,
    version: (id) => shelf(id).current.version,
    pyramid: (id) => shelf(id).current,
    close: async () => {
      closed = true;
      await Promise.all([...builds].map((running) => running.stop()));
    },
  };
}
