import { gunzipSync } from 'node:zlib';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TileSetId } from '../../server/api/tiles.ts';
import { mercatorX, mercatorY } from '../../server/tiles/mercator.ts';
import { createTileServer, type TileServer } from '../../server/tiles/server.ts';
import { askRaw } from '../support/page.ts';
import { linkTo, openOgcWorld, type OgcAnswer, type OgcWorld } from '../support/ogc.ts';

/** The abstract tests of OGC API - Tiles (20-057 annex A): core, tileset, tilesets-list, dataset and geodata tilesets, mvt; TMS 2.0. */
let world: OgcWorld;
let tiles: TileServer;
const get = (path: string, headers?: Record<string, string>): Promise<OgcAnswer> => world.get(path, headers);
beforeAll(async () => {
  world = await openOgcWorld(async (context) => {
    tiles = createTileServer(context, ['staff', 'public']);
    for (const set of TileSetId.options) await tiles.refresh(set);
    return { ...context, tiles };
  });
}, 120_000);
afterAll(() => world.close());

const scheme = 'http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme';
const vector = 'http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector';
/** Where 10000001 stands. */
const at = (z: number) => ({ z, row: Math.floor(mercatorY(40.8) * 2 ** z), col: Math.floor(mercatorX(111.7) * 2 ** z) }); // prettier-ignore
const bytes = async (path: string, headers: Record<string, string> = {}): Promise<{ status: number; type: string | null; etag: string | null; body: Buffer }> => {
  const answer = await fetch(`${world.root}${path}`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), etag: answer.headers.get('etag'), body: Buffer.from(await answer.arrayBuffer()) };
}; // prettier-ignore
const layersIn = (body: Uint8Array): string[] =>
  Object.keys(new VectorTile(new PbfReader(body)).layers).sort();
const fill = (template: string, { z, row, col }: ReturnType<typeof at>): string => template.replace(world.root, '').replace('{tileMatrix}', String(z)).replace('{tileRow}', String(row)).replace('{tileCol}', String(col)); // prettier-ignore

describe('conf/tilesets-list, conf/dataset-tilesets, conf/geodata-tilesets', () => {
  test('the landing page and each collection that has tiles link to the list of their tilesets', async () => {
    const lists = [linkTo((await get('')).body, vector)];
    const { body } = await get('/collections');
    for (const one of body.collections) {
      const link = one.links.find(({ rel }: { rel: string }) => rel === vector);
      if (link === undefined) expect((await get(`/collections/${one.id}/tiles`)).status, one.id).toBe(404);
      else lists.push(link.href as string);
    }
    expect(lists).toHaveLength(7);
    for (const href of lists) {
      const list = await get(href);
      expect(list.status).toBe(200);
      for (const tileset of list.body.tilesets) {
        expect(tileset).toMatchObject({ dataType: 'vector', crs: 'http://www.opengis.net/def/crs/EPSG/0/3857', tileMatrixSetURI: 'http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad' }); // prettier-ignore
        expect((await get(linkTo(tileset, 'self'))).status).toBe(200);
        expect((await get(linkTo(tileset, scheme))).status).toBe(200);
      }
    }
  });
});

describe('conf/tileset', () => {
  test('a tileset says where its tiles are, which there are, and what is in them', async () => {
    const { body } = await get('/collections/places/tiles/WebMercatorQuad');
    expect(body).toMatchObject({ dataType: 'vector', crs: 'http://www.opengis.net/def/crs/EPSG/0/3857' });
    const item = body.links.find(({ rel }: { rel: string }) => rel === 'item');
    expect(item).toMatchObject({ type: 'application/vnd.mapbox-vector-tile', templated: true, href: expect.stringMatching(/\{tileMatrix\}\/\{tileRow\}\/\{tileCol\}$/) }); // prettier-ignore
    expect(body.layers).toEqual([
      expect.objectContaining({ id: 'place', minTileMatrix: '3', maxTileMatrix: '12' }),
    ]);
    const tile = await bytes(fill(item.href as string, at(12)));
    expect(tile.status).toBe(200);
    expect(layersIn(tile.body)).toEqual(['place']);
    const limits = body.tileMatrixSetLimits as { tileMatrix: string; minTileRow: number; maxTileRow: number; minTileCol: number; maxTileCol: number }[]; // prettier-ignore
    expect(limits.map(({ tileMatrix }) => tileMatrix)).toEqual(['3', '4', '5', '6', '7', '8', '9', '10', '11', '12']); // prettier-ignore
    const twelve = limits.at(-1)!;
    const here = at(12);
    expect(here.row).toBeGreaterThanOrEqual(twelve.minTileRow);
    expect(here.row).toBeLessThanOrEqual(twelve.maxTileRow);
    expect(here.col).toBeGreaterThanOrEqual(twelve.minTileCol);
    expect(here.col).toBeLessThanOrEqual(twelve.maxTileCol);
    expect((await bytes(fill(item.href as string, { ...here, row: twelve.maxTileRow + 1 }))).status).toBe(
      404,
    );
  });
  test('row before column', async () => {
    const { z, row, col } = at(9);
    expect((await bytes(`/collections/places/tiles/WebMercatorQuad/${z}/${row}/${col}`)).status).toBe(200);
    expect((await bytes(`/collections/places/tiles/WebMercatorQuad/${z}/${col}/${row}`)).status).toBe(404);
  });
});

