import '../assets/edits.css';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { draftStates, draftTypes } from '../state/draft-words.ts';
import { ed, editWord } from '../i18n/edits.ts';
import { moment, t } from '../i18n/t.ts';
import { draftEdition, followDraft } from '../state/drafts.ts';
import { session } from '../state/session.ts';
import { go, state } from '../state/state.ts';
import { edition } from '../state/startup.ts';
import { usePages } from '../ui/pages.ts';
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
  const { items, total, next, state: reading, error } = pages.value;
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
      <p class="list-total" role="status">
        {reading === 'failed'
          ? t('app.failed', { why: error })
          : total === null
            ? t('app.loading')
            : total === 0
              ? ed('drafts.none')
              : ed('drafts.total', { n: total })}
      </p>
      <ul class="draft-list">
        {items.map((item) => (
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
      {(next !== null || reading === 'failed') && (
        <p class="actions">
          <button onClick={more}>{reading === 'failed' ? t('app.retry') : ed('drafts.more')}</button>
        </p>
      )}
    </div>
  ); // prettier-ignore
}
