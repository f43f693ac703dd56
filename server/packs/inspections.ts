import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { arrayLiteral } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import type { Pack } from './manifest.ts';
import { readTable, type Table } from './table.ts';

export const inspectionFiles = ['inspection_rounds.tsv', 'inspections.tsv', 'markers.tsv.gz'];

/**
 * Loads the sample rounds and inspections of a pack, and an inspect event for each check of its markers. What is there already stays: an
 * office may have changed it, and events are never taken back. Where the office keeps rounds of its own nothing of the sample is added.
 */
export async function loadInspections(context: Context, pack: Pack, step: Step): Promise<number> {
  const rounds = await readTable(pack, 'inspection_rounds.tsv');
  const inspections = await readTable(pack, 'inspections.tsv');
  step.total(inspections.length);
  await transaction(context.jobs, async (trx) => {
    const { rows } = await sql`select from inspection_round where not sample limit 1`.execute(trx);
    if (rows.length > 0) return;
    await addRounds(trx, rounds);
    await addInspections(trx, inspections);
    await addEvents(trx, pack);
  });
  step.advance(inspections.length);
  return inspections.length;
}

/** A column of a table, as an array of PostgreSQL. */
const column = (table: Table, name: string, type: string) =>
  sql`${arrayLiteral(Array.from({ length: table.length }, (_, row) => table.cell(row, name)))}::${sql.raw(type)}[]`;

const addRounds = (trx: Db, table: Table) => sql`
  insert into inspection_round (level, number, year_from, year_to, sample, created_by)
  select t.*, true, 'pack' from unnest(${column(table, 'level', 'text')}, ${column(table, 'number', 'int2')}, ${column(table, 'year_from', 'int2')}, ${column(table, 'year_to', 'int2')}) t
  on conflict do nothing`.execute(trx); // prettier-ignore

const addInspections = (trx: Db, table: Table) => sql`
  insert into inspection (kind, round_id, line_code, year, lead_code, partner_code, state, office_on, field_from, field_to, signed_on, filed_on, filed_to, sample, created_by)
  select 'regular', r.id, t.line, t.year, t.lead, t.partner, t.state, t.office_on, t.field_from, t.field_to, t.signed_on, t.filed_on, t.filed_to, true, 'pack'
  from unnest(${column(table, 'level', 'text')}, ${column(table, 'round', 'int2')}, ${column(table, 'line_code', 'text')}, ${column(table, 'year', 'int2')}, ${column(table, 'lead_code', 'text')},
    ${column(table, 'partner_code', 'text')}, ${column(table, 'state', 'text')}, ${column(table, 'office_on', 'date')}, ${column(table, 'field_from', 'date')}, ${column(table, 'field_to', 'date')},
    ${column(table, 'signed_on', 'date')}, ${column(table, 'filed_on', 'date')}, ${column(table, 'filed_to', 'text')})
    as t(level, round, line, year, lead, partner, state, office_on, field_from, field_to, signed_on, filed_on, filed_to)
    join inspection_round r on r.level = t.level and r.number = t.round and r.sample
  where exists (select from boundary_line l where l.code = t.line)
  on conflict do nothing`.execute(trx); // prettier-ignore

/** One event for each check that the register of the sample markers tells of; its id is made from what it says, so it comes once. */
async function addEvents(trx: Db, pack: Pack): Promise<void> {
  const { rows } = await sql<{ id: number; line_code: string; number: string; condition: string; checked_on: string }>`
    select id, line_code, number, condition, checked_on from boundary_marker
    where sample and checked_on is not null and source_id = any(${pack.manifest.sources.map(({ id }) => id)}) order by id`.execute(trx); // prettier-ignore
  const uuids = rows.map((row) => uuidOf(`${pack.manifest.id} ${row.line_code} ${row.number} ${row.checked_on} ${row.condition}`)); // prettier-ignore
  await sql`
    insert into marker_event (uuid, marker_id, line_code, marker_number, kind, happened_on, condition, inspection_id, recorded_by, sample)
    select t.uuid, m.id, m.line_code, m.number, 'inspect', m.checked_on, m.condition, i.id, 'pack', true
    from unnest(${arrayLiteral(uuids)}::uuid[], ${arrayLiteral(rows.map(({ id }) => id))}::int4[]) as t(uuid, id)
      join boundary_marker m on m.id = t.id
      left join inspection i on i.line_code = m.line_code and i.sample and i.year = extract(year from m.checked_on) and i.state <> 'cancelled'
    on conflict do nothing`.execute(trx);
}

const space = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex'); // of URLs (RFC 9562)

/** A UUID of version 5: the same content, the same id. */
function uuidOf(content: string): string {
  const bytes = createHash('sha1').update(space).update(`nutag:${content}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
