import { queryables, type Collection } from './collection.ts';
import { crs84Uri, ogcCrs } from './crs.ts';
import { usualLimit } from './parameters.ts';
import { propertySchema } from './schema.ts';
import { version } from '../version.ts';

type Json = Record<string, unknown>;

const query = (name: string, description: string, schema: Json): Json => ({
  name,
  in: 'query',
  required: false,
  style: 'form',
  explode: false,
  description,
  schema,
});
const inPath = (name: string, schema: Json): Json => ({ name, in: 'path', required: true, schema });
const ref = (name: string): Json => ({ $ref: `#/components/parameters/${name}` });
const uris = ogcCrs.map(({ uri }) => uri);

/** @param most features a page, over all collections */
const parameters = (most: number): Json => ({
  f: query('f', 'Format of the answer; the Accept header does the same', { type: 'string', enum: ['json', 'html'] }), // prettier-ignore
  limit: query('limit', 'Features a page; more than the most is the most', { type: 'integer', minimum: 1, maximum: most, default: usualLimit }), // prettier-ignore
  next: query('next', 'Cursor, from the `next` link of the page before', { type: 'string' }),
  bbox: query('bbox', 'Four numbers, or six with heights', { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6 }), // prettier-ignore
  'bbox-crs': query('bbox-crs', 'CRS of bbox', { type: 'string', format: 'uri', enum: uris, default: crs84Uri }), // prettier-ignore
  crs: query('crs', 'CRS of the coordinates in the answer', { type: 'string', format: 'uri', enum: uris, default: crs84Uri }), // prettier-ignore
  datetime: query('datetime', 'Date, date-time, or interval', { type: 'string' }),
  filter: query('filter', 'CQL2 filter', { type: 'string' }),
  'filter-lang': query('filter-lang', 'Language of filter', { type: 'string', enum: ['cql2-text', 'cql2-json'], default: 'cql2-text' }), // prettier-ignore
  'filter-crs': query('filter-crs', 'CRS of geometries in filter', { type: 'string', format: 'uri', enum: uris, default: crs84Uri }), // prettier-ignore
  tileMatrixSet: inPath('tileMatrixSet', { type: 'string', enum: ['WebMercatorQuad'] }),
  tileMatrix: inPath('tileMatrix', { type: 'string' }),
  tileRow: inPath('tileRow', { type: 'integer', minimum: 0 }),
  tileCol: inPath('tileCol', { type: 'integer', minimum: 0 }),
});

const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const responses: Json = {
  BadRequest: problem('A parameter is not known or has a value that it cannot have'),
  Unauthorized: problem('Sign in, or send a token'),
  NotFound: problem('Not known here'),
  NotAcceptable: problem('No such format'),
  TooMany: problem('Too many requests; Retry-After says when to ask again'),
  Unavailable: problem('Not ready yet, too slow, or the database does not answer'),
};
const refused: Json = Object.fromEntries([['400', 'BadRequest'], ['401', 'Unauthorized'], ['404', 'NotFound'], ['406', 'NotAcceptable'], ['429', 'TooMany'], ['503', 'Unavailable']].map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }])); // prettier-ignore

interface Operation {
  id: string;
  tag: string;
  summary: string;
  types: readonly string[];
  parameters?: readonly Json[];
  headers?: Json;
  more?: Json; // further responses
}

const operation = ({ id, tag, summary, types, parameters: own = [], headers, more = {} }: Operation): Json => ({
  get: {
    operationId: id,
    tags: [tag],
    summary,
    parameters: own,
    responses: {
      200: {
        description: summary,
        ...(headers === undefined ? {} : { headers }),
        content: Object.fromEntries(types.map((type) => [type, { schema: type.startsWith('application/vnd.mapbox') ? { type: 'string', format: 'binary' } : type === 'text/html' ? { type: 'string' } : { type: 'object' } }])),
      },
      ...more,
      ...refused,
    },
  },
}); // prettier-ignore

const json = ['application/json', 'text/html'];
const schema = ['application/schema+json', 'text/html'];
const geojson = ['application/geo+json', 'text/html'];
const contentCrs = { 'Content-Crs': { description: 'CRS of the coordinates, between < and >', schema: { type: 'string' } } }; // prettier-ignore
const noTile = { 204: { description: 'Nothing there' } };

