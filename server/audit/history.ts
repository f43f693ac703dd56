import { sql } from 'kysely';
import type { HistoryEntry, HistoryType } from '../api/audit.ts';
import type { Db } from '../database/open.ts';

/** Where a type of record stands, and what the API calls one by. */
const tables: Readonly<Record<HistoryType, { table: string; key: 'id' | 'code'; dataset: string }>> = {
  division: { table: 'division', key: 'code', dataset: 'divisions' },
  place: { table: 'place', key: 'id', dataset: 'places' },
  'boundary-line': { table: 'boundary_line', key: 'code', dataset: 'boundaries' },
  marker: { table: 'boundary_marker', key: 'id', dataset: 'markers' },
  facility: { table: 'facility', key: 'id', dataset: 'facilities' },
  'meeting-point': { table: 'meeting_point', key: 'code', dataset: 'boundaries' },
};

/**
 * Changes of one record, the newest first: its own, and those of all records of its source (imports, the data pack).
 * @param before id of the last row of the page before
 */
export async function listHistory(
  db: Db,
  type: HistoryType,
  id: string,
  before: number | null,
  limit: number,
): Promise<{ rows: HistoryEntry[]; total: number }> {
  const { table, key, dataset } = tables[type];
  const source = sql`(select r.source_id from ${sql.table(table)} r where r.${sql.ref(key)}::text = ${id} limit 1)`;
  const own = sql`(l.record_type = ${type} and l.record_id = ${id})`;
  const imported = sql`(l.record_type = ${dataset} and l.record_id = s.id)`;
  const packed = sql`(l.record_type = 'pack' and l.summary ->> 'step' = ${dataset} and exists (
    select from pack p where p.id = l.record_id and p.manifest -> 'sources' @> jsonb_build_array(jsonb_build_object('id', s.id))))`;
  const from = sql`from change_log l cross join (select ${source} as id) s where (${own} or ${imported} or ${packed})`;
  const { rows } = await sql<HistoryEntry>`
    select l.id, l.at, l.actor, l.action, l.before, l.after, l.summary,
      case when ${own} then 'record' when l.record_type = 'pack' then 'pack' else 'source' end as about
    ${from} and (${before}::int8 is null or l.id < ${before}) order by l.id desc limit ${limit}`.execute(db);
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total ${from}`.execute(db);
  return { rows, total: count[0]!.total };
}
