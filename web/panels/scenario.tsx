import '../assets/scenarios.css';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ScenarioBasis } from '../../server/api/scenarios.ts';
import { sc } from '../i18n/scenarios.ts';
import { exact, percent, t } from '../i18n/t.ts';
import {
  active,
  askAgain,
  basis,
  detour,
  failure,
  followScenario,
  gapShare,
  isRoad,
  lacksRoads,
  plans,
  SLOTS,
  threshold,
} from '../state/scenario.ts';
import { adjust, coverageKind, lang, state } from '../state/state.ts';
import { kinds } from '../state/startup.ts';
import { MEASURES } from '../state/url.ts';
import { ProblemNote } from '../ui/problem.tsx';
import { readNumber } from '../ui/read-number.ts';
import { ScenarioChanges } from './scenario-changes.tsx';
import { ScenarioCompare } from './scenario-compare.tsx';
import { ScenarioMake } from './scenario-make.tsx';
import { ScenarioSaved } from './scenario-saved.tsx';
import { ScenarioSites } from './scenario-sites.tsx';

const DETOURS = [1, 1.2, 1.3, 1.5];

/** 假设分析: facilities added, moved and closed in thought; two plans beside the register; next best sites. */
export function ScenarioPanel(): VNode {
  useEffect(followScenario, []);
  return (
    <div class="scenario scroll" role="region" aria-label={sc('title')} tabIndex={0}>
      <p class="muted">{sc('intro')}</p>
      <Asked />
      <ProblemNote error={failure.value} retry={askAgain} />
      {basis.value === null ? (
        failure.value === null && <p class="list-total">{sc('loading')}</p>
      ) : (
        <>
          {basis.value.sample && <p class="note">{t('app.sample')}: {t('app.sampleHint')}</p>}
          <div class="segmented plans" role="group" aria-label={sc('plans')}>
            {SLOTS.map((slot) => (
              <button key={slot} data-plan={slot} aria-pressed={active.value === slot} onClick={() => (active.value = slot)}>
                {sc('plan', { slot })} <small>{plans.value[slot].changes.length}</small>
              </button>
            ))}
          </div>
          <ScenarioMake />
          <ScenarioChanges />
          <ScenarioCompare />
          {basis.value.reachKm !== null && <ScenarioSites />}
        </>
      )}
      <ScenarioSaved />
    </div>
  );
} // prettier-ignore

/** A detour factor on kilometres, or `road`. */
function measureBy(value: string): void {
  const method = value === 'road' ? 'road' : Number(value) === 1 ? 'straight' : 'detour';
  const isOtherUnit = (method === 'road') !== (state.peek().method === 'road');
  adjust({ method, detour: method === 'detour' ? Number(value) : null, ...(isOtherUnit && { T: null }) });
}

const shareShown = ({ gapShare: own }: ScenarioBasis): number => state.value.share ?? own * 100;

/** Kind, threshold, how far, and what colours the map. */
function Asked(): VNode {
  const known = basis.value;
  return (
    <>
      <div class="filters">
        <label>
          <span>{sc('kind')}</span>
          <select
            value={coverageKind.value ?? ''}
            onChange={(event) => adjust({ kind: event.currentTarget.value, T: null, scenario: null, against: null })}
          >
            {kinds.value.map((kind) => (
              <option key={kind.id} value={kind.id}>
                {lang.value === 'zh' ? kind.name : kind.nameEn}
              </option>
            ))}
          </select>
        </label>
        {known?.reachKm != null && (
          <label>
            <span>{sc('distance')}</span>
            <select name="distance" onChange={(event) => measureBy(event.currentTarget.value)}>
              {[...new Set([...DETOURS, detour.value])].toSorted((a, b) => a - b).map((factor) => (
                <option key={factor} value={String(factor)} selected={!isRoad.value && factor === detour.value}>
                  {factor === 1 ? sc('detour.none') : sc('detour', { factor: exact(factor) })}
                </option>
              ))}
              {known.hasRoads && (
                <option value="road" selected={isRoad.value}>
                  {sc('road')}
                </option>
              )}
            </select>
          </label>
        )}
        {known?.reachKm != null && (
          <label>
            <span>{sc('shareThreshold')}</span>
            <input type="number" name="share" min={1} max={100} value={shareShown(known)} onChange={(event) => adjust({ share: readNumber(event.currentTarget, [1, 100], shareShown(known)) })} />
          </label>
        )}
      </div>
      {known !== null && known.reachKm === null && <p class="muted">{sc('noReach')}</p>}
      {known?.reachKm != null && (
        <label class="slider">
          <span>
            {sc(isRoad.value ? 'T.minutes' : 'T', { T: exact(threshold.value) })} <small>{sc('gapShare', { share: percent(gapShare.value) })} {sc('basis')}</small>
          </span>
          <input type="range" min={10} max={300} step={5} name="T" value={threshold.value ?? 60} onInput={(event) => adjust({ T: Number(event.currentTarget.value), ...(lacksRoads.peek() && { method: 'straight' }) })} />
        </label>
      )}
      {lacksRoads.value && <p class="note" data-no-roads>{sc('noRoads')}</p>}
      {known?.reachKm != null && <p class="muted" data-measured={isRoad.value ? 'road' : 'km'}>{sc(isRoad.value ? 'measured.road' : 'measured.km')}</p>}
      <div class="segmented" role="group" aria-label={sc('by')}>
        {MEASURES.map((item) => (
          <button key={item} aria-pressed={state.value.measure === item} disabled={item !== 'duty' && known?.reachKm == null} onClick={() => adjust({ measure: item })}>
            {t(`coverage.${item}`)}
          </button>
        ))}
      </div>
    </>
  );
} // prettier-ignore
