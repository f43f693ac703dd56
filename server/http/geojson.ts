import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { Page } from '../api/paging.ts';

/** A page as GeoJSON (RFC 7946; positions are EPSG:4490 longitude, latitude, equal to WGS 84 for display). */
export interface FeaturePage extends FeatureCollection<Geometry | null> {
  numberMatched: number;
  numberReturned: number;
  next: string | null;
}

export function featurePage<T extends object>(
  page: Page<T>,
  toFeature: (item: T) => Feature<Geometry | null>,
): FeaturePage {
  const features = page.items.map(toFeature);
  return {
    type: 'FeatureCollection',
    features,
    numberMatched: page.total,
    numberReturned: features.length,
    next: page.next,
  };
}

/** A feature whose geometry is the item's own `point`. */
export function pointFeature<T extends { point: [number, number] | null }>(
  item: T,
  id: string | number,
): Feature<Geometry | null> {
  const { point, ...properties } = item;
  return {
    type: 'Feature',
    id,
    geometry: point === null ? null : { type: 'Point', coordinates: point },
    properties,
  };
}
