import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collections } from '../../server/ogc/collections.ts';
import { conformsTo } from '../../server/ogc/conformance.ts';
import { linkTo, openOgcWorld, type OgcAnswer, type OgcWorld } from '../support/ogc.ts';

/** The abstract tests of OGC API - Features Part 1 (17-069r4 annex A), asked as a client asks. */
let world: OgcWorld;
const get = (path: string, headers?: Record<string, string>): Promise<OgcAnswer> => world.get(path, headers);
beforeAll(async () => {
  world = await openOgcWorld();
});
afterAll(() => world.close());

const ids = (answer: OgcAnswer): number[] => (answer.body.features as { id: number }[]).map(({ id }) => id);
const publicIds = collections.filter(({ audience }) => audience === 'public').map(({ id }) => id);

describe('/conf/core: landing page, definition, conformance', () => {
  test('A.2 the landing page links to the definition, the conformance classes and the collections', async () => {
    const { status, body, type } = await get('');
    expect(status).toBe(200);
    expect(type).toMatch(/^application\/json/);
    for (const rel of ['self', 'alternate', 'service-desc', 'service-doc', 'conformance', 'data']) {
      const answer = await get(linkTo(body, rel));
      expect(answer.status, rel).toBe(200);
    }
    // QGIS refuses a landing page without these two, type and all
    linkTo(body, 'service-desc', 'application/vnd.oai.openapi+json;version=3.0');
    linkTo(body, 'data', 'application/json');
  });
  test('A.4 the conformance declaration lists the classes', async () => {
    const { status, body } = await get('/conformance');
    expect(status).toBe(200);
    expect(body.conformsTo).toEqual(conformsTo);
    expect(new Set(conformsTo).size).toBe(conformsTo.length);
    expect(conformsTo).not.toContain('http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas3'); // there is no such class, though servers claim it
  });
});

describe('/conf/core: collections', () => {
  test('A.6 every collection has its id, its links, its extent and its CRSs, and is found under its address', async () => {
    const { status, body } = await get('/collections');
    expect(status).toBe(200);
    linkTo(body, 'self');
    linkTo(body, 'alternate', 'text/html');
    expect(body.collections.map(({ id }: { id: string }) => id)).toEqual(publicIds);
    for (const one of body.collections) {
      expect(one.itemType).toBe('feature');
      linkTo(one, 'items', 'application/geo+json');
      const alone = await get(`/collections/${one.id}`);
      expect(alone.status).toBe(200);
      const { links, ...rest } = alone.body;
      expect(links).toEqual(expect.arrayContaining(one.links));
      const { links: _, ...same } = one;
      expect(rest).toEqual(same);
    }
  });
  test('the extent is that of what the public may see', async () => {
    const { body } = await get('/collections/places');
    expect(body.extent.spatial).toEqual({
      bbox: [[110, 40.6, 111.7, 40.8]],
      crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
    }); // 10000003 at 111.6 is not public
    const dated = await get('/collections/former-divisions');
    expect(dated.body.extent.temporal.interval).toEqual([['1950-01-01T00:00:00.000Z', '1999-06-01T00:00:00.000Z']]); // prettier-ignore
  });
  test('a collection that is not there is a 404', async () => {
    expect((await get('/collections/nothing')).status).toBe(404);
    expect((await get('/collections/nothing/items')).status).toBe(404);
  });
});

