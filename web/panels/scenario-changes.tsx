import type { VNode } from 'preact';
import { sc } from '../i18n/scenarios.ts';
import { t } from '../i18n/t.ts';
import { fly } from '../map/flight.ts';
import {
  active,
  basis,
  clearPlan,
  dropChange,
  facilityOf,
  plans,
  pointOf,
  replaceChange,
} from '../state/scenario.ts';
import type { ScenarioChange } from '../../server/api/scenarios.ts';

/** The assumptions of the plan that is being made. */
export function ScenarioChanges(): VNode {
  const slot = active.value;
  const { changes } = plans.value[slot];
  return (
    <section class="scenario-changes" aria-label={sc('changes', { slot, n: changes.length })}>
      <h3>{sc('changes', { slot, n: changes.length })}</h3>
      {changes.length === 0 && <p class="muted">{sc('changes.none')}</p>}
      <ol class="plain">
        {changes.map((change, at) => (
          <Change
            key={`${slot}-${at}-${change.act === 'add' ? '' : change.facility}`}
            change={change}
            at={at}
          />
        ))}
      </ol>
      {changes.length > 0 && (
        <button class="text" onClick={() => clearPlan(slot)}>
          {sc('clear', { slot })}
        </button>
      )}
    </section>
  );
}

function Change({ change, at }: { change: ScenarioChange; at: number }): VNode {
  const facility = change.act === 'add' ? undefined : facilityOf(change.facility);
  const name = change.act === 'add' ? change.name : (facility?.name ?? sc('gone', { id: String(change.facility) }));
  const county = change.act === 'close' ? facility?.county_code : change.county;
  const point = change.act === 'close' ? pointOf(facility) : change.point;
  return (
    <li data-change={change.act}>
      <span class={`act ${change.act}`}>{sc(`act.${change.act}`)}</span>
      <div>
        {change.act === 'add' ? (
          <input value={name} aria-label={sc('name')} maxLength={200} onChange={(event) => event.currentTarget.value.trim() && replaceChange(at, { ...change, name: event.currentTarget.value.trim() })} />
        ) : (
          <b>{name}</b>
        )}
        <small>{basis.value?.counties.find(({ code }) => code === county)?.name}</small>
        {change.act === 'add' && <Serves change={change} at={at} />}
      </div>
      {point && <button class="text" onClick={() => fly({ bbox: null, point, zoom: 8 })}>{t('link.zoom')}</button>}
      <button class="text" data-do="drop" onClick={() => dropChange(at)}>{sc('drop')}</button>
    </li>
  );
} // prettier-ignore

function Serves({ change, at }: { change: ScenarioChange & { act: 'add' }; at: number }): VNode {
  const read = (text: string): string[] => [...new Set(text.match(/\b\d{6}(\d{3})?\b/g) ?? [])];
  return (
    <details>
      <summary>
        {sc('serves')} {change.serves.length > 0 && change.serves.length}
      </summary>
      <input value={change.serves.join(', ')} aria-label={sc('serves')} inputMode="numeric" onChange={(event) => replaceChange(at, { ...change, serves: read(event.currentTarget.value) })} />
      <small class="muted">{sc('serves.hint')}</small>
    </details>
  );
} // prettier-ignore
