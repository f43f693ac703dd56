import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database/open.ts';
import { inForce } from '../inspections/in-force.ts';
import type { AsOf } from './clock.ts';

export interface MarkerGroup {
  line_code: string;
  counties: string[]; // on its sides
  total: number;
  intact: number;
  damaged: number;
  displaced: number;
  missing: number;
  unclear_inscription: number;
  reference_incomplete: number;
  unknown: number;
  checked: number;
  unchecked: number;
  no_round: number;
  converted: number;
  vectorised: number;
  smart: number;
  not_smart: number;
}

/**
 * Markers by line and counties. The register's condition stands (it is derived from the events) from the day of its last check on; of an earlier
 * day it is the last event's until then that told one and was not corrected, else unknown.
 */
export async function readMarkers(db: Db, { at, today }: AsOf): Promise<MarkerGroup[]> {
  const isPast = at < today;
  const condition = isPast
    ? sql`case when m.checked_on <= a.day then m.condition else coalesce((select e.condition from marker_event e
        where e.marker_id = m.id and e.happened_on <= a.day and e.condition <> 'unknown' and e.id not in (select corrects from marker_event where corrects is not null)
        order by e.happened_on desc, e.id desc limit 1), 'unknown') end`
    : sql`m.condition`;
  const standing = isPast
    ? sql`(m.valid_to is null or m.valid_to > a.day) and (m.established_on is null or m.established_on <= a.day)`
    : sql`m.valid_to is null`;
  const of = (name: string): RawBuilder<unknown> => sql`count(*) filter (where condition = ${sql.lit(name)})::int4 as ${sql.ref(name)}`; // prettier-ignore
  const { rows } = await sql<MarkerGroup>`
    with asked as materialized (select ${at}::date as day, extract(year from ${at}::date)::int4 as year),
    present as (
      select distinct on (level) level, make_date(year_from, 1, 1) as since from inspection_round r, asked
      where asked.year between year_from and year_to and ${inForce} order by level, number desc
    ),
    inspected as (
      select marker_id, max(happened_on) as day from marker_event, asked
      where kind = 'inspect' and happened_on between (select min(since) from present) and asked.day group by marker_id
    ),
    seen as materialized (
      select m.line_code, array_remove(array[m.county_a, m.county_b, m.county_c], null) as counties, ${condition} as condition,
        m.transform_status, m.geom is not null as has_point, m.smart,
        case when p.since is not null then coalesce(i.day >= p.since, false) or coalesce(m.checked_on between p.since and a.day, false) end as is_checked
      from boundary_marker m cross join asked a left join boundary_line l on l.code = m.line_code left join present p on p.level = l.level
        left join inspected i on i.marker_id = m.id
      where ${standing}
    )
    select line_code, counties, count(*)::int4 as total, ${sql.join(conditions.map(of))},
      count(*) filter (where is_checked)::int4 as checked, count(*) filter (where not is_checked)::int4 as unchecked,
      count(*) filter (where is_checked is null)::int4 as no_round, count(*) filter (where transform_status = 'transformed')::int4 as converted,
      count(*) filter (where has_point)::int4 as vectorised, count(*) filter (where smart)::int4 as smart, count(*) filter (where not smart)::int4 as not_smart
    from seen group by line_code, counties`.execute(db);
  return rows;
}

export const conditions = ['intact', 'damaged', 'displaced', 'missing', 'unclear_inscription', 'reference_incomplete', 'unknown'] as const; // prettier-ignore

export interface FindingGroup {
  line_code: string;
  severity: 'low' | 'medium' | 'high';
  open: number;
  overdue: number;
}

/** Findings that were not closed on the day, from the day that their event happened, or that they were written down; as their list, by line. */
export async function readFindings(db: Db, { at, today }: AsOf): Promise<FindingGroup[]> {
  const isOrdered = at < today ? sql`f.state <> 'open'` : sql`f.state = 'ordered'`; // what was done since was still to be done then
  const { rows } = await sql<FindingGroup>`
    select f.line_code, f.severity, count(*)::int4 as open,
      count(*) filter (where f.due_on < ${at}::date and ${isOrdered})::int4 as overdue
    from finding f left join marker_event e on e.id = f.event_id
    where (f.closed_on is null or f.closed_on > ${at}::date)
      and least(e.happened_on, (f.created_at at time zone 'Asia/Shanghai')::date) <= ${at}::date
    group by f.line_code, f.severity`.execute(db);
  return rows;
}

export interface DisputeGroup {
  line_code: string;
  kind: 'dispute' | 'hidden_risk';
  open: number;
}

export async function readDisputes(db: Db, { at }: AsOf): Promise<DisputeGroup[]> {
  const { rows } = await sql<DisputeGroup>`
    select d.line_code, d.kind, count(*)::int4 as open from boundary_dispute d
    where d.found_on <= ${at}::date and (d.resolved_on is null or d.resolved_on > ${at}::date)
    group by d.line_code, d.kind`.execute(db);
  return rows;
}
