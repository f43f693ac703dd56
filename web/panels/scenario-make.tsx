import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { sc } from '../i18n/scenarios.ts';
import { centre, mapStatus } from '../map/flight.ts';
import { chooseFacility, pick } from '../state/pick.ts';
import { active, addChange, basis, facilityOf, ownSites, plans, sites, unitOf } from '../state/scenario.ts';
import { announce } from '../state/state.ts';

/** What the next click on the map sets; null: nothing. */
export const placing = signal<'add' | 'site' | { move: number } | null>(null);
const chosen = signal<number | null>(null); // facility of the register
const wrong = signal(false);

/** Arms the map: the next click is a new facility, a new site of a facility, or an own candidate. */
export function place(what: NonNullable<typeof placing.value>): void {
  placing.value = what;
  wrong.value = false;
  pick.value = { point: null, armed: true, set: (point) => void put(what, point) };
}

export function stopPlacing(): void {
  placing.value = null;
  pick.value = null;
}

async function put(what: NonNullable<typeof placing.value>, point: [number, number]): Promise<void> {
  stopPlacing();
  if (what === 'site') {
    const code = `own-${Date.now()}`;
    ownSites.value = [...ownSites.peek(), { code, name: sc('sites.owned', { n: ownSites.peek().length + 1 }), level: 'township', point }];
    sites.value = null;
    return;
  }
  const unit = await unitOf(point);
  wrong.value = unit === null;
  if (unit === null) return;
  const { county, township } = unit;
  if (what === 'add') {
    const n = plans.peek()[active.peek()].changes.filter(({ act }) => act === 'add').length + 1;
    addChange({ act: 'add', name: `${unit.name}${sc('newName', { n })}`, point, county, township, serves: [] });
  } else addChange({ act: 'move', facility: what.move, point, county, township });
  announce(unit.name);
} // prettier-ignore

/** Adding on the map, and choosing a facility of the register to close or to move. */
export function ScenarioMake(): VNode {
  const hasMap = mapStatus.value === 'on';
  useEffect(() => {
    chooseFacility.value = (id) => {
      if (facilityOf(id)?.kind === basis.peek()?.kind.id) chosen.value = id;
    };
    return () => {
      chooseFacility.value = null;
      chosen.value = null;
      stopPlacing();
    };
  }, []);
  return (
    <section class="scenario-make">
      {hasMap && (
        <p class="actions">
          <button class="primary" data-do="add" aria-pressed={placing.value === 'add'} onClick={() => (placing.value === 'add' ? stopPlacing() : place('add'))}>
            {placing.value === 'add' ? sc('make.adding') : sc('make.add')}
          </button>
          <button data-do="add-centre" onClick={() => centre.peek() && void put('add', centre.peek()!)}>{sc('make.center')}</button>
        </p>
      )}
      {wrong.value && <p class="why" role="alert">{sc('outside')}</p>}
      <Register hasMap={hasMap} />
    </section>
  );
} // prettier-ignore

const SHOWN = 8;

function Register({ hasMap }: { hasMap: boolean }): VNode {
  const [text, setText] = useState('');
  const id = useId();
  const known = basis.value!;
  const names = new Map(known.counties.map(({ code, name }) => [code, name]));
  const open = known.facilities.filter(({ kind, now }) => kind === known.kind.id && now === 'operating');
  const words = text.trim();
  const picked = chosen.value === null ? undefined : open.find((facility) => facility.id === chosen.value);
  const found = words === '' ? [] : open.filter(({ name, county_code: county }) => `${name} ${names.get(county) ?? ''}`.includes(words)).slice(0, SHOWN);
  const listed = picked && !found.includes(picked) ? [picked, ...found] : found;
  return (
    <div class="register">
      <label for={id}>{sc('make.facility')} <small>{open.length}</small></label>
      <input id={id} type="search" value={text} placeholder={sc('make.find')} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
      {hasMap && <small class="muted">{sc('make.click')}</small>}
      {listed.length > 0 && (
        <ul class="plain">
          {listed.map(({ id: facility, name, county_code: county }) => (
            <li key={facility} data-facility={facility}>
              <span>{name} <small>{names.get(county)}</small></span>
              <button onClick={() => addChange({ act: 'close', facility })}>{sc('make.close')}</button>
              {hasMap && (
                <button onClick={() => place({ move: facility })}>
                  {JSON.stringify(placing.value) === JSON.stringify({ move: facility }) ? sc('make.moving') : sc('make.move')}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
} // prettier-ignore
