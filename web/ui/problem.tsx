import type { VNode } from 'preact';
import { ApiError } from '../api.ts';
import { t, word } from '../i18n/t.ts';

/** Why something did not work, as the server says it, and what can be done. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }): VNode | null {
  if (error === null || error === undefined) return null;
  const known = error instanceof ApiError ? error : null;
  const unreachable = known?.status === 0 || error instanceof TypeError; // as fetch has it
  const status = unreachable ? 0 : (known?.status ?? -1);
  const group = String(status >= 500 ? 500 : status);
  const advice = word('advice', group);
  return (
    <div class="note problem" role="alert">
      <p>
        <b>{unreachable ? t('app.unreachable') : (error as Error).message}</b>
      </p>
      {known && known.errors.length > 1 && (
        <ul class="plain">
          {known.errors.map(({ where, what }) => (
            <li key={where}>
              {where}: {what}
            </li>
          ))}
        </ul>
      )}
      <p>
        {advice === group ? '' : advice}{' '}
        {retry && (
          <button class="text" onClick={retry}>
            {t('app.retry')}
          </button>
        )}
      </p>
    </div>
  );
}
