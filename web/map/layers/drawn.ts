import type { Feature, FeatureCollection, Position } from 'geojson';
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { geodesic } from '../ruler.ts';
import type { Scene } from '../scene.ts';

export function drawnSources({ drawn, here }: Scene): Record<string, SourceSpecification> {
  return drawn || here ? { drawn: { type: 'geojson', data: shapesOf({ drawn, here }) } } : {};
}

const STEPS = 16;

/** Edges of a filter are straight in longitude and latitude, as the server takes them; on the map that is a slight bow. */
function bowed(ring: readonly Position[]): Position[] {
  const all: Position[] = [];
  for (let index = 1; index < ring.length; index += 1) {
    const [from, to] = [ring[index - 1]!, ring[index]!];
    for (let step = 0; step < STEPS; step += 1)
      all.push([0, 1].map((axis) => from[axis]! + ((to[axis]! - from[axis]!) * step) / STEPS));
  }
  return [...all, ring.at(-1)!];
}

function shapesOf({ drawn, here }: Pick<Scene, 'drawn' | 'here'>): FeatureCollection {
  const features: Feature[] = [];
  const add = (kind: string, geometry: Feature['geometry']): void => void features.push({ type: 'Feature', properties: { kind }, geometry }); // prettier-ignore
  if (drawn) {
    const { purpose, points, cursor, isOpen } = drawn;
    const ring: [number, number][] = cursor ? [...points, cursor] : points;
    const closed = ring.length > 2 && purpose !== 'length' ? [...ring, ring[0]!] : ring;
    const edge: Position[] = purpose === 'places' ? bowed(closed) : geodesic(closed);
    if (closed.length > 3 && purpose !== 'length') add('area', { type: 'Polygon', coordinates: [edge] });
    if (closed.length > 1) add('edge', { type: 'LineString', coordinates: edge });
    if (isOpen) for (const point of points) add('vertex', { type: 'Point', coordinates: point });
  }
  if (here) add('here', { type: 'Point', coordinates: here });
  return { type: 'FeatureCollection', features };
}

/** What is drawn, measured or listed, and the spot that was asked about. */
export function drawnLayers({ palette, drawn, here }: Scene): LayerSpecification[] {
  if (!drawn && !here) return [];
  const of = (kind: string) => ({ source: 'drawn', filter: ['==', ['get', 'kind'], kind] as ['==', unknown, string] }); // prettier-ignore
  return [
    { id: 'drawn-area', type: 'fill', ...of('area'), paint: { 'fill-color': palette.select, 'fill-opacity': 0.1 } },
    { id: 'drawn-edge', type: 'line', ...of('edge'), layout: { 'line-join': 'round' }, paint: { 'line-color': palette.select, 'line-width': 2, 'line-dasharray': [3, 1.5] } },
    { id: 'drawn-vertex', type: 'circle', ...of('vertex'), paint: { 'circle-radius': 4.5, 'circle-color': palette.halo, 'circle-stroke-color': palette.select, 'circle-stroke-width': 2 } },
    { id: 'drawn-here', type: 'circle', ...of('here'), paint: { 'circle-radius': 6, 'circle-color': palette.select, 'circle-stroke-color': palette.halo, 'circle-stroke-width': 2.5 } },
  ] as LayerSpecification[]; // prettier-ignore
}
