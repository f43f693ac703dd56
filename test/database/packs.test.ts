import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { loadBoundaries } from '../../server/packs/boundaries.ts';
import { loadDivisions } from '../../server/packs/divisions.ts';
import { loadInspections } from '../../server/packs/inspections.ts';
import { loadMarkers } from '../../server/packs/markers.ts';
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
  test('links of codes that an office has imported survive a new version of the pack, and so do the steps of another pack', async () => {
    const links = () => one<{ pack: number; own: number }>(sql`select count(*) filter (where note is distinct from '精确到年')::int4 as pack,
      count(*) filter (where note = '精确到年')::int4 as own from division_succession`); // prettier-ignore
    const { pack: before } = await links();
    expect(before).toBeGreaterThan(50);
    const { code } = await one<{ code: string }>(sql`select predecessor_code as code from division_succession where change = 'recode' order by 1 limit 1`); // prettier-ignore
    // One of a code that the pack does not name, one of a code that it does, and one that says what the pack says.
    await sql`insert into division_succession (predecessor_code, successor_code, at, change, note) values
      ('159998', '150102', '1990-01-01', 'recode', '精确到年'), (${code}, '150102', '1990-01-01', 'split', '精确到年')`.execute(database.db); // prettier-ignore
    await sql`update division_succession set at = '1990-01-01', note = '精确到年' where predecessor_code = ${code} and change = 'recode'`.execute(database.db); // prettier-ignore
    const edited = await links();
    await sql`insert into pack_step (pack_id, step, hash, row_count, seconds) values ('other', 'boundaries', 'x', 1, 1), (${pack.manifest.id}, 'boundaries', 'x', 1, 1)`.execute(database.db); // prettier-ignore
    await loadDivisions(context, pack, silent);
    await loadBoundaries(context, pack, silent);
    expect(await links()).toEqual(edited);
    expect(edited.own).toBeGreaterThan(2);
    expect(await one(sql`select string_agg(pack_id, ' ') as packs from pack_step where step = 'boundaries'`)).toEqual({ packs: 'other' }); // prettier-ignore
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

describe('the sample inspections of the built-in pack', () => {
  const home = mkdtempSync(join(tmpdir(), 'nutag-packs-'));
  let database: TestDatabase;
  let context: Context;
  beforeAll(async () => {
    database = await openTestDatabase();
    context = testContext(database.db, home);
    await recordSources(context, pack);
    await loadDivisions(context, pack, silent);
    await loadBoundaries(context, pack, silent);
    await loadMarkers(context, pack, silent);
    await loadInspections(context, pack, silent);
  });
  afterAll(async () => {
    await database.close();
    rmSync(home, { recursive: true, force: true });
  });
  const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> =>
    (await query.execute(database.db)).rows[0]!;
  const counts = () => one<Record<string, number>>(sql`select (select count(*) from inspection_round where sample)::int4 as rounds,
    (select count(*) from inspection where sample)::int4 as inspections, (select count(*) from marker_event where sample)::int4 as events,
    (select count(*) from marker_event e join boundary_marker m on m.id = e.marker_id and m.number = e.marker_number and m.line_code = e.line_code
      and m.condition = e.condition and m.checked_on = e.happened_on)::int4 as agreeing,
    (select count(*) from marker_event e join inspection i on i.id = e.inspection_id and i.line_code = e.line_code
      where e.happened_on >= i.field_from and (i.field_to is null or e.happened_on <= i.field_to))::int4 as inside`); // prettier-ignore

  test('agree with the sample markers: condition, day, and the field work of the inspection', async () => {
    const found = await counts();
    expect(found).toMatchObject({ rounds: 8, inspections: 419, events: 4104, agreeing: 4104 });
    const { linked } = await one<{ linked: number }>(sql`select count(inspection_id)::int4 as linked from marker_event`); // prettier-ignore
    expect(found['inside']).toBe(linked);
    expect(linked).toBeGreaterThan(3500);
  });
  test('a second time nothing is added or lost, and a marker keeps its id', async () => {
    const before = await counts();
    await sql`update inspection set conclusion = '已改' where id = (select min(id) from inspection)`.execute(
      database.db,
    );
    await loadMarkers(context, pack, silent);
    await loadInspections(context, pack, silent);
    expect(await counts()).toEqual(before);
    expect(await one(sql`select count(*)::int4 as n from inspection where conclusion = '已改'`)).toEqual({ n: 1 }); // prettier-ignore
  });
  test('are not added beside rounds of the office', async () => {
    const own = await openTestDatabase();
    await sql`insert into inspection_round (level, number, year_from, year_to, created_by) values ('province', 5, 2023, 2027, 'a')`.execute(own.db); // prettier-ignore
    await loadInspections(testContext(own.db, home), pack, silent);
    const { rows } = await sql`select (select count(*)::int4 from inspection_round) as rounds, (select count(*)::int4 from inspection) as inspections`.execute(own.db); // prettier-ignore
    expect(rows).toEqual([{ rounds: 1, inspections: 0 }]);
    await own.close();
  });
});