describe('/conf/core: features', () => {
  test('A.9 a collection of features with counts, time and links', async () => {
    const { status, type, body } = await get('/collections/places/items');
    expect(status).toBe(200);
    expect(type).toMatch(/^application\/geo\+json/);
    expect(body.type).toBe('FeatureCollection');
    expect(body.numberMatched).toBe(3);
    expect(body.numberReturned).toBe(body.features.length);
    expect(Math.abs(Date.parse(body.timeStamp) - Date.now())).toBeLessThan(60_000);
    for (const rel of ['self', 'alternate', 'collection']) expect((await get(linkTo(body, rel))).status).toBe(200); // prettier-ignore
    expect(body.features[0]).toMatchObject({
      type: 'Feature',
      id: 10000001,
      geometry: { type: 'Point', coordinates: [111.7, 40.8] },
      properties: { name: '东河村', class: '22200', class_name: '农村居民点', sample: false, valid_from: '1980-01-01', valid_to: '2010-01-01' }, // prettier-ignore
    });
    expect(body.features[2]).toMatchObject({ id: 10000004, geometry: null, properties: { name: '无位村' } }); // unknown is not left out
  });
  test('every public collection answers its features, and each feature is found under its id', async () => {
    for (const id of publicIds) {
      const { status, body } = await get(`/collections/${id}/items`);
      expect(status, id).toBe(200);
      for (const feature of body.features) {
        const one = await get(`/collections/${id}/items/${feature.id}`);
        expect(one.status).toBe(200);
        for (const rel of ['self', 'alternate', 'collection']) linkTo(one.body, rel);
        const { links: _, ...rest } = one.body;
        expect(rest).toEqual(feature);
      }
    }
  });
  test.each(['0', '99999999999', 'x', '-1', '1.5', '10000001x'])('a feature with the id %s is not there', async (id) => {
    expect((await get(`/collections/places/items/${id}`)).status).toBe(404);
  }); // prettier-ignore

  test('A.13 limit: as many as asked for, and next leads to the rest, each once', async () => {
    const seen: number[] = [];
    let url = '/collections/places/items?limit=1';
    for (let pages = 0; url !== ''; pages += 1) {
      expect(pages).toBeLessThan(4);
      const answer = await get(url);
      expect(answer.body.numberReturned).toBe(1);
      expect(answer.body.numberMatched).toBe(3);
      seen.push(...ids(answer));
      url = answer.body.links.find(({ rel }: { rel: string }) => rel === 'next')?.href ?? '';
    }
    expect(seen).toEqual([10000001, 10000002, 10000004]);
  });
  test('more than the most is the most; what is no number is refused', async () => {
    expect((await get('/collections/places/items?limit=999999999')).status).toBe(200);
    for (const limit of ['0', '-1', 'x', '1.5', '']) expect((await get(`/collections/places/items?limit=${limit}`)).status, limit).toBe(400); // prettier-ignore
  });
  test.each([
    ['111,40,112,41', [10000001, 10000004]],
    ['111,40,0,112,41,1000', [10000001, 10000004]],
    ['109,40,112,41', [10000001, 10000002, 10000004]],
    ['0,0,1,1', [10000004]],
    ['170,-90,-170,90', [10000004]],
    ['111.7,40.8,111.7,40.8', [10000001, 10000004]],
    ['111.5,-90,110.5,90', [10000001, 10000002, 10000004]], // across 180°: all round the world but a degree
  ])('A.14 bbox %s finds what meets it, and what has no geometry', async (bbox, expected) => {
    const answer = await get(`/collections/places/items?bbox=${bbox}`);
    expect(ids(answer)).toEqual(expected);
    expect(answer.body.numberMatched).toBe(expected.length);
  });
  test('bbox meets the geometry, not its box', async () => {
    await sql`update division set geom = ST_GeomFromText('MULTIPOLYGON(((109 40, 111 40, 109 42, 109 40)))', 4490) where code = '150202'`.execute(world.db);
    const codes = async (bbox: string) => (await get(`/collections/divisions/items?bbox=${bbox}&level=county`)).body.features.map(({ id }: { id: number }) => id);
    expect(await codes('110.5,41.5,110.9,41.9')).toEqual([]);
    expect(await codes('109.1,41,109.2,41.1')).toEqual([150202]);
  }); // prettier-ignore
  test.each(['1,2,3', '1,2,3,4,5', 'a,b,c,d', '', '1,2,3,', '112,41,111,40', '0,0,1,91', '0,0,181,1', '1e999,0,1,1', 'NaN,0,1,1'])('bbox %s is refused', async (bbox) => {
    const { status, body } = await get(`/collections/places/items?bbox=${encodeURIComponent(bbox)}`);
    expect(status).toBe(400);
    expect(body.detail).toContain('bbox');
  }); // prettier-ignore
  test.each([
    ['1970-01-01', [10000004]],
    ['2000-01-01', [10000001, 10000004]],
    ['2000-01-01T12:00:00Z', [10000001, 10000004]],
    ['2000-01-01T12:00:00+08:00', [10000001, 10000004]],
    ['2009-12-31', [10000001, 10000004]],
    ['2010-01-01', [10000004]], // valid_to is the first day of what came after
    ['2005-01-01/2020-01-01', [10000001, 10000002, 10000004]],
    ['2012-01-01/..', [10000002, 10000004]],
    ['2012-01-01/', [10000002, 10000004]],
    ['../1990-01-01', [10000001, 10000004]],
    ['/1990-01-01', [10000001, 10000004]],
  ])('A.15 datetime %s finds what was in being, and what has no time', async (datetime, expected) => {
    expect(ids(await get(`/collections/places/items?datetime=${encodeURIComponent(datetime)}`))).toEqual(expected); // prettier-ignore
  });
  test.each(['2020', '..', '../..', '2020-13-01', '2020-02-30', '2020-01-01/2019-01-01', '2020-01-01/2020-02-01/2020-03-01', 'x', '', '0000-01-01', '2020-01-01T25:00:00Z'])('datetime %s is refused', async (datetime) => {
    expect((await get(`/collections/places/items?datetime=${encodeURIComponent(datetime)}`)).status).toBe(400);
  }); // prettier-ignore
  test.each([
    ['name=东河村', [10000001]],
    ['importance=100', [10000001, 10000002]],
    ['sample=true', [10000004]],
    ['valid_from=2015-01-01', [10000002]],
    ['name=东河村&importance=5', []],
    ['name=%27%20or%20true--', []],
  ])('A.16 a property as a parameter: %s', async (query, expected) => {
    expect(ids(await get(`/collections/places/items?${query}`))).toEqual(expected);
  });
  test.each(['importance=x', 'sample=1', 'valid_from=yesterday', 'importance=1e999', 'bogus=1', 'Name=东河村', 'name=a&name=b', 'constructor=1', '__proto__=1', 'short=x'])('A.10, A.11 %s is refused', async (query) => {
    const { status, body, type } = await get(`/collections/${query.startsWith('short') ? 'divisions' : 'places'}/items?${query}`);
    expect(status).toBe(400);
    expect(type).toMatch(/^application\/problem\+json/);
    expect(body.detail).toContain(query.split('=')[0]);
  }); // prettier-ignore
  test('unknown parameters are refused by every other resource too', async () => {
    for (const path of ['', '/api', '/conformance', '/collections', '/collections/places', '/collections/places/queryables', '/collections/places/schema', '/collections/places/items/10000001', '/tiles', '/tileMatrixSets']) expect((await get(`${path}?bogus=1`)).status, path).toBe(400); // prettier-ignore
  });
  test.each(['x', 'W10', 'WyJhIl0', encodeURIComponent('["1"]'), 'WzEsMl0'])('a cursor that is none, %s, is refused', async (next) => {
    expect((await get(`/collections/places/items?next=${next}`)).status).toBe(400);
  }); // prettier-ignore
});

