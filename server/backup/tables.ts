import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** A table as a backup holds it. */
export interface Table {
  name: string;
  columns: Column[];
}

export interface Column {
  name: string;
  type: string; // as PostgreSQL writes it: geometry(Point,4490)
}

/** Where a sequence stands. `table` and `column` name the column that it numbers; null: nobody's. */
export interface Sequence {
  name: string;
  table: string | null;
  column: string | null;
  last: string;
  called: boolean;
}

/** Rebuilt from other data at the next start: search keys, nearest distances, times by road, tiles. */
const derived = [
  'name_key',
  'feature_key',
  'nearest_facility',
  'tile_change',
  'unit_reach',
  'road_reach',
  'road_seat',
];
/** Half-made tables of work that was going on, and what Kysely keeps: the manifest tells the level of the schema. */
const passing = /^(import_\d+_.*|.*_next|kysely_migration(_lock)?)$/;
/** Tables in which a migrated database has rows before anybody has used it. */
const seeded = ['data_version', 'account_secret', 'source'];
/** What imports have replaced, kept for a roll-back: made by jobs, not by migrations. */
export const isArchive = (table: string): boolean => /^archive_\d+_[a-z_]+$/.test(table);

const own = sql`n.nspname = current_schema() and not exists (
  select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')`;

/** The tables that a backup holds, each after those that its foreign keys point to. */
export async function listTables(db: Db): Promise<Table[]> {
  const { rows } = await sql<Table>`
    select c.relname as name, (
      select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and ${own} order by c.relname`.execute(db);
  const { rows: references } = await sql<{ child: string; parent: string }>`
    select c.relname as child, p.relname as parent from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace join pg_class p on p.oid = k.confrelid
    where k.contype = 'f' and k.conrelid <> k.confrelid and ${own}`.execute(db);
  const kept = rows.filter(({ name }) => !derived.includes(name) && !passing.test(name));
  return parentsFirst(kept, references);
}

export function parentsFirst(
  tables: readonly Table[],
  references: readonly { child: string; parent: string }[],
): Table[] {
  const sorted: Table[] = [];
  const left = new Map(tables.map((table) => [table.name, table]));
  while (left.size > 0) {
    const free = [...left.values()].filter(
      ({ name }) => !references.some(({ child, parent }) => child === name && left.has(parent)),
    );
    if (free.length === 0) throw new Error(`Foreign keys in a circle: ${[...left.keys()].join(', ')}`);
    for (const table of free) left.delete(table.name);
    sorted.push(...free);
  }
  return sorted;
}

export async function listSequences(db: Db): Promise<Sequence[]> {
  const { rows } = await sql<Omit<Sequence, 'last' | 'called'>>`
    select c.relname as name, t.relname as "table", a.attname as "column"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0
    left join pg_class t on t.oid = d.refobjid
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where c.relkind = 'S' and ${own} order by c.relname`.execute(db);
  const sequences: Sequence[] = [];
  for (const sequence of rows) {
    if (sequence.table !== null && passing.test(sequence.table)) continue;
    const { rows: state } = await sql<{ last: string; called: boolean }>`
      select last_value::text as last, is_called as called from ${sql.table(sequence.name)}`.execute(db);
    sequences.push({ ...sequence, ...state[0]! });
  }
  return sequences;
}

/** Names of tables in which somebody has rows. None: a backup can be restored here. */
export async function usedTables(db: Db): Promise<string[]> {
  const tables = (await listTables(db)).filter(({ name }) => !seeded.includes(name));
  const used: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) used.push(name);
  }
  return used;
}

/** A row as one line: a JSON array of PostgreSQL's own text of each value, which every engine and version reads back the same. */
export const lineOf = ({ columns }: Table) =>
  sql<string>`json_build_array(${sql.join(columns.map(({ name }) => sql`${sql.ref(name)}::text`))})::text`;

/** How many rows a table has, and a sum over the rows, whatever their order: both the same only for the same rows. */
export async function fingerprint(db: Db, table: Table): Promise<{ rows: number; sum: string }> {
  const { rows } = await sql<{ rows: number; sum: string }>`
    select count(*) as rows, coalesce(sum(('x' || left(md5(line), 15))::bit(60)::int8), 0)::text as sum
    from (select ${lineOf(table)} as line from ${sql.table(table.name)}) x`.execute(db);
  return rows[0]!;
}

/** What the text of values depends on, the same for writing and reading. */
export async function sayPlainly(db: Db): Promise<void> {
  for (const setting of [
    `timezone = 'UTC'`,
    `datestyle = 'ISO, YMD'`,
    `intervalstyle = 'postgres'`,
    `bytea_output = 'hex'`,
    'extra_float_digits = 1',
  ])
    // prettier-ignore
    await sql.raw(`set local ${setting}`).execute(db);
}

/** Removes everything that migrations have made, so that they can run again. Only for a database that is empty. */
export async function dropSchema(trx: Db): Promise<void> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and c.relname not like 'kysely\\_%' and ${own}`.execute(trx);
  if (tables.length > 0) await sql`drop table ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(trx); // prettier-ignore
  const { rows: functions } = await sql<{ signature: string }>`
    select p.oid::regprocedure::text as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = current_schema() and not exists (
      select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')`.execute(
    trx,
  );
  for (const { signature } of functions) await sql.raw(`drop function ${signature}`).execute(trx);
  const { rows: sequences } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and ${own}`.execute(trx);
  for (const { name } of sequences) await sql`drop sequence ${sql.table(name)}`.execute(trx);
}
