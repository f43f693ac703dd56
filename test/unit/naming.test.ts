import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NameKind } from '../../server/api/naming.ts';
import { readConfig } from '../../server/config.ts';
import { createRomanCheck } from '../../server/imports/kinds/place-roman.ts';
import { doubtfulCharacters, generalStandard } from '../../server/naming/characters.ts';
import { toFindings } from '../../server/naming/finding.ts';
import { genericsOf, splitName } from '../../server/naming/generics.ts';
import { kindOfClass } from '../../server/naming/kinds.ts';
import { article, article9 } from '../../server/naming/law.ts';
import { guessOrigin, romanizeHan } from '../../server/naming/romanize.ts';
import { rules } from '../../server/naming/rules.ts';
import { partsOf, rangeOf, scopeOf, scopes } from '../../server/naming/scopes.ts';
import {
  partsFindings,
  romanFindings,
  wordFindings,
  writingFindings,
} from '../../server/naming/text-checks.ts';
import { readWordChanges, wordLists } from '../../server/naming/words.ts';

describe('通用规范汉字表', () => {
  test('has 8,105 different characters in levels of 3,500, 3,000 and 1,605', () => {
    const table = generalStandard();
    const sizes = [1, 2, 3].map((level) => [...table.values()].filter((one) => one === level).length);
    expect(table.size).toBe(8105);
    expect(sizes).toEqual([3500, 3000, 1605]);
  });
  test('its first and last numbers are where the table has them', () => {
    const all = [...generalStandard().keys()];
    expect([all[0], all[3499], all[3500], all[6499], all[6500], all[8104]]).toEqual(['一', '矗', '乂', '齉', '亍', '蠼']); // prettier-ignore
  });
  test('what is not in it is told once, with the standard character where one is known', () => {
    expect(doubtfulCharacters('巴彦塔拉苏木')).toEqual([]);
    expect(doubtfulCharacters('東東村')).toEqual([{ character: '東', level: null, standard: '东' }]);
    expect(doubtfulCharacters('栜木沟村')).toEqual([{ character: '栜', level: null, standard: null }]);
    expect(doubtfulCharacters('亍村')).toEqual([{ character: '亍', level: 3, standard: null }]);
    expect(doubtfulCharacters('A1')).toEqual([]);
  });
});

describe('articles', () => {
  test('are cited by article, paragraph and item', () => {
    expect(article9(8)).toBe('《地名管理条例》第九条第一款第（八）项');
    expect(article(12, 5)).toBe('《地名管理条例》第十二条第（五）项');
    expect(article(25)).toBe('《地名管理条例》第二十五条');
    expect(article(10, null, 2)).toBe('《地名管理条例》第十条第二款');
  });
  test('every rule has an id of its own, and says what it checks and what would mend it', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) expect([rule.title, rule.titleEn, rule.checks, rule.remedy].every((text) => text !== '')).toBe(true); // prettier-ignore
    // What is cancelled already cannot be cancelled: no law is needed for that.
    const unfounded = rules.filter((rule) => rule.severity === 'error' && rule.article === null);
    expect(unfounded.map(({ id }) => id)).toEqual(['cancelled']);
  });
});

describe('专名 and 通名', () => {
  test.each([
    ['巴彦塔拉苏木', '21500', '巴彦塔拉', '苏木'],
    ['乌兰哈达镇', '21500', '乌兰哈达', '镇'],
    ['科尔沁左翼后旗', '21400', '科尔沁', '左翼后旗'],
    ['鄂伦春自治旗', '21400', '鄂伦春', '自治旗'],
    ['达尔罕茂明安联合旗', '21400', '达尔罕茂明安', '联合旗'],
    ['阿荣旗', '21400', '阿荣', '旗'],
    ['东升村村民委员会', '27610', '东升村', '村民委员会'],
    ['乌梁素海', '12200', '乌梁素', '海'],
    ['查干淖尔', '12200', '查干', '淖尔'],
    ['新华大街', '23514', '新华', '大街'],
    ['红山水库', '24230', '红山', '水库'],
  ])('%s (%s)', (name, code, specific, generic) => {
    expect(splitName(name, code)).toMatchObject({ specific, generic, fits: true });
  });
  test('a term that does not fit the class is told, in settlements everything fits', () => {
    expect(splitName('东升河', '13400')).toMatchObject({ generic: '河', fits: false });
    expect(splitName('东升镇', '21610').fits).toBe(false);
    expect(splitName('东升山', '22200').fits).toBe(true);
    expect(splitName('东升', '21610')).toMatchObject({ generic: null, fits: null });
  });
  test('a class has the terms of its own line; a wide one has those of its subclasses', () => {
    expect(genericsOf('13400')).toContain('山');
    expect(genericsOf('13400')).not.toContain('沟');
    expect(genericsOf('23200')).toEqual(expect.arrayContaining(['公路', '客运站']));
  });
  test('findings: no generic term, only one, two of them, a wrong one', () => {
    const told = (name: string, code: string) => partsFindings(name, kindOfClass(code), code, splitName(name, code)).map(({ rule, severity }) => `${rule} ${severity ?? ''}`.trim()); // prettier-ignore
    expect(told('东升', '21610')).toEqual(['parts error']);
    expect(told('大桥', '23610')).toEqual(['parts']);
    expect(told('巴彦嘎查村', '21610')).toEqual(['parts warning']);
    expect(told('中山路大街', '23514')).toEqual(['parts warning']);
    expect(told('东升河', '13400')).toEqual(['generic']);
    expect(told('东升村', '21610')).toEqual([]);
    expect(told('东升', '22200')).toEqual([]); // 自然村 need none
  });
});

