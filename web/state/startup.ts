import { effect, signal } from '@preact/signals';
import type { Readiness } from '../../server/api/status.ts';
import { ApiError, call, type Result } from '../api.ts';
import { offline } from './offline.ts';

export const readiness = signal<Readiness | null>(null);
export const unreachable = signal(false);
export const status = signal<Result<'getStatus'> | null>(null);
export const sources = signal<ReadonlyMap<string, Result<'listSources'>['items'][number]>>(new Map());
export const kinds = signal<Result<'listFacilityKinds'>['items']>([]);
export const classes = signal<Result<'listPlaceClasses'>['items']>([]);
/** What may be imported; a refusal where importing is not allowed; null before there is an answer. */
export const importing = signal<Result<'listImportKinds'> | ApiError | null>(null);
/** Raised when data have changed while the page is open: everything that was read is read again. */
export const edition = signal(0);

const POLL_MS = 1000;
const OFFLINE_POLL_MS = 10_000; // out of doors the battery counts

/**
 * Ask /readyz until everything is loaded; a failed request means that the server is starting or restarting, or that there is no network.
 * @param away called when the first answer fails to come, @param back when there is one again
 */
export async function followReadiness(away: () => Promise<void>, back: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      const response = await fetch('/readyz', { headers: { accept: 'application/json' } });
      readiness.value = (await response.json()) as Readiness;
      unreachable.value = false;
      await back();
      if (readiness.value.ready) return;
    } catch {
      unreachable.value = true;
      if (readiness.peek() === null) await away();
    }
    await pause(offline.peek() ? OFFLINE_POLL_MS : POLL_MS);
  }
}

/** Until the time is over, or the network comes back. */
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
  });

/** The short lists that panels name things by. Asked for when the page becomes usable, again when all is loaded. */
export function loadReference(): void {
  const usable = (): boolean => readiness.value?.usable === true;
  const ready = (): boolean => readiness.value?.ready === true;
  let asked = 0;
  effect(() => {
    const stage = usable() ? (ready() ? 2 : 1) : 0;
    if (stage <= asked) return;
    asked = stage;
    readReference();
  });
}

function readReference(): void {
  void load('getStatus', (answer) => (status.value = answer));
  void load(
    'listSources',
    (answer) => (sources.value = new Map(answer.items.map((item) => [item.id, item]))),
  );
  void load('listFacilityKinds', (answer) => (kinds.value = answer.items));
}

/** Search keys, distances and tiles are made again after the data: what is counted from them comes a little later. */
const LATER_MS = [5_000, 20_000, 60_000];

/** To be called when data have been changed from this page. */
export function renewData(): void {
  edition.value += 1;
  classes.value = [];
  readReference();
  for (const wait of LATER_MS) setTimeout(readReference, wait);
}

/** Whether files may be imported is the server's answer to this, not a guess from a role. */
export async function readImporting(): Promise<void> {
  try {
    importing.value = await call('listImportKinds', {});
  } catch (error) {
    importing.value = error instanceof ApiError ? error : null; // no answer: the next stage asks again
  }
}

/** Counts over the whole gazetteer: asked for by the panel that shows them, once all is loaded. */
export function loadClasses(): void {
  if (classes.peek().length === 0 && readiness.value?.ready)
    void load('listPlaceClasses', (answer) => (classes.value = answer.items));
}

type Plain = 'getStatus' | 'listSources' | 'listFacilityKinds' | 'listPlaceClasses';
async function load<K extends Plain>(id: K, put: (answer: Result<K>) => void): Promise<void> {
  try {
    put(await call(id, {} as Parameters<typeof call<K>>[1]));
  } catch (error) {
    console.warn(`${id}: ${String(error)}`); // the page works without; the next stage asks again
  }
}
