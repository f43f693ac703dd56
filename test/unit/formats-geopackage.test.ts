import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Geometry } from 'geojson';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSource } from '../../server/imports/formats/open.ts';
import { readGeoPackageGeometry } from '../../server/imports/formats/wkb.ts';
import { createScratch, readSource } from '../support/formats.ts';

const { folder, read, refusal, remove } = createScratch();
afterAll(remove);

type Bytes = readonly (number | Uint8Array)[];
const double = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);
const doubleBig = (...values: number[]): Uint8Array => Buffer.concat(values.map((value) => Buffer.from(double(value)).reverse())); // prettier-ignore
const int = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
const intBig = (value: number): Uint8Array => Buffer.from(int(value)).reverse();
const bytes = (parts: Bytes): Buffer => Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : part))); // prettier-ignore
const blob = (wkb: Bytes, flags = 1, envelope = 0): Buffer => bytes([0x47, 0x50, 0, flags, int(4490), double(...Array<number>(envelope).fill(0)), ...wkb]); // prettier-ignore
const wkbPoint = (x: number, y: number): Bytes => [1, int(1), double(x, y)];

describe('binary geometry', () => {
  const decoded = (content: Buffer, limit = 1000): Geometry | null =>
    readGeoPackageGeometry(content, limit).geometry;
  const line = [[0, 0], [1, 2]]; // prettier-ignore
  test.each<[string, Buffer, Geometry | null]>([
    ['a point', blob(wkbPoint(111.5, 40.5)), { type: 'Point', coordinates: [111.5, 40.5] }],
    ['big-endian', bytes([0x47, 0x50, 0, 0, intBig(4490), 0, intBig(1), doubleBig(111.5, 40.5)]), { type: 'Point', coordinates: [111.5, 40.5] }],
    ['with an envelope', blob(wkbPoint(1, 2), 3, 4), { type: 'Point', coordinates: [1, 2] }],
    ['with an envelope of three', blob(wkbPoint(1, 2), 5, 6), { type: 'Point', coordinates: [1, 2] }],
    ['with an envelope of four', blob(wkbPoint(1, 2), 9, 8), { type: 'Point', coordinates: [1, 2] }],
    ['an empty point', blob(wkbPoint(NaN, NaN), 0x11), null],
    ['an empty line', blob([1, int(2), int(0)], 0x11), { type: 'LineString', coordinates: [] }],
    ['a line', blob([1, int(2), int(2), double(0, 0, 1, 2)]), { type: 'LineString', coordinates: line }],
    ['a line with heights', blob([1, int(1002), int(2), double(0, 0, 9, 1, 2, 9)]), { type: 'LineString', coordinates: line }],
    ['a line with measures', blob([1, int(2002), int(2), double(0, 0, 9, 1, 2, 9)]), { type: 'LineString', coordinates: line }],
    ['a line with both', blob([1, int(3002), int(2), double(0, 0, 9, 8, 1, 2, 9, 8)]), { type: 'LineString', coordinates: line }],
    ['a polygon', blob([1, int(3), int(2), int(2), double(0, 0, 1, 2), int(0)]), { type: 'Polygon', coordinates: [line, []] }],
    ['points', blob([1, int(4), int(2), ...wkbPoint(1, 2), 0, intBig(1), doubleBig(3, 4)]), { type: 'MultiPoint', coordinates: [[1, 2], [3, 4]] }],
    ['polygons', blob([1, int(6), int(1), 1, int(3), int(1), int(2), double(0, 0, 1, 2)]), { type: 'MultiPolygon', coordinates: [[line]] }],
    ['a collection', blob([1, int(7), int(1), 1, int(5), int(1), 1, int(2), int(2), double(0, 0, 1, 2)]), { type: 'GeometryCollection', geometries: [{ type: 'MultiLineString', coordinates: [line] }] }],
  ])('%s', (_, content, geometry) => {
    expect(decoded(content)).toEqual(geometry);
  }); // prettier-ignore
  test.each<[string, Buffer]>([
    ['a curve', blob([1, int(8), int(0)])],
    ['an extended geometry', blob(wkbPoint(1, 2), 0x21)],
    ['an envelope that there is not', blob(wkbPoint(1, 2), 0x0b)],
    ['another kind in a multi-geometry', blob([1, int(4), int(1), 1, int(2), int(0)])],
    ['more points than bytes', blob([1, int(2), int(0xffffffff), double(1)])],
    ['more parts than bytes', blob([1, int(6), int(0xffffffff)])],
    ['collections without end', blob(Array.from({ length: 50 }, () => [1, int(7), int(1)]).flat())],
    ['no header', Buffer.from('POINT(1 2)')],
    ['nothing', Buffer.alloc(0)],
  ])('%s cannot be read', (_, content) => {
    expect(() => decoded(content)).toThrow(/[\u4E00-\u9FFF]/);
  });
  test('too many positions are refused', () => {
    expect(() => decoded(blob([1, int(2), int(2), double(0, 0, 1, 2)]), 1)).toThrow(/坐标点超过 1/);
  });
});

const srs = `create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text);
  insert into gpkg_spatial_ref_sys values ('CGCS2000', 4490, 'EPSG', 4490, 'GEOGCS["CGCS"]'), ('own', 900001, 'NONE', 1, 'PROJCS["own"]'), ('undefined', -1, 'NONE', -1, 'undefined');
  create table gpkg_contents (table_name text primary key, data_type text, identifier text, srs_id integer);
  create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer, z tinyint, m tinyint);`;

function make(name: string, sql: string, rows: (database: InstanceType<typeof sqlite.Database>) => void = () => {}): string {
  const path = join(folder, name);
  const database = new sqlite.Database(path);
  database.exec(sql);
  rows(database);
  database.close();
  return path;
} // prettier-ignore

