import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Scene } from '../scene.ts';

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export function importSources({ imported }: Scene): Record<string, SourceSpecification> {
  if (!imported) return {};
  const { rows, findings, mark } = imported;
  const marked: FeatureCollection = {
    type: 'FeatureCollection',
    features: mark
      ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: mark } }]
      : [],
  };
  return {
    'import-rows': { type: 'geojson', data: rows ?? NOTHING },
    'import-findings': { type: 'geojson', data: findings ?? NOTHING },
    'import-mark': { type: 'geojson', data: marked },
  };
}

const isShape = (...types: string[]): ExpressionSpecification => [
  'match',
  ['geometry-type'],
  types,
  true,
  false,
];
const POINTS = ['Point', 'MultiPoint'];
const POLYGONS = ['Polygon', 'MultiPolygon'];

/** Circles without a stroke: where they lie thick, the edge of one would cover the next. */
const dots = (
  id: string,
  of: { source: string; filter?: ExpressionSpecification },
  colour: string | ExpressionSpecification,
  [far, near]: [number, number],
): LayerSpecification => ({
  id,
  type: 'circle',
  ...of,
  paint: {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, far, 12, near],
    'circle-color': colour,
  },
});

/** Rows of a file that is being imported, in a colour that no dataset has, dashed: they are not loaded. */
export function importLayers({ palette, theme, imported }: Scene): LayerSpecification[] {
  if (!imported) return [];
  const { preview, halo } = palette;
  const rows = { source: 'import-rows' } as const;
  const shapes = ['!', isShape(...POINTS)] as ExpressionSpecification;
  return [
    {
      id: 'import-fill',
      type: 'fill',
      ...rows,
      filter: isShape(...POLYGONS),
      paint: { 'fill-color': preview, 'fill-opacity': 0.12 },
    },
    {
      id: 'import-casing',
      type: 'line',
      ...rows,
      filter: shapes,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': halo, 'line-width': 4.5, 'line-opacity': 0.8 },
    },
    {
      id: 'import-line',
      type: 'line',
      ...rows,
      filter: shapes,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': preview, 'line-width': 2, 'line-dasharray': [3, 1.5] },
    },
    dots('import-halo', { ...rows, filter: isShape(...POINTS) }, halo, [4.5, 7.5]),
    dots('import-point', { ...rows, filter: isShape(...POINTS) }, preview, [3, 6]),
    dots(
      'import-found',
      { source: 'import-findings' },
      ['match', ['get', 'severity'], 'error', palette.error, palette.warning],
      [2, 3.5],
    ),
    {
      id: 'import-finding', // a pin where there is room; a dot stands at every one
      type: 'symbol',
      source: 'import-findings',
      layout: {
        'icon-image': ['concat', 'finding-', ['get', 'severity'], `|${theme}`],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 4, 0.75, 10, 1.1],
        'icon-anchor': 'bottom',
        'icon-padding': 0,
        'symbol-sort-key': ['case', ['==', ['get', 'severity'], 'error'], 0, 1], // errors first
      },
    },
    {
      id: 'import-mark',
      type: 'circle',
      source: 'import-mark',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 10, 12, 16],
        'circle-opacity': 0,
        'circle-stroke-color': preview,
        'circle-stroke-width': 2.5,
      },
    },
  ];
}