describe('audiences', () => {
  test('the public sees and counts public records only', async () => {
    expect((await get('/collections/places/items/10000003')).status).toBe(404);
    expect((await get('/collections/boundary-lines/items')).body.numberMatched).toBe(1);
    expect((await get('/collections/boundary-segments/items')).body.numberMatched).toBe(1);
    expect((await get('/collections/places/items?public=false')).body.numberMatched).toBe(0);
    const { body } = await world.staff.ask('GET', { path: '/ogc/collections/places/items' });
    expect(body['numberMatched']).toBe(4);
  });
  test('what is for staff is not there for the public, in no document', async () => {
    const hidden = collections.filter(({ audience }) => audience === 'staff').map(({ id }) => id);
    expect(hidden).toContain('markers');
    for (const id of hidden) {
      for (const path of ['', '/items', '/schema', '/feature-schema', '/queryables', '/tiles', '/items/1']) expect((await get(`/collections/${id}${path}`)).status).toBe(404); // prettier-ignore
      expect((await world.staff.ask('GET', { path: `/ogc/collections/${id}/items` })).status).toBe(200);
    }
    expect((await get('/api')).text).not.toContain('markers');
    expect((await get('/tiles')).text).not.toContain('markers');
  });
});

describe('what changes is seen at once', () => {
  test('counts are kept for a version of the data only', async () => {
    const before = (await get('/collections/places/items?class=22200')).body.numberMatched;
    await sql`insert into place (id, class_code, division_code, name, importance, position, source_id, sample) values (10000009, '22200', '150202001', '新村', 5, 'unknown', 'test', true)`.execute(world.db);
    await sql`insert into data_version (dataset, version) values ('places', 7) on conflict (dataset) do update set version = data_version.version + 1`.execute(world.db);
    expect((await get('/collections/places/items?class=22200')).body.numberMatched).toBe(before + 1);
    await sql`delete from place where id = 10000009`.execute(world.db);
    await sql`update data_version set version = version + 1 where dataset = 'places'`.execute(world.db);
  });
}); // prettier-ignore
