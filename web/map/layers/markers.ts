import type { LayerSpecification } from 'maplibre-gl';
import { SANS, STRONG, fade, type Scene } from '../scene.ts';

export const MARKER_ZOOM = 7;

/** 界桩: colour and shape by condition; 交会点: a ring where three or more divisions meet. */
export function markerLayers({ palette, theme, layers, tileSets }: Scene): LayerSpecification[] {
  const visibility = layers.has('markers') ? 'visible' : 'none';
  const found: LayerSpecification[] = [];
  if (tileSets.boundaries)
    found.push({
      id: 'meeting-point',
      type: 'symbol',
      source: 'boundaries',
      'source-layer': 'meeting_point',
      minzoom: MARKER_ZOOM,
      layout: {
        visibility,
        'icon-image': `meeting|${theme}`,
        'icon-size': ['interpolate', ['linear'], ['zoom'], MARKER_ZOOM, 0.55, 11, 1],
        'icon-allow-overlap': true,
        'text-field': ['step', ['zoom'], '', 9.5, ['get', 'name']],
        'text-font': SANS,
        'text-size': 11,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.8,
        'text-optional': true,
      },
      paint: { 'text-color': palette.meeting, 'text-halo-color': palette.halo, 'text-halo-width': 1.4 },
    });
  if (tileSets.markers)
    found.push({
      id: 'marker',
      type: 'symbol',
      source: 'markers',
      'source-layer': 'marker',
      minzoom: MARKER_ZOOM,
      layout: {
        visibility,
        'icon-image': ['concat', 'marker|', ['coalesce', ['get', 'condition'], 'unknown'], `|${theme}`],
        'icon-size': ['interpolate', ['linear'], ['zoom'], MARKER_ZOOM, 0.45, 9, 0.8, 12, 1.1, 17, 1.4],
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'text-field': ['step', ['zoom'], '', 10, ['get', 'number']],
        'text-font': STRONG,
        'text-size': ['interpolate', ['linear'], ['zoom'], 10, 11, 12, 12, 17, 14],
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.9,
        'text-optional': true,
      },
      paint: {
        'icon-opacity': fade(MARKER_ZOOM, MARKER_ZOOM + 0.5),
        'text-color': palette.text,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.4,
      },
    });
  return found;
}
