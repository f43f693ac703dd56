import { effect, signal } from '@preact/signals';
import type { Action } from '../../server/api/actions.ts';
import { call, type Result } from '../api.ts';
import { againAfter } from '../map/again-after.ts';
import { keepsField } from './offline.ts';
import { readImporting, readiness } from './startup.ts';

export type Session = Result<'getSession'>;

/** Who sits here and what may be offered; null before there is an answer. */
export const session = signal<Session | null>(null);

/** Set while it could not be read: it is asked for again, and without it there is no map. */
export const sessionLate = signal(false);

/** Asked once the server can answer. A change of session loads the page anew: nothing that was read for one stays for another. */
export function followSession(): void {
  let isAsking = false;
  effect(() => {
    if (readiness.value?.usable !== true || session.peek() !== null || isAsking) return;
    isAsking = true;
    void insist().finally(() => (isAsking = false));
  });
  effect(() => {
    if (readiness.value?.usable === true && may('import.read')) void readImporting();
  });
}

async function insist(): Promise<void> {
  for (let nth = 0; ; nth += 1) {
    await readSession();
    sessionLate.value = session.peek() === null;
    if (session.peek() !== null) return;
    await new Promise((resolve) => {
      setTimeout(resolve, againAfter(nth) * 1000);
    });
  }
}

/** Asked to sign in, where one may read without. */
export const signingIn = signal(false);

/** Whether something can be offered, as the server says; it decides again when it is done. */
export const may = (action: Action): boolean => session.value?.may.includes(action) ?? false;

/** To be called after the own account has changed: what the menu says of it. */
export async function readSession(): Promise<void> {
  try {
    session.value = await call('getSession', {});
  } catch (error) {
    console.warn(`getSession: ${String(error)}`);
  }
}

/** Nobody is signed in and the service is not public, or the password was set by somebody else: nothing else is offered. */
export const mustSignIn = (): boolean =>
  session.value !== null &&
  (session.value.account === null || session.value.account.mustChangePassword) &&
  !(session.value.account === null && session.value.public);

/** Whether it can be offered for a record in one of these divisions; the server decides. */
export function mayFor(action: Action, ...divisions: readonly string[]): boolean {
  const account = session.value?.account;
  if (!account || !may(action)) return false;
  if (account.role === 'administrator') return true;
  const own = account.jurisdiction?.code.replace(/(00){1,2}$/, '') ?? 'none';
  return divisions.some((division) => division.startsWith(own));
}

/** Asked what shall become of what is saved for work outside. */
export const leaving = signal(false);

export async function signOut(): Promise<void> {
  if (keepsField()) await (await import('../field/save.ts')).forgetSession();
  await call('signOut', {});
  location.reload();
}
