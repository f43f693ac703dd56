import { signal } from '@preact/signals';
import type { FieldRecordType } from '../../server/api/field.ts';
import { ApiError, call, upload } from '../api.ts';
import { photosOf, recordsOf, store, type Kept, type Photo } from './store.ts';

const atOnce = 20; // records in a batch
const againMs = 20_000;

/** Why what waits could not be sent; null: it could, or has not been tried. */
export const sendProblem = signal<unknown>(null);
export const sending = signal(false);
/** Raised whenever records have changed. */
export const turn = signal(0);
export const changed = (): void => void (turn.value += 1);

let again: number | undefined;

/**
 * Sends what waits, oldest first: records in batches, then their photos. What fails for want of an answer stays and is sent again;
 * the server knows by the uuid what it has already. One page at a time.
 */
export async function sendAll(account: string): Promise<void> {
  clearTimeout(again);
  await navigator.locks.request('nutag-field-send', { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    sending.value = true;
    try {
      if (await isSomething(account)) {
        await mustBe(account);
        for (let batch = await waiting(account); batch.length > 0; batch = await waiting(account)) await sendBatch(batch); // prettier-ignore
        for (const record of await recordsOf(account)) if (record.state === 'photos') await sendPhotos(record); // prettier-ignore
      }
      sendProblem.value = null;
    } catch (error) {
      sendProblem.value = error;
      if (isPassing(error)) again = window.setTimeout(() => void sendAll(account), againMs);
    } finally {
      sending.value = false;
      changed();
    }
  });
}

/** No answer, an overloaded or failing server: it will be otherwise later. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;

const isSomething = async (account: string): Promise<boolean> =>
  (await recordsOf(account)).some(({ state }) => state === 'waiting' || state === 'photos');

const waiting = async (account: string): Promise<Kept[]> =>
  (await recordsOf(account)).filter(({ state }) => state === 'waiting').slice(0, atOnce);

/** In another tab somebody else may have signed in: records of one are never sent as another's. */
async function mustBe(account: string): Promise<void> {
  const now = await call('getSession', {});
  if (now.account?.username !== account) throw new ApiError(401, `这些记录属于 ${account}。These records are ${account}’s.`); // prettier-ignore
}

async function sendBatch(batch: readonly Kept[]): Promise<void> {
  const records = batch.map(({ type, content }) => ({ type, content }) as { type: FieldRecordType; content: { uuid: string } }); // prettier-ignore
  const db = await store();
  for (const record of batch) await db.put('records', { ...record, triedAt: record.triedAt ?? new Date().toISOString() }); // prettier-ignore
  const { items } = await call('sendFieldRecords', { body: { records } });
  for (const [index, { state, id, flags, problem }] of items.entries()) {
    const record = batch[index]!;
    const sentAt = new Date().toISOString();
    if (state === 'refused') await db.put('records', { ...record, state, triedAt: null, problem, sentAt });
    else await db.put('records', { ...record, state: (await photosOf(record.uuid)).length > 0 ? 'photos' : 'sent', id, flags, problem, sentAt }); // prettier-ignore
  }
  changed();
}

/** A photo that is refused does not keep the others back. */
async function sendPhotos(record: Kept): Promise<void> {
  const db = await store();
  for (const photo of await photosOf(record.uuid)) {
    if (photo.data === null || photo.problem !== null) continue;
    await db.put('photos', await sendPhoto(record, photo, photo.data));
  }
  await db.put('records', { ...record, state: 'sent' });
  changed();
}

async function sendPhoto({ id }: Kept, photo: Photo, data: ArrayBuffer): Promise<Photo> {
  const phase = photo.phase === null ? {} : { phase: photo.phase };
  const given = { of: 'event', owner: id!, name: photo.name, uuid: photo.uuid, ...phase } as const;
  try {
    await upload('uploadAttachment', given, new Blob([data]), () => undefined, new AbortController().signal);
    return { ...photo, data: null };
  } catch (error) {
    const isRefused = error instanceof ApiError && [400, 403, 404, 409, 413, 415].includes(error.status);
    if (isRefused) return { ...photo, problem: error.message };
    throw error;
  }
}

/** From the start of the page: when the network comes back, what waits goes out. */
export function followNetwork(account: string): void {
  addEventListener('online', () => void sendAll(account));
  void sendAll(account);
}