describe('kinds and scopes', () => {
  test('classes belong to the kinds of art. 3', () => {
    const kinds = { 12100: 'natural', 21400: 'division', 21610: 'village', 27620: 'village', 22200: 'natural_village', 22100: 'building', 23514: 'street', 23610: 'facility', 24230: 'facility', 25200: 'park', 25130: 'other', 26100: 'building', 21730: 'other' }; // prettier-ignore
    for (const [code, kind] of Object.entries(kinds)) expect([code, kindOfClass(code)]).toEqual([code, kind]);
    expect(kindOfClass('99999')).toBeNull();
  });
  test('art. 9 items 7 and 8 give each kind its scope', () => {
    const area = (name: string, code: string, famous = false) => {
      const { area: found, article: cited, duplicate } = scopeOf({ name, kind: kindOfClass(code)!, class: code, famous }); // prettier-ignore
      return [found, cited?.slice(-5) ?? null, duplicate];
    };
    expect(area('东升旗', '21400')).toEqual(['nation', '第（七）项', 'error']);
    expect(area('东升山', '13400', true)).toEqual(['nation', '第（七）项', 'error']);
    expect(area('东升苏木', '21500')).toEqual(['province', '第（八）项', 'error']);
    expect(area('东升村', '21610')).toEqual(['county', '第（八）项', 'error']);
    expect(area('东升路', '23514')).toEqual(['built_up', '第（八）项', 'error']);
    expect(area('东升小区', '22100')).toEqual(['built_up', '第（八）项', 'error']);
    expect(area('东升山', '13400')).toEqual(['county', null, 'warning']); // no article says so
    expect(area('东升街道', '21500')).toEqual(['county', null, 'warning']); // item 8 names 乡 and 镇 only
  });
  test('every kind has a scope without conditions', () => {
    for (const kind of NameKind.options) expect(scopes.some((scope) => scope.kind === kind && (kind === 'village' || kind !== 'natural' || scope.when === undefined))).toBe(true); // prettier-ignore
    for (const kind of NameKind.options) expect(scopeOf({ name: '东升', kind, class: null, famous: false }).kind).toBe(kind); // prettier-ignore
  });
  test('a district of a city shares its built-up area with the others, perhaps', () => {
    const kindOf = (code: string) => (code === '150102' ? '市辖区' : '旗');
    expect(partsOf('built_up', '150102001', kindOf)).toEqual([{ division: '150102', sure: true }, { division: '150100', sure: false }]); // prettier-ignore
    expect(partsOf('built_up', '150522', kindOf)).toEqual([{ division: '150522', sure: true }]);
    expect(partsOf('province', '150522200', kindOf)).toEqual([{ division: '150000', sure: true }]);
  });
  test('codes as ranges of nine digits', () => {
    expect(rangeOf('150000')).toEqual([150_000_000, 160_000_000]);
    expect(rangeOf('150100')).toEqual([150_100_000, 150_200_000]);
    expect(rangeOf('150102')).toEqual([150_102_000, 150_103_000]);
    expect(rangeOf('150102001')).toEqual([150_102_001, 150_102_002]);
  });
});

