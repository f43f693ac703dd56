import { sql, type RawBuilder } from 'kysely';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Step } from '../progress.ts';
import { prepareUnitReach, swapUnitReach } from './unit-reach.ts';
import { nearest, placeOnEllipsoid, type Placed, type Points } from './nearest.ts';
import { createTwinFinder, type Settlement } from './settlements.ts';

const readRows = 5000; // settlements read in one query
const batchRows = 2500; // settlements computed and written in one slice

export interface Kind {
  id: string;
  facilityIds: number[];
  points: Points;
  placed: Placed;
}

/**
 * Computes, for every settlement and every kind of facility whose reach is computed, the nearest operating facility of any
 * unit, and swaps the result in. Goes in slices of some milliseconds; only the rename is a transaction.
 * @returns the number of distances
 */
export async function rebuildNearest(context: Context, step: Step): Promise<number> {
  const db = context.jobs;
  const kinds = await readKinds(db);
  step.message('读取居民点');
  const settlements = await readPresentSettlements(db);
  step.total(settlements.length);
  await sql`drop table if exists nearest_facility_next`.execute(db);
  await sql`create table nearest_facility_next (like nearest_facility including defaults)`.execute(db);
  for (let from = 0; kinds.length > 0 && from < settlements.length; from += batchRows) {
    const slice = settlements.slice(from, from + batchRows);
    await insertSlice(db, 'nearest_facility_next', slice, await nearestOfAll(kinds, slice));
    step.advance(slice.length);
  }
  step.message('索引');
  await sql`create index nearest_facility_next_county on nearest_facility_next (kind, county_code, metres)`.execute(
    db,
  );
  await sql`create index nearest_facility_next_township on nearest_facility_next (kind, township_code, metres)`.execute(
    db,
  );
  await sql`vacuum analyze nearest_facility_next`.execute(db); // index-only scans need the visibility map
  await prepareUnitReach(db, kinds.map(({ id }) => id)); // prettier-ignore
  const rows = settlements.length * kinds.length;
  await swap(db, rows);
  return rows;
}

/** Kinds with a reach threshold that have an operating facility with a position. */
export async function readKinds(db: Db): Promise<Kind[]> {
  const rows = await db
    .selectFrom('facility as f')
    .innerJoin('facility_kind as k', 'k.id', 'f.kind')
    .where('k.reach_km', 'is not', null)
    .where('f.status', '=', 'operating')
    .where('f.geom', 'is not', null)
    .select(['f.id', 'f.kind', sql<number>`ST_X(f.geom)`.as('lon'), sql<number>`ST_Y(f.geom)`.as('lat')])
    .orderBy('k.sort')
    .orderBy('f.id')
    .execute();
  return [...new Set(rows.map((row) => row.kind))].map((id) => {
    const own = rows.filter((row) => row.kind === id);
    const points = pointsOf(own);
    return { id, facilityIds: own.map((row) => row.id), points, placed: placeOnEllipsoid(points) };
  });
}

/** Present places of a settlement class that have a position. */
export const selectSettlements = (db: Db) =>
  db
    .selectFrom('place as p')
    .innerJoin('place_class as c', 'c.code', 'p.class_code')
    .where('c.settlement', '=', true)
    .where('p.status', '=', 'current')
    .where('p.geom', 'is not', null)
    .select(['p.id', 'p.name', 'p.class_code as classCode', 'p.division_code as divisionCode'])
    .select([sql<number>`ST_X(p.geom)`.as('lon'), sql<number>`ST_Y(p.geom)`.as('lat')]);

/** All of them, or those of a division, each once. */
export async function readPresentSettlements(db: Db, division?: string): Promise<Settlement[]> {
  const twins = createTwinFinder();
  const all: Settlement[] = [];
  for (let after = -1; ;) {
    const page = await selectSettlements(db)
      .where('p.id', '>', after)
      .$if(division !== undefined, (query) => query.where('p.division_code', 'like', codePrefix(division!)))
      .orderBy('p.id')
      .limit(readRows)
      .execute();
    page.forEach(twins.add);
    all.push(...page);
    if (page.length < readRows) break;
    after = page.at(-1)!.id;
  }
  const settlements: Settlement[] = [];
  for (let from = 0; from < all.length; from += readRows) {
    settlements.push(...all.slice(from, from + readRows).filter((one) => !twins.isTwin(one)));
    await breathe();
  }
  return settlements;
}

export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve)); // lets requests in

interface KindSlice {
  id: string;
  facilities: number[];
  metres: Int32Array;
}

export async function nearestOfAll(
  kinds: readonly Omit<Kind, 'points'>[],
  settlements: readonly { lon: number; lat: number }[],
): Promise<KindSlice[]> {
  const placed = placeOnEllipsoid(pointsOf(settlements));
  const slices: KindSlice[] = [];
  for (const kind of kinds) {
    const { index, metres } = nearest(placed, kind.placed);
    slices.push({ id: kind.id, facilities: Array.from(index, (at) => kind.facilityIds[at]!), metres });
    await breathe();
  }
  return slices;
}

export const pointsOf = (rows: readonly { lon: number; lat: number }[]): Points => ({
  lon: Float64Array.from(rows, (row) => row.lon),
  lat: Float64Array.from(rows, (row) => row.lat),
});

/** One statement for all kinds of a slice: the settlements are sent once. */
export async function insertSlice(
  db: Db,
  table: 'nearest_facility' | 'nearest_facility_next',
  settlements: readonly Settlement[],
  slices: readonly KindSlice[],
): Promise<void> {
  const array = (values: ArrayLike<number>): string => `{${Array.prototype.join.call(values, ',')}}`;
  const township = settlements.map(({ divisionCode }) => (divisionCode.length > 6 ? divisionCode : null));
  const columns = slices.map(
    (slice): RawBuilder<unknown> => sql`${array(slice.facilities)}::int4[], ${array(slice.metres)}::int4[]`,
  );
  const names = slices.map((_, at) => sql.raw(`f${at}, m${at}`));
  const rows = slices.map((slice, at) => sql`(${slice.id}::text, ${sql.raw(`f${at}, m${at}`)})`);
  await sql`
    insert into ${sql.table(table)} (kind, place_id, facility_id, county_code, township_code, metres)
    select n.kind, t.place_id, n.facility_id, t.county_code, t.township_code, n.metres
    from unnest(
      ${array(settlements.map(({ id }) => id))}::int4[],
      ${settlements.map(({ divisionCode }) => divisionCode.slice(0, 6))}::text[], ${township}::text[],
      ${sql.join(columns)}
    ) as t(place_id, county_code, township_code, ${sql.join(names)})
    cross join lateral (values ${sql.join(rows)}) as n(kind, facility_id, metres)`.execute(db);
}

async function swap(db: Db, rows: number): Promise<void> {
  await transaction(db, async (trx) => {
    await sql`drop table nearest_facility`.execute(trx);
    await sql`alter table nearest_facility_next rename to nearest_facility`.execute(trx);
    await sql`alter index nearest_facility_next_county rename to nearest_facility_county`.execute(trx);
    await sql`alter index nearest_facility_next_township rename to nearest_facility_township`.execute(trx);
    await swapUnitReach(trx);
    await sql`
      update data_version set version = version + 1, row_count = ${rows}, updated_at = now()
      where dataset = 'coverage'`.execute(trx);
  });
}