describe('conf/core, conf/mvt', () => {
  test('a tile of a collection is the stored one, byte for byte, in each coding, with its ETag', async () => {
    const { z, row, col } = at(10);
    const path = `/collections/places/tiles/WebMercatorQuad/${z}/${row}/${col}`;
    const stored = tiles.pyramid('places', 'public').get(z, col, row)!;
    const plain = await bytes(path, { 'accept-encoding': 'identity' });
    expect(plain.type).toBe('application/vnd.mapbox-vector-tile');
    expect(plain.body.equals(gunzipSync(stored.gzip))).toBe(true);
    expect(plain.etag).toBe(`"${stored.hash}-identity"`);
    expect((await bytes(path, { 'accept-encoding': 'gzip' })).etag).toBe(`"${stored.hash}-gzip"`);
    const again = await bytes(path, { 'accept-encoding': 'identity', 'if-none-match': plain.etag! });
    expect(again.status).toBe(304);
  });
  test('a tile of everything has the layers of all sets', async () => {
    const { z, row, col } = at(9);
    const path = `/tiles/WebMercatorQuad/${z}/${row}/${col}`;
    const everybody = await bytes(path);
    expect(everybody.status).toBe(200);
    expect(everybody.type).toBe('application/vnd.mapbox-vector-tile');
    const expected = TileSetId.options.filter((set) => set !== 'markers').flatMap((set) => {
      const stored = tiles.pyramid(set, 'public').get(z, col, row);
      return stored === null ? [] : layersIn(gunzipSync(stored.gzip));
    }); // prettier-ignore
    expect(expected.length).toBeGreaterThan(1);
    expect(layersIn(everybody.body)).toEqual(expected.sort());
    expect((await bytes(path, { 'if-none-match': everybody.etag! })).status).toBe(304);
  });
  test.each(['2/1/1', '13/0/0', '10/9999/9999', '5/0/0', '99/0/0', '10/-1/0', '10/x/0', '10/0/123456789', 'x/0/0'])('tile %s is not there', async (tile) => {
    for (const path of [`/collections/places/tiles/WebMercatorQuad/${tile}`, `/tiles/WebMercatorQuad/${tile}`]) {
      const { status } = await bytes(path);
      if (tile === '2/1/1' && path.startsWith('/tiles')) continue; // everything begins at zoom 0
      expect([400, 404], path).toContain(status);
    }
  }); // prettier-ignore
  test('an empty tile within the bounds is 204', async () => {
    const { body } = await get('/collections/places/tiles/WebMercatorQuad');
    const limits = body.tileMatrixSetLimits.at(-1);
    let empty = 0;
    for (let col = limits.minTileCol; col <= limits.maxTileCol && empty === 0; col += 1) {
      const { status } = await bytes(
        `/collections/places/tiles/WebMercatorQuad/12/${limits.minTileRow}/${col}`,
      );
      if (status === 204) empty += 1;
    }
    expect(empty).toBe(1);
  });
  test('another tile matrix set or format is not there', async () => {
    expect((await get('/tiles/WorldCRS84Quad')).status).toBe(404);
    expect((await get('/tileMatrixSets/WorldCRS84Quad')).status).toBe(404);
    expect((await get('/tiles/WorldCRS84Quad/0/0/0')).status).toBe(404);
    expect((await get('/tiles/WebMercatorQuad/5/11/25?f=png')).status).toBe(400);
  });
});

describe('audiences', () => {
  test('tiles of what is not public are for staff, of markers all', async () => {
    const { z, row, col } = at(12);
    const path = `/ogc/collections/places/tiles/WebMercatorQuad/${z}/${row}/${Math.floor(mercatorX(111.6) * 2 ** z)}`; // 10000003
    expect((await world.everybody.ask('GET', { path })).status).not.toBe(200);
    const staff = await world.staff.ask('GET', { path });
    expect(staff.status).toBe(200);
    expect(staff.headers['cache-control']).toContain('private');
    expect((await get('/collections/markers/tiles/WebMercatorQuad')).status).toBe(404);
    expect((await get('/tiles/WebMercatorQuad')).text).not.toContain('"marker"');
    const everything = await world.staff.ask('GET', { path: '/ogc/tiles/WebMercatorQuad' });
    expect(JSON.stringify(everything.body)).toContain('"marker"');
    expect(col).toBeGreaterThan(0);
  });
  test('without an account, where the service is closed to the public, there is none', async () => {
    const answer = await askRaw(world.root.replace('/ogc', ''), 'GET', '/ogc/tiles/WebMercatorQuad', { headers: { authorization: 'Bearer nutag_wrong' } }); // prettier-ignore
    expect(answer.status).toBe(401);
  });
});

describe('tms/2.0/conf/tilematrixset, json-tilematrixset', () => {
  test('WebMercatorQuad as the standard defines it (17-083r4 annex D.1)', async () => {
    const { body } = await get('/tileMatrixSets/WebMercatorQuad');
    expect(body).toMatchObject({ id: 'WebMercatorQuad', uri: 'http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad', crs: 'http://www.opengis.net/def/crs/EPSG/0/3857', orderedAxes: ['X', 'Y'] }); // prettier-ignore
    expect(body.tileMatrices).toHaveLength(25);
    expect(body.tileMatrices[0]).toMatchObject({ id: '0', pointOfOrigin: [-20037508.342789244, 20037508.342789244], tileWidth: 256, tileHeight: 256, matrixWidth: 1, matrixHeight: 1 }); // prettier-ignore
    expect(body.tileMatrices[0].scaleDenominator).toBeCloseTo(559082264.028717, 5);
    expect(body.tileMatrices[0].cellSize).toBeCloseTo(156543.033928041, 8);
    expect(body.tileMatrices[24]).toMatchObject({
      id: '24',
      matrixWidth: 16_777_216,
      matrixHeight: 16_777_216,
    });
    expect(body.tileMatrices[24].scaleDenominator).toBeCloseTo(33.3238997476053, 9);
    const list = await get('/tileMatrixSets');
    expect(list.body.tileMatrixSets.map(({ id }: { id: string }) => id)).toEqual(['WebMercatorQuad']);
  });
});
