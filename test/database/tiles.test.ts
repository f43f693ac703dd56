import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TileJson, TileSetId } from '../../server/api/tiles.ts';
import { loadPyramid } from '../../server/tiles/files.ts';
import { createTileServer, type TileServer } from '../../server/tiles/server.ts';
import type { Audience } from '../../server/accounts/audience.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { featuresOf, tilesIn } from '../unit/tiles-decode.ts';
import { fillRegion, region } from '../support/tile-world.ts';

let database: TestDatabase;
let home: string;
let tiles: TileServer;
let server: Server;
let base: string;

beforeAll(async () => {
  database = await openTestDatabase();
  await fillRegion(database.db);
});
afterAll(() => database.close());

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'nutag-home-'));
  tiles = createTileServer(testContext(database.db, home), ['staff', 'public']);
  server = createServer((request, response) => {
    const audience = request.headers['x-audience'] === 'staff' ? 'staff' : 'public';
    if (!tiles.handle(request, response, audience)) response.writeHead(418).end();
  });
  server.keepAliveTimeout = 0; // builds between two requests take seconds
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await tiles.close();
  server.close();
  server.closeAllConnections();
  rmSync(home, { recursive: true, force: true });
});

const files = (): string[] => readdirSync(join(home, 'tiles')).sort();
const bump = (dataset: string) =>
  sql`update data_version set version = version + 1, updated_at = now() where dataset = ${dataset}`.execute(
    database.db,
  );

const idsOf = (set: TileSetId, zoom: number, layer: string, audience: Audience = 'public'): number[] =>
  [...tilesIn(tiles.pyramid(set, audience), zoom)].flatMap(([, , tile]) =>
    featuresOf(tile, layer).map((feature) => feature.id!),
  );

