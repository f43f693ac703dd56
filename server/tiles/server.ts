import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import type { Audience } from '../accounts/audience.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Context } from '../context.ts';
import type { Step } from '../progress.ts';
import { createAnswer, pyramidOf } from './answer.ts';
import { alone } from './alone.ts';
import { startBuild } from './builder.ts';
import { createTileCounts, type TileCounts } from './counts.ts';
import { afterEdits } from './edit.ts';
import { cleanUp, loadPyramid } from './files.ts';
import { isHeavy, startFold } from './fold.ts';
import { readOrigin } from './origin.ts';
import { isOverlaid, rebase } from './overlay.ts';
import { emptyPyramid, readPyramid, type Pyramid, type Shelf } from './pyramid.ts';
import { tileSets } from './sets.ts';

export interface TileServer {
  /** Answers /tiles/... and /style.json; false = somebody else's request. */
  handle(request: IncomingMessage, response: ServerResponse, audience: Audience): boolean;
  /** Makes the set anew if its data has changed, after edits only the tiles that they touch; resolves when the new version is served. */
  refresh(set: TileSetId, step?: Step): Promise<void>;
  /** All sets one after another, each as a step of the progress. @throws the first failure, after trying all */
  version(set: TileSetId, audience?: Audience): string;
  pyramid(set: TileSetId, audience?: Audience): Pyramid;
  /** Whether tiles of this version can be answered. */
  has(set: TileSetId, version: string, audience: Audience): boolean;
  counts: TileCounts;
  close(): Promise<void>;
}

/** Versions by edits that are kept for open maps, besides the one before. */
const keptRecent = 16;

