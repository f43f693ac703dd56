import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/t.ts';

/** A panel whose code is read when it is first opened. */
export function lazy(read: () => Promise<() => VNode | null>): () => VNode {
  const panel = signal<{ Body: () => VNode | null } | null>(null);
  const failure = signal('');
  const ask = async (): Promise<void> => {
    failure.value = '';
    try {
      panel.value = { Body: await read() };
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error);
    }
  };
  return () => {
    useEffect(() => {
      if (!panel.peek()) void ask();
    }, []);
    if (panel.value) return <panel.value.Body />;
    return failure.value ? (
      <p class="list-total" role="alert">
        {t('app.failed', { why: failure.value })}{' '}
        <button class="text" onClick={() => void ask()}>
          {t('app.retry')}
        </button>
      </p>
    ) : (
      <p class="list-total">{t('app.loading')}</p>
    );
  };
}