function collectionPaths(collection: Collection): Json {
  const { id, title } = collection;
  const path = `/collections/${id}`;
  const own = queryables(collection).map((property) => query(property.name, property.title, propertySchema(property))); // prettier-ignore
  const items = ['limit', 'bbox', 'datetime', 'crs', 'bbox-crs', 'filter', 'filter-lang', 'filter-crs', 'next', 'f'].map(ref); // prettier-ignore
  const of = (name: string): string => `${id}.${name}`;
  return {
    [path]: operation({ id: of('getCollection'), tag: id, summary: title, types: json, parameters: [ref('f')] }),
    [`${path}/schema`]: operation({ id: of('getSchema'), tag: id, summary: `${title}: 属性结构 Schema`, types: schema, parameters: [ref('f')] }),
    [`${path}/feature-schema`]: operation({ id: of('getFeatureSchema'), tag: id, summary: `${title}: GeoJSON 结构 GeoJSON schema`, types: schema, parameters: [ref('f')] }),
    [`${path}/queryables`]: operation({ id: of('getQueryables'), tag: id, summary: `${title}: 可查询属性 Queryables`, types: schema, parameters: [ref('f')] }),
    [`${path}/items`]: operation({ id: of('getFeatures'), tag: id, summary: `${title}: 要素 Features`, types: geojson, parameters: [...items, ...own], headers: contentCrs }),
    [`${path}/items/{featureId}`]: operation({ id: of('getFeature'), tag: id, summary: `${title}: 一个要素 One feature`, types: geojson, parameters: [inPath('featureId', { type: 'integer' }), ref('crs'), ref('f')], headers: contentCrs }),
    ...(collection.tiles === undefined ? {} : tilePaths(`${path}/tiles`, `${id}.collection.vector.`, id, title)),
  };
} // prettier-ignore

/** Operation ids end as OGC 20-057 table 25 says, by which clients know them. */
function tilePaths(path: string, prefix: string, tag: string, title: string): Json {
  return {
    [path]: operation({ id: `${prefix}getTileSetsList`, tag, summary: `${title}: 瓦片集 Tilesets`, types: json, parameters: [ref('f')] }),
    [`${path}/{tileMatrixSet}`]: operation({ id: `${prefix}getTileSet`, tag, summary: `${title}: 瓦片集说明 Tileset`, types: json, parameters: [ref('tileMatrixSet'), ref('f')] }),
    [`${path}/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}`]: operation({ id: `${prefix}getTile`, tag, summary: `${title}: 瓦片 Tile`, types: ['application/vnd.mapbox-vector-tile'], parameters: ['tileMatrixSet', 'tileMatrix', 'tileRow', 'tileCol'].map(ref), more: noTile }),
  };
} // prettier-ignore

/** OpenAPI 3.0 of what this audience may ask, one literal path for each collection: that is where GDAL looks for its parameters. */
export const ogcOpenApi = (collections: readonly Collection[], root: string): Json => ({
  openapi: '3.0.3',
  info: {
    title: 'Nutag OGC API',
    version,
    description: 'OGC API - Features and Tiles. Errors are RFC 9457 problems.',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    contact: { name: 'Nutag' },
  },
  servers: [{ url: root }],
  tags: [{ name: 'api' }, { name: 'tiles' }, ...collections.map(({ id, title }) => ({ name: id, description: title }))], // prettier-ignore
  paths: {
    '/': operation({ id: 'getLandingPage', tag: 'api', summary: '首页 Landing page', types: json, parameters: [ref('f')] }), // prettier-ignore
    '/api': operation({ id: 'getApi', tag: 'api', summary: '接口定义 API definition', types: ['application/vnd.oai.openapi+json;version=3.0', 'text/html'], parameters: [ref('f')] }), // prettier-ignore
    '/conformance': operation({ id: 'getConformance', tag: 'api', summary: '符合性声明 Conformance classes', types: json, parameters: [ref('f')] }), // prettier-ignore
    '/collections': operation({ id: 'getCollections', tag: 'api', summary: '数据集 Collections', types: json, parameters: [ref('f')] }), // prettier-ignore
    ...Object.assign({}, ...collections.map(collectionPaths)),
    '/tileMatrixSets': operation({ id: 'getTileMatrixSetsList', tag: 'tiles', summary: '瓦片方案 Tile matrix sets', types: json, parameters: [ref('f')] }), // prettier-ignore
    '/tileMatrixSets/{tileMatrixSet}': operation({ id: 'getTileMatrixSet', tag: 'tiles', summary: '瓦片方案 Tile matrix set', types: json, parameters: [ref('tileMatrixSet'), ref('f')] }), // prettier-ignore
    ...tilePaths('/tiles', 'dataset.vector.', 'tiles', '全部数据 Everything'),
  },
  security: [{}, { token: [] }, { session: [] }],
  components: {
    parameters: parameters(Math.max(...collections.map(({ most }) => most))),
    responses,
    schemas: {
      Problem: {
        type: 'object',
        required: ['title', 'status', 'detail'],
        properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' }, instance: { type: 'string' } }, // prettier-ignore
      },
    },
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer' },
      session: { type: 'apiKey', in: 'cookie', name: 'nutag.session_token' },
    },
  },
});
