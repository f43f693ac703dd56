import type { Feature, FeatureCollection } from 'geojson';
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { angleText, graticuleOf } from '../graticule.ts';
import { SANS, type Scene } from '../scene.ts';

export const GRID_ZOOM = 12;
const lines = (): number => (innerWidth < 760 ? 5 : 9); // across the longer side; more labels would run into each other

/** Meridians and parallels of what is in view, each with its label where it leaves the map at the top or on the left. */
export const gridSources = ({ grid }: Scene): Record<string, SourceSpecification> =>
  grid === null ? {} : { grid: { type: 'geojson', data: gridOf(grid) } };

function gridOf({ box, isNamed }: NonNullable<Scene['grid']>): FeatureCollection {
  const [west, south, east, north] = box;
  const { meridians, parallels, step } = graticuleOf(box, lines());
  const line = (coordinates: [number, number][]): Feature => ({ type: 'Feature', properties: { kind: 'line' }, geometry: { type: 'LineString', coordinates } }); // prettier-ignore
  const name = (text: string, kind: string, coordinates: [number, number]): Feature => ({ type: 'Feature', properties: { kind, text }, geometry: { type: 'Point', coordinates } }); // prettier-ignore
  const features = [
    ...meridians.flatMap((value) => [line([[value / 3600, south], [value / 3600, north]]), name(angleText(value, 'lon', step), 'lon', [value / 3600, north])]), // prettier-ignore
    ...parallels.flatMap((value) => [line([[west, value / 3600], [east, value / 3600]]), name(angleText(value, 'lat', step), 'lat', [west, value / 3600])]), // prettier-ignore
  ];
  return {
    type: 'FeatureCollection',
    features: features.filter(({ properties }) => isNamed || properties?.['kind'] === 'line'),
  };
}

export function gridLayers({ grid, palette }: Scene): LayerSpecification[] {
  if (grid === null) return [];
  const names = (kind: string, layout: object): LayerSpecification => ({
    id: `grid-${kind}`,
    type: 'symbol',
    source: 'grid',
    filter: ['==', ['get', 'kind'], kind],
    layout: {
      'text-field': ['get', 'text'],
      'text-font': SANS,
      'text-size': 10.5,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
      ...layout,
    },
    paint: { 'text-color': palette.textSoft, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
  });
  return [
    {
      id: 'grid',
      type: 'line',
      source: 'grid',
      filter: ['==', ['get', 'kind'], 'line'],
      paint: { 'line-color': palette.grid, 'line-width': 0.7, 'line-opacity': 0.55 },
    },
    names('lon', { 'text-anchor': 'top', 'text-offset': [0, 0.3] }),
    names('lat', { 'text-anchor': 'left', 'text-offset': [0.4, 0] }),
  ];
}
