import { effect, signal } from '@preact/signals';
import { call, type Result } from '../api.ts';
import { readiness } from './startup.ts';

export type Session = Result<'getSession'>;

/** Who sits here and what may be offered; null before there is an answer. */
export const session = signal<Session | null>(null);

/** Asked once the server can answer. A change of session loads the page anew: nothing that was read for one stays for another. */
export function followSession(): void {
  effect(() => {
    if (readiness.value?.usable === true && session.peek() === null) void readSession();
  });
}

async function readSession(): Promise<void> {
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

export async function signOut(): Promise<void> {
  await call('signOut', {});
  location.reload();
}
