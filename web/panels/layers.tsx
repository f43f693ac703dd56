import type { VNode } from 'preact';
import { t, word } from '../i18n/t.ts';
import { CONDITIONS, DUTIES, GROUPS, palettes } from '../map/palette.ts';
import { LINE_DASH, LINE_WIDTH, lineColour } from '../map/layers/boundaries.ts';
import { BURDEN_BREAKS, REACH_BREAKS } from '../map/layers/coverage.ts';
import { FACILITY_ZOOM } from '../map/layers/facilities.ts';
import { MARKER_ZOOM } from '../map/layers/markers.ts';
import { PLACE_ZOOM } from '../map/layers/places.ts';
import { zoom } from '../map/flight.ts';
import { clocksShown } from '../state/boundary-status.ts';
import { coverage } from '../state/coverage.ts';
import { may } from '../state/session.ts';
import { layers, state, theme, toggleLayer } from '../state/state.ts';
import { kinds } from '../state/startup.ts';
import { LAYERS, type LayerId } from '../state/url.ts';
import { number } from '../i18n/t.ts';
import { Sign } from '../ui/sign.tsx';
import { ClockLayer } from './clock-legend.tsx';

const FROM_ZOOM: Partial<Record<LayerId, number>> = {
  markers: MARKER_ZOOM,
  places: PLACE_ZOOM,
  facilities: FACILITY_ZOOM,
};

/** The layers with the legend of each inside it, over the corner of the map. */
export function Layers(): VNode {
  return (
    <details class="layers" open={innerWidth >= 760}>
      <summary>{t('layers.title')}</summary>
      <div class="layers-body">
        {coverage.value && (
          <fieldset>
            <legend>
              {t('layers.coverage')}: {coverage.value.kind.name}
            </legend>
            <CoverageLegend />
          </fieldset>
        )}
        {clocksShown.value && <ClockLayer />}
        {LAYERS.map((id) => (
          <section key={id} class="layer" data-layer={id}>
            <label>
              <input type="checkbox" checked={layers.value.has(id)} onChange={() => toggleLayer(id)} />
              <span>{t(`layers.${id}`)}</span>
              {zoom.value < (FROM_ZOOM[id] ?? 0) && <small>{t('layers.from', { n: FROM_ZOOM[id]! })}</small>}
            </label>
            {layers.value.has(id) && zoom.value >= (FROM_ZOOM[id] ?? 0) && <Legend id={id} />}
          </section>
        ))}
        {may('read.staff') && !clocksShown.value && <ClockLayer />}
      </div>
    </details>
  );
}

function Legend({ id }: { id: LayerId }): VNode | null {
  if (id === 'boundaries')
    return (
      <ul class="legend">
        {['national', 'province', 'prefecture', 'county'].map((level) => (
          <Line key={level} level={level} />
        ))}
      </ul>
    );
  if (id === 'markers')
    return (
      <ul class="legend two">
        {CONDITIONS.map((item) => (
          <li key={item}>
            <Sign id={`marker|${item}`} />
            {word('condition', item)}
          </li>
        ))}
        <li>
          <Sign id="meeting" />
          {t('type.meeting-point')}
        </li>
      </ul>
    );
  if (id === 'places')
    return (
      <ul class="legend two">
        {GROUPS.map((item) => (
          <li key={item}>
            <Sign id={`place|${item}`} />
            {word('group', item)}
          </li>
        ))}
      </ul>
    );
  if (id === 'facilities')
    return (
      <ul class="legend">
        {kinds.value.map((kind) => (
          <li key={kind.id}>
            <Sign id={`facility|${kind.id}|on`} />
            {state.value.lang === 'en' ? kind.nameEn : kind.name}
            <small>{number(kind.facilities)}</small>
          </li>
        ))}
      </ul>
    );
  if (id === 'labels')
    return (
      <ul class="legend">
        {['prefecture', 'county', 'township'].map((level) => (
          <li key={level}>
            <Sign id={`seat-${level}`} />
            {word('level', level)}
          </li>
        ))}
      </ul>
    );
  return null;
}

function Line({ level }: { level: string }): VNode {
  const palette = palettes[theme.value];
  const [, thick] = LINE_WIDTH[level]!;
  return (
    <li>
      <svg class="line-sign" viewBox="0 0 46 10" aria-hidden="true">
        {level !== 'county' && (
          <path
            d="M0 5h46"
            stroke={level === 'prefecture' ? palette.prefectureBand : palette.provinceBand}
            stroke-width="7"
          />
        )}
        <path
          d="M0 5h46"
          stroke={lineColour({ palette }, level)}
          stroke-width={thick}
          stroke-dasharray={LINE_DASH[level]!.map((part) => part * thick).join(' ')}
        />
      </svg>
      {word('line', level)}
    </li>
  );
}

export function CoverageLegend(): VNode {
  const palette = palettes[theme.value];
  const { measure } = state.value;
  const answer = coverage.value!;
  const rows: [string, string][] =
    answer.unit === 'township' || measure === 'reach'
      ? classes(
          REACH_BREAKS.map((share) => share * 100),
          '%',
        ).map((text, index) => [palette.reach[index]!, text])
      : measure === 'burden'
        ? classes(BURDEN_BREAKS, '').map((text, index) => [palette.burden[index]!, text])
        : DUTIES.filter((id) => id !== 'unknown').map((id) => [palette.duty[id]!, t(`coverage.${id}`)]);
  return (
    <ul class="legend" data-legend="coverage">
      {answer.unit === 'township' && <li>{t('coverage.ofParent')}</li>}
      {rows.map(([colour, text]) => (
        <li key={text}>
          <span class="swatch" style={{ background: colour }} />
          {text}
        </li>
      ))}
      <li>
        <span class="swatch unknown" />
        {t('coverage.unknown')}
      </li>
      {measure !== 'duty' && answer.unit !== 'township' && (
        <li>
          <span class="swatch borderline" />
          {t('coverage.borderline')}
        </li>
      )}
      <li>
        <Sign id="gap" />
        {t('coverage.gap')}
      </li>
    </ul>
  );
}

const classes = (ends: number[], unit: string): string[] => [
  ends[0] === 0 ? '0' : `< ${ends[0]}${unit}`,
  ...ends.slice(1).map((end, index) => `${ends[index]! + (unit ? 0 : 1)} – ${end}${unit}`),
  `${unit ? '≥' : '>'} ${ends.at(-1)}${unit}`,
];
