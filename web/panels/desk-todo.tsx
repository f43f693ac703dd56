import type { ComponentChildren, VNode } from 'preact';
import type { Draft } from '../../server/api/drafts.ts';
import type { Due, Filing } from '../../server/api/filings.ts';
import { editWord } from '../i18n/edits.ts';
import { of, officeWord } from '../i18n/office.ts';
import { t } from '../i18n/t.ts';
import { go } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { pathText } from '../ui/list.tsx';
import { ProblemNote } from '../ui/problem.tsx';

/** 待办: what is due and what waits for me. */
export function DeskTodo(): VNode {
  const { answer, error, again } = useAnswer('getOffice', {});
  if (error) return <ProblemNote error={error} retry={again} />;
  if (answer === null) return <p class="list-total">{t('app.loading')}</p>;
  const { due, overdue, review, publish, returned, incomplete, today } = answer;
  return (
    <>
      <h2>{of('todo.title')}</h2>
      <p class="muted">{of('todo.today', { day: today })}</p>
      <p role="status" class={overdue > 0 ? 'note problem' : 'note good'}>
        {overdue > 0 ? of('todo.overdue', { n: overdue }) : of('todo.onTime')}
      </p>
      <Group id="due" n={due.length}>
        {due.map((filing) => (
          <FilingRow key={filing.id} filing={filing} />
        ))}
      </Group>
      <div class="columns">
        <Group id="review" n={review.drafts.length + review.filings.length}>
          {review.drafts.map((draft) => (
            <DraftRow key={`d${draft.id}`} draft={draft} />
          ))}
          {review.filings.map((filing) => (
            <FilingRow key={filing.id} filing={filing} />
          ))}
        </Group>
        <Group id="publish" n={publish.length}>
          {publish.map((draft) => (
            <DraftRow key={draft.id} draft={draft} />
          ))}
        </Group>
        <Group id="returned" n={returned.drafts.length + returned.filings.length}>
          {returned.drafts.map((draft) => (
            <DraftRow key={`d${draft.id}`} draft={draft} />
          ))}
          {returned.filings.map((filing) => (
            <FilingRow key={filing.id} filing={filing} />
          ))}
        </Group>
        <Group id="incomplete" n={incomplete.length}>
          {incomplete.map((filing) => (
            <FilingRow key={filing.id} filing={filing} />
          ))}
        </Group>
      </div>
    </>
  );
}

function Group({ id, n, children }: { id: 'due' | 'review' | 'publish' | 'returned' | 'incomplete'; n: number; children: ComponentChildren }): VNode {
  return (
    <section aria-labelledby={`todo-${id}`} data-todo={id}>
      <h3 id={`todo-${id}`}>
        {of(`todo.${id}`)} <small class="figures">{n}</small>
      </h3>
      {n === 0 ? <p class="muted">{of('todo.none')}</p> : <ul class="plain">{children}</ul>}
    </section>
  );
} // prettier-ignore

const DraftRow = ({ draft }: { draft: Draft }): VNode => (
  <li>
    <button class="draft-row" data-draft={draft.id} onClick={() => go({ panel: 'drafts', draft: draft.id, filter: null })}>
      <span class="row-text">
        <span class="row-name">{draft.title}</span>
        <span class="row-detail">{[draft.divisions.map(({ name }) => name).join(', '), draft.author].join(' · ')}</span>
      </span>
      <span class={`badge ${draft.state}`}>{editWord('state', draft.state)}</span>
    </button>
  </li>
); // prettier-ignore

/** One filing in a list, with what is due for it. */
export const FilingRow = ({ filing }: { filing: Filing }): VNode => (
  <li>
    <button class="draft-row" data-filing={filing.id} onClick={() => go({ filter: `filing-${filing.id}` })}>
      <span class="row-text">
        <span class="row-name">
          {officeWord('act', filing.act)}: {filing.formerName !== null && `${filing.formerName} → `}
          {filing.name}
        </span>
        <span class="row-detail">
          {[pathText(filing.path), filing.authority, filing.documentNo, filing.approvedOn].filter(Boolean).join(' · ')}
        </span>
        {filing.due.map((due) => (
          <DueLine key={due.what} due={due} />
        ))}
      </span>
      <span class={`badge ${filing.state}`}>{officeWord('state', filing.state)}</span>
    </button>
  </li>
); // prettier-ignore

export const DueLine = ({ due }: { due: Due }): VNode => (
  <span class={`due ${due.days < 0 ? 'over' : due.days <= 5 ? 'soon' : ''}`}>
    {of(due.days < 0 ? 'due.over' : 'due.left', { what: of(`due.${due.what}`), n: Math.abs(due.days), day: due.on })}
  </span>
); // prettier-ignore
