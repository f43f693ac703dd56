import { describe, expect, test } from 'vitest';
import { parseCrs } from '../../server/crs/registry.ts';
import { mapColumns } from '../../server/imports/columns.ts';
import { createPlaceReader, type Place } from '../../server/imports/kinds/place-row.ts';
import { placeFields } from '../../server/imports/kinds/place-fields.ts';
import { createPositionReader } from '../../server/imports/position.ts';
import { createReport, type Finding } from '../../server/imports/report.ts';
import { smallKnowledge } from '../support/place-knowledge.ts';

type Cells = Record<string, string | null>;
const knowledge = smallKnowledge();

/** Reads one row whose headers are the keys. */
async function read(
  cells: Cells,
  crs: string | null = null,
  refusesSecrets = false,
): Promise<{ place: Place | null; outcome: unknown; findings: Finding[] }> {
  const headers = Object.keys(cells);
  const columns = mapColumns(placeFields, headers, {}, refusesSecrets);
  const findings: Finding[] = [];
  const report = createReport((written) => Promise.resolve(void findings.push(...written)));
  const known = crs === null ? null : parseCrs(crs);
  const position = createPositionReader({ columns, crs: known, shifts: {}, obfuscated: true });
  const outcome = createPlaceReader({ columns, crs: known, position, report }, knowledge)({ line: 7, cells: Object.values(cells), geometry: null }); // prettier-ignore
  await report.flush();
  return { place: typeof outcome === 'string' ? null : outcome, outcome, findings };
}
const good: Cells = { 地名代码: '15010200122200000001', 标准名称: '东河村', 地名类别代码: '22200', 罗马字母拼写: 'Donghe Cun', 东经: '111.2', 北纬: '40.2' }; // prettier-ignore