describe('the tile server', () => {
  test('answers before anything is built, then serves every set, with public rows only', async () => {
    const publicSets = TileSetId.exclude(['markers']).options;
    for (const id of TileSetId.options) {
      expect((await fetch(`${base}/tiles/${id}.json`)).status).toBe(200);
      expect((await fetch(`${base}/tiles/${id}/6/52/23.mvt`)).status).toBe(204);
    }
    for (const id of TileSetId.options) await tiles.refresh(id);
    for (const id of publicSets) {
      const found = TileJson.parse(await (await fetch(`${base}/tiles/${id}.json`)).json());
      expect(found.tiles[0]).toContain(`/v${tiles.version(id, 'public')}/`);
      expect(found.attribution).toBe('民政部 &#60;b&#62;');
      const url = found.tiles[0]!.replace('{z}/{x}/{y}', '6/51/23');
      const answer = await fetch(url);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
    }
    const both = (['staff', 'public'] as const).flatMap((audience) =>
      publicSets.map((id) => `${id}-${tiles.version(id, audience)}.tiles`),
    );
    expect(files()).toEqual([...new Set([...both, `markers-${tiles.version('markers')}.tiles`])].sort());
    // only public rows with a position are drawn, each once
    const places = idsOf('places', 12, 'place');
    expect(places).toHaveLength(6000 - 5);
    for (const id of [2, 3, 4, 5, 6]) expect(places).not.toContain(id); // not public, internal, names a division, abolished, nowhere
    expect(new Set(idsOf('facilities', 12, 'facility')).size).toBe(98);
    expect(new Set(idsOf('markers', 12, 'marker', 'staff')).size).toBe(300);
    expect(idsOf('markers', 12, 'marker')).toEqual([]);
    expect(idsOf('divisions', 6, 'division')).not.toContain(150_999);
    // staff has them all, at other addresses, which are not the public's to read
    expect(new Set(idsOf('facilities', 12, 'facility', 'staff')).size).toBe(100);
    expect(idsOf('places', 12, 'place', 'staff')).toEqual(expect.arrayContaining([2, 3]));
    expect(tiles.pyramid('boundaries', 'public')).toBe(tiles.pyramid('boundaries', 'staff')); // nothing hidden: one for both
    for (const set of ['places', 'facilities'] as const) {
      const path = `/tiles/${set}/v${tiles.version(set, 'staff')}/6/51/23.mvt`;
      expect((await fetch(base + path)).status).toBe(410);
      const answer = await fetch(base + path, { headers: { 'x-audience': 'staff' } });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'private, max-age=31536000, immutable',
      ]);
    }
    const unversioned = await fetch(`${base}/tiles/places/6/51/23.mvt`);
    expect(unversioned.headers.get('vary')).toContain('Cookie');
    expect(idsOf('boundaries', 6, 'meeting_point')).toHaveLength(1);
    expect(new Set(idsOf('boundaries', 10, 'boundary')).size).toBe(region.lines.length);
    const [marker] = [...tilesIn(tiles.pyramid('markers'), 8)].flatMap(([, , tile]) =>
      featuresOf(tile, 'marker'),
    );
    expect(marker!.properties).toMatchObject({
      line: 'X1',
      level: region.lines[0]!.level,
      condition: 'intact',
    });
  }, 240_000);

  test('unchanged data is not built again, not even by the next process', async () => {
    await tiles.refresh('facilities');
    const [name] = files();
    const path = join(home, 'tiles', name!);
    const before = statSync(path).ino; // a build would put another file in its place
    await tiles.refresh('facilities');
    const next = createTileServer(testContext(database.db, home), ['staff', 'public']);
    await next.refresh('facilities');
    expect(next.version('facilities')).toBe(tiles.version('facilities'));
    expect(statSync(path).ino).toBe(before);
    await next.close();
  });

  test('a change gives a new version; the one before stays, the one before that is gone', async () => {
    const versions: string[] = [];
    for (const name of ['一', '二', '三']) {
      await sql`update facility set name = ${name} where id = (select min(id) from facility where public)`.execute(
        database.db,
      );
      await bump('facilities');
      await tiles.refresh('facilities');
      versions.push(tiles.version('facilities', 'public'));
    }
    expect(new Set(versions).size).toBe(3);
    const status = async (version: string): Promise<number> =>
      (await fetch(`${base}/tiles/facilities/v${version}/6/51/23.mvt`)).status;
    expect(await Promise.all(versions.map(status))).toEqual([410, 200, 200]);
    expect(files()).toHaveLength(4); // two of each audience
    expect(files()).toEqual(
      expect.arrayContaining(versions.slice(1).map((version) => `facilities-${version}.tiles`)),
    );
  });

  test('a place that is hidden leaves the pyramid of the public, and a start without that file shows an older one of its own', async () => {
    await tiles.refresh('places');
    const shown = 1000;
    const hide = (hidden: boolean) =>
      database.db
        .updateTable('place')
        .set({ public: !hidden })
        .where('id', '=', shown)
        .execute()
        .then(() => bump('places'));
    expect(idsOf('places', 12, 'place')).toContain(shown);
    await hide(true);
    await tiles.refresh('places');
    expect(idsOf('places', 12, 'place')).not.toContain(shown);
    expect(idsOf('places', 12, 'place', 'staff')).toContain(shown);
    const staff = tiles.version('places', 'staff');
    for (const name of files().filter((file) => file !== `places-${staff}.tiles`)) rmSync(join(home, 'tiles', name)); // prettier-ignore
    expect(await loadPyramid(join(home, 'tiles'), 'places', 'public', 'another')).toBeNull();
    expect((await loadPyramid(join(home, 'tiles'), 'places', 'staff', 'another'))?.version).toBe(staff);
    await hide(false);
  });

  test('a new data version with the same content keeps the tile version', async () => {
    await tiles.refresh('markers');
    const before = tiles.version('markers');
    await bump('markers');
    await tiles.refresh('markers');
    expect(tiles.version('markers')).toBe(before);
  });

  test('a broken file and a half-written one are replaced', async () => {
    await tiles.refresh('facilities');
    const path = join(home, 'tiles', files()[0]!);
    truncateSync(path, 5000);
    writeFileSync(join(home, 'tiles', 'facilities-000000000001.tiles.99999.part'), 'half');
    const next = createTileServer(testContext(database.db, home), ['staff', 'public']);
    await next.refresh('facilities');
    expect(next.pyramid('facilities').tiles).toBeGreaterThan(0);
    const kept = (['staff', 'public'] as const).map(
      (audience) => `facilities-${next.version('facilities', audience)}.tiles`,
    );
    expect(files()).toEqual(kept.sort());
    await next.close();
  });

  test('calls at once queue up, and the last change is in', async () => {
    const work = ['甲', '乙', '丙'].map(async (name) => {
      await sql`update facility set name = ${name} where id = (select max(id) from facility)`.execute(
        database.db,
      );
      await bump('facilities');
      await tiles.refresh('facilities');
    });
    await Promise.all(work);
    const { rows } = await sql<{ name: string }>`select name from facility order by id desc limit 1`.execute(
      database.db,
    );
    const names = [...tilesIn(tiles.pyramid('facilities'), 6)].flatMap(([, , tile]) =>
      featuresOf(tile, 'facility').map((feature) => feature.properties['name']),
    );
    expect(names).toContain(rows[0]!.name);
  });

  test('closing in the middle of a build ends it; the old version is still there', async () => {
    await tiles.refresh('places');
    const before = files();
    await bump('places');
    const running = tiles.refresh('places');
    const failed = expect(running).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await tiles.close();
    await failed;
    expect(files()).toEqual(before);
  });

  test('other queries get in while rows are read', async () => {
    const state = { done: false };
    const running = tiles.refresh('places').finally(() => (state.done = true));
    let longest = 0;
    while (!state.done) {
      const started = performance.now();
      await sql`select 1`.execute(database.db);
      longest = Math.max(longest, performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await running;
    expect(longest).toBeLessThan(1000); // a slice, with room for a busy machine
  });
});
