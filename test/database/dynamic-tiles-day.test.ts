import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { statusOn } from '../../server/coverage/as-of.ts';
import { dynamicSets, type DynamicSet } from '../../server/dynamic-tiles/rows.ts';
import { tileBox } from '../../server/dynamic-tiles/tile-box.ts';
import { todayInChina } from '../../server/naming/today.ts';
import { openTestDatabase } from '../support/database.ts';
import { randomOf } from '../support/gazetteer.ts';

const facilities = dynamicSets.facilities as Extract<DynamicSet<'facilities'>, { rows: unknown }>;

test('the map of a day and the coverage of a day have one status of each facility, whatever is known of it', async () => {
  const database = await openTestDatabase();
  const { db } = database;
  const random = randomOf(17);
  const one = <T>(...of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const dayOf = (): string => `${one(2001, 2005, 2010, 2015)}-0${one(1, 6)}-01`;
  const made = Array.from({ length: 300 }, () => {
    const status = one('planned', 'building', 'operating', 'suspended', 'closed', 'unknown');
    const days = Array.from({ length: one(0, 1, 2, 3, 4) }, () => one(null, dayOf(), dayOf()));
    const dated = days.filter((from) => from !== null).sort();
    const status_history = days.map((from) => ({
      status: one('building', 'operating', 'suspended', 'closed'),
      from: from === null ? null : dated.shift()!,
    }));
    return { status, opened_on: one(null, dayOf()), closed_on: status === 'closed' ? one(null, dayOf()) : null, status_history }; // prettier-ignore
  });
  await sql`insert into source (id, title) values ('test', 'Test')`.execute(db);
  await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol) values ('every', '各种', 'every', 'county', 1, 'x')`.execute(db); // prettier-ignore
  for (const [at, { status, opened_on, closed_on, status_history }] of made.entries())
    await sql`insert into facility (kind, name, county_code, position, geom, status, source_id, sample, opened_on, closed_on, status_history)
      values ('every', ${String(at)}, '150101', 'synthetic', ST_SetSRID(ST_MakePoint(110.3, 42.1), 4490), ${status}, 'test', true, ${opened_on}::date, ${closed_on}::date, ${JSON.stringify(status_history)}::jsonb)`.execute(
      db,
    );
  for (const on of ['2000-01-01', '2005-01-01', '2007-06-01', '2010-06-01', '2020-01-01']) {
    const { rows } = await facilities.rows({ at: on }, 'staff', tileBox(5, 25, 11)).execute(db);
    const wanted = made.flatMap((facility, at) => {
      const { opened_on, closed_on, status_history, status } = facility;
      if ((opened_on !== null && opened_on > on) || (closed_on !== null && closed_on <= on)) return [];
      const isUndated = opened_on === null && closed_on === null && status_history.length === 0;
      return [[String(at), isUndated ? status : statusOn(facility, on, todayInChina())]];
    });
    expect(Object.fromEntries(rows.map(({ name, status }) => [name, status]))).toEqual(Object.fromEntries(wanted)); // prettier-ignore
    expect(new Set(rows.map(({ status }) => status)).size).toBeGreaterThan(3);
  }
  await database.close();
});
