import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { SANS, type Scene } from '../scene.ts';

export const SIGN_ZOOM = 11;

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

export const signSources = ({ signs }: Scene): Record<string, SourceSpecification> => ({
  signs: { type: 'geojson', data: signs ?? NOTHING },
});

/** 地名标志: a plate on a post; its state by colour and by what stands on the plate. */
export function signLayers({ palette, theme, layers, signs }: Scene): LayerSpecification[] {
  if (signs === null) return [];
  return [
    {
      id: 'sign',
      type: 'symbol',
      source: 'signs',
      minzoom: SIGN_ZOOM,
      layout: {
        visibility: layers.has('signs') ? 'visible' : 'none',
        'icon-image': ['concat', 'sign|', ['get', 'state'], `|${theme}`],
        'icon-size': ['interpolate', ['linear'], ['zoom'], SIGN_ZOOM, 0.7, 15, 1.1],
        'icon-allow-overlap': ['step', ['zoom'], false, 14, true],
        'icon-anchor': 'bottom',
        'icon-padding': 0,
        'text-field': ['step', ['zoom'], '', 14, ['get', 'name']],
        'text-font': SANS,
        'text-size': 11,
        'text-anchor': 'top',
        'text-offset': [0, 0.2],
        'text-max-width': 9,
        'text-optional': true,
      },
      paint: { 'text-color': palette.textSoft, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
    },
  ];
}
