import { sql, type RawBuilder } from 'kysely';
import type { Finding, FindingKind, FindingState } from '../api/findings.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { notFound } from '../http/problem.ts';
import type { NameOf } from '../boundaries/division-names.ts';
import { touching } from './store.ts';

export interface FindingRow {
  id: number;
  version: string;
  uuid: string;
  line_code: string;
  line_name: string | null;
  inspection_id: number | null;
  marker_id: number | null;
  marker_number: string | null;
  event_id: number | null;
  county_a: string | null;
  county_b: string | null;
  meeting_code: string | null;
  kind: FindingKind;
  severity: Finding['severity'];
  description: string;
  lon: number | null;
  lat: number | null;
  state: FindingState;
  assignee_code: string | null;
  assignee: string | null;
  due_on: string | null;
  order_no: string | null;
  ordered_on: string | null;
  ordered_by: string | null;
  done_event_id: number | null;
  done_note: string | null;
  done_on: string | null;
  done_by: string | null;
  closing_event_id: number | null;
  closing_note: string | null;
  closed_on: string | null;
  closed_by: string | null;
  created_by: string;
  created_at: string;
  updated_at: string;
}

const selected = sql`g.*, ${rowVersion('g')} as version, ST_X(g.geom) as lon, ST_Y(g.geom) as lat, l.name as line_name, coalesce(
  (select m.number from boundary_marker m where m.id = g.marker_id),
  (select e.marker_number from marker_event e where e.marker_id = g.marker_id order by e.id desc limit 1)) as marker_number`;
const joined = sql`finding g left join boundary_line l on l.code = g.line_code`;

export const toFinding = (row: FindingRow, nameOf: NameOf, today: string): Finding => ({
  id: row.id,
  version: row.version,
  uuid: row.uuid,
  line: { code: row.line_code, name: row.line_name ?? row.line_code },
  inspection: row.inspection_id,
  marker: row.marker_id === null ? null : { id: row.marker_id, number: row.marker_number ?? String(row.marker_id) }, // prettier-ignore
  event: row.event_id,
  segment: row.county_a === null ? null : [row.county_a, row.county_b].filter((code) => code !== null).map(nameOf), // prettier-ignore
  meetingPoint: row.meeting_code,
  kind: row.kind,
  severity: row.severity,
  description: row.description,
  point: row.lon === null ? null : [row.lon, row.lat!],
  state: row.state,
  overdue: row.state === 'ordered' && row.due_on! < today,
  assigneeDivision: row.assignee_code === null ? null : nameOf(row.assignee_code),
  assignee: row.assignee,
  dueOn: row.due_on,
  orderNo: row.order_no,
  orderedOn: row.ordered_on,
  orderedBy: row.ordered_by,
  doneEvent: row.done_event_id,
  doneNote: row.done_note,
  doneOn: row.done_on,
  doneBy: row.done_by,
  closingEvent: row.closing_event_id,
  closingNote: row.closing_note,
  closedOn: row.closed_on,
  closedBy: row.closed_by,
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export interface FindingFilter {
  line?: string | undefined;
  division?: string | undefined;
  inspection?: number | undefined;
  marker?: number | undefined;
  state?: FindingState | undefined;
  open?: 'true' | 'false' | undefined;
  overdue?: 'true' | 'false' | undefined;
  assignee?: string | undefined;
  severity?: Finding['severity'] | undefined;
}

const conditionOf = (filter: FindingFilter, today: string): RawBuilder<unknown> =>
  sql.join(
    [
      sql`true`,
      ...(filter.line === undefined ? [] : [sql`g.line_code = ${filter.line}`]),
      ...(filter.division === undefined ? [] : [touching(sql`g.line_code`, filter.division)]),
      ...(filter.inspection === undefined ? [] : [sql`g.inspection_id = ${filter.inspection}`]),
      ...(filter.marker === undefined ? [] : [sql`g.marker_id = ${filter.marker}`]),
      ...(filter.state === undefined ? [] : [sql`g.state = ${filter.state}`]),
      ...(filter.open === undefined ? [] : [sql`(g.state <> 'closed') = ${filter.open === 'true'}`]),
      ...(filter.overdue === undefined ? [] : [sql`(g.state = 'ordered' and g.due_on < ${today}::date) = ${filter.overdue === 'true'}`]), // prettier-ignore
      ...(filter.assignee === undefined ? [] : [sql`g.assignee_code like ${codePrefix(filter.assignee)}`]),
      ...(filter.severity === undefined ? [] : [sql`g.severity = ${filter.severity}`]),
    ],
    sql` and `,
  );

/** A page of findings, the newest first, before the id `before`. */
export async function listFindings(
  db: Db,
  filter: FindingFilter,
  { before, limit, today }: { before: number | null; limit: number; today: string },
): Promise<{ rows: FindingRow[]; total: number }> {
  const where = conditionOf(filter, today);
  const { rows } =
    await sql<FindingRow>`select ${selected} from ${joined} where ${where} and (${before}::int4 is null or g.id < ${before})
    order by g.id desc limit ${limit}`.execute(db);
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from ${joined} where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function findFinding(db: Db, id: number, lock = false): Promise<FindingRow> {
  const { rows } = await sql<FindingRow>`select ${selected} from ${joined} where g.id = ${id} ${lock ? sql`for update of g` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`Finding ${id}`);
  return rows[0];
}

export const findingByUuid = async (db: Db, uuid: string): Promise<FindingRow | undefined> =>
  (await sql<FindingRow>`select ${selected} from ${joined} where g.uuid = ${uuid}::uuid`.execute(db)).rows[0];

/** Columns that are written after it was raised. */
export type FindingUpdate = Partial<
  Omit<FindingRow, 'id' | 'version' | 'uuid' | 'line_name' | 'marker_number' | 'lon' | 'lat' | 'created_by' | 'created_at' | 'updated_at'>
>; // prettier-ignore

export async function updateFinding(trx: Db, id: number, change: FindingUpdate): Promise<void> {
  await trx.updateTable('finding').set({ ...change, updated_at: sql<string>`now()` }).where('id', '=', id).execute(); // prettier-ignore
}
