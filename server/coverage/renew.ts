import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { insertSlice, nearestOfAll, readKinds, selectSettlements } from './rebuild.ts';
import { createTwinFinder } from './settlements.ts';

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
  await sql`
    update data_version set version = version + 1, updated_at = now(), row_count = (select count(*) from nearest_facility)
    where dataset = 'coverage'`.execute(trx);
}
