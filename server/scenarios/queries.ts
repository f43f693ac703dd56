import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

export interface SettlementRow {
  lon: number;
  lat: number;
  county_code: string;
  township_code: string | null;
  metres: number | null;
  facility_id: number | null;
}

/**
 * The settlements with the metres to their nearest facility of the kind. Where the kind has none, those of another kind, without metres:
 * the settlements are the same for every kind.
 */
export async function readGround(db: Db, kind: string): Promise<SettlementRow[]> {
  const { rows: kinds } = await sql<{ kind: string }>`
    select distinct kind from nearest_facility order by 1`.execute(db);
  const present = kinds.map((row) => row.kind);
  const from = present.includes(kind) ? kind : present[0];
  if (from === undefined) return [];
  const { rows } = await sql<SettlementRow>`
    select ST_X(p.geom) as lon, ST_Y(p.geom) as lat, n.county_code, n.township_code,
      case when n.kind = ${kind} then n.metres end as metres, case when n.kind = ${kind} then n.facility_id end as facility_id
    from nearest_facility n join place p on p.id = n.place_id
    where n.kind = ${from} order by n.place_id`.execute(db);
  return rows;
}

export interface Seat {
  code: string;
  name: string;
  level: 'county' | 'township';
  lon: number;
  lat: number;
}

/** Seats of banners, then of townships, in the order of their codes. */
export async function readSeats(db: Db): Promise<Seat[]> {
  const { rows } = await sql<Seat>`
    select code, name, level, ST_X(seat) as lon, ST_Y(seat) as lat from division
    where valid_to is null and public and level in ('county', 'township') and seat is not null order by length(code), code`.execute(
    db,
  );
  return rows;
}

const trunkClasses = ['motorway', 'motorway_link', 'trunk', 'trunk_link', '高速公路', '国道', '一级公路'];
const trunkMetres = 5000;
const trunkDegrees = 0.08; // more than that, up to the 54th parallel

/** What the priorities of the plan ask of a banner. `density` = settlements for each km², null where the area is not known. */
export async function readTraits(db: Db) {
  const { rows } = await sql<{
    code: string;
    border: boolean;
    density: number | null;
    transport: boolean | null;
  }>`
    with counted as (
      select county_code, count(*) as n from nearest_facility
      where kind = (select kind from nearest_facility limit 1) group by county_code
    ), trunk as (select geom from road_edge where class = any(${trunkClasses}::text[]))
    select d.code, exists (
        select from boundary_segment s join boundary_line l on l.id = s.line_id
        where l.level = 'province' and d.code in (s.county_a, s.county_b)) as border,
      case when d.area_km2 > 0 then coalesce(c.n, 0) / d.area_km2 end as density,
      case when d.seat is not null and exists (select from road_edge) then exists (
        select from trunk where geom && ST_Expand(d.seat, ${trunkDegrees}) and ST_Distance(geom::geography, d.seat::geography) <= ${trunkMetres}) end as transport
    from division d left join counted c on c.county_code = d.code
    where d.level = 'county' and d.valid_to is null order by d.code`.execute(db);
  return rows;
}
