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
  // Everything up to the statement happens at the call, so that a caller can make the next batch while this one is sent.
  const names = Object.keys(columns);
  if ((columns[names[0]!]?.values.length ?? 0) === 0) return;
  const direct = names.filter((name) => !drop.includes(name) && !(name in computed));
  const targets = [...direct, ...Object.keys(computed)];
  const selected = [
    ...direct.map((name) => sql.ref(`t.${name}`)),
    ...Object.values(computed).map((text) => sql.raw(text)),
  ];
  const arrays = names.map((name) => {
    const { values, type } = columns[name]!;
    return sql`${arrayLiteral(values)}::${sql.raw(type)}[]`;
  });
  await sql`
    insert into ${sql.table(table)} (${sql.join(targets.map((name) => sql.ref(name)))})
    select ${sql.join(selected)}
    from unnest(${sql.join(arrays)}) as t(${sql.join(names.map((name) => sql.ref(name)))})`.execute(db);
}

/** PostgreSQL's text form of an array; the driver's own is several times slower. */
export function arrayLiteral(values: readonly unknown[]): string {
  return `{${values.map(element).join(',')}}`;
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  throw new TypeError(`a batch takes text, numbers and booleans, not ${typeof value}`);
}

/**
 * Sends batches one after the other, making each while the one before is being sent.
 * @param send makes the batch when it is called and resolves when it is in (insertBatch does)
 */
export async function inBatches(
  total: number,
  size: number,
  send: (from: number, to: number) => Promise<void>,
  sent: (count: number) => void = () => undefined,
): Promise<void> {
  let running: Promise<void> = Promise.resolve();
  for (let from = 0; from < total; from += size) {
    const to = Math.min(total, from + size);
    const next = send(from, to).then(() => sent(to - from));
    next.catch(() => undefined); // awaited in the next round
    await running;
    running = next;
  }
  await running;
}
