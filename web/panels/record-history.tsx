import '../assets/office.css';
import type { VNode } from 'preact';
import { au, auditWord } from '../i18n/audit.ts';
import { clock, t } from '../i18n/t.ts';
import { reread } from '../state/record.ts';
import { edition } from '../state/startup.ts';
import { record } from '../state/state.ts';
import { Changes, Summary } from '../ui/changes.tsx';
import { usePages } from '../ui/pages.ts';

const PAGE = 20;

/** What was changed in the record that is open: by whom, when, from what to what. */
export function RecordHistory(): VNode {
  const key = record.value;
  const { pages, more } = usePages(
    'listHistory',
    key && { type: key.type, id: key.id, limit: PAGE },
    `${edition.value} ${reread.value}`,
  );
  const { items, total, next, state, error } = pages.value;
  return (
    <>
      {(state === 'failed' || total === null || total === 0) && (
        <p class="muted" role="status">
          {state === 'failed'
            ? t('app.failed', { why: error })
            : total === null
              ? t('app.loading')
              : au('history.none')}{' '}
          {state === 'failed' && (
            <button class="text" onClick={more}>
              {t('app.retry')}
            </button>
          )}
        </p>
      )}
      <ol class="plain history-list">
        {items.map((item) => (
          <li key={item.id} data-history={item.id}>
            <p>
              <b>{auditWord('action', item.action)}</b>
              {item.about !== 'record' && <span class="state">{au(`about.${item.about}`)}</span>}
              <small>
                <span class="figures">{clock(item.at)}</span>{' '}
                {item.about !== 'pack' && auditWord('actor', item.actor)}
              </small>
            </p>
            <Changes before={item.before} after={item.after} />
            <Summary fields={item.summary} />
          </li>
        ))}
      </ol>
      {next && (
        <p class="actions">
          <button onClick={more} disabled={state === 'loading'}>
            {au('more')}
          </button>
        </p>
      )}
    </>
  );
}
