import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collections } from '../../server/ogc/collections.ts';
import { conformsTo } from '../../server/ogc/conformance.ts';
import { ogcCrs } from '../../server/ogc/crs.ts';
import { linkTo, openOgcWorld, type OgcAnswer, type OgcWorld } from '../support/ogc.ts';

/** The abstract tests of the other classes: GeoJSON, HTML, OpenAPI 3.0, CRS, queryables, schemas, Common. */
let world: OgcWorld;
const get = (path: string, headers?: Record<string, string>): Promise<OgcAnswer> => world.get(path, headers);
beforeAll(async () => {
  world = await openOgcWorld();
});
afterAll(() => world.close());

const publicIds = collections.filter(({ audience }) => audience === 'public').map(({ id }) => id);
const documents = ['', '/api', '/conformance', '/collections', '/collections/places', '/collections/places/schema', '/collections/places/feature-schema', '/collections/places/queryables', '/collections/places/items', '/collections/places/items/10000001', '/tileMatrixSets', '/tileMatrixSets/WebMercatorQuad', '/tiles', '/collections/places/tiles']; // prettier-ignore
const geojson = ['/collections/places/items', '/collections/places/items/10000001'];

describe('ogcapi-common-1/conf/json, ogcapi-features-1/conf/geojson, conf/html', () => {
  test('features are application/geo+json, schemas application/schema+json, the rest application/json', async () => {
    for (const path of documents) {
      const type = geojson.includes(path) ? 'application/geo+json' : path === '/api' ? 'application/vnd.oai.openapi+json;version=3.0' : /schema$|queryables$/.test(path) ? 'application/schema+json' : 'application/json'; // prettier-ignore
      for (const headers of [
        { accept: 'application/json' },
        { accept: '*/*' },
        { accept: type.split(';')[0]! },
      ]) {
        const answer = await get(path, headers);
        expect(answer.status, path).toBe(200);
        expect(answer.type.replace('; charset=utf-8', ''), `${path} ${headers.accept}`).toBe(type);
      }
      expect((await get(`${path}?f=json`, { accept: 'text/html' })).type).toContain('json');
    }
  });
  test('GDAL asks for application/geo+json, application/json and gets what it takes', async () => {
    const { type } = await get('/collections/places/items', {
      accept: 'application/geo+json, application/json',
    });
    expect(type).toMatch(/^application\/geo\+json/);
  });
  test('every document is a page too, by Accept and by f, with a link to it', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
    for (const path of documents) {
      for (const answer of [await get(path, browser), await get(`${path}?f=html`)]) {
        expect(answer.status, path).toBe(200);
        expect(answer.type).toBe('text/html; charset=utf-8');
        expect(answer.text).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
        expect(answer.text).toMatch(/<h1>[^<]+<\/h1>/);
        expect(answer.text).not.toMatch(/<script|style=|(?:src|href)="(?!\/|http:\/\/localhost)/); // nothing from elsewhere, nothing inline
        expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
        expect(answer.headers.get('vary')).toContain('Accept');
      }
      const { body } = await get(path);
      if (Array.isArray(body?.links) && path !== '/tileMatrixSets/WebMercatorQuad') expect((await get(linkTo(body, 'alternate', 'text/html'))).status).toBe(200); // prettier-ignore
    }
  });
  test('a page holds what the JSON holds, and nothing that a record says becomes markup', async () => {
    await sql`update place set name = '<img src=x onerror=alert(1)>&"' where id = 10000002`.execute(world.db);
    const page = await get('/collections/places/items?f=html&limit=2');
    expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;');
    expect(page.text).not.toContain('<img');
    expect(page.text).toContain('东河村');
    expect(page.text).toContain('next=');
    const one = await get('/collections/places/items/10000001?f=html');
    expect(one.text).toContain('111.7, 40.8');
    const odd = await get('/collections/places/items?f=html&name=%22%3E%3Cimg%3E');
    expect(odd.text).not.toContain('<img');
  });
  test.each(['xml', 'geojson', '', 'HTML'])('f=%s of a document is refused', async (f) => {
    expect((await get(`/conformance?f=${f}`)).status).toBe(400);
  });
  test('what is not offered is a 406', async () => {
    expect((await get('/conformance', { accept: 'image/png' })).status).toBe(406);
    expect((await get('/collections/places/items', { accept: 'application/gml+xml' })).status).toBe(406);
  });
});

