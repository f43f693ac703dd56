import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { describe, expect, test } from 'vitest';
import { ask, json } from '../support/http.ts';
import { tileJsonFaults } from '../support/tilejson-schema.ts';

const sets = ['divisions', 'boundaries', 'markers', 'places', 'facilities'];

/** Tile that holds a position (degrees) at zoom z. */
function tileAt(lon: number, lat: number, z: number): [number, number, number] {
  const n = 2 ** z;
  const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * n);
  return [z, Math.floor(((lon + 180) / 360) * n), y];
}
const path = (set: string, [z, x, y]: [number, number, number]): string => `/tiles/${set}/${z}/${x}/${y}.mvt`;
const decode = async (response: Response): Promise<VectorTile> =>
  new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())));

describe('tiles', () => {
  test.each(sets)('%s: TileJSON 3.0 with a versioned address that answers', async (set) => {
    const tileJson = await json<{
      tilejson: string;
      tiles: string[];
      minzoom: number;
      maxzoom: number;
      vector_layers: { id: string }[];
    }>(`/tiles/${set}.json`);
    expect(tileJsonFaults(tileJson)).toEqual([]);
    expect(tileJson.vector_layers.length).toBeGreaterThan(0);
    const [z, x, y] = tileAt(111.7, 40.8, Math.min(8, tileJson.maxzoom));
    const address = tileJson.tiles[0]!.replace('{z}', String(z))
      .replace('{x}', String(x))
      .replace('{y}', String(y));
    const response = await fetch(address);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toContain('immutable');
    expect(Object.keys((await decode(response)).layers).length).toBeGreaterThan(0);
  });
  test('a filtered set has a TileJSON 3.0 of its own', async () => {
    const tileJson = await json<{ tiles: string[] }>('/tiles/places.json?class=12100&division=150100');
    expect(tileJsonFaults(tileJson)).toEqual([]);
    expect(tileJson.tiles[0]).toContain('class=12100');
  });
  test('a tile is compressed, has an ETag that differs by coding, and answers 304', async () => {
    const address = path('divisions', tileAt(111.7, 40.8, 6));
    const [gzip, brotli] = [
      await ask(address, { headers: { 'accept-encoding': 'gzip' } }),
      await ask(address, { headers: { 'accept-encoding': 'br' } }),
    ];
    expect(gzip.headers.get('content-encoding')).toBe('gzip');
    expect(brotli.headers.get('content-encoding')).toBe('br');
    expect(gzip.headers.get('vary')).toMatch(/accept-encoding/i);
    const tag = gzip.headers.get('etag')!;
    expect(tag).not.toBe(brotli.headers.get('etag'));
    expect(Buffer.from(await gzip.arrayBuffer()).equals(Buffer.from(await brotli.arrayBuffer()))).toBe(true);
    const again = await ask(address, { headers: { 'accept-encoding': 'gzip', 'if-none-match': tag } });
    expect(again.status).toBe(304);
  });
  test('a division keeps its code, name and level', async () => {
    const tile = await decode(await ask(path('divisions', tileAt(111.7, 40.8, 7))));
    const layer = tile.layers['division']!;
    const names = Array.from({ length: layer.length }, (_, index) => layer.feature(index).properties['name']);
    expect(names).toContain('呼和浩特市');
    expect(names).toContain('赛罕区');
  });
  test('places are thinned by zoom', async () => {
    const count = async (z: number): Promise<number> =>
      (await decode(await ask(path('places', tileAt(111.7, 40.8, z))))).layers['place']?.length ?? 0;
    const perTile = await count(6);
    expect(perTile).toBeGreaterThan(5);
    expect(perTile).toBeLessThan(2000);
  });
  test.each([
    '/tiles/divisions/99/0/0.mvt',
    '/tiles/divisions/-1/0/0.mvt',
    '/tiles/divisions/5/1e3/0.mvt',
    '/tiles/divisions/5/0/99999999999.mvt',
    '/tiles/divisions/5/40/40.mvt',
    '/tiles/nothing/5/1/1.mvt',
    '/tiles/nothing.json',
    '/tiles/..%2f..%2fpackage.json',
    '/tiles/divisions/v0000/5/1/1.mvt',
  ])('%s is a client error, never a 500', async (address) => {
    const response = await ask(address);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
  });
  test('/style.json draws the five sets', async () => {
    const style = await json<{ version: number; sources: Record<string, unknown>; layers: unknown[] }>(
      '/style.json',
    );
    expect(style.version).toBe(8);
    expect(Object.keys(style.sources).sort()).toEqual([...sets].sort());
    expect(style.layers.length).toBeGreaterThan(8);
  });
});
