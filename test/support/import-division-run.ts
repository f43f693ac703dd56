import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Context } from '../../server/context.ts';
import { divisions } from '../../server/imports/kinds/divisions.ts';
import { openTestDatabase, testContext, type TestDatabase } from './database.ts';
import { smallRuns, type Tried } from './import-small-run.ts';

/** A database for imports of divisions, empty before every test, and the questions that they ask it. */
export function divisionRuns() {
  let database: TestDatabase;
  let context: Context;
  beforeAll(async () => {
    database = await openTestDatabase();
    context = testContext(database.db, '/tmp/nutag-test');
  });
  afterAll(() => database.close());
  afterEach(async () => {
    for (const table of tables) await sql`delete from ${sql.table(table)}`.execute(context.jobs);
  });
  const all = async <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> => [
    ...(await query.execute(context.jobs)).rows,
  ];
  return {
    context: () => context,
    /** Imports under a source of that name. */
    runs: (source = 'own') => smallRuns(context, divisions, source),
    all,
    one: async <T>(query: ReturnType<typeof sql<T>>): Promise<T> => (await all(query))[0]!,
    run: async (query: ReturnType<typeof sql>): Promise<void> => void (await query.execute(context.jobs)),
    /** Present divisions, and whether they have a polygon. */
    rows: () =>
      all<{ code: string; drawn: boolean }>(sql`
        select code, geom is not null as drawn from division where valid_to is null order by code`),
    lines: async () =>
      (await all<{ code: string }>(sql`select code from boundary_line order by code`)).map(
        ({ code }) => code,
      ),
    /** Every division, past and present, with a hash of its polygon. */
    state: () =>
      all(sql`select code, name, valid_from::text, valid_to::text, md5(ST_AsBinary(geom)) as shape, round(area_km2::numeric, 6) as area
        from division order by code, valid_to`),
  };
}

const tables = [
  'boundary_segment',
  'boundary_line',
  'meeting_point',
  'division_topology',
  'division_succession',
  'division',
];

/** Severities by check, without the banners that a small file lacks: { overlap: 'error' }. */
export const said = ({ findings }: Tried): Record<string, string> =>
  Object.fromEntries(
    findings.filter(({ check }) => check !== 'code-missing').map(({ check, severity }) => [check, severity]),
  );
export const finding = (tried: Tried, check: string) => tried.findings.find((one) => one.check === check);
export const count = (tried: Tried, check: string): number =>
  tried.findings.filter((one) => one.check === check).length;
