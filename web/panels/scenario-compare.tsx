import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Outcome, UnitOutcome } from '../../server/api/scenarios.ts';
import { sc } from '../i18n/scenarios.ts';
import { number, percent, t } from '../i18n/t.ts';
import { active, basis, isRoad, results, took } from '../state/scenario.ts';
import { visit } from '../state/record.ts';

type Id = 'notMet' | 'gaps' | 'share' | 'beyond' | 'p50' | 'p90' | 'max';
const FIGURES: Record<Id, { of: (outcome: Outcome) => number | null; show: (value: number) => string; more?: true }> = {
  notMet: { of: ({ notMet }) => notMet, show: (value) => number(value) },
  gaps: { of: ({ reachGaps, region }) => (region === null ? null : reachGaps), show: (value) => number(value) },
  share: { of: ({ region }) => region?.share ?? null, show: percent, more: true }, // more is better
  beyond: { of: ({ region }) => (region?.share == null ? null : region.beyond), show: (value) => number(value) },
  p50: { of: ({ region }) => region?.p50Minutes ?? region?.p50Km ?? null, show: (value) => number(value, 1) },
  p90: { of: ({ region }) => region?.p90Minutes ?? region?.p90Km ?? null, show: (value) => number(value, 1) },
  max: { of: ({ region }) => region?.maxMinutes ?? region?.maxKm ?? null, show: (value) => number(value, 1) },
}; // prettier-ignore
const DUTY_ONLY: Id[] = ['notMet'];
/** Distances are kilometres, or minutes by road. */
const wordOf = (id: Id): string => ((id === 'p50' || id === 'p90' || id === 'max') && isRoad.value ? sc(`${id}.minutes`) : sc(id)); // prettier-ignore

/** 现状, A and B side by side, and the units whose result changes. */
export function ScenarioCompare(): VNode | null {
  const found = results.value;
  if (found === null) return <p class="list-total">{t('app.loading')}</p>;
  const rows = basis.value?.reachKm == null ? DUTY_ONLY : (Object.keys(FIGURES) as Id[]);
  const columns = [found.before, found.A, found.B];
  return (
    <section class="scenario-compare" data-ms={Math.round(took.value ?? 0)} data-slot={active.value}>
      <h3>{sc('compare')}</h3>
      <table aria-label={sc('compare')}>
        <thead>
          <tr>
            <th scope="col">{sc('what')}</th>
            <th scope="col">{sc('now')}</th>
            {(['A', 'B'] as const).map((slot) => <th key={slot} scope="col">{sc('plan', { slot })}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map((id) => (
            <tr key={id} data-figure={id}>
              <th scope="row">{wordOf(id)}</th>
              {columns.map((outcome, at) => <Cell key={at} id={id} outcome={outcome} before={at === 0 ? null : found.before} />)}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">{basis.value?.weighting} · {sc('took', { ms: took.value === null ? '—' : String(Math.round(took.value)) })}</p>
      <Changed before={found.before} A={found.A} B={found.B} />
    </section>
  );
} // prettier-ignore

function Cell({ id, outcome, before }: { id: Id; outcome: Outcome | null; before: Outcome | null }): VNode {
  const { of, show, more } = FIGURES[id];
  const value = outcome && of(outcome);
  if (value === null) return <td class="figures">{outcome === null ? '—' : <span class="gap unsure">{t('app.unknown')}</span>}</td>;
  const was = before && of(before);
  const delta = was === null ? 0 : value - was;
  const better = (more === true) === delta > 0;
  return (
    <td class="figures">
      {show(value)}
      {delta !== 0 && <small class={better ? 'better' : 'worse'}>{delta > 0 ? '+' : '−'}{show(Math.abs(delta))}</small>}
    </td>
  );
} // prettier-ignore

const flagOf = (unit: UnitOutcome): string => `${unit.duty.result} ${unit.reach?.gap ?? ''}`;
const FIRST = 12;

function Changed({ before, A, B }: { before: Outcome; A: Outcome | null; B: Outcome | null }): VNode {
  const [all, setAll] = useState(false);
  const names = new Map((basis.value?.units ?? []).map(({ code, name }) => [code, name]));
  const changed = before.units
    .map((unit, at) => ({ unit, plans: [A?.units[at], B?.units[at]] }))
    .filter(({ unit, plans }) => plans.some((plan) => plan !== undefined && flagOf(plan) !== flagOf(unit)));
  const shown = all ? changed : changed.slice(0, FIRST);
  return (
    <>
      <h3>{sc('changed', { n: changed.length })}</h3>
      {changed.length === 0 ? (
        <p class="muted">{sc('changed.none')}</p>
      ) : (
        <table class="changed" aria-label={sc('changed', { n: changed.length })}>
          <thead>
            <tr>
              <th scope="col">{sc('unit')}</th>
              <th scope="col">{sc('now')}</th>
              {(['A', 'B'] as const).map((slot) => <th key={slot} scope="col">{sc('plan', { slot })}</th>)}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ unit, plans }) => (
              <tr key={unit.code} data-code={unit.code}>
                <th scope="row">
                  <button class="text" onClick={() => visit({ type: 'division', id: unit.code })}>{names.get(unit.code) ?? unit.code}</button>
                </th>
                <Flag unit={unit} />
                {plans.map((plan, at) => (plan === undefined ? <td key={at}>—</td> : <Flag key={at} unit={plan} />))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {shown.length < changed.length && <button class="text" onClick={() => setAll(true)}>{sc('changed.more', { n: changed.length })}</button>}
    </>
  );
} // prettier-ignore

const Flag = ({ unit: { duty, reach } }: { unit: UnitOutcome }): VNode => (
  <td title={duty.reason}>
    <span class={`duty ${duty.result}`}>{t(`coverage.${duty.result}`)}</span>
    {reach !== null && (
      <small class="reach">
        {percent(reach.share)} {reach.gap === true && <span class="gap">{sc('gap')}</span>}
        {reach.gap === null && reach.share !== null && <span class="gap unsure">{t('app.unknown')}</span>}
      </small>
    )}
  </td>
);
