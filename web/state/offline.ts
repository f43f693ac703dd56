import { signal } from '@preact/signals';

/** Set while a line is saved in this browser: only then are the code and the store of the work outside looked at. */
const MARK = 'nutag.field';

/** The server cannot be reached, and the page stands on what was saved. */
export const offline = signal(false);

export function keepsField(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return false; // storage is switched off
  }
}

export function markField(on: boolean): void {
  if (on) localStorage.setItem(MARK, '1');
  else localStorage.removeItem(MARK);
}

/** The service worker works on https and on this machine only; elsewhere browsers hide it. */
export const canSave = (): boolean =>
  isSecureContext && 'serviceWorker' in navigator && 'indexedDB' in globalThis;

/**
 * A new build of the worker takes over when a page of the same build starts: that page has no use for the old one's files. A page of
 * the old build leaves it waiting.
 */
export async function followWorker(): Promise<void> {
  if (!keepsField() || !canSave()) return;
  const registration = await navigator.serviceWorker.getRegistration('/');
  if (registration === undefined) return;
  const page = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? '';
  const offer = (worker: ServiceWorker | null): void =>
    worker?.postMessage({ takeOver: new URL(page, location.href).pathname });
  const follow = (worker: ServiceWorker | null): void =>
    worker?.addEventListener('statechange', () => worker.state === 'installed' && offer(worker));
  offer(registration.waiting);
  follow(registration.installing); // found before this page was there to hear of it
  registration.addEventListener('updatefound', () => follow(registration.installing));
}
