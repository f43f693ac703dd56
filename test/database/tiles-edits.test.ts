import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Audience } from '../../server/accounts/audience.ts';
import { transaction } from '../../server/database/transaction.ts';
import { raiseVersion, spotOf, takeDataset, type Edited } from '../../server/edits/dataset.ts';
import { startFold } from '../../server/tiles/fold.ts';
import { isOverlaid, rebase } from '../../server/tiles/overlay.ts';
import { tileId } from '../../server/tiles/pmtiles.ts';
import type { Pyramid } from '../../server/tiles/pyramid.ts';
import { createTileServer, type TileServer } from '../../server/tiles/server.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import { tilePosition } from '../../server/tiles/tile-index.ts';
import type { Tables } from '../../server/tiles/tile-set.ts';
import { buildPyramid } from '../unit/tiles-build.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
const homes: string[] = [];
const audiences: Audience[] = ['staff', 'public'];

beforeAll(async () => {
  database = await openTestDatabase();
  await fill();
});
afterAll(async () => {
  await database.close();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

function newServer(home = mkdtempSync(join(tmpdir(), 'nutag-edits-'))): TileServer {
  homes.push(home);
  return createTileServer(testContext(database.db, home), audiences);
}

async function fill(): Promise<void> {
  const { db } = database;
  await sql`insert into source (id, title) values ('test', 'Test')`.execute(db);
  await sql`insert into division (code, name, level, source_id) values ('150101', '旗', 'county', 'test')`.execute(
    db,
  );
  await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol) values ('funeral_home', '殡仪馆', 'funeral home', 'county', 1, 'x'), ('columbarium', '骨灰堂', 'columbarium', 'county', 2, 'x')`.execute(db); // prettier-ignore
  await sql`
    insert into boundary_line (code, name, level, side_a, side_a_name, length_km, geom, segment_count, source_id)
    values ('X1', 'line', 'county', 'a', 'a', 1, ST_Multi(ST_GeomFromText('LINESTRING(110 44, 111 44)', 4490)), 1, 'test')`.execute(db); // prettier-ignore
  await sql`
    insert into place (id, class_code, division_code, name, importance, status, position, geom, source_id, mongolian, sample)
    select n, '22200', '150101', '地' || n, 1 + (n * 31) % 97, 'current', 'synthetic',
      ST_SetSRID(ST_MakePoint(110 + (n * 7919 % 9973) / 4000.0, 41 + (n * 104729 % 9967) / 4000.0), 4490), 'test', case when n % 7 = 0 then 'ᠬᠥᠬᠡ' end, n % 2 = 0
    from generate_series(1, 5000) n`.execute(db); // prettier-ignore
  await sql`
    insert into facility (kind, name, county_code, position, geom, status, source_id, sample)
    select case when n % 3 = 0 then 'columbarium' else 'funeral_home' end, '馆' || n, '150101', 'synthetic',
      ST_SetSRID(ST_MakePoint(110 + (n * 7919 % 997) / 400.0, 41 + (n * 104729 % 991) / 400.0), 4490), case when n % 5 = 0 then 'closed' else 'operating' end, 'test', false
    from generate_series(1, 150) n`.execute(db); // prettier-ignore
  await sql`
    insert into boundary_marker (number, line_code, condition, geom, source_id)
    select n::text, 'X1', case when n % 4 = 0 then 'missing' else 'intact' end, ST_SetSRID(ST_MakePoint(110 + n / 100.0, 44), 4490), 'test' from generate_series(1, 200) n`.execute(db); // prettier-ignore
  await sql`update data_version set version = 1, source_id = 'test'`.execute(db);
}

const tables = { places: 'place', facilities: 'facility', markers: 'boundary_marker' } as const;

/** One edit of the record that has the `pick`th place in the order of ids. */
interface Edit {
  set: Edited;
  kind: 'move' | 'nudge' | 'rename' | 'hide' | 'show' | 'end' | 'revive' | 'lose' | 'add' | 'remove' | 'rank';
  pick: number;
  lon: number;
  lat: number;
}

/** Places on the edges of tiles and of cells are where rounding goes wrong. */
const coordinate = (from: number, to: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.double({ min: from, max: to, noNaN: true }),
    fc.integer({ min: 0, max: 64 }).map((step) => from + ((to - from) * step) / 64),
    fc
      .integer({ min: 0, max: 28 })
      .map((step) => Math.round(from / 0.3515625) * 0.3515625 + step * 0.087890625), // edges of tiles of z10, z12
  );
const anEdit: fc.Arbitrary<Edit> = fc.record({
  set: fc.constantFrom<Edited>('places', 'places', 'facilities', 'markers'),
  kind: fc.constantFrom<Edit['kind']>('move', 'move', 'nudge', 'rename', 'hide', 'show', 'end', 'revive', 'lose', 'add', 'remove', 'rank'), // prettier-ignore
  pick: fc.nat({ max: 5000 }),
  lon: coordinate(110, 112.5),
  lat: coordinate(41, 43.5),
});

const point = (lon: number, lat: number) => sql`ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490)`;

async function apply({ set, kind, pick, lon, lat }: Edit): Promise<void> {
  await transaction(database.db, async (trx) => {
    await takeDataset(trx, set);
    const table = sql.table(tables[set]);
    const run = async (statement: ReturnType<typeof sql>): Promise<void> =>
      void (await statement.execute(trx));
    const { rows } = await sql<{ id: number }>`select id from ${table} order by id offset ${pick} % (select count(*) from ${table}) limit 1`.execute(trx); // prettier-ignore
    let { id } = rows[0]!;
    if (kind === 'add') {
      if (set === 'places') {
        id = (await sql<{ id: number }>`select max(id) + 1 as id from place`.execute(trx)).rows[0]!.id;
        await run(sql`insert into place (id, class_code, division_code, name, importance, status, position, geom, source_id, sample) values (${id}, '11000', '150101', '新', ${1 + (pick % 97)}, 'current', 'synthetic', ${point(lon, lat)}, 'test', true)`); // prettier-ignore
      } else if (set === 'facilities')
        id = (await sql<{ id: number }>`insert into facility (kind, name, county_code, position, geom, status, source_id, sample) values ('columbarium', '新', '150101', 'synthetic', ${point(lon, lat)}, 'operating', 'test', true) returning id`.execute(trx)).rows[0]!.id; // prettier-ignore
      else
        id = (await sql<{ id: number }>`insert into boundary_marker (number, line_code, condition, geom, source_id) values (${`n${pick} ${lon} ${Math.random()}`}, 'X1', 'missing', ${point(lon, lat)}, 'test') returning id`.execute(trx)).rows[0]!.id; // prettier-ignore
      await raiseVersion(trx, set, { id, from: null, rows: 1 });
      return;
    }
    const from = await spotOf(trx, set, id);
    if (kind === 'remove') {
      await run(sql`delete from ${table} where id = ${id}`);
      await raiseVersion(trx, set, { id, from, rows: -1 });
      return;
    }
    const position = set === 'markers' ? sql`` : sql`, position = 'synthetic'`;
    const nowhere = set === 'markers' ? sql`` : sql`, position = 'unknown'`;
    if (kind === 'move')
      await run(sql`update ${table} set geom = ${point(lon, lat)}${position} where id = ${id}`);
    if (kind === 'nudge') await run(sql`update ${table} set geom = ST_Translate(geom, 0.0003, -0.0002) where id = ${id}`); // prettier-ignore
    if (kind === 'lose') await run(sql`update ${table} set geom = null${nowhere} where id = ${id}`);
    if (kind === 'hide') await run(sql`update ${table} set public = false where id = ${id}`);
    if (kind === 'show') await run(sql`update ${table} set public = true where not public`);
    if (kind === 'rename') await run(set === 'markers' ? sql`update ${table} set type = 'double' where id = ${id}` : sql`update ${table} set name = name || '改' where id = ${id}`); // prettier-ignore
    if (kind === 'rank' && set === 'places') await run(sql`update place set importance = ${1 + (pick % 9999)} where id = ${id}`); // prettier-ignore
    if (kind === 'rank' && set === 'markers') await run(sql`update boundary_marker set condition = 'displaced' where id = ${id}`); // prettier-ignore
    if (kind === 'rank' && set === 'facilities') await run(sql`update facility set kind = 'funeral_home', status = 'closed' where id = ${id}`); // prettier-ignore
    const [ended, back] = { places: [`status = 'abolished'`, `status = 'current'`], facilities: [`status = 'closed'`, `status = 'operating'`], markers: [`valid_to = '2026-01-01'`, 'valid_to = null'] }[set]; // prettier-ignore
    if (kind === 'end' || kind === 'revive')
      await run(sql`update ${table} set ${sql.raw(kind === 'end' ? ended! : back!)} where id = ${id}`);
    await raiseVersion(trx, set, { id, from, rows: 0 });
  });
}

/** Every row read and drawn again. */
async function wholeBuild(id: Edited, audience: Audience): Promise<Pyramid> {
  const tables: Tables = {};
  for await (const slice of tileSets[id].read(database.db, audience))
    for (const [name, rows] of Object.entries(slice)) (tables[name] ??= []).push(...(rows ?? []));
  return buildPyramid(id, tables);
}

function expectSameBytes(a: Pyramid, b: Pyramid, id: number): void {
  const zoom = Array.from({ length: 13 }, (_, z) => z).findLast((z) => tileId(z, 0, 0) <= id)!;
  const [x, y] = tilePosition(zoom, id);
  expect(tileId(zoom, x, y)).toBe(id);
  const [one, other] = [a.get(zoom, x, y), b.get(zoom, x, y)];
  expect([one?.hash, one?.gzip, one?.br]).toEqual([other?.hash, other?.gzip, other?.br]);
}

const sets: Edited[] = ['places', 'facilities', 'markers'];

test('random edits: only touched tiles are made anew, and the pyramid is the bytes of a whole build', async () => {
  const server = newServer();
  for (const set of sets) await server.refresh(set);
  // what is hidden between two states moves everybody's pyramid to one for each audience; 'show' undoes it
  await fc.assert(
    fc.asyncProperty(fc.array(anEdit, { minLength: 1, maxLength: 6 }), async (edits) => {
      const before = new Map(
        sets.flatMap((set) =>
          audiences.map((audience) => [`${set} ${audience}`, server.pyramid(set, audience)]),
        ),
      );
      for (const edit of edits) await apply(edit);
      for (const set of sets) await server.refresh(set);
      for (const set of sets) {
        for (const audience of audiences) {
          const patched = server.pyramid(set, audience);
          if (set === 'markers' && audience === 'public') continue;
          const touched = edits.filter((edit) => edit.set === set).length;
          if (touched === 0) expect(patched).toBe(before.get(`${set} ${audience}`));
          if (touched === 0) continue;
          const built = await wholeBuild(set, audience);
          expect(patched.bounds).toEqual(built.bounds);
          expect([...patched.index().ids]).toEqual([...built.index().ids]);
          expect(patched.index().hashes.equals(built.index().hashes)).toBe(true);
          expect([patched.version, patched.tiles]).toEqual([built.version, built.tiles]);
          for (const id of isOverlaid(patched) ? patched.changed.keys() : [])
            expectSameBytes(patched, built, id);
        }
        expect(server.pyramid(set, 'staff').stored).toBe(before.get(`${set} staff`)!.stored); // never built whole
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 15), seed: 20261129, endOnFailure: true },
  );
  await server.close();
}, 600_000);

test('a new process goes on from the file and the edits after it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'nutag-edits-'));
  const first = newServer(home);
  await first.refresh('places');
  const file = `places-${first.pyramid('places').stored}.tiles`;
  expect(readdirSync(join(home, 'tiles'))).toContain(file);
  await first.close();
  await apply({ set: 'places', kind: 'move', pick: 7, lon: 111.11, lat: 42.42 });
  const next = newServer(home);
  await next.refresh('places');
  expect(next.version('places')).not.toBe(first.version('places'));
  expect(`places-${next.pyramid('places').stored}.tiles`).toBe(file);
  const whole = newServer();
  await whole.refresh('places');
  expect(next.version('places')).toBe(whole.version('places'));
  await next.close();
  await whole.close();
});

test('a file and the edits since become one file of the same version, in a worker', async () => {
  const home = mkdtempSync(join(tmpdir(), 'nutag-edits-'));
  const server = newServer(home);
  await server.refresh('facilities');
  await apply({ set: 'facilities', kind: 'move', pick: 3, lon: 111.3, lat: 42.3 });
  await server.refresh('facilities');
  const edited = server.pyramid('facilities');
  if (!isOverlaid(edited)) throw new Error('not made by an edit');
  const file = await startFold(join(home, 'tiles'), tileSets.facilities, edited, '').result;
  expect([file.version, file.key, file.tiles]).toEqual([edited.version, edited.key, edited.tiles]);
  expect(file.bounds).toEqual(edited.bounds);
  for (const id of edited.changed.keys()) expectSameBytes(file, edited, id);
  const rebased = rebase(tileSets.facilities, edited, file, edited.changed);
  expect([rebased.version, rebased.stored]).toEqual([edited.version, edited.version]);
  await server.close();
});
