import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VectorTile } from '@mapbox/vector-tile';
import fc from 'fast-check';
import { sql } from 'kysely';
import { PbfReader } from 'pbf';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { TileJson } from '../../server/api/tiles.ts';
import { transaction } from '../../server/database/transaction.ts';
import { createDynamicTiles } from '../../server/dynamic-tiles/serve.ts';
import { createTileServer } from '../../server/tiles/server.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { featuresOf } from '../unit/tiles-decode.ts';

let database: TestDatabase;
let server: Server;
let base: string;
const home = mkdtempSync(join(tmpdir(), 'nutag-dynamic-'));

beforeAll(async () => {
  database = await openTestDatabase();
  await fill();
  const context = testContext(database.db, home);
  const onServer = inject('testDatabaseUrl') !== '';
  context.config = { ...context.config, databaseUrl: onServer ? 'postgres://test' : null, poolSize: 4, statementTimeoutMs: onServer ? 3000 : 60_000 };
  context.tiles = createTileServer(context, ['staff', 'public']);
  const dynamic = createDynamicTiles(context);
  server = createServer((request, response) => {
    const audience = request.headers['x-audience'] === 'staff' ? 'staff' : 'public';
    if (!dynamic.handle(request, response, audience) && !context.tiles!.handle(request, response, audience)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}); // prettier-ignore
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await database.close();
  rmSync(home, { recursive: true, force: true });
});

/** Two squares with a hole, wound the wrong way round, and one that is too thin for any zoom below 10. */
async function fill(): Promise<void> {
  const { db } = database;
  await sql`insert into source (id, title) values ('test', 'Test')`.execute(db);
  const polygon = (text: string) => sql`ST_SetSRID(ST_GeomFromText(${text}), 4490)`;
  const holed = 'MULTIPOLYGON(((110 41, 112.3 41.1, 112.2 43, 110.1 42.9, 110 41), (110.5 41.5, 110.5 42, 111 42, 111 41.5, 110.5 41.5)), ((113 41, 113.5 41, 113.5 41.5, 113 41.5, 113 41)))';
  const thin = 'MULTIPOLYGON(((112.5 41, 112.500001 41, 112.500001 43, 112.5 43, 112.5 41)))';
  for (const [code, geom, from, to, isPublic] of [
    ['150101', holed, null, null, true],
    ['150102', thin, null, null, true],
    ['150103', holed, '1990-01-01', '2003-12-01', true],
    ['150104', holed, null, null, false],
  ] as const)
    await sql`insert into division (code, name, level, geom, label, valid_from, valid_to, source_id, public) values (${code}, ${`旗${code}`}, 'county', ${polygon(geom)}, ST_SetSRID(ST_MakePoint(110.2, 41.2), 4490), ${from}::date, ${to}::date, 'test', ${isPublic})`.execute(db);
  await sql`
    insert into boundary_line (code, name, level, side_a, side_a_name, length_km, geom, segment_count, source_id)
    values ('X1', '线', 'county', 'a', 'a', 1, ST_SetSRID(ST_GeomFromText('MULTILINESTRING((109 40.5, 111 42, 112 41.7, 115 44), (111 42, 111.3 44))'), 4490), 1, 'test')`.execute(db);
  await sql`insert into boundary_marker (number, line_code, condition, geom, source_id, county_a) select n::text, 'X1', case when n % 4 = 0 then 'missing' else 'intact' end, ST_SetSRID(ST_MakePoint(110 + n / 100.0, 42), 4490), 'test', '150101' from generate_series(1, 100) n`.execute(db);
  await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol) values ('funeral_home', '殡仪馆', 'funeral home', 'county', 1, 'x'), ('columbarium', '骨灰堂', 'columbarium', 'county', 2, 'x')`.execute(db);
  await sql`
    insert into facility (kind, name, county_code, position, geom, status, source_id, sample, opened_on)
    select case when n % 3 = 0 then 'columbarium' else 'funeral_home' end, '馆' || n, '150101', 'synthetic', ST_SetSRID(ST_MakePoint(110 + n / 100.0, 42.1), 4490), 'operating', 'test', true, make_date(1950 + n % 70, 1, 1)
    from generate_series(1, 90) n`.execute(db);
  await sql`
    insert into place (id, class_code, division_code, name, importance, status, position, geom, source_id, sample, public)
    select n, case when n % 5 = 0 then '12100' else '22200' end, case when n % 2 = 0 then '150101' else '150201' end, '地' || n, 1 + n % 97, case when n % 11 = 0 then 'abolished' else 'current' end, 'synthetic',
      ST_SetSRID(ST_MakePoint(110 + (n * 7919 % 9973) / 4000.0, 41 + (n * 104729 % 9967) / 4000.0), 4490), 'test', true, n % 13 <> 0
    from generate_series(1, 3000) n`.execute(db);
  await sql`update data_version set version = 1, source_id = 'test'`.execute(db);
} // prettier-ignore

const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> => fetch(base + path, { headers }); // prettier-ignore
const described = async (path: string, audience = 'public'): Promise<TileJson> => TileJson.parse(await (await ask(path, { 'x-audience': audience })).json()); // prettier-ignore
const tilePathOf = (json: TileJson, z: number, x: number, y: number): string => json.tiles[0]!.replace(base, '').replace('{z}/{x}/{y}', `${z}/${x}/${y}`); // prettier-ignore
const decoded = async (response: Response): Promise<VectorTile> => new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer()))); // prettier-ignore

function* tilesAround(z: number): Generator<[number, number]> {
  const n = 2 ** z;
  const row = (lat: number): number => Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * n); // prettier-ignore
  for (let x = Math.floor((109 / 360 + 0.5) * n); x <= (115 / 360 + 0.5) * n; x += 1)
    for (let y = row(44); y <= row(40.5); y += 1) yield [x, y];
}

async function idsAt(json: TileJson, z: number, layer: string, audience = 'public'): Promise<number[]> {
  const ids: number[] = [];
  for (const [x, y] of tilesAround(z)) {
    const response = await ask(tilePathOf(json, z, x, y), { 'x-audience': audience });
    if (response.status === 204) continue;
    expect(response.status).toBe(200);
    ids.push(...featuresOf(await decoded(response), layer).map((feature) => feature.id!));
  }
  return ids;
}

describe('filtered places', () => {
  test('TileJSON carries filter and version; at z12 each place that passes is drawn once, as the list finds it', async () => {
    const json = await described('/tiles/places.json?division=150101&class=12100');
    expect(json.tiles[0]).toMatch(/\/tiles\/places\/v[0-9a-f]{12}\/\{z\}\/\{x\}\/\{y\}\.mvt\?class=12100&division=150101$/);
    const { rows } = await sql<{ id: number }>`select id from place where division_code = '150101' and class_code = '12100' and public order by id`.execute(database.db);
    const ids = await idsAt(json, 9, 'place');
    expect(ids.length).toBeLessThanOrEqual(rows.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await idsAt(json, 10, 'place')).sort((a, b) => a - b)).toEqual(rows.map(({ id }) => id)); // so few that none shares a cell
  }); // prettier-ignore

  test('what is not public is drawn for staff only, under the same address', async () => {
    const json = await described('/tiles/places.json?class=12100');
    const [all, seen] = [await idsAt(json, 8, 'place', 'staff'), await idsAt(json, 8, 'place')];
    expect(all.some((id) => id % 13 === 0)).toBe(true);
    expect(seen.some((id) => id % 13 === 0)).toBe(false);
    const [x, y] = [...tilesAround(8)][5]!;
    const cache = await ask(tilePathOf(json, 8, x, y), { 'x-audience': 'staff' });
    expect(cache.headers.get('cache-control')).toMatch(/^private/);
  });

  test('below z12 the most important of a cell stays, and the same question gives the same bytes', async () => {
    const json = await described('/tiles/places.json?status=current');
    const [x, y] = [...tilesAround(4)][0]!;
    const path = tilePathOf(json, 4, x, y);
    const [one, other] = [await ask(path), await ask(path)];
    expect(one.headers.get('etag')).toBe(other.headers.get('etag'));
    const shown = featuresOf(await decoded(one), 'place');
    expect(shown.length).toBeGreaterThan(50);
    expect(shown.length).toBeLessThan(3000);
    expect((await ask(path, { 'if-none-match': one.headers.get('etag')! })).status).toBe(304);
  });

  test('ETag and coding go together', async () => {
    const json = await described('/tiles/places.json?class=22200');
    const [x, y] = [...tilesAround(6)][0]!;
    const tags = await Promise.all(['br', 'gzip', 'identity'].map(async (coding) => {
      const response = await ask(tilePathOf(json, 6, x, y), { 'accept-encoding': coding });
      expect(response.headers.get('content-encoding') ?? 'identity').toBe(coding);
      expect((await decoded(response)).layers['place']!.length).toBeGreaterThan(0);
      return response.headers.get('etag');
    })); // prettier-ignore
    expect(new Set(tags).size).toBe(3);
  });

  test('an edit changes the version at once; the old address is gone or says what it said', async () => {
    const before = await described('/tiles/places.json?division=150201');
    const [x, y] = [Math.floor((111 / 360 + 0.5) * 128), 47]; // 42 degrees north
    const old = await (await ask(tilePathOf(before, 7, x, y))).arrayBuffer();
    await sql`update place set name = '新名' where division_code = '150201'`.execute(database.db);
    await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'places'`.execute(database.db); // prettier-ignore
    const after = await described('/tiles/places.json?division=150201');
    expect(after.version).not.toBe(before.version);
    const names = featuresOf(await decoded(await ask(tilePathOf(after, 7, x, y))), 'place').map((feature) => feature.properties['name']); // prettier-ignore
    expect(new Set(names)).toEqual(new Set(['新名']));
    expect(Buffer.from(await (await ask(tilePathOf(before, 7, x, y))).arrayBuffer()).equals(Buffer.from(old))).toBe(true); // prettier-ignore
    const uncached = tilePathOf(before, 8, 2 * x, 2 * y);
    expect((await ask(uncached)).status).toBe(410);
  });
});

