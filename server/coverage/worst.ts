import { sql } from 'kysely';
import type { Method, Unit } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import type { Position } from '../api/geo.ts';
import type { FacilityFact } from './facts.ts';
import { nearestThen } from './reach-then.ts';
import { readPresentSettlements } from './rebuild.ts';

/** A settlement with its nearest facility; metres as the crow flies, seconds by road where they are asked for. */
export interface Worst {
  id: number;
  name: string;
  division_code: string;
  point: Position;
  metres: number;
  seconds: number | null;
  facility_id: number;
  facility_name: string;
}

/** The settlements of a unit that are farthest from their nearest facility; by road, of those that a road leads from. */
export async function listWorst(db: Db, kind: string, method: Method, unit: Unit, code: string, limit = 3): Promise<Worst[]> {
  const inUnit = unit === 'township' ? sql`n.township_code = ${code}` : unit === 'county' ? sql`n.county_code = ${code}` : sql`n.county_code like ${`${code.slice(0, 4)}%`}`;
  const worst = method === 'road'
    ? sql`select place_id, facility_id, metres, seconds, seconds as far from road_reach n where n.kind = ${kind} and ${inUnit} and seconds is not null`
    : sql`select place_id, facility_id, metres, null::int4 as seconds, metres as far from nearest_facility n where n.kind = ${kind} and ${inUnit}`;
  const { rows } = await sql<Worst>`
    select p.id, p.name, p.division_code, array[ST_X(p.geom), ST_Y(p.geom)] as point, n.metres, n.seconds, f.id as facility_id, f.name as facility_name
    from (${worst} order by far desc, place_id limit ${limit}) n
    join place p on p.id = n.place_id join facility f on f.id = n.facility_id order by n.far desc, p.id`.execute(db);
  return rows;
} // prettier-ignore

/** The same on another day: those that are farthest from what operated then. */
export async function listWorstThen(db: Db, kind: string, facilities: readonly FacilityFact[], code: string, limit = 3): Promise<Worst[]> {
  const settlements = await readPresentSettlements(db, code);
  const found = (await nearestThen(kind, facilities, settlements)) ?? [];
  const all = found.map(({ facility, metres }, at): Worst => {
    const { id, name, divisionCode, lon, lat } = settlements[at]!;
    return { id, name, division_code: divisionCode, point: [lon, lat], metres, seconds: null, facility_id: facility.id, facility_name: facility.name };
  });
  return all.sort((one, other) => other.metres - one.metres || one.id - other.id).slice(0, limit);
} // prettier-ignore

interface Near {
  id: number;
  name: string;
  county_code: string;
  township_code: string | null;
  metres: number;
  seconds: number | null; // by road
}

/** The facility of the kind that is nearest to the seat of a unit as the crow flies. */
export async function nearestToSeat(db: Db, ids: readonly number[], code: string): Promise<Near | undefined> {
  const { rows } = await sql<Near>`
    select f.id, f.name, f.county_code, f.township_code, ST_Distance(f.geom::geography, d.seat::geography) as metres, null::int4 as seconds
    from facility f, (select seat from division where code = ${code} and seat is not null order by valid_to desc nulls first limit 1) d
    where f.id = any(${[...ids]}::int4[]) and f.geom is not null order by metres limit 1`.execute(db);
  return rows[0];
} // prettier-ignore

/** The same by road; undefined: no road leads from the seat to one. */
export async function nearestByRoad(db: Db, kind: string, code: string): Promise<Near | undefined> {
  const { rows } = await sql<Near>`
    select f.id, f.name, f.county_code, f.township_code, s.metres, s.seconds from road_seat s join facility f on f.id = s.facility_id
    where s.kind = ${kind} and s.code = ${code}`.execute(db);
  return rows[0];
} // prettier-ignore
