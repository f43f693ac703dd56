import { describe, expect, test } from 'vitest';
import {
  isStatistical,
  kindFitsCode,
  levelNamed,
  levelOf,
  levelOfKind,
  normalCode,
  parentOf,
  regionsOf,
} from '../../server/imports/kinds/division-codes.ts';
import { createKnownCodes, type KnownCode } from '../../server/imports/kinds/division-known.ts';
import { listChanges, type PresentDivision } from '../../server/imports/kinds/division-list-changes.ts';
import type { ListedDivision } from '../../server/imports/kinds/division-list-row.ts';
import { compareVersion } from '../../server/imports/kinds/division-history.ts';
import { officialDivisions } from '../../server/imports/kinds/division-official.ts';

describe('codes', () => {
  test.each([
    ['15', '150000'], ['1501', '150100'], ['150102', '150102'], ['150102001', '150102001'], ['156150102', '150102'],
    ['150102.0', '150102'], [' 150102 ', '150102'], ['150102', '150102'],
    ['', null], ['0', null], ['15010', null], ['1501020', null], ['150102001001', null], ['150102x', null], ['950102', null],
  ])('%s is %s', (text, code) => expect(normalCode(text)).toBe(code)); // prettier-ignore
  test('levels and parents follow from the digits', () => {
    expect(['150000', '150100', '150102', '150102001'].map((code) => [levelOf(code), parentOf(code)])).toEqual([
      ['province', null], ['prefecture', '150000'], ['county', '150100'], ['township', '150102'],
    ]); // prettier-ignore
    expect([...regionsOf(['150000', '130102', '150102'])]).toEqual(['15', '13']);
    expect([isStatistical('150102001001'), isStatistical('150102')]).toEqual([true, false]);
  });
  test('words of level and kind', () => {
    expect(['1', '地级', 'county', '乡镇级', '旗县级', '村'].map(levelNamed)).toEqual(['province', 'prefecture', 'county', 'township', 'county', null]); // prettier-ignore
    expect(['盟', '自治旗', '民族苏木', '开发区'].map(levelOfKind)).toEqual([
      'prefecture',
      'county',
      'township',
      null,
    ]);
    expect([kindFitsCode('150102001', '街道'), kindFitsCode('150102101', '街道'), kindFitsCode('150102201', '苏木'), kindFitsCode('150102401', '镇')]).toEqual([true, false, true, true]); // prettier-ignore
  });
  test('the official list has 116 divisions, and every one names its parent', () => {
    const official = officialDivisions();
    expect(official.size).toBe(116);
    for (const { code, level } of official.values()) {
      expect(levelOf(code)).toBe(level);
      expect(level === 'province' || official.has(parentOf(code)!)).toBe(true);
    }
  });
});

describe('why a code is not known', () => {
  const present = [...officialDivisions().values()].map(({ code, level, name }): KnownCode => ({ code, level, name, stored: true, drawn: false })); // prettier-ignore
  test.each([
    ['152102', '旧代码 (满洲里市), 现为 150781 满洲里市, 2001 年变更'],
    ['152121', '已撤销的代码 (喜桂图旗, 1983 年)'],
    ['150172', '代码不在民政部名录中 (开发区、管理区不是行政区划)'],
  ])('%s: %s', (code, reason) => expect(createKnownCodes(present).explain(code)).toBe(reason));
  test('the stored succession goes before the list of changes, over several steps', () => {
    const known = createKnownCodes(present, [{ code: '152721', name: '东胜县', until: '1983-12-31' }], [{ from: '152721', to: '152701', year: 1983 }, { from: '152701', to: '150602', year: 2001 }]); // prettier-ignore
    expect(known.explain('152721')).toBe('旧代码 (东胜县), 现为 150602 东胜区, 1983 年变更');
    expect(known.explain('152701')).toBe('旧代码 (东胜市), 现为 150602 东胜区, 2001 年变更');
  });
  test('a code that the database has abolished is not known, though the official list has it', () => {
    const known = createKnownCodes(present.filter(({ code }) => code !== '150603'), [{ code: '150603', name: '康巴什区', until: '2027-01-01' }]); // prettier-ignore
    expect(known.get('150603')).toBeUndefined();
    expect(known.explain('150603')).toBe('已撤销的代码 (康巴什区, 2027 年)');
    expect([...known.regions]).toEqual(['15']);
  });
});

