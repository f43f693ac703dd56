import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { loadBoundaries } from '../../server/packs/boundaries.ts';
import { loadDivisions } from '../../server/packs/divisions.ts';
import { recordSources } from '../../server/packs/load.ts';
import { openPack } from '../../server/packs/manifest.ts';
import type { Step } from '../../server/progress.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';

const silent: Step = { total: () => undefined, advance: () => undefined, message: () => undefined };
const pack = openPack('inner-mongolia');

describe('loading the divisions of the built-in pack', () => {
  const home = mkdtempSync(join(tmpdir(), 'nutag-packs-'));
  let database: TestDatabase;
  let context: Context;
  beforeAll(async () => {
    database = await openTestDatabase();
    context = testContext(database.db, home);
    await recordSources(context, pack);
    await loadDivisions(context, pack, silent);
    await loadBoundaries(context, pack, silent);
  });
  afterAll(async () => {
    await database.close();
    rmSync(home, { recursive: true, force: true });
  });
  const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> =>
    (await query.execute(database.db)).rows[0]!;
  const drawn = () =>
    one<{ drawn: number; invalid: number }>(sql`select count(geom) as drawn,
    count(*) filter (where not ST_IsValid(geom)) as invalid from division where valid_to is null`);
  const source = () => one(sql`select source_id from division_topology where current`);

  test('loads over divisions that were imported before', async () => {
    await sql`insert into source (id, title) values ('file:before', 'before')`.execute(database.db);
    await sql`update division set source_id = 'file:before' where code in ('150000', '150100', '150102')`.execute(
      database.db,
    );
    await loadDivisions(context, pack, silent);
    await loadBoundaries(context, pack, silent);
    expect(await one(sql`select count(*) as n from division where valid_to is null`)).toEqual({ n: 1149 });
  });
  test('draws 1 + 12 + 103 divisions, all valid', async () => {
    expect(await drawn()).toEqual({ drawn: 116, invalid: 0 });
    expect(await source()).toEqual({ source_id: 'echarts-cities' });
  });
  test('a second time changes no count', async () => {
    await loadDivisions(context, pack, silent);
    await loadBoundaries(context, pack, silent);
    expect(await drawn()).toEqual({ drawn: 116, invalid: 0 });
    expect(await one(sql`select count(*) as n from division where valid_to is null`)).toEqual({ n: 1149 });
  });
  test("an office's own coverage survives a new version of the pack", async () => {
    await sql`insert into source (id, title) values ('file:own', 'own')`.execute(database.db);
    await sql`update division_topology set source_id = 'file:own' where current`.execute(database.db);
    await loadDivisions(context, pack, silent);
    await loadBoundaries(context, pack, silent);
    expect(await source()).toEqual({ source_id: 'file:own' });
    expect(await drawn()).toEqual({ drawn: 116, invalid: 0 });
  });
});