describe('shapes', () => {
  /** The same on both engines: whoever changes what a tile says changes these on purpose. */
  const golden: Record<string, string> = {};

  test('polygons are wound as MVT wants it, holes stay, flat ones are a dot, a date gives the divisions of that day', async () => {
    const now = await described('/tiles/divisions.json?level=county');
    const [then, nowIds] = [await described('/tiles/divisions.json?level=county&at=2000-06-01'), new Set(await idsAt(now, 6, 'division'))]; // prettier-ignore
    expect(nowIds).toEqual(new Set([150_101, 150_102])); // the thin one as a square of two units
    expect(new Set(await idsAt(then, 6, 'division'))).toContain(150_103);
    expect(new Set(await idsAt(now, 6, 'division', 'staff'))).toContain(150_104);
    for (const z of [4, 6, 8, 10])
      for (const [x, y] of [...tilesAround(z)].slice(0, 60)) {
        const response = await ask(tilePathOf(now, z, x, y));
        if (response.status === 204) continue;
        for (const feature of featuresOf(await decoded(response), 'division'))
          expectWound(feature.loadGeometry());
      }
  });

  test('the bytes are those of the other engine', async () => {
    const json = [await described('/tiles/divisions.json?level=county&at=2000-06-01'), await described('/tiles/boundaries.json?level=county'), await described('/tiles/facilities.json?kind=columbarium'), await described('/tiles/markers.json?condition=missing')]; // prettier-ignore
    for (const one of json) {
      const hash = createHash('sha256');
      for (const z of [6, 8, 9])
        for (const [x, y] of tilesAround(z)) hash.update(Buffer.from(await (await ask(tilePathOf(one, z, x, y), { 'accept-encoding': 'identity' })).arrayBuffer())); // prettier-ignore
      golden[one.name] = hash.digest('hex').slice(0, 16);
    }
    expect(golden).toMatchInlineSnapshot(`
      {
        "nutag-boundaries": "e8302f51695be333",
        "nutag-divisions": "7da80d37d726778f",
        "nutag-facilities": "b1508bf683454f5f",
        "nutag-markers": "904ad0806947d5a1",
      }
    `);
  });
});

