import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { call, type BodyOf } from '../api.ts';
import { of } from '../i18n/office.ts';
import { may } from '../state/session.ts';
import { go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { pathText } from '../ui/list.tsx';
import { Sample } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { PageTotal, type Spec, Search } from './office-parts.tsx';
import { RecordForm } from './office-record.tsx';

const SPECS: readonly Spec[] = [
  { id: 'name', label: 'field.name', kind: 'text', required: true },
  { id: 'division', label: 'field.division', kind: 'division', required: true },
  { id: 'placeId', label: 'field.placeId', kind: 'number', hint: 'hint.placeId' },
  { id: 'category', label: 'field.category', kind: 'text' },
  { id: 'evidence', label: 'field.evidence', kind: 'long', required: true },
  { id: 'document', label: 'field.document', kind: 'text' },
  { id: 'listedOn', label: 'field.listedOn', kind: 'date' },
  { id: 'delistedOn', label: 'field.delistedOn', kind: 'date' },
];

/** 地名文化遗产保护名录. */
export function ProtectedList(): VNode {
  const [q, setQ] = useState('');
  const { division } = state.value;
  const { pages, more } = usePages('listProtectedNames', { limit: 50, ...(q.trim() !== '' && { q: q.trim() }), ...(division !== null && { division }) }); // prettier-ignore
  return (
    <>
      <div class="office-head">
        <h2>{of('tab.protected')}</h2>
        {may('place.edit') && (
          <button class="primary" onClick={() => go({ filter: 'protected-new' })}>
            {of('protected.new')}
          </button>
        )}
      </div>
      <p class="muted">{of('protected.hint')}</p>
      <div class="desk-filters">
        <Search q={q} set={setQ} />
      </div>
      <PageTotal pages={pages} more={more} none={of('protected.none')}>
        <ul class="plain">
          {pages.value.items.map((item) => (
            <li key={item.id}>
              <button class="draft-row" data-protected={item.id} onClick={() => go({ filter: `protected-${item.id}` })}>
                <span class="row-text">
                  <span class="row-name">
                    {item.name} {item.sample && <Sample />}
                  </span>
                  <span class="row-detail">{[pathText(item.path), item.category, item.document, item.evidence].filter(Boolean).join(' · ')}</span>
                </span>
                <span class={`badge ${item.delistedOn === null ? 'accepted' : 'withdrawn'}`}>{of(item.delistedOn === null ? 'protected.listed' : 'protected.delisted')}</span>
              </button>
            </li>
          ))}
        </ul>
      </PageTotal>
    </>
  );
} // prettier-ignore

export function ProtectedForm({ id }: { id: number | null }): VNode {
  return (
    <RecordForm
      tab="protected"
      one="protected"
      specs={SPECS}
      id={id}
      {...useAnswer('getProtectedName', id === null ? null : { id })}
      create={(body) => call('createProtectedName', { body: body as BodyOf<'createProtectedName'> })}
      edit={(present, body) =>
        call('editProtectedName', { id: present.id, body }, undefined, present.version)
      }
      remove={(present) => call('deleteProtectedName', { id: present.id }, undefined, present.version)}
    />
  );
}
