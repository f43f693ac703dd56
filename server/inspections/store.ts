import { sql, type RawBuilder } from 'kysely';
import type { LineLevel } from '../api/boundaries.ts';
import type { InspectionState } from '../api/inspections.ts';
import type { RoundLevel } from '../api/inspection-rounds.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { notFound } from '../http/problem.ts';
import { inForce } from './in-force.ts';

/** How many there are, how many have a result, how many were visited without one. */
interface Counts {
  total: number;
  checked: number;
  unknown: number;
}

export interface InspectionRow {
  id: number;
  version: string;
  kind: 'regular' | 'special';
  state: InspectionState;
  round_id: number | null;
  round_level: RoundLevel | null;
  round_number: number | null;
  round_from: number | null;
  round_to: number | null;
  line_code: string;
  line_name: string | null;
  line_level: LineLevel | null;
  year: number;
  cause: string | null;
  lead_code: string;
  partner_code: string;
  office_on: string | null;
  field_from: string | null;
  field_to: string | null;
  team: string[];
  observance: string | null;
  upkeep: string | null;
  terrain: string | null;
  land_use: string | null;
  other: string | null;
  conclusion: string | null;
  report_no: string | null;
  signed_on: string | null;
  filed_to: string | null;
  filed_on: string | null;
  filing_no: string | null;
  cancel_reason: string | null;
  cancelled_on: string | null;
  sample: boolean;
  created_by: string;
  updated_at: string;
  markers: Counts;
  segments: Counts;
  findings: { total: number; open: number };
}

/** An event or check that no other one puts right. */
const stands = (table: string, alias: string): RawBuilder<unknown> => sql`not exists (select from ${sql.table(table)} c where c.corrects = ${sql.ref(`${alias}.id`)})`; // prettier-ignore

const markerCounts = sql`(
  select jsonb_build_object('total', count(*)::int4, 'checked', (count(*) filter (where seen.known))::int4, 'unknown', (count(*) filter (where not seen.known))::int4)
  from boundary_marker m left join lateral (
    select bool_or(e.condition is not null and e.condition <> 'unknown') as known from marker_event e
    where e.inspection_id = i.id and e.marker_id = m.id and ${stands('marker_event', 'e')}) seen on true
  where m.line_code = i.line_code and m.valid_to is null)`; // prettier-ignore

const segmentCounts = sql`(
  select jsonb_build_object('total', count(*)::int4, 'checked', (count(*) filter (where seen.known))::int4, 'unknown', (count(*) filter (where not seen.known))::int4)
  from boundary_line sl join (select distinct line_id, county_a, coalesce(county_b, '') as county_b from boundary_segment) s on s.line_id = sl.id
  left join lateral (
    select bool_or(k.clear is not null) as known from segment_check k
    where k.inspection_id = i.id and k.county_a = s.county_a and k.county_b = s.county_b and ${stands('segment_check', 'k')}) seen on true
  where sl.code = i.line_code)`; // prettier-ignore

const findingCounts = sql`(
  select jsonb_build_object('total', count(*)::int4, 'open', (count(*) filter (where g.state <> 'closed'))::int4)
  from finding g where g.inspection_id = i.id)`;

const selected = sql`i.*, ${rowVersion('i')} as version, r.level as round_level, r.number as round_number, r.year_from as round_from, r.year_to as round_to,
  l.name as line_name, l.level as line_level, ${markerCounts} as markers, ${segmentCounts} as segments, ${findingCounts} as findings`; // prettier-ignore
const joined = sql`inspection i left join inspection_round r on r.id = i.round_id left join boundary_line l on l.code = i.line_code`;

export interface InspectionFilter {
  round?: number | undefined;
  line?: string | undefined;
  level?: LineLevel | undefined;
  division?: string | undefined;
  kind?: 'regular' | 'special' | undefined;
  state?: InspectionState | undefined;
  year?: number | undefined;
  overdue?: 'true' | 'false' | undefined;
}

/** Of a regular one that is not filed, when its year is over. */
const overdue = (year: number): RawBuilder<unknown> => sql`(i.kind = 'regular' and i.state not in ('filed', 'cancelled') and i.year < ${year})`; // prettier-ignore

/** Lines on whose sides or segments the division is. A line that is there no more is found by its sides. */
export const touching = (lineCode: RawBuilder<unknown>, division: string): RawBuilder<unknown> => sql`exists (
  select from boundary_line t left join boundary_segment ts on ts.line_id = t.id where t.code = ${lineCode}
    and (t.side_a like ${codePrefix(division)} or t.side_b like ${codePrefix(division)}
      or ts.county_a like ${codePrefix(division)} or ts.county_b like ${codePrefix(division)}))`; // prettier-ignore

