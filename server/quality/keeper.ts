import type { Db } from '../database/open.ts';
import type { Log } from '../http/log.ts';
import type { WordLists } from '../naming/words.ts';
import { countEntries, countQuality, type Counted } from './count.ts';

/** The last count, and the one that is under way. */
export interface Kept {
  state: 'counting' | 'ready' | 'failed';
  done: number;
  total: number;
  stale: boolean;
  counted: (Counted & { at: string; version: string }) | null;
}

interface Keeper extends Kept {
  running: Promise<void> | null;
  ended: number; // ms since the epoch
}

const keepers = new WeakMap<Db, Keeper>();
const code = 1; // raise it when the checks find something else
const restMs = 60_000; // between two counts while data are being edited

/**
 * The counts of the present data version. A count that is missing or out of date is begun in the background; the one before it is
 * answered meanwhile. Nothing is counted before somebody asks.
 */
export async function qualityNow(db: Db, words: WordLists, log: Log): Promise<Kept> {
  const keeper = keeperOf(db);
  const version = await versionOf(db);
  keeper.stale = keeper.counted !== null && keeper.counted.version !== version;
  const isDue = keeper.counted === null || (keeper.stale && Date.now() - keeper.ended > restMs);
  if (keeper.running === null && isDue) {
    keeper.state = 'counting';
    keeper.running = count(db, keeper, version, words, log);
  }
  return keeper;
}

/** What has been counted so far, up to date or not; nothing is begun. */
export const lastCounted = (db: Db): Kept['counted'] => keeperOf(db).counted;

function keeperOf(db: Db): Keeper {
  let keeper = keepers.get(db);
  if (keeper === undefined) keepers.set(db, (keeper = { state: 'counting', done: 0, total: 0, stale: false, counted: null, running: null, ended: 0 })); // prettier-ignore
  return keeper;
}

async function count(db: Db, keeper: Keeper, version: string, words: WordLists, log: Log): Promise<void> {
  try {
    Object.assign(keeper, { done: 0, total: await countEntries(db) });
    const counted = await countQuality(db, words, (entries) => (keeper.done += entries));
    keeper.counted = { ...counted, at: new Date().toISOString(), version };
    keeper.stale = false;
    keeper.state = 'ready';
  } catch (error) {
    keeper.state = 'failed';
    log.warn({ err: error }, 'the quality of the data could not be counted');
  } finally {
    keeper.running = null;
    keeper.ended = Date.now();
  }
}

async function versionOf(db: Db): Promise<string> {
  const rows = await db
    .selectFrom('data_version')
    .where('dataset', 'in', ['divisions', 'places'])
    .select(['dataset', 'version'])
    .orderBy('dataset')
    .execute();
  return [`code:${code}`, ...rows.map(({ dataset, version }) => `${dataset}:${version}`)].join(' ');
}
