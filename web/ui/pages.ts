import { useEffect, useRef } from 'preact/hooks';
import { signal, type Signal } from '@preact/signals';
import { edition, readiness } from '../state/startup.ts';
import { call, isAbort, type Input, type OperationId, type Result } from '../api.ts';

/** The pages of one list read so far. */
export interface Pages<T> {
  items: T[];
  total: number | null;
  next: string | null;
  state: 'loading' | 'idle' | 'failed';
  error: string;
}

type ListId = {
  [K in OperationId]: Result<K> extends { items: unknown[]; total: number; next: string | null } ? K : never;
}[OperationId];
export type Item<K extends ListId> = Result<K>['items'][number];

const empty = <T>(): Pages<T> => ({ items: [], total: null, next: null, state: 'loading', error: '' });

/**
 * Read a list page by page. A changed question drops the old pages and stops what is under way.
 * @param version of what is listed, where the question alone does not tell
 */
export function usePages<K extends ListId>(
  id: K,
  input: Input<K> | null,
  version: string | number = edition.value,
): { pages: Signal<Pages<Item<K>>>; more: () => void } {
  const question = input && `${id} ${JSON.stringify(input)} ${readiness.value?.ready} ${version}`; // what failed or was cut short is read again
  const ref = useRef<{ pages: Signal<Pages<Item<K>>>; controller: AbortController } | null>(null);
  const held = (ref.current ??= { pages: signal(empty<Item<K>>()), controller: new AbortController() });
  const { pages } = held;

  const read = async (next: string | undefined, signal: AbortSignal): Promise<void> => {
    const before = next ? pages.peek().items : [];
    pages.value = { ...pages.peek(), items: before, state: 'loading' };
    try {
      const answer = await call(id, { ...input!, ...(next && { next }) } as Input<K>, signal);
      const items = [...before, ...(answer.items as Item<K>[])];
      if (!signal.aborted)
        pages.value = { items, total: answer.total, next: answer.next, state: 'idle', error: '' };
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      pages.value = {
        ...pages.peek(),
        state: 'failed',
        error: error instanceof Error ? error.message : String(error),
      };
    }
  };

  useEffect(() => {
    const controller = new AbortController();
    held.controller = controller;
    pages.value = empty();
    if (question) void read(undefined, controller.signal);
    return () => controller.abort();
  }, [question]);

  const more = (): void => {
    const { next, state } = pages.peek();
    if (next && state !== 'loading') void read(next, held.controller.signal);
    else if (state === 'failed') void read(undefined, held.controller.signal);
  };
  return { pages, more };
}
