import type { StatusSince } from '../../server/api/facilities.ts';
import { historyText } from '../../server/imports/kinds/facility-history.ts';
import { describe, expect, test } from 'vitest';
import { mapColumns } from '../../server/imports/columns.ts';
import { isCreditCode, parseDay, parseList, parseQuantity, parseSecrecy, parseYesNo } from '../../server/imports/kinds/cell-values.ts'; // prettier-ignore
import {
  facilityFields,
  parseLevel,
  parseOwnership,
  parseStatus,
} from '../../server/imports/kinds/facility-fields.ts';
import { createFacilityKinds, standardKinds } from '../../server/imports/kinds/facility-kinds.ts';
import { readFacility } from '../../server/imports/kinds/facility-row.ts';
import { createKnownDivisions, divisionCode, resolveDivision, type KnownDivision } from '../../server/imports/kinds/known-divisions.ts'; // prettier-ignore
import { createPositionReader } from '../../server/imports/position.ts';
import { createReport } from '../../server/imports/report.ts';

const division = (code: string, name: string, level: KnownDivision['level'], parent: string | null, ...short: string[]): KnownDivision => ({ code, name, level, parent, short }); // prettier-ignore
const known = createKnownDivisions(
  [
    division('150000', '内蒙古自治区', 'province', null), division('150100', '呼和浩特市', 'prefecture', '150000', '呼市'), division('150102', '新城区', 'county', '150100'),
    division('150103', '回民区', 'county', '150100'), division('150102001', '海拉尔东路街道', 'township', '150102'), division('150103001', '新华西路街道', 'township', '150103'),
    division('150200', '包头市', 'prefecture', '150000'), division('150204', '青山区', 'county', '150200'), division('150223', '达尔罕茂明安联合旗', 'county', '150200', '达茂旗'),
    division('150500', '通辽市', 'prefecture', '150000'), division('150502', '科尔沁区', 'county', '150500'), division('150204001', '先锋道街道', 'township', '150204'), division('150223001', '先锋道街道', 'township', '150223'),
  ],
  [{ from: '152301', to: '150502' }, { from: '152301', to: '150500' }, { from: '152321', to: '152301' }, { from: '152633', to: '150223' }, { from: '150299', to: '150204' }, { from: '150299', to: '150223' }],
); // prettier-ignore

describe('what cells say', () => {
  test.each([
    ['2013-05-01', '2013-05-01', false], ['2013/5/1', '2013-05-01', false], ['2013年5月1日', '2013-05-01', false], ['20130501', '2013-05-01', false], ['2013-05-01 08:00', '2013-05-01', false],
    ['2013年5月', '2013-05-01', true], ['2013.5', '2013-05-01', true], ['2013年', '2013-01-01', true], ['2013', '2013-01-01', true], ['2013 年 5 月', '2013-05-01', true],
  ])('day %s', (text, date, partial) => expect(parseDay(text)).toEqual({ date, partial })); // prettier-ignore
  test.each(['2013-02-30', '2013-13', '某年', '0005-01-01', '五月'])('no day: %s', (text) =>
    expect(parseDay(text)).toBeNull(),
  );
  test('quantities, lists, yes and no, secrecy', () => {
    expect([parseQuantity('250张'), parseQuantity('1,162.5 km'), parseQuantity('约 30'), parseQuantity('张')]).toEqual([{ value: 250, unit: '张' }, { value: 1162.5, unit: 'km' }, null, null]); // prettier-ignore
    expect(parseList('150103、回民区|150104; 新城区')).toEqual(['150103', '回民区', '150104', '新城区']);
    expect([parseYesNo('是'), parseYesNo('不公开'), parseYesNo('也许')]).toEqual([true, false, null]);
    expect([parseSecrecy('秘密★10年'), parseSecrecy('非密'), parseSecrecy('内部使用'), parseSecrecy('保密')]).toEqual(['秘密', '公开', '内部', null]); // prettier-ignore
  });
  test('credit codes: form and check character', () => {
    expect(['91350100M000100Y43', '911100001000054479', '91350100M000100Y44', '9135010OM000100Y43', '1234'].map(isCreditCode)).toEqual([true, false, false, false, false]); // prettier-ignore
  });
  test('words', () => {
    expect(['运营', '在建', '停用', 'closed', '半停'].map(parseStatus)).toEqual(['operating', 'building', 'suspended', 'closed', null]); // prettier-ignore
    expect(['旗县级', '盟市', '苏木乡镇', '自治区级', '村'].map(parseLevel)).toEqual(['county', 'prefecture', 'township', 'province', null]); // prettier-ignore
    expect(['公办', '民营', '公建民营', '合办'].map(parseOwnership)).toEqual([
      '公办',
      '民办',
      '公建民营',
      null,
    ]);
  });
});

