import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ImportChange, ImportCounts } from '../../server/api/imports.ts';
import { addressOf } from '../api.ts';
import { im } from '../i18n/imports.ts';
import { number, t } from '../i18n/t.ts';
import type { Job } from '../state/imports.ts';
import { usePages } from '../ui/pages.ts';

const KINDS = ['added', 'changed', 'removed'] as const;
const PAGE = 50;

/** What would be new, changed and gone, place by place, before anything is written. */
export function ImportChanges({ job, counts }: { job: Job; counts: ImportCounts }): VNode {
  const [change, setChange] = useState<ImportChange['change'] | undefined>(undefined);
  const asked = { id: job.id, ...(change && { change }) };
  const { pages, more } = usePages('listImportChanges', { ...asked, limit: PAGE }, `${job.state} ${job.finishedAt}`); // prettier-ignore
  const { items, next, state, error } = pages.value;
  return (
    <section class="changes-list" aria-labelledby="changes-title">
      <div class="report-bar">
        <h4 id="changes-title">{im('changes.title')}</h4>
        <a href={addressOf('listImportChanges', { ...asked, f: 'csv' })} download>
          {im('changes.csv')}
        </a>
      </div>
      <p class="muted">{im('changes.hint')}</p>
      <div class="segmented" role="group" aria-label={im('changes.title')}>
        <button aria-pressed={change === undefined} onClick={() => setChange(undefined)}>
          {im('changes.all')} {number(KINDS.reduce((sum, id) => sum + counts[id], 0))}
        </button>
        {KINDS.map((id) => (
          <button key={id} aria-pressed={change === id} data-change={id} onClick={() => setChange(id)}>
            {im(`change.${id}`)} {number(counts[id])}
          </button>
        ))}
      </div>
      {state === 'failed' && <p class="list-total">{t('app.failed', { why: error })}</p>}
      {items.length === 0 ? (
        <p class="muted">{state === 'loading' ? t('app.loading') : im('changes.none')}</p>
      ) : (
        <table class="findings">
          <thead>
            <tr>
              <th scope="col">{im('changes.what')}</th>
              <th scope="col">{im('changes.place')}</th>
              <th scope="col">{im('changes.fields')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <td>{im(`change.${item.change}`)}</td>
                <td>
                  {item.name}
                  <small class="figures"> {item.placeCode ?? item.division}</small>
                </td>
                <td>
                  {item.differences.map(({ field, before, after }) => (
                    <div key={field}>
                      <small>{field}</small> {before ?? '—'} → {after ?? '—'}
                    </div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {next && (
        <p class="actions">
          <button onClick={more} disabled={state === 'loading'}>
            {im('changes.more', { n: PAGE })}
          </button>
        </p>
      )}
    </section>
  );
}
