import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { polygonOf } from '../../server/imports/formats/rings.ts';
import {
  createScratch,
  gbk,
  makeDbf,
  makeShp,
  makeZip,
  readSource,
  type TestShape,
} from '../support/formats.ts';

const { folder, read, refusal, remove } = createScratch();
afterAll(remove);

type Ring = [number, number][];
const square = (x: number, y: number, size: number): Ring => [[x, y], [x, y + size], [x + size, y + size], [x + size, y], [x, y]]; // prettier-ignore
const hole = (x: number, y: number, size: number): Ring => square(x, y, size).reverse();

const fields = [{ name: '名称', length: 12 }, { name: 'CODE', type: 'N', length: 12 }]; // prettier-ignore
const two: TestShape[] = [{ type: 1, at: [111.5, 40.5] }, { type: 1, at: [112, 41] }]; // prettier-ignore
const records = [['新城区', '150102000000'], ['回民区', '']]; // prettier-ignore
const prj = 'GEOGCS["China Geodetic Coordinate System 2000"]';
const zipped = (parts: Record<string, Uint8Array | string>): Buffer =>
  makeZip(Object.entries(parts).map(([path, data]) => ({ path, data })));

describe('a shapefile', () => {
  test('in a folder of a zip, with extensions in capitals', async () => {
    const { source, rows, checks } = await read('s.zip', zipped({
      '界桩/': '',
      '界桩/点.SHP': makeShp(1, two),
      '界桩/点.DBF': makeDbf(fields, records),
      '界桩/点.PRJ': `${prj}\n`,
      '界桩/点.cpg': 'UTF-8',
      '__MACOSX/界桩/._点.SHP': 'x',
    })); // prettier-ignore
    expect(source).toMatchObject({ format: 'shapefile', layer: '点', layers: ['点'], headers: ['名称', 'CODE'], hasGeometry: true, crs: prj, encoding: 'utf-8', rowCount: 2 }); // prettier-ignore
    expect(rows).toEqual([
      { line: 1, cells: ['新城区', '150102000000'], geometry: { type: 'Point', coordinates: [111.5, 40.5] } },
      { line: 2, cells: ['回民区', null], geometry: { type: 'Point', coordinates: [112, 41] } },
    ]);
    expect([checks, source.progress()]).toEqual([[], expect.closeTo(1, 1)]);
  });
  test('with its parts beside it', async () => {
    const beside = join(folder, 'beside');
    mkdirSync(beside);
    writeFileSync(join(beside, 'pts.shp'), makeShp(1, two));
    writeFileSync(join(beside, 'pts.DBF'), makeDbf(fields, records));
    writeFileSync(join(beside, 'pts.prj'), prj);
    const { rows, source } = await readSource(join(beside, 'pts.shp'), { name: 'pts.shp' });
    expect([rows.length, source.layer, source.crs]).toEqual([2, 'pts', prj]);
    rmSync(join(beside, 'pts.DBF'));
    await expect(readSource(join(beside, 'pts.shp'), { name: 'pts.shp' })).rejects.toThrow(/缺少 \.dbf/);
  });
  test('of several layers one is chosen; names in GBK and equal names are told apart', async () => {
    const shp = makeShp(1, two);
    const dbf = makeDbf(fields, records);
    const many = makeZip([
      { path: 'a/x.shp', data: shp }, { path: 'a/x.dbf', data: dbf },
      { path: 'b/x.shp', data: shp }, { path: 'b/x.dbf', data: makeDbf([{ name: 'OTHER', length: 3 }], [['1'], ['2']]) },
      { path: Buffer.concat([gbk('新城区'), Buffer.from('.shp')]), data: shp }, { path: Buffer.concat([gbk('新城区'), Buffer.from('.dbf')]), data: dbf },
    ]); // prettier-ignore
    expect((await read('m.zip', many)).source.layers).toEqual(['a/x', 'b/x', '新城区']);
    expect((await read('m.zip', many, { layer: 'b/x' })).headers).toEqual(['OTHER']);
    expect(await refusal('m.zip', many, { layer: 'c' })).toMatch(/没有名为“c”的图层.*a\/x、b\/x、新城区/);
  });
  test.each([
    ['.dbf', { 'a.shp': makeShp(1, two) }],
    ['.shp', { 'a.dbf': makeDbf(fields, records), 'a.shx': '' }],
  ])('without its %s is refused', async (part, parts) => {
    expect(await refusal('p.zip', zipped(parts))).toContain(`缺少 ${part}`);
  });
  test('whose parts do not belong together is refused', async () => {
    const shp = makeShp(1, two);
    expect(await refusal('p.zip', zipped({ 'a.shp': shp, 'a.dbf': makeDbf(fields, records.slice(1)) }))).toMatch(/不配套.*只有 1 条记录/); // prettier-ignore
    expect(await refusal('p.zip', zipped({ 'a.shp': shp, 'a.dbf': makeDbf(fields, [...records, ...records]) }))).toMatch(/不配套.*有 4 条记录/); // prettier-ignore
  });
});