describe('ogcapi-features-1/conf/oas30', () => {
  test('the definition is valid OpenAPI 3.0', async () => {
    const { body } = await get('/api');
    expect(body.openapi).toMatch(/^3\.0\.\d$/);
    const validator = new Validator();
    const result = await validator.validate(structuredClone(body) as Record<string, unknown>);
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.0');
  });
  test('every path of it is answered, and every operation that is served is in it', async () => {
    const { body } = await get('/api');
    const paths = Object.keys(body.paths);
    for (const path of paths) {
      if (path.includes('{tileMatrix}') || path.endsWith('/tiles/{tileMatrixSet}')) continue; // no tiles here: ogc-tiles.test.ts
      const filled = path.replace('{featureId}', '0').replace('{tileMatrixSet}', 'WebMercatorQuad');
      expect((await get(filled === '/' ? '' : filled)).status, path).toBe(path.includes('{featureId}') ? 404 : 200); // prettier-ignore
    }
    for (const id of publicIds) expect(paths).toEqual(expect.arrayContaining([`/collections/${id}`, `/collections/${id}/items`, `/collections/${id}/items/{featureId}`, `/collections/${id}/queryables`, `/collections/${id}/schema`])); // prettier-ignore
    const ids = Object.values(body.paths as Record<string, { get: { operationId: string } }>).map((path) => path.get.operationId); // prettier-ignore
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('QGIS reads the size of a page, and the parameters that it can filter by', async () => {
    const { body } = await get('/api');
    const { schema } = body.components.parameters.limit;
    expect(schema).toMatchObject({ type: 'integer', minimum: 1, default: 100 });
    expect(schema.maximum).toBe(10_000);
    const name = body.paths['/collections/places/items'].get.parameters.find((each: { name?: string }) => each.name === 'name'); // prettier-ignore
    expect(name).toMatchObject({ name: 'name', in: 'query', style: 'form', explode: false, schema: { type: 'string' } }); // prettier-ignore
    expect(body.info.contact).toBeDefined();
  });
  test('GDAL does not take it for a server of the old CQL', async () => {
    const { body } = await get('/api');
    expect(body.components.parameters['filter-lang'].schema.enum).toEqual(['cql2-text', 'cql2-json']);
  });
  test('every query parameter that is declared is taken', async () => {
    const { body } = await get('/api');
    const samples: Record<string, string> = { f: 'json', limit: '1', bbox: '0,0,1,1', 'bbox-crs': ogcCrs[1]!.uri, crs: ogcCrs[1]!.uri, datetime: '2020-01-01', filter: 'true', 'filter-lang': 'cql2-text', 'filter-crs': ogcCrs[1]!.uri, next: 'WzFd', id: '1', sample: 'true', public: 'true', importance: '1', valid_from: '2020-01-01', valid_to: '2020-01-01', updated_at: '2020-01-01T00:00:00Z' }; // prettier-ignore
    for (const parameter of body.paths['/collections/places/items'].get.parameters as {
      name?: string;
      $ref?: string;
    }[]) {
      // prettier-ignore
      const name = parameter.name ?? parameter.$ref!.split('/').at(-1)!;
      const { status, text } = await get(`/collections/places/items?${name}=${encodeURIComponent(samples[name] ?? 'x')}`); // prettier-ignore
      expect(status, `${name}: ${text.slice(0, 200)}`).toBe(200);
    }
  });
  test('errors are as declared', async () => {
    for (const path of [
      '/collections/places/items?bogus=1',
      '/collections/nothing',
      '/collections/places/items/0',
    ]) {
      const { type, body } = await get(path);
      expect(type).toMatch(/^application\/problem\+json/);
      expect(Object.keys(body)).toEqual(expect.arrayContaining(['type', 'title', 'status', 'detail']));
    }
  });
});

describe('ogcapi-features-2/conf/crs', () => {
  test('each collection lists CRS84 first, and how it is stored', async () => {
    for (const id of publicIds) {
      const { body } = await get(`/collections/${id}`);
      expect(body.crs[0]).toBe('http://www.opengis.net/def/crs/OGC/1.3/CRS84');
      expect(body.crs).toHaveLength(46); // CRS84, 4490, 4326, 3857, 4513 to 4554
      expect(body.crs).toContain(body.storageCrs);
      expect(body.storageCrs).toBe('http://www.opengis.net/def/crs/EPSG/0/4490');
    }
  });
  test('every CRS is answered as PostGIS has it, with the axes of its authority, and named in the header', async () => {
    for (const { uri, northFirst, crs } of ogcCrs) {
      const { status, body, headers } = await get(`/collections/places/items?crs=${encodeURIComponent(uri)}&limit=1`); // prettier-ignore
      expect(status, uri).toBe(200);
      expect(headers.get('content-crs')).toBe(`<${uri}>`);
      const { rows } = await sql<{ x: number; y: number }>`
        select ST_X(p) as x, ST_Y(p) as y from (select ST_Transform(geom, ${uri.endsWith('CRS84') ? 4326 : crs.epsg}::int4) as p from place where id = 10000001) q`.execute(world.db); // prettier-ignore
      const { x, y } = rows[0]!;
      const [one, other] = body.features[0].geometry.coordinates as [number, number];
      const [east, north] = northFirst ? [other, one] : [one, other];
      const tolerance = crs.form === 'geographic' ? 1e-8 : 0.001;
      expect(Math.abs(east - x), `${uri} ${east} ${x}`).toBeLessThan(tolerance);
      expect(Math.abs(north - y), `${uri} ${north} ${y}`).toBeLessThan(tolerance);
      const single = await get(`/collections/places/items/10000001?crs=${encodeURIComponent(uri)}`);
      expect(single.headers.get('content-crs')).toBe(`<${uri}>`);
      expect(single.body.geometry.coordinates).toEqual([one, other]);
    }
  });
  test('latitude or northing first, as EPSG has it: 4490, 4326 and the zones; web Mercator and CRS84 not', () => {
    expect(ogcCrs.filter(({ northFirst }) => !northFirst).map(({ uri }) => uri)).toEqual(['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'http://www.opengis.net/def/crs/EPSG/0/3857']); // prettier-ignore
  });
  test('without crs the answer is CRS84, and says so', async () => {
    const { headers, body } = await get('/collections/places/items?limit=1');
    expect(headers.get('content-crs')).toBe('<http://www.opengis.net/def/crs/OGC/1.3/CRS84>');
    expect(body.features[0].geometry.coordinates).toEqual([111.7, 40.8]);
  });
  test('bbox-crs: the same box in any CRS finds the same', async () => {
    const boxes: [code: string, bbox: string][] = [
      ['EPSG/0/4490', '40.7,111.6,40.9,111.8'],
      ['EPSG/0/4326', '40.7,111.6,40.9,111.8'],
      ['EPSG/0/3857', '12423255,4970241,12445519,4999688'],
      ['EPSG/0/4546', '4505000,550000,4530000,568000'], // CM 111 E
      ['EPSG/0/4524', '4505000,36400000,4600000,36999999'], // zone 36 (CM 108 E), with its number
    ];
    for (const [code, bbox] of boxes) {
      const { status, body, text } = await get(`/collections/places/items?bbox=${bbox}&bbox-crs=http://www.opengis.net/def/crs/${code}`); // prettier-ignore
      expect(status, `${code} ${text.slice(0, 200)}`).toBe(200);
      expect(
        body.features.map(({ id }: { id: number }) => id),
        code,
      ).toEqual([10000001, 10000004]); // the second has no geometry
    }
  });
  test.each(['EPSG:4490', 'http://www.opengis.net/def/crs/EPSG/0/4610', 'http://www.opengis.net/def/crs/EPSG/0/4555', 'x', ''])('crs=%s is refused', async (uri) => {
    for (const name of ['crs', 'bbox-crs', 'filter-crs']) {
      const { status, body } = await get(`/collections/places/items?${name}=${encodeURIComponent(uri)}`);
      expect(status, name).toBe(400);
      expect(body.detail).toContain(name);
    }
  }); // prettier-ignore
  test('a box whose axes are swapped, or that is of another zone, is refused with a hint', async () => {
    for (const [code, bbox] of [
      ['4326', '111.6,40.7,111.8,40.9'],
      ['4524', '4505000,400000,4600000,600000'],
      ['4546', '550000,4505000,568000,4530000'],
    ]) {
      // prettier-ignore
      const { status } = await get(`/collections/places/items?bbox=${bbox}&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/${code}`); // prettier-ignore
      expect(status, code).toBe(400);
    }
  });
  test('polygons and lines are transformed too, and shared borders stay shared', async () => {
    const { body } = await get('/collections/divisions/items?level=county&crs=http://www.opengis.net/def/crs/EPSG/0/4546'); // prettier-ignore
    const corners = body.features.map(({ geometry }: { geometry: { coordinates: number[][][][] } }) => new Set(geometry.coordinates.flat(2).map(String))) as Set<string>[]; // prettier-ignore
    expect(corners).toHaveLength(2);
    expect([...corners[0]!].filter((corner) => corners[1]!.has(corner))).toHaveLength(2); // at 111 E
    const lines = await get(
      '/collections/boundary-lines/items?crs=http://www.opengis.net/def/crs/EPSG/0/3857',
    );
    expect(lines.body.features[0].geometry).toMatchObject({ type: 'MultiLineString' });
  });
  test('a place that a CRS has no room for is a refusal, not a feature without a position', async () => {
    await sql`update place set geom = ST_SetSRID(ST_MakePoint(0, 90), 4490) where id = 10000002`.execute(world.db); // prettier-ignore
    const { status, body } = await get('/collections/places/items/10000002?crs=http://www.opengis.net/def/crs/EPSG/0/3857');
    expect(status).toBe(400);
    expect(body.detail).toContain('CRS84');
    expect((await get('/collections/places/items/10000002')).body.geometry.coordinates).toEqual([0, 90]);
  }); // prettier-ignore
});

describe('ogcapi-features-3/conf/queryables, queryables-query-parameters; ogcapi-features-5/conf/schemas', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  test('queryables are a JSON Schema of 2020-12 under its own id, and closed', async () => {
    for (const id of publicIds) {
      const collection = await get(`/collections/${id}`);
      const href = linkTo(collection.body, 'http://www.opengis.net/def/rel/ogc/1.0/queryables', 'application/schema+json'); // prettier-ignore
      const { body } = await get(href);
      expect(body).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: href, type: 'object', additionalProperties: false }); // prettier-ignore
      expect(ajv.validateSchema(body)).toBe(true);
      expect(body.properties.geometry).toMatchObject({ 'x-ogc-role': 'primary-geometry', format: expect.stringMatching(/^geometry-/) }); // prettier-ignore
      for (const [name, property] of Object.entries(
        body.properties as Record<string, { type?: string; title: string }>,
      )) {
        // prettier-ignore
        expect(property.title, name).not.toBe('');
        if (name === 'geometry') continue;
        expect(['string', 'integer', 'number', 'boolean']).toContain(property.type);
        const { status, text } = await get(`/collections/${id}/items?filter=${encodeURIComponent(`${name} IS NULL`)}`); // prettier-ignore
        expect(status, `${name} ${text.slice(0, 200)}`).toBe(200);
      }
    }
  });
  test('every feature is as the schemas say', async () => {
    for (const { id } of collections) {
      const ask = (path: string) => world.staff.ask('GET', { path: `/ogc/collections/${id}${path}` });
      const [schema, returnables, items] = [await ask('/feature-schema'), await ask('/schema'), await ask('/items')]; // prettier-ignore
      const validate = ajv.compile(schema.body);
      expect(returnables.body['properties']).toMatchObject((schema.body['properties'] as { properties: { properties: object } }).properties.properties); // prettier-ignore
      for (const feature of items.body['features'] as { properties: object }[]) {
        const known = Object.entries(feature.properties).filter(([, value]) => value !== null); // null: not known
        expect(validate({ ...feature, properties: Object.fromEntries(known) }), JSON.stringify(validate.errors)).toBe(true); // prettier-ignore
        expect(Object.keys(feature.properties).sort()).toEqual(Object.keys((schema.body['properties'] as { properties: { properties: object } }).properties.properties).sort()); // prettier-ignore
      }
    }
  });
  test('the schema that GDAL reads is linked as describedBy', async () => {
    const { body } = await get('/collections/places');
    const schema = await get(linkTo(body, 'describedBy', 'application/schema+json'));
    expect(schema.body.properties.properties.properties.valid_from).toMatchObject({ type: 'string', format: 'date' }); // prettier-ignore
  });
  test('QGIS finds the classes under which it filters on the server', () => {
    for (const name of ['ogcapi-features-2/1.0/conf/crs', 'cql2/1.0/conf/cql2-text', 'cql2/1.0/conf/basic-cql2', 'ogcapi-features-3/1.0/conf/filter', 'ogcapi-features-3/1.0/conf/features-filter', 'cql2/1.0/conf/advanced-comparison-operators', 'cql2/1.0/conf/case-insensitive-comparison', 'cql2/1.0/conf/basic-spatial-operators', 'cql2/1.0/conf/basic-spatial-functions', 'ogcapi-features-5/1.0/conf/schemas']) expect(conformsTo).toContain(`http://www.opengis.net/spec/${name}`); // prettier-ignore
  });
});

describe('addresses', () => {
  test('links name the host and scheme that the client used', async () => {
    const { body } = await world.staff.ask('GET', {
      path: '/ogc',
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect((body['links'] as { href: string }[])[0]!.href).toMatch(/^https:\/\/localhost:\d+\/ogc$/);
  });
  test('only reading is answered', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await fetch(`${world.root}/collections/places/items`, { method });
      expect(answer.status, method).toBe(404);
    }
  });
});
