import { Migrator, sql, type Kysely, type Migration } from 'kysely';
import * as m0001 from '../../migrations/0001_extensions.ts';
import * as m0002 from '../../migrations/0002_sources.ts';
import * as m0003 from '../../migrations/0003_divisions.ts';
import * as m0004 from '../../migrations/0004_boundaries.ts';
import * as m0005 from '../../migrations/0005_places.ts';
import * as m0006 from '../../migrations/0006_search.ts';
import * as m0007 from '../../migrations/0007_facilities.ts';
import * as m0008 from '../../migrations/0008_coverage.ts';
import * as m0009 from '../../migrations/0009_imports.ts';
import * as m0010 from '../../migrations/0010_accounts.ts';
import * as m0011 from '../../migrations/0011_changes.ts';
import * as m0014 from '../../migrations/0014_edits.ts';
import * as m0015 from '../../migrations/0015_protected_names.ts';
import * as m0016 from '../../migrations/0016_audiences.ts';
import * as m0017 from '../../migrations/0017_verifications.ts';
import * as m0019 from '../../migrations/0019_facets.ts';
import * as m0020 from '../../migrations/0020_office.ts';
import * as m0021 from '../../migrations/0021_boundary_work.ts';
import * as m0022 from '../../migrations/0022_line_ends.ts';
import * as m0023 from '../../migrations/0023_marker_register.ts';
import * as m0024 from '../../migrations/0024_inspections.ts';
import * as m0025 from '../../migrations/0025_boundary_status.ts';
import * as m0026 from '../../migrations/0026_coverage_policies.ts';
import * as m0027 from '../../migrations/0027_tile_changes.ts';
import * as m0028 from '../../migrations/0028_announcements.ts';
import * as m0029 from '../../migrations/0029_sign_map.ts';
import * as m0030 from '../../migrations/0030_scenarios.ts';
import * as m0032 from '../../migrations/0032_four_letters.ts';
import * as m0033 from '../../migrations/0033_roads.ts';
import * as m0035 from '../../migrations/0035_road_scenarios.ts';
import * as m0036 from '../../migrations/0036_scenario_share.ts';

/** Every migration, in order. A landed one is never edited. */
export const migrations: Record<string, Migration> = {
  '0001_extensions': m0001,
  '0002_sources': m0002,
  '0003_divisions': m0003,
  '0004_boundaries': m0004,
  '0005_places': m0005,
  '0006_search': m0006,
  '0007_facilities': m0007,
  '0008_coverage': m0008,
  '0009_imports': m0009,
  '0010_accounts': m0010,
  '0011_changes': m0011,
  '0014_edits': m0014,
  '0015_protected_names': m0015,
  '0016_audiences': m0016,
  '0017_verifications': m0017,
  '0019_facets': m0019,
  '0020_office': m0020,
  '0021_boundary_work': m0021,
  '0022_line_ends': m0022,
  '0023_marker_register': m0023,
  '0024_inspections': m0024,
  '0025_boundary_status': m0025,
  '0026_coverage_policies': m0026,
  '0027_tile_changes': m0027,
  '0028_announcements': m0028,
  '0029_sign_map': m0029,
  '0030_scenarios': m0030,
  '0032_four_letters': m0032,
  '0033_roads': m0033,
  '0035_road_scenarios': m0035,
  '0036_scenario_share': m0036,
};

const names = Object.keys(migrations);
export const lastMigration = names.at(-1)!;

/** The last migration that a database has had. */
export async function schemaLevel<T>(db: Kysely<T>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select max(name) as name from kysely_migration`.execute(db);
  return rows[0]!.name;
}

/** Runs the migrations after `from` (null: all) up to `to`, in a transaction of the caller's; the list of what was run stays. */
export async function runMigrations<T>(trx: Kysely<T>, from: string | null, to: string): Promise<void> {
  const first = from === null ? 0 : names.indexOf(from) + 1;
  for (const name of names.slice(first, names.indexOf(to) + 1)) await migrations[name]!.up(trx);
}

/** Brings the schema up to date, all or nothing. @throws the error of the migration that failed */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) {
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'unknown';
    throw new Error(`Migration ${failed} failed: ${(error as Error).message}`, { cause: error });
  }
}
