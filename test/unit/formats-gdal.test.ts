import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createScratch, gbk, readSource, type Reading } from '../support/formats.ts';
import { columnsOf, dataFolder, expectSameGeometry, gdalMissing, viaGdal } from '../support/gdal.ts';

const { folder, remove } = createScratch();
afterAll(remove);

const missing = gdalMissing();
const original = (path: string): Promise<Reading> => readSource(join(dataFolder, path), { name: path });
const points = ['-oo', 'X_POSSIBLE_NAMES=lon_wgs84', '-oo', 'Y_POSSIBLE_NAMES=lat_wgs84', '-oo', 'KEEP_GEOM_COLUMNS=YES', '-a_srs', 'EPSG:4490']; // prettier-ignore

describe.skipIf(missing !== null)(
  `real files, as GDAL converts them${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    describe.each([
      ['divisions/divisions-county-vonng2018-wgs84.geojson', 103],
      ['divisions/divisions-county-vonng2018-gcj02.geojson', 103],
      ['divisions/divisions-county-datav2021-gcj02-slivers.geojson', 103],
      ['divisions/divisions-county-longwosion2015-wgs84.geojson', 101],
      ['divisions/boundary-lines-derived-vonng2018-wgs84.geojson', 314],
      ['divisions/boundary-junctions-derived-vonng2018-wgs84.geojson', 213],
    ])('%s', (path, count) => {
      const file = join(dataFolder, path);
      test('GeoPackage: the same rows and geometry', async () => {
        const [from, found] = [await original(path), await viaGdal(file, 'GPKG', folder)];
        expect([from.rows.length, found.source.crs, found.checks]).toEqual([count, 'EPSG:4326', []]);
        expect(columnsOf(found, from.headers)).toEqual(columnsOf(from, from.headers));
        expectSameGeometry(found, from);
      });
      test('zipped Shapefile: the same rows and geometry', async () => {
        const [from, found] = [await original(path), await viaGdal(file, 'ESRI Shapefile', folder)];
        expect(found.source).toMatchObject({
          format: 'shapefile',
          layers: ['layer'],
          encoding: 'utf-8',
          rowCount: count,
        });
        expect([found.source.crs?.slice(0, 6), found.checks]).toEqual(['GEOGCS', []]);
        const names = from.headers.filter((_, at) => from.cells[0]![at]?.startsWith('[') !== true); // .dbf has no lists
        expect(columnsOf(found, names)).toEqual(columnsOf(from, names));
        expectSameGeometry(found, from);
      });
      test('KML: the same geometry and names', async () => {
        const [from, found] = [await original(path), await viaGdal(file, 'KML', folder)];
        expect([found.source.crs, found.checks]).toEqual(['OGC:CRS84', []]);
        const names = from.headers.filter((header) => header !== 'id');
        expect(columnsOf(found, names)).toEqual(columnsOf(from, names));
        expectSameGeometry(found, from);
      });
    });

    test('points of the gazetteer: GeoPackage and Shapefile', async () => {
      const path = 'places/places-vonng2016-15.csv';
      const from = await original(path);
      const lon = from.headers.indexOf('lon_wgs84');
      for (const format of ['GPKG', 'ESRI Shapefile'] as const) {
        const found = await viaGdal(join(dataFolder, path), format, folder, points);
        const names = from.headers.map((header) => (format === 'GPKG' ? header : header.slice(0, 10)));
        expect(columnsOf(found, names)).toEqual(columnsOf(from, from.headers));
        const expected = from.cells.map((cells) => (cells[lon] === null ? null : { type: 'Point', coordinates: [Number(cells[lon]), Number(cells[lon + 1])] })); // prettier-ignore
        expect(found.rows.map(({ geometry }) => geometry)).toEqual(expected);
        expect(found.source.crs).toMatch(format === 'GPKG' ? /^EPSG:4490$/ : /China_2000|China Geodetic/);
      }
    });

    describe.each([
      'places/places-vonng2016-15.csv',
      'places/geonames-cities500-15.tsv',
      'codes/divisions-codes-mca-20251231.csv',
      'codes/gb2260-history-areacodes-15.csv',
      'codes/gb2260-history-areacodes-all.csv',
      'codes/divisions.tsv',
      'codes/townships.tsv',
      'codes/division_changes.tsv',
      'codes/gb2260-diff-lines-15.tsv',
      'codes/nbs-divisions-15-history-2009-2023.tsv',
    ])('%s', (path) => {
      test.each(['XLSX', 'GPKG'] as const)('%s: the same cells', async (format) => {
        const [from, found] = [await original(path), await viaGdal(join(dataFolder, path), format, folder)];
        expect(from.rows.length).toBeGreaterThan(100);
        expect([found.rows.length, found.checks]).toEqual([from.rows.length, []]);
        expect(columnsOf(found, from.headers)).toEqual(columnsOf(from, from.headers));
      });
    });

    test('numbers that GDAL finds to be numbers are the same text in XLSX', async () => {
      const path = 'places/places-vonng2016-15.csv';
      const [from, found] = [await original(path), await viaGdal(join(dataFolder, path), 'XLSX', folder, ['-oo', 'AUTODETECT_TYPE=YES'])]; // prettier-ignore
      const names = ['code', 'parent', 'name', 'lon_wgs84', 'lat_gcj02'];
      expect(columnsOf(found, names)).toEqual(columnsOf(from, names));
    });

    test('a CSV in GB 18030 has the same cells', async () => {
      const path = 'places/places-vonng2016-15.csv';
      const file = join(folder, 'gb.csv');
      writeFileSync(file, gbk(readFileSync(join(dataFolder, path), 'utf8')));
      expect(readFileSync(file).length).toBeLessThan(readFileSync(join(dataFolder, path)).length);
      const [from, found] = [await original(path), await readSource(file, { name: 'gb.csv' })];
      expect([found.source.encoding, found.headers]).toEqual(['gb18030', from.headers]);
      expect(found.rows).toEqual(from.rows);
    });
  },
);
