import type { VNode } from 'preact';
import { mp } from '../i18n/maps.ts';
import { basemapFailure } from '../map/flight.ts';
import { adjust, state } from '../state/state.ts';
import { status } from '../state/startup.ts';
import { BASEMAPS } from '../state/url.ts';

/** What lies under the layers. 天地图 is there where the server has a key for it. */
export function BasemapSwitch(): VNode {
  const tianditu = status.value?.tianditu ?? null;
  const offered = BASEMAPS.filter((id) => tianditu !== null || !id.startsWith('tdt-'));
  const chosen = offered.includes(state.value.base) ? state.value.base : 'own';
  return (
    <fieldset class="basemaps" data-layer="base">
      <legend>{mp('base.title')}</legend>
      {offered.map((id) => (
        <label key={id}>
          <input
            type="radio"
            name="basemap"
            value={id}
            checked={id === chosen}
            onChange={() => adjust({ base: id })}
          />
          {mp(`base.${id}`)}
        </label>
      ))}
      {chosen.startsWith('tdt-') && <p class="legend-note">{mp('base.review', { n: tianditu!.review })}</p>}
      {chosen.startsWith('tdt-') && basemapFailure.value !== null && (
        <p class="legend-note" role="alert">
          {mp('base.failed', { why: basemapFailure.value })}
        </p>
      )}
    </fieldset>
  );
}
