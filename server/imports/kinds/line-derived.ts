import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { DivisionTopology } from '../../boundaries/arcs.ts';
import { lineWkb } from '../../boundaries/wkb.ts';
import { insertBatch } from '../../database/bulk.ts';
import type { Db } from '../../database/open.ts';
import type { DB } from '../../database/schema.ts';
import { runTask } from '../../task.ts';
import type { Run } from '../kind.ts';
import type { DerivedLines } from './line-derive-worker.ts';

const unzip = promisify(gunzip);
const noLines: DerivedLines & { sourceId: string; sample: boolean } = { lines: [], segments: [], sourceId: '', sample: false }; // prettier-ignore

/** The lines as the current topology draws them, computed in a worker thread. Empty where there is no topology. */
export async function derivedLines(db: Db): Promise<typeof noLines> {
  const current = await db.selectFrom('division_topology').where('current', '=', true).select(['topology', 'source_id', 'sample']).executeTakeFirst(); // prettier-ignore
  if (current === undefined) return noLines;
  const topology = JSON.parse((await unzip(current.topology)).toString('utf8')) as DivisionTopology;
  const rows = await db.selectFrom('division').where('valid_to', 'is', null).where('level', '<>', 'township').select(['code', 'name']).execute(); // prettier-ignore
  const names = new Map(rows.map((row) => [row.code, row.name]));
  const derived = await runTask<DerivedLines>(new URL('line-derive-worker.ts', import.meta.url), {
    topology,
    names,
  });
  return { ...derived, sourceId: current.source_id, sample: current.sample };
}

/** Id of the current topology, as SQL; null without one. */
export const currentTopology: RawBuilder<unknown> = sql`(select id from division_topology where current)`;

const derivedStage = (run: Run): RawBuilder<unknown> => sql.table(run.stage('derived'));

/** Stages the derived form of lines, by code, before they return to it. */
export async function stageDerived(run: Run, codes: readonly string[]): Promise<void> {
  const stage = derivedStage(run);
  await sql`drop table if exists ${stage}`.execute(run.db);
  await sql`create table ${stage} (part text not null, code text not null, a jsonb not null, geom geometry(MultiLineString, 4490))`.execute(run.db); // prettier-ignore
  if (codes.length === 0) return;
  const derived = await derivedLines(run.db);
  const { sourceId, sample } = derived;
  const wanted = new Set(codes);
  const rows = [
    ...derived.lines.map(({ lines, code, ...a }) => ({
      part: 'line',
      code,
      lines,
      a: { ...a, sourceId, sample },
    })),
    ...derived.segments.map(({ lines, lineCode: code, ...a }) => ({ part: 'segment', code, lines, a })),
  ].filter((row) => wanted.has(row.code));
  for (const { part, code, lines, a } of rows) {
    const text = (value: string) => ({ type: 'text' as const, values: [value] });
    const wkb = { type: 'bytea' as const, values: [`\\x${Buffer.from(lineWkb(lines)).toString('hex')}`] };
    await insertBatch(run.db, run.stage('derived'), { part: text(part), code: text(code), a: { type: 'jsonb', values: [JSON.stringify(a)] }, wkb }, { geom: 'ST_GeomFromWKB(wkb, 4490)' }, ['wkb']); // prettier-ignore
    await run.breathe();
  }
}

/** Gives lines the form that was staged: by their codes; one that the topology no longer has is deleted. */
export async function returnToDerived(run: Run, trx: Kysely<DB>, codes: readonly string[]): Promise<void> {
  if (codes.length === 0) return;
  const stage = derivedStage(run);
  const mine = sql`code = any(${[...codes]}::text[])`;
  await sql`delete from boundary_segment where line_id in (select id from boundary_line where ${mine})`.execute(
    trx,
  );
  await sql`delete from boundary_line where ${mine} and code not in (select code from ${stage} where part = 'line')`.execute(trx); // prettier-ignore
  await sql`
    insert into boundary_line (code, name, level, side_a, side_b, side_a_name, side_b_name, length_km, geom, segment_count,
      legal, source_id, sample, origin)
    select code, a->>'name', a->>'level', a->>'sideA', a->>'sideB', a->>'sideAName', a->>'sideBName', (a->>'lengthKm')::float8,
      geom, (a->>'segments')::int4, false, a->>'sourceId', (a->>'sample')::boolean, 'derived'
    from ${stage} where part = 'line' and ${mine} order by code
    on conflict (code) do update set name = excluded.name, level = excluded.level, side_a = excluded.side_a, side_b = excluded.side_b,
      side_a_name = excluded.side_a_name, side_b_name = excluded.side_b_name, length_km = excluded.length_km, geom = excluded.geom,
      segment_count = excluded.segment_count, legal = false, source_id = excluded.source_id, sample = excluded.sample,
      origin = 'derived', public = true, secrecy = '公开', stated_length_km = null, agreement = null, approval = null,
      approved_on = null, attributes = null, updated_at = now()`.execute(trx); // prettier-ignore
  await sql`
    insert into boundary_segment (line_id, county_a, county_b, county_b_name, length_km, geom)
    select l.id, n.a->>'countyA', n.a->>'countyB', n.a->>'countyBName', (n.a->>'lengthKm')::float8, n.geom
    from ${stage} n join boundary_line l on l.code = n.code
    where n.part = 'segment' and n.code = any(${[...codes]}::text[])
    order by n.code, n.a->>'countyA', n.a->>'countyB'`.execute(trx);
}
