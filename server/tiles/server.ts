import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Audience } from '../accounts/audience.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Context } from '../context.ts';
import type { Step } from '../progress.ts';
import { createAnswer } from './answer.ts';
import { startBuild, type Build } from './builder.ts';
import { createTileCounts, type TileCounts } from './counts.ts';
import { cleanUp, loadPyramid } from './files.ts';
import { readOrigin } from './origin.ts';
import { emptyPyramid, readPyramid, type Pyramid, type Shelf } from './pyramid.ts';
import { tileSets } from './sets.ts';

export interface TileServer {
  /** Answers /tiles/... and /style.json; false = somebody else's request. */
  handle(request: IncomingMessage, response: ServerResponse, audience: Audience): boolean;
  /** Builds the set again if its data has changed; resolves when the new version is served. */
  refresh(set: TileSetId, step?: Step): Promise<void>;
  /** All sets one after another, each as a step of the progress. @throws the first failure, after trying all */
  version(set: TileSetId, audience?: Audience): string;
  pyramid(set: TileSetId, audience?: Audience): Pyramid;
  counts: TileCounts;
  close(): Promise<void>;
}

/** Times that rows are read again because they changed while they were being read. */
const rereads = 3;

/** @param audiences for whom pyramids are kept; they share one where a set has nothing hidden */
export function createTileServer(
  context: Pick<Context, 'config' | 'jobs' | 'log'>,
  audiences: readonly Audience[] = context.config.accounts.public ? ['staff', 'public'] : ['staff'],
): TileServer {
  const { config, jobs, log } = context;
  const folder = join(config.home, 'tiles');
  const counts = createTileCounts();
  const shelves = new Map<string, Shelf>();
  const queues = new Map<TileSetId, Promise<void>>();
  const builds = new Set<Build>();
  let closed = false;
  const keeps = (id: TileSetId, audience: Audience): boolean =>
    audiences.includes(audience) && (audience === 'staff' || tileSets[id].hidden !== null);
  const shelf = (id: TileSetId, audience: Audience): Shelf =>
    shelves.get(`${audience} ${id}`) ?? { current: emptyPyramid, previous: null, attribution: '' };

  const build = async (id: TileSetId, audience: Audience, step?: Step): Promise<Pyramid> => {
    const set = tileSets[id];
    for (let attempt = 1; ; attempt += 1) {
      const { key, rows, attribution } = await readOrigin(jobs, set, audience, config.mapReview);
      if (closed) throw new Error('the tile server is closed');
      // "everybody" is read as the public reads: what is hidden meanwhile does not get in
      const readAs = rows === 'staff' ? 'staff' : 'public';
      const running = startBuild(jobs, set, readAs, { set: id, folder, key, attribution }, step);
      builds.add(running);
      const result = await running.result.finally(() => builds.delete(running));
      for (const warning of result.warnings) log.warn({ set: id }, warning);
      const after = await readOrigin(jobs, set, audience, config.mapReview);
      if (after.key === key || attempt === rereads) return readPyramid(await readFile(result.path));
    }
  };

  /** One swap of a reference: a request sees the old version or the new one. */
  const put = (id: TileSetId, audience: Audience, pyramid: Pyramid, attribution: string): void => {
    const { current, previous } = shelf(id, audience);
    const isSame = current.version === pyramid.version;
    const before = current === emptyPyramid ? null : current;
    shelves.set(`${audience} ${id}`, {
      current: pyramid,
      previous: isSame ? previous : before,
      attribution,
    });
  };

  /** The same pyramid, where another audience has it already. */
  const shared = (id: TileSetId, key: string): Pyramid | undefined =>
    audiences.map((audience) => shelf(id, audience).current).find((pyramid) => pyramid.key === key);

  const refreshFor = async (id: TileSetId, audience: Audience, step?: Step): Promise<void> => {
    const { key, attribution } = await readOrigin(jobs, tileSets[id], audience, config.mapReview);
    if (!shelves.has(`${audience} ${id}`)) {
      const stored = shared(id, key) ?? (await loadPyramid(folder, id, audience, key));
      if (stored !== null) put(id, audience, stored, attribution);
    }
    const { current } = shelf(id, audience);
    const pyramid = current.key === key ? current : (shared(id, key) ?? (await build(id, audience, step)));
    put(id, audience, pyramid, attribution);
  };

  const refreshNow = async (id: TileSetId, step?: Step): Promise<void> => {
    if (closed) throw new Error('the tile server is closed');
    for (const audience of audiences) if (keeps(id, audience)) await refreshFor(id, audience, step);
    const kept = audiences.flatMap((audience) => {
      const { current, previous } = shelf(id, audience);
      return [current.version, previous?.version ?? ''];
    });
    await cleanUp(folder, id, kept);
  };

  const refresh = (id: TileSetId, step?: Step): Promise<void> => {
    const turn = (queues.get(id) ?? Promise.resolve()).then(() => refreshNow(id, step));
    queues.set(id, turn.catch(() => undefined)); // prettier-ignore
    return turn;
  };

  const first = audiences[0]!;
  return {
    handle: createAnswer(shelf, { host: config.host, port: config.port }, counts),
    refresh,
    version: (id, audience = first) => shelf(id, audience).current.version,
    pyramid: (id, audience = first) => shelf(id, audience).current,
    counts,
    close: async () => {
      closed = true;
      await Promise.all([...builds].map((running) => running.stop()));
    },
  };
}