describe('the encoding of attributes', () => {
  const parts = (more: Record<string, string>, dbf: Buffer): Buffer =>
    zipped({ 'a.shp': makeShp(1, two), 'a.dbf': dbf, ...more });
  test.each([
    ['.cpg', { 'a.cpg': 'GBK\r\n' }, makeDbf(fields, records, { encode: gbk }), 'gbk', []],
    ['a code page in .cpg', { 'a.cpg': '936' }, makeDbf(fields, records, { encode: gbk }), '936', []],
    ['language driver', {}, makeDbf(fields, records, { encode: gbk, driver: 0x4d }), 'gbk', []],
    [
      'what it is: GBK',
      {},
      makeDbf(fields, records, { encode: gbk, driver: 0x57 }),
      'gb18030',
      ['encoding-found'],
    ],
    ['what it is: UTF-8', {}, makeDbf(fields, records, { driver: 0x57 }), 'utf-8', []],
  ])('is that of %s', async (_, more, dbf, encoding, checks) => {
    const found = await read('e.zip', parts(more, dbf));
    expect([found.source.encoding, found.headers, found.cells[0], found.checks]).toEqual([encoding, ['名称', 'CODE'], ['新城区', '150102000000'], checks]); // prettier-ignore
  });
  test('that is declared wrongly is refused by the names, told by the rows, and can be set right', async () => {
    const wrong = parts({ 'a.cpg': 'UTF-8' }, makeDbf(fields, records, { encode: gbk }));
    expect(await refusal('w.zip', wrong)).toMatch(/第 1 列的列名是乱码/);
    expect((await read('w.zip', wrong, { encoding: 'gbk' })).cells[0]![0]).toBe('新城区');
    const ascii = [{ name: 'NAME', length: 12 }, { name: 'CODE', type: 'N', length: 12 }]; // prettier-ignore
    const rows = await read('w.zip', parts({ 'a.cpg': 'UTF-8' }, makeDbf(ascii, records, { encode: gbk })));
    expect([rows.cells, rows.notices.map(({ check, line }) => [check, line])]).toEqual([[], [['encoding-invalid', 1], ['encoding-invalid', 2]]]); // prettier-ignore
  });
  test('a character that the width of a field cuts is dropped', async () => {
    const narrow = [{ name: Buffer.from('名称名称').subarray(0, 10), length: 7 }];
    const found = await read('n.zip', zipped({ 'a.shp': makeShp(1, two), 'a.dbf': makeDbf(narrow, [['新城区'], ['甲']]), 'a.cpg': 'UTF-8' })); // prettier-ignore
    expect([found.headers, found.cells, found.checks]).toEqual([['名称名'], [['新城'], ['甲']], []]);
  });
});

