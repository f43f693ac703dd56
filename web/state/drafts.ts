import { batch, effect, signal } from '@preact/signals';
import type { DraftStep, Papers, Statement } from '../../server/api/drafts.ts';
import { ApiError, call, isAbort, type Result } from '../api.ts';
import { ed, editWord } from '../i18n/edits.ts';
import { renewData } from './startup.ts';
import { adjust, announce, state } from './state.ts';

export type DraftDetail = Result<'getDraft'>;

/** The draft that the link names. */
export const draft = signal<DraftDetail | null>(null);
export const draftFailure = signal<unknown>(null);
export const asking = signal(false);
export const askFailure = signal<unknown>(null);
/** Raised with every step: the list is read again. */
export const draftEdition = signal(0);

let waiting = new AbortController();

/** Starts with the code of the panel and never ends. */
export function followDraft(): void {
  let shown = '';
  effect(() => {
    const { draft: id, panel, form } = state.value;
    const key = id === null || panel !== 'drafts' || form !== null ? '' : String(id);
    if (key === shown) return;
    shown = key;
    batch(() => {
      draft.value = null;
      draftFailure.value = null;
      askFailure.value = null;
    });
    waiting.abort();
    if (key !== '') void read(Number(key));
  });
}

export async function read(id: number): Promise<void> {
  const { signal } = (waiting = new AbortController());
  try {
    const found = await call('getDraft', { id }, signal);
    batch(() => {
      draft.value = found;
      draftFailure.value = null;
    });
  } catch (error) {
    if (!isAbort(error)) draftFailure.value = error;
  }
}

const take = (found: DraftDetail): void =>
  batch(() => {
    draft.value = found;
    draftEdition.value += 1;
  });

/** Takes the draft a step on. When somebody was first, what it has become is shown. */
export async function move(step: DraftStep, comment: string, papers?: Papers): Promise<boolean> {
  return ask(async ({ id, version }) => {
    const found = await call(
      'moveDraft',
      { id, body: { step, comment, ...(papers && { papers }) } },
      undefined,
      version,
    );
    take(found);
    announce(ed('drafts.done', { title: found.title, state: editWord('state', found.state) }));
    if (found.state === 'published') renewData();
  });
}

/** What an application says besides the fields of the record. */
export const declare = (statement: Statement): Promise<boolean> =>
  ask(async ({ id, version }) =>
    take(await call('editDraft', { id, body: { statement } }, undefined, version)),
  );

/** Takes away what was never submitted. */
export const discard = (): Promise<boolean> =>
  ask(async ({ id, version }) => {
    await call('deleteDraft', { id }, undefined, version);
    draftEdition.value += 1;
    adjust({ draft: null });
  });

export const say = (text: string): Promise<boolean> =>
  ask(async ({ id }) => take(await call('commentDraft', { id, body: { text } })));

async function ask(work: (known: DraftDetail) => Promise<void>): Promise<boolean> {
  const known = draft.peek();
  if (known === null || asking.peek()) return false;
  asking.value = true;
  askFailure.value = null;
  try {
    await work(known);
    return true;
  } catch (error) {
    askFailure.value = error;
    if (error instanceof ApiError && error.status === 412 && error.current !== null)
      take(error.current as DraftDetail);
    return false;
  } finally {
    asking.value = false;
  }
}
