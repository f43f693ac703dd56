import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { runImport, type ImportKind } from '../../server/imports/run.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const real = {
  counties: join(shared, 'divisions/divisions-county-vonng2018-wgs84.geojson'),
  slivers: join(shared, 'divisions/divisions-county-datav2021-gcj02-slivers.geojson'),
  stale: join(shared, 'divisions/divisions-county-longwosion2015-wgs84.geojson'),
  places: join(shared, 'places/places-vonng2016-15.csv'),
  geonames: join(shared, 'places/geonames-cities500-15.tsv'),
};

// The real files are not part of the project: skipped where ../shared/data is absent.
describe.skipIf(!existsSync(real.counties))(
  'the real files, into an empty database',
  { timeout: 240_000 },
  () => {
    const home = mkdtempSync(join(tmpdir(), 'nutag-import-'));
    let database: TestDatabase;
    let context: Context;
    beforeAll(async () => {
      database = await openTestDatabase();
      context = testContext(database.db, home);
    });
    afterAll(async () => {
      await database.close();
      rmSync(home, { recursive: true, force: true });
    });
    const load = async (kind: ImportKind, file: string): Promise<{ code: number; said: string }> => {
      const lines: string[] = [];
      const code = await runImport(context, null, kind, file, (line) => void lines.push(line));
      return { code, said: lines.join('\n') };
    };
    const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> =>
      (await query.execute(database.db)).rows[0]!;

    test('103 county polygons become one topology: lines, segments, meeting points', async () => {
      const { code, said } = await load('divisions', real.counties);
      expect(said).toContain('旗县 103 个');
      expect(code).toBe(0);
      expect(
        await one(sql`select count(*) filter (where level = 'county') as counties, count(*) filter (where geom is not null) as drawn,
      count(*) filter (where geom is not null and not ST_IsValid(geom)) as invalid from division`),
      ).toEqual({ counties: 103, drawn: 116, invalid: 0 });
      expect(
        await one(sql`select count(*) filter (where level = 'county') as county, count(*) filter (where level = 'prefecture') as league,
      count(*) filter (where level = 'unclassified') > 0 as outer_edge from boundary_line`),
      ).toEqual({ county: 173, league: 18, outer_edge: true });
      expect(
        await one(sql`select count(*) as pairs from boundary_segment where county_b is not null`),
      ).toEqual({ pairs: 243 });
    });
    test('15,687 rows of the village list: names kept, unknown positions stay unknown', async () => {
      const { code, said } = await load('places', real.places);
      expect(code).toBe(0);
      expect(said).toMatch(/地名 15,?\d{3} 条/);
      const counts = await one<{
        places: number;
        located: number;
        unknown: number;
      }>(sql`select count(*) as places, count(geom) as located,
      count(*) filter (where position = 'unknown' and geom is null) as unknown from place`);
      expect(counts.places + (await skippedVirtual(said))).toBe(15_687);
      expect(counts.located).toBe(3058);
      expect(counts.unknown).toBe(counts.places - 3058);
    });
    test('350 GeoNames places with their alternate names, found by them', async () => {
      const { code, said } = await load('places', real.geonames);
      expect(code).toBe(0);
      expect(said).toContain('地名 350 条, 其中有坐标 350 条');
      expect(
        await one(
          sql`select count(*) > 1000 as many from place_name where source_id = 'file:geonames-cities500-15'`,
        ),
      ).toEqual({ many: true });
    });
    test('slivers are reported and refused; the old data stand', async () => {
      const before = await one(sql`select version from data_version where dataset = 'divisions'`);
      const { code, said } = await load('divisions', real.slivers);
      expect(code).toBe(1);
      expect(said).toContain('环无效');
      expect(await one(sql`select version from data_version where dataset = 'divisions'`)).toEqual(before);
      expect(await one(sql`select count(*) as n from division where geom is not null`)).toEqual({ n: 116 });
    });
    test('the stale file is refused for its invalid rings, and its two missing codes are named', async () => {
      const { code, said } = await load('divisions', real.stale);
      expect(code).toBe(1);
      expect(said).toContain('缺少康巴什区');
      expect(said).toContain('缺少扎赉诺尔区');
    });
  },
);

async function skippedVirtual(said: string): Promise<number> {
  const more = Number(/另有 (\d+) 条同类问题 \(统计用的虚拟单位/.exec(said)?.[1] ?? 0);
  return (
    said.split('\n').filter((line) => line.includes('统计用的虚拟单位, 不是地名') && !line.includes('另有'))
      .length + more
  );
}
