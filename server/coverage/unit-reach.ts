import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Unit } from '../api/coverage.ts';

/** How distances are measured in `unit_reach`: metres as the crow flies, or seconds by road. */
export type Measure = 'straight' | 'road';

const codes: Readonly<Record<Unit, RawBuilder<string>>> = {
  township: sql`township_code`,
  county: sql`county_code`,
  prefecture: sql`left(county_code, 4) || '00'`,
};
const levels = Object.keys(codes) as Unit[];

/** The sorted distances of every unit of a level, from a table like nearest_facility. */
const sorted = (table: string, kinds: readonly string[], level: Unit, where: RawBuilder<unknown>) => sql`
  insert into ${sql.table(table === 'nearest_facility' ? 'unit_reach' : 'unit_reach_next')} (kind, method, level, code, distances)
  select kind, 'straight', ${level}, ${codes[level]}, array_agg(metres order by metres) from ${sql.table(table)}
  where kind = any(${[...kinds]}::text[]) and ${codes[level]} is not null and ${where} group by kind, ${codes[level]}`; // prettier-ignore

/** Makes `unit_reach_next` from the distances that have just been made, a kind and a level at a time. */
export async function prepareUnitReach(db: Db, kinds: readonly string[]): Promise<void> {
  await sql`drop table if exists unit_reach_next`.execute(db);
  await sql`create table unit_reach_next (like unit_reach including defaults including constraints)`.execute(
    db,
  );
  for (const kind of kinds)
    for (const level of levels) await sorted('nearest_facility_next', [kind], level, sql`true`).execute(db);
  await sql`insert into unit_reach_next select * from unit_reach where method <> 'straight'`.execute(db);
  await sql`alter table unit_reach_next add constraint unit_reach_next_pkey primary key (kind, method, level, code)`.execute(db); // prettier-ignore
  await sql`analyze unit_reach_next`.execute(db);
}

/** In the swap of the distances. */
export async function swapUnitReach(trx: Db): Promise<void> {
  await sql`drop table unit_reach`.execute(trx);
  await sql`alter table unit_reach_next rename to unit_reach`.execute(trx);
  await sql`alter index unit_reach_next_pkey rename to unit_reach_pkey`.execute(trx);
}

/** Makes the rows of some counties, of their townships and of their leagues anew, in the transaction that has changed distances. */
export async function renewUnitReach(
  trx: Db,
  kinds: readonly string[],
  counties: readonly string[],
): Promise<void> {
  if (kinds.length === 0 || counties.length === 0) return;
  const leagues = [...new Set(counties.map((code) => `${code.slice(0, 4)}00`))];
  const inCounties = sql`county_code = any(${[...counties]}::text[])`;
  await sql`
    delete from unit_reach where kind = any(${[...kinds]}::text[]) and method = 'straight' and (
      (level = 'prefecture' and code = any(${leagues}::text[])) or (level = 'county' and code = any(${[...counties]}::text[]))
      or (level = 'township' and left(code, 6) = any(${[...counties]}::text[])))`.execute(trx);
  await sorted('nearest_facility', kinds, 'township', inCounties).execute(trx);
  await sorted('nearest_facility', kinds, 'county', inCounties).execute(trx);
  await sorted('nearest_facility', kinds, 'prefecture', sql`left(county_code, 4) = any(${leagues.map((code) => code.slice(0, 4))}::text[])`).execute(trx); // prettier-ignore
}

/** Makes the rows by road, seconds, from the times that have just been made. Settlements that no road leads from are in none. */
export async function prepareRoadReach(db: Db): Promise<void> {
  await sql`drop table if exists road_unit_reach_next`.execute(db);
  await sql`create table road_unit_reach_next (like unit_reach)`.execute(db);
  for (const level of levels)
    await sql`
      insert into road_unit_reach_next (kind, method, level, code, distances)
      select kind, 'road', ${level}, ${codes[level]}, array_agg(seconds order by seconds) from road_reach_next
      where seconds is not null and ${codes[level]} is not null group by kind, ${codes[level]}`.execute(db);
}

/** In the swap of the times. */
export async function swapRoadReach(trx: Db): Promise<void> {
  await sql`delete from unit_reach where method = 'road'`.execute(trx);
  await sql`insert into unit_reach select * from road_unit_reach_next`.execute(trx);
  await sql`drop table road_unit_reach_next`.execute(trx);
}
