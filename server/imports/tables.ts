import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** Tables that a job makes beside the present ones. `import` ones go when the job ends, `archive` ones serve a roll-back. */
export const stageName = (job: number, part: string): string => `import_${job}_${part}`;
export const archiveName = (job: number, part: string): string => `archive_${job}_${part}`;

/** Drops every staging table of a job (or of all jobs but `keep`). */
export async function dropStages(db: Db, job: number | 'all', keep: readonly number[] = []): Promise<void> {
  const pattern = job === 'all' ? '^import_[0-9]+_' : `^import_${job}_`;
  for (const { name } of await tablesLike(db, pattern)) {
    if (keep.includes(Number(/^import_(\d+)_/.exec(name)?.[1]))) continue;
    await sql`drop table if exists ${sql.table(name)}`.execute(db);
  }
}

export async function dropTables(db: Db, names: readonly string[]): Promise<void> {
  for (const name of names) await sql`drop table if exists ${sql.table(name)}`.execute(db);
}

async function tablesLike(db: Db, pattern: string): Promise<{ name: string }[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind = 'r' and c.relname ~ ${pattern}`.execute(db);
  return rows;
}

/** Columns that two tables have in common, for `insert ... select` between a table and its archive from before a migration. */
export async function commonColumns(db: Db, one: string, other: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select a.attname as name from pg_attribute a
    join pg_attribute b on b.attname = a.attname and b.attrelid = ${other}::regclass and b.attnum > 0 and not b.attisdropped
    where a.attrelid = ${one}::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum`.execute(db);
  return rows.map((row) => row.name);
}
