import { batch, effect, signal } from '@preact/signals';
import type { ImportState } from '../../server/api/imports.ts';
import { call, isAbort, type Result } from '../api.ts';
import { im, importWord } from '../i18n/imports.ts';
import { renewData } from './startup.ts';
import { announce, go, state } from './state.ts';

export type Job = Result<'getImport'>;

/** The import that the link names, read again and again while something is being done to it. */
export const job = signal<Job | null>(null);
export const jobFailure = signal<unknown>(null);
/** The last step that was asked for, and why it was refused. */
export const asking = signal(false);
export const askFailure = signal<unknown>(null);
/** The options of a job that was checked already are open again. */
export const editing = signal(false);

const POLL_MS = 700;
const PATIENT_MS = 3000; // while the server does not answer

const RUNNING: readonly ImportState[] = ['checking', 'publishing', 'rolling_back'];
export const isRunning = ({ state }: Job): boolean => RUNNING.includes(state);
const hasChangedData = ({ state }: Job): boolean => state === 'loaded' || state === 'rolled_back';

/** What becomes of a job on the way from one answer to the next. */
export function passed(before: Job, now: Job): void {
  if (before.state === now.state) return;
  announce(`${now.fileName}: ${importWord('state', now.state)}`);
  if (hasChangedData(now)) renewData();
}

function take(next: Job): void {
  if (state.peek().job !== next.id) return;
  const before = job.peek();
  batch(() => {
    job.value = next;
    jobFailure.value = null;
  });
  if (before?.id !== next.id) return;
  passed(before, next);
  if (before.state === 'rolling_back' && next.state === 'loaded')
    askFailure.value = new Error(im('outcome.stillLoaded'));
}

let waiting = new AbortController();

function watch(id: number): void {
  waiting.abort();
  const { signal } = (waiting = new AbortController());
  void follow(id, signal);
}

async function follow(id: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let pause = POLL_MS;
    try {
      take(await call('getImport', { id }, signal));
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      jobFailure.value = error;
      pause = PATIENT_MS;
    }
    const now = job.peek();
    if (!now || !isRunning(now)) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Starts with the code of the panel and never ends: a job goes on while the reader looks at something else. */
export function followJob(): void {
  let shown: number | null = null;
  effect(() => {
    const id = state.value.job;
    if (id === shown) return;
    shown = id;
    batch(() => {
      if (job.peek()?.id !== id) job.value = null;
      jobFailure.value = null;
      askFailure.value = null;
      editing.value = false;
    });
    if (id === null) waiting.abort();
    else watch(id);
  });
}

export const readAgain = (): void => {
  const { job: id } = state.peek();
  if (id !== null) watch(id);
};

/** Open a job whose answer is at hand. */
export function openJob(found: Job): void {
  job.value = found;
  go({ panel: 'imports', record: null, job: found.id });
}

/** Ask for a step. Whatever the answer, the job is read again: somebody else may have moved it on. */
export async function ask(
  id: 'publishImport' | 'cancelImport' | 'rollBackImport' | 'discardImport',
  of: number,
): Promise<void> {
  await step(() => call(id, { id: of }));
}

export async function check(
  of: number,
  options: Parameters<typeof call<'checkImport'>>[1]['body'],
): Promise<void> {
  if (await step(() => call('checkImport', { id: of, body: options }))) editing.value = false;
}

async function step(work: () => Promise<Job>): Promise<boolean> {
  asking.value = true;
  askFailure.value = null;
  try {
    take(await work());
    return true;
  } catch (error) {
    askFailure.value = error;
    return false;
  } finally {
    asking.value = false;
    readAgain();
  }
}
