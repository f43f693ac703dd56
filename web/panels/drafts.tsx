import '../assets/edits.css';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { draftStates, draftTypes } from '../state/draft-words.ts';
import { ed, editWord } from '../i18n/edits.ts';
import { moment } from '../i18n/t.ts';
import { draftEdition, followDraft } from '../state/drafts.ts';
import { session } from '../state/session.ts';
import { go, state } from '../state/state.ts';
import { edition } from '../state/startup.ts';
import { usePages } from '../ui/pages.ts';
import { More, Total } from '../ui/total.tsx';
import { DraftView } from './draft-detail.tsx';

followDraft();

/** 草稿与审核: the list, or the draft that the link names. */
export function DraftsPanel(): VNode {
  return state.value.draft === null ? <DraftList /> : <DraftView key={state.value.draft} />;
}

function DraftList(): VNode {
  const [draftState, setState] = useState('');
  const [type, setType] = useState('');
  const [mine, setMine] = useState(false);
  const name = session.value?.account?.username;
  const { pages, more } = usePages(
    'listDrafts',
    {
      limit: 50,
      ...(draftState !== '' && { state: draftState as (typeof draftStates)[number] }),
      ...(type !== '' && { type: type as (typeof draftTypes)[number] }),
      ...(mine && name !== undefined && { author: name }),
      ...(state.value.division !== null && { division: state.value.division }),
    },
    `${edition.value} ${draftEdition.value}`,
  );
  const choose = (label: string, value: string, set: (value: string) => void, prefix: string, options: readonly string[]): VNode => (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">{ed('drafts.all')}</option>
        {options.map((id) => (
          <option key={id} value={id}>
            {editWord(prefix, id)}
          </option>
        ))}
      </select>
    </label>
  ); // prettier-ignore
  return (
    <div class="scroll edit drafts">
      <h2>{ed('drafts.title')}</h2>
      <div class="edit-filters">
        {choose(ed('drafts.state'), draftState, setState, 'state', draftStates)}
        {choose(ed('drafts.type'), type, setType, 'type', draftTypes)}
        <label>
          <input type="checkbox" checked={mine} onChange={(event) => setMine(event.currentTarget.checked)} />
          <span>{ed('drafts.mine')}</span>
        </label>
      </div>
      <Total pages={pages} none={ed('drafts.none')} words={(n) => ed('drafts.total', { n })} />
      <ul class="draft-list">
        {pages.value.items.map((item) => (
          <li key={item.id}>
            <button class="draft-row" data-draft={item.id} onClick={() => go({ draft: item.id })}>
              <span class="row-text">
                <span class="row-name">{item.title}</span>
                <span class="row-detail">
                  {[item.divisions.map((one) => one.name).join(', '), item.author, moment(item.updatedAt)].join(' · ')}
                </span>
              </span>
              <span class={`badge ${item.state}`}>{editWord('state', item.state)}</span>
            </button>
          </li>
        ))}
      </ul>
      <More pages={pages} more={more} label={ed('drafts.more')} retry />
    </div>
  ); // prettier-ignore
}
