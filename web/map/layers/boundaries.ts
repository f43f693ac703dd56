import type { LayerSpecification } from 'maplibre-gl';
import { lineClocks } from './line-clocks.ts';
import { SANS, selectedCode, type Scene } from '../scene.ts';

/** Levels from the least to the greatest, with the dash of each in line widths: 县 short dashes, 盟市 dash-dot, 省 dash-dot-dot. */
export const LINE_DASH: Record<string, number[]> = {
  unclassified: [1, 2],
  county: [3.5, 2],
  prefecture: [6, 2, 1.2, 2],
  province: [7, 2, 1.2, 2, 1.2, 2],
  national: [9, 2, 2, 2],
};
export const LINE_WIDTH: Record<string, [number, number]> = {
  unclassified: [0.7, 1.4],
  county: [0.5, 1.5],
  prefecture: [0.9, 2],
  province: [1.2, 2.4],
  national: [1.4, 2.8],
};
export const lineColour = ({ palette }: Pick<Scene, 'palette'>, level: string): string =>
  ({
    county: palette.county,
    prefecture: palette.prefecture,
    province: palette.province,
    national: palette.national,
  })[level] ?? palette.unclassified;

const MIN_ZOOM: Record<string, number> = { county: 5 };
const source = { source: 'boundaries', 'source-layer': 'boundary' } as const;

export function boundaryLines(scene: Scene): LayerSpecification[] {
  const { palette, layers } = scene;
  const visibility = layers.has('boundaries') ? 'visible' : 'none';
  const band = (
    id: string,
    levels: string[],
    colour: string,
    widths: [number, number],
  ): LayerSpecification => ({
    id: `boundary-band-${id}`,
    type: 'line',
    ...source,
    filter: ['in', ['get', 'level'], ['literal', levels]],
    layout: { visibility, 'line-join': 'round', 'line-cap': 'round' },
    paint: {
      'line-color': colour,
      'line-opacity': 0.75,
      'line-width': ['interpolate', ['linear'], ['zoom'], 4, widths[0], 11, widths[1]],
    },
  });
  return [
    band('prefecture', ['prefecture'], palette.prefectureBand, [2.5, 8]),
    band('province', ['province', 'national', 'unclassified'], palette.provinceBand, [4, 12]),
    ...lineClocks(scene),
    ...Object.entries(LINE_DASH).map(([level, dash]): LayerSpecification => {
      const [thin, thick] = LINE_WIDTH[level]!;
      return {
        id: `boundary-${level}`,
        type: 'line',
        ...source,
        minzoom: MIN_ZOOM[level] ?? 0,
        filter: ['==', ['get', 'level'], level],
        layout: { visibility, 'line-join': 'round' },
        paint: {
          'line-color': lineColour(scene, level),
          'line-width': ['interpolate', ['linear'], ['zoom'], 4, thin, 11, thick],
          'line-dasharray': dash,
        },
      };
    }),
    highlight('boundary-hover', '', palette.hover, 0.55, visibility),
    highlight('boundary-selected', selectedCode(scene, 'boundary-line'), palette.select, 0.9, 'visible'),
    {
      id: 'boundary-hit',
      type: 'line',
      ...source,
      minzoom: 5,
      layout: { visibility },
      paint: { 'line-width': 11, 'line-opacity': 0 },
    },
  ];
}

/** map/pointer.ts sets the filter of the hovered line. */
const highlight = (
  id: string,
  code: string,
  colour: string,
  opacity: number,
  visibility: 'visible' | 'none',
): LayerSpecification => ({
  id,
  type: 'line',
  ...source,
  filter: ['==', ['get', 'code'], code],
  layout: { visibility, 'line-join': 'round', 'line-cap': 'round' },
  paint: {
    'line-color': colour,
    'line-opacity': opacity,
    'line-width': ['interpolate', ['linear'], ['zoom'], 4, 2.5, 11, 5],
  },
});

export function boundaryLabels({ palette, layers }: Scene): LayerSpecification[] {
  return [
    {
      id: 'boundary-label',
      type: 'symbol',
      ...source,
      minzoom: 8,
      filter: ['in', ['get', 'level'], ['literal', ['province', 'prefecture', 'county']]],
      layout: {
        visibility: layers.has('boundaries') && layers.has('labels') ? 'visible' : 'none',
        'symbol-placement': 'line',
        'symbol-spacing': 420,
        'text-field': ['get', 'name'],
        'text-font': SANS,
        'text-size': 11,
        'text-letter-spacing': 0.1,
        'text-offset': [0, -0.8],
      },
      paint: { 'text-color': palette.province, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
    },
  ];
}
