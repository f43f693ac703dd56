import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { mapFonts } from '../assets/fonts.ts';
import { t } from '../i18n/t.ts';
import { mp } from '../i18n/maps.ts';
import { hovered, pointer } from '../map/features.ts';
import { pl } from '../i18n/places.ts';
import { centre, flyHome, mapStatus, putOff, zoom } from '../map/flight.ts';
import { drawing, startDrawing } from '../state/drawing.ts';
import { importView } from '../state/import-view.ts';
import { go } from '../state/state.ts';
import { status } from '../state/startup.ts';
import { Sample } from '../ui/names.tsx';
import { Sign } from '../ui/sign.tsx';
import { DrawBar } from './draw-bar.tsx';
import { Layers } from './layers.tsx';
import { MapDayLine } from './map-day.tsx';

/** The map with what lies over it: layers, tooltip, position, review number. */
export function MapView(): VNode {
  const container = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let stop: (() => void) | null = null;
    let left = false;
    void Promise.all([import('../map/map.ts'), mapFonts()]).then(([{ startMap }]) => {
      if (!left) stop = startMap(container.current!);
    });
    return () => {
      left = true;
      stop?.();
    };
  }, []);
  return (
    <section class="map" aria-label={t('map.label')} data-map={mapStatus.value}>
      <div class="canvas" ref={container} />
      <p id="map-hint" class="hidden">
        {t('map.hint')}
      </p>
      {mapStatus.value === 'unavailable' ? (
        <div class="no-map" role="status">
          <b>{t('map.unavailable')}</b>
          <p>{t('map.unavailableHint')}</p>
        </div>
      ) : (
        <>
          <Layers />
          <button class="home" title={t('map.home')} onClick={flyHome}>
            {t('map.home')}
          </button>
          <button
            class="ask-here"
            data-do="here"
            title={pl('here.askHint')}
            onClick={() => centre.peek() && go({ here: roundedPoint(centre.peek()!), record: null })}
          >
            {pl('here.ask')}
          </button>
          <button
            class="ruler"
            data-do="measure"
            title={pl('ruler.askHint')}
            onClick={() => startDrawing('length')}
          >
            {pl('ruler.ask')}
          </button>
          <DrawBar />
          {drawing.value && <span class="cross" aria-hidden="true" />}
          <Tooltip />
          <ImportLegend />
          <div class="map-notes">
            <MapDayLine />
            <PutOff />
          </div>
        </>
      )}
      <div class="corner">
        {pointer.value && (
          <span class="figures" aria-hidden="true">
            {pointer.value.lng.toFixed(4)}°E {pointer.value.lat.toFixed(4)}°N ·{' '}
            {t('map.zoom', { n: zoom.value.toFixed(1) })}
          </span>
        )}
        <span data-note>
          {status.value?.mapReview ? t('map.review', { n: status.value.mapReview }) : t('map.noReview')} ·{' '}
          {t('map.note')}
          {status.value?.notice && <> · {t('map.sample')}</>}
        </span>
      </div>
    </section>
  );
}

const roundedPoint = ([lon, lat]: [number, number]): [number, number] => [Number(lon.toFixed(6)), Number(lat.toFixed(6))]; // prettier-ignore

/** What the signs of an open import mean; it stands as long as they do. */
function ImportLegend(): VNode | null {
  const now = importView.value;
  if (!now || (!now.rows && !now.findings)) return null;
  const severities = ['error', 'warning'] as const;
  return (
    <ul class="import-legend plain" data-legend="import">
      {now.rows && (
        <li>
          <span class="swatch preview" />
          {t('map.preview')}
        </li>
      )}
      {severities
        .filter((severity) =>
          now.findings?.features.some((item) => item.properties?.['severity'] === severity),
        )
        .map((severity) => (
          <li key={severity}>
            <Sign id={`finding-${severity}`} />
            {t(`map.finding.${severity}`)}
          </li>
        ))}
    </ul>
  );
}

/** Says that the map is not whole, and why, as long as tiles are waited for or lost. */
function PutOff(): VNode | null {
  const { waiting, lost, askLost } = putOff.value;
  if (waiting + lost === 0) return null;
  return (
    <p class="map-note" role="status" data-put-off={lost > 0 ? 'lost' : 'waiting'}>
      {lost > 0 ? mp('putOff.lost', { n: lost }) : mp('putOff.waiting', { n: waiting })}
      {lost > 0 && (
        <button class="text" onClick={askLost}>
          {mp('putOff.again')}
        </button>
      )}
    </p>
  );
}

const TOOLTIP_PX = 280;

function Tooltip(): VNode | null {
  const now = hovered.value;
  if (!now) return null;
  const { feature, x, y } = now;
  const left = x > TOOLTIP_PX && x > innerWidth / 2 ? x - 14 : x + 14;
  const shift = left < x ? ' translateX(-100%)' : '';
  return (
    <div
      class="tooltip"
      role="presentation"
      style={{ transform: `translate(${left}px, ${y + 14}px)${shift}` }}
    >
      <b>{feature.name}</b> <span>{feature.detail}</span> {feature.sample && <Sample />}
    </div>
  );
}
