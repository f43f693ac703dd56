import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FacilityChange } from '../../server/api/facility-edits.ts';
import { rebuildNearest } from '../../server/coverage/rebuild.ts';
import { createFacility, deleteFacility, editFacility } from '../../server/edits/facility-edit.ts';
import { readFacilityRecord } from '../../server/edits/facility-record.ts';
import { quietStep } from '../support/ask.ts';
import { actor, openEditWorld, person, settled, type EditWorld } from '../support/edit-world.ts';
import { randomOf } from '../support/gazetteer.ts';

let world: EditWorld;
const chief = person('chief', 'administrator', null);
const random = randomOf(11);
const somewhere = (): [number, number] => [100 + random() * 24, 38 + random() * 14]; // over all the region

beforeAll(async () => {
  world = await openEditWorld();
  const { db } = world.database;
  await sql`insert into facility_kind (id, name, name_en, unit, reach_km, sort, symbol) values ('relief_station', '救助管理站', 'Relief station', 'county', 100, 2, 'relief')`.execute(db); // prettier-ignore
  for (let id = 100; id < 700; id += 1) {
    const [lon, lat] = somewhere();
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample)
      values (${id}, '22200', ${id % 2 === 0 ? '150102' : '150103'}, ${`村${id}`}, 10, 'surveyed', ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490), 'office', false)`.execute(db); // prettier-ignore
  }
  await sql`update data_version set version = version + 1 where dataset = 'places'`.execute(db);
  await settled(world.context);
});
afterAll(() => world.close());

const stored = async (): Promise<unknown[]> => [
  ...(await sql`select kind, place_id, facility_id, metres from nearest_facility order by 1, 2`.execute(world.database.db)).rows,
  ...(await sql`select kind, level, code, distances from unit_reach order by 1, 2, 3`.execute(world.database.db)).rows,
]; // prettier-ignore
const inputs = async (): Promise<string> =>
  (await sql<{ inputs: string }>`select inputs from data_version where dataset = 'coverage'`.execute(world.database.db)).rows[0]!.inputs; // prettier-ignore

test('after forty edits of facilities the distances are each time those of a whole rebuild, which is not made', async () => {
  const { context, database } = world;
  const ids: number[] = [];
  let rebuilt = 0;
  for (let round = 0; round < 40; round += 1) {
    const before = await inputs();
    const id = ids[Math.floor(random() * ids.length)];
    const choice = round < 6 ? 0 : Math.floor(random() * 6);
    if (choice === 0 || id === undefined) {
      const kind = round % 3 === 0 ? 'relief_station' : 'funeral_home';
      const change = FacilityChange.parse({ name: `设施${round}`, kind, point: somewhere(), status: 'operating' }); // prettier-ignore
      ids.push((await createFacility(context, chief, actor(chief), { ...change, county: '150102' })).id);
    } else if (choice === 1) {
      const { version: match } = await readFacilityRecord(database.db, id);
      await deleteFacility(context, chief, actor(chief), { id, match });
      ids.splice(ids.indexOf(id), 1);
    } else {
      const { version: match, content } = await readFacilityRecord(database.db, id);
      const change = FacilityChange.parse(
        choice === 2 ? { status: content.status === 'operating' ? 'suspended' : 'operating' }
          : choice === 3 ? { kind: content.kind === 'relief_station' ? 'funeral_home' : 'relief_station' }
          : { point: somewhere() },
      ); // prettier-ignore
      await editFacility(context, chief, actor(chief), { id, match, change });
    }
    const kept = await stored();
    const facilities = (await sql<{ version: number }>`select version from data_version where dataset = 'facilities'`.execute(database.db)).rows[0]!.version; // prettier-ignore
    const isRenewed = (await inputs()).includes(`facilities:${facilities}`);
    await context.exclusive(() => Promise.resolve());
    await rebuildNearest(context, quietStep);
    if (isRenewed) expect(kept, `round ${round}`).toEqual(await stored());
    else rebuilt += 1;
    expect(before).not.toBe(await inputs());
  }
  expect(rebuilt).toBeLessThan(8); // only where a kind had no facility before
});