function conditionOf(filter: InspectionFilter, thisYear: number): RawBuilder<unknown> {
  const { round, line, level, division, kind, state, year } = filter;
  return sql.join(
    [
      sql`true`,
      ...(round === undefined ? [] : [sql`i.round_id = ${round}`]),
      ...(line === undefined ? [] : [sql`i.line_code = ${line}`]),
      ...(level === undefined ? [] : [sql`l.level = ${level}`]),
      ...(division === undefined ? [] : [touching(sql`i.line_code`, division)]),
      ...(kind === undefined ? [] : [sql`i.kind = ${kind}`]),
      ...(state === undefined ? [] : [sql`i.state = ${state}`]),
      ...(year === undefined ? [] : [sql`i.year = ${year}`]),
      ...(filter.overdue === undefined ? [] : [sql`${overdue(thisYear)} = ${filter.overdue === 'true'}`]),
    ],
    sql` and `,
  );
}

export type InspectionKey = readonly [year: number, line: string, id: number];

/** A page of inspections, the newest year first, in it by line. */
export async function listInspections(
  db: Db,
  filter: InspectionFilter,
  { after, limit, thisYear }: { after: InspectionKey | null; limit: number; thisYear: number },
): Promise<{ rows: InspectionRow[]; total: number }> {
  const where = conditionOf(filter, thisYear);
  const behind = after === null ? sql`true` : sql`(i.year < ${after[0]} or (i.year = ${after[0]} and (i.line_code collate "C", i.id) > (${after[1]}, ${after[2]})))`; // prettier-ignore
  const { rows } = await sql<InspectionRow>`select ${selected} from ${joined} where ${where} and ${behind}
    order by i.year desc, i.line_code collate "C", i.id limit ${limit}`.execute(db);
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from ${joined} where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function findInspection(db: Db, id: number, lock = false): Promise<InspectionRow> {
  if (lock) await sql`select from inspection where id = ${id} for update`.execute(db);
  const { rows } = await sql<InspectionRow>`select ${selected} from ${joined} where i.id = ${id}`.execute(db);
  if (rows[0] === undefined) throw notFound(`Inspection ${id}`);
  return rows[0];
}

/** Columns that are written. */
export type InspectionUpdate = Partial<
  Pick<
    InspectionRow,
    | 'state'
    | 'year'
    | 'cause'
    | 'lead_code'
    | 'partner_code'
    | 'office_on'
    | 'field_from'
    | 'field_to'
    | 'team'
    | 'observance'
    | 'upkeep'
    | 'terrain'
    | 'land_use'
    | 'other'
    | 'conclusion'
    | 'report_no'
    | 'signed_on'
    | 'filed_to'
    | 'filed_on'
    | 'filing_no'
    | 'cancel_reason'
    | 'cancelled_on'
  >
>;

export async function updateInspection(trx: Db, id: number, change: InspectionUpdate): Promise<void> {
  await trx.updateTable('inspection').set({ ...change, updated_at: sql<string>`now()` }).where('id', '=', id).execute(); // prettier-ignore
}

export interface NewRow {
  kind: 'regular' | 'special';
  round_id: number | null;
  line_code: string;
  year: number;
  cause: string | null;
  lead_code: string;
  partner_code: string;
  created_by: string;
}

export const insertInspection = async (trx: Db, row: NewRow): Promise<number> =>
  (await trx.insertInto('inspection').values(row).returning('id').executeTakeFirstOrThrow()).id;

/** The last regular inspection of each line before a round, by its line. */
export async function lastBefore(db: Db, level: RoundLevel, number: number): Promise<Map<string, { number: number; year: number; year_from: number; lead_code: string; partner_code: string }>> {
  const { rows } = await sql<{ line_code: string; number: number; year: number; year_from: number; lead_code: string; partner_code: string }>`
    select distinct on (i.line_code) i.line_code, r.number, i.year, r.year_from, i.lead_code, i.partner_code
    from inspection i join inspection_round r on r.id = i.round_id
    where r.level = ${level} and r.number < ${number} and i.state <> 'cancelled' and ${inForce} order by i.line_code, r.number desc`.execute(db);
  return new Map(rows.map((row) => [row.line_code, row]));
} // prettier-ignore