/** A stream of edits makes a new version this often, ms. */
const edition = 300;

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
  const waiting = new Map<TileSetId, Promise<void>>();
  const running = new Set<{ stop(): Promise<void> }>();
  const folding = new Set<string>(); // versions of files
  const refreshed = new Map<TileSetId, number>(); // ms since 1970
  const stopped = new AbortController();
  let closed = false;
  const keeps = (id: TileSetId, audience: Audience): boolean =>
    audiences.includes(audience) && (audience === 'staff' || tileSets[id].hidden !== null);
  const shelf = (id: TileSetId, audience: Audience): Shelf =>
    shelves.get(`${audience} ${id}`) ?? { current: emptyPyramid, previous: null, attribution: '' };

  const build = async (id: TileSetId, audience: Audience, step?: Step): Promise<Pyramid> => {
    const set = tileSets[id];
    for (let attempt = 1; ; attempt += 1) {
      const { key, rows, attribution, datasets } = await readOrigin(jobs, set, audience, config.mapReview);
      if (closed) throw new Error('the tile server is closed');
      // "everybody" is read as the public reads: what is hidden meanwhile does not get in
      const readAs = rows === 'staff' ? 'staff' : 'public';
      const work = startBuild(
        jobs,
        set,
        readAs,
        { set: id, folder, key, origin: datasets, attribution },
        step,
      );
      running.add(work);
      const result = await work.result.finally(() => running.delete(work));
      for (const warning of result.warnings) log.warn({ set: id }, warning);
      const after = await readOrigin(jobs, set, audience, config.mapReview);
      if (after.key === key || attempt === rereads) return readPyramid(await readFile(result.path));
    }
  };

  /** Processes that share the folder build one after another: what one has built, the next finds. */
  const buildAlone = (id: TileSetId, audience: Audience, key: string, step?: Step): Promise<Pyramid> =>
    alone(config.home, `tiles-${id}`, async () => {
      const stored = await loadPyramid(folder, id, audience, key);
      return stored?.key === key ? stored : build(id, audience, step);
    });

  /** One swap of a reference: a request sees the old version or the new one. */
  const put = (id: TileSetId, audience: Audience, pyramid: Pyramid, attribution: string): void => {
    const { current, previous, recent = [] } = shelf(id, audience);
    const isSame = current.version === pyramid.version;
    const before = current === emptyPyramid ? null : current;
    shelves.set(`${audience} ${id}`, {
      current: pyramid,
      previous: isSame ? previous : before,
      attribution,
      recent:
        pyramid.stored !== current.stored ? [] : isSame ? recent : [current, ...recent].slice(0, keptRecent),
    });
  };

  /** File and edits become one file, while requests and further edits go on. */
  const fold = (id: TileSetId, audience: Audience): void => {
    const { current, attribution } = shelf(id, audience);
    if (closed || !isOverlaid(current) || !isHeavy(current) || folding.has(current.stored)) return;
    const set = tileSets[id];
    const work = startFold(folder, set, current, attribution);
    const startedAt = Date.now();
    folding.add(current.stored);
    running.add(work);
    const done = work.result.then((file) =>
      inTurn(id, async () => {
        for (const each of audiences) {
          const now = shelf(id, each);
          if (isOverlaid(now.current) && now.current.stored === current.stored)
            put(id, each, rebase(set, now.current, file, current.changed), now.attribution);
        }
        await tidy(id, startedAt);
      }),
    );
    void done
      .catch((error: unknown) => closed || log.warn({ err: error, set: id }, 'edited tiles could not be written to a file'))
      .finally(() => {
        running.delete(work);
        folding.delete(current.stored);
      });
  }; // prettier-ignore

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
    const known = current.key === key ? current : shared(id, key);
    const next =
      known === undefined
        ? await afterEdits(jobs, tileSets[id], audience, current, config.mapReview)
        : { pyramid: known, attribution };
    const pyramid = next?.pyramid ?? (await buildAlone(id, audience, key, step));
    put(id, audience, pyramid, next?.attribution ?? attribution);
    fold(id, audience);
  };

  const tidy = (id: TileSetId, before: number): Promise<void> => {
    const kept = audiences.flatMap((audience) => {
      const { current, previous } = shelf(id, audience);
      return [current.stored, previous?.stored ?? ''];
    });
    return cleanUp(folder, id, kept, before);
  };

  const refreshNow = async (id: TileSetId, step?: Step): Promise<void> => {
    if (closed) throw new Error('the tile server is closed');
    const startedAt = Date.now();
    for (const audience of audiences) if (keeps(id, audience)) await refreshFor(id, audience, step);
    await tidy(id, startedAt);
  };

  const inTurn = (id: TileSetId, work: () => Promise<void>): Promise<void> => {
    const turn = (queues.get(id) ?? Promise.resolve()).then(work);
    queues.set(id, turn.catch(() => undefined)); // prettier-ignore
    return turn;
  };

  /** Who comes while a turn waits is served by the same. */
  const refresh = (id: TileSetId, step?: Step): Promise<void> => {
    const before = waiting.get(id);
    if (before !== undefined && step === undefined) return before;
    const turn = inTurn(id, async () => {
      if (step === undefined) await pauseUntil((refreshed.get(id) ?? 0) + edition, stopped.signal);
      waiting.delete(id);
      await refreshNow(id, step).finally(() => refreshed.set(id, Date.now()));
    });
    waiting.set(id, turn);
    return turn;
  };

  const first = audiences[0]!;
  return {
    handle: createAnswer(shelf, { host: config.host, port: config.port }, counts),
    refresh,
    version: (id, audience = first) => shelf(id, audience).current.version,
    pyramid: (id, audience = first) => shelf(id, audience).current,
    has: (id, version, audience) => pyramidOf(shelf(id, audience), version) !== null,
    counts,
    close: async () => {
      closed = true;
      stopped.abort();
      await Promise.all([...running].map((work) => work.stop()));
    },
  };
}

async function pauseUntil(time: number, signal: AbortSignal): Promise<void> {
  const left = time - Date.now();
  if (left > 0) await pause(left, undefined, { signal }).catch(() => undefined);
}