describe('a row that is right', () => {
  test('becomes a place, with nothing to say', async () => {
    const { place, findings } = await read({ ...good, 汉语拼音: 'dōng hé cūn', 别名: '东河|河东村', 简称: '东河', 曾用名: '旧村' }, 'EPSG:4490'); // prettier-ignore
    expect(findings).toEqual([]);
    expect(place).toMatchObject({
      key: '15010200122200000001', numbered: false, placeCode: '15010200122200000001', division: '150102001', class: '22200',
      name: '东河村', roman: 'Donghe Cun', lon: 111.2, lat: 40.2, position: 'surveyed', status: 'current', public: true,
    }); // prettier-ignore
    expect(place!.names.map(({ text, kind }) => `${kind} ${text}`)).toEqual(['standard 东河村', 'short 东河', 'alias 东河', 'alias 河东村', 'former 旧村']); // prettier-ignore
    expect(place!.names[0]!.reading).toBe('dōng hé cūn');
    expect(JSON.parse(place!.original!)).toMatchObject({ x: '40.2', y: '111.2', crs: 'EPSG:4490', status: 'transformed' }); // prettier-ignore
  });
  test('keeps the census columns under stable ids, and unknown columns under their header', async () => {
    const { place } = await read({ ...good, 地名来历: '因河得名', 地名含义: '东边的河', 历史沿革: '清代', 图幅号: 'K-49', 设立年份: '1958', 密级: '秘密' }); // prettier-ignore
    expect(JSON.parse(place!.attributes!)).toEqual({ origin: '因河得名', meaning: '东边的河', history: '清代', 图幅号: 'K-49', established: '1958' }); // prettier-ignore
    expect(place).toMatchObject({ validFrom: '1958-01-01', secrecy: '秘密', public: false });
  });
  test('is refused by a service for the public when it is 秘密 or above', async () => {
    for (const [secrecy, refused] of [
      ['公开', false],
      ['内部', false],
      ['秘密', true],
      ['绝密', true],
      ['三级', false],
    ] as const) {
      const { place, findings } = await read({ ...good, 密级: secrecy }, null, true);
      expect([place === null, findings.some(({ check }) => check === 'secret-refused')]).toEqual([
        refused,
        refused,
      ]);
    }
  });
  test('takes the columns of the national database', async () => {
    const { place } = await read({
      id: 'ec859ba1', standard_name: '东河村', place_type: '农村居民点', place_type_code: '22200', place_code: '15010200122200000188',
      area: '150102001', area_name: '新城区', roman_alphabet_spelling: 'Dōnghé Cūn', ethnic_minorities_writing: 'ᠵᠡᠭᠦᠨ', old_name: '旧村', place_meaning: '东',
    }); // prettier-ignore
    expect(place).toMatchObject({
      placeCode: '15010200122200000188',
      class: '22200',
      division: '150102001',
      mongolian: 'ᠵᠡᠭᠦᠨ',
    });
    expect(JSON.parse(place!.attributes!)).toMatchObject({ meaning: '东', place_type: '农村居民点' });
  });
  test('GeoNames: the first simplified alternate with a generic ending is the name', async () => {
    const { place } = await read({ geonameid: '1', name: 'Hohhot', asciiname: 'Hohhot', alternatenames: 'Huhehaote,呼和浩特,呼和浩特市,歸綏', latitude: '40.2', longitude: '111.2', feature_code: 'PPLA', population: '774477', county_code_by_polygon: '150102' }, 'EPSG:4326'); // prettier-ignore
    expect(place).toMatchObject({ key: '1', name: '呼和浩特市', class: '22100', division: '150102', position: 'approximate', importance: 5622 }); // prettier-ignore
    expect(place!.names.map(({ text }) => text)).toEqual([
      '呼和浩特市',
      'Hohhot',
      'Huhehaote',
      '呼和浩特',
      '歸綏',
    ]);
  });
  test('nothing of a file is lost: other ids, grid values beside degrees, cells that could not be read', async () => {
    const { place } = await read({ ...good, 数据ID: 'ec85', 代码: 'X-1', 纵坐标: '4450000.5', 横坐标: '37517000.2', 使用时间: '不详', 盟市代码: '150100' }); // prettier-ignore
    expect(JSON.parse(place!.attributes!)).toEqual({ external_id: 'ec85', code: 'X-1', northing: '4450000.5', easting: '37517000.2', status: '不详', city: '150100' }); // prettier-ignore
  });
  test('without a code it is known by name and division, numbered among its equals', async () => {
    expect((await read({ 名称: '东河村', 所在政区代码: '150102', 类别代码: '22200' })).place).toMatchObject({ key: '东河村@150102', numbered: true }); // prettier-ignore
  });
  test('a former division gives its level', async () => {
    expect((await read({ code: '152101', name: '海拉尔市' })).place).toMatchObject({ class: '21400', division: '150702', key: '152101' }); // prettier-ignore
  });
  test('a virtual unit is left out', async () => {
    const { outcome, findings } = await read({ code: '150101000000', name: '市辖区', virtual: 't' });
    expect(outcome).toBe('left out');
    expect(findings).toMatchObject([{ severity: 'warning', check: 'virtual', line: 7 }]);
  });
});

