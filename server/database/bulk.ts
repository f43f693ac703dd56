import { sql } from 'kysely';
import type { Db } from './open.ts';

/** A column of a batch: its PostgreSQL type and one value a row. */
export interface Column {
  type:
    | 'int4'
    | 'int2'
    | 'int8'
    | 'float8'
    | 'float4'
    | 'text'
    | 'boolean'
    | 'date'
    | 'jsonb'
    | 'numeric'
    | 'bytea';
  values: readonly unknown[];
}

/** SQL for a point from the batch's `lon` and `lat` columns (degrees, EPSG:4490); null where either is. */
export const pointFromLonLat = `case when lon is null or lat is null then null else ST_SetSRID(ST_MakePoint(lon, lat), 4490) end`;

/**
 * Inserts a batch with one statement: `insert ... select ... from unnest(...)`. COPY breaks the embedded engine's
 * socket; this form loads as fast on both engines (design.md section 2).
 * @param columns what is sent, by name
 * @param computed target columns made from the sent ones, as SQL; a sent column named in no target is left out by `drop`
 */
export async function insertBatch(
  db: Db,
  table: string,
  columns: Record<string, Column>,
  computed: Record<string, string> = {},
  drop: readonly string[] = [],
): Promise<void> {
  const names = Object.keys(columns);
  if ((columns[names[0]!]?.values.length ?? 0) === 0) return;
  const direct = names.filter((name) => !drop.includes(name) && !(name in computed));
  const targets = [...direct, ...Object.keys(computed)];
  const selected = [
    ...direct.map((name) => sql.ref(`t.${name}`)),
    ...Object.values(computed).map((text) => sql.raw(text)),
  ];
  const arrays = names.map((name) => sql`${columns[name]!.values}::${sql.raw(columns[name]!.type)}[]`);
  await sql`
    insert into ${sql.table(table)} (${sql.join(targets.map((name) => sql.ref(name)))})
    select ${sql.join(selected)}
    from unnest(${sql.join(arrays)}) as t(${sql.join(names.map((name) => sql.ref(name)))})`.execute(db);
}
