import type { Feature, FeatureCollection } from 'geojson';
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { SANS, STRONG, type Scene } from '../scene.ts';

/** The settlements of an open flag card that are farthest from a facility, in the order of the card. */
export function evidenceSources({ evidence }: Scene): Record<string, SourceSpecification> {
  if (!evidence) return {};
  const features = evidence.evidence.worst.map(
    ({ id, name, point }, index): Feature => ({
      type: 'Feature',
      id,
      properties: { id, name, n: index + 1, sample: evidence.sample },
      geometry: { type: 'Point', coordinates: point },
    }),
  );
  const data: FeatureCollection = { type: 'FeatureCollection', features };
  return { evidence: { type: 'geojson', data } };
}

export function evidenceLayers({ palette, evidence }: Scene): LayerSpecification[] {
  if (!evidence) return [];
  return [
    {
      id: 'evidence-place',
      type: 'circle',
      source: 'evidence',
      paint: {
        'circle-radius': 9,
        'circle-color': palette.gap,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 2,
      },
    },
    {
      id: 'evidence-name',
      type: 'symbol',
      source: 'evidence',
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
      id: 'evidence-number',
      type: 'symbol',
      source: 'evidence',
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