const rejected: [string, Cells][] = [
  ['name-missing', { 标准名称: null }],
  ['name-control', { 标准名称: '东\u0007河村' }],
  ['name-digits', { 标准名称: '12345' }],
  ['name-garbled', { 标准名称: '锟斤拷村' }],
  ['name-garbled', { 标准名称: '东\uFFFD村' }],
  ['name-garbled', { 标准名称: '乌兰?高勒' }],
  ['name-garbled', { 标准名称: 'å\u0091¼å\u0092\u008C' }],
  ['name-garbled', { 标准名称: '东\uD840村' }],
  ['name-garbled', { 标准名称: '东\0村' }],
  ['name-private-use', { 标准名称: '东\uE001村' }],
  ['name-private-use', { 标准名称: '东\u{2FFFE}村' }],
  ['name-long', { 标准名称: '东'.repeat(101) }],
  ['bidi-control', { 标准名称: '东\u202E河村' }],
  ['bidi-control', { 少数民族语书写: 'ᠵᠡ\u202Eᠭᠦᠨ' }],
  ['code-form', { 地名代码: '1.50102E+19' }],
  ['code-form', { 地名代码: '1501020012220000' }],
  ['coordinate-range', { 东经: '10.5' }],
  ['coordinate-half', { 东经: null }],
];
const doubtful: [string, Cells, string?][] = [
  ['name-fullwidth', { 标准名称: '东河Ａ村' }],
  ['name-space', { 标准名称: '东 河村', 罗马字母拼写: null }],
  ['name-note', { 标准名称: '东河村(旧)', 罗马字母拼写: null }],
  ['name-punctuation', { 标准名称: '东河村，', 罗马字母拼写: null }],
  ['name-mixed', { 标准名称: '东河A村', 罗马字母拼写: null }],
  ['name-not-hanzi', { 标准名称: 'Donghe', 罗马字母拼写: null }],
  ['name-variant', { 标准名称: '東河村' }],
  ['rare-character', { 标准名称: '东\u{2A700}村', 罗马字母拼写: null }],
  ['name-invisible', { 标准名称: '东\u200B河村', 罗马字母拼写: null }],
  ['other-name', { 别名: '12345' }],
  ['mongolian-letters', { 少数民族语书写: 'Зүүн' }],
  ['reading-form', { 汉语拼音: 'dōng hé' }],
  ['roman-form', { 罗马字母拼写: '东河' }],
  ['roman-differs', { 标准名称: '科尔沁区', 罗马字母拼写: 'Keermi Qu' }],
  ['roman-count', { 标准名称: '白云鄂博矿区', 罗马字母拼写: 'Baiyun Kuangqu' }],
  ['roman-is-pinyin', { 标准名称: '呼和浩特站', 罗马字母拼写: 'Huhehaote Zhan' }],
  ['class-unknown', { 地名类别代码: '27690', 地名代码: '15010200127690000001' }],
  ['class-code-differs', { 地名类别代码: '12100' }],
  ['class-missing', { 地名代码: null, 地名类别代码: null, 所在政区代码: '150102' }],
  ['township-unknown', { 地名代码: '15010209922200000001' }],
  ['code-unknown', { 地名代码: '53042710222200000188' }],
  ['code-former', { 地名代码: '15210100022200000001', 东经: null, 北纬: null }],
  ['code-later', { 地名代码: '15070200022200000001', 东经: null, 北纬: null, 登记时间: '1999-05-01' }],
  ['division-code-differs', { 所在政区代码: '150103', 东经: '112.5' }],
  ['division-unknown', { 所在政区代码: '某区' }],
  ['division-derived', { 地名代码: null }],
  ['division-missing', { 地名代码: null, 东经: null, 北纬: null }],
  ['outside-division', { 东经: '112.5' }, '之外 42.6 km, 在 150103 回民区 境内'],
  ['outside-division', { 东经: '111.5', 北纬: '40.5' }, '之外 8.5 km'],
  ['untransformed', { 坐标系: '1980西安坐标系' }],
  ['date-form', { 设立年份: '民国' }],
  ['date-order', { 设立年份: '1980', 废止年份: '1970' }],
  ['status-unknown', { 使用时间: '不详' }],
  ['secrecy-unknown', { 密级: '三级' }],
  ['secrecy-differs', { 密级: '秘密', 是否公开: '是' }],
  ['public-unknown', { 是否公开: '待定' }],
];

