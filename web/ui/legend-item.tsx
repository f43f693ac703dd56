import type { VNode } from 'preact';
import type { ClockState } from '../../server/api/boundary-status.ts';
import { LINE_DASH, LINE_WIDTH, lineColour } from '../map/layers/boundaries.ts';
import { CLOCK_CASING } from '../map/layers/line-clocks.ts';
import type { LegendItem, Mark } from '../map/legend.ts';
import { palettes, type Theme } from '../map/palette.ts';
import { theme } from '../state/state.ts';
import { Sign } from './sign.tsx';

/** @param as the theme that the map is drawn in, where it is not that of the page */
export function LegendRow({ item, as = theme.value }: { item: LegendItem; as?: Theme }): VNode {
  return (
    <li>
      <LegendMark mark={item.mark} as={as} />
      {item.text}
      {item.note !== undefined && <small>{item.note}</small>}
    </li>
  );
}

export function LegendMark({ mark, as = theme.value }: { mark: Mark; as?: Theme }): VNode {
  if ('image' in mark) return <Sign id={mark.image} as={as} />;
  if ('line' in mark) return <LineSign level={mark.line} as={as} />;
  if ('clock' in mark) return <ClockSign clock={mark.clock as ClockState} as={as} />;
  if ('colour' in mark) return <span class="swatch" style={{ background: mark.colour }} />;
  return <span class={`swatch ${mark.swatch}`} />;
}

function LineSign({ level, as }: { level: string; as: Theme }): VNode {
  const palette = palettes[as];
  const [, thick] = LINE_WIDTH[level]!;
  return (
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
  );
}

/** A piece of the casing that lines in this state have on the map. */
export function ClockSign({ clock, as = theme.value }: { clock: ClockState; as?: Theme }): VNode {
  const { dash } = CLOCK_CASING[clock];
  const width = Math.min(8, CLOCK_CASING[clock].width[0] * 1.3);
  return (
    <svg class="line-sign" viewBox="0 0 46 10" aria-hidden="true">
      <path
        d="M2 5h42"
        stroke={palettes[as].clocks[clock]}
        stroke-width={width}
        {...(clock === 'unknown' && { 'stroke-linecap': 'round' })}
        {...(dash && { 'stroke-dasharray': dash.map((part) => part * width).join(' ') })}
      />
    </svg>
  );
}
