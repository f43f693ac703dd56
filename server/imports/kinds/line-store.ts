import { sql, type RawBuilder } from 'kysely';
import type { ImportCounts } from '../../api/imports.ts';
import { lineWkb } from '../../boundaries/wkb.ts';
import { insertBatch } from '../../database/bulk.ts';
import type { PublishRun, RollBackRun, Run } from '../kind.ts';
import { commonColumns } from '../tables.ts';
import { currentTopology, returnToDerived, stageDerived } from './line-derived.ts';
import type { GatheredLine, GatheredSegment } from './line-gather.ts';
import {
  compareStaged,
  openStage,
  publishStaged,
  rollBackRows,
  stageOf,
  stageRows,
  type SmallTable,
} from './small-table.ts';

const batch = 20; // lines a statement

/** An imported line takes the place of the derived one of its code, under the same id. */
const table: SmallTable = {
  name: 'boundary_line',
  dataset: 'boundaries',
  key: ['code'],
  columns: {
    code: 'text', name: 'text', level: 'text', side_a: 'text', side_b: 'text', side_a_name: 'text', side_b_name: 'text',
    length_km: 'float8', segment_count: 'int4', legal: 'boolean', public: 'boolean', secrecy: 'text', origin: 'text',
    stated_length_km: 'float8', agreement: 'text', approval: 'text', approved_on: 'date', attributes: 'jsonb',
  }, // prettier-ignore
  geometry: 'wkb',
  own: (sourceId) => sql`p.source_id = ${sourceId} and p.origin = 'surveyed'`,
  divisions: ['side_a', 'side_b'],
  takesOver: true,
};

const segmentStage = (run: Run): RawBuilder<unknown> => sql.table(run.stage('segments'));
const hex = (parts: GatheredLine['lines']): string => Buffer.from(lineWkb(parts)).toString('hex');

/** Stages lines with their segments. `refused`: codes that are in the file and not loaded. */
export async function stageLines(
  run: Run,
  lines: readonly GatheredLine[],
  refused: ReadonlySet<string>,
): Promise<void> {
  await openStage(run, table);
  await sql`drop table if exists ${segmentStage(run)}`.execute(run.db);
  await sql`create table ${segmentStage(run)} (line_code text not null, county_a text not null, county_b text, county_b_name text,
    length_km float8 not null, carrier text, managing_code text, geom geometry(MultiLineString, 4490) not null)`.execute(run.db); // prettier-ignore
  const good = lines.filter(({ code }) => !refused.has(code));
  for (let from = 0; from < good.length; from += batch) {
    const part = good.slice(from, from + batch);
    await stageRows(run, table, part.map(rowOf)); // prettier-ignore
    await stageSegments(run, part.flatMap(({ pieces }) => pieces)); // prettier-ignore
    await run.breathe();
  }
  // What is refused stays as it is.
  for (const code of refused) await sql`insert into ${stageOf(run)} (code, line, accepted) values (${code}, 0, false)`.execute(run.db); // prettier-ignore
}

const rowOf = (line: GatheredLine) => ({
  line: line.firstLine,
  code: line.code,
  name: line.name,
  level: line.level,
  side_a: line.sideA,
  side_b: line.sideB,
  side_a_name: line.sideAName,
  side_b_name: line.sideBName,
  length_km: line.lengthKm,
  segment_count: line.segments,
  legal: line.legal,
  public: line.public,
  secrecy: line.secrecy,
  origin: 'surveyed',
  stated_length_km: line.statedKm,
  agreement: line.agreement,
  approval: line.approval,
  approved_on: line.approvedOn,
  attributes: line.attributes,
  wkb: hex(line.lines),
});

async function stageSegments(run: Run, segments: readonly GatheredSegment[]): Promise<void> {
  const text = (value: (segment: GatheredSegment) => string | null) => ({ type: 'text' as const, values: segments.map(value) }); // prettier-ignore
  await insertBatch(
    run.db,
    run.stage('segments'),
    {
      line_code: text(({ lineCode }) => lineCode),
      county_a: text(({ countyA }) => countyA),
      county_b: text(({ countyB }) => countyB),
      county_b_name: text(({ countyBName }) => countyBName),
      length_km: { type: 'float8', values: segments.map(({ lengthKm }) => lengthKm) },
      carrier: text(({ carrier }) => carrier),
      managing_code: text(({ managing }) => managing),
      wkb: { type: 'bytea', values: segments.map(({ lines }) => `\\x${hex(lines)}`) },
    },
    { geom: 'ST_GeomFromWKB(wkb, 4490)' },
    ['wkb'],
  );
}

