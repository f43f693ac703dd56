import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { FeatureCollection } from 'geojson';
import { readXlsx } from 'hucre/xlsx';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { local } from '../../server/accounts/account.ts';
import { createToken } from '../../server/accounts/tokens.ts';
import { exportPlaces } from '../../server/api/exports.ts';
import { mostExported } from '../../server/api/export-limits.ts';
import type { Db } from '../../server/database/open.ts';
import { DataChanged, checkSize, steadySlices, versionsOf } from '../../server/exchange/extract.ts';
import { placeExtract } from '../../server/exchange/extracts.ts';
import { csvFile } from '../../server/exchange/tables.ts';
import { mapColumns } from '../../server/imports/columns.ts';
import { openSource } from '../../server/imports/formats/open.ts';
import { markerFields } from '../../server/imports/kinds/marker-fields.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { openTestDatabase, testContext } from '../support/database.ts';
import { quietStep } from '../support/ask.ts';
import { loadTwoLeagues, serveApp, signedIn } from '../support/walk.ts';

const ogrinfo = 'ogrinfo';

let db: Db;
let close: () => Promise<void>;
let home: string;
let service: Awaited<ReturnType<typeof serveApp>>;
let token: string;

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  home = mkdtempSync(join(tmpdir(), 'nutag-exports-'));
  await loadTwoLeagues(db);
  await sql`insert into place (id, class_code, division_code, name, importance, position, source_id, sample, public, secrecy) values
    (10000010, '22200', '150102001', ${'=cmd|"/c calc"!A1'}, 50, 'unknown', 'test', true, true, '公开'),
    (10000011, '22200', '150102001', ${'有,逗号"引号"\n换行\u0001'}, 50, 'unknown', 'test', true, true, '公开')`.execute(
    db,
  );
  await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample, public, secrecy)
    select 10010000 + n, '22200', '150202001', '第' || n || '村', 40, 'synthetic', ST_SetSRID(ST_MakePoint(110 + n * 0.0001, 40.5), 4490), 'test', true, true, '公开'
    from generate_series(1, 7000) n`.execute(db);
  await sql`insert into place_name (place_id, text, kind, lang) values (10000001, '老东河', 'former', 'zh-Hans'), (10000001, '东村', 'alias', 'zh-Hans'), (10000001, '小东河', 'alias', 'zh-Hans')`.execute(db); // prettier-ignore
  await sql`update division set geom = ST_Multi(ST_MakeEnvelope(111, 40, 112, 41, 4490)) where code = '150102'`.execute(db); // prettier-ignore
  await buildPlaceIndexes(db, quietStep);
  service = await serveApp(testContext(db, home), { NUTAG_RATE: '1000000', NUTAG_PUBLIC: 'on', NUTAG_MAP_REVIEW: '蒙S(2026)001号' }); // prettier-ignore
  const { id, username } = await signedIn(db, service.url, 'viewer', null);
  const account = { ...local, via: 'session', role: 'viewer', id, name: username } as const;
  ({ token } = await createToken(db, account, { name: 'test', from: 'command' }, { name: 'export', scopes: ['read'], days: 1 })); // prettier-ignore
});
afterAll(async () => {
  service.close();
  await close();
  rmSync(home, { recursive: true, force: true });
});

const get = (path: string, asStaff = false): Promise<Response> =>
  fetch(`${service.url}${path}`, { headers: asStaff ? { authorization: `Bearer ${token}` } : {} });
const bytes = async (path: string, asStaff = false): Promise<Buffer> => {
  const answer = await get(path, asStaff);
  expect(answer.status, path).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
};
const table = (text: Buffer): string[][] => parse(text, { bom: true, relax_column_count: true });
const total = async (path: string, asStaff = false): Promise<number> =>
  ((await (await get(path, asStaff)).json()) as { total: number }).total;

describe('a file has what the list has', () => {
  const filters: [string, string, string[]][] = [
    ['places', 'places', ['', 'division=150100', 'division=150202001', 'class=222', 'status=current', 'sample=true', 'sample=false', 'bbox=111,40,112,41', 'division=150200&sample=true&bbox=110.1,40,110.2,41']],
    ['facilities', 'facilities', ['', 'kind=funeral_home', 'division=150200', 'status=operating', 'bbox=111,40,112,41']],
    ['divisions', 'divisions', ['', 'level=county', 'division=150100', 'at=2025-12-31', 'bbox=111.2,40.2,111.3,40.3']],
    ['boundary-lines', 'boundary-lines', ['', 'level=prefecture', 'division=150102', 'bbox=110,40,111,41']],
    ['markers', 'markers', ['', 'type=single', 'managing=150102', 'uncheckedSince=2024-01-01', 'line=0102', 'condition=damaged', 'division=150100', 'number=0102']],
  ]; // prettier-ignore
  for (const [list, file, queries] of filters)
    for (const asStaff of list === 'markers' ? [true] : [false, true])
      test(`${file}, ${asStaff ? 'staff' : 'the public'}`, async () => {
        for (const query of queries) {
          const wanted = await total(`/api/v1/${list}?limit=1&${query}`, asStaff);
          const rows = table(await bytes(`/api/v1/exports/${file}?${query}`, asStaff));
          expect(rows[2], query).toEqual([`记录数: ${wanted}`]);
          expect(rows.length - 6, query).toBe(wanted);
          expect(new Set(rows.slice(6).map((row) => row.join('\t'))).size, query).toBe(wanted);
          const { features } = JSON.parse((await bytes(`/api/v1/exports/${file}?${query}&f=geojson`, asStaff)).toString()) as FeatureCollection; // prettier-ignore
          expect(features.length, query).toBe(wanted);
          const kml = (await bytes(`/api/v1/exports/${file}?${query}&f=kml`, asStaff)).toString();
          expect(kml.match(/<Placemark>/g)?.length ?? 0, query).toBe(wanted);
        }
      });
  test('what is not public is in the file of staff alone, and markers are for staff', async () => {
    const path = '/api/v1/exports/places?division=150100';
    expect((await bytes(path)).toString()).not.toContain('内河村');
    expect((await bytes(path, true)).toString()).toContain('内河村');
    expect((await get('/api/v1/exports/markers')).status).toBe(401);
  });
});

describe('KML', () => {
  test('is read again by the import: titles are its columns, lines are lines', async () => {
    const path = join(home, 'lines.kml');
    writeFileSync(path, await bytes('/api/v1/exports/boundary-lines?f=kml', true));
    const source = await openSource(path, { name: 'lines.kml' });
    expect(source.headers).toEqual(expect.arrayContaining(['界线代码', '界线名称', '长度 (km)']));
    const rows = [];
    for await (const row of source.rows()) rows.push(row);
    await source.close();
    expect(rows.map(({ geometry }) => geometry?.type)).toEqual(['LineString', 'LineString']);
    expect(rows[0]!.cells[source.headers.indexOf('界线名称')]).toBe('呼包线');
  });
  test('what XML has no place for is left out, what it marks is escaped', async () => {
    const kml = (await bytes('/api/v1/exports/places?division=150100&sample=true&f=kml')).toString();
    expect(kml).toContain('<name>=cmd|&quot;/c calc&quot;!A1</name>');
    expect(kml).not.toContain('\u0001');
  });
});

describe('markers', () => {
  test('bring what was surveyed, exactly, and are read again as such by the import', async () => {
    await sql`update boundary_marker set registered_x = 4443000.100, registered_y = 37585000.25, registered_crs = 4525, registered_height = 1050.20, transform_status = 'transformed', managing_code = '150102', type = 'single',
      reference_objects = '[{"name": "敖包", "bearing": 213.4, "distanceM": 32.5}]'`.execute(db); // prettier-ignore
    const rows = table(await bytes('/api/v1/exports/markers', true));
    const of = (title: string): string => rows[6]![rows[5]!.indexOf(title)]!;
    expect(['纵坐标X', '横坐标Y', '高程', '坐标系', '方位物1名称', '方位角1', '管理方'].map(of)).toEqual(['4443000.100', '37585000.25', '1050.20', 'EPSG:4525', '敖包', '213.4', '150102']); // prettier-ignore
    const fields = mapColumns(markerFields, rows[5]!);
    expect(['number', 'line', 'northing', 'easting', 'crs', 'height', 'sideA', 'sideB', 'sideC', 'managing', 'object1', 'bearing1', 'distance1', 'condition', 'type'].filter((field) => !fields.has(field))).toEqual([]); // prettier-ignore
    expect(fields.get({ line: 7, cells: rows[6]!, geometry: null }, 'longitude')).toBeNull();
  });
});

describe('CSV', () => {
  test('begins with a byte order mark, then says what it is, and guards against formulas', async () => {
    const text = await bytes('/api/v1/exports/places?division=150100&sample=true');
    expect([...text.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const rows = table(text);
    expect(rows.slice(0, 5).map(([cell]) => cell)).toEqual([
      expect.stringMatching(/^地名 \(Nutag 导出 20\d\d-/),
      '筛选条件: 政区=150100 呼和浩特市; 示例数据=true',
      '记录数: 2',
      '数据来源与许可: test Test (许可不详)',
      '坐标系: EPSG:4490 (CGCS2000), 经纬度, 十进制度',
    ]);
    const names = rows.slice(6).map((row) => row[rows[5]!.indexOf('标准名称')]);
    expect(names).toEqual([`'=cmd|"/c calc"!A1`, '有,逗号"引号"\n换行\u0001']);
  });
  test('has the other names of a place', async () => {
    const rows = table(await bytes('/api/v1/exports/places?division=150100&sample=false'));
    const of = (title: string): string => rows[6]![rows[5]!.indexOf(title)]!;
    expect([of('标准名称'), of('别名'), of('曾用名'), of('旗县'), of('苏木乡镇'), of('经度')]).toEqual(['东河村', '东村、小东河', '老东河', '新城区', '海拉尔东路街道', '111.7']); // prettier-ignore
  });
  test('is read again by the import: titles skipped, columns known', async () => {
    const path = join(home, 'again.csv');
    writeFileSync(path, await bytes('/api/v1/exports/places?division=150200'));
    const source = await openSource(path, { name: 'again.csv' });
    let rows = 0;
    for await (const row of source.rows()) rows += row.cells.length > 0 ? 1 : 0;
    expect(rows).toBe(7001);
    expect(source.headers).toContain('标准名称');
    await source.close();
  });
  test('ends with an error, and is refused by the connection, when the data change on the way', async () => {
    const context = testContext(db, home);
    const extract = await placeExtract({ context, audience: 'staff' }, exportPlaces.query.parse({}));
    const parts: string[] = [];
    const read = async (): Promise<void> => {
      for await (const part of csvFile(extract)) {
        parts.push(part);
        if (parts.length === 2) await sql`insert into data_version (dataset, version, row_count) values ('places', 1, 0) on conflict (dataset) do update set version = data_version.version + 1`.execute(db); // prettier-ignore
      }
    };
    await expect(read()).rejects.toThrow(DataChanged);
    expect(parts.at(-1)).toMatch(/^"?错误: 数据在导出期间有变动/);
  });
});

