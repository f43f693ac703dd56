import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { call, type BodyOf } from '../api.ts';
import { of } from '../i18n/office.ts';
import { t } from '../i18n/t.ts';
import { mayFor, may } from '../state/session.ts';
import { visit } from '../state/record.ts';
import { go, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Form } from '../ui/form.tsx';
import { pathText } from '../ui/list.tsx';
import { Sample } from '../ui/names.tsx';
import { usePages } from '../ui/pages.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { Attachments } from './attachments.tsx';
import { Back, Delete, Fields, PageTotal, readFields, type Spec } from './office-parts.tsx';

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
        <label>
          <span>{of('search')}</span>
          <input type="search" value={q} onInput={(event) => setQ(event.currentTarget.value)} />
        </label>
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
  const { answer, error, again } = useAnswer('getProtectedName', id === null ? null : { id });
  const [problem, setProblem] = useState<unknown>(null);
  if (error) return <ProblemNote error={error} retry={again} />;
  if (id !== null && answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const editable = answer === null || mayFor('place.edit', answer.division);
  return (
    <>
      <Back to="protected" />
      <h2>{answer?.name ?? of('protected.new')}</h2>
      {answer !== null && answer.placeId !== null && (
        <p>
          <button class="text" onClick={() => visit({ type: 'place', id: String(answer.placeId) })}>
            {of('filing.place', { n: String(answer.placeId) })}
          </button>
        </p>
      )}
      <Form
        key={answer?.version}
        action={of('save')}
        label={of('tab.protected')}
        done={of('saved')}
        send={async (value) => {
          const body = readFields(SPECS, value) as BodyOf<'createProtectedName'>;
          if (answer === null) return go({ filter: `protected-${(await call('createProtectedName', { body })).id}` });
          await call('editProtectedName', { id: answer.id, body }, undefined, answer.version);
          again();
        }}
      >
        <Fields specs={SPECS} values={answer ?? {}} />
      </Form>
      {answer !== null && (
        <>
          <Attachments of="protected" owner={answer.id} items={answer.attachments} editable={editable} again={again} />
          <ProblemNote error={problem} />
          {editable && (
            <p class="actions">
              <Delete name={answer.name} remove={() => call('deleteProtectedName', { id: answer.id }, undefined, answer.version).then(() => go({ filter: 'protected' }), setProblem)} />
            </p>
          )}
        </>
      )}
    </>
  );
} // prettier-ignore
