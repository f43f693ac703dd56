import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { gbk } from '../support/formats.ts';
import { gdalMissing } from '../support/gdal.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { importFile } from '../support/import-file.ts';

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const real = {
  counties: join(shared, 'divisions/divisions-county-vonng2018-wgs84.geojson'),
  gcj02: join(shared, 'divisions/divisions-county-vonng2018-gcj02.geojson'),
  slivers: join(shared, 'divisions/divisions-county-datav2021-gcj02-slivers.geojson'),
  stale: join(shared, 'divisions/divisions-county-longwosion2015-wgs84.geojson'),
  codes: join(shared, 'codes/divisions.tsv'),
  townships: join(shared, 'codes/townships.tsv'),
  published: join(shared, 'codes/divisions-codes-mca-20251231.csv'),
  history: join(shared, 'codes/gb2260-history-areacodes-15.csv'),
  changes: join(shared, 'codes/division_changes.tsv'),
  places: join(shared, 'places/places-vonng2016-15.csv'),
  geonames: join(shared, 'places/geonames-cities500-15.tsv'),
  facilities: join(shared, 'facilities/facilities-found-15.csv'),
  lines: join(shared, 'divisions/boundary-lines-derived-vonng2018-wgs84.geojson'),
};

// The real files are not part of the project: skipped where ../shared/data is absent.
describe.skipIf(!existsSync(real.counties))(
  'the real files, one after the other, into an empty database',
  { timeout: 300_000 },
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
    const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> =>
      (await query.execute(database.db)).rows[0]!;
    const version = (dataset: string) =>
      one<{ version: number }>(sql`select version from data_version where dataset = ${dataset}`);

    test('the official code lists', async () => {
      for (const file of [real.codes, real.townships, real.published])
        expect((await importFile(context, 'divisions', file)).code).toBe(0);
      expect(
        await one(sql`select count(*) filter (where level = 'prefecture') as prefectures, count(*) filter (where level = 'county') as counties,
        count(*) filter (where level = 'township') as townships from division where valid_to is null`),
      ).toEqual({ prefectures: 12, counties: 103, townships: 1033 });
    });

    test('the code history', async () => {
      for (const file of [real.history, real.changes])
        expect((await importFile(context, 'divisions', file)).code).toBe(0);
      const { n } = await one<{ n: number }>(
        sql`select count(*) as n from division_succession where predecessor_code = '152701'`,
      );
      expect(n).toBeGreaterThan(0); // 东胜市 -> 150602
    });

    test('103 county polygons become one topology: lines, segments, meeting points', async () => {
      const { code, said } = await importFile(context, 'divisions', real.counties, {
        options: { source: { id: 'wgs84' } },
      });
      expect(said).toContain('旗县 103 个');
      expect(code).toBe(0);
      expect(
        await one(sql`select count(*) filter (where level = 'county') as counties, count(*) filter (where geom is not null) as drawn,
        count(*) filter (where geom is not null and not ST_IsValid(geom)) as invalid from division where valid_to is null`),
      ).toEqual({ counties: 103, drawn: 116, invalid: 0 });
      expect(
        await one(sql`select count(*) filter (where level = 'county') as county, count(*) filter (where level = 'prefecture') as league,
        count(*) filter (where level = 'unclassified') > 0 as outer_edge from boundary_line`),
      ).toEqual({ county: 173, league: 18, outer_edge: true });
      expect(
        await one(sql`select count(*) as pairs from boundary_segment where county_b is not null`),
      ).toEqual({ pairs: 243 });
    });

    test('a second time it changes nothing', async () => {
      const before = await version('divisions');
      const { code, said } = await importFile(context, 'divisions', real.counties, {
        options: { source: { id: 'wgs84' } },
      });
      expect(code).toBe(0);
      expect(said).toContain('没有变化');
      expect(await version('divisions')).toEqual(before);
    });

    test('the same polygons in GCJ-02 agree within 1 m after conversion', async () => {
      await sql`create table before as select code, geom from division where level = 'county' and valid_to is null`.execute(
        database.db,
      );
      const { code } = await importFile(context, 'divisions', real.gcj02, {
        options: { crs: 'GCJ02', source: { id: 'gcj02' } },
      });
      expect(code).toBe(0);
      const { worst } = await one<{ worst: number }>(sql`
      select max(ST_Distance(a.geom::geography, b.geom::geography)) as worst
      from (select code, (ST_DumpPoints(geom)).path, (ST_DumpPoints(geom)).geom from before) a
      join (select code, (ST_DumpPoints(geom)).path, (ST_DumpPoints(geom)).geom from division where level = 'county' and valid_to is null) b
        using (code, path)`);
      expect(worst).toBeLessThan(1);
      await sql`drop table before`.execute(database.db);
    });

    test('slivers are reported and refused; the old data stand', async () => {
      const before = await version('divisions');
      const { code } = await importFile(context, 'divisions', real.slivers, { options: { crs: 'GCJ02' } });
      expect(code).toBe(1);
      expect(await version('divisions')).toEqual(before);
      const { rows } = await sql<{
        check_id: string;
        n: number;
      }>`select check_id, count(*) as n from import_finding
      where job_id = (select max(id) from import_job) and severity = 'error' group by 1`.execute(database.db);
      const found = Object.fromEntries(rows.map(({ check_id, n }) => [check_id, n]));
      expect(found).toMatchObject({ 'ring-invalid': 2, overlap: 70 });
      expect(found['gap']).toBeGreaterThan(1200);
      expect(found['gap']).toBeLessThan(1300);
    });

    test('the file of 2015 is refused for its invalid rings, and its two missing codes are named', async () => {
      const { code, said } = await importFile(context, 'divisions', real.stale);
      expect(code).toBe(1);
      expect(said).toContain('康巴什区');
      expect(said).toContain('扎赉诺尔区');
      const { n } = await one<{ n: number }>(sql`select count(*) as n from import_finding
      where job_id = (select max(id) from import_job) and check_id = 'ring-invalid'`);
      expect(n).toBe(9);
    });

    test('15,687 rows of the village list: names kept, unknown positions stay unknown', async () => {
      const { code, said } = await importFile(context, 'places', real.places);
      expect(code).toBe(0);
      expect(said).toMatch(/地名 15,?\d{3} 条/);
      const counts = await one<{ places: number; located: number; unknown: number; left: number }>(sql`
      select count(*) as places, count(geom) as located, count(*) filter (where position = 'unknown' and geom is null) as unknown,
        (select count(*) from import_finding where job_id = (select max(id) from import_job) and check_id = 'virtual') as left from place`);
      expect(counts.places + counts.left).toBe(15_687);
      expect(counts.located).toBe(3058);
      expect(counts.unknown).toBe(counts.places - 3058);
    });

    test('350 GeoNames places with their alternate names', async () => {
      const { code, said } = await importFile(context, 'places', real.geonames);
      expect(code).toBe(0);
      expect(said).toContain('地名 350 条, 其中有坐标 350 条');
      expect(
        await one(
          sql`select count(*) > 1000 as many from place_name where source_id = 'file:geonames-cities500-15'`,
        ),
      ).toEqual({ many: true });
    });

    test('17 facilities without coordinates: all of them unknown, none at zero', async () => {
      const { code } = await importFile(context, 'facilities', real.facilities);
      expect(code).toBe(0);
      expect(await one(sql`select count(*) as n, count(geom) as located from facility`)).toEqual({
        n: 17,
        located: 0,
      });
    });

    test('314 boundary lines become the legal ones', async () => {
      const { code } = await importFile(context, 'boundary-lines', real.lines);
      expect(code).toBe(0);
      expect(
        await one(sql`select count(*) filter (where level = 'province') as province, count(*) filter (where level = 'prefecture') as prefecture,
        count(*) filter (where level = 'county') as county from boundary_line where origin = 'surveyed'`),
      ).toEqual({ province: 8, prefecture: 18, county: 173 });
    });

    describe.skipIf(gdalMissing() !== null)('made into other formats by GDAL', () => {
      const made = (name: string, from: string, ...args: string[]): string => {
        const file = join(home, name);
        execFileSync('ogr2ogr', [...args, file, from], { stdio: 'ignore' });
        return file;
      };
      test.each([
        ['GeoPackage', 'counties.gpkg', []],
        ['Shapefile', 'counties.shp.zip', ['-lco', 'ENCODING=UTF-8']],
      ])('the counties as %s load the same topology', async (_, name, args) => {
        await importFile(context, 'divisions', real.counties, { options: { source: { id: 'wgs84' } } });
        const { hash } = await one<{ hash: string }>(
          sql`select content_hash as hash from division_topology where current`,
        );
        const { code, said } = await importFile(context, 'divisions', made(name, real.counties, ...args), {
          options: { source: { id: 'wgs84' } },
        });
        expect(said).toContain('没有变化');
        expect(code).toBe(0);
        expect(await one(sql`select content_hash as hash from division_topology where current`)).toEqual({
          hash,
        });
      });
      test.each([
        ['XLSX', 'places.xlsx', []],
        ['GeoPackage', 'places.gpkg', []],
      ])('the village list as %s is the same list', async (_, name, args) => {
        const file = made(name, real.places, ...args);
        const { code, said } = await importFile(context, 'places', file, {
          options: { source: { id: 'file:places-vonng2016-15' } },
        });
        expect(said).toContain('没有变化');
        expect(code).toBe(0);
      });
      test('the village list in GB18030 is the same list', async () => {
        const file = join(home, 'places-gb18030.csv');
        writeFileSync(file, gbk(readFileSync(real.places, 'utf8')));
        const { said } = await importFile(context, 'places', file, { options: { source: { id: 'file:places-vonng2016-15' } } }); // prettier-ignore
        expect(said).toContain('没有变化');
      });
    });

    test('what was imported last is rolled back, and what stood before is there again', async () => {
      const { rollBackJob } = await import('../../server/imports/run.ts');
      const { id } = await one<{ id: number }>(
        sql`select max(id) as id from import_job where kind = 'facilities' and state = 'loaded'`,
      );
      expect(await rollBackJob(context, id)).toBe('rolled_back');
      expect(await one(sql`select count(*) as n from facility`)).toEqual({ n: 0 });
    });
  },
);
