import { afterAll, describe, expect, test } from 'vitest';
import { createScratch, makeZip, type Reading } from '../support/formats.ts';

const scratch = createScratch();
afterAll(scratch.remove);
const { read: open, refusal } = scratch;

/** The record that domain.md 1.4 has from the portal. */
const palace = {
  id: 'ec859ba1bd23efb7b09f6a5b8cf9a99d', standard_name: '故宫', place_type: '农村居民点', place_type_code: '22200', place_code: '53042710222200000188',
  province_name: '云南省', city_name: '玉溪市', area_name: '新平彝族傣族自治县', roman_alphabet_spelling: 'Gùgōng',
  gdm: { type: 'multipoint', coordinates: [[101.7342088, 23.8174111]] }, pdm: null,
}; // prettier-ignore
const river = { ...palace, id: 'r', standard_name: '大河', place_code: '15010200012100000001', gdm: { type: 'linestring', coordinates: [[111, 40], [111.1, 40.1], [111.2, 40.2]] } }; // prettier-ignore
const details = { ...palace, old_name: '旧宫', place_meaning: '宫', place_origin: null, place_history: '沿革', government_history: null }; // prettier-ignore
const tree = {
  data: { code: '150000000000', name: '内蒙古自治区', level: 1, type: '自治区', children: [
    { code: '150100000000', name: '呼和浩特市', level: 2, type: '地级市', children: [
      { code: '150102000000', name: '新城区', level: 3, type: '市辖区', children: [{ code: '150102001000', name: '海拉尔东路街道', level: 4, type: '街道', children: [] }] }] }] },
  message: '', status: 200, total: 4, tag: '',
}; // prettier-ignore
const zipOf = (files: Record<string, Buffer>): Buffer => makeZip(Object.entries(files).map(([path, data]) => ({ path, data }))); // prettier-ignore
const file = (value: unknown): Buffer => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)); // prettier-ignore
const column = ({ source, rows }: Reading, header: string): (string | null)[] => rows.map(({ cells }) => cells[source.headers.indexOf(header)] ?? null); // prettier-ignore

describe('saved answers of the national database', () => {
  test('listPub: records, points of the lower-case geometry, the system', async () => {
    const read = await open('a.json', file({ records: [palace, river], total: 2 }));
    expect(read.source).toMatchObject({ format: 'national', crs: 'EPSG:4490', hasGeometry: true, rowCount: 2 }); // prettier-ignore
    expect(column(read, 'place_code')).toEqual([palace.place_code, river.place_code]);
    expect(column(read, '标准名称')).toEqual(['故宫', '大河']);
    expect(read.rows[0]!.geometry).toEqual({ type: 'Point', coordinates: [101.7342088, 23.8174111] });
    expect(read.rows[1]!.geometry).toEqual({ type: 'Point', coordinates: [111.1, 40.1] });
    expect(column(read, '位置精度')).toEqual([null, 'approximate']);
    expect(JSON.parse(column(read, 'gdm')[1]!)).toEqual(river.gdm); // the shape is kept
  });
  test('in data, bare, as an array, one a line', async () => {
    for (const text of [
      JSON.stringify({ data: { records: [palace, river], total: 2 }, status: 200 }),
      JSON.stringify([
        { records: [palace], total: 2 },
        { records: [river], total: 2 },
      ]),
      `${JSON.stringify({ records: [palace] })}\n${JSON.stringify({ records: [river] })}\n`,
      `${JSON.stringify(details)}\n${JSON.stringify(river)}`,
    ]) {
      const read = await open('a.json', file(text));
      expect(read.source.format).toBe('national');
      expect(column(read, '标准名称'), text.slice(0, 60)).toEqual(['故宫', '大河']);
    }
  });
  test('getList: every division with its code, without the country', async () => {
    const country = { ...tree, data: { code: '', name: '中国', level: 0, type: '', children: [tree.data] } };
    for (const value of [tree, country]) {
      const read = await open('tree.json', file(value));
      expect(column(read, '区划代码')).toEqual(['150000', '150100', '150102', '150102001']);
      expect(column(read, 'level')).toEqual(['province', 'prefecture', 'county', 'township']);
    }
  });
  test('a zip: each place once, from the most detailed answer; empty answers are told', async () => {
    const zip = zipOf({
      'list/1.json': file({ records: [palace, river], total: 3 }),
      'list/2.json': file({ records: [river], total: 3 }),
      'details/1.json': file(details),
      'list/3.json': file({ data: null, message: '接口调用过于频繁', status: 500 }),
      '__MACOSX/._1.json': Buffer.from([0]),
    });
    const read = await open('saved.zip', zip);
    expect(column(read, '标准名称')).toEqual(['大河', '故宫']);
    expect(column(read, 'place_history')).toEqual([null, '沿革']);
    const notices = Object.fromEntries(read.source.notices.map(({ check, value, reason }) => [check, [value, reason]])); // prettier-ignore
    expect(notices['answer-repeated']![0]).toBe('2');
    expect(notices['answer-refused']).toEqual(['list/3.json', expect.stringContaining('过于频繁')]);
  });
  test('what is no answer is refused, saying which file', async () => {
    const zip = zipOf({ 'a.json': file({ records: [palace] }), 'b.json': file({ hello: 1 }) });
    expect(await refusal('saved.zip', zip)).toMatch(/b\.json.*不是国家地名信息库/);
    expect(await refusal('x.zip', zipOf({ 'a.json': file('{"records": [') }))).toMatch(/不完整/); // prettier-ignore
    expect(await refusal('x.json', file({ data: null, message: 'x', status: 500 }))).toMatch(/没有地名或政区的记录/); // prettier-ignore
  });
  test('GeoJSON with the same names stays GeoJSON', async () => {
    const feature = { type: 'Feature', properties: { standard_name: '甲', place_type_code: '22200' }, geometry: { type: 'Point', coordinates: [111, 40] } }; // prettier-ignore
    const read = await open('a.json', file({ type: 'FeatureCollection', features: [feature] })); // prettier-ignore
    expect(read.source.format).toBe('geojson');
  });
});