describe('divisions', () => {
  test('codes in their many lengths', () => {
    expect(['150102', '150102000000', '150102001000', '1501', '150102001', '15', '150102.0', '15010', '呼市'].map(divisionCode)).toEqual(['150102', '150102', '150102001', '150100', '150102001', '150000', '150102', null, null]); // prettier-ignore
  });
  test('names, short names and whole paths', () => {
    const named = (name: string) => known.named(name, ['county', 'prefecture']).map(({ code }) => code);
    expect(['新城区', '达茂旗', '呼和浩特市新城区', '内蒙古自治区包头市青山区', '包头市新城区', '呼市'].map(named)).toEqual([['150102'], ['150223'], ['150102'], ['150204'], [], ['150100']]); // prettier-ignore
  });
  test('old codes', () => {
    const of = (code: string) => resolveDivision(known, code, ['county']);
    expect(of('152633')).toMatchObject({ division: { code: '150223' }, formerly: '152633' });
    expect(of('152321')).toMatchObject({ division: { code: '150502' } }); // through 152301, whose city became a prefecture
    expect(of('150299')).toMatchObject({
      division: null,
      problem: 'abolished',
      candidates: ['150204', '150223'],
    });
    expect(of('150999')).toMatchObject({ division: null, problem: 'unknown' });
  });
});

test('kinds by id and by the names in use', () => {
  const kinds = createFacilityKinds(standardKinds());
  expect(['殡仪馆', '火葬场', '未保站', '未保中心', '救助站', '公墓', 'funeral_home', 'Columbarium', '儿童福利院', '综合性养老服务机构', '陵园', '经营性公墓'].map((name) => kinds.find(name)?.id)).toEqual([
    'funeral_home', 'funeral_home', 'child_protection_station', 'child_protection_institution', 'relief_station', 'public_cemetery', 'funeral_home', 'columbarium', 'child_welfare_institution', 'elderly_care_centre', undefined, undefined,
  ]); // prettier-ignore
});

/** Reads rows of a table; `told` are the findings as severity, line and check. */
async function read(text: string, refusesSecrets = false) {
  const [headers, ...rows] = text.trim().split('\n').map((line) => line.trim().split(',')) as [string[], ...string[][]]; // prettier-ignore
  const columns = mapColumns(facilityFields, headers, {}, refusesSecrets);
  const told: string[] = [];
  const report = createReport(async (found) => void told.push(...found.map(({ severity, line, check }) => `${severity[0]} ${line} ${check}`))); // prettier-ignore
  const position = createPositionReader({ columns, crs: null, shifts: {}, obfuscated: true });
  const reader = { columns, report, position, today: '2026-06-01', kinds: createFacilityKinds(standardKinds()), divisions: known }; // prettier-ignore
  const found = rows.map((cells, at) => readFacility(reader, { line: at + 2, cells: headers.map((_, index) => cells[index] || null), geometry: null })); // prettier-ignore
  await report.flush();
  return { found, told };
}