describe('what one row can tell', () => {
  test.each(rejected)('%s refuses it: %o', async (check, cells) => {
    const { outcome, findings } = await read({ ...good, ...cells });
    expect(outcome).toBe('rejected');
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([{ check, line: 7 }]);
  });
  test.each(doubtful)('%s keeps it: %o', async (check, cells, reason = '') => {
    const { place, findings } = await read({ ...good, ...cells });
    expect(place).not.toBeNull();
    expect(findings.map((finding) => `${finding.severity} ${finding.check}`)).toContain(`warning ${check}`);
    const found = findings.find((finding) => finding.check === check)!;
    expect(found.reason).toContain(reason);
    expect(`${found.reason}${found.remedy}`).toMatch(/\p{Script=Han}/u);
    expect(found.field).not.toBeNull();
  });
});

describe('divisions', () => {
  test('an old code is kept as the place code; the division is its successor of today', async () => {
    const { place, findings } = await read({
      ...good,
      地名代码: '15210100022200000001',
      东经: null,
      北纬: null,
    });
    expect(place).toMatchObject({ placeCode: '15210100022200000001', division: '150702' });
    expect(findings).toMatchObject([{ check: 'code-former', remedy: '现为 150702 海拉尔区' }]);
  });
  test('with several successors it stays as given, and they are named', async () => {
    const { place, findings } = await read({
      ...good,
      地名代码: '15240100022200000001',
      东经: null,
      北纬: null,
    });
    expect(place!.division).toBe('152401');
    expect(findings[0]!.remedy).toContain('150402, 150404');
  });
  test('the division in force on the day of registration counts', async () => {
    const { findings } = await read({ ...good, 地名代码: '15070200022200000001', 东经: null, 北纬: null, 登记时间: '2017-06-30' }); // prettier-ignore
    expect(findings).toEqual([]);
  });
  test('townships of the statistics are not the official ones: they go to their county without a word', async () => {
    const { place, findings } = await read({ code: '150102098201', name: '东河村民委员会' });
    expect(place).toMatchObject({ division: '150102', class: '21610' });
    expect(findings).toEqual([]);
  });
  test('a point gives the division that is missing', async () => {
    const { place } = await read({ name: '东河村', class: '22200', lon: '112.5', lat: '40.5' });
    expect(place).toMatchObject({ division: '150103', key: '东河村@150103' });
    expect(JSON.parse(place!.attributes!)).toEqual({ division_from: 'position' });
  });
  test('a whole league holds a point in any of its counties', async () => {
    expect(
      (await read({ ...good, 地名代码: null, 所在政区代码: '呼和浩特市', 东经: '112.5' })).findings,
    ).toEqual([]);
  });
});

describe('positions', () => {
  test('a legacy datum without parameters has no point, and its figures are kept', async () => {
    const { place } = await read({ ...good, 东经: '111°12′00.00″', 北纬: '40°12′00.00″' }, 'EPSG:4610');
    expect(place).toMatchObject({ lon: null, lat: null, position: 'unknown' });
    expect(JSON.parse(place!.original!)).toMatchObject({ crs: 'EPSG:4610', status: 'untransformed', text: '40°12′00.00″, 111°12′00.00″' }); // prettier-ignore
  });
  test.each([
    ['surveyed', 'EPSG:4490', {}],
    ['approximate', null, {}],
    ['approximate', 'EPSG:4326', {}],
    ['approximate', 'GCJ02', {}],
    ['surveyed', 'EPSG:4326', { 测量方法: '实地测量' }],
    ['approximate', 'EPSG:4490', { 测量方法: '图解测量' }],
    ['synthetic', 'EPSG:4490', { position: 'synthetic' }],
    ['unknown', 'EPSG:4490', { 东经: null, 北纬: null }],
  ])('%s: %s %o', async (position, crs, cells) => {
    expect((await read({ ...good, ...(cells as Cells) }, crs)).place!.position).toBe(position);
  });
});

test('text that PostgreSQL does not take is made storable', async () => {
  const { place } = await read({ ...good, 备注: 'a\0b\uD800c' });
  expect(JSON.parse(place!.attributes!)).toEqual({ remarks: 'a\uFFFDb\uFFFDc' });
});