test('slices come in order, one read ahead, and stop when a version is raised', async () => {
  const begun = await versionsOf(db, ['places']);
  const read = (after: number | null): Promise<{ rows: number[]; after: number | null }> =>
    Promise.resolve({ rows: [(after ?? 0) + 1], after: after === 4 ? null : (after ?? 0) + 1 });
  const seen: number[] = [];
  for await (const rows of steadySlices(db, ['places'], begun, read)) seen.push(...rows);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test('a format takes no more than usual programs open', () => {
  expect(() => checkSize(mostExported.xlsx + 1, mostExported.xlsx, 'xlsx')).toThrow(/最多/);
  expect(() => checkSize(mostExported.xlsx, mostExported.xlsx, 'xlsx')).not.toThrow();
});

test('XLSX: titles, headers and rows as they are, texts that begin with = as texts', async () => {
  const book = await readXlsx(await bytes('/api/v1/exports/places?division=150100&f=xlsx'));
  const rows = book.sheets[0]!.rows as unknown[][];
  expect(rows[2]![0]).toBe('记录数: 3');
  expect(rows.length).toBe(9);
  const at = rows[5]!.indexOf('标准名称');
  expect(rows.slice(6).map((row) => row[at])).toEqual(['东河村', '=cmd|"/c calc"!A1', '有,逗号"引号"\n换行']); // prettier-ignore
  expect(rows[6]![rows[5]!.indexOf('经度')]).toBe(111.7);
});

test('GeoJSON and GeoJSONL: the same features; polygons of divisions', async () => {
  const whole = JSON.parse((await bytes('/api/v1/exports/places?f=geojson')).toString()) as FeatureCollection;
  const lines = (await bytes('/api/v1/exports/places?f=geojsonl')).toString().trim().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
  expect(lines).toEqual(whole.features);
  const divisions = JSON.parse((await bytes('/api/v1/exports/divisions?level=county&division=150100&f=geojson')).toString()) as FeatureCollection; // prettier-ignore
  expect(divisions.features[0]).toMatchObject({ id: '150102', geometry: { type: 'MultiPolygon' }, properties: { name: '新城区', prefecture: '呼和浩特市' } }); // prettier-ignore
});

describe('GeoPackage', () => {
  const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('nutag-export-'));
  test('is read again by the import, with its system; the folder of its making is gone', async () => {
    const before = left();
    const path = join(home, 'places.gpkg');
    writeFileSync(path, await bytes('/api/v1/exports/places?division=150100&f=gpkg', true));
    const source = await openSource(path, { name: 'places.gpkg' });
    expect(source).toMatchObject({ format: 'geopackage', layer: 'places', crs: 'EPSG:4490' });
    const names = [];
    for await (const row of source.rows()) names.push([row.cells[source.headers.indexOf('name')], row.geometry]); // prettier-ignore
    await source.close();
    expect(names).toHaveLength(4);
    expect(names[0]).toEqual(['东河村', { type: 'Point', coordinates: [111.7, 40.8] }]);
    expect(left()).toEqual(before);
  });
  test.skipIf(!hasOgr())('is what GDAL takes for one (skipped without ogrinfo)', async () => {
    for (const [file, count, type] of [['places', 7005, 'Point'], ['divisions', 7, 'Unknown'], ['facilities', 3, 'Point']] as const) {
      const path = join(home, `${file}-gdal.gpkg`);
      writeFileSync(path, await bytes(`/api/v1/exports/${file}?f=gpkg`, true));
      const said = execFileSync(ogrinfo, ['-so', '-al', path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      expect(said).toContain(`Feature Count: ${count}`);
      expect(said).toContain('ID["EPSG",4490]');
      expect(said).toContain(`Geometry: ${type}`);
      expect(said).toContain('GPKG');
      expect(said).not.toMatch(/warning|error/i);
    }
  }); // prettier-ignore
});

function hasOgr(): boolean {
  try {
    execFileSync(ogrinfo, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('no ogrinfo (gdal-bin): GeoPackages are not compared with GDAL');
    return false;
  }
}
