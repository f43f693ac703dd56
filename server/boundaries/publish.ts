import { sql, type Kysely, type RawBuilder, type Transaction } from 'kysely';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import type { DB } from '../database/schema.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import { runTask } from '../task.ts';
import type { DivisionTopology } from './arcs.ts';
import type { Derived, DeriveInput, StagedRow } from './derive-worker.ts';

export interface TopologySource {
  topology: DivisionTopology;
  sourceId: string;
  sample: boolean;
  /** Divisions that come with the topology: their names by code, and what writes their rows inside the swap. */
  divisions?: { names: ReadonlyMap<string, string>; write: (trx: Kysely<DB>) => Promise<void> };
  /** Raises the data versions inside the swap, instead of it. */
  record?: (trx: Transaction<DB>) => Promise<void>;
}

const batchBytes = 300_000; // geometry sent in one statement: about 15 ms on the embedded engine
const batchRows = 100;

/**
 * Makes a county coverage the current one: polygons, boundary lines, segments and meeting points together. Everything is
 * derived in a worker thread and staged outside any transaction; only the swap is one. Lines and meeting points that
 * keep their code keep their id. The division rows must be there.
 * @returns the number of boundary lines
 * @throws Error when the topology is no coverage or holds counties that are not known
 */
export async function replaceTopology(context: Context, source: TopologySource, step: Step): Promise<number> {
  const db = context.jobs;
  const names = new Map([...(await currentNames(db)), ...(source.divisions?.names ?? [])]);
  checkCodes(source.topology, names);
  const input: DeriveInput = { topology: source.topology, names };
  const derived = await runTask<Derived>(new URL('./derive-worker.ts', import.meta.url), input);
  step.total(derived.rows.length);
  await openStage(db);
  try {
    for (const batch of batches(derived.rows)) {
      await stage(db, batch);
      step.advance(batch.length);
    }
    await sql`create index boundary_next_code on boundary_next (part, code)`.execute(db); // joins stay cheap unanalysed
    await sql`analyze boundary_next`.execute(db);
    await takeRingsApart(db, sql`boundary_next`, sql`part = 'division'`);
    await transaction(db, (trx) => swap(trx, source, derived));
  } finally {
    await sql`drop table if exists boundary_next`.execute(db);
  }
  return derived.lines;
}

/**
 * Joining arcs end to end makes one ring of a shell and a hole (or of two shells) that touch in a point. Here they become two
 * again; no vertex moves.
 */
export async function takeRingsApart(
  db: Db,
  table: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<void> {
  await sql`update ${table} set geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3))
    where ${where} and not ST_IsValid(geom)`.execute(db);
}

/** Takes polygons, derived lines and meeting points away: what the first coverage had brought. */
export async function removeTopology(
  context: Context,
  {
    write,
    record,
  }: { write: (trx: Kysely<DB>) => Promise<void>; record: (trx: Transaction<DB>) => Promise<void> },
): Promise<void> {
  await transaction(context.jobs, async (trx) => {
    await write(trx);
    await sql`update division set geom = null, label = null, area_km2 = null, updated_at = now()
      where valid_to is null and geom is not null`.execute(trx);
    await sql`delete from boundary_line where origin = 'derived'`.execute(trx); // and their segments
    await sql`delete from meeting_point`.execute(trx);
    await sql`delete from division_topology where current`.execute(trx);
    await record(trx);
    await countLines(trx);
  });
}

async function currentNames(db: Db): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('division')
    .where('valid_to', 'is', null)
    .where('level', '<>', 'township')
    .select(['code', 'name'])
    .execute();
  return new Map(rows.map((row) => [row.code, row.name]));
}

function checkCodes(topology: DivisionTopology, names: ReadonlyMap<string, string>): void {
  const unknown = topology.objects.county.geometries
    .map(({ id }) => String(id))
    .filter((code) => !names.has(code));
  if (unknown.length > 0)
    throw new Error(`counties that are no present division: ${unknown.slice(0, 10).join(', ')}`);
}

async function openStage(db: Db): Promise<void> {
  await sql`drop table if exists boundary_next`.execute(db);
  await sql`
    create unlogged table boundary_next (
      part text not null, code text not null, geom geometry(Geometry, 4490), point geometry(Point, 4490), a jsonb not null
    )`.execute(db);
}

