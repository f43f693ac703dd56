import { sql } from 'kysely';
import type { InspectionChecks, MarkerCheck, PointCheck, SegmentCheckRow } from '../api/inspection-papers.ts';
import type { MarkerCondition } from '../api/markers.ts';
import type { Db } from '../database/open.ts';
import { pointOf } from '../database/postgis.ts';
import { meetingChecks, partiesOf, pointsOfLine } from './meetings.ts';
import type { NameOf } from '../boundaries/division-names.ts';
import { isWhole, listSignatures } from './signatures.ts';

/** Which inspection, as far as its checks depend on it. */
export interface Looked {
  id: number;
  line_code: string;
  year: number;
}

interface MarkerRow {
  id: number;
  number: string;
  type: MarkerCheck['marker']['type'];
  chainage_km: number | null;
  managing_code: string | null;
  condition: MarkerCondition;
  point: [number, number] | null;
  previous: MarkerCheck['previous'];
  check: MarkerCheck['check'];
}

/** An event as an answer has it. */
const eventOf = sql`jsonb_build_object('id', e.id, 'kind', e.kind, 'on', e.happened_on, 'condition', e.condition, 'people', e.people,
  'neighbourPresent', e.neighbour_present, 'neighbourPeople', e.neighbour_people, 'displacementM', e.displacement_m, 'toleranceM', e.tolerance_m,
  'flags', e.flags, 'note', e.note, 'channel', e.channel, 'recordedBy', e.recorded_by)`;

/**
 * Markers of the line along it; `check` is the last event of this inspection that stands, `previous` the last one before this
 * inspection that says how the marker was.
 */
export async function markerChecks(db: Db, { id, line_code }: Looked, nameOf: NameOf): Promise<MarkerCheck[]> {
  const { rows } = await sql<MarkerRow>`
    select m.id, m.number, m.type, m.chainage_km, m.managing_code, m.condition, ${pointOf('m.geom')} as point,
      (select ${eventOf} from marker_event e where e.inspection_id = ${id} and e.marker_id = m.id
        and not exists (select from marker_event c where c.corrects = e.id) order by e.happened_on desc, e.id desc limit 1) as "check",
      (select jsonb_build_object('on', e.happened_on, 'kind', e.kind, 'condition', e.condition, 'inspection', e.inspection_id) from marker_event e
        where e.marker_id = m.id and e.inspection_id is distinct from ${id} and e.condition is not null
          and not exists (select from marker_event c where c.corrects = e.id)
          and e.id < coalesce((select min(own.id) from marker_event own where own.inspection_id = ${id} and own.marker_id = m.id), 2147483647)
        order by e.happened_on desc, e.id desc limit 1) as previous
    from boundary_marker m where m.line_code = ${line_code} and m.valid_to is null
    order by coalesce(m.sequence, 0), m.number, m.id`.execute(db);
  return rows.map(({ id: marker, number, type, chainage_km, managing_code, point, ...rest }) => ({
    marker: { id: marker, number, type, chainageKm: chainage_km, point },
    managing: managing_code === null ? null : nameOf(managing_code),
    condition: rest.condition,
    previous: rest.previous,
    check: rest.check,
  }));
} // prettier-ignore

interface SegmentRow {
  county_a: string;
  county_b: string;
  county_b_name: string | null;
  length_km: number;
  carrier: string | null;
  check: SegmentCheckRow['check'];
}

/** Segments of the line (pieces between the same two banners are one), with the last check of this inspection that stands. */
export async function segmentChecks(db: Db, { id, line_code }: Looked, nameOf: NameOf): Promise<SegmentCheckRow[]> {
  const { rows } = await sql<SegmentRow>`
    select s.*, coalesce(d.carrier, s.own_carrier) as carrier, (
      select jsonb_build_object('id', k.id, 'on', k.checked_on, 'carrierChanged', k.carrier_changed, 'clear', k.clear, 'people', k.people,
        'note', k.note, 'channel', k.channel, 'recordedBy', k.recorded_by)
      from segment_check k where k.inspection_id = ${id} and k.county_a = s.county_a and k.county_b = s.county_b
        and not exists (select from segment_check c where c.corrects = k.id) order by k.checked_on desc, k.id desc limit 1) as "check"
    from (
      select g.county_a, coalesce(g.county_b, '') as county_b, max(g.county_b_name) as county_b_name, sum(g.length_km) as length_km, min(g.carrier) as own_carrier
      from boundary_segment g join boundary_line l on l.id = g.line_id where l.code = ${line_code} group by 1, 2) s
    left join segment_record d on d.line_code = ${line_code} and d.county_a = s.county_a and d.county_b = s.county_b
    order by s.county_a, s.county_b`.execute(db);
  return rows.map((row) => {
    const across = row.county_b === '' ? [] : [{ code: row.county_b, name: row.county_b_name ?? nameOf(row.county_b).name }];
    return { sides: [nameOf(row.county_a), ...across], countyA: row.county_a, countyB: row.county_b || null, lengthKm: row.length_km, carrier: row.carrier, check: row.check };
  });
} // prettier-ignore

/** Meeting points where the line ends, with the check of the year, which serves all their lines. */
export async function pointChecks(
  db: Db,
  { line_code, year }: Looked,
  nameOf: NameOf,
): Promise<PointCheck[]> {
  const points = await pointsOfLine(db, line_code);
  const checks = await meetingChecks(db, points.map(({ code }) => code), year); // prettier-ignore
  const answer: PointCheck[] = [];
  for (const { code, name, divisions, point } of points) {
    const check = checks.get(code);
    const parties = partiesOf(divisions);
    const signatures = check === undefined ? [] : await listSignatures(db, { check: check.id }, nameOf);
    const signed = new Set(signatures.filter(isWhole).map(({ party }) => party.code));
    answer.push({
      code,
      name,
      point,
      parties: parties.map(nameOf),
      check: check === undefined ? null : { id: check.id, on: check.checked_on, condition: check.condition as MarkerCondition | null, people: check.people, note: check.note, recordedBy: check.recorded_by },
      signatures,
      unsigned: parties.filter((party) => !signed.has(party)).map(nameOf),
    }); // prettier-ignore
  }
  return answer;
}

interface ProjectRow {
  id: number;
  name: string;
  kind: string | null;
  consents: string[];
  started_on: string | null;
  ended_on: string | null;
  note: string | null;
}

async function projectsOf(db: Db, { line_code, year }: Looked, nameOf: NameOf): Promise<InspectionChecks['projects']> {
  const { rows } = await sql<ProjectRow>`select * from cross_project where line_code = ${line_code} and (ended_on is null or ended_on >= ${`${year}-01-01`}::date)
    and (started_on is null or started_on <= ${`${year}-12-31`}::date) order by id`.execute(db);
  return rows.map(({ id, name, kind, consents, started_on, ended_on, note }) => ({ id, name, kind, consents: consents.map(nameOf), startedOn: started_on, endedOn: ended_on, note }));
} // prettier-ignore

export async function checksOf(db: Db, looked: Looked, nameOf: NameOf): Promise<InspectionChecks> {
  return {
    markers: await markerChecks(db, looked, nameOf),
    segments: await segmentChecks(db, looked, nameOf),
    points: await pointChecks(db, looked, nameOf),
    projects: await projectsOf(db, looked, nameOf),
  };
}
