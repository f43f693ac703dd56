import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { basemapLayers, basemapSources } from './layers/basemap.ts';
import { boundaryLabels, boundaryLines } from './layers/boundaries.ts';
import { coverageFills, coverageGaps, gapPoints } from './layers/coverage.ts';
import { divisionFills, divisionLabels, divisionSelected, townshipLabels } from './layers/divisions.ts';
import { drawnLayers, drawnSources } from './layers/drawn.ts';
import { facilityLayers } from './layers/facilities.ts';
import { gridLayers, gridSources } from './layers/grid.ts';
import { importLayers, importSources } from './layers/imports.ts';
import { markerLayers } from './layers/markers.ts';
import { numberedLayers, numberedSources } from './layers/numbered.ts';
import { foundLayers, placeLayers } from './layers/places.ts';
import { signLayers, signSources } from './layers/signs.ts';
import { scenarioLayers, scenarioSources } from './layers/scenario.ts';
import type { Scene } from './scene.ts';

/** The whole style, from the state alone: any change builds it again and MapLibre applies the difference. */
export function buildStyle(scene: Scene): StyleSpecification {
  const { palette, tileSets, selected } = scene;
  const sources: Record<string, SourceSpecification> = {
    gaps: { type: 'geojson', data: gapPoints(scene) },
    selection: { type: 'geojson', data: selectedPoint(selected?.point ?? null) },
    ...basemapSources(scene),
    ...signSources(scene),
    ...gridSources(scene),
    ...importSources(scene),
    ...drawnSources(scene),
    ...numberedSources(scene),
    ...scenarioSources(scene),
  };
  for (const [id, set] of Object.entries({ ...tileSets, ...(scene.found && { found: scene.found }) })) {
    const { tiles, minzoom, maxzoom, attribution, bounds } = set;
    sources[id] = {
      type: 'vector',
      tiles,
      minzoom,
      maxzoom,
      attribution,
      bounds: bounds as [number, number, number, number],
    };
  }
  const when = (present: unknown, make: (scene: Scene) => LayerSpecification[]): LayerSpecification[] =>
    present ? make(scene) : [];
  return {
    version: 8,
    name: `nutag-${scene.theme}`,
    sources,
    layers: [
      {
        id: 'background',
        type: 'background',
        paint: { 'background-color': scene.base === 'blank' ? palette.blank : palette.outside },
      },
      ...basemapLayers(scene),
      ...when(tileSets.divisions, divisionFills),
      ...when(tileSets.divisions, coverageFills),
      ...when(tileSets.boundaries, boundaryLines),
      ...when(tileSets.divisions, divisionSelected),
      ...when(tileSets.boundaries, boundaryLabels),
      ...when(tileSets.places, placeLayers),
      ...gridLayers(scene),
      ...signLayers(scene),
      ...markerLayers(scene),
      ...when(tileSets.divisions, townshipLabels),
      ...when(scene.found, foundLayers),
      ...when(tileSets.facilities, facilityLayers),
      ...when(tileSets.divisions, divisionLabels),
      ...coverageGaps(scene),
      ...numberedLayers(scene),
      ...scenarioLayers(scene),
      ...importLayers(scene),
      ...drawnLayers(scene),
      {
        id: 'selection',
        type: 'circle',
        source: 'selection',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 4, 9, 12, 15],
          'circle-color': palette.select,
          'circle-opacity': 0.16,
          'circle-stroke-color': palette.select,
          'circle-stroke-width': 2.5,
        },
      },
    ],
  };
}

const selectedPoint = (point: [number, number] | null): FeatureCollection => ({
  type: 'FeatureCollection',
  features: point
    ? [{ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: point } }]
    : [],
});
