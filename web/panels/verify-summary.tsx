import type { VNode } from 'preact';
import type { Verification, VerifyOutcome } from '../../server/api/verify.ts';
import { addressOf, call } from '../api.ts';
import { vf } from '../i18n/verify.ts';
import { number, percent } from '../i18n/t.ts';
import { adjust, state } from '../state/state.ts';
import { ask, OUTCOMES } from '../state/verify.ts';

export const outcomeOf = (filter: string | null): VerifyOutcome | null =>
  OUTCOMES.find((outcome) => outcome === filter) ?? null;

export function VerifyRunning({ now }: { now: Verification }): VNode {
  const { done, total } = now;
  return (
    <div class="running" role="status">
      <p>{total === null ? vf('running.count') : vf('running.text', { done, total })}</p>
      <progress aria-label={vf('state.running')} {...(total === null ? {} : { value: done, max: total })} />
      <Bar now={now} />
      <p class="actions">
        <button onClick={() => void ask(() => call('cancelVerification', { id: now.id }))}>
          {vf('running.cancel')}
        </button>
      </p>
    </div>
  );
}

/** How many rows are what; each part of the bar filters the table. */
export function VerifySummary({ now }: { now: Verification }): VNode {
  const file = (f: 'xlsx' | 'csv'): string => addressOf('downloadVerification', { id: now.id, f });
  return (
    <div class="verify-summary">
      <p class="verify-total">
        <span>{vf('done.summary', { n: now.done, right: now.counts?.standard ?? 0 })}</span>
        <span class="downloads">
          {vf('done.download')}
          <a href={file('xlsx')} download>
            {vf('done.xlsx')}
          </a>
          <a href={file('csv')} download>
            {vf('done.csv')}
          </a>
        </span>
      </p>
      {now.stale && <p class="note">{vf('done.stale')}</p>}
      <Bar now={now} />
      <Filters now={now} />
    </div>
  );
}

function Bar({ now: { counts } }: { now: Verification }): VNode {
  return (
    <div class="outcome-bar" aria-hidden="true">
      {OUTCOMES.filter((outcome) => (counts?.[outcome] ?? 0) > 0).map((outcome) => (
        <i key={outcome} data-outcome={outcome} style={{ flexGrow: counts![outcome] }} />
      ))}
    </div>
  );
}

function Filters({ now: { counts, done } }: { now: Verification }): VNode {
  const chosen = outcomeOf(state.value.filter);
  const button = (outcome: VerifyOutcome | null, n: number): VNode => (
    <button
      key={outcome ?? ''}
      class="outcome-filter"
      data-outcome={outcome ?? 'all'}
      aria-pressed={chosen === outcome}
      disabled={n === 0 && chosen !== outcome}
      onClick={() => adjust({ filter: outcome })}
    >
      <span>{outcome === null ? vf('filter.all') : vf(`outcome.${outcome}`)}</span>
      <b>{number(n)}</b>
      {outcome !== null && <small>{percent(done === 0 ? 0 : n / done)}</small>}
    </button>
  );
  return (
    <div class="outcome-filters" role="group" aria-label={vf('filter.label')}>
      {button(null, done)}
      {OUTCOMES.map((outcome) => button(outcome, counts?.[outcome] ?? 0))}
    </div>
  );
}
