import type { Geometry } from 'geojson';
import { afterAll, describe, expect, test } from 'vitest';
import { jsonItems, type JsonItem } from '../../server/imports/formats/json-items.ts';
import { createScratch } from '../support/formats.ts';

const { read, refusal, remove } = createScratch();
afterAll(remove);

const point = (...coordinates: (number | null)[]): Geometry => ({ type: 'Point', coordinates }) as Geometry;
const feature = (properties: object | null, geometry: unknown = null, more: object = {}): object => ({
  type: 'Feature',
  ...more,
  properties,
  geometry,
});
const collection = (features: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ type: 'FeatureCollection', ...more, features });

describe('cutting JSON into items', () => {
  const text =
    '\uFEFF\n {"type":"FeatureCollection","crs":{"a":"]}\\"features\\":["},"list":[1,[2]],\n"features" : [{"a":"x\\"}]"},\n{"b":[{}]} , 3,"s,]",null],"end":{"features":[1]}}';
  const collect = async (pieces: readonly string[]): Promise<JsonItem[]> => {
    async function* chunks(): AsyncGenerator<string> {
      yield* pieces;
    }
    const items: JsonItem[] = [];
    for await (const item of jsonItems(chunks(), 1000)) items.push(item);
    return items;
  };
  const whole = text.replace('\uFEFF', '');
  test('gives the items, what stands before them and the document without them', async () => {
    const items = await collect([whole]);
    expect(items.map(({ kind, line }) => [kind, line])).toEqual([['head', 2], ['item', 3], ['item', 4], ['item', 4], ['item', 4], ['item', 4], ['document', 2]]); // prettier-ignore
    expect(items.filter(({ kind }) => kind === 'item').map(({ text }) => JSON.parse(text) as unknown)).toEqual([{ a: 'x"}]' }, { b: [{}] }, 3, 's,]', null]); // prettier-ignore
    expect(JSON.parse(items[0]!.text)).toMatchObject({ list: [1, [2]], features: [] });
    expect(JSON.parse(items.at(-1)!.text)).toMatchObject({ features: [], end: { features: [1] } });
  });
  test('wherever the text is divided', async () => {
    const expected = await collect([whole]);
    for (let at = 1; at < whole.length; at += 1) expect(await collect([whole.slice(0, at), whole.slice(at)])).toEqual(expected); // prettier-ignore
    expect(await collect([...whole])).toEqual(expected);
  });
  test('and nowhere ends without an error when it is cut', async () => {
    for (let at = 3; at < whole.length - 1; at += 1)
      await expect(collect([whole.slice(0, at)])).rejects.toThrow(/不完整/);
  });
});

