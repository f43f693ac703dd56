import { signal } from '@preact/signals';
import type { Verification, VerifyOutcome } from '../../server/api/verify.ts';
import { call, isAbort, upload } from '../api.ts';
import { announce, go, state } from './state.ts';

export const OUTCOMES: readonly VerifyOutcome[] = ['standard', 'alias', 'former', 'misspelt', 'ambiguous', 'not_found']; // prettier-ignore
const AGAIN_MS = 700;
const MOST_PASTED = 250_000; // characters that go as text; more go as a file

/** The list that the link names. */
export const list = signal<Verification | null>(null);
export const failure = signal<unknown>(null);
export const sending = signal<{ name: string; sent: number; total: number; stop: AbortController } | null>(
  null,
);

export const openList = (made: Verification): void => {
  list.value = made;
  failure.value = null;
  go({ list: made.id, filter: null });
};

/** Reads the list, and again while it is being verified. @returns what stops it */
export function followList(id: number): () => void {
  const controller = new AbortController();
  let timer = 0;
  if (list.peek()?.id !== id) list.value = null;
  const read = async (): Promise<void> => {
    try {
      const now = await call('getVerification', { id }, controller.signal);
      list.value = now;
      failure.value = null;
      if (now.state === 'running') timer = window.setTimeout(() => void read(), AGAIN_MS);
    } catch (error) {
      if (isAbort(error)) return;
      failure.value = error;
    }
  };
  void read();
  return () => {
    controller.abort();
    clearTimeout(timer);
  };
}

/** Asks for something of a list, and shows what it is then. */
export async function ask(work: () => Promise<Verification>): Promise<boolean> {
  failure.value = null;
  try {
    list.value = await work();
    return true;
  } catch (error) {
    failure.value = error;
    return false;
  }
}

/** Verifies pasted lines: shorter ones as text, which is verified at once; longer ones as a file whose columns are guessed. */
export async function paste(text: string): Promise<void> {
  failure.value = null;
  if (text.length > MOST_PASTED)
    return send(new File([`\uFEFF${text}`], 'names.txt', { type: 'text/plain' }));
  try {
    openList(await call('pasteVerification', { body: { text } }));
  } catch (error) {
    failure.value = error;
  }
}

export async function send(file: File): Promise<void> {
  const stop = new AbortController();
  const now = { name: file.name, sent: 0, total: file.size, stop };
  sending.value = now;
  failure.value = null;
  try {
    const made = await upload('uploadVerification', { name: file.name }, file, (sent) => (sending.value = { ...now, sent }), stop.signal); // prettier-ignore
    if (state.peek().panel === 'verify' && state.peek().list === null) openList(made);
  } catch (error) {
    if (!isAbort(error)) failure.value = error;
  } finally {
    sending.value = null;
  }
}

export async function remove(id: number, said: string): Promise<void> {
  try {
    await call('deleteVerification', { id });
    list.value = null;
    announce(said);
    go({ list: null, filter: null });
  } catch (error) {
    failure.value = error;
  }
}
