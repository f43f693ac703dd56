import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { GROUPS } from '../palette.ts';
import { SANS, type Scene } from '../scene.ts';

export const PLACE_ZOOM = 7;

/** Gazetteer entries. Tiles are thinned by rank; here the rank decides who keeps a label. */
export function placeLayers({ palette, theme, layers }: Scene): LayerSpecification[] {
  const visibility = layers.has('places') ? 'visible' : 'none';
  const colour = [
    'match',
    ['get', 'group'],
    ...GROUPS.flatMap((group) => [group, palette.groups[group]]),
    palette.groups.other,
  ] as unknown as ExpressionSpecification;
  const source = { source: 'places', 'source-layer': 'place' } as const;
  return [
    {
      id: 'place',
      type: 'symbol',
      ...source,
      minzoom: PLACE_ZOOM,
      layout: {
        visibility,
        'icon-image': ['concat', 'place|', ['coalesce', ['get', 'group'], 'other'], `|${theme}`],
        'icon-size': ['interpolate', ['linear'], ['zoom'], PLACE_ZOOM, 0.55, 12, 1],
        'icon-allow-overlap': ['step', ['zoom'], false, 13.5, true],
        'icon-padding': 1,
        'text-field': ['get', 'name'],
        'text-font': SANS,
        'text-size': ['interpolate', ['linear'], ['zoom'], PLACE_ZOOM, 10, 11, 11.5, 14, 14],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.45,
        'text-optional': true,
        'text-padding': 4,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: {
        'text-color': colour,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.2,
        'icon-opacity': 0.9,
      },
    },
    {
      id: 'place-mn',
      type: 'symbol',
      ...source,
      minzoom: 11,
      filter: ['all', ['has', 'mn'], ['!=', ['get', 'mn'], '']],
      layout: {
        visibility,
        'icon-image': ['concat', `mn|${theme}|`, ['get', 'mn']],
        'icon-size': 0.5,
        'icon-anchor': 'right',
        'icon-offset': [-12, 0],
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'icon-opacity': 0.8 },
    },
  ];
}
