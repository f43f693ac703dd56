import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database/open.ts';

/**
 * Reads a table in ranges of ids that hold `size` rows before filtering, so that no query holds the only connection for
 * long. Asking for a range, not for the next rows that pass the filter, keeps to the index even without statistics.
 */
export async function* inSlices<Row>(
  db: Db,
  table: string,
  size: number,
  range: (after: number, upTo: number) => RawBuilder<Row>,
): AsyncGenerator<Row[]> {
  for (let after = -1; ;) {
    const { rows: ends } = await sql<{ id: number | null }>`
      select max(id) as id from (
        select id from ${sql.table(table)} where id > ${after} order by id limit ${size}) page`.execute(db);
    const upTo = ends[0]?.id ?? null;
    if (upTo === null) return;
    const { rows } = await range(after, upTo).execute(db);
    yield rows;
    after = upTo;
  }
}
