import { batch, effect } from '@preact/signals';
import { followWorker, keepsField, offline } from './offline.ts';
import { readSession, session } from './session.ts';
import { readImporting, readiness, renewData } from './startup.ts';

/** Without the server the page stands on what was saved here, if whoever was signed in last has saved something. */
export async function goAway(): Promise<void> {
  if (!keepsField()) return;
  const { whoIsHere } = await import('../field/store.ts');
  const found = await whoIsHere();
  if (found === undefined) return;
  batch(() => {
    offline.value = true;
    session.value = found;
    readiness.value = { ready: true, usable: true, reason: null, steps: [] };
  });
}

/** The server answers again: who is here is asked anew, and what could not be read is read. */
export async function comeBack(): Promise<void> {
  if (!offline.peek()) return;
  const before = session.peek()?.account?.username;
  await readSession();
  if (session.peek()?.account?.username !== before) {
    location.reload(); // nothing of one account stays on the page for another
    return;
  }
  offline.value = false;
  renewData();
  await readImporting();
}

/** Once it is known who is here: what waits is sent, and who it is is remembered for a start without a network. */
export function followField(): void {
  void followWorker();
  const end = effect(() => {
    const account = session.value?.account;
    if (!account || !keepsField()) return;
    queueMicrotask(() => end());
    void begin(account.username);
  });
}

async function begin(account: string): Promise<void> {
  const { rememberSession } = await import('../field/save.ts');
  if (!offline.peek()) await rememberSession();
  const { followNetwork } = await import('../field/send.ts');
  followNetwork(account);
}