test('types of fields', async () => {
  const types = [
    { name: 'F', type: 'F', length: 19 }, { name: 'D', type: 'D', length: 8 }, { name: 'L', type: 'L', length: 1 },
    { name: 'N', type: 'N', length: 20 }, { name: 'I', type: 'I', length: 4 }, { name: 'O', type: 'O', length: 8 }, { name: 'M', type: 'M', length: 10 },
  ]; // prettier-ignore
  const int = Buffer.from(Int32Array.of(-7).buffer);
  const double = Buffer.from(Float64Array.of(0.25).buffer);
  const dbf = makeDbf(types, [
    ['1.50102000000e+011', '20251231', 'T', '15010200000000000001', int, double, '1'],
    ['*******************', '00000000', '?', '', int, double, ''],
    ['1', 'abc', 'n', '1', int, double, ''],
    ['-0.500', '', 'F', ' 12', int, double, ''],
  ], { deleted: [2] }); // prettier-ignore
  const shapes = [...two, ...two];
  const { rows, notices } = await read('t.zip', zipped({ 'a.shp': makeShp(1, shapes), 'a.dbf': dbf }));
  expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
    [1, '150102000000', '2025-12-31', 'true', '15010200000000000001', '-7', '0.25', null],
    [2, null, null, null, null, '-7', '0.25', null],
    [4, '-0.5', null, 'false', '12', '-7', '0.25', null],
  ]);
  expect(notices).toMatchObject([{ check: 'record-deleted', value: '1' }]);
});

describe('shapes', () => {
  const geometries = async (type: number, shapes: TestShape[]): Promise<Awaited<ReturnType<typeof read>>> =>
    read('g.zip', zipped({ 'a.shp': makeShp(type, shapes), 'a.dbf': makeDbf([{ name: 'N', length: 2 }], shapes.map((_, at) => [String(at)])) })); // prettier-ignore

  test('points, multipoints, lines, null', async () => {
    const line: Ring = [[0, 0], [1, 1]]; // prettier-ignore
    expect((await geometries(1, [{ type: 0 }, { type: 1, at: [1, 2] }])).rows.map(({ geometry }) => geometry)).toEqual([null, { type: 'Point', coordinates: [1, 2] }]); // prettier-ignore
    expect((await geometries(8, [{ type: 8, points: line }])).rows[0]!.geometry).toEqual({ type: 'MultiPoint', coordinates: line }); // prettier-ignore
    expect((await geometries(3, [{ type: 3, parts: [line] }])).rows[0]!.geometry).toEqual({ type: 'LineString', coordinates: line }); // prettier-ignore
    expect((await geometries(3, [{ type: 3, parts: [line, [], line] }])).rows[0]!.geometry).toEqual({ type: 'MultiLineString', coordinates: [line, line] }); // prettier-ignore
    expect((await geometries(3, [{ type: 3, parts: [] }])).rows[0]!.geometry).toBeNull();
  });
  test('with heights and measures, which are not read: told once', async () => {
    const z = await geometries(15, [
      { type: 15, parts: [square(0, 0, 1)] },
      { type: 15, parts: [square(2, 0, 1)] },
    ]);
    expect([z.rows[1]!.geometry, z.checks, z.notices.length]).toEqual([{ type: 'Polygon', coordinates: [square(2, 0, 1)] }, ['geometry-z'], 1]); // prettier-ignore
    const m = await geometries(25, [{ type: 25, parts: [square(0, 0, 1)] }]);
    expect([m.rows[0]!.geometry, m.checks]).toEqual([
      { type: 'Polygon', coordinates: [square(0, 0, 1)] },
      [],
    ]);
    expect((await geometries(11, [{ type: 11, at: [3, 4] }])).rows[0]!.geometry).toEqual({ type: 'Point', coordinates: [3, 4] }); // prettier-ignore
  });
  test('that are no numbers are null, and told', async () => {
    const { rows, notices } = await geometries(1, [{ type: 1, at: [NaN, 40] }, { type: 1, at: [Infinity, 40] }, { type: 1, at: [1, 2] }]); // prettier-ignore
    expect(rows.map(({ geometry }) => geometry === null)).toEqual([true, true, false]);
    expect(notices.map(({ check, line }) => [check, line])).toEqual([['geometry-invalid', 1], ['geometry-invalid', 2]]); // prettier-ignore
  });
  test('of a kind that is not known, or with parts that begin nowhere, are null, and told', async () => {
    const shp = makeShp(5, [
      { type: 5, parts: [square(0, 0, 1)] },
      { type: 5, parts: [square(0, 0, 1)] },
    ]);
    shp.writeInt32LE(31, 108);
    shp.writeInt32LE(99, 108 + 8 + 128 + 44);
    const { rows, checks } = await read('k.zip', zipped({ 'a.shp': shp, 'a.dbf': makeDbf([{ name: 'N', length: 1 }], [['1'], ['2']]) })); // prettier-ignore
    expect([rows.map(({ geometry }) => geometry), checks]).toEqual([[null, null], ['geometry-invalid']]);
  });
});

