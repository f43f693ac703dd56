import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { SANS, STRONG, type Scene } from '../scene.ts';

export function numberedSources({ numbered }: Scene): Record<string, SourceSpecification> {
  if (!numbered) return {};
  const data: FeatureCollection = {
    type: 'FeatureCollection',
    features: numbered.items.map(({ id, name, point }, index) => ({
      type: 'Feature',
      id,
      properties: { id, name, n: index + 1, type: numbered.type, sample: numbered.sample },
      geometry: { type: 'Point', coordinates: point },
    })),
  };
  return { numbered: { type: 'geojson', data } };
}

/** The farthest settlements of a flag card, or the nearest facilities: with the numbers that they have in the list. */
export function numberedLayers({ palette, numbered }: Scene): LayerSpecification[] {
  if (!numbered) return [];
  return [
    {
      id: 'numbered',
      type: 'circle',
      source: 'numbered',
      paint: {
        'circle-radius': 9.5,
        'circle-color': numbered.type === 'place' ? palette.gap : palette.select,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'numbered-name',
      type: 'symbol',
      source: 'numbered',
      layout: {
        'text-field': ['get', 'name'],
        'text-font': SANS,
        'text-size': 12.5,
        'text-anchor': 'top',
        'text-offset': [0, 0.9],
        'text-optional': true,
      },
      paint: { 'text-color': palette.text, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'numbered-figure',
      type: 'symbol',
      source: 'numbered',
      layout: {
        'text-field': ['to-string', ['get', 'n']],
        'text-font': STRONG,
        'text-size': 12,
        'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.halo },
    },
  ];
}