const digest = (from: RawBuilder<unknown>): RawBuilder<unknown> => sql`(select md5(string_agg(
  concat(g.county_a, '|', g.county_b, '|', g.county_b_name, '|', g.carrier, '|', g.managing_code, '|', md5(ST_AsBinary(g.geom))), ','
  order by g.county_a, g.county_b, md5(ST_AsBinary(g.geom)))) from ${from})`; // prettier-ignore

/** Counts lines, not features. A line counts as changed when one of its segments has. */
export const compareLines = (run: Run, read: number): Promise<ImportCounts> =>
  compareStaged(run, table, read, async () => {
    await sql`update ${stageOf(run)} s set touched = true where s.id is not null and
      ${digest(sql`${segmentStage(run)} g where g.line_code = s.code`)} is distinct from ${digest(sql`boundary_segment g where g.line_id = s.id`)}`.execute(run.db); // prettier-ignore
  });

/** Codes of own lines that the file no longer holds. */
async function goneCodes(run: Run): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`select p.code from boundary_line p
    where ${table.own(run.job.sourceId)} and not exists (select from ${stageOf(run)} s where s.code = p.code)`.execute(
    run.db,
  );
  return rows.map(({ code }) => code);
}

/** Lines that are no longer in the file return to what the polygons of the current coverage draw. */
export async function publishLines(run: PublishRun): Promise<void> {
  const gone = await goneCodes(run);
  await stageDerived(run, gone);
  const archive = run.archive('segments');
  await sql`drop table if exists ${sql.table(archive)}`.execute(run.db);
  await sql`create table ${sql.table(archive)} as select g.* from boundary_segment g join boundary_line p on p.id = g.line_id
    where (${table.own(run.job.sourceId)}) or p.code in (select code from ${stageOf(run)} where accepted)`.execute(
    run.db,
  );
  const replaced = run.stage('replaced');
  await sql`drop table if exists ${sql.table(replaced)}`.execute(run.db);
  await sql`create table ${sql.table(replaced)} as select s.code from ${stageOf(run)} s left join boundary_line p on p.id = s.id
    where s.accepted and (p.id is null or s.touched or p.geom is distinct from s.geom)`.execute(run.db);
  try {
    await publishStaged(run, table, {
      archives: [archive],
      remember: sql`${currentTopology} as topology_id`,
      keepsGone: true,
      after: async (trx) => {
        await sql`delete from boundary_segment g using boundary_line p, ${sql.table(replaced)} r where p.code = r.code and g.line_id = p.id`.execute(trx); // prettier-ignore
        await sql`
          insert into boundary_segment (line_id, county_a, county_b, county_b_name, length_km, carrier, managing_code, geom)
          select p.id, n.county_a, n.county_b, n.county_b_name, n.length_km, n.carrier, n.managing_code, n.geom
          from ${segmentStage(run)} n join ${sql.table(replaced)} r on r.code = n.line_code join boundary_line p on p.code = n.line_code
          order by n.line_code, n.county_a, n.county_b`.execute(trx); // prettier-ignore
        await returnToDerived(run, trx, gone);
      },
    });
  } catch (error) {
    await sql`drop table if exists ${sql.table(archive)}`.execute(run.db);
    throw error;
  }
}

/**
 * Puts the former lines and segments back. Where another coverage has been published since, lines that were derived are drawn
 * from that one: the archived ones would no longer fit its polygons.
 */
export async function rollBackLines(run: RollBackRun): Promise<void> {
  const [lines, segments] = [sql.table(run.archive('rows')), sql.table(run.archive('segments'))];
  const { rows } = await sql<{ code: string }>`
    select code from ${lines} where origin = 'derived' and topology_id is distinct from ${currentTopology}`.execute(
    run.db,
  );
  const outdated = rows.map(({ code }) => code);
  await stageDerived(run, outdated);
  const columns = await commonColumns(run.db, 'boundary_segment', run.archive('segments'));
  const names = sql.join(columns.map((column) => sql.ref(column)));
  try {
    await rollBackRows(run, table, {
      before: async (trx) => {
        await sql`delete from boundary_segment where line_id in (
          select p.id from boundary_line p where (${table.own(run.job.sourceId)}) or p.id in (select id from ${lines}))`.execute(
          trx,
        );
      },
      after: async (trx) => {
        await sql`insert into boundary_segment (${names}) select ${names} from ${segments} order by id`.execute(
          trx,
        );
        await returnToDerived(run, trx, outdated);
      },
    });
  } finally {
    await sql`drop table if exists ${sql.table(run.stage('derived'))}`.execute(run.db);
  }
}
