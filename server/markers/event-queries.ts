import { sql, type RawBuilder } from 'kysely';
import type { AttachmentRow } from '../attachments/store.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Db } from '../database/open.ts';
import { pointOf } from '../database/postgis.ts';

export interface EventFilter {
  id?: number | undefined;
  marker?: number | undefined;
  line?: string | undefined;
  division?: string | undefined;
  kind?: string | undefined;
  flag?: string | undefined;
  inspection?: number | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Place of an event in the list: the newest first. */
export type EventKey = [happenedOn: string, id: number];

export interface EventRow {
  id: number;
  uuid: string;
  marker_id: number;
  marker_number: string;
  line_code: string;
  kind: string;
  happened_on: string;
  condition: string | null;
  side_code: string | null;
  people: string[];
  neighbour_present: boolean | null;
  neighbour_code: string | null;
  neighbour_people: string[];
  approval_no: string | null;
  applications: string[];
  measured_x: number | null;
  measured_y: number | null;
  measured_crs: number | null;
  measured_height: number | null;
  point: [number, number] | null;
  accuracy_m: number | null;
  method: string | null;
  displacement_m: number | null;
  tolerance_m: number | null;
  tolerance_rule: string | null;
  flags: string[];
  changes: Record<string, unknown> | null;
  note: string | null;
  inspection_id: number | null;
  corrects: number | null;
  corrected_by: number | null;
  channel: string;
  recorded_by: string;
  recorded_at: string;
  sample: boolean;
}

function conditionOf(filter: EventFilter): RawBuilder<unknown> {
  const { id, marker, line, division, kind, flag, inspection, from, to } = filter;
  return sql.join(
    [
      sql`true`,
      ...(id === undefined ? [] : [sql`e.id = ${id}`]),
      ...(marker === undefined ? [] : [sql`e.marker_id = ${marker}`]),
      ...(line === undefined ? [] : [sql`e.line_code = ${line}`]),
      ...(division === undefined ? [] : [ofDivision(division)]),
      ...(kind === undefined ? [] : [sql`e.kind = ${kind}`]),
      ...(flag === undefined ? [] : [sql`${flag} = any(e.flags)`]),
      ...(inspection === undefined ? [] : [sql`e.inspection_id = ${inspection}`]),
      ...(from === undefined ? [] : [sql`e.happened_on >= ${from}::date`]),
      ...(to === undefined ? [] : [sql`e.happened_on <= ${to}::date`]),
    ],
    sql` and `,
  );
}

const ofDivision = (code: string): RawBuilder<unknown> => {
  const prefix = codePrefix(code);
  return sql`e.marker_id in (select m.id from boundary_marker m where m.county_a like ${prefix} or m.county_b like ${prefix} or m.county_c like ${prefix})`;
};

/** A page of events, the newest first. */
export async function listEvents(
  db: Db,
  filter: EventFilter,
  { after, limit }: { after: EventKey | null; limit: number },
): Promise<{ rows: EventRow[]; total: number }> {
  const where = conditionOf(filter);
  const page = after === null ? sql`` : sql`and (e.happened_on, e.id) < (${after[0]}::date, ${after[1]}::int4)`; // prettier-ignore
  const { rows } = await sql<EventRow>`
    select e.*, ${pointOf('e.geom')} as point, (select min(c.id) from marker_event c where c.corrects = e.id) as corrected_by
    from marker_event e where ${where} ${page} order by e.happened_on desc, e.id desc limit ${limit}`.execute(db); // prettier-ignore
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from marker_event e where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/** Files of events, by event. */
export async function attachmentsOf(
  db: Db,
  events: readonly number[],
): Promise<ReadonlyMap<number, AttachmentRow[]>> {
  const found = new Map<number, AttachmentRow[]>();
  if (events.length === 0) return found;
  const rows = await db.selectFrom('attachment').where('event_id', 'in', events).selectAll().orderBy('id').execute(); // prettier-ignore
  for (const row of rows) found.set(row.event_id!, [...(found.get(row.event_id!) ?? []), row]);
  return found;
}