describe('GeoJSON', () => {
  test('a collection: properties become columns, whatever they hold', async () => {
    const { source, rows } = await read('a.geojson', collection([
      feature({ 名称: ' 新城区 ', n: 1.5, on: true, none: null, list: ['a', 1], deep: { x: 1 } }, point(111.6, 40.8), { id: 150102 }),
      feature({ 名称: '', later: 'x' }),
    ])); // prettier-ignore
    expect(source).toMatchObject({
      format: 'geojson',
      hasGeometry: true,
      crs: null,
      encoding: 'utf-8',
      rowCount: 2,
    });
    expect(source.headers).toEqual(['id', '名称', 'n', 'on', 'none', 'list', 'deep', 'later']);
    expect(rows).toEqual([
      { line: 1, cells: ['150102', '新城区', '1.5', 'true', null, '["a",1]', '{"x":1}', null], geometry: point(111.6, 40.8) },
      { line: 2, cells: [null, null, null, null, null, null, null, 'x'], geometry: null },
    ]); // prettier-ignore
  });
  test('a property called id wins over the id of the feature', async () => {
    const { headers, cells } = await read(
      'a.json',
      collection([feature({ id: 'own', a: 1 }, null, { id: 7 })]),
    );
    expect([headers, cells]).toEqual([['id', 'a'], [['own', '1']]]);
  });
  test.each([
    ['one feature', JSON.stringify(feature({ a: 1 }, point(1, 2))), ['a'], [['1']]],
    ['a geometry', JSON.stringify(point(1, 2)), [], [[]]],
    ['an array of geometries', JSON.stringify([point(1, 2), point(3, 4)]), [], [[], []]],
    ['an array of features', JSON.stringify([feature({ a: 1 }), feature({ a: 2 })]), ['a'], [['1'], ['2']]],
    ['an array of objects', '[{"name":"Xinli","lat":"39.8"},{"name":"Wuhai"}]', ['name', 'lat'], [['Xinli', '39.8'], ['Wuhai', null]]],
    ['an empty collection', collection([]), [], []],
  ])('%s', async (_, content, headers, cells) => {
    const found = await read('x.json', content);
    expect([found.headers, found.cells]).toEqual([headers, cells]);
  }); // prettier-ignore
  test.each(['\n', '\r\n', '\n\n', '\n\x1e', ''])('features apart by %j', async (between) => {
    const lines = [1, 2, 3].map((a) => JSON.stringify(feature({ a }, point(a, a))));
    const { cells, source } = await read(
      'a.ndjson',
      (between.includes('\x1e') ? '\x1e' : '') + lines.join(between),
    );
    expect([source.format, cells]).toEqual(['geojson', [['1'], ['2'], ['3']]]);
  });
  test('lines of plain objects; the line is told', async () => {
    const { rows } = await read('a.jsonl', '{"a":1}\n\n{"a":2}\n');
    expect(rows.map(({ line, cells }) => [line, cells])).toEqual([[1, ['1']], [3, ['2']]]); // prettier-ignore
  });
  test.each([
    ['{"code":200,"data":[]}', /不是 GeoJSON/],
    ['{"type":"Topology","arcs":[]}', /TopoJSON/],
    ['{"a":1} tail', /不是 JSON/],
    ['[]]', /不是 JSON/],
    ['   {', /不完整/],
    ['['.repeat(600), /嵌套过深/],
    ['{"type":"FeatureCollection",oops,"features":[]}', /不合法/],
  ])('%j is refused', async (content, reason) => {
    expect(await refusal('a.geojson', content)).toMatch(reason);
  });
  test.each([
    [{ type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } }, 'EPSG:4490'],
    [{ type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG:6.18:4490' } }, 'EPSG:4490'],
    [{ type: 'name', properties: { name: 'EPSG:4524' } }, 'EPSG:4524'],
    [{ type: 'name', properties: { name: 'http://www.opengis.net/def/crs/EPSG/0/4490' } }, 'EPSG:4490'],
    [{ type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } }, 'OGC:CRS84'],
    [{ type: 'EPSG', properties: { code: 4490 } }, 'EPSG:4490'],
    [{ type: 'name', properties: { name: 'GCJ-02' } }, 'GCJ-02'],
    [null, null],
  ])('crs %j is %s', async (crs, expected) => {
    expect((await read('c.geojson', collection([feature({})], { crs }))).source.crs).toBe(expected);
  });
  test('a crs behind the features is found, or asked to the front', async () => {
    const tail = ',"crs":{"type":"name","properties":{"name":"EPSG:4490"}}}';
    const text = (count: number): string => collection(Array.from({ length: count }, (_, a) => feature({ a }))).slice(0, -1) + tail; // prettier-ignore
    expect((await read('c.geojson', text(3))).source.crs).toBe('EPSG:4490');
    expect(await refusal('c.geojson', text(1500))).toMatch(/移到 features 之前/);
  });
  test('GB 18030, as old tools wrote it', async () => {
    const bytes = Buffer.concat([Buffer.from('{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"n":"'), Buffer.from([0x81, 0x5c, 0xb8, 0x5b, 0xd0, 0xc2]), Buffer.from('"}}]}')]); // prettier-ignore
    const { source, cells } = await read('g.geojson', bytes);
    expect([source.encoding, cells]).toEqual(['gb18030', [['乗竅新']]]);
  });
});

