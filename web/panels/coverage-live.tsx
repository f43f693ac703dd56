import type { VNode } from 'preact';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { addressOf, ApiError } from '../api.ts';
import { cv } from '../i18n/coverage.ts';
import { exact, number, percent, t } from '../i18n/t.ts';
import {
  askCoverageAgain,
  coverage,
  coverageFailure,
  coverageQuestion,
  thresholdOf,
} from '../state/coverage.ts';
import { kinds, status } from '../state/startup.ts';
import { adjust, coverageKind, lang, state } from '../state/state.ts';
import { COVERAGE_METHODS, COVERAGE_UNITS, MEASURES, type CoverageMethod, type CoverageUnitId } from '../state/url.ts'; // prettier-ignore
import { PartBar } from '../ui/charts.tsx';
import { writeOrder } from '../ui/order.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { IndicatorLine, LeagueChoice, TagChoice } from './coverage-parts.tsx';
import { CoverageTable, hasReach, orderOf } from './coverage-table.tsx';
import { CoverageLegend } from './layers.tsx';
import { readNumber } from '../ui/read-number.ts';

export const T_RANGE = { least: 10, most: 300 }; // km, or minutes by road

/** What a question that cannot be answered goes back to. */
const DEFAULTS = {
  kind: null,
  tag: null,
  T: null,
  unit: null,
  method: 'straight',
  detour: null,
  share: null,
  at: null,
  division: null,
} as const;

/** Duty, reach and burden of one kind of facility: three tests, never one mixed index. */
export function CoverageLive(): VNode {
  const answer = coverage.value;
  const failure = coverageFailure.value;
  return (
    <div class="coverage scroll" role="region" aria-label={t('panel.coverage')} tabIndex={0}>
      <div class="filters">
        <KindChoice />
      </div>
      <ProblemNote error={failure} retry={askCoverageAgain} />
      {failure instanceof ApiError && failure.status >= 400 && failure.status < 500 && (
        <button class="text" data-do="defaults" onClick={() => adjust(DEFAULTS)}>
          {cv('defaults')}
        </button>
      )}
      {!answer && failure === null && <p class="list-total">{t('app.loading')}</p>}
      {answer && <Answer answer={answer} />}
    </div>
  );
}

export const KindChoice = (): VNode => (
  <label>
    <span>{t('coverage.kind')}</span>
    <select
      name="kind"
      value={coverageKind.value ?? ''}
      onChange={(event) => adjust({ kind: event.currentTarget.value, T: null, unit: null, sort: null })}
    >
      {kinds.value.map((kind) => (
        <option key={kind.id} value={kind.id} selected={kind.id === coverageKind.value}>
          {lang.value === 'zh' ? kind.name : kind.nameEn}
        </option>
      ))}
    </select>
  </label>
);

function Answer({ answer }: { answer: CoverageAnswer }): VNode {
  const { measure, tag } = state.value;
  const shown = tag === null ? answer : { ...answer, items: answer.items.filter(({ tags }) => tags.includes(tag)) }; // prettier-ignore
  return (
    <>
      {answer.notice && (
        <p class="note" data-notice>
          {answer.notice}
        </p>
      )}
      <div class="segmented" role="group" aria-label={t('coverage.by')}>
        {MEASURES.map((item) => (
          <button
            key={item}
            aria-pressed={measure === item}
            disabled={item !== 'duty' && !hasReach(answer)}
            onClick={() => adjust({ measure: item })}
          >
            {t(`coverage.${item}`)}
          </button>
        ))}
      </div>
      <p class="muted">{t(`coverage.${measure}Hint`, { T: exact(thresholdOf(answer)), share: percent(answer.shareThreshold), unit: cv(answer.method === 'road' ? 'minutes' : 'km') })}</p>
      {hasReach(answer) ? <Slider answer={answer} /> : <p class="muted">{answer.reachNote ?? t('coverage.noReach')}</p>}
      <Parameters answer={answer} />
      <Totals answer={shown} />
      <div class="only-narrow">
        <CoverageLegend />
      </div>
      <p class="muted">
        {t('coverage.unknownNote')}
        {answer.unit === 'township' && ` ${t('coverage.townshipNote')}`}
      </p>
      {answer.indicator && <IndicatorLine indicator={answer.indicator} />}
      <Files answer={answer} />
      <CoverageTable answer={shown} />
      <Policy answer={answer} />
    </>
  );
} // prettier-ignore

