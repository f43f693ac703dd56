import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProblemBody } from '../../server/api/problem.ts';
import { TileJson, TileSetId } from '../../server/api/tiles.ts';
import { createAnswer } from '../../server/tiles/answer.ts';
import { emptyPyramid, type Pyramid, type Shelf } from '../../server/tiles/pyramid.ts';
import { tileJsonFaults } from '../support/tilejson-schema.ts';
import { buildPyramid } from './tiles-build.ts';
import { makeRegion } from './tiles-region.ts';

const region = makeRegion();
const renamed = region.divisions.map((row) => (row.code === '150101' ? { ...row, name: '新名旗' } : row));
const tables = (division: typeof region.divisions) => ({
  topology: [{ topology: region.gzipped }],
  division,
});

let server: Server;
let port: number;
let current: Pyramid;
let previous: Pyramid;
const gone = 'abcdefabcdef';

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request({ port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject).end(); // prettier-ignore
  });
}

beforeAll(async () => {
  previous = buildPyramid('divisions', tables(region.divisions));
  current = buildPyramid('divisions', tables(renamed));
  const shelf = (set: TileSetId): Shelf =>
    set === 'divisions'
      ? { current, previous, attribution: '民政部' }
      : { current: emptyPyramid, previous: null, attribution: '' };
  const answer = createAnswer(shelf, { host: '127.0.0.1', port: 8080 });
  server = createServer((incoming, response) => {
    if (!answer(incoming, response, incoming.headers['x-audience'] === 'staff' ? 'staff' : 'public'))
      response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const tile = '/tiles/divisions/6/51/23.mvt';

describe('a tile', () => {
  test('comes in the coding that the client takes, each with its own tag and the same content', async () => {
    const raw = await ask(tile);
    const gzip = await ask(tile, { 'accept-encoding': 'gzip, deflate' });
    const br = await ask(tile, { 'accept-encoding': 'gzip, deflate, br, zstd' });
    expect([raw.status, gzip.status, br.status]).toEqual([200, 200, 200]);
    expect([raw, gzip, br].map((answer) => answer.headers['content-encoding'])).toEqual([
      undefined,
      'gzip',
      'br',
    ]);
    expect(gunzipSync(gzip.body).equals(raw.body)).toBe(true);
    expect(brotliDecompressSync(br.body).equals(raw.body)).toBe(true);
    expect(new Set([raw, gzip, br].map((answer) => answer.headers.etag)).size).toBe(3);
    for (const answer of [raw, gzip, br]) {
      expect(answer.headers['content-type']).toBe('application/vnd.mapbox-vector-tile');
      expect(answer.headers['content-length']).toBe(String(answer.body.length));
      expect(answer.headers.vary).toBe('Accept-Encoding, Cookie');
      expect(answer.headers['cache-control']).toBe('public, max-age=60, stale-while-revalidate=600');
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers.etag).toMatch(/^"[\w-]{22}-(identity|gzip|br)"$/);
    }
  });

  test.each([
    ['br;q=0, gzip;q=0.5', 'gzip'], ['gzip;q=0, *', 'br'], ['gzip;q=0', undefined], ['identity', undefined], ['*;q=0', undefined], ['BR', 'br'], ['', undefined],
  ])('Accept-Encoding %j gets %s', async (header, coding) => {
    expect((await ask(tile, { 'accept-encoding': header })).headers['content-encoding']).toBe(coding);
  }); // prettier-ignore

  test('304 for the tag of the same coding only, alone, in a list, or weakened by a proxy', async () => {
    const { headers } = await ask(tile, { 'accept-encoding': 'gzip' });
    const tag = headers.etag!;
    for (const value of [tag, `"x", W/${tag}`, '*']) {
      const again = await ask(tile, { 'accept-encoding': 'gzip', 'if-none-match': value });
      expect([again.status, again.body.length, again.headers.etag, again.headers.vary]).toEqual([
        304,
        0,
        tag,
        'Accept-Encoding, Cookie',
      ]);
    }
    expect((await ask(tile, { 'accept-encoding': 'br', 'if-none-match': tag })).status).toBe(200);
  });

  test('HEAD has the headers of GET and no body; other methods are refused', async () => {
    const [get, head] = [await ask(tile), await ask(tile, {}, 'HEAD')];
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      get.headers['content-length'],
    ]);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const refused = await ask(tile, {}, method);
      expect([refused.status, refused.headers.allow]).toEqual([405, 'GET, HEAD']);
    }
  });

  test('is immutable under its version; the version before is kept, older ones are gone', async () => {
    const now = await ask(`/tiles/divisions/v${current.version}/6/51/23.mvt`);
    expect([now.status, now.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
    const before = await ask(`/tiles/divisions/v${previous.version}/6/51/23.mvt`);
    expect(before.status).toBe(200);
    expect(before.headers.etag).not.toBe(now.headers.etag);
    const old = await ask(`/tiles/divisions/v${gone}/6/51/23.mvt`);
    expect([old.status, old.headers['cache-control']]).toEqual([410, 'no-store']);
  });

  test('keeps its tag across versions when its content is the same', async () => {
    const tags = async (version: string): Promise<(string | undefined)[]> =>
      Promise.all(
        ['51/23', '52/23'].map(
          async (at) => (await ask(`/tiles/divisions/v${version}/6/${at}.mvt`)).headers.etag,
        ),
      );
    const [a, b] = [await tags(current.version), await tags(previous.version)];
    expect(a[0]).not.toBe(b[0]); // 150101 is here
    expect(a[1]).toBe(b[1]);
  });

  test('is 204 where nothing is drawn inside the bounds, 404 outside them', async () => {
    expect((await ask('/tiles/markers/6/0/0.mvt')).status).toBe(204); // nothing built yet: the whole world is empty
    expect((await ask('/tiles/markers/v000000000000/6/0/0.mvt')).headers['cache-control']).toContain(
      'max-age=60',
    );
    expect((await ask('/tiles/divisions/6/10/10.mvt')).status).toBe(404);
    expect((await ask('/tiles/markers/6/0/0.mvt')).headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('hostile and wrong addresses', () => {
  test.each([
    '/tiles/', '/tiles/divisions', '/tiles/nothing/6/51/23.mvt', '/tiles/divisions/99/52/23.mvt', '/tiles/divisions/11/1/1.mvt',
    '/tiles/divisions/6/-1/23.mvt', '/tiles/divisions/6/1000000000/23.mvt', '/tiles/divisions/6/64/0.mvt', '/tiles/divisions/6/5e1/23.mvt',
    '/tiles/divisions/6/52.5/23.mvt', '/tiles/divisions/06/51/23.mvt', '/tiles/divisions/6/052/23.mvt', '/tiles/divisions/6/51/23',
    '/tiles/divisions/6/51/23.pbf', '/tiles/divisions/6/51/23.mvt/', '/tiles/divisions/6/51/23.mvt%00', '/tiles/..%2f..%2fetc%2fpasswd',
    '/tiles/divisions/..%2f..%2f6/51/23.mvt', '/tiles/%2e%2e/divisions/6/51/23.mvt', '/tiles/__proto__/6/51/23.mvt', '/tiles/constructor.json',
    '/tiles/toString/1/1/1.mvt', '/tiles/divisions/vABCDEFABCDEF/6/51/23.mvt', '/tiles/divisions/v12/6/51/23.mvt', '/tiles/divisions/NaN/0/0.mvt',
    '/tiles/divisions/6/0x10/23.mvt', '/tiles/divisions.json/x', '/tiles//divisions/6/51/23.mvt', `/tiles/${'a'.repeat(7000)}/1/1/1.mvt`,
    '/tiles/divisions/6/٥٢/23.mvt'.replace('٥٢', '%D9%A5'), '/tiles/divisions/6/9007199254740993/0.mvt', '/tiles/divisions/6/51/23.mvt;x=1',
  ])('%s', async (path) => {
    const { status, headers, body } = await ask(path);
    expect([400, 404]).toContain(status);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(ProblemBody.parse(JSON.parse(body.toString())).status).toBe(status);
  }); // prettier-ignore

  test.each([
    ['6/1000000000/23', 404], ['6/-1/23', 404], ['99/52/23', 404], ['v0123456789ab/99/52/23', 404],
    ['a/b/c', 400], ['6/52.5/23', 400], ['06/51/23', 400], ['6/0x10/23', 400], ['6//23', 400], ['6/%00/23', 400], ['v12/6/51/23', 400], ['6/5e1/23', 400],
  ])('out of range is not there, garbage is not understood: %s is %i', async (at, expected) => {
    expect((await ask(`/tiles/divisions/${at}.mvt`)).status).toBe(expected);
  }); // prettier-ignore

  test('two thousand random paths never get a 5xx', async () => {
    const pieces = [
      'divisions',
      'places',
      '..',
      '%2f',
      '-1',
      '1e9',
      '6',
      '52',
      '23.mvt',
      '',
      'v000000000000',
      '.mvt',
      '%',
      '?',
      '#',
      '\\',
      '~',
      '99999999',
      '0',
      '23.mvt?a=b',
    ];
    let seed = 1;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    for (let i = 0; i < 2000; i += 1) {
      const path = `/tiles/${Array.from({ length: next() % 6 }, () => pieces[next() % pieces.length]).join(next() % 5 === 0 ? '' : '/')}`;
      expect([200, 204, 400, 404, 410]).toContain((await ask(path)).status);
    }
  });

  test('other addresses are left to others', async () => {
    for (const path of [
      '/',
      '/tiles',
      '/tilesx/divisions',
      '/style.jsonx',
      '/api/v1/tiles/',
      '//tiles/divisions.json',
    ])
      expect((await ask(path)).status).toBe(418);
  });

  test('a query is ignored', async () => expect((await ask(`${tile}?key=1`)).status).toBe(200));
});

describe('TileJSON and style', () => {
  test('TileJSON names the current version on the host that was asked', async () => {
    const { status, headers, body } = await ask('/tiles/divisions.json', {
      host: 'map.example.cn:8443',
      'x-forwarded-proto': 'https',
    });
    const found = TileJson.parse(JSON.parse(body.toString()));
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-cache');
    expect(found.tiles).toEqual([
      `https://map.example.cn:8443/tiles/divisions/v${current.version}/{z}/{x}/{y}.mvt`,
    ]);
    expect(tileJsonFaults(found)).toEqual([]);
    expect([found.minzoom, found.maxzoom, found.attribution]).toEqual([0, 10, '民政部']);
    expect(found.bounds[0]).toBeGreaterThan(108);
    expect(found.vector_layers.map((layer) => layer.id)).toEqual(['division', 'division_label']);
    expect(
      (await ask('/tiles/divisions.json', { host: 'map.example.cn:8443', 'if-none-match': headers.etag! }))
        .status,
    ).toBe(200);
    const again = {
      host: 'map.example.cn:8443',
      'x-forwarded-proto': 'https',
      'if-none-match': headers.etag!,
    };
    expect((await ask('/tiles/divisions.json', again)).status).toBe(304);
  });

  test('every set has a TileJSON before it is built', async () => {
    for (const id of TileSetId.options)
      TileJson.parse(JSON.parse((await ask(`/tiles/${id}.json`)).body.toString()));
  });

  test.each(['evil.example/x', 'a b', 'a"b', 'host:123456', '<script>', 'a@b', 'a'.repeat(300)])(
    'a Host header of %j is refused',
    async (host) => {
      const { status, body } = await ask('/tiles/divisions.json', { host });
      expect(status).toBe(400);
      expect(body.toString()).not.toContain('script');
    },
  );

  test('a client of HTTP/1.0 without a Host gets the address where the service listens', async () => {
    const text = await new Promise<string>((resolve) => {
      let all = '';
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET /tiles/places.json HTTP/1.0\r\n\r\n'),
      );
      socket.on('data', (part) => (all += part.toString())).on('end', () => resolve(all));
    });
    expect(text).toContain('http://127.0.0.1:8080/tiles/places/v');
  });

  test.each([
    ['staff', TileSetId.options],
    ['public', TileSetId.options.filter((id) => id !== 'markers')],
  ])(
    'the style for %s has the sets that they see, no glyphs, and layers of sources that exist',
    async (audience, sets) => {
      const style = JSON.parse((await ask('/style.json', { 'x-audience': audience })).body.toString()) as {
        sources: Record<string, { url: string }>;
        layers: Record<string, string>[];
        glyphs?: string;
      };
      expect(Object.keys(style.sources).sort()).toEqual([...sets].sort());
      expect(style.glyphs).toBeUndefined();
      for (const source of Object.values(style.sources))
        expect((await ask(new URL(source.url).pathname)).status).toBe(200);
      for (const layer of style.layers.slice(1))
        expect(Object.keys(style.sources)).toContain(layer['source']);
      expect(new Set(style.layers.map((layer) => layer['id'])).size).toBe(style.layers.length);
    },
  );
});
