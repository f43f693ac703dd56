import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FilingAct } from '../../server/api/filings.ts';
import { addressOf } from '../api.ts';
import { of, officeWord } from '../i18n/office.ts';
import { visit } from '../state/record.ts';
import { state } from '../state/state.ts';
import { pathText } from '../ui/list.tsx';
import { Sample } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { PageTotal, Select } from './office-parts.tsx';

const ACTS: readonly FilingAct[] = ['naming', 'renaming', 'cancelling'];

/** 年度变更: the change set for the national database. */
export function NameChanges(): VNode {
  const year = new Date().getFullYear();
  const [from, setFrom] = useState(`${year}-01-01`);
  const [to, setTo] = useState(`${year}-12-31`);
  const [act, setAct] = useState('');
  const [sample, setSample] = useState(false);
  const { division } = state.value;
  const isWhole = from !== '' && to !== '' && from <= to;
  const question = {
    from,
    to,
    sample: sample ? ('true' as const) : ('false' as const),
    ...(act !== '' && { change: act as FilingAct }),
    ...(division !== null && { division }),
  };
  const { pages, more } = usePages('listNameChanges', isWhole ? { ...question, limit: 100 } : null);
  return (
    <>
      <h2>{of('tab.changes')}</h2>
      <p class="muted">{of('changes.hint')}</p>
      <div class="desk-filters">
        <label>
          <span>{of('field.from')}</span>
          <input type="date" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </label>
        <label>
          <span>{of('field.to')}</span>
          <input type="date" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
        </label>
        <Select label={of('field.change')} value={act} set={setAct} options={ACTS} word={(id) => officeWord('act', id)} />
        <label class="check">
          <input type="checkbox" checked={sample} onChange={(event) => setSample(event.currentTarget.checked)} />
          {of('changes.sample')}
        </label>
      </div>
      {isWhole && (
        <p class="actions">
          <a class="button" href={addressOf('listNameChanges', { ...question, f: 'csv' })} download>
            {of('changes.csv')}
          </a>
          <a class="button" href={addressOf('listNameChanges', { ...question, limit: 1000 })} target="_blank" rel="noreferrer">
            {of('changes.json')}
          </a>
        </p>
      )}
      <PageTotal pages={pages} more={more} none={of('changes.none')}>
        {pages.value.items.length > 0 && (
          <div class="matrix-like" role="region" aria-label={of('tab.changes')} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  {(['changes.code', 'field.change', 'field.name', 'field.formerName', 'field.division', 'field.approvedOn', 'field.documentNo'] as const).map((id) => (
                    <th key={id} scope="col">
                      {of(id)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {pages.value.items.map((row) => (
                  <tr key={`${row.placeId} ${row.change} ${row.formerName}`}>
                    <td class="figures">{row.placeCode ?? '—'}</td>
                    <td>
                      {officeWord('act', row.change)} <small>{row.on}</small>
                    </td>
                    <td>
                      <button class="text" onClick={() => visit({ type: 'place', id: String(row.placeId) })}>
                        {row.name}
                      </button>{' '}
                      {row.sample && <Sample />}
                    </td>
                    <td>{row.formerName}</td>
                    <td>{pathText(row.path)}</td>
                    <td>{row.approvedOn}</td>
                    <td>{row.documentNo}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </PageTotal>
    </>
  );
} // prettier-ignore
