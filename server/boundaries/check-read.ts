import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { inForce } from '../inspections/in-force.ts';
import { standsAt } from './meeting-detail.ts';

export interface CheckedLine {
  code: string;
  name: string;
  level: string;
  sideA: string;
  sideB: string | null;
  legal: boolean;
  stamp: string; // changes when the line does
  counties: string[]; // of its segments
  open: boolean; // some of its segments have a side that is not known
  sample: boolean;
}

export interface CheckedMarker {
  id: number;
  number: string;
  line: string;
  sequence: number | null;
  letter: string | null;
  type: string | null;
  sides: string[];
  managing: string | null;
  point: [number, number] | null;
  objects: number;
  retired: boolean;
  /** The last day on which somebody has looked at it. */
  seenOn: string | null;
  sample: boolean;
}

export interface CheckedMeeting {
  code: string;
  name: string;
  level: string;
  divisions: string[];
  parties: number | null;
  markers: number | null;
  standing: number; // markers that stand there; counted where the agreement says how many
  agreement: string | null;
  documents: number;
  point: [number, number];
  sample: boolean;
}

export interface Round {
  level: string;
  number: number;
  yearFrom: number;
}

export interface Register {
  lines: Map<string, CheckedLine>;
  markers: CheckedMarker[];
  meetings: CheckedMeeting[];
  rounds: Map<string, Round>; // this year's, by level
  retiredNumbers: Set<string>; // `line number`, of 报废 events
}

interface Filter {
  line?: string | undefined;
  division?: string | undefined;
}

/** What the checks look at: whole lines, so that a set or a gap of numbers is seen whole. The state border is left out. */
export async function readRegister(db: Db, { line, division }: Filter, today: string): Promise<Register> {
  const pattern = division === undefined ? null : codePrefix(division);
  const touched = pattern === null ? sql`true` : sql`exists (select from boundary_segment t where t.line_id = l.id and (t.county_a like ${pattern} or t.county_b like ${pattern}))`;
  const { rows: lines } = await sql<CheckedLine>`
    select l.code, l.name, l.level, l.side_a as "sideA", l.side_b as "sideB", l.legal, l.updated_at::text as stamp, l.sample,
      array_remove(coalesce(array_agg(distinct s.county_a), '{}') || coalesce(array_agg(distinct s.county_b), '{}'), null) as counties,
      coalesce(bool_or(s.county_b is null), false) as open
    from boundary_line l left join boundary_segment s on s.line_id = l.id
    where l.level <> 'national' and ${line === undefined ? sql`true` : sql`l.code = ${line}`} and ${touched} group by l.id`.execute(db);
  const codes = lines.map(({ code }) => code);
  const { rows: markers } = await sql<CheckedMarker>`
    select m.id, m.number, m.line_code as line, m.sequence, m.type_letter as letter, m.type, array_remove(array[m.county_a, m.county_b], null) as sides,
      m.managing_code as managing, case when m.geom is null then null else array[ST_X(m.geom), ST_Y(m.geom)] end as point,
      jsonb_array_length(m.reference_objects) as objects, m.valid_to is not null as retired, m.sample,
      greatest(m.checked_on, e.seen_on) as "seenOn"
    from boundary_marker m left join (
      select marker_id, max(happened_on) as seen_on from marker_event s
      where condition is not null and not exists (select from marker_event c where c.corrects = s.id) group by marker_id) e on e.marker_id = m.id
    where m.line_code = any(${codes}::text[]) order by m.line_code, m.number`.execute(db);
  const { rows: meetings } = await sql<CheckedMeeting>`
    select p.code, p.name, p.level, p.divisions, p.parties, p.markers, p.agreement, array[ST_X(p.geom), ST_Y(p.geom)] as point, p.sample,
      (select count(*)::int4 from boundary_document d where d.meeting_code = p.code and d.kind = 'meeting_agreement') as documents,
      case when p.markers is null then 0 else (select count(*)::int4 from boundary_marker m where m.valid_to is null and m.geom && ST_Expand(p.geom, 0.02)
        and ST_Distance(m.geom::geography, p.geom::geography) <= ${standsAt}) end as standing
    from meeting_point p
    where p.level <> 'national' and ${line === undefined ? sql`true` : sql`exists (select from boundary_line l where l.code = ${line} and ST_DWithin(l.geom, p.geom, 0.0006))`}
      and ${pattern === null ? sql`true` : sql`exists (select from unnest(p.divisions) as met(code) where met.code like ${pattern})`}
    order by p.code`.execute(db);
  const year = Number(today.slice(0, 4));
  const { rows: rounds } = await sql<Round>`
    select distinct on (level) level, number, year_from as "yearFrom" from inspection_round r where ${year} between year_from and year_to and ${inForce} order by level, number desc`.execute(db);
  const { rows: retired } = await sql<{ key: string }>`select distinct line_code || ' ' || marker_number as key from marker_event where kind = 'retire'`.execute(db);
  return {
    lines: new Map(lines.map((one) => [one.code, one])),
    markers,
    meetings,
    rounds: new Map(rounds.map((round) => [round.level, round])),
    retiredNumbers: new Set(retired.map(({ key }) => key)),
  };
} // prettier-ignore