test('of more than a tile may hold the most important are drawn, the same ones each time', async () => {
  const { db } = database;
  await sql`
    insert into boundary_marker (number, line_code, condition, geom, source_id)
    select 'n' || n, 'X9', case when n % 500 = 0 then 'missing' else 'intact' end, ST_SetSRID(ST_MakePoint(111 + n / 10000.0, 42), 4490), 'test' from generate_series(1, 5000) n`.execute(db);
  await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'markers'`.execute(db);
  const json = await described('/tiles/markers.json?line=X9', 'staff');
  const path = tilePathOf(json, 6, Math.floor((111.2 / 360 + 0.5) * 64), 23);
  const answers = [await ask(path, { 'x-audience': 'staff', 'accept-encoding': 'br' }), await ask(path, { 'x-audience': 'staff', 'accept-encoding': 'gzip' })];
  expect(new Set(answers.map((answer) => answer.headers.get('etag')!.split('-')[0])).size).toBe(1);
  const drawn = featuresOf(await decoded(answers[0]!), 'marker');
  expect(drawn.length).toBe(4096);
  expect(drawn.filter(({ properties }) => properties['condition'] === 'missing')).toHaveLength(10);
  await sql`delete from boundary_marker where line_code = 'X9'`.execute(db);
}); // prettier-ignore

describe('as of a day', () => {
  const changes = (lon: number): string => JSON.stringify({ before: { lon, lat: 42.5 }, after: {} });
  const markerOn = async (day: string): Promise<{ id: number; condition: unknown; x: number }[]> => {
    const json = await described(`/tiles/markers.json?line=X2&at=${day}`, 'staff');
    expect(json.history).toEqual({ features: 102, dated: 2 });
    const found: { id: number; condition: unknown; x: number }[] = [];
    for (const [x, y] of tilesAround(8)) {
      const response = await ask(tilePathOf(json, 8, x, y), { 'x-audience': 'staff' });
      if (response.status === 204) continue;
      for (const feature of featuresOf(await decoded(response), 'marker')) found.push({ id: feature.id!, condition: feature.properties['condition'], x: Math.round(((x + feature.loadGeometry()[0]![0]!.x / 4096) / 256 - 0.5) * 36_000) / 100 });
    }
    return found.sort((a, b) => a.id - b.id);
  }; // prettier-ignore

  test('markers stand from when they were set up to when they were given up, where they then stood, in the condition that was seen by then', async () => {
    const { db } = database;
    await sql`
      insert into boundary_marker (id, number, line_code, condition, geom, source_id, county_a, established_on, valid_to, stated_condition, stated_on, checked_on) values
        (9001, 'A', 'X2', 'damaged', ST_SetSRID(ST_MakePoint(111.5, 42.5), 4490), 'test', '150101', '1998-05-01', null, 'intact', '2005-06-01', '2020-06-01'),
        (9002, 'B', 'X2', 'missing', ST_SetSRID(ST_MakePoint(112.5, 42.5), 4490), 'test', '150101', '2001-01-01', '2015-01-01', null, null, '2014-07-01')`.execute(db);
    const event = async (kind: string, day: string, condition: string | null, change: string | null, corrects: number | null = null): Promise<number> =>
      (await sql<{ id: number }>`
        insert into marker_event (uuid, marker_id, line_code, marker_number, kind, happened_on, condition, changes, corrects, recorded_by)
        values (gen_random_uuid(), 9001, 'X2', 'A', ${kind}, ${day}::date, ${condition}, ${change}::jsonb, ${corrects}, 'test') returning id`.execute(db)).rows[0]!.id;
    await event('inspect', '2010-06-01', 'missing', null);
    await event('relocate', '2012-06-01', 'intact', changes(110.5));
    const wrong = await event('inspect', '2016-06-01', 'displaced', null);
    await event('inspect', '2020-06-01', 'damaged', null, wrong);
    await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'markers'`.execute(db);

    const [a, b] = [{ id: 9001, x: 110.5 }, { id: 9002, x: 112.5, condition: 'unknown' }];
    expect(await markerOn('1997-01-01')).toEqual([]);
    expect(await markerOn('1999-01-01')).toEqual([{ ...a, condition: 'unknown' }]);
    expect(await markerOn('2006-01-01')).toEqual([{ ...a, condition: 'intact' }, b]);
    expect(await markerOn('2011-01-01')).toEqual([{ ...a, condition: 'missing' }, b]);
    expect(await markerOn('2014-12-31')).toEqual([{ id: 9001, x: 111.5, condition: 'intact' }, { ...b, condition: 'missing' }]);
    expect(await markerOn('2017-01-01')).toEqual([{ id: 9001, x: 111.5, condition: 'intact' }]);
    expect(await markerOn('2021-01-01')).toEqual([{ id: 9001, x: 111.5, condition: 'damaged' }]);
  }); // prettier-ignore

  test('lines and divisions of a day; those without a day are drawn, and counted', async () => {
    const { db } = database;
    await sql`
      insert into boundary_line (code, name, level, side_a, side_a_name, length_km, geom, segment_count, source_id, valid_from, valid_to)
      values ('X3', '旧线', 'county', 'a', 'a', 1, ST_SetSRID(ST_GeomFromText('MULTILINESTRING((110 41, 114 43))'), 4490), 1, 'test', '1990-01-01', '2003-12-01')`.execute(db);
    await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'boundaries'`.execute(db);
    const codes = async (query: string): Promise<unknown[]> => {
      const json = await described(`/tiles/boundaries.json?${query}`);
      expect(json.history).toEqual(query.startsWith('at') ? { features: 2, dated: 1 } : undefined);
      const tile = await decoded(await ask(tilePathOf(json, 5, 25, 11)));
      return featuresOf(tile, 'boundary').map(({ properties }) => String(properties['code'])).sort((a, b) => (a < b ? -1 : 1));
    };
    expect(await codes('level=county')).toEqual(['X1']);
    expect(await codes('at=2000-01-01')).toEqual(['X1', 'X3']);
    expect(await codes('at=2003-12-01')).toEqual(['X1']);
    expect((await described('/tiles/divisions.json?at=2000-01-01')).history).toEqual({ features: 3, dated: 1 });
  }); // prettier-ignore

  test('a facility is what its history says of the day, or in operation until it closed', async () => {
    const { db } = database;
    const day = (year: number): string => `${year}-06-01`;
    await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol) values ('cemetery', '公墓', 'cemetery', 'county', 3, 'x')`.execute(db);
    for (const [name, status, opened, closed, history] of [
      ['甲', 'closed', '1990-01-01', day(2010), []],
      ['乙', 'suspended', '2000-01-01', null, [{ status: 'building', from: null }, { status: 'operating', from: day(2002) }, { status: 'suspended', from: day(2015) }]],
      ['丙', 'unknown', null, null, []],
    ] as const)
      await sql`insert into facility (kind, name, county_code, position, geom, status, source_id, sample, opened_on, closed_on, status_history) values ('cemetery', ${name}, '150101', 'synthetic', ST_SetSRID(ST_MakePoint(110.3, 42.1), 4490), ${status}, 'test', true, ${opened}::date, ${closed}::date, ${JSON.stringify(history)}::jsonb)`.execute(db);
    await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'facilities'`.execute(db);
    const seen = async (at: string): Promise<string> => {
      const json = await described(`/tiles/facilities.json?kind=cemetery&at=${at}`);
      const tile = await decoded(await ask(tilePathOf(json, 5, 25, 11)));
      return featuresOf(tile, 'facility').map(({ properties: { name, status } }) => `${String(name)} ${String(status)}`).sort((a, b) => (a < b ? -1 : 1)).join();
    };
    expect(await seen(day(1995))).toBe('丙 unknown,甲 operating');
    expect(await seen(day(2001))).toBe('丙 unknown,乙 unknown,甲 operating'); // nobody knows since when it was being built
    expect(await seen(day(2009))).toBe('丙 unknown,乙 operating,甲 operating');
    expect(await seen(day(2020))).toBe('丙 unknown,乙 suspended');
  }); // prettier-ignore

  test('a geometry that changes while an older version is in memory: each address goes on showing its own', async () => {
    const before = await described('/tiles/divisions.json?division=150101');
    const shown = async (json: TileJson, x: number): Promise<string> => Buffer.from(await (await ask(tilePathOf(json, 7, x, 47))).arrayBuffer()).toString('base64'); // prettier-ignore
    const [one, other] = [await shown(before, 103), await shown(before, 104)];
    await sql`update division set geom = ST_Translate(geom, 0.3, 0) where code = '150101'`.execute(
      database.db,
    );
    await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'divisions'`.execute(database.db); // prettier-ignore
    const after = await described('/tiles/divisions.json?division=150101');
    expect(await shown(after, 103)).not.toBe(one);
    expect([await shown(before, 103), await shown(before, 104)]).toEqual([one, other]);
  });
});

