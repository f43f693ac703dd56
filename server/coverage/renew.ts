import { sql } from 'kysely';
import type { Position } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { insertSlice, nearestOfAll, readKinds, selectSettlements } from './rebuild.ts';
import { createTwinFinder, type Settlement } from './settlements.ts';
import { renewUnitReach } from './unit-reach.ts';

/**
 * Makes the distances of one place anew, in the transaction of its edit: of itself, and of the committees beside it, which count as
 * settlements or not as their village is there or not (settlements.ts).
 * @param divisions where it was and where it is
 */
export async function renewNearest(trx: Db, id: number, divisions: readonly string[]): Promise<void> {
  const twins = createTwinFinder();
  const beside = await selectSettlements(trx)
    .where('p.division_code', 'in', [...divisions])
    .where((eb) => eb.or([eb('p.id', '=', id), sql<boolean>`p.class_code ~ '^(216|276)'`]))
    .orderBy('p.id')
    .execute();
  beside.forEach(twins.add);
  const touched = beside.filter((one) => one.id === id || one.classCode.startsWith('276'));
  const settlements = touched.filter((one) => !twins.isTwin(one));
  const counties = [...new Set(divisions.map((code) => code.slice(0, 6)))];
  const kinds = await readKinds(trx);
  await sql`
    delete from nearest_facility
    where kind in (select id from facility_kind) and county_code = any(${counties}::text[])
      and place_id = any(${[id, ...touched.map((one) => one.id)]}::int4[])`.execute(trx);
  if (kinds.length > 0 && settlements.length > 0)
    await insertSlice(trx, 'nearest_facility', settlements, await nearestOfAll(kinds, settlements));
  await renewUnitReach(
    trx,
    kinds.map(({ id: kind }) => kind),
    counties,
  );
  await sql`
    update data_version set version = version + 1, updated_at = now(), row_count = (select count(*) from nearest_facility)
    where dataset = 'coverage'`.execute(trx);
}

const metresOfDegree = 111_195;
const surely = 0.85; // of the distance on a flat map: it differs by less at these latitudes up to 500 km

/**
 * Makes the distances to one facility anew, in the transaction of its edit: of the settlements whose nearest it was, and of those that may
 * be nearer to it than to what was nearest before.
 * @param kinds what it was and what it is
 * @param point where it operates now; null: nowhere
 * @returns false where a kind had no distances before: all have to be made
 */
export async function renewNearestTo(
  trx: Db,
  id: number,
  kinds: readonly string[],
  point: Position | null,
): Promise<boolean> {
  const present = await readKinds(trx);
  let more = false;
  for (const kind of kinds) {
    const facilities = present.find((one) => one.id === kind);
    if (facilities === undefined) {
      await trx.deleteFrom('nearest_facility').where('kind', '=', kind).execute(); // nobody operates one now, or no reach is asked
      await trx.deleteFrom('unit_reach').where('kind', '=', kind).where('method', '=', 'straight').execute();
      more = true;
      continue;
    }
    const touched = await touchedBy(trx, id, kind, point);
    if (touched === null) return false;
    const [slice] = await nearestOfAll([facilities], touched);
    const column = (values: ArrayLike<number>): string => `{${Array.prototype.join.call(values, ',')}}`;
    await sql`
      update nearest_facility n set facility_id = t.facility_id, metres = t.metres
      from unnest(${column(touched.map((one) => one.id))}::int4[], ${column(slice!.facilities)}::int4[], ${column(slice!.metres)}::int4[]) as t(place_id, facility_id, metres)
      where n.kind = ${kind} and n.place_id = t.place_id and (n.facility_id, n.metres) is distinct from (t.facility_id, t.metres)`.execute(trx); // prettier-ignore
    await renewUnitReach(
      trx,
      [kind],
      [...new Set(touched.map(({ divisionCode }) => divisionCode.slice(0, 6)))],
    );
  }
  await sql`
    update data_version set version = version + 1, updated_at = now()
      ${more ? sql`, row_count = (select count(*) from nearest_facility)` : sql``}
    where dataset = 'coverage'`.execute(trx);
  return true;
}

/** Null where no settlement has a distance to this kind yet. */
async function touchedBy(
  trx: Db,
  id: number,
  kind: string,
  point: Position | null,
): Promise<Settlement[] | null> {
  const known = await trx.selectFrom('nearest_facility').where('kind', '=', kind).select('place_id').limit(1).executeTakeFirst(); // prettier-ignore
  if (known === undefined) return null;
  const near = point === null ? sql`false`
    : sql`sqrt(((ST_X(p.geom) - ${point[0]}::float8) * ${Math.cos((point[1] * Math.PI) / 180)}::float8) ^ 2 + (ST_Y(p.geom) - ${point[1]}::float8) ^ 2) * ${metresOfDegree * surely}::float8 <= n.metres`; // prettier-ignore
  const { rows } = await sql<Settlement>`
    select p.id, p.name, p.class_code as "classCode", p.division_code as "divisionCode", ST_X(p.geom) as lon, ST_Y(p.geom) as lat
    from nearest_facility n join place p on p.id = n.place_id
    where n.kind = ${kind} and (n.facility_id = ${id} or ${near}) order by p.id`.execute(trx);
  return rows;
}
