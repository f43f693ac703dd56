import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { t } from '../i18n/t.ts';
import { coverage, coverageFailure } from '../state/coverage.ts';
import { adjust, coverageKind, lang, state } from '../state/state.ts';
import { kinds } from '../state/startup.ts';
import { MEASURES } from '../state/url.ts';
import { number, percent } from '../i18n/t.ts';
import { CoverageLegend } from './layers.tsx';
import { CoverageTable } from './coverage-table.tsx';

const sliding = signal<number | null>(null);

/** Duty, reach and burden of one kind of facility: three tests, never one mixed index. */
export function CoveragePanel(): VNode {
  const answer = coverage.value;
  const { measure } = state.value;
  const T = sliding.value ?? state.value.T ?? answer?.thresholdKm ?? null;
  return (
    <div class="coverage scroll">
      <div class="filters">
        <label>
          <span>{t('coverage.kind')}</span>
          <select
            value={coverageKind.value ?? ''}
            onChange={(event) => {
              sliding.value = null;
              adjust({ kind: event.currentTarget.value, T: null });
            }}
          >
            {kinds.value.map((kind) => (
              <option key={kind.id} value={kind.id}>
                {lang.value === 'zh' ? kind.name : kind.nameEn}
              </option>
            ))}
          </select>
        </label>
      </div>
      {coverageFailure.value && (
        <p class="list-total" role="alert">
          {t('app.failed', { why: coverageFailure.value })}
        </p>
      )}
      {!answer && !coverageFailure.value && <p class="list-total">{t('app.loading')}</p>}
      {answer && (
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
                disabled={item !== 'duty' && answer.thresholdKm === null}
                onClick={() => adjust({ measure: item })}
              >
                {t(`coverage.${item}`)}
              </button>
            ))}
          </div>
          <p class="muted">{t(`coverage.${measure}Hint`, { T: answer.thresholdKm })}</p>
          {answer.thresholdKm === null ? (
            <p class="muted">{t('coverage.noReach')}</p>
          ) : (
            <label class="slider">
              <span>
                {t('coverage.T', { T })} <small>{answer.thresholdBasis}</small>
              </span>
              <input
                type="range"
                min={5}
                max={200}
                step={5}
                value={T ?? 60}
                onInput={(event) => {
                  const km = Number(event.currentTarget.value);
                  sliding.value = km;
                  adjust({ T: km });
                }}
              />
            </label>
          )}
          <Totals answer={answer} />
          <div class="only-narrow">
            <CoverageLegend />
          </div>
          <p class="muted">
            {t('coverage.unknownNote')}
            {answer.unit === 'township' && ` ${t('coverage.townshipNote')}`}
          </p>
          <CoverageTable answer={answer} />
          <Policy answer={answer} />
        </>
      )}
    </div>
  );
}

function Totals({ answer }: { answer: CoverageAnswer }): VNode {
  const { totals } = answer;
  const cells: [string, string, string][] = [
    ['met', t('coverage.met'), number(totals.met)],
    ['met_by_substitute', t('coverage.met_by_substitute'), number(totals.met_by_substitute)],
    ['not_met', t('coverage.not_met'), number(totals.not_met)],
    ['not_applicable', t('coverage.not_applicable'), number(totals.not_applicable)],
    ['unknown', t('coverage.unknown'), number(totals.unknown)],
  ];
  return (
    <>
      <dl class="totals" aria-label={t('coverage.unitCount', { n: answer.total })}>
        {cells.map(([key, label, value]) => (
          <div key={key} data-result={key}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {answer.thresholdKm !== null && (
        <p class="totals-line">
          {t('coverage.reach')} {t('coverage.gap')} <b>{number(totals.reachGap)}</b> · {t('coverage.beyond')}
          {t('coverage.settlements')} <b>{number(totals.beyond)}</b> / {number(totals.settlements)}
          {totals.settlements > 0 && ` (${percent(totals.beyond / totals.settlements)})`}{' '}
          <small>{answer.weighting}</small>
        </p>
      )}
    </>
  );
}

function Policy({ answer }: { answer: CoverageAnswer }): VNode {
  const { policy } = answer;
  return (
    <section class="policy">
      <h3>{t('coverage.policy')}</h3>
      {policy && (
        <>
          <p>
            {policy.title}{' '}
            <small>{[policy.legalNature, policy.planPeriod].filter(Boolean).join(' · ')}</small>
          </p>
          {policy.targetShare !== null && (
            <p class="muted">
              {t('coverage.target', { share: percent(policy.targetShare) })} {policy.targetScope}
            </p>
          )}
          <ul class="plain">
            {policy.citations.map((item) => (
              <li key={item.text}>
                {item.title} {item.article}{' '}
                <small>{item.inForce ? t('coverage.inForce') : t('coverage.notInForce')}</small>
                <br />
                <span class="muted">{item.text}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="muted">{t('coverage.asOf', { date: answer.asOf.slice(0, 10) })}</p>
    </section>
  );
}
