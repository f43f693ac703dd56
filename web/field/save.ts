import type { FieldPackage } from '../../server/api/field.ts';
import { call } from '../api.ts';
import { keepsField, markField } from '../state/offline.ts';
import { session } from '../state/session.ts';
import { photosOf, store, tileCacheOf, tileCaches, type SavedLine } from './store.ts';

const atOnce = 6; // tiles
const workerPath = '/service-worker.js';

export interface Progress {
  done: number;
  of: number;
}

/**
 * Saves a line, or brings it up to date: the program, the records, the tiles. Broken off, it goes on where it was when it is asked
 * for again.
 */
export async function saveLine(account: string, code: string, signal: AbortSignal, tell: (progress: Progress) => void): Promise<void> {
  await prepare();
  const found = await call('getFieldPackage', { code }, signal);
  const line = lineOf(account, found);
  const db = await store();
  await db.put('packages', { ...found, account });
  await db.put('lines', line);
  const cache = await caches.open(tileCacheOf(account, code));
  const wanted = new Set([...Object.keys(found.tiles.versions).map((set) => `/tiles/${set}.json`), ...found.tiles.urls]);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const missing = [...wanted].filter((path) => !kept.has(path) || path.endsWith('.json'));
  let left = missing.length;
  tell({ done: wanted.size - left, of: wanted.size });
  const fetchNext = async (): Promise<void> => {
    for (let path = missing.shift(); path !== undefined; path = missing.shift()) {
      const answer = await fetch(path, { signal });
      if (answer.status !== 200) throw new Error(`${path}: HTTP ${answer.status}`);
      await cache.put(path, answer);
      left -= 1;
      tell({ done: wanted.size - left, of: wanted.size });
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, fetchNext));
  } finally {
    await db.put('lines', { ...line, tilesKept: wanted.size - left });
  }
  for (const path of kept) if (!wanted.has(path)) await cache.delete(path);
  await inTime(navigator.serviceWorker.ready, 60_000);
  await forgetSent(account, code);
  await db.put('lines', { ...line, tilesKept: wanted.size, savedAt: new Date().toISOString() });
} // prettier-ignore

/** Registers the worker, which fetches the program, and remembers who is here. */
async function prepare(): Promise<void> {
  markField(true);
  await navigator.serviceWorker.register(workerPath);
  await navigator.storage?.persist?.(); // asked of the user by some browsers; without it the browser may clear up when it runs out of room
  await rememberSession();
}

/** To be called whenever the server has said who is here: without a network it is taken to be the same. */
export async function rememberSession(): Promise<void> {
  if (keepsField() && session.peek()?.account) await (await store()).put('who', session.peek()!, 'here');
}

/** After signing out nothing that was saved is shown, until the same account signs in again. */
export const forgetSession = async (): Promise<void> => (await store()).delete('who', 'here');

const lineOf = (account: string, { line, markers, tiles, preparedAt, ...rest }: FieldPackage): SavedLine => ({
  account,
  code: line.code,
  name: line.name,
  level: line.level,
  lengthKm: line.lengthKm,
  markers: markers.length,
  recordBytes: JSON.stringify({ line, markers, rest }).length,
  tileBytes: tiles.storedBytes,
  tiles: tiles.count,
  tilesKept: 0,
  preparedAt,
  savedAt: null,
});

/** What has arrived stands in the new package. */
async function forgetSent(account: string, code: string): Promise<void> {
  const db = await store();
  for (const { uuid, state } of await db.getAllFromIndex('records', 'line', [account, code]))
    if (state === 'sent') await forgetRecord(uuid);
}

export async function forgetRecord(uuid: string): Promise<void> {
  const db = await store();
  for (const photo of await photosOf(uuid)) await db.delete('photos', photo.uuid);
  await db.delete('records', uuid);
}

/** Takes a line away; records of it that have not been sent stay. */
export async function deleteLine(account: string, code: string): Promise<void> {
  const db = await store();
  await caches.delete(tileCacheOf(account, code));
  await db.delete('packages', [account, code]);
  await db.delete('lines', [account, code]);
  await forgetSent(account, code);
  await leaveIfEmpty();
}

/** Everything of one account, unsent records too. */
export async function deleteAll(account: string): Promise<void> {
  const db = await store();
  for (const { code } of await db.getAllFromIndex('lines', 'account', account)) await deleteLine(account, code); // prettier-ignore
  for (const { uuid } of await db.getAllFromIndex('records', 'account', account)) await forgetRecord(uuid);
  await leaveIfEmpty();
}

/** With the last line and record of all accounts the program leaves this browser as well. */
async function leaveIfEmpty(): Promise<void> {
  const db = await store();
  if ((await db.count('lines')) + (await db.count('records')) > 0) return;
  const registration = await navigator.serviceWorker.getRegistration('/');
  await registration?.unregister();
  for (const name of await caches.keys())
    if (name.startsWith('workbox-') || name.startsWith(tileCaches)) await caches.delete(name);
  await db.clear('who');
  markField(false);
}

const inTime = <T>(work: Promise<T>, ms: number): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('the program could not be saved')), ms);
    }),
  ]);
