import { sql, type RawBuilder } from 'kysely';
import type { ImportCounts } from '../../api/imports.ts';
import type { Db } from '../../database/open.ts';
import type { CheckRun, Run } from '../kind.ts';
import { contentRow, nameColumns } from './place-stage.ts';

/** How the present rows of a source become those of the file. */
export type Changes = Pick<ImportCounts, 'added' | 'changed' | 'removed'>;

const packIds = 10_000_000; // ids up to here belong to data packs

/**
 * Compares the staged rows with the present ones of the source, by their id in the source, and writes the difference:
 * one row for each place that is added, changed or removed, with the id that it has or gets. New ids follow the highest
 * one ever used, so that a roll-back never meets its ids in other hands.
 */
export async function findChanges(run: CheckRun): Promise<Changes> {
  const { db, job } = run;
  const [place, change] = [sql.table(run.stage('place')), sql.table(run.stage('change'))];
  const first = (await highestId(db)) + 1;
  const added = (rows: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`select line as key, (${first}::int4 - 1 + row_number() over (order by line))::int4 as id, 'added' as change from ${rows}`;
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from place where source_id = ${job.sourceId}) as some`.execute(db);
  if (rows[0]?.some === true) {
    const matched = sql.table(await matchPresent(run));
    await sql`
      create table ${change} as
      ${added(sql`${place} s where not exists (select from ${matched} m where m.line = s.line)`)}
      union all select line, id, 'changed' from ${matched} where differs
      union all select null, p.id, 'removed' from place p
        where p.source_id = ${job.sourceId} and not exists (select from ${matched} m where m.id = p.id)`.execute(
      db,
    );
    await sql`drop table ${matched}`.execute(db);
  } else {
    await sql`create table ${change} as ${added(place)}`.execute(db);
  }
  await run.breathe();
  await sql`alter table ${change} add primary key (id)`.execute(db);
  await sql`analyze ${change}`.execute(db);
  return countChanges(db, run.stage('change'));
}

export async function countChanges(db: Db, table: string): Promise<Changes> {
  const { rows } = await sql<{ change: keyof Changes; n: number }>`
    select change, count(*)::int4 as n from ${sql.table(table)} group by 1`.execute(db);
  return {
    added: 0,
    changed: 0,
    removed: 0,
    ...Object.fromEntries(rows.map(({ change, n }) => [change, n])),
  };
}

/** Staged rows that the source already has: line, id, and whether anything differs. @returns the table */
async function matchPresent(run: CheckRun): Promise<string> {
  const { db, job } = run;
  const matched = run.stage('matched');
  await sql`
    create table ${sql.table(matched)} as
    select s.line, p.id, ${contentRow('s')} is distinct from ${contentRow('p')} as differs
    from ${sql.table(run.stage('place'))} s
    join place p on p.source_id = ${job.sourceId} and p.external_id = s.external_id`.execute(db);
  await run.breathe();
  // The names of a place are compared by one number for each: order does not count, and no name stands twice.
  const hash = (alias: string): RawBuilder<unknown> => sql.raw(`bit_xor(hashtextextended(concat_ws(e'\\x1f', ${nameColumns.map((column) => `coalesce(${alias}.${column}, '')`).join(', ')}), 0))`); // prettier-ignore
  await sql`
    update ${sql.table(matched)} m set differs = true
    from (
      select m.id
      from ${sql.table(matched)} m
      left join (select line, ${hash('n')} as names from ${sql.table(run.stage('name'))} n group by 1) s on s.line = m.line
      left join (
        select n.place_id, ${hash('n')} as names from place_name n join ${sql.table(matched)} m on m.id = n.place_id
        where not m.differs group by 1) p on p.place_id = m.id
      where not m.differs and s.names is distinct from p.names) d
    where d.id = m.id`.execute(db);
  return matched;
}

/** Of the present places and of those that a roll-back may bring back. */
export async function highestId(db: Db): Promise<number> {
  const { rows: kept } = await sql<{ name: string }>`
    select name from data_revision, unnest(archive) as name
    where dataset = 'places' and name like '%\\_place' and to_regclass(name) is not null`.execute(db);
  let highest = packIds;
  for (const name of ['place', ...kept.map((row) => row.name)]) {
    const { rows } = await sql<{ id: number | null }>`select max(id) as id from ${sql.table(name)}`.execute(
      db,
    );
    highest = Math.max(highest, rows[0]?.id ?? 0);
  }
  return highest;
}

/** Whether rows of a data pack have this source: an import would take them away. */
export async function isPackSource({ db, job }: Run): Promise<boolean> {
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from place where source_id = ${job.sourceId} and id <= ${packIds}) as some`.execute(
    db,
  );
  return rows[0]?.some === true;
}
