import { describe, expect, test } from 'vitest';
import { crsByEpsg, parseCrs } from '../../server/crs/registry.ts';
import { mapColumns, type Field } from '../../server/imports/columns.ts';
import type { Row } from '../../server/imports/formats/format.ts';
import { createPositionReader, positionFields, type RowPosition } from '../../server/imports/position.ts';
import { createReport, ImportRefused, type Finding } from '../../server/imports/report.ts';

const fields: readonly Field[] = [
  { id: 'name', title: '标准名称', headers: ['名称', '地名'], required: true },
  { id: 'mongolian', title: '少数民族语书写', headers: [] },
  { id: 'class', title: '地名类别代码', headers: ['类别代码'] },
  ...positionFields,
];
const row = (...cells: (string | null)[]): Row => ({ line: 2, cells, geometry: null });

describe('columns', () => {
  test.each([
    [['标准名称', '经度', '纬度'], { name: '标准名称', longitude: '经度', latitude: '纬度' }],
    [['地名', ' 东经 (°)', '北纬(°)'], { name: '地名', longitude: ' 东经 (°)', latitude: '北纬(°)' }],
    [['NAME', 'LON', 'LAT'], { name: 'NAME', longitude: 'LON', latitude: 'LAT' }],
    [
      ['name', 'lon_gcj02', 'lat_gcj02', 'lon_wgs84', 'lat_wgs84'],
      { name: 'name', longitude: 'lon_wgs84', latitude: 'lat_wgs84' },
    ],
    [
      ['名称', '纵坐标X(m)', '横坐标Y(m)', '带号'],
      { name: '名称', northing: '纵坐标X(m)', easting: '横坐标Y(m)', zone: '带号' },
    ],
    [['标准名', '少数民', 'x', 'y'], { name: '标准名', mongolian: '少数民', x: 'x', y: 'y' }], // cut at 10 bytes by DBF
    [['longitude', 'latitude', 'name'], { name: 'name', longitude: 'longitude', latitude: 'latitude' }],
  ])('%j are recognised', (headers, mapping) => {
    expect(mapColumns(fields, headers).mapping).toEqual(mapping);
  });
  test('what a person gives goes first, and may be one value for all rows', () => {
    const columns = mapColumns(fields, ['a', 'name'], { name: 'a', class: { value: '21610' } });
    expect(columns.get(row('甲', '乙'), 'name')).toBe('甲');
    expect(columns.get(row('甲', '乙'), 'class')).toBe('21610');
    expect(columns.rest(row('甲', '乙'))).toEqual({ name: '乙' });
  });
  test('a required field without a column is missing', () => {
    expect(mapColumns(fields, ['x', 'y']).missing).toEqual(['name']);
  });
  test('a mapping that names nothing is refused with what there is', () => {
    expect(() => mapColumns(fields, ['名称'], { name: '没有' })).toThrow(/没有列 “没有”.*名称/);
    expect(() => mapColumns(fields, ['名称'], { nothing: '名称' })).toThrow(ImportRefused);
  });
});

