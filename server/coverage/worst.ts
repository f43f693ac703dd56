import { sql } from 'kysely';
import type { Method, Unit } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import type { Position } from '../api/geo.ts';
import { isInUnit } from '../divisions/prefix.ts';
import type { FacilityFact } from './facts.ts';
import { nearestThen } from './reach-then.ts';
import { readPresentSettlements } from './rebuild.ts';
import { groupBy } from './shared/group-by.ts';

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

/** By unit, its settlements that are farthest from their nearest facility; by road, of those that a road leads from. */
export async function listWorst(db: Db, kind: string, method: Method, unit: Unit, codes: readonly string[], limit = 3): Promise<Map<string, Worst[]>> {
  const worst = method === 'road'
    ? sql`select place_id, facility_id, metres, seconds, seconds as far from road_reach n where n.kind = ${kind} and ${isInUnit(unit)} and seconds is not null`
    : sql`select place_id, facility_id, metres, null::int4 as seconds, metres as far from nearest_facility n where n.kind = ${kind} and ${isInUnit(unit)}`;
  const { rows } = await sql<Worst & { unit: string }>`
    select u.code as unit, p.id, p.name, p.division_code, array[ST_X(p.geom), ST_Y(p.geom)] as point, n.metres, n.seconds, f.id as facility_id, f.name as facility_name
    from unnest(${[...codes]}::text[]) u(code) cross join lateral (${worst} order by far desc, place_id limit ${limit}) n
    join place p on p.id = n.place_id join facility f on f.id = n.facility_id order by u.code, n.far desc, p.id`.execute(db);
  return groupBy(rows, (row) => row.unit);
} // prettier-ignore

/** The same on another day: those that are farthest from what operated then. */
export async function listWorstThen(db: Db, kind: string, facilities: readonly FacilityFact[], codes: readonly string[], limit = 3): Promise<Map<string, Worst[]>> {
  const settlements = await readPresentSettlements(db, codes.length === 1 ? codes[0] : undefined);
  const found = (await nearestThen(kind, facilities, settlements)) ?? [];
  const all = found.map(({ facility, metres }, at): Worst => {
    const { id, name, divisionCode, lon, lat } = settlements[at]!;
    return { id, name, division_code: divisionCode, point: [lon, lat], metres, seconds: null, facility_id: facility.id, facility_name: facility.name };
  });
  all.sort((one, other) => other.metres - one.metres || one.id - other.id);
  const worst = new Map(codes.map((code): [string, Worst[]] => [code, []]));
  for (const one of all) {
    for (const code of [one.division_code, one.division_code.slice(0, 6), `${one.division_code.slice(0, 4)}00`]) {
      const ofUnit = worst.get(code);
      if (ofUnit !== undefined && ofUnit.length < limit && !ofUnit.includes(one)) ofUnit.push(one);
    }
  }
  return worst;
} // prettier-ignore

interface Near {
  id: number;
  name: string;
  county_code: string;
  township_code: string | null;
  metres: number;
  seconds: number | null; // by road
}

/** By unit, which of the facilities is nearest to its seat as the crow flies; none where the seat is not known. */
export async function nearestToSeat(db: Db, ids: readonly number[], codes: readonly string[]): Promise<Map<string, Near>> {
  const { rows } = await sql<Near & { unit: string }>`
    select d.code as unit, n.* from (
      select distinct on (code) code, seat from division where code = any(${[...codes]}::text[]) and seat is not null order by code, valid_to desc nulls first
    ) d cross join lateral (
      select f.id, f.name, f.county_code, f.township_code, ST_Distance(f.geom::geography, d.seat::geography) as metres, null::int4 as seconds
      from facility f where f.id = any(${[...ids]}::int4[]) and f.geom is not null order by metres limit 1
    ) n`.execute(db);
  return new Map(rows.map((row) => [row.unit, row]));
} // prettier-ignore

/** The same by road; none where no road leads from the seat to one. */
export async function nearestByRoad(db: Db, kind: string, codes: readonly string[]): Promise<Map<string, Near>> {
  const { rows } = await sql<Near & { unit: string }>`
    select s.code as unit, f.id, f.name, f.county_code, f.township_code, s.metres, s.seconds from road_seat s join facility f on f.id = s.facility_id
    where s.kind = ${kind} and s.code = any(${[...codes]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.unit, row]));
} // prettier-ignore
