import { sql } from 'kysely';
import { todayInChina } from './today.ts';
import type { Position } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { kinds, terminator } from '../places/keys.ts';
import type { CodeRange } from './scopes.ts';

/** Another entry that has something in common with a proposed name. */
export interface Found {
  id: number;
  name: string;
  class_code: string;
  division_code: string;
  denotes_code: string | null;
  lon: number | null;
  lat: number | null;
  sample: boolean;
  reading: string | null; // of its standard name
  kind: number; // places/keys.ts
}

export const pointOfFound = ({ lon, lat }: Found): Position | null =>
  lon === null || lat === null ? null : [lon, lat];

const most = 200; // entries a query

const columns = sql.raw(`
  p.id, p.name, p.class_code, p.division_code, p.denotes_code, ST_X(p.geom) as lon, ST_Y(p.geom) as lat, p.sample,
  (select n.reading from place_name n where n.place_id = p.id and n.kind = 'standard' and n.text = p.name limit 1) as reading`);

/**
 * Present entries of some classes inside a range of codes that have one of these whole names or readings as a key. What is not public
 * counts too: its keys bear the negated id.
 * @param keys folded names and joined toneless readings, without the terminator
 * @param except the entry itself
 */
export async function namesakes(
  db: Db,
  keys: readonly string[],
  [from, to]: CodeRange,
  classes: readonly string[],
  except: number | null,
): Promise<Found[]> {
  const whole = keys.map((key) => key + terminator);
  const { rows } = await sql<Found>`
    select ${columns}, k.kind
    from (
      select abs(place_id) as id, min(kind)::int4 as kind from name_key
      where key = any(${whole}::text[]) and kind = any(${[kinds.standard, kinds.alias, kinds.pinyin]}::int2[])
        and division >= ${from} and division < ${to}
      group by abs(place_id)) k
    join place p on p.id = k.id
    where p.status in ('current', 'proposed') and p.id <> ${except ?? 0}
      and (${classes.length === 0} or p.class_code like any(${classes.map((prefix) => `${prefix}%`)}::text[]))
    order by k.kind, p.sample, p.importance desc, p.id
    limit ${most}`.execute(db);
  return rows;
}

/** Entries whose standard name begins with `prefix`. @param classes 5 digits; end excluded */
export async function beginningWith(
  db: Db,
  prefix: string,
  [from, to]: CodeRange,
  classes: readonly [number, number],
): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select ${columns}, k.kind::int4 as kind
    from name_key k join place p on p.id = abs(k.place_id)
    where k.key >= ${prefix} and k.key < ${`${prefix}\u{10FFFF}`} and k.kind = ${kinds.standard}
      and k.class >= ${classes[0]} and k.class < ${classes[1]} and k.division >= ${from} and k.division < ${to}
      and p.status = 'current'
    order by p.sample, p.importance desc, p.id
    limit ${most}`.execute(db);
  return rows;
}

/** Code of the present county whose area holds a point; null where none does. */
export async function countyAt(db: Db, [lon, lat]: Position): Promise<string | null> {
  const { rows } = await sql<{ code: string }>`
    select code from division
    where level = 'county' and valid_to is null and geom is not null
      and ST_Covers(geom, ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490))
    order by code limit 1`.execute(db);
  return rows[0]?.code ?? null;
}

export interface Listed {
  id: number;
  name: string;
  division_code: string;
  place_id: number | null;
  evidence: string;
  document: string | null;
}

/** Names on the 保护名录 that are this entry or have one of these names. */
export async function listedNames(db: Db, names: readonly string[], place: number | null): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select id, name, division_code, place_id, evidence, document from protected_name
    where (delisted_on is null or delisted_on > ${todayInChina()}::date) and (name = any(${names}::text[]) or place_id = ${place}::int4)
    order by id limit 50`.execute(db);
  return rows;
}

export interface Cancelled {
  status: string;
  denotes: string | null; // a present division
  signs: number; // that still stand
}

export async function placeCancelled(db: Db, id: number): Promise<Cancelled | undefined> {
  const { rows } = await sql<Cancelled>`
    select p.status, (select d.code from division d where d.code = p.denotes_code and d.valid_to is null limit 1) as denotes,
      (select count(*)::int4 from name_sign s where s.place_id = p.id and s.state <> 'removed') as signs
    from place p where p.id = ${id}`.execute(db);
  return rows[0];
}

export interface Renamed {
  name: string;
  division_code: string;
  class_code: string;
}

export async function placeRenamed(db: Db, id: number): Promise<Renamed | undefined> {
  const { rows } = await sql<Renamed>`select name, division_code, class_code from place where id = ${id}`.execute(db); // prettier-ignore
  return rows[0];
}