describe('a GeoPackage', () => {
  const places = `${srs}
    create table "地名 ""1""" (fid integer primary key, geom blob, "名称" text, "A" integer, "a " real, used boolean, day date, photo blob);
    insert into gpkg_contents values ('地名 "1"', 'features', 'x', 4490), ('codes', 'attributes', 'y', 0), ('own', 'features', 'z', 900001), ('tiles', 'tiles', 't', 3857), ('slow', 'features', 'v', 4490);
    insert into gpkg_geometry_columns values ('地名 "1"', 'geom', 'POINT', 4490, 0, 0), ('own', 'g', 'POINT', 900001, 0, 0);
    create table codes (code text); insert into codes values ('150102'), (' ');
    create table own (g blob);
    create view slow as with recursive n(i) as (select 1 union all select i + 1 from n) select i from n;`;
  let path = '';
  beforeAll(() => {
    path = make('p.gpkg', places, (database) => {
      const insert = 'insert into "地名 ""1""" values (?, ?, ?, ?, ?, ?, ?, ?)';
      database.run(insert, [
        5,
        blob(wkbPoint(111.5, 40.5)),
        ' 新城区 ',
        150102000000,
        0.5,
        1,
        '2025-12-31',
        Buffer.of(1),
      ]);
      database.run(insert, [6, null, '', 9007199254740993n, 1.5e21, 0, null, null]);
      database.run(insert, [7, blob([1, int(8), int(0)]), null, null, null, null, null, null]);
      database.run(insert, [8, blob([1, int(1001), double(1, 2, 3)]), 'z', 1, 1, 1, null, null]);
    });
  });
  test('gives its first layer, row by row', async () => {
    const { source, rows, notices } = await readSource(path, { name: 'p.gpkg' });
    expect(source).toMatchObject({ format: 'geopackage', layer: '地名 "1"', layers: ['地名 "1"', 'codes', 'own'], hasGeometry: true, crs: 'EPSG:4490', encoding: null, rowCount: 4 }); // prettier-ignore
    expect(source.headers).toEqual(['名称', 'A', 'a', 'used', 'day', 'photo']);
    expect(rows).toEqual([
      { line: 1, cells: ['新城区', '150102000000', '0.5', 'true', '2025-12-31', null], geometry: { type: 'Point', coordinates: [111.5, 40.5] } },
      { line: 2, cells: [null, '9007199254740993', '1500000000000000000000', 'false', null, null], geometry: null },
      { line: 3, cells: [null, null, null, null, null, null], geometry: null },
      { line: 4, cells: ['z', '1', '1', 'true', null, null], geometry: { type: 'Point', coordinates: [1, 2] } },
    ]); // prettier-ignore
    expect(notices.map(({ check, line, field }) => [check, line, field])).toEqual([['column-binary', 1, 'photo'], ['geometry-invalid', 3, null], ['geometry-z', 4, null]]); // prettier-ignore
    expect(source.progress()).toBe(1);
  });
  test('gives tables without geometry, and those of another reference system', async () => {
    const codes = await readSource(path, { name: 'p.gpkg', layer: 'codes' });
    expect([codes.headers, codes.cells, codes.source.hasGeometry, codes.source.crs]).toEqual([['code'], [['150102'], [null]], false, null]); // prettier-ignore
    expect((await readSource(path, { name: 'p.gpkg', layer: 'own' })).source.crs).toBe('PROJCS["own"]');
    await expect(readSource(path, { name: 'p.gpkg', layer: 'slow' })).rejects.toThrow(/没有名为“slow”的图层/);
  });
  test('is read where nothing may be written, by several at once, and leaves nothing behind', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    writeFileSync(join(locked, 'p.gpkg'), readFileSync(path), { mode: 0o400 });
    chmodSync(locked, 0o500);
    const [one, other] = await Promise.all(
      [1, 2].map(() => openSource(join(locked, 'p.gpkg'), { name: 'p.gpkg' })),
    );
    const rows = one!.rows()[Symbol.asyncIterator]();
    await rows.next();
    expect(existsSync(join(locked, 'p.gpkg.lock'))).toBe(false);
    await one!.close();
    await other!.close();
    chmodSync(locked, 0o700);
    expect(readdirSync(tmpdir())).toEqual([]);
  });
  test('copied while QGIS had it open (WAL) is read, and told', async () => {
    const content = readFileSync(path);
    content[18] = content[19] = 2;
    const { rows, checks } = await read('wal.gpkg', content);
    expect([rows.length, checks[0]]).toEqual([4, 'geopackage-open']);
    expect(readFileSync(join(folder, 'wal.gpkg'))[18]).toBe(2);
  });
  test.each([
    ['an ordinary database', 'create table a (b)', /不是 GeoPackage/],
    ['one without tables', srs, /没有要素表或属性表/],
    ['one whose tables are not there', `${srs} insert into gpkg_contents values ('gone', 'features', 'g', 4490)`, /没有要素表或属性表/],
    ['one with other columns', 'create table gpkg_contents (a); create table gpkg_spatial_ref_sys (a)', /损坏/],
  ])('%s is refused', async (name, sql, reason) => {
    const file = make(`${name}.gpkg`, sql);
    await expect(readSource(file, { name: 'x.gpkg' })).rejects.toThrow(reason);
  }); // prettier-ignore
  test('that is cut is refused', async () => {
    const content = readFileSync(path);
    expect(await refusal('cut.gpkg', content.subarray(0, content.length - 4096))).toMatch(/损坏或不完整/);
    expect(await refusal('cut.gpkg', content.subarray(0, 60))).toMatch(/损坏或不完整/);
  });
});