describe('what a list changes', () => {
  const stand = (code: string, name: string): PresentDivision => ({ code, level: levelOf(code), name, kind: '区', short: [], roman: 'R', mongolian: null, parent: parentOf(code), validFrom: null, drawn: false }); // prettier-ignore
  const listed = (code: string, name: string, more: Partial<ListedDivision> = {}): ListedDivision => ({ line: 2, code, level: levelOf(code), name, kind: null, short: null, roman: null, mongolian: null, parent: parentOf(code), parentName: null, ...more }); // prettier-ignore
  const present = new Map([stand('150100', '呼和浩特市'), stand('150102', '新城区'), stand('150103', '回民区'), stand('150202', '东河区'), stand('150102001', '甲')].map((one) => [one.code, one])); // prettier-ignore
  const actions = (rows: ListedDivision[], mentioned = rows.map(({ code }) => code)) => listChanges(rows, present, new Set(mentioned)).map(({ action, code, isNew }) => [action, code, isNew]); // prettier-ignore
  test('empty cells keep what is there', () => {
    expect(actions([listed('150102', '新城区'), listed('150103', '回民区', { roman: 'R' })])).toEqual([]);
    expect(actions([listed('150102', '新城区'), listed('150103', '回民区', { roman: 'Huimin Qu' })])).toEqual([['change', '150103', false]]); // prettier-ignore
  });
  test('short names are kept with the name, and go with it unless they are given', () => {
    const shortOf = (row: ListedDivision) => listChanges([row], new Map([['150103', { ...stand('150103', '回民区'), short: ['回民'] }]]), new Set([row.code]))[0]?.short; // prettier-ignore
    expect(shortOf(listed('150103', '回民区', { roman: 'Huimin Qu' }))).toEqual(['回民']);
    expect(shortOf(listed('150103', '回族区'))).toEqual([]);
    expect(shortOf(listed('150103', '回民区', { short: ['回民', '回区'] }))).toEqual(['回民', '回区']);
  });
  test('only what the list speaks of can be gone', () => {
    expect(actions([listed('150103', '回民区')])).toEqual([['retire', '150102', false]]);
    expect(actions([listed('150103', '回民区')], ['150103', '150102'])).toEqual([]); // a refused row
    expect(actions([listed('150103001', '乙')])).toEqual([['add', '150103001', false]]);
    expect(actions([listed('150102002', '丙')])).toEqual([
      ['add', '150102002', true],
      ['retire', '150102001', false],
    ]);
  });
});

describe('a past version against what is stored', () => {
  const version = { line: 2, code: '152701', level: 'county' as const, name: '东胜市', from: 1983, to: 2001 };
  const known = { get: () => undefined };
  test.each<[string, Parameters<typeof compareVersion>[1], ReturnType<typeof compareVersion>]>([
    ['nothing there', [], { id: null }],
    ['there, of another source', [{ id: 1, code: '152701', name: '东胜市', from: 1984, to: 2001, own: false }], ''],
    ['its own, with another beginning', [{ id: 1, code: '152701', name: '东胜市', from: 1984, to: 2001, own: true }], { id: 1 }],
    ['its own, with another end', [{ id: 1, code: '152701', name: '东胜市', from: 1983, to: 2002, own: true }], { id: 1 }],
    ['of another source, with another end', [{ id: 1, code: '152701', name: '东胜市', from: 1983, to: 1999, own: false }], '现有记录到 1999 年为止'],
    ['another name at the same time', [{ id: 1, code: '152701', name: '东胜州', from: 1990, to: 1995, own: false }], '同一时期的代码 152701 现有记录是 东胜州'],
    ['another name before', [{ id: 1, code: '152701', name: '东胜州', from: null, to: 1983, own: false }], { id: null }],
  ])('%s', (_, stored, fate) => expect(compareVersion(version, stored, known)).toEqual(fate)); // prettier-ignore
  test('still in use under that name', () => {
    expect(compareVersion(version, [], { get: () => ({ code: '152701', level: 'county', name: '东胜市', stored: true, drawn: false }) })).toBe('现在仍在用'); // prettier-ignore
  });
});
