import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { PublishRun, RollBackRun } from '../kind.ts';
import { commonColumns } from '../tables.ts';
import { contentColumns, nameColumns } from './place-stage.ts';

type Sql = RawBuilder<unknown>;

/**
 * Places that are added or changed, and their names: from the staged rows of a file, or from what an import has put aside. In SQL
 * `c` is a row of the table of changes (id, change, key), `s` the incoming place, `n` an incoming name, `p` the present place.
 */
export interface Incoming {
  change: string; // tables
  place: string;
  name: string;
  /** Indexed columns of the two that c.key points to. */
  placeKey: string;
  nameKey: string;
  /** Column of `place` -> its value. A changed place keeps its other columns. */
  columns: Readonly<Record<string, Sql>>;
  nameColumns: Readonly<Record<string, Sql>>;
}

const columnsOf = (alias: string, names: readonly string[]): Record<string, Sql> =>
  Object.fromEntries(names.map((name) => [name, sql.ref(`${alias}.${name}`)]));

/** The rows that the check has staged. */
export function incomingFile(run: PublishRun): Incoming {
  const source = sql`${run.job.sourceId}::text`;
  return {
    change: run.stage('change'),
    place: run.stage('place'),
    name: run.stage('name'),
    placeKey: 'line',
    nameKey: 'line',
    columns: {
      id: sql`c.id`,
      ...columnsOf('s', [...contentColumns, 'external_id']),
      source_id: source,
      version: sql`coalesce(p.version, 0) + 1`,
      updated_at: sql`now()`,
      edited_at: sql`null::timestamptz`, // it is as the file has it again
      edited_by: sql`null::text`,
    },
    nameColumns: { place_id: sql`c.id`, ...columnsOf('n', nameColumns), source_id: source },
  };
}

/** Tables that keep what an import has replaced: the old rows, their names, and what happened to which id. */
export const archiveParts = ['place', 'name', 'change'] as const;

/** What an import has put aside, the other way round: its new places go, those that it has taken away come back. */
export async function incomingArchive(run: RollBackRun): Promise<Incoming> {
  const { db } = run;
  const [place, name, changed] = archiveParts.map((part) =>
    run.archived.find((table) => table.endsWith(`_${part}`))!,
  ) as [string, string, string];
  const change = run.stage('change');
  await sql`drop table if exists ${sql.table(change)}`.execute(db);
  await sql`
    create table ${sql.table(change)} as
    select id, id as key, case change when 'added' then 'removed' when 'removed' then 'added' else change end as change
    from ${sql.table(changed)}`.execute(db);
  await sql`alter table ${sql.table(change)} add primary key (id)`.execute(db);
  await sql.raw(`create index if not exists ${place}_id on ${place} (id)`).execute(db);
  await sql.raw(`create index if not exists ${name}_id on ${name} (place_id)`).execute(db);
  await sql.raw(`analyze ${change}, ${place}, ${name}`).execute(db);
  return {
    change,
    place,
    name,
    placeKey: 'id',
    nameKey: 'place_id',
    columns: columnsOf('s', await commonColumns(db, place, 'place')),
    nameColumns: columnsOf('n', await commonColumns(db, name, 'place_name')),
  };
}

/** Incoming places with their change: `c`, `s`. */
export const placesOf = ({ change, place, placeKey }: Incoming): Sql =>
  sql`${sql.table(change)} c join ${sql.table(place)} s on s.${sql.ref(placeKey)} = c.key`;

/** Names of the places that are added or changed: `c`, `n`. */
export const namesOf = ({ change, name, nameKey }: Incoming): Sql =>
  sql`${sql.table(change)} c join ${sql.table(name)} n on n.${sql.ref(nameKey)} = c.key and c.change <> 'removed'`;

/** Rows of `from` into a table, column by column. */
export function insertRows(
  db: Db,
  table: string,
  columns: Readonly<Record<string, Sql>>,
  from: Sql,
): Promise<unknown> {
  return sql`
    insert into ${sql.table(table)} (${sql.join(Object.keys(columns).map((column) => sql.ref(column)))})
    select ${sql.join(Object.values(columns))} from ${from}`.execute(db);
}
