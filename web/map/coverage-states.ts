import { effect } from '@preact/signals';
import type { Map as MapLibreMap } from 'maplibre-gl';
import { shownCoverage } from '../state/scenario-view.ts';
import { coverageKind, state, theme } from '../state/state.ts';
import { shades } from './layers/coverage.ts';
import { palettes, type Theme } from './palette.ts';

const tiled = { source: 'divisions', sourceLayer: 'division' } as const;

/** Colours the units of the coverage; again when the tiles are others. @param as the theme of the map, where it is not that of the page */
export function followShades(map: MapLibreMap, as?: Theme): () => void {
  let of: unknown = null; // the source that bears the states
  const paint = (): void => {
    const source = map.getSource(tiled.source);
    const answer = coverageKind.value ? shownCoverage.value : null;
    const found = answer ? shades(answer, state.value.measure, palettes[as ?? theme.value]) : [];
    of = source;
    if (!source) return;
    for (const { code, colour, borderline } of found)
      map.setFeatureState({ ...tiled, id: Number(code) }, { colour, unknown: colour === null, borderline });
    if (found.length > 0) performance.mark('coverage-painted');
  };
  const stop = effect(paint);
  map.on('styledata', () => {
    if (map.getSource(tiled.source) !== of) paint();
  });
  return stop;
}
