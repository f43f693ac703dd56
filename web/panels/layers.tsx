import type { VNode } from 'preact';
import { mp } from '../i18n/maps.ts';
import { t } from '../i18n/t.ts';
import { zoom } from '../map/flight.ts';
import { FACILITY_ZOOM } from '../map/layers/facilities.ts';
import { GRID_ZOOM } from '../map/layers/grid.ts';
import { MARKER_ZOOM } from '../map/layers/markers.ts';
import { PLACE_ZOOM } from '../map/layers/places.ts';
import { SIGN_ZOOM } from '../map/layers/signs.ts';
import { coverageItems, layerItems } from '../map/legend.ts';
import { palettes } from '../map/palette.ts';
import { foundPlaces } from '../map/tilesets.ts';
import { clocksShown } from '../state/boundary-status.ts';
import { coverage } from '../state/coverage.ts';
import { may } from '../state/session.ts';
import { signs } from '../state/signs.ts';
import { layers, state, theme, toggleLayer } from '../state/state.ts';
import { kinds } from '../state/startup.ts';
import { LAYERS, type LayerId } from '../state/url.ts';
import { LegendRow } from '../ui/legend-item.tsx';
import { BasemapSwitch } from './basemap-switch.tsx';
import { ClockLayer } from './clock-legend.tsx';
import { MapDay } from './map-day.tsx';
import { MapOut } from './map-out.tsx';

const FROM_ZOOM: Partial<Record<LayerId, number>> = {
  markers: MARKER_ZOOM,
  places: PLACE_ZOOM,
  facilities: FACILITY_ZOOM,
  signs: SIGN_ZOOM,
  grid: GRID_ZOOM,
};
/** Filtered places are drawn at every zoom. */
const fromZoom = (id: LayerId): number => (id === 'places' && foundPlaces.value ? 0 : (FROM_ZOOM[id] ?? 0));
/** Layers of staff; the others are everybody's. */
const isOffered = (id: LayerId): boolean => !['signs', 'markers'].includes(id) || may('read.staff');

/** The layers with the legend of each inside it, over the corner of the map. */
export function Layers(): VNode {
  return (
    <details class="layers" open={innerWidth >= 760}>
      <summary>{t('layers.title')}</summary>
      <div class="layers-body">
        <MapDay />
        {coverage.value && (
          <fieldset>
            <legend>
              {t('layers.coverage')}: {coverage.value.kind.name}
            </legend>
            <CoverageLegend />
          </fieldset>
        )}
        {clocksShown.value && <ClockLayer />}
        {LAYERS.filter(isOffered).map((id) => (
          <section key={id} class="layer" data-layer={id}>
            <label>
              <input type="checkbox" checked={layers.value.has(id)} onChange={() => toggleLayer(id)} />
              <span>{t(`layers.${id}`)}</span>
              {zoom.value < (FROM_ZOOM[id] ?? 0) && <small>{t('layers.from', { n: FROM_ZOOM[id]! })}</small>}
            </label>
            {layers.value.has(id) && zoom.value >= fromZoom(id) && <Legend id={id} />}
          </section>
        ))}
        {may('read.staff') && !clocksShown.value && <ClockLayer />}
        <BasemapSwitch />
      </div>
      <MapOut />
    </details>
  );
}

const ONE_COLUMN: readonly LayerId[] = ['labels', 'boundaries', 'facilities'];

function Legend({ id }: { id: LayerId }): VNode | null {
  const items = layerItems(id, zoom.value, kinds.value, state.value.lang, foundPlaces.value && palettes[theme.value].select); // prettier-ignore
  if (items.length === 0) return null;
  const missing = id === 'signs' && signs.value !== null && signs.value.shown < signs.value.total;
  return (
    <>
      <ul class={ONE_COLUMN.includes(id) ? 'legend' : 'legend two'}>
        {items.map((item) => (
          <LegendRow key={item.text} item={item} />
        ))}
      </ul>
      {missing && (
        <p class="legend-note">{mp('signs.first', { n: signs.value!.shown, total: signs.value!.total })}</p>
      )}
    </>
  );
}

export function CoverageLegend(): VNode {
  const answer = coverage.value!;
  return (
    <ul class="legend" data-legend="coverage">
      {answer.unit === 'township' && <li>{t('coverage.ofParent')}</li>}
      {coverageItems(answer, state.value.measure, palettes[theme.value]).map((item) => (
        <LegendRow key={item.text} item={item} />
      ))}
    </ul>
  );
}
