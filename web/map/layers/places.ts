import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { GROUPS } from '../palette.ts';
import { KIND_ZOOM, kindImage } from '../place-kinds.ts';
import { SANS, STRONG, type Scene } from '../scene.ts';

export const PLACE_ZOOM = 7;

/** 行政村 and 社区: they lead among the settlements. */
const isVillage: ExpressionSpecification = ['==', ['slice', ['to-string', ['get', 'class']], 0, 3], '216'];
const isSettlement: ExpressionSpecification = ['==', ['get', 'group'], 'settlement'];
/** Villages, other settlements, the rest. */
const byWeight = (village: number, settlement: number, other: number): ExpressionSpecification => [
  'case',
  isVillage,
  village,
  isSettlement,
  settlement,
  other,
];

/** Gazetteer entries. Tiles are thinned by rank; here the rank decides who keeps a label. */
export function placeLayers({ palette, theme, layers, found }: Scene): LayerSpecification[] {
  const visibility = layers.has('places') && !found ? 'visible' : 'none';
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
        'icon-image': [
          'step',
          ['zoom'],
          ['concat', 'place|', ['coalesce', ['get', 'group'], 'other'], `|${theme}`],
          KIND_ZOOM,
          ['concat', kindImage, `|${theme}`],
        ],
        'icon-size': ['interpolate', ['linear'], ['zoom'], PLACE_ZOOM, 0.55, 11.9, 1, 12, 0.8, 14, 1, 18, 1.3],
        'icon-allow-overlap': ['step', ['zoom'], false, 13.5, true],
        'icon-padding': 1,
        'text-field': ['get', 'name'],
        'text-font': ['step', ['zoom'], ['literal', SANS], KIND_ZOOM, ['case', isVillage, ['literal', STRONG], ['literal', SANS]]],
        'text-size': [
          'interpolate', ['linear'], ['zoom'],
          PLACE_ZOOM, 10, 11, 11.5, 12, byWeight(12.5, 12, 11), 14, byWeight(14.5, 13.5, 12), 18, byWeight(18, 16, 14),
        ],
        'text-letter-spacing': ['match', ['get', 'group'], ['water', 'terrain'], 0.08, 0],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': ['interpolate', ['linear'], ['zoom'], 11.9, 0.45, 12, 0.65],
        'text-optional': true,
        'text-padding': ['step', ['zoom'], 4, KIND_ZOOM, 6, 14, 3],
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: {
        'text-color': colour,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.3,
        'icon-opacity': 0.95,
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
        'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.5, 15, 0.62],
        'icon-anchor': 'right',
        'icon-offset': [-16, 0],
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'icon-opacity': ['interpolate', ['linear'], ['zoom'], 11, 0.8, 13, 1] },
    },
  ];
} // prettier-ignore

/** The places that pass the filters of the list, at every zoom. */
export function foundLayers({ palette }: Scene): LayerSpecification[] {
  const source = { source: 'found', 'source-layer': 'place' } as const;
  return [
    {
      id: 'found-place',
      type: 'circle',
      ...source,
      layout: { 'circle-sort-key': ['-', 0, ['get', 'rank']] },
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 3, 2, 8, 3, 12, 5],
        'circle-color': palette.select,
        'circle-opacity': 0.85,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 5, 0.4, 12, 1.2],
      },
    },
    {
      id: 'found-place-name',
      type: 'symbol',
      ...source,
      minzoom: PLACE_ZOOM,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': SANS,
        'text-size': ['interpolate', ['linear'], ['zoom'], PLACE_ZOOM, 10.5, 14, 14],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.6,
        'text-optional': true,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'text-color': palette.text, 'text-halo-color': palette.halo, 'text-halo-width': 1.3 },
    },
  ];
}
