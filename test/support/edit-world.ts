import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Account } from '../../server/accounts/account.ts';
import type { Role } from '../../server/api/actions.ts';
import type { Context } from '../../server/context.ts';
import { refreshDerived } from '../../server/derived.ts';
import { inTurn } from '../../server/in-turn.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { quietStep } from './ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from './database.ts';
import { areas, versions } from './place-knowledge.ts';

/** Somebody with a role and a jurisdiction. */
export const person = (name: string, role: Role, jurisdiction: string | null): Account => ({
  id: `id-${name}`,
  name,
  display: name,
  role,
  jurisdiction,
  via: 'session',
  scopes: null,
  mustChangePassword: false,
  sessionId: null,
  expiresAt: null,
});

export const actor = (account: Account): { name: string; from: string } => ({
  name: account.name,
  from: '10.0.0.9',
});

export interface EditWorld {
  database: TestDatabase;
  context: Context;
  home: string;
  close(): Promise<void>;
}

/** A database and a data folder of a test's own with the world below in them. */
export async function openEditWorld(): Promise<EditWorld> {
  const home = mkdtempSync(join(tmpdir(), 'nutag-edits-'));
  const database = await openTestDatabase();
  const context = { ...testContext(database.db, home), exclusive: inTurn() };
  await buildWorld(context);
  const close = async (): Promise<void> => {
    await context.exclusive(() => Promise.resolve()); // what an edit has left to be made
    await database.close();
    rmSync(home, { recursive: true, force: true });
  };
  return { database, context, home, close };
}

/**
 * 新城区 150102 and 回民区 150103 as squares of a degree, five places of two sources (the pack's are below ten million), three
 * facilities of a pack, and everything that is derived from them.
 */
async function buildWorld(context: Context): Promise<void> {
  const { db } = context;
  await sql`insert into source (id, title, sample) values ('pack', 'pack', true), ('office', 'office', false)`.execute(db); // prettier-ignore
  for (const { code, level, name, roman, from, to } of versions)
    await sql`insert into division (code, level, name, roman, valid_from, valid_to, source_id)
      values (${code}, ${level}, ${name}, ${roman}, ${from}, ${to}, 'pack')`.execute(db);
  for (const { code, rings } of areas) {
    const text = rings.map((ring) => `(${Array.from({ length: ring.length / 2 }, (_, at) => `${ring[at * 2]} ${ring[at * 2 + 1]}`).join(',')})`); // prettier-ignore
    await sql`update division set geom = ST_GeomFromText(${`MULTIPOLYGON((${text.join(',')}))`}, 4490) where code = ${code}`.execute(db); // prettier-ignore
  }
  await sql`update data_version set version = 1 where dataset = 'divisions'`.execute(db);
  await sql`insert into place_class (code, name, verified, settlement) values ('22200', '农村居民点', true, true), ('12100', '河流', true, false)`.execute(db); // prettier-ignore
  for (const [id, name, division, kind, source] of [
    [1, '东河村', '150102', '22200', 'pack'],
    [2, '西河村', '150102', '22200', 'pack'],
    [3, '大黑河', '150102', '12100', 'pack'],
    [4, '南营子', '150103', '22200', 'pack'],
    [10_000_001, '北河村', '150102', '22200', 'office'],
  ] as const) {
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, external_id, source_id, sample)
      values (${id}, ${kind}, ${division}, ${name}, 1000, 'synthetic', ST_SetSRID(ST_MakePoint(${division === '150102' ? 111.2 : 112.5}, ${40.1 + (id % 10) / 100}), 4490),
        ${source === 'office' ? `key-${id}` : null}, ${source}, ${source === 'pack'})`.execute(db);
    await sql`insert into place_name (place_id, text, kind, lang, reading, source_id)
      values (${id}, ${name}, 'standard', 'zh-Hans', null, ${source})`.execute(db);
  }
  await sql`insert into place_name (place_id, text, kind, lang, source_id) values (1, '东河', 'alias', 'zh-Hans', 'pack')`.execute(db); // prettier-ignore
  await sql`insert into facility_kind (id, name, name_en, unit, reach_km, sort, symbol) values ('funeral_home', '殡仪馆', 'Funeral home', 'county', 60, 1, 'funeral')`.execute(db); // prettier-ignore
  for (const [name, county, lon] of [
    ['新城区殡仪馆', '150102', 111.7],
    ['回民区殡仪馆', '150103', 112.4],
    ['新城区第二殡仪馆', '150102', 111.1],
  ] as const)
    await sql`insert into facility (kind, name, county_code, geom, position, status, source_id, sample)
      values ('funeral_home', ${name}, ${county}, ST_SetSRID(ST_MakePoint(${lon}, 40.8), 4490), 'synthetic', 'operating', 'pack', true)`.execute(db); // prettier-ignore
  for (const [dataset, rows] of [['places', 5], ['facilities', 3]] as const)
    await sql`update data_version set version = 1, row_count = ${rows} where dataset = ${dataset}`.execute(db); // prettier-ignore
  await buildPlaceIndexes(db, quietStep);
  for (const id of ['features', 'search', 'coverage'] as const) await refreshDerived(context, id);
}

/** Waits until what an edit leaves to be made behind it is made. */
export async function settled(context: Context): Promise<void> {
  for (const id of ['features', 'search', 'coverage', 'road_reach'] as const)
    await refreshDerived(context, id);
}