describe('positions', () => {
  const read = (
    headers: string[],
    cells: (string | null)[],
    crs: string | null = null,
    obfuscated = true,
  ): { position: RowPosition | undefined; findings: Finding[] } => {
    const columns = mapColumns(fields, headers);
    const findings: Finding[] = [];
    const report = createReport((found) => Promise.resolve(void findings.push(...found)));
    const reader = createPositionReader({
      columns,
      crs: crs === null ? null : parseCrs(crs),
      shifts: {},
      obfuscated,
    });
    const position = reader(row(...cells), report);
    void report.flush();
    return { position, findings };
  };
  test('decimal degrees and DMS are the same place', () => {
    const decimal = read(['经度', '纬度'], ['111.7478611', '40.8416667']);
    const dms = read(['经度', '纬度'], ['111°44′52.30″', '40°50′30.00″']);
    expect(dms.position!.lon).toBeCloseTo(decimal.position!.lon!, 6);
    expect(dms.position!.original).toMatchObject({
      x: '40.84166666666667',
      text: '40°50′30.00″, 111°44′52.30″',
      crs: 'EPSG:4490',
    });
    expect(decimal.position!.original).toEqual({
      x: '40.8416667',
      y: '111.7478611',
      crs: 'EPSG:4490',
      epsg: 4490,
    });
  });
  test.each([
    ['zone in the easting', ['纵坐标', '横坐标'], ['4522917.10', '37562984.92'], null],
    ['zone in a column', ['纵坐标', '横坐标', '带号'], ['4522917.10', '562984.92', '37'], null],
    [
      'central meridian in a column',
      ['纵坐标', '横坐标', '中央经线'],
      ['4522917.10', '562984.92', '111°'],
      null,
    ],
    ['zone in the reference system', ['纵坐标', '横坐标'], ['4522917.10', '562984.92'], 'EPSG:4546'],
    ['bare X and Y of a survey', ['X', 'Y'], ['4522917.10', '37562984.92'], null],
    ['bare x and y of a GIS', ['x', 'y'], ['37562984.92', '4522917.10'], null],
    [
      'a reference system of the row',
      ['纵坐标', '横坐标', '坐标系'],
      ['4522917.10', '37562984.92', '2000国家大地坐标系'],
      'EPSG:4326',
    ],
  ])('Gauss-Kruger with the %s', (_, headers, cells, crs) => {
    const { position, findings } = read(headers, cells, crs);
    expect(findings).toEqual([]);
    expect(position!.lon).toBeCloseTo(111.746, 2);
    expect(position!.lat).toBeCloseTo(40.84, 2);
    expect(position!.original).toMatchObject({ x: '4522917.10' });
  });
  test('no coordinates are no error and no zero', () => {
    expect(read(['经度', '纬度'], [null, null]).position).toMatchObject({
      lon: null,
      lat: null,
      status: 'unknown',
      original: null,
    });
  });
  test('a legacy datum stays untransformed, its values kept', () => {
    const { position } = read(['纵坐标', '横坐标'], ['4522917.10', '37562984.92'], 'EPSG:2361');
    expect(position).toMatchObject({
      lon: null,
      lat: null,
      status: 'untransformed',
      original: { x: '4522917.10', y: '37562984.92', epsg: 2361 },
    });
  });
  test('GCJ-02 is inverted and marked approximate', () => {
    const { position } = read(['经度', '纬度'], ['111.749995', '40.842356'], 'GCJ02');
    expect(position).toMatchObject({ status: 'approximate', accuracyM: 1 });
    expect(position!.lon).toBeCloseTo(111.743079, 5);
    expect(position!.lat).toBeCloseTo(40.840911, 5);
  });
  test.each([
    ['axes-swapped', ['经度', '纬度'], ['40.8', '111.7'], null],
    ['axes-swapped', ['纵坐标', '横坐标'], ['37562984.92', '4522917.10'], null],
    ['coordinate-range', ['经度', '纬度'], ['11.7', '40.8'], null],
    ['coordinate-range', ['经度', '纬度'], ['0', '0'], null],
    ['coordinate-half', ['经度', '纬度'], ['111.7', null], null],
    ['coordinate-form', ['经度', '纬度'], ['NaN', '40.8'], null],
    ['coordinate-form', ['经度', '纬度'], ['东', '40.8'], null],
    ['coordinate-form', ['纵坐标', '横坐标'], ['4.5e6', '37562984'], null],
    ['zone-missing', ['纵坐标', '横坐标'], ['4522917.10', '562984.92'], null],
    ['zone-mismatch', ['纵坐标', '横坐标'], ['4522917.10', '38562984.92'], 'EPSG:4525'],
    ['crs-mismatch', ['经度', '纬度'], ['111.7', '40.8'], 'EPSG:4525'],
    ['crs-mismatch', ['纵坐标', '横坐标'], ['4522917.10', '37562984.92'], 'GCJ02'],
    ['crs-unknown', ['经度', '纬度', '坐标系'], ['111.7', '40.8', '火星'], null],
  ])('%s: %j %j', (check, headers, cells, crs) => {
    const { position, findings } = read(headers, cells, crs);
    expect(position).toBeUndefined();
    expect(findings).toMatchObject([{ severity: 'error', check, line: 2 }]);
    expect(findings[0]!.remedy).not.toBe('');
  });
  test('markers take no GCJ-02, not even row by row', () => {
    const { findings } = read(['经度', '纬度', '坐标系'], ['111.7', '40.8', 'GCJ-02'], 'EPSG:4490', false);
    expect(findings).toMatchObject([{ check: 'crs-obfuscated' }]);
  });
  test('zones of all three datums are there', () => {
    for (const epsg of [4525, 4546, 2361, 2382, 2413, 2434]) expect(crsByEpsg(epsg)).toBeDefined();
  });
});
