import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { ClockState } from '../../../server/api/boundary-status.ts';
import type { Scene } from '../scene.ts';

/** The casing of each state: width in px at zoom 4 and 11, and its dash in widths, so that colour is never the only sign. */
export const CLOCK_CASING: Record<ClockState, { width: [number, number]; dash: number[] | null }> = {
  unknown: { width: [2.5, 6], dash: [0.3, 1.6] },
  done: { width: [2.5, 6], dash: null },
  planned: { width: [3, 7], dash: [0.5, 0.9] },
  under_way: { width: [4, 9], dash: [2.4, 0.6] },
  due_this_year: { width: [5, 11], dash: [1.2, 0.5] },
  overdue: { width: [6, 12], dash: null },
};
const URGENT: readonly string[] = ['overdue', 'due_this_year', 'under_way'];

/** From here on lines of banners show every state; before only what is urgent stands out of them. */
const ALL_ZOOM = 5.5;

/** The state of the lines under their dashes, joined by code: the tiles know nothing of it. */
export function lineClocks({ palette, layers, lineStates }: Scene): LayerSpecification[] {
  if (lineStates === null) return [];
  const states = Object.entries(lineStates);
  return Object.entries(CLOCK_CASING).map(([state, { width, dash }]): LayerSpecification => {
    const codes = states.filter(([, one]) => one === state).map(([code]) => code);
    const opacity: ExpressionSpecification | number = URGENT.includes(state)
      ? 0.85
      : ['step', ['zoom'], ['match', ['get', 'level'], 'county', 0, 0.85], ALL_ZOOM, 0.85];
    return {
      id: `boundary-clock-${state}`,
      type: 'line',
      source: 'boundaries',
      'source-layer': 'boundary',
      filter: ['in', ['get', 'code'], ['literal', codes]],
      layout: {
        visibility: layers.has('boundaries') ? 'visible' : 'none',
        'line-join': 'round',
        'line-cap': state === 'unknown' ? 'round' : 'butt',
      },
      paint: {
        'line-color': palette.clocks[state as ClockState],
        'line-opacity': opacity,
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, width[0], 11, width[1]],
        ...(dash !== null && { 'line-dasharray': dash }),
      },
    };
  });
}
