import type { VNode } from 'preact';
import type { SnapshotChange } from '../../server/api/coverage-snapshots.ts';
import { addressOf, type Result } from '../api.ts';
import { cv, cvWord } from '../i18n/coverage.ts';
import { number, percent, t, word } from '../i18n/t.ts';
import { adjust, state } from '../state/state.ts';
import { useAnswer } from '../ui/asked.ts';
import { Bars } from '../ui/charts.tsx';
import { ProblemNote } from '../ui/problem.tsx';
import { Back, kindName } from './coverage-parts.tsx';

type Answer = Result<'compareSnapshots'>;
const GROUPS = ['improved', 'fell_back', 'became_known', 'became_unknown', 'denominator', 'measured_otherwise', 'new_unit', 'ended_unit'] as const; // prettier-ignore
const TONES: Partial<Record<string, 'good' | 'bad'>> = { improved: 'good', fell_back: 'bad' };

/** What improved, what fell back, and what changed its denominator between two frozen evaluations. */
export function SnapshotChanges({ since, until }: { since: number; until: number }): VNode {
  const { division } = state.value;
  const { answer, error, again } = useAnswer('compareSnapshots', { id: until, since, ...(division && { division }) }); // prettier-ignore
  return (
    <>
      <p class="record-bar no-print">
        <Back to="snapshots" word={cv('tab.snapshots')} />
      </p>
      {error !== null && <ProblemNote error={error} retry={again} />}
      {answer === null ? error === null && <p class="list-total">{t('app.loading')}</p> : <Found answer={answer} />}
    </>
  );
} // prettier-ignore

function Found({ answer }: { answer: Answer }): VNode {
  const { since, until, counts } = answer;
  return (
    <article class="changes-report" data-changes={`${since.id}-${until.id}`}>
      <header class="office-head">
        <h2>{cv('changes.title', { since: since.title, until: until.title })}</h2>
        <span class="no-print">
          <a class="button" href={addressOf('compareSnapshots', { id: until.id, since: since.id, ...(state.value.division && { division: state.value.division }), f: 'csv' })} download data-export="csv">CSV</a>{' '}
          <button onClick={() => window.print()}>{cv('print')}</button>
        </span>
      </header>
      <p class="muted">{since.on} → {until.on}</p>
      {answer.parametersDiffer && <p class="note" role="status">{cv('changes.parameters')}</p>}
      <Bars
        label={cv('changes.counts')}
        bars={GROUPS.map((id) => ({ key: id, label: cvWord('change', id), value: counts[id] ?? 0, text: number(counts[id] ?? 0), tone: TONES[id] ?? 'plain' }))}
      />
      <Indicators answer={answer} />
      {GROUPS.map((id) => (
        <Group key={id} id={id} on={until.on} items={answer.items.filter(({ change }) => change === id)} />
      ))}
    </article>
  );
} // prettier-ignore

function Indicators({ answer }: { answer: Answer }): VNode | null {
  if (answer.indicators.length === 0) return null;
  const said = (one: Answer['indicators'][number]['before']): string => one === null ? t('app.unknown') : `${number(one.reached)} / ${number(one.denominator)} (${percent(one.share)})`; // prettier-ignore
  return (
    <section>
      <h3>{cv('matrix.progress')}</h3>
      <table class="office-table">
        <tbody>
          {answer.indicators.map(({ policy, title, before, after }) => (
            <tr key={policy}>
              <th scope="row">{title}</th>
              <td class="figures">{said(before)}</td>
              <td class="figures">→ {said(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const SHOWN = 50;

function Group({ id, on, items }: { id: string; on: string; items: readonly SnapshotChange[] }): VNode | null {
  if (items.length === 0) return null;
  return (
    <section data-group={id}>
      <h3>
        {cvWord('change', id)} <span class="figures">{number(items.length)}</span>
      </h3>
      <table class="office-table">
        <tbody>
          {items.slice(0, SHOWN).map((one) => (
            <tr key={`${one.kind}${one.unit}${one.code}${one.test}`}>
              <th scope="row">
                <button class="text" onClick={() => adjust({ filter: `flag-${one.code}`, kind: one.kind, unit: one.unit, at: on })}>
                  {one.name}
                </button>
                <br />
                <small>{kindName(one.kind)}</small>
              </th>
              <td>
                {value(one.before)} → {value(one.after)}
              </td>
              <td>{one.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {items.length > SHOWN && <p class="muted">{cv('changes.more', { n: items.length - SHOWN })}</p>}
    </section>
  );
} // prettier-ignore

/** A duty by its word, a gap by its word, a number as it is. */
const value = (text: string | null): string => (text === null ? '—' : word('coverage', text) === text ? text : word('coverage', text)); // prettier-ignore