describe('rings', () => {
  const big = square(0, 0, 10);
  const island = square(4, 4, 2);
  test('an outer ring with holes', () => {
    expect(polygonOf([big, hole(1, 1, 1), hole(3, 3, 4)])).toEqual({ type: 'Polygon', coordinates: [big, hole(1, 1, 1), hole(3, 3, 4)] }); // prettier-ignore
  });
  test('an island in a hole, with a hole of its own', () => {
    expect(polygonOf([hole(4.5, 4.5, 1), big, hole(3, 3, 4), island])).toEqual({
      type: 'MultiPolygon',
      coordinates: [[big, hole(3, 3, 4)], [island, hole(4.5, 4.5, 1)]],
    }); // prettier-ignore
  });
  test('a hole within the bounds of a smaller ring but not within the ring', () => {
    const angle: Ring = [[0, 0], [0, 6], [1, 6], [1, 1], [6, 1], [6, 0], [0, 0]]; // prettier-ignore
    const around = square(-1, -1, 20);
    expect(polygonOf([angle, around, hole(3, 3, 1)])).toEqual({ type: 'MultiPolygon', coordinates: [[angle], [around, hole(3, 3, 1)]] }); // prettier-ignore
  });
  test('a hole that touches its ring', () => {
    const touching: Ring = [[0, 0], [2, 1], [1, 2], [0, 0]]; // prettier-ignore
    expect(polygonOf([big, touching])).toEqual({ type: 'Polygon', coordinates: [big, touching] });
  });
  test('turned the wrong way: what lies within decides', () => {
    const outer = [...big].reverse();
    expect(polygonOf([outer, square(1, 1, 1)])).toEqual({
      type: 'Polygon',
      coordinates: [outer, square(1, 1, 1)],
    });
    expect(polygonOf([hole(0, 0, 1), hole(5, 5, 1)])).toMatchObject({ type: 'MultiPolygon' });
    expect(polygonOf([outer])).toEqual({ type: 'Polygon', coordinates: [outer] });
  });
  test('too many to tell', () => {
    const many = Array.from({ length: 8000 }, (_, at) => (at % 2 ? square(at, 0, 1) : hole(at, 0, 1)));
    expect(polygonOf([...many, ...many])).toBeNull();
    const bow = (radius: number): Ring => Array.from({ length: 1000 }, (_, at) => [-radius * Math.cos((at * Math.PI) / 999), radius * Math.sin((at * Math.PI) / 999)]); // prettier-ignore
    const outers = Array.from({ length: 1000 }, () => [...bow(1), ...bow(0.9).reverse()]);
    const holes = Array.from({ length: 1000 }, () => hole(0, 0.3, 0.1));
    expect(polygonOf([...outers, ...holes])).toBeNull();
  });
});
