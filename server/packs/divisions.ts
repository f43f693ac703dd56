import { sql } from 'kysely';
import { insertBatch } from '../database/bulk.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import type { Pack } from './manifest.ts';
import { numbers, readTable, texts, type Table } from './table.ts';

export const divisionFiles = ['divisions.tsv', 'division_history.tsv'];
const point = `case when seat_lon is null then null else ST_SetSRID(ST_MakePoint(seat_lon, seat_lat), 4490) end`;
const pieces = (column: string): string => `coalesce(string_to_array(${column}, '|'), '{}')`;

/** Loads the present divisions, their former versions, and the succession of codes, in one transaction. */
export async function loadDivisions(context: Context, pack: Pack, step: Step): Promise<number> {
  const present = await readTable(pack, 'divisions.tsv');
  const history = await readTable(pack, 'division_history.tsv');
  step.total(present.length + history.length);
  const constant = (table: Table, value: unknown) => Array.from({ length: table.length }, () => value);
  await transaction(context.jobs, async (trx) => {
    const codes = texts(present, 0, present.length, 'code');
    await sql`delete from division where valid_to is null and code = any(${codes}::text[])`.execute(trx); // imported before
    const own = sql`source_id = any(${pack.manifest.sources.map((source) => source.id)})`;
    // A link of the pack bears the code and the day of one of its former versions; those that an office has imported stay.
    await sql`delete from division_succession s using division d where d.${own} and d.code = s.predecessor_code and d.valid_to = s.at`.execute(
      trx,
    );
    await sql`delete from division where ${own}`.execute(trx);
    await trx
      .deleteFrom('pack_step')
      .where('pack_id', '=', pack.manifest.id)
      .where('step', '=', 'boundaries')
      .execute(); // its polygons went with the rows
    const of = (table: Table, column: string) => ({
      type: 'text' as const,
      values: texts(table, 0, table.length, column),
    });
    await insertBatch(
      trx,
      'division',
      {
        code: of(present, 'code'),
        level: of(present, 'level'),
        kind: of(present, 'kind'),
        name: of(present, 'name'),
        short: of(present, 'short'),
        roman: of(present, 'roman'),
        mongolian: of(present, 'mongolian'),
        parent_code: of(present, 'parent'),
        seat_position: of(present, 'seat_position'),
        seat_lon: { type: 'float8', values: numbers(present, 0, present.length, 'seat_lon') },
        seat_lat: { type: 'float8', values: numbers(present, 0, present.length, 'seat_lat') },
        valid_from: { type: 'date', values: texts(present, 0, present.length, 'valid_from') },
        source_id: { type: 'text', values: constant(present, 'mca-2025') },
      },
      { seat: point, short: pieces('short') },
      ['seat_lon', 'seat_lat'],
    );
    step.advance(present.length);
    await insertBatch(trx, 'division', {
      code: of(history, 'code'),
      level: of(history, 'level'),
      name: of(history, 'name'),
      valid_from: { type: 'date', values: texts(history, 0, history.length, 'valid_from') },
      valid_to: { type: 'date', values: texts(history, 0, history.length, 'valid_to') },
      source_id: { type: 'text', values: constant(history, 'division-history') },
    });
    await insertSuccession(trx, history);
    step.advance(history.length);
    await sql`update data_version set version = version + 1, updated_at = now(),
      row_count = (select count(*) from division where valid_to is null) where dataset = 'divisions'`.execute(
      trx,
    );
  });
  return present.length + history.length;
}

async function insertSuccession(db: Parameters<typeof insertBatch>[0], history: Table): Promise<void> {
  const links = new Map<
    string,
    { from: string; to: string; at: string | null; change: string; note: string | null }
  >();
  for (let row = 0; row < history.length; row += 1) {
    const from = history.cell(row, 'code')!;
    const change = history.cell(row, 'change') ?? 'removed';
    for (const to of history.cell(row, 'successor')?.split('|') ?? []) {
      links.set(`${from} ${to} ${change}`, {
        from,
        to,
        at: history.cell(row, 'valid_to'),
        change,
        note: history.cell(row, 'note'),
      });
    }
  }
  const there = await db
    .selectFrom('division_succession')
    .select(['predecessor_code', 'successor_code', 'change'])
    .execute();
  for (const { predecessor_code: from, successor_code: to, change } of there)
    links.delete(`${from} ${to} ${change}`); // an office's stands
  const rows = [...links.values()];
  await insertBatch(db, 'division_succession', {
    predecessor_code: { type: 'text', values: rows.map((row) => row.from) },
    successor_code: { type: 'text', values: rows.map((row) => row.to) },
    at: { type: 'date', values: rows.map((row) => row.at) },
    change: { type: 'text', values: rows.map((row) => row.change) },
    note: { type: 'text', values: rows.map((row) => row.note) },
  });
}
