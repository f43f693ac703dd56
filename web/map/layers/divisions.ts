import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { STRONG, SANS, fade, selectedCode, type Scene } from '../scene.ts';
import { TINT_OF_PREFECTURE } from '../palette.ts';
import { hasLand } from './basemap.ts';

/** Below this zoom a click or hover means the league or city, from it on the banner or county. */
export const COUNTY_ZOOM = 6.3;

export function divisionFills(scene: Scene): LayerSpecification[] {
  const { palette, layers } = scene;
  const tint: ExpressionSpecification = [
    'match',
    ['slice', ['to-string', ['get', 'code']], 0, 4],
    ...Object.entries(TINT_OF_PREFECTURE).flatMap(([prefix, index]) => [prefix, palette.tints[index]]),
    palette.land,
  ] as unknown as ExpressionSpecification;
  const source = { source: 'divisions', 'source-layer': 'division' } as const;
  const hover = ['boolean', ['feature-state', 'hover'], false] satisfies ExpressionSpecification;
  const hoverFill = (level: string, zooms: object): LayerSpecification => ({
    id: `division-${level}`,
    type: 'fill',
    ...source,
    ...zooms,
    filter: ['==', ['get', 'level'], level],
    paint: { 'fill-color': palette.hover, 'fill-opacity': ['case', hover, 0.14, 0], 'fill-antialias': false },
  });
  return [
    {
      id: 'division-land',
      type: 'fill',
      ...source,
      filter: ['==', ['get', 'level'], 'prefecture'],
      layout: { visibility: hasLand(scene) ? 'visible' : 'none' },
      paint: { 'fill-color': layers.has('divisions') ? tint : palette.land, 'fill-antialias': false },
    },
    hoverFill('prefecture', { maxzoom: COUNTY_ZOOM }),
    hoverFill('county', { minzoom: COUNTY_ZOOM }),
  ];
}

export function divisionSelected(scene: Scene): LayerSpecification[] {
  return [
    {
      id: 'division-selected',
      type: 'line',
      source: 'divisions',
      'source-layer': 'division',
      filter: ['==', ['to-string', ['get', 'code']], selectedCode(scene, 'division')],
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': scene.palette.select,
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, 1.6, 10, 3.5],
      },
    },
  ];
}

interface LabelSpec {
  level: string;
  zooms: { minzoom?: number; maxzoom?: number };
  size: ExpressionSpecification;
  seat: string;
  strong: boolean;
  opacity: number | ExpressionSpecification;
}

const LABELS: LabelSpec[] = [
  {
    level: 'township',
    zooms: { minzoom: 8.3 },
    size: ['interpolate', ['linear'], ['zoom'], 8, 11, 12, 15, 16, 19],
    seat: 'seat-township',
    strong: false,
    opacity: 1,
  },
  {
    level: 'county',
    zooms: { minzoom: 5.4 },
    size: ['interpolate', ['linear'], ['zoom'], 5.4, 10.5, 8, 13.5, 12, 18],
    seat: 'seat-county',
    strong: false,
    opacity: fade(5.4, 5.8),
  },
  {
    level: 'prefecture',
    zooms: {},
    size: ['interpolate', ['linear'], ['zoom'], 3.5, 12, 6, 16, 9, 20, 12, 22],
    seat: 'seat-prefecture',
    strong: true,
    opacity: 1,
  },
];

/** Names and seats; facilities lie between townships and the upper levels. Leagues come last in the style: the last layer is placed first and wins collisions. */
export const townshipLabels = (scene: Scene): LayerSpecification[] => labels(scene, LABELS.slice(0, 1));
export const divisionLabels = (scene: Scene): LayerSpecification[] => labels(scene, LABELS.slice(1));

function labels({ palette, theme, layers }: Scene, specs: LabelSpec[]): LayerSpecification[] {
  const visibility = layers.has('labels') ? 'visible' : 'none';
  const source = { source: 'divisions', 'source-layer': 'division_label' } as const;
  return specs.flatMap(({ level, zooms, size, seat, strong, opacity }): LayerSpecification[] => [
    {
      id: `division-label-mn-${level}`,
      type: 'symbol',
      ...source,
      minzoom: level === 'prefecture' ? 6.6 : level === 'county' ? 8 : 10,
      filter: ['all', ['==', ['get', 'level'], level], ['has', 'mn'], ['!=', ['get', 'mn'], '']],
      layout: {
        visibility,
        'icon-image': ['concat', `mn|${theme}|`, ['get', 'mn']],
        'icon-size': level === 'prefecture' ? 0.8 : 0.62,
        'icon-anchor': 'right',
        'icon-offset': [-16, 0],
        'icon-padding': 1,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: { 'icon-opacity': 0.85 },
    },
    {
      id: `division-label-${level}`,
      type: 'symbol',
      ...source,
      ...zooms,
      filter: ['==', ['get', 'level'], level],
      layout: {
        visibility,
        'icon-image': `${seat}|${theme}`,
        'icon-allow-overlap': level !== 'township' || ['step', ['zoom'], false, 12, true],
        'icon-padding': 0,
        'text-field': ['get', 'name'],
        'text-font': strong ? STRONG : SANS,
        'text-size': size,
        'text-letter-spacing': strong
          ? 0.08
          : level === 'township'
            ? ['step', ['zoom'], 0.02, 12, 0.1]
            : 0.02,
        'text-variable-anchor': ['left', 'top', 'bottom', 'right'],
        'text-radial-offset': strong ? 0.6 : 0.55,
        'text-justify': 'auto',
        'text-max-width': 9,
        'text-optional': true,
        'symbol-sort-key': ['get', 'rank'],
      },
      paint: {
        'text-color':
          level === 'township' ? ['step', ['zoom'], palette.textSoft, 12, palette.text] : palette.text,
        'text-halo-color': palette.halo,
        'text-halo-width': strong ? 1.8 : 1.4,
        'text-halo-blur': 0.4,
        'text-opacity': opacity,
        'icon-opacity': opacity,
      },
    },
  ]);
}
