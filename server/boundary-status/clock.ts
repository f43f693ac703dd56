import { sql } from 'kysely';
import type { ClockState, InspectedLevel } from '../api/boundary-status.ts';
import type { Db } from '../database/open.ts';
import { inForce } from '../inspections/in-force.ts';

/** 令353 art. 12: a line is inspected every five years. */
export const cycle = {
  years: 5,
  basis: '《行政区域界线管理条例》(国务院令第353号) 第十二条: 每五年联合检查一次',
};

/** The day that is asked about, and the day that it is. */
export interface AsOf {
  at: string;
  today: string;
}

export interface LineRow {
  id: number;
  code: string;
  name: string;
  level: InspectedLevel;
  side_a: string;
  side_a_name: string;
  side_b: string | null;
  side_b_name: string | null;
  length_km: number;
  converted: boolean | null;
  vectorised: boolean | null;
  smart: boolean | null;
  counties: string[]; // along the line, those across the region's edge too
  state: ClockState;
  last_round: number | null;
  last_year: number | null;
  last_filed_on: string | null;
  due_year: number | null;
  due_basis: 'cycle' | 'round' | null;
  open_id: number | null;
  open_round: number | null;
  open_year: number | null;
  open_begun: boolean | null;
  open_signed: boolean | null;
  open_lead: string | null;
  open_partner: string | null;
  sample: boolean; // of its rounds or inspections
}

/**
 * The clock of every line, the one place where it is decided: dashboard, list, map and files read these rows.
 *
 * Only a regular inspection that was filed until the day is done. Special ones do not move the clock. Of the others the first after the last
 * filed one counts, one that is under way before one that is planned. An inspection is known of from the first year of its round, or from its
 * first day. What is entered late counts for the day that it was done, not for the day of entry.
 */
export async function readLines(db: Db, { at, today }: AsOf): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    with asked as (select ${at}::date as day, extract(year from ${at}::date)::int4 as year, ${today}::date as today),
    known as (
      select i.id, i.line_code, i.year, i.lead_code, i.partner_code, i.filed_on, r.number as round, r.year_to, i.sample or r.sample as is_sample,
        i.state = 'filed' and i.filed_on <= a.day as is_filed,
        coalesce(least(i.office_on, i.field_from, i.signed_on) <= a.day, false)
          or (i.state in ('office', 'field', 'signed') and a.day >= a.today) as is_begun,
        coalesce(i.signed_on <= a.day, false) or (i.state = 'signed' and a.day >= a.today) as is_signed
      from inspection i join inspection_round r on r.id = i.round_id cross join asked a
      where i.kind = 'regular' and i.state <> 'cancelled' and ${inForce}
        and (r.year_from <= a.year or least(i.office_on, i.field_from, i.signed_on, i.filed_on) <= a.day)
    ),
    filed as (
      select distinct on (line_code collate "C") line_code, round, year, filed_on, is_sample from known where is_filed
      order by line_code collate "C", year desc, filed_on desc, id desc
    ),
    unfiled as (
      select k.* from known k left join filed f on f.line_code = k.line_code
      where not k.is_filed and (f.line_code is null or k.year > f.year)
    ),
    due_round as (select line_code, min(year_to) as year from unfiled group by line_code),
    open as (select distinct on (line_code) * from unfiled order by line_code, is_begun desc, year, id),
    along as (
      select s.line_id, array_agg(distinct c.code order by c.code) as counties
      from boundary_segment s, unnest(array[s.county_a, s.county_b]) as c(code) where c.code is not null group by s.line_id
    ),
    timed as (
      select l.id, l.code, l.name, l.level, l.side_a, l.side_a_name, l.side_b, l.side_b_name, l.length_km, l.converted, l.vectorised, l.smart,
        coalesce(along.counties, '{}') as counties,
        f.round as last_round, f.year as last_year, f.filed_on as last_filed_on, coalesce(f.year + ${cycle.years}::int4, d.year) as due_year,
        case when f.year is not null then 'cycle' when d.year is not null then 'round' end as due_basis,
        o.id as open_id, o.round as open_round, o.year as open_year, o.is_begun as open_begun, o.is_signed as open_signed, o.lead_code as open_lead, o.partner_code as open_partner,
        coalesce(f.is_sample, false) or coalesce(o.is_sample, false) as sample, a.year
      from boundary_line l cross join asked a left join along on along.line_id = l.id
        left join filed f on f.line_code = l.code left join open o on o.line_code = l.code left join due_round d on d.line_code = l.code
      where l.level in ('province', 'prefecture', 'county')
    )
    select *, case
      when due_year is null then 'unknown'
      when year > due_year then 'overdue'
      when open_begun then 'under_way'
      when due_year = year or open_year <= year then 'due_this_year'
      when open_id is not null then 'planned'
      else 'done' end as state
    from timed order by code`.execute(db);
  return rows;
}

export interface RoundRow {
  id: number;
  level: InspectedLevel;
  number: number;
  year_from: number;
  year_to: number;
  sample: boolean;
}

export async function readRounds(db: Db): Promise<RoundRow[]> {
  const { rows } = await sql<RoundRow>`
    select id, level, number, year_from, year_to, sample from inspection_round r where ${inForce} order by level, number`.execute(db); // prettier-ignore
  return rows;
}
