import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TileJson, TileSetId } from '../../server/api/tiles.ts';
import type { Context } from '../../server/context.ts';
import { buildArchive } from '../../server/tiles/archive/build.ts';
import type { ArchiveRequest } from '../../server/tiles/archive/request.ts';
import { createArchiveServer, type ArchiveServer } from '../../server/tiles/archive/server.ts';
import { createTileCounts } from '../../server/tiles/counts.ts';
import { createTileServer, type TileServer } from '../../server/tiles/server.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import { archiveFile, startArchiveHost, tilesOf } from '../support/archive.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { fillRegion } from '../support/tile-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-archive-'));
const said: string[] = [];
let database: TestDatabase;
let context: Context;
let tiles: TileServer;

const build = async (request: Partial<ArchiveRequest> & { file: string }): Promise<number> =>
  buildArchive(context, { sets: ['divisions', 'boundaries', 'places', 'facilities'], audience: 'public', minzoom: 0, maxzoom: 12, ...request }, (line) => said.push(line), new AbortController().signal); // prettier-ignore
const path = (name: string): string => join(folder, name);

beforeAll(async () => {
  database = await openTestDatabase();
  await fillRegion(database.db);
  context = testContext(database.db, join(folder, 'home'));
  tiles = createTileServer(context, ['staff', 'public']);
  for (const id of TileSetId.options) await tiles.refresh(id);
  expect(await build({ file: path('public.pmtiles') })).toBe(0);
  expect(await build({ file: path('staff.pmtiles'), audience: 'staff', sets: TileSetId.options })).toBe(0);
}, 300_000);
afterAll(async () => {
  await tiles.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the pyramids of the database have of a tile, up to each set's last zoom. */
function expected(audience: 'public' | 'staff', sets: readonly TileSetId[], z: number, x: number, y: number): Buffer {
  const parts = TileSetId.options
    .filter((id) => sets.includes(id))
    .flatMap((id) => tiles.pyramid(id, audience === 'public' ? 'public' : 'staff').get(z, x, y) ?? []);
  return Buffer.concat(parts.map(({ gzip }) => gunzipSync(gzip)));
} // prettier-ignore

test.each([
  ['public', ['divisions', 'boundaries', 'places', 'facilities']],
  ['staff', TileSetId.options],
] as const)('%s: every tile is what the pyramids of the database have, read by the pmtiles library', async (audience, sets) => {
  const { archive, close } = await archiveFile(path(`${audience}.pmtiles`));
  let [seen, beyond] = [0, 0];
  for await (const { z, x, y, raw } of tilesOf(archive)) {
    seen += 1;
    if (z <= 10) expect(raw.equals(expected(audience, sets, z, x, y)), `${z}/${x}/${y}`).toBe(true);
    else beyond += 1;
  }
  const header = await archive.getHeader();
  expect(seen).toBe(header.numAddressedTiles);
  expect(beyond).toBeGreaterThan(0);
  const pyramids = sets.map((id) => tiles.pyramid(id, audience));
  const own = new Set<string>();
  for (let z = 0; z <= 10; z += 1) for (let x = 0; x < 2 ** z; x += 1) if (z < 8) for (let y = 0; y < 2 ** z; y += 1) if (pyramids.some((pyramid) => pyramid.get(z, x, y))) own.add(`${z}/${x}/${y}`);
  for (const key of own) {
    const [z, x, y] = key.split('/').map(Number) as [number, number, number];
    expect(await archive.getZxy(z, x, y), key).toBeDefined();
  }
  const metadata = (await archive.getMetadata()) as { attribution: string; vector_layers: { id: string; maxzoom: number }[]; nutag: { audience: string; sets: string[] } };
  expect(metadata.vector_layers.map(({ id }) => id)).toEqual(TileSetId.options.filter((id) => (sets as readonly string[]).includes(id)).flatMap((id) => tileSets[id].layers.map((layer) => layer.id)));
  expect(metadata.vector_layers.every(({ maxzoom }) => maxzoom === 12)).toBe(true); // also of sets that end before: nothing vanishes
  expect(metadata.attribution).toBe('民政部 &#60;b&#62;');
  expect(metadata.nutag.audience).toBe(audience);
  await close();
}); // prettier-ignore

test('one set, some zooms; the public has no markers; the same command gives the same bytes, and leaves nothing else', async () => {
  const file = path('few.pmtiles');
  expect(await build({ file, sets: ['facilities'], minzoom: 5, maxzoom: 7 })).toBe(0);
  const { archive, close } = await archiveFile(file);
  expect(await archive.getHeader()).toMatchObject({ minZoom: 5, maxZoom: 7 });
  for await (const { z, x, y, raw } of tilesOf(archive))
    expect(raw.equals(expected('public', ['facilities'], z, x, y))).toBe(true);
  await close();
  expect(await build({ file: path('again.pmtiles') })).toBe(0);
  const [a, b] = ['public', 'again'].map((name) => statSync(path(`${name}.pmtiles`)).size);
  expect(a).toBe(b);
  expect(readdirSync(folder).filter((name) => name.endsWith('.parts'))).toEqual([]);
  expect(statSync(path('staff.pmtiles')).mode & 0o077).toBe(0); // what is not public is not everybody's to read
});

/** The service's handler alone: archive first, then the database's tiles. */
async function serve(location: string): Promise<{ base: string; archive: ArchiveServer; close: () => Promise<void> }> {
  const archive = await createArchiveServer(location, { host: '127.0.0.1', port: 0 }, createTileCounts(), context.log);
  const server: Server = createServer((request, response) => {
    const audience = request.headers['x-audience'] === 'staff' ? 'staff' : 'public';
    if (!archive.handle(request, response, audience) && !tiles.handle(request, response, audience)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await archive.close();
  };
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, archive, close };
} // prettier-ignore

const staff = { headers: { 'x-audience': 'staff', 'accept-encoding': 'gzip' } };

test('the server draws from a local file: tiles, ETags and TileJSON as from the database', async () => {
  const { base, close } = await serve(path('staff.pmtiles'));
  for (const id of TileSetId.options) {
    const { minzoom, maxzoom, layers } = tileSets[id];
    const found = TileJson.parse(await (await fetch(`${base}/tiles/${id}.json`, staff)).json());
    expect(found).toMatchObject({ minzoom, maxzoom, attribution: '民政部 &#60;b&#62;' });
    expect(found.pmtiles).toBeUndefined();
    expect(found.vector_layers.map((layer) => layer.id)).toEqual(layers.map((layer) => layer.id));
    const url = found.tiles[0]!.replace('{z}/{x}/{y}', '6/51/23');
    const answer = await fetch(url, staff);
    const stored = tiles.pyramid(id, 'staff').get(6, 51, 23)!;
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(answer.headers.get('etag')).toBe(`"${stored.hash}-gzip"`); // of the set alone, though the archive has one tile of all
    expect(Buffer.from(await answer.arrayBuffer()).equals(gunzipSync(stored.gzip))).toBe(true);
    const unchanged = await fetch(url, { headers: { ...staff.headers, 'if-none-match': `"${stored.hash}-gzip"` } }); // prettier-ignore
    expect(unchanged.status).toBe(304);
    const plain = await fetch(url, { headers: { 'x-audience': 'staff', 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBe(null);
    expect(Buffer.from(await plain.arrayBuffer()).equals(gunzipSync(stored.gzip))).toBe(true);
    const version = tiles.version(id, 'staff'); // maps that were opened before go on
    expect((await fetch(`${base}/tiles/${id}/v${version}/6/51/23.mvt`, staff)).status).toBe(200);
  }
  expect((await fetch(`${base}/tiles/places/6/0/0.mvt`, staff)).status).toBe(404);
  expect((await fetch(`${base}/tiles/divisions/11/1640/750.mvt`, staff)).status).toBe(404); // the set ends at 10
  expect((await fetch(`${base}/tiles/places/v000000000001/6/51/23.mvt`, staff)).status).toBe(410);
  expect((await fetch(`${base}/tiles/places/6/51/23.mvt`, { method: 'POST' })).status).toBe(405);
  await close();
});

test('an archive of staff is not shown to the public; what an archive has not comes from the database', async () => {
  const ofStaff = await serve(path('staff.pmtiles'));
  const seen = TileJson.parse(await (await fetch(`${ofStaff.base}/tiles/places.json`)).json());
  expect(seen.tiles[0]).toContain(`/v${tiles.version('places', 'public')}/`);
  await ofStaff.close();
  const few = await serve(path('few.pmtiles'));
  const facilities = TileJson.parse(await (await fetch(`${few.base}/tiles/facilities.json`)).json());
  expect(facilities).toMatchObject({ minzoom: 5, maxzoom: 7 });
  const places = TileJson.parse(await (await fetch(`${few.base}/tiles/places.json`)).json());
  expect(places.tiles[0]).toContain(`/v${tiles.version('places', 'public')}/`);
  await few.close();
});

test('a file that is no archive is refused at the start, by what is wrong with it', async () => {
  writeFileSync(path('bad.pmtiles'), 'PNG');
  await expect(serve(path('bad.pmtiles'))).rejects.toThrow(/bad\.pmtiles cannot be read as a map/);
  await expect(serve(path('none.pmtiles'))).rejects.toThrow(/none\.pmtiles cannot be opened/);
});

test('from another host by range requests: same bytes; 503 when it is away, what was fetched goes on', async () => {
  const host = await startArchiveHost(path('public.pmtiles'));
  const { base, close } = await serve(host.url);
  const described = TileJson.parse(await (await fetch(`${base}/tiles/places.json`)).json());
  expect(described.pmtiles).toBe(host.url);
  const url = described.tiles[0]!.replace('{z}/{x}/{y}', '6/51/23');
  const stored = tiles.pyramid('places', 'public').get(6, 51, 23)!;
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(url)));
  for (const answer of answers)
    expect(Buffer.from(await answer.arrayBuffer()).equals(gunzipSync(stored.gzip))).toBe(true);
  expect(host.ranges.length).toBeLessThan(8); // asked for once, not twenty times
  expect(Math.max(...host.ranges.map((range) => range.split('-').map(Number)).map(([from, to]) => to! - from!))).toBeLessThan(100_000); // prettier-ignore
  host.close();
  expect((await fetch(url)).status).toBe(200);
  const away = await fetch(url.replace('/6/51/23', '/7/103/47'));
  expect(away.status).toBe(503);
  expect(away.headers.get('retry-after')).toBe('5');
  const back = await startArchiveHost(path('public.pmtiles'), Number(new URL(host.url).port));
  expect((await fetch(url.replace('/6/51/23', '/7/103/47'))).status).toBe(200);
  expect((await fetch(url.replace('/6/51/23', '/12/3305/1490'))).status).toBe(200);
  back.close();
  await close();
});

test('an archive that is replaced is seen within seconds, and an address of a version never answers other bytes', async () => {
  const file = path('moving.pmtiles');
  expect(await build({ file, sets: ['facilities'], maxzoom: 8 })).toBe(0);
  const host = await startArchiveHost(file);
  const [local, remote] = [await serve(file), await serve(host.url)];
  const version = async (base: string): Promise<string> =>
    /\/v([0-9a-f]+)\//.exec(TileJson.parse(await (await fetch(`${base}/tiles/facilities.json`)).json()).tiles[0]!)![1]!; // prettier-ignore
  const [before, other] = [await version(local.base), await version(remote.base)];
  expect(before).toBe(other);
  await sql`update facility set name = '新馆' where public`.execute(database.db);
  await sql`update data_version set version = version + 1 where dataset = 'facilities'`.execute(database.db);
  expect(await build({ file, sets: ['facilities'], maxzoom: 8 })).toBe(0);
  host.put(file);
  const old = await fetch(`${remote.base}/tiles/facilities/v${before}/8/206/93.mvt`); // not fetched before
  expect([410, 503]).toContain(old.status);
  for (const { base } of [local, remote]) {
    while ((await version(base)) === before) await pause(100);
    expect((await fetch(`${base}/tiles/facilities/v${before}/6/51/23.mvt`)).status).toBe(410);
    const url = `${base}/tiles/facilities/6/51/23.mvt`;
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).includes('新馆')).toBe(true);
  }
  await local.close();
  await remote.close();
  host.close();
}, 30_000);