/** Exterior rings have a positive area (y down), holes a negative one: https://github.com/mapbox/vector-tile-spec 4.3.3.3. */
function expectWound(rings: { x: number; y: number }[][]): void {
  const areas = rings.map((ring) => {
    expect(ring.length).toBeGreaterThanOrEqual(4);
    let sum = 0;
    for (let i = 0; i + 1 < ring.length; i += 1) sum += ring[i]!.x * ring[i + 1]!.y - ring[i + 1]!.x * ring[i]!.y;
    return sum / 2;
  });
  expect(areas[0]).toBeGreaterThan(0);
  for (const area of areas) expect(area).not.toBe(0);
  expect(areas.reduce((sum, area) => sum + area, 0)).toBeGreaterThan(0);
} // prettier-ignore

describe('what cannot be answered', () => {
  test.each([
    ['/tiles/places.json?nonsense=1', 400],
    ['/tiles/places.json?class=abc', 400],
    ['/tiles/places.json?class=1&class=2', 400],
    ['/tiles/places.json?at=2026-13-45', 400],
    [`/tiles/places.json?q=${'a'.repeat(2000)}`, 400],
    ['/tiles/nothing.json?class=1', 404],
    ['/tiles/places/99/0/0.mvt?class=1', 404],
    ['/tiles/places/5/40/0.mvt?class=1', 404],
    ['/tiles/places/v000000000000/5/25/11.mvt?class=1', 410],
  ])('%s is %i', async (path, status) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('garbage never gets a 5xx', async () => {
    const part = fc.oneof(fc.string({ maxLength: 12 }), fc.integer().map(String), fc.constantFrom('150101', '12100', 'true', '2000-01-01', '%00', '%E0%A4%A', "'; drop", '١', '1e3', '-1')); // prettier-ignore
    const name = fc.constantFrom(
      'class',
      'division',
      'at',
      'status',
      'q',
      'bbox',
      'language',
      'kind',
      'level',
      'line',
      'x',
    );
    const query = fc.array(fc.tuple(name, part), { minLength: 1, maxLength: 3 }).map((pairs) => pairs.map(([key, value]) => `${key}=${value.replace(/[^\x21-\x7e]|#/g, (c) => encodeURIComponent(/[\ud800-\udfff]/.test(c) ? '?' : c))}`).join('&')); // prettier-ignore
    const path = fc.oneof(
      fc.constantFrom('places', 'facilities', 'markers', 'boundaries', 'divisions', 'nothing').map((set) => `/tiles/${set}.json`),
      fc.tuple(fc.constantFrom('places', 'divisions', 'boundaries'), part, part, part).map(([set, z, x, y]) => `/tiles/${set}/${encodeURIComponent(z.replace(/[\ud800-\udfff]/g, ''))}/${encodeURIComponent(x.replace(/[\ud800-\udfff]/g, ''))}/${encodeURIComponent(y.replace(/[\ud800-\udfff]/g, ''))}.mvt`),
      fc.tuple(fc.nat({ max: 14 }), fc.nat({ max: 4000 }), fc.nat({ max: 4000 })).map(([z, x, y]) => `/tiles/places/${z}/${x}/${y}.mvt`),
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(path, query, async (where, what) => {
        const status = await new Promise<number>((resolve, reject) => {
          get(base + where + '?' + what, (response) => {
            response.resume();
            resolve(response.statusCode!);
          }).on('error', reject);
        });
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 400, seed: 20261129 },
    );
  }, 120_000);
});

describe.runIf(inject('testDatabaseUrl') !== '')('a slow database', () => {
  test('503 with Retry-After within the timeout; what is cached, and the pyramid, go on; then all is well again', async () => {
    const json = await described('/tiles/places.json?class=12100');
    const [x, y] = [...tilesAround(6)][0]!;
    const cached = tilePathOf(json, 6, x, y);
    expect((await ask(cached)).status).toBe(200);
    let locked = (): void => undefined;
    const isLocked = new Promise<void>((resolve) => (locked = resolve));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const holding = transaction(database.db, async (trx) => {
      await sql`lock table place in access exclusive mode`.execute(trx);
      locked();
      await released;
    });
    await isLocked;
    const started = performance.now();
    const waiting = ask(tilePathOf(json, 7, 2 * x, 2 * y));
    expect((await ask(cached)).status).toBe(200);
    const response = await waiting;
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    release();
    await holding;
    const again = await ask(tilePathOf(json, 7, 2 * x, 2 * y));
    expect([200, 204]).toContain(again.status);
  }, 60_000);

  test('a client that leaves takes its statement along', async () => {
    const json = await described('/tiles/places.json?class=12100');
    const [x, y] = [...tilesAround(9)][3]!;
    let locked = (): void => undefined;
    const isLocked = new Promise<void>((resolve) => (locked = resolve));
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const holding = transaction(database.db, async (trx) => {
      await sql`lock table place in access exclusive mode`.execute(trx);
      locked();
      await released;
    });
    await isLocked;
    const stuck = async (): Promise<number> =>
      (await sql<{ n: number }>`select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(database.db)).rows[0]!.n; // prettier-ignore
    const leaving = new AbortController();
    const asked = fetch(base + tilePathOf(json, 9, x, y), { signal: leaving.signal }).catch(() => 'left');
    await expect.poll(stuck, { timeout: 5000 }).toBe(1);
    leaving.abort();
    expect(await asked).toBe('left');
    await expect.poll(stuck, { timeout: 1200 }).toBe(0);
    release();
    await holding;
  }, 60_000);
});
