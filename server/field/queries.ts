import { sql } from 'kysely';
import type { Geometry } from 'geojson';
import type { Db } from '../database/open.ts';
import { asGeoJson, pointOf } from '../database/postgis.ts';

/** Events of a marker that are taken along. */
const lastEvents = 3;

/** Meeting points stand on their lines; what was derived from another source may lie beside them. Degrees: about 500 m. */
const besideLine = 0.005;

const openStates = ['planned', 'office', 'field'];

export interface LineRow {
  id: number;
  code: string;
  name: string;
  level: string;
  side_a: string | null;
  side_a_name: string | null;
  side_b: string | null;
  side_b_name: string | null;
  length_km: number;
  agreement: string | null;
  geometry: Geometry | null;
}

export async function findLine(db: Db, code: string): Promise<LineRow | undefined> {
  const { rows } = await sql<LineRow>`
    select id, code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, agreement, ${asGeoJson('geom')} as geometry
    from boundary_line where code = ${code}`.execute(db);
  return rows[0];
}

export interface MarkerRow {
  id: number;
  number: string;
  type: string | null;
  material: string | null;
  condition: string;
  county_a: string | null;
  county_b: string | null;
  county_c: string | null;
  managing_code: string | null;
  chainage_km: number | null;
  checked_on: string | null;
  point: [number, number] | null;
  transform_status: string;
  registered_x: number | null;
  x: string | null; // as surveyed, to the last digit
  y: string | null;
  height: string | null;
  registered_y: number | null;
  registered_crs: number | null;
  registered_height: number | null;
  accuracy_m: number | null;
  description: string | null;
  reference_objects: unknown;
}

/** Markers in the order in which one walks past them. */
export const listMarkers = async (db: Db, line: string): Promise<MarkerRow[]> =>
  (
    await sql<MarkerRow>`
      select id, number, type, material, condition, county_a, county_b, county_c, managing_code, chainage_km, checked_on,
        ${pointOf('geom')} as point, transform_status, registered_x::text as x, registered_y::text as y, registered_height::text as height, registered_x, registered_y, registered_crs, registered_height, accuracy_m,
        description, reference_objects
      from boundary_marker where line_code = ${line} and valid_to is null order by coalesce(sequence, 0), id`.execute(
      db,
    )
  ).rows;

export interface EventRow {
  marker_id: number;
  id: number;
  uuid: string;
  kind: string;
  happened_on: string;
  condition: string | null;
  people: string[];
  neighbour_present: boolean | null;
  displacement_m: number | null;
  tolerance_m: number | null;
  accuracy_m: number | null;
  flags: string[];
  note: string | null;
  photos: number;
}

/** The last events of each marker of a line, the newest first; those that were put right are left out. */
export const listEvents = async (db: Db, line: string): Promise<EventRow[]> =>
  (
    await sql<EventRow>`
      select e.marker_id, e.id, e.uuid, e.kind, e.happened_on, e.condition, e.people, e.neighbour_present, e.displacement_m, e.tolerance_m,
        e.accuracy_m, e.flags, e.note, (select count(*)::int from attachment a where a.event_id = e.id) as photos
      from (select *, row_number() over (partition by marker_id order by happened_on desc, id desc) as n from marker_event one
        where line_code = ${line} and not exists (select from marker_event later where later.corrects = one.id)) e
      where e.n <= ${lastEvents} order by e.marker_id, e.n`.execute(db)
  ).rows;

export interface SegmentRow {
  county_a: string;
  county_b: string | null;
  county_b_name: string | null;
  length_km: number;
  carrier: string | null;
  managing_code: string | null;
  course: string | null;
  note: string | null;
  check_uuid: string | null;
  checked_on: string | null;
  check_people: string[] | null;
  check_note: string | null;
  carrier_changed: boolean | null;
  clear: boolean | null;
}

/** Segments with what the documents say of them and with their last check. */
export const listSegments = async (db: Db, line: LineRow): Promise<SegmentRow[]> =>
  (
    await sql<SegmentRow>`
      select s.county_a, s.county_b, s.county_b_name, s.length_km, coalesce(r.carrier, s.carrier) as carrier,
        coalesce(r.managing_code, s.managing_code) as managing_code, r.course, r.note,
        c.uuid as check_uuid, c.checked_on, c.people as check_people, c.note as check_note, c.carrier_changed, c.clear
      from boundary_segment s
      left join segment_record r on r.line_code = ${line.code} and r.county_a = s.county_a and r.county_b = coalesce(s.county_b, '')
      left join lateral (select * from segment_check k where k.line_code = ${line.code} and k.county_a = s.county_a
        and k.county_b = coalesce(s.county_b, '') order by k.checked_on desc, k.id desc limit 1) c on true
      where s.line_id = ${line.id} order by s.county_a, s.county_b`.execute(db)
  ).rows;

export interface MeetingRow {
  code: string;
  name: string;
  divisions: string[];
  point: [number, number];
  agreement: string | null;
  check_uuid: string | null;
  checked_on: string | null;
  check_people: string[] | null;
  check_note: string | null;
  condition: string | null;
}

/** Meeting points on a line, with their last check. */
export const listMeetings = async (db: Db, line: LineRow): Promise<MeetingRow[]> =>
  (
    await sql<MeetingRow>`
      select p.code, p.name, p.divisions, ${pointOf('p.geom')} as point, p.agreement,
        c.uuid as check_uuid, c.checked_on, c.people as check_people, c.note as check_note, c.condition
      from boundary_line l join meeting_point p on ST_DWithin(p.geom, l.geom, ${besideLine})
      left join lateral (select * from meeting_check k where k.meeting_code = p.code order by k.checked_on desc, k.id desc limit 1) c on true
      where l.id = ${line.id} order by p.code`.execute(db)
  ).rows;

export interface InspectionRow {
  id: number;
  kind: 'regular' | 'special';
  year: number;
  state: string;
  lead_code: string;
  partner_code: string;
  team: string[];
}

/** The inspection that is under way; of several the one that is outside already, then the newest. */
export async function findOpenInspection(db: Db, line: string): Promise<InspectionRow | undefined> {
  const { rows } = await sql<InspectionRow>`
    select id, kind, year, state, lead_code, partner_code, team from inspection
    where line_code = ${line} and state = any(${openStates}) order by state = 'field' desc, year desc, id desc limit 1`.execute(
    db,
  );
  return rows[0];
}

export interface FindingRow {
  id: number;
  kind: string;
  severity: 'low' | 'medium' | 'high';
  description: string;
  marker_id: number | null;
  meeting_code: string | null;
  state: string;
  due_on: string | null;
  point: [number, number] | null;
}

export const listOpenFindings = async (db: Db, line: string): Promise<FindingRow[]> =>
  (
    await sql<FindingRow>`
      select id, kind, severity, description, marker_id, meeting_code, state, due_on, ${pointOf('geom')} as point
      from finding where line_code = ${line} and state <> 'closed' order by id`.execute(db)
  ).rows;
