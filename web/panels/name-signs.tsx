import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { NameSign } from '../../server/api/name-signs.ts';
import { addressOf, call, type BodyOf } from '../api.ts';
import { of, officeWord } from '../i18n/office.ts';
import { fly } from '../map/flight.ts';
import { may } from '../state/session.ts';
import { go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { pathText } from '../ui/list.tsx';
import { usePages } from '../ui/pages.ts';
import { PageTotal, Select, type Spec, Search } from './office-parts.tsx';
import { RecordForm } from './office-record.tsx';

const KINDS: readonly NameSign['kind'][] = ['division', 'village', 'street', 'door', 'building', 'natural', 'site', 'facility', 'other']; // prettier-ignore
const STATES: readonly NameSign['state'][] = ['intact', 'damaged', 'missing', 'wrong', 'removed'];
const SPECS: readonly Spec[] = [
  { id: 'name', label: 'field.signName', kind: 'text', required: true },
  { id: 'kind', label: 'field.kind', kind: 'choice', required: true, choices: { prefix: 'kind', ids: KINDS } },
  { id: 'state', label: 'field.signState', kind: 'choice', required: true, choices: { prefix: 'sign', ids: STATES } },
  { id: 'division', label: 'field.division', kind: 'division', required: true },
  { id: 'point', label: 'field.point', kind: 'point' },
  { id: 'location', label: 'field.signLocation', kind: 'text' },
  { id: 'material', label: 'field.material', kind: 'text' },
  { id: 'erectedOn', label: 'field.erectedOn', kind: 'date' },
  { id: 'checkedOn', label: 'field.checkedOn', kind: 'date' },
  { id: 'placeId', label: 'field.placeId', kind: 'number', hint: 'hint.placeId' },
  { id: 'note', label: 'field.note', kind: 'long' },
]; // prettier-ignore

/** 地名标志: the list; an open sign is a pin on the map. */
export function SignList(): VNode {
  const [q, setQ] = useState('');
  const [kind, setKind] = useState('');
  const [signState, setState] = useState('');
  const { division } = state.value;
  const { pages, more } = usePages('listNameSigns', {
    limit: 50,
    ...(q.trim() !== '' && { q: q.trim() }),
    ...(kind !== '' && { kind: kind as NameSign['kind'] }),
    ...(signState !== '' && { state: signState as NameSign['state'] }),
    ...(division !== null && { division }),
  });
  return (
    <>
      <div class="office-head">
        <h2>{of('tab.signs')}</h2>
        {may('place.edit') && (
          <button class="primary" onClick={() => go({ filter: 'sign-new' })}>
            {of('signs.new')}
          </button>
        )}
      </div>
      <div class="desk-filters">
        <Search q={q} set={setQ} />
        <Select label={of('field.kind')} value={kind} set={setKind} options={KINDS} word={(id) => officeWord('kind', id)} />
        <Select label={of('field.signState')} value={signState} set={setState} options={STATES} word={(id) => officeWord('sign', id)} />
      </div>
      <PageTotal pages={pages} more={more} none={of('signs.none')}>
        <ul class="plain">
          {pages.value.items.map((sign) => (
            <li key={sign.id}>
              <button
                class="draft-row"
                data-sign={sign.id}
                onClick={() => {
                  go({ filter: `sign-${sign.id}` });
                  fly({ point: sign.point, zoom: 15 });
                }}
              >
                {sign.photo !== null && <img class="thumb" src={addressOf('getAttachment', { id: sign.photo })} alt="" loading="lazy" />}
                <span class="row-text">
                  <span class="row-name">{sign.name}</span>
                  <span class="row-detail">{[officeWord('kind', sign.kind), sign.material, pathText(sign.path), sign.location, sign.checkedOn].filter(Boolean).join(' · ')}</span>
                </span>
                <span class={`badge sign-${sign.state}`}>{officeWord('sign', sign.state)}</span>
              </button>
            </li>
          ))}
        </ul>
      </PageTotal>
    </>
  );
} // prettier-ignore

export function SignForm({ id }: { id: number | null }): VNode {
  return (
    <RecordForm
      tab="signs"
      one="sign"
      specs={SPECS}
      id={id}
      {...useAnswer('getNameSign', id === null ? null : { id })}
      create={(body) => call('createNameSign', { body: body as BodyOf<'createNameSign'> })}
      edit={(present, body) => call('editNameSign', { id: present.id, body }, undefined, present.version)}
      remove={(present) => call('deleteNameSign', { id: present.id }, undefined, present.version)}
    />
  );
}
