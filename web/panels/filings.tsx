import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { FilingChannel, FilingState } from '../../server/api/filings.ts';
import { of, officeWord } from '../i18n/office.ts';
import { go, state } from '../state/state.ts';
import { usePages } from '../ui/pages.ts';
import { FilingRow } from './desk-todo.tsx';
import { PageTotal, Select, Search } from './office-parts.tsx';

export const STATES: readonly FilingState[] = ['registered', 'accepted', 'returned'];
export const CHANNELS: readonly FilingChannel[] = ['received', 'own'];

/** 备案与批准: what was approved here, and what other departments file. */
export function FilingList(): VNode {
  const [q, setQ] = useState('');
  const [filingState, setState] = useState('');
  const [channel, setChannel] = useState('');
  const { division } = state.value;
  const { pages, more } = usePages('listFilings', {
    limit: 50,
    ...(q.trim() !== '' && { q: q.trim() }),
    ...(filingState !== '' && { state: filingState as FilingState }),
    ...(channel !== '' && { channel: channel as FilingChannel }),
    ...(division !== null && { division }),
  });
  return (
    <>
      <div class="office-head">
        <h2>{of('tab.filings')}</h2>
        <button class="primary" onClick={() => go({ filter: 'filing-new' })}>
          {of('filing.new')}
        </button>
      </div>
      <div class="desk-filters">
        <Search q={q} set={setQ} />
        <Select label={of('field.state')} value={filingState} set={setState} options={STATES} word={(id) => officeWord('state', id)} />
        <Select label={of('field.channel')} value={channel} set={setChannel} options={CHANNELS} word={(id) => officeWord('channel', id)} />
      </div>
      <PageTotal pages={pages} more={more} none={of('filing.none')}>
        <ul class="plain">
          {pages.value.items.map((filing) => (
            <FilingRow key={filing.id} filing={filing} />
          ))}
        </ul>
      </PageTotal>
    </>
  );
} // prettier-ignore
