import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Audience } from '../../server/accounts/audience.ts';
import { TileSetId } from '../../server/api/tiles.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import type { Tables } from '../../server/tiles/tile-set.ts';
import { openOnEmbedded, openOnPostgres, type TestDatabase } from '../support/database.ts';
import { prepareSnapshot } from '../support/snapshot.ts';
import { fillRegion } from '../support/tile-world.ts';
import { buildPyramid } from '../unit/tiles-build.ts';

const url = inject('testDatabaseUrl');
if (url === '') console.log('No TEST_DATABASE_URL: the tiles of the two engines are not compared with each other.'); // prettier-ignore

/** The same rows on both engines, and the pyramids that are made of what each reads. */
describe.skipIf(url === '')('embedded engine and PostgreSQL', () => {
  let databases: TestDatabase[] = [];

  beforeAll(async () => {
    databases = await Promise.all([openOnEmbedded(await prepareSnapshot()), openOnPostgres(url)]);
    for (const { db } of databases) await fillRegion(db);
  }, 300_000);
  afterAll(async () => {
    for (const database of databases) await database.close();
  });

  const pyramidOn = async ({ db }: TestDatabase, set: TileSetId, audience: Audience): Promise<ReturnType<typeof buildPyramid>> => {
    const tables: Tables = {};
    for await (const slice of tileSets[set].read(db, audience))
      for (const [table, rows] of Object.entries(slice)) (tables[table] ??= []).push(...(rows ?? []));
    return buildPyramid(set, tables);
  }; // prettier-ignore
  const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  const shown = TileSetId.options.flatMap((set) =>
    (['staff', 'public'] as const).filter((audience) => audience === 'staff' || tileSets[set].hidden !== null).map((audience) => [set, audience] as const),
  ); // prettier-ignore
  test.each(shown)('%s for %s: the same tiles and the same file, byte for byte', async (set, audience) => {
    const [embedded, postgres] = [
      await pyramidOn(databases[0]!, set, audience),
      await pyramidOn(databases[1]!, set, audience),
    ];
    expect(embedded.tiles).toBeGreaterThan(10);
    expect([postgres.tiles, postgres.version]).toEqual([embedded.tiles, embedded.version]);
    expect(postgres.index().hashes.equals(embedded.index().hashes)).toBe(true);
    expect(digest(postgres.file)).toBe(digest(embedded.file));
  });

  test('what the public is not shown is in neither', async () => {
    for (const database of databases)
      expect((await pyramidOn(database, 'places', 'public')).version).not.toBe(
        (await pyramidOn(database, 'places', 'staff')).version,
      );
  });
});
