import { describe, expect, test } from 'vitest';
import { keysOf, kinds, type Name, type NamedPlace } from '../../server/places/keys.ts';
import { explain } from '../../server/search/explain.ts';
import { splitDivision } from '../../server/search/division-names.ts';
import { initialsOf, readText, soundOf } from '../../server/search/query.ts';
import type { DivisionNode, DivisionTree } from '../../server/divisions/tree.ts';

const place = (more: Partial<NamedPlace> & { name: string }): NamedPlace => ({
  roman: null,
  mongolian: null,
  denotes: null,
  names: [],
  ...more,
});
const other = (text: string, kind: Name['kind']): Name => ({ text, kind, lang: 'zh-Hans', reading: null });
const hohhot = place({
  name: '呼和浩特市',
  roman: 'Hohhot Shi',
  mongolian: 'ᠬᠥᠬᠡᠬᠣᠲᠠ',
  denotes: '150100',
  names: [
    { text: '归绥', kind: 'former', lang: 'zh-Hans', reading: null },
    { text: '呼和浩特', kind: 'short', lang: 'zh-Hans', reading: null },
  ],
});
const keys = (of: NamedPlace): string[] => keysOf(of).map(({ kind, key }) => `${kind}${key}`);

describe('keysOf', () => {
  test('every way to find a place', () => {
    expect(keys(hohhot).sort()).toEqual(
      [
        '0呼和浩特市|', '1呼和浩特|', '1归绥|', '2hohhotshi|', '3ᠬᠥᠬᠡᠬᠣᠲᠠ|', '4guisui|', '4huhehaote|', '4huhehaoteshi|',
        '5gs', '5hhht', '5hhhts', '6和浩特市', '6浩特市', '6特市', '6市', '7hehaoteshi', '7haoteshi', '7teshi', '8~huhehaotesi|',
        '9150100|',
      ].sort(),
    ); // prettier-ignore
  });
  test('a stored reading is used, with tone marks, and ü is found as v and as u', () => {
    const names = [{ text: '绿林', kind: 'standard' as const, lang: 'zh-Hans', reading: 'lǜ lín' }];
    expect(keys(place({ name: '绿林', names }))).toEqual(
      expect.arrayContaining(['4lvlin|', '4lulin|', '5ll']),
    );
  });
  test('a polyphone gives a second reading', () => {
    expect(keys(place({ name: '十里堡' }))).toEqual(expect.arrayContaining(['4shilibao|', '4shilipu|']));
  });
  test('romanised like pinyin: one row, which leads to the characters', () => {
    const rows = keysOf(place({ name: '新城区', roman: 'Xincheng Qu' })).filter(
      ({ key }) => key === 'xinchengqu|',
    );
    expect(rows).toEqual([{ kind: kinds.pinyin, key: 'xinchengqu|' }]);
  });
  test('traditional characters are keyed as simplified', () => {
    expect(keys(place({ name: '臺吉營' }))).toContain('0台吉营|');
  });
  test('a very long name has a bounded number of keys, none of them long', () => {
    const rows = keysOf(place({ name: '内蒙古自治区锡林郭勒盟'.repeat(20) }));
    expect(rows.length).toBeLessThan(30);
    expect(Math.max(...rows.map(({ key }) => key.length))).toBeLessThan(200);
  });
  test.each(['', '·', '\u180e', '|', '~'])('a name of nothing (%j) has no keys', (name) =>
    expect(keysOf(place({ name }))).toEqual([]),
  );
  test('no key holds a line end: keys travel line by line', () => {
    for (const name of ['a\nb', '甲\r\n乙', '丙\u2028丁'])
      for (const { key } of keysOf(place({ name }))) expect(key).not.toMatch(/[\r\n\u2028]/);
  });
});

