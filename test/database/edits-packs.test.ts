import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FacilityChange } from '../../server/api/facility-edits.ts';
import { PlaceChange } from '../../server/api/place-edits.ts';
import type { Context } from '../../server/context.ts';
import { deleteFacility, editFacility } from '../../server/edits/facility-edit.ts';
import { readFacilityRecord } from '../../server/edits/facility-record.ts';
import { createPlace, editPlace } from '../../server/edits/place-edit.ts';
import { readPlaceRecord } from '../../server/edits/place-record.ts';
import { loadFacilities } from '../../server/packs/facilities.ts';
import { openPack, type Pack } from '../../server/packs/manifest.ts';
import { loadPlaces } from '../../server/packs/places.ts';
import { quietStep } from '../support/ask.ts';
import type { TestDatabase } from '../support/database.ts';
import { actor, openEditWorld, person, type EditWorld } from '../support/edit-world.ts';

let world: EditWorld;
let database: TestDatabase;
let context: Context;
beforeAll(async () => {
  world = await openEditWorld();
  ({ database, context } = world);
});
afterAll(() => world.close());
const chief = person('chief', 'administrator', null);

/** A pack of places with the source `pack`, as a new version would bring it. */
function placePack(rows: readonly (readonly [id: number, name: string])[]): Pack {
  const header = 'id class division name roman mongolian importance position lon lat source sample reading alias former short'.split(' '); // prettier-ignore
  const lines = rows.map(([id, name]) =>
    [id, '22200', '150102', name, '', '', 1000, 'synthetic', 111.2, 40.2, 'pack', 1, '', '', '', ''].join(
      '\t',
    ),
  );
  const files = {
    'place_classes.tsv': Buffer.from(
      'code\tparent\tname_zh\tname_en\tverified\tsettlement\n22200\t\t农村居民点\t\t1\t1\n',
    ),
    'places.tsv.gz': gzipSync([header.join('\t'), ...lines, ''].join('\n')),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(world.home, name), bytes);
  const entries = Object.entries(files).map(([path, bytes]) => ({ path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, rows: null })); // prettier-ignore
  const source = { id: 'pack', title: 'pack', publisher: null, licence: null, attribution: null, url: null, dataDate: null, sample: true }; // prettier-ignore
  return {
    folder: world.home,
    manifest: { id: 'small', version: '2', title: 'small', sample: true, crs: 'EPSG:4490', sources: [source], files: entries }, // prettier-ignore
  };
}

describe('a new version of a pack', () => {
  test('leaves edited and added places as they are, and brings the rest', async () => {
    const { version } = await readPlaceRecord(database.db, 1);
    await editPlace(context, chief, actor(chief), { id: 1, match: version, change: PlaceChange.parse({ name: '东和村', names: [] }) }); // prettier-ignore
    const added = await createPlace(context, chief, actor(chief), { ...PlaceChange.parse({ name: '新民嘎查', class: '22200' }), division: '150102' }); // prettier-ignore
    const [edited, own] = [await readPlaceRecord(database.db, 1), await readPlaceRecord(database.db, added.id)]; // prettier-ignore
    await loadPlaces(context, placePack([[1, '东河村'], [2, '西河新村'], [7, '七村']]), quietStep); // prettier-ignore
    expect(await readPlaceRecord(database.db, 1)).toEqual(edited);
    expect(await readPlaceRecord(database.db, added.id)).toEqual(own);
    const { rows } = await sql`select id, name from place order by id`.execute(database.db);
    expect(rows).toEqual([
      { id: 1, name: '东和村' },
      { id: 2, name: '西河新村' },
      { id: 7, name: '七村' },
      { id: 10_000_001, name: '北河村' },
      { id: added.id, name: '新民嘎查' },
    ]);
    const { rows: names } = await sql`select place_id, text from place_name where kind = 'standard' order by place_id`.execute(database.db); // prettier-ignore
    expect(names).toHaveLength(5);
  });
  test('an edit while the pack is being read is not lost', async () => {
    const outcomes: Promise<unknown>[] = [];
    const edit = async (): Promise<string> => {
      const { version } = await readPlaceRecord(database.db, 2);
      await editPlace(context, chief, actor(chief), { id: 2, match: version, change: PlaceChange.parse({ roman: 'Xihe' }) }); // prettier-ignore
      return 'saved';
    };
    const begin = (): void => {
      if (outcomes.length === 0) outcomes.push(edit().catch((error: { status?: number }) => error.status));
    };
    await loadPlaces(context, placePack([[1, '东河村'], [2, '西河新村']]), { ...quietStep, total: begin }); // prettier-ignore
    const [ended] = await Promise.all(outcomes);
    const { content } = await readPlaceRecord(database.db, 2);
    expect([ended, content.roman]).toEqual(ended === 'saved' ? ['saved', 'Xihe'] : [412, null]);
  });
  test('leaves an edited facility as it is, does not bring a deleted one back', async () => {
    const pack = openPack('inner-mongolia');
    for (const source of pack.manifest.sources)
      await sql`insert into source (id, title, sample) values (${source.id}, ${source.title}, ${source.sample}) on conflict do nothing`.execute(database.db); // prettier-ignore
    await sql`delete from facility`.execute(database.db);
    await loadFacilities(context, pack, quietStep);
    const { rows } = await sql<{ id: number; name: string }>`select id, name from facility order by id limit 2`.execute(database.db); // prettier-ignore
    const count = async (): Promise<unknown> => (await sql`select count(*)::int4 as n, max(row_count) as noted from facility, data_version where dataset = 'facilities'`.execute(database.db)).rows[0]; // prettier-ignore
    const [one, other] = await Promise.all(rows.map(({ id }) => readFacilityRecord(database.db, id)));
    await editFacility(context, chief, actor(chief), { id: one!.id, match: one!.version, change: FacilityChange.parse({ name: '改名殡仪馆', phone: '12345' }) }); // prettier-ignore
    await deleteFacility(context, chief, actor(chief), { id: other!.id, match: other!.version });
    const [edited, total] = [await readFacilityRecord(database.db, one!.id), await count()];
    await loadFacilities(context, pack, quietStep);
    expect(await readFacilityRecord(database.db, one!.id)).toEqual(edited);
    const { rows: back } = await sql`select name from facility where name = any(${rows.map(({ name }) => name)}::text[])`.execute(database.db); // prettier-ignore
    expect(back).toEqual([]);
    expect(await count()).toEqual(total);
  });
});