function* batches(rows: readonly StagedRow[]): Generator<StagedRow[]> {
  let batch: StagedRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = row.wkb?.length ?? 0;
    if (batch.length > 0 && (bytes + size > batchBytes || batch.length === batchRows)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(row);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function stage(db: Db, rows: readonly StagedRow[]): Promise<void> {
  const wkb = rows.map((row) => (row.wkb === null ? null : Buffer.from(row.wkb)));
  await sql`
    insert into boundary_next (part, code, geom, point, a)
    select part, code, ST_GeomFromWKB(wkb, 4490),
      case when lon is null then null else ST_SetSRID(ST_MakePoint(lon, lat), 4490) end, a::jsonb
    from unnest(
      ${rows.map((row) => row.part)}::text[], ${rows.map((row) => row.code)}::text[], ${wkb}::bytea[], ${rows.map((row) => row.point?.[0] ?? null)}::float8[],
      ${rows.map((row) => row.point?.[1] ?? null)}::float8[], ${rows.map((row) => JSON.stringify(row.attributes))}::text[]
    ) as t(part, code, wkb, lon, lat, a)`.execute(db);
}

/** Surveyed lines are imported by themselves: they and their segments stay, and no derived line takes their code. */
async function swap(trx: Transaction<DB>, source: TopologySource, derived: Derived): Promise<void> {
  const { sourceId, sample } = source;
  await source.divisions?.write(trx);
  await sql`
    update division set geom = null, label = null, area_km2 = null, updated_at = now()
    where valid_to is null and geom is not null
      and code not in (select code from boundary_next where part = 'division')`.execute(trx);
  await sql`
    update division d set geom = n.geom, label = n.point, area_km2 = (n.a->>'areaKm2')::float8, updated_at = now()
    from boundary_next n
    where n.part = 'division' and n.code = d.code and d.valid_to is null`.execute(trx);
  await sql`
    delete from boundary_line
    where origin = 'derived' and code not in (select code from boundary_next where part = 'line')`.execute(
    trx,
  );
  await sql`
    insert into boundary_line (code, name, level, side_a, side_b, side_a_name, side_b_name, length_km, geom, segment_count,
      legal, source_id, sample)
    select code, a->>'name', a->>'level', a->>'sideA', a->>'sideB', a->>'sideAName', a->>'sideBName',
      (a->>'lengthKm')::float8, geom, (a->>'segments')::int4, false, ${sourceId}, ${sample}
    from boundary_next where part = 'line' order by code
    on conflict (code) do update set name = excluded.name, level = excluded.level, side_a = excluded.side_a,
      side_b = excluded.side_b, side_a_name = excluded.side_a_name, side_b_name = excluded.side_b_name,
      length_km = excluded.length_km, geom = excluded.geom, segment_count = excluded.segment_count,
      legal = false, source_id = excluded.source_id, sample = excluded.sample, updated_at = now()
    where boundary_line.origin = 'derived'`.execute(trx);
  await sql`
    delete from boundary_segment s using boundary_line line
    where line.id = s.line_id and line.origin = 'derived'`.execute(trx);
  await sql`
    insert into boundary_segment (line_id, county_a, county_b, county_b_name, length_km, geom)
    select line.id, a->>'countyA', a->>'countyB', a->>'countyBName', (a->>'lengthKm')::float8, n.geom
    from boundary_next n join boundary_line line on line.code = n.code
    where part = 'segment' and line.origin = 'derived' order by n.code, a->>'countyA', a->>'countyB'`.execute(
    trx,
  );
  await sql`
    delete from meeting_point where code not in (select code from boundary_next where part = 'meeting-point')`.execute(
    trx,
  );
  await sql`
    insert into meeting_point (code, name, level, divisions, geom, source_id, sample)
    select code, a->>'name', a->>'level', array(select jsonb_array_elements_text(a->'divisions')), point,
      ${sourceId}, ${sample}
    from boundary_next where part = 'meeting-point' order by code
    on conflict (code) do update set name = excluded.name, level = excluded.level, divisions = excluded.divisions,
      geom = excluded.geom, source_id = excluded.source_id, sample = excluded.sample, updated_at = now()`.execute(
    trx,
  );
  await sql`update division_topology set current = false where current`.execute(trx);
  await sql`
    insert into division_topology (topology, content_hash, current, source_id, sample)
    values (${Buffer.from(derived.topology)}, ${derived.hash}, true, ${sourceId}, ${sample})`.execute(trx);
  if (source.record === undefined) {
    await sql`
      update data_version set version = version + 1, updated_at = now(), source_id = ${sourceId}
      where dataset in ('divisions', 'boundaries')`.execute(trx);
  } else await source.record(trx);
  await countLines(trx);
}

async function countLines(trx: Kysely<DB>): Promise<void> {
  await sql`
    update data_version set row_count = (select count(*) from boundary_line) where dataset = 'boundaries'`.execute(
    trx,
  );
}