describe('explain', () => {
  const why = (kind: number, key: string, text: string, of = hohhot) => {
    const answer = explain(of, { kind, key }, text, kind === kinds.sound ? 'sound' : 'direct');
    const { highlight, name } = answer;
    return { ...answer, bold: highlight === null ? null : [...name].slice(...highlight).join('') };
  };
  test.each([
    [kinds.standard, '呼和浩特市|', '呼和', 'prefix', 'standard', '呼和'],
    [kinds.standard, '呼和浩特市|', '呼和浩特市', 'exact', 'standard', '呼和浩特市'],
    [kinds.alias, '呼和浩特|', '呼和浩特', 'exact', 'standard', '呼和浩特'],
    [kinds.alias, '归绥|', '归绥', 'exact', 'alias', '归绥'],
    [kinds.roman, 'hohhotshi|', 'hohh', 'prefix', 'roman', 'Hohh'],
    [kinds.pinyin, 'huhehaoteshi|', 'huheh', 'prefix', 'pinyin', '呼和浩'],
    [kinds.initials, 'hhhts', 'hhh', 'prefix', 'initials', '呼和浩'],
    [kinds.hanziTail, '浩特市', '浩特', 'infix', 'standard', '浩特'],
    [kinds.pinyinTail, 'haoteshi', 'haote', 'infix', 'pinyin', '浩特'],
    [kinds.sound, '~huhehaotesi|', 'huhehaote', 'homophone', 'pinyin', '呼和浩特'],
    [kinds.code, '150100|', '1501', 'code', 'code', '1501'],
  ] as const)('kind %i %s by %s', (kind, key, text, tier, by, bold) => {
    expect(why(kind, key, text)).toMatchObject({ tier, by, bold });
  });
  test.each([
    [kinds.alias, '呼市|', '呼市', 'short'],
    [kinds.alias, '归绥|', '归绥', 'former'],
    [kinds.pinyin, 'guisui|', 'guisui', 'former'],
    [kinds.initials, 'gs', 'gs', 'former'],
    [kinds.alias, '青城|', '青城', 'alias'],
    [kinds.alias, '呼和浩特|', '呼和浩特', 'standard'],
    [kinds.standard, '呼和浩特市|', '呼和浩特市', 'standard'],
    [kinds.sound, '~huhehaotesi|', 'huhehaote', 'standard'],
    [kinds.code, '150100|', '1501', 'standard'],
  ] as const)('kind %i %s: %s is a %s name', (kind, key, text, of) => {
    const named = { ...hohhot, names: [...hohhot.names, other('呼市', 'short'), other('青城', 'alias')] };
    expect(why(kind, key, text, named).of).toBe(of);
  });
  test.each([
    ['huhehaoteshi|', 'huhehaote', 'prefix', null], // still being typed
    ['huhehaoteshi|', 'huhehaoteshi', 'exact', 'Hohhot Shi'],
    ['huhehaote|', 'huhehaote', 'exact', 'Hohhot Shi'],
  ] as const)('%s for %s: the official romanization is %s', (key, text, tier, official) => {
    const named = { ...hohhot, names: [other('呼和浩特', 'short')] };
    expect(why(kinds.pinyin, key, text, named)).toMatchObject({ tier, official });
  });
  test('a romanization that is the pinyin has nothing else that is official', () => {
    const han = place({ name: '鹿山', roman: 'Lu Shan' });
    expect(why(kinds.pinyin, 'lushan|', 'lushan', han).official).toBeNull();
    expect(why(kinds.pinyin, 'lvshan|', 'lvshan', place({ name: '绿山', roman: 'Lü Shan' })).official).toBeNull(); // prettier-ignore
    expect(why(kinds.pinyin, 'lushan|', 'lushan', place({ name: '鹿山' })).official).toBeNull();
  });
  test('a word inside a romanised name', () => {
    const banner = place({ name: '阿鲁科尔沁旗', roman: 'Ar Horqin Qi' });
    expect(why(kinds.pinyinTail, 'horqinqi', 'horqin', banner)).toMatchObject({
      by: 'roman',
      bold: 'Horqin',
    });
  });
});

describe('a query', () => {
  test('is read by its script', () => {
    expect(readText('hu1 he2 hao4 te4').text).toBe('huhehaote');
    expect(readText('呼和浩特').script).toBe('hanzi');
    expect(readText('150102').script).toBe('digits');
    expect(soundOf(readText('虎和号特'))).toBe(soundOf(readText('呼和浩特')));
  });
  test('has its initials whole, also of a character beyond the first plane that has no pinyin', () => {
    expect(initialsOf(readText('呼和ht'))).toEqual({ beginning: '呼和', initials: 'hhht' });
    expect(initialsOf(readText('𠮷ht'))).toEqual({ beginning: '𠮷', initials: '𠮷ht' });
  });
  const node = (code: string, name: string, short: string[] = []): DivisionNode => ({
    code, name, short, roman: null, level: 'county', kind: null, parent: null, bbox: null, path: [],
  }); // prettier-ignore
  const nodes = [
    node('150621', '达拉特旗'),
    node('150522', '科尔沁左翼后旗', ['科左后旗']),
    node('150203', '昆都仑区'),
  ];
  const tree: DivisionTree = { version: 1, get: () => undefined, pathOf: () => [], nodes: () => nodes };
  test.each([
    ['达拉特 龚家', '150621', '龚家'],
    ['达拉特龚家', '150621', '龚家'],
    ['巴彦塔拉 科左后旗', '150522', '巴彦塔拉'],
    ['先锋昆都仑区', '150203', '先锋'],
    ['dalate gongjia', '150621', 'gongjia'],
  ])('%s is a division and a name', (q, code, rest) => {
    expect(splitDivision(readText(q), tree)).toContainEqual({ codes: [code], rest });
  });
});
