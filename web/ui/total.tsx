import type { Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { t } from '../i18n/t.ts';
import type { Pages } from './pages.ts';

/** How many a list has, or what keeps it from being read; with `more`, a way to try again. */
export function Total<T>({
  pages,
  more,
  none,
  words = (n) => t('app.total', { n }),
}: {
  pages: Signal<Pages<T>>;
  more?: () => void;
  none?: string; // in place of a total of 0
  words?: (n: number) => string;
}): VNode {
  const { total, state, error } = pages.value;
  return (
    <p class="list-total" role="status">
      {state === 'failed'
        ? t('app.failed', { why: error })
        : total === null
          ? t('app.loading')
          : total === 0 && none !== undefined
            ? none
            : words(total)}
      {state === 'failed' && more !== undefined && (
        <>
          {' '}
          <button class="text" onClick={more}>
            {t('app.retry')}
          </button>
        </>
      )}
    </p>
  );
}

/** The next page of a list, where there is one; with `retry`, the same page again where it could not be read. */
export function More<T>({
  pages,
  more,
  label,
  retry = false,
}: {
  pages: Signal<Pages<T>>;
  more: () => void;
  label: string;
  retry?: boolean;
}): VNode | null {
  const { next, state } = pages.value;
  const again = retry && state === 'failed';
  if (!next && !again) return null;
  return (
    <p class="actions">
      <button onClick={more} disabled={state === 'loading'}>
        {again ? t('app.retry') : label}
      </button>
    </p>
  );
}