describe('a row', () => {
  test('of 秘密 or above is refused where the service is for the public; what is 内部 is kept and never public', async () => {
    const rows = `
      类型,名称,旗县代码,密级,是否公开
      殡仪馆,甲,150102,公开,
      殡仪馆,乙,150102,内部,是
      殡仪馆,丙,150102,秘密,否
      殡仪馆,丁,150102,绝密★30年,`;
    const closed = await read(rows);
    expect(closed.found.map(({ row }) => [row?.secrecy, row?.public])).toEqual([
      ['公开', true],
      ['内部', false],
      ['秘密', false],
      ['绝密', false],
    ]);
    const open = await read(rows, true);
    expect(open.found.map(({ row }) => row?.secrecy)).toEqual(['公开', '内部', undefined, undefined]);
    expect(open.told).toEqual(['w 3 public-secret', 'e 4 secret-refused', 'e 5 secret-refused']);
  });
  test('finds its county from the code, the township, or the names', async () => {
    const { found, told } = await read(`
      类型,名称,旗县代码,盟市,旗县,乡镇
      殡仪馆,甲,150102,,,
      殡仪馆,乙,,呼和浩特市,回民区,
      殡仪馆,丙,,,,150102001
      殡仪馆,丁,,,达茂旗,先锋道街道
      殡仪馆,戊,,150200,,
      殡仪馆,己,152633,,,
      殡仪馆,庚,150204001,,,`);
    expect(found.map(({ row }) => [row?.county_code, row?.['township_code']])).toEqual([
      ['150102', null], ['150103', null], ['150102', '150102001'], ['150223', '150223001'], ['150200', null], ['150223', null], ['150204', '150204001'],
    ]); // prettier-ignore
    expect(told).toEqual(['w 6 county-unknown', 'w 7 division-recoded']);
  });
  test('what is wrong with it is told once', async () => {
    const { found, told } = await read(`
      类型,名称,编码,旗县代码,盟市,乡镇,状态,级别,启用日期,关闭日期,床位,服务范围,统一社会信用代码,密级,是否公开,举办性质,火化机年份
      礼堂,甲,1,150102
      殡仪馆,,2,150102
      殡仪馆,乙,3,
      殡仪馆,丙,4,150999
      殡仪馆,丁,5,150102,包头市
      殡仪馆,戊,6,150102,,150103001
      未保站,己,7,150102,,乌有镇
      殡仪馆,庚,8,150102,,,半停
      殡仪馆,辛,9,150102,,,运营,村,2013,2012
      殡仪馆,壬,10,150102,,,运营,乡镇,2013-02-30
      公墓,癸,11,150102,,,运营,,,2020,若干,150103、火星,123,秘密,是,合办,12年
      殡仪馆,子,12,150299
      殡仪馆,丑,13,150102,,先锋道街道
      殡仪馆,寅,14,150102,,,,,,,,,,绝密级别,
      殡仪馆,卯,15,150102,,,,,,,,,,内部,`);
    expect(told.sort()).toEqual([
      'e 2 kind-unknown', 'e 3 name-missing', 'e 4 division-missing', 'e 5 division-unknown', 'w 6 division-mismatch', 'e 7 township-county', 'w 8 township-unknown', 'w 8 township-missing',
      'e 9 status-unknown', 'w 10 level-unknown', 'e 10 date-order', 'e 11 date-form', 'w 12 cemetery-nature', 'w 12 date-status', 'w 12 number-form', 'w 12 number-form', 'w 12 serves-unknown', 'w 12 credit-code', 'w 12 public-secret', 'w 12 ownership-unknown',
      'e 13 division-abolished', 'w 14 township-unknown', 'e 15 secrecy-unknown',
    ].sort()); // prettier-ignore
    expect(found.at(-1)!.row).toMatchObject({ secrecy: '内部', public: false });
    expect(found[10]!.row).toMatchObject({ secrecy: '秘密', public: false, serves: ['150103'], capacity: null, attributes: { 床位: '若干', 服务范围: '150103、火星', 举办性质: '合办' } }); // prettier-ignore
    expect(found[0]).toEqual({ row: null, id: 'code:1' });
  });
  test('services, credit code, emissions and the history of its states are read; what cannot be read is kept', async () => {
    const { found, told } = await read(`
      类型,名称,编码,旗县代码,状态,服务项目,环保达标,状态沿革,社会信用代码
      殡仪馆,甲,1,150102,停用,火化、守灵|寄存,不达标,在建 2009; 运营 2010-05-01; 停用,91350100M000100Y43
      殡仪馆,乙,2,150102,运营,,大概,运营 2012-01-01; 关张 2013-01-01,
      殡仪馆,丙,3,150102,运营,,是,运营 2012-01-01; 停用 2011-01-01,`);
    expect(found[0]!.row).toMatchObject({
      services: ['火化', '守灵', '寄存'], env_compliant: false, credit_code: '91350100M000100Y43', attributes: null,
      status_history: [{ status: 'building', from: '2009-01-01' }, { status: 'operating', from: '2010-05-01' }, { status: 'suspended', from: null }],
    }); // prettier-ignore
    expect(found[1]!.row).toMatchObject({ env_compliant: null, attributes: { 环保达标: '大概' }, status_history: [{ status: 'operating', from: '2012-01-01' }] }); // prettier-ignore
    expect(found[2]!.row).toMatchObject({ env_compliant: true });
    expect(told).toEqual(['w 3 yes-no', 'w 3 status-history', 'w 4 status-history', 'w 4 status-history']);
    const history = found[0]!.row!['status_history'] as StatusSince[];
    expect(historyText(history)).toBe('在建 2009-01-01; 运营 2010-05-01; 停用'); // what is written is read again
  });
  test('is told apart by its code, its credit code, else kind, name and county', async () => {
    const { found } = await read(
      '类型,名称,编码,社会信用代码,旗县代码\n殡仪馆,甲,X,,150102\n殡仪馆,乙,,91350100M000100Y43,150102\n殡仪馆,丙 馆,,,150102',
    );
    expect(found.map(({ row }) => row?.external_id)).toEqual(['code:X', 'credit:91350100M000100Y43:funeral_home', 'name:funeral_home:丙 馆:150102']); // prettier-ignore
  });
});