/** Every value of the slider is at once in the map, the table and the link: nothing is asked of the server for it. */
function Slider({ answer }: { answer: CoverageAnswer }): VNode {
  const T = state.value.T ?? thresholdOf(answer) ?? 60;
  const move = (input: HTMLInputElement): void => {
    const value = readNumber(input, [1, 1000], T);
    performance.mark('coverage-moved');
    adjust({ T: value });
  };
  return (
    <div class="slider">
      <label>
        <span>
          {answer.method === 'road' ? cv('T.minutes', { T: exact(T) }) : t('coverage.T', { T: exact(T) })} <small>{answer.thresholdBasis}</small>
        </span>
        <input type="range" name="T" min={T_RANGE.least} max={T_RANGE.most} step={1} value={T} onInput={(event) => move(event.currentTarget)} />
      </label>
      <input type="number" aria-label={cv('T.number')} min={T_RANGE.least} max={T_RANGE.most} value={T} onChange={(event) => move(event.currentTarget)} />
    </div>
  );
} // prettier-ignore

const hasRoads = (): boolean =>
  status.value?.datasets.some(({ id, rows }) => id === 'roads' && rows > 0) ?? false;

/** What else a run is asked with; it stands in the link and goes into every file. */
function Parameters({ answer }: { answer: CoverageAnswer }): VNode {
  const { method, detour, share, at, unit } = state.value;
  const said = [cv(`unit.${answer.unit}`), cv(`method.${answer.method}`), answer.method === 'detour' ? `× ${answer.detour}` : null, hasReach(answer) ? percent(answer.shareThreshold) : null, answer.on];
  return (
    <details class="parameters">
      <summary>
        {cv('parameters')} <small>{said.filter(Boolean).join(' · ')}</small>
      </summary>
      <div class="desk-filters">
        <label>
          <span>{t('coverage.unit')}</span>
          <select name="unit" onChange={(event) => adjust({ unit: (event.currentTarget.value || null) as CoverageUnitId | null, sort: null })}>
            {COVERAGE_UNITS.map((id) => (
              <option key={id} value={id} selected={id === (unit ?? answer.unit)}>{cv(`unit.${id}`)}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{cv('method')}</span>
          <select name="method" onChange={(event) => adjust({ method: event.currentTarget.value as CoverageMethod, T: null })}>
            {COVERAGE_METHODS.filter((id) => id !== 'road' || id === method || hasRoads()).map((id) => (
              <option key={id} value={id} selected={id === method}>{cv(`method.${id}`)}</option>
            ))}
          </select>
        </label>
        {method === 'detour' && (
          <label>
            <span>{cv('detour')}</span>
            <input type="number" name="detour" min={1} max={3} step={0.05} value={detour ?? answer.detour} onChange={(event) => adjust({ detour: readNumber(event.currentTarget, [1, 3], answer.detour) })} />
          </label>
        )}
        <label>
          <span>{cv('share')}</span>
          <input type="number" name="share" min={1} max={100} value={share ?? answer.shareThreshold * 100} onChange={(event) => adjust({ share: readNumber(event.currentTarget, [1, 100], share ?? answer.shareThreshold * 100) })} />
        </label>
        <label>
          <span>{cv('on')}</span>
          <input type="date" name="on" value={at ?? answer.on} onChange={(event) => adjust({ at: event.currentTarget.value || null })} />
        </label>
        <LeagueChoice />
        <TagChoice tags={[...new Set(answer.items.flatMap(({ tags }) => tags))].toSorted()} />
      </div>
    </details>
  );
} // prettier-ignore

const RESULTS = ['met', 'met_by_substitute', 'not_met', 'not_applicable', 'unknown'] as const;

function Totals({ answer }: { answer: CoverageAnswer }): VNode {
  const { items } = answer;
  const count = (result: string): number => items.filter(({ duty }) => duty.result === result).length;
  const sum = (value: (unit: (typeof items)[number]) => number): number => items.reduce((all, unit) => all + value(unit), 0); // prettier-ignore
  const beyond = sum((unit) => unit.burden?.beyond ?? 0);
  const settlements = sum((unit) => unit.reach?.settlements ?? 0);
  return (
    <>
      <dl class="totals" aria-label={t('coverage.unitCount', { n: items.length })}>
        {RESULTS.map((key) => (
          <div key={key} data-result={key}>
            <dt>{t(`coverage.${key}`)}</dt>
            <dd>{number(count(key))}</dd>
          </div>
        ))}
      </dl>
      <PartBar label={t('coverage.duty')} parts={RESULTS.map((key) => ({ key, label: t(`coverage.${key}`), count: count(key) }))} />
      {hasReach(answer) && (
        <p class="totals-line" data-totals="reach">
          {t('coverage.reach')} {t('coverage.gap')} <b data-total="reachGap">{number(items.filter(({ reach }) => reach?.gap === true).length)}</b>
          {' · '}{cv('unsure')} <b data-total="reachUnknown">{number(items.filter(({ reach }) => reach?.gap === null).length)}</b>
          {' · '}{cv('borderline')} <b data-total="borderline">{number(items.filter(({ robustness }) => robustness?.borderline === true).length)}</b>
          {' · '}{t('coverage.beyond')}{t('coverage.settlements')} <b data-total="beyond">{number(beyond)}</b> / {number(settlements)}
          {settlements > 0 && ` (${percent(beyond / settlements)})`} <small>{answer.weighting}</small>
        </p>
      )}
    </>
  );
} // prettier-ignore

/** The file has the parameters, the order and the numbers of the screen. */
function Files({ answer }: { answer: CoverageAnswer }): VNode {
  const address = (f: 'csv' | 'xlsx' | 'geojson'): string =>
    addressOf('exportCoverage', { of: 'flags', kind: answer.kind.id, ...(state.value.tag && { tag: state.value.tag }), sort: writeOrder(orderOf(answer)), ...coverageQuestion.value, T: coverageQuestion.value.T === undefined ? undefined : String(coverageQuestion.value.T), f }); // prettier-ignore
  return (
    <p class="files">
      {cv('files')}{' '}
      {(['csv', 'xlsx', 'geojson'] as const).map((f) => (
        <a key={f} href={address(f)} download data-export={f}>
          {f.toUpperCase()}
        </a>
      ))}
    </p>
  );
}

function Policy({ answer }: { answer: CoverageAnswer }): VNode {
  const { policy, run } = answer;
  return (
    <section class="policy">
      <h3>{t('coverage.policy')}</h3>
      {policy && (
        <>
          <p>
            {policy.title}{' '}
            <small>{[policy.legalNature, policy.planPeriod].filter(Boolean).join(' · ')}</small>
          </p>
          {policy.plan?.ended && (
            <p class="muted">
              {policy.plan.successor === null ? cv('plan.ended') : cv('plan.successor', { title: policy.plan.successor.title, state: cv(`plan.${policy.plan.successor.state}`) })}
            </p>
          )}
          {policy.targetShare !== null && (
            <p class="muted">
              {t('coverage.target', { share: percent(policy.targetShare) })} {policy.targetScope}
            </p>
          )}
          {policy.citations.length === 0 && <p>{policy.basis}</p>}
          <ul class="plain">
            {policy.citations.map((item) => (
              <li key={`${item.title}${item.article ?? ''}`}>
                {item.title} {item.article} <small>{item.inForce ? t('coverage.inForce') : t('coverage.notInForce')}</small>
                <br />
                <span class="muted">{item.text}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="muted">
        {t('coverage.asOf', { date: answer.asOf.slice(0, 10) })} · {cv('run')} <code>{run.id}</code>
      </p>
    </section>
  );
} // prettier-ignore
