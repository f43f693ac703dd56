import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** OGC API - Features 1.0 parts 1 to 3 and Tiles 1.0. What is asked of items depends on the collection: server/ogc reads it. */
const Json = z.looseObject({});
const CollectionId = z.string().regex(/^[a-z][a-z-]{1,40}$/, 'must be the id of a collection');
const TileMatrixSetId = z.string().regex(/^\w{1,40}$/, 'must be the id of a tile matrix set');
const Number8 = z.string().regex(/^\d{1,8}$/, 'must be a whole number');
const text = (description: string) => z.string().optional().meta({ description });

const f = text('json or html (of items also geojson); the Accept header does the same');
const ogc = { method: 'get', tag: 'ogc', action: 'read.public', query: z.object({ f }), response: Json } as const; // prettier-ignore
const root = { ...ogc, params: z.object({}) } as const;
const ofCollection = { ...ogc, params: z.object({ collection: CollectionId }) } as const;
const tileParams = { tileMatrixSet: TileMatrixSetId, tileMatrix: z.string().regex(/^\d{1,2}$/), tileRow: Number8, tileCol: Number8 }; // prettier-ignore
const tile = { ...ogc, query: z.object({ f: text('mvt') }), files: ['application/vnd.mapbox-vector-tile'] } as const; // prettier-ignore

/** Parameters of items beside the properties of the collection. All come as text: server/ogc/parameters.ts reads them. */
export const itemsParameters = {
  f,
  limit: text('features a page'),
  bbox: text('four or six numbers: west,south,east,north'),
  'bbox-crs': text('URI of the CRS of bbox'),
  datetime: text('RFC 3339 date or date-time, or an interval of two with / between; .. is open'),
  crs: text('URI of the CRS of the answer'),
  filter: text('CQL2'),
  'filter-lang': text('cql2-text or cql2-json'),
  'filter-crs': text('URI of the CRS of geometries in the filter'),
  next: text('cursor of the page before'),
};

export const getOgcLandingPage = endpoint({ ...root, id: 'getOgcLandingPage', path: '/ogc', summary: 'OGC API: landing page' }); // prettier-ignore
export const getOgcApi = endpoint({ ...root, id: 'getOgcApi', path: '/ogc/api', summary: 'OGC API: definition (OpenAPI 3.0)' }); // prettier-ignore
export const getOgcConformance = endpoint({ ...root, id: 'getOgcConformance', path: '/ogc/conformance', summary: 'OGC API: conformance classes' }); // prettier-ignore
export const listOgcCollections = endpoint({ ...root, id: 'listOgcCollections', path: '/ogc/collections', summary: 'OGC API: collections' }); // prettier-ignore
export const getOgcCollection = endpoint({ ...ofCollection, id: 'getOgcCollection', path: '/ogc/collections/:collection', summary: 'OGC API: one collection' }); // prettier-ignore
export const getOgcSchema = endpoint({ ...ofCollection, id: 'getOgcSchema', path: '/ogc/collections/:collection/schema', summary: 'OGC API: properties of the features, JSON Schema' }); // prettier-ignore
export const getOgcFeatureSchema = endpoint({ ...ofCollection, id: 'getOgcFeatureSchema', path: '/ogc/collections/:collection/feature-schema', summary: 'OGC API: the GeoJSON of a feature, JSON Schema' }); // prettier-ignore
export const getOgcQueryables = endpoint({ ...ofCollection, id: 'getOgcQueryables', path: '/ogc/collections/:collection/queryables', summary: 'OGC API: what filters may name, JSON Schema' }); // prettier-ignore

export const listOgcItems = endpoint({
  ...ofCollection,
  id: 'listOgcItems',
  path: '/ogc/collections/:collection/items',
  summary: 'OGC API: features; each queryable is a parameter too',
  query: z.looseObject(itemsParameters),
});
export const getOgcItem = endpoint({
  ...ogc,
  id: 'getOgcItem',
  path: '/ogc/collections/:collection/items/:feature',
  summary: 'OGC API: one feature',
  params: z.object({ collection: CollectionId, feature: z.string().max(100) }),
  query: z.object({ f, crs: itemsParameters.crs }),
});

export const listOgcTileMatrixSets = endpoint({ ...root, id: 'listOgcTileMatrixSets', path: '/ogc/tileMatrixSets', summary: 'OGC API: tile matrix sets' }); // prettier-ignore
export const getOgcTileMatrixSet = endpoint({ ...ogc, id: 'getOgcTileMatrixSet', path: '/ogc/tileMatrixSets/:tileMatrixSet', summary: 'OGC API: one tile matrix set', params: z.object({ tileMatrixSet: TileMatrixSetId }) }); // prettier-ignore
export const listOgcTilesets = endpoint({ ...root, id: 'listOgcTilesets', path: '/ogc/tiles', summary: 'OGC API: tilesets of everything' }); // prettier-ignore
export const getOgcTileset = endpoint({ ...ogc, id: 'getOgcTileset', path: '/ogc/tiles/:tileMatrixSet', summary: 'OGC API: one tileset of everything', params: z.object({ tileMatrixSet: TileMatrixSetId }) }); // prettier-ignore
export const getOgcTile = endpoint({
  ...tile,
  id: 'getOgcTile',
  path: '/ogc/tiles/:tileMatrixSet/:tileMatrix/:tileRow/:tileCol',
  summary: 'OGC API: a vector tile of everything',
  params: z.object(tileParams),
});
export const listOgcCollectionTilesets = endpoint({ ...ofCollection, id: 'listOgcCollectionTilesets', path: '/ogc/collections/:collection/tiles', summary: 'OGC API: tilesets of a collection' }); // prettier-ignore
export const getOgcCollectionTileset = endpoint({
  ...ogc,
  id: 'getOgcCollectionTileset',
  path: '/ogc/collections/:collection/tiles/:tileMatrixSet',
  summary: 'OGC API: one tileset of a collection',
  params: z.object({ collection: CollectionId, tileMatrixSet: TileMatrixSetId }),
});
export const getOgcCollectionTile = endpoint({
  ...tile,
  id: 'getOgcCollectionTile',
  path: '/ogc/collections/:collection/tiles/:tileMatrixSet/:tileMatrix/:tileRow/:tileCol',
  summary: 'OGC API: a vector tile of a collection',
  params: z.object({ collection: CollectionId, ...tileParams }),
});
