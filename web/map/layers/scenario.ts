import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Scene } from '../scene.ts';

export const scenarioSources = ({ scenario }: Scene): Record<string, SourceSpecification> =>
  scenario ? { scenario: { type: 'geojson', data: scenario } } : {};

/** How far the facilities of a scenario reach. Their pins stand over the map: scenario-pins.ts. */
export function scenarioLayers({ palette, scenario }: Scene): LayerSpecification[] {
  if (!scenario) return [];
  return [
    { id: 'scenario-area', type: 'fill', source: 'scenario', paint: { 'fill-color': palette.preview, 'fill-opacity': 0.08 } },
    { id: 'scenario-edge', type: 'line', source: 'scenario', paint: { 'line-color': palette.preview, 'line-width': 1.5, 'line-dasharray': [4, 2] } },
  ]; // prettier-ignore
}