describe('words and writing', () => {
  const lists = wordLists();
  const told = (name: string) => wordFindings(name, lists).map(({ rule, severity }) => `${rule} ${severity ?? ''}`.trim()); // prettier-ignore
  test('names of leaders are errors; two characters that may be words are to be confirmed', () => {
    expect(told('毛泽东路')).toEqual(['leader']);
    expect(told('万里路')).toEqual(['leader warning']);
    expect(told('曼哈顿小区')).toEqual(['foreign']);
    expect(told('万达广场')).toEqual(['company']);
    expect(told('皇家国际小区')).toEqual(['grandiose']);
    expect(told('巴彦塔拉苏木')).toEqual([]);
  });
  test('a file of the department adds words and takes words out; a wrong one is told with what is wrong', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nutag-words-'));
    const write = (content: unknown): string => {
      const file = join(folder, 'words.json');
      writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      return file;
    };
    const changed = wordLists(readWordChanges(write({ foreign: { add: ['普吉岛'], remove: ['罗马'] } })));
    expect(wordFindings('普吉岛小区', changed).map(({ rule }) => rule)).toEqual(['foreign']);
    expect(wordFindings('罗马小区', changed)).toEqual([]);
    expect(wordFindings('罗马小区', lists)).toHaveLength(1);
    expect(() => readWordChanges(write('{'))).toThrow('不能读取');
    expect(() => readWordChanges(write({ foriegn: { add: [] } }))).toThrow('leaders, persons, foreign');
    expect(() => readConfig({ NUTAG_NAMING: write({ foreign: ['普吉岛'] }) })).toThrow('NUTAG_NAMING');
    expect(readConfig({ NUTAG_NAMING: write({ foreign: { add: ['普吉岛'] } }) }).namingWords).toEqual({ foreign: { add: ['普吉岛'], remove: [] } }); // prettier-ignore
    expect(() => readConfig({ NUTAG_NAMING: join(folder, 'none.json') })).toThrow('NUTAG_NAMING');
  });
  test('numerals, length and characters', () => {
    const of = (name: string, code: string | null = null) => writingFindings(name, code).map(({ rule, severity }) => `${rule} ${severity ?? ''}`.trim()); // prettier-ignore
    expect(of('金地2008社区')).toEqual(['numerals']);
    expect(of('110国道', '23211')).not.toContain('numerals');
    expect(of('少先二十二街坊花园小区社区')).toEqual(['length']);
    expect(of('東升村')).toEqual(['characters']);
    expect(of('亍村')).toEqual(['characters notice']);
    expect(of('ABC小区')).toEqual(['form']);
    expect(of('东升村')).toEqual([]);
  });
  test('of an existing name nothing is an error', () => {
    const findings = (mode: 'new' | 'existing') => toFindings([{ rule: 'mongolian', reason: 'a' }, { rule: 'leader', reason: 'b' }], mode).map(({ rule, severity }) => [rule, severity]); // prettier-ignore
    expect(findings('new')).toEqual([['leader', 'error'], ['mongolian', 'notice']]); // prettier-ignore
    expect(findings('existing')).toEqual([['leader', 'warning'], ['mongolian', 'notice']]); // prettier-ignore
  });
});

describe('romanization', () => {
  const roman = (name: string, code: string, reading: string | null = null) => romanizeHan(name, kindOfClass(code), splitName(name, code), reading); // prettier-ignore
  test.each([
    ['东升村', '21610', null, 'Dongsheng Cun'],
    ['西安镇', '21500', null, "Xi'an Zhen"],
    ['王家营子', '22200', null, 'Wangjiayingzi'], // 自然村 in one word
    ['东四北大街', '23514', null, 'Dongsi Beidajie'],
    ['北二巷', '23510', null, 'Bei 2 Xiang'],
    ['绿化村', '21610', null, 'Lühua Cun'],
    ['重兴村', '21610', 'zhòng xīng cūn', 'Zhongxing Cun'],
    ['东升', '21610', null, 'Dongsheng'],
  ])('%s', (name, code, reading, expected) => {
    expect(roman(name, code, reading)).toBe(expected);
  });
  test('the language is guessed from Mongolian terms and words', () => {
    expect(guessOrigin('巴彦塔拉苏木', '21500')).toBe('mongolian');
    expect(guessOrigin('达来嘎查', '21610')).toBe('mongolian');
    expect(guessOrigin('东升村', '21610')).toBeNull();
    expect(guessOrigin('Hohhot', null)).toBeNull();
  });

  const check = createRomanCheck([{ name: '呼和浩特市', roman: 'Hohhot Shi' }]);
  const found = (name: string, romanized: string, origin: 'han' | 'mongolian' | null, sure = true, suggestion: string | null = null) => romanFindings({ name, roman: romanized, origin, sure, suggestion, official: null }, check).map(({ rule, severity }) => `${rule} ${severity ?? ''}`.trim()); // prettier-ignore
  test('Chinese names must be their pinyin, with any reading of a character', () => {
    expect(found('东升村', 'Dongsheng Cun', 'han', true, 'Dongsheng Cun')).toEqual([]);
    expect(found('重兴村', 'Zhongxing Cun', 'han', true, 'Chongxing Cun')).toEqual([]);
    expect(found('东升村', 'Dongfang Cun', 'han')).toEqual(['romanization error']);
    expect(found('东升村', 'Dongfang Cun', null, false)).toEqual(['romanization warning']); // not said to be Chinese
    expect(found('东升村', 'dongshengcun', 'han', true, 'Dongsheng Cun')).toEqual(['romanization warning']);
    expect(found('北二巷', 'Bei 2 Xiang', 'han', true, 'Bei 2 Xiang')).toEqual([]);
    expect(found('东升村', '东升', 'han')).toEqual(['romanization']);
  });
  test('Mongolian names must not be', () => {
    expect(found('巴彦塔拉', 'Bayantala', 'mongolian')).toEqual(['mongolian-roman']);
    expect(found('巴彦塔拉', 'Bayan Tal', 'mongolian')).toEqual([]);
    expect(found('呼和浩特大桥', 'Huhehaote Daqiao', null, false)).toEqual(['mongolian-roman']); // by the official name
  });
});
