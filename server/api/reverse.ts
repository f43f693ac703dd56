import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { PointParam, Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { ClassCode, Place, PlaceFacets, placeFilters } from './places.ts';
import { DivisionRef } from './record.ts';

export const farthestKm = 300;
export const mostVertices = 1000;
export const largestKm2 = 300_000; // 呼伦贝尔市 has 253,000

export const NearPlace = Place.extend({
  metres: z.number().meta({ description: 'geodesic, on the GRS 80 ellipsoid' }),
});
export type NearPlace = z.infer<typeof NearPlace>;

/** Positions of a ring, the last equal to the first. How many there are, and whether they cross, the handler says. */
const Ring = z.array(Position).min(4);
export const Polygon = z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1) });
export type Polygon = z.infer<typeof Polygon>;

export const listNearestPlaces = endpoint({
  id: 'listNearestPlaces',
  method: 'get',
  path: '/api/v1/places/nearest',
  summary: `The gazetteer entries nearest to a point, within ${farthestKm} km`,
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    point: PointParam,
    limit: z.coerce.number().int().min(1).max(100).default(10),
    class: ClassCode.optional(),
  }),
  response: z.object({ items: z.array(NearPlace) }),
});

const { bbox: _bbox, ...filters } = placeFilters;

const body = Polygon.meta({
  description: 'GeoJSON, EPSG:4490; its edges are straight in longitude and latitude and belong to it',
});

export const listPlacesWithin = endpoint({
  id: 'listPlacesWithin',
  method: 'post',
  path: '/api/v1/places/within',
  summary: `Gazetteer entries in a polygon of at most ${mostVertices} vertices and ${largestKm2} km², the most important first`,
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object({ ...paging, ...filters }),
  body,
  response: listOf(Place),
  geojson: true,
});

export const getFacetsWithin = endpoint({
  id: 'getFacetsWithin',
  method: 'post',
  path: '/api/v1/places/within/facets',
  summary: 'How many gazetteer entries in a polygon there are for each value of each filter',
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object(filters),
  body,
  response: PlaceFacets,
});

export const locateDivision = endpoint({
  id: 'locateDivision',
  method: 'get',
  path: '/api/v1/divisions/at',
  summary: 'The divisions that a point lies in, by the illustrative boundaries',
  tag: 'divisions',
  action: 'read.public',
  params: z.object({}),
  query: z.object({ point: PointParam }),
  response: z.object({
    point: Position,
    inside: z.boolean().nullable().meta({ description: 'null: no division has a polygon yet' }),
    path: z
      .array(DivisionRef)
      .meta({ description: 'from the region down to the smallest division whose polygon is known' }),
    outsideKm: z
      .number()
      .nullable()
      .meta({ description: 'of a point outside: how far the region is, within 1 % up to 300 km' }),
    note: z.string().meta({ description: '示意数据, 非法定界线' }),
  }),
});