describe('features that are not in order', () => {
  test('broken ones are told and left out, the others read', async () => {
    const text = `{"type":"FeatureCollection","features":[${JSON.stringify(feature({ a: 1 }))},{"type":"Feature","properties":{"a":2,},"geometry":null},7,${JSON.stringify(feature({ a: 3 }))}]}`;
    const { cells, notices } = await read('b.geojson', text);
    expect(cells).toEqual([['1'], ['3']]);
    expect(notices.map(({ check, line }) => [check, line])).toEqual([['feature-invalid', 2], ['feature-invalid', 3]]); // prettier-ignore
  });
  test('NaN and Infinity become null, and are told', async () => {
    const text =
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":NaN,"b":"NaN, -Infinity"},"geometry":{"type":"Point","coordinates":[-Infinity,41]}}]}';
    const { rows, checks } = await read('n.geojson', text);
    expect(rows[0]).toEqual({ line: 1, cells: [null, 'NaN, -Infinity'], geometry: point(null, 41) });
    expect(checks).toEqual(['number-invalid']);
  });
  test('geometry that is GeoJSON passes as it is, however odd', async () => {
    const odd = [
      point(), point(null, 40), point(181, -95), point(1, 2, 3),
      { type: 'LineString', coordinates: [] },
      { type: 'LineString', coordinates: [[179, 50], [-179, 51]] },
      { type: 'Polygon', coordinates: [[[0, 0], [1, 1]]] },
      { type: 'MultiPolygon', coordinates: [] },
      { type: 'GeometryCollection', geometries: [point(1, 2), { type: 'MultiPoint', coordinates: [[1, 2]] }] },
    ]; // prettier-ignore
    const { rows, checks } = await read(
      'o.geojson',
      collection(odd.map((geometry) => feature({}, geometry))),
    );
    expect([rows.map(({ geometry }) => geometry), checks]).toEqual([odd, []]);
  });
  test('properties that are no object are none', async () => {
    const { headers, rows } = await read('p.geojson', collection(['abc', 5, [1, 2], null].map((properties) => feature(properties as object)))); // prettier-ignore
    expect([headers, rows.length]).toEqual([[], 4]);
  });
  test('what is no geometry is null, and told', async () => {
    const wrong = ['POINT(1 2)', 5, {}, { type: 'Circle', coordinates: [1, 2] }, { type: 'Point' }, { type: 'Point', coordinates: ['1', '2'] }, { type: 'Point', coordinates: [1] }, { type: 'LineString', coordinates: [1, 2] }, { type: 'Polygon', coordinates: [[1, 2]] }, { type: 'GeometryCollection' }]; // prettier-ignore
    const { rows, notices } = await read(
      'w.geojson',
      collection(wrong.map((geometry) => feature({}, geometry))),
    );
    expect(rows.map(({ geometry }) => geometry)).toEqual(wrong.map(() => null));
    expect(notices.map(({ check, line }) => [check, line])).toEqual(
      wrong.map((_, at) => ['geometry-invalid', at + 1]),
    );
  });
  test('bytes that are no characters cost their feature', async () => {
    const text = collection([feature({ n: '新城区新城区' }), feature({ n: '回民区回民区' }), ...Array.from({ length: 60 }, () => feature({ n: '玉泉区' }))]); // prettier-ignore
    const bytes = Buffer.from(text);
    bytes[bytes.indexOf('民')] = 0xff;
    const { cells, notices } = await read('d.geojson', bytes);
    expect([cells.length, notices.map(({ check, line }) => [check, line])]).toEqual([
      61,
      [['encoding-invalid', 2]],
    ]);
  });
  test('a property that turns up after a thousand features is told once', async () => {
    const features = Array.from({ length: 1200 }, (_, at) =>
      feature(at < 1100 ? { a: at } : { a: at, late: at }),
    );
    const { headers, rows, notices } = await read('l.geojson', collection(features));
    expect([headers, rows.length]).toEqual([['a'], 1200]);
    expect(notices).toMatchObject([{ check: 'property-late', field: 'late', line: 1101 }]);
  });
  test('codes that a number cannot hold are told', async () => {
    const { cells, notices } = await read('p.geojson', '[{"a":150102000000},{"a":15010200000000000001}]');
    expect(cells[0]).toEqual(['150102000000']);
    expect(notices).toMatchObject([{ check: 'number-precision', line: 2, field: 'a' }]);
  });
  test('names of properties that JavaScript knows are names like any other', async () => {
    const { headers, cells } = await read('j.geojson', '[{"__proto__":1,"constructor":2,"toString":3}]');
    expect([headers, cells]).toEqual([['__proto__', 'constructor', 'toString'], [['1', '2', '3']]]);
  });
});
