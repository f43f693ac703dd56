import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createRomanCheck, readingOf } from '../../server/imports/kinds/place-roman.ts';

const table = (text: string): Record<string, string>[] => {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((value, at) => [columns[at]!, value])));
};
const pack = new URL('../../data/packs/inner-mongolia/', import.meta.url);
const divisions = table(readFileSync(new URL('divisions.tsv', pack), 'utf8')).map(({ code, name, roman }) => ({ code: code!, name: name!, roman: roman || null })); // prettier-ignore
const check = createRomanCheck(divisions);
const found = (name: string, roman: string, official: string | null = null): string | null =>
  check(name, roman, official)?.check ?? null;

describe('createRomanCheck', () => {
  test.each([
    ['故宫', 'Gùgōng'],
    ['安居乐园', 'Ānjū Lèyuán'],
    ['绿园', 'Lüyuan'],
    ['绿园', 'Lvyuan'],
    ['西安路', "Xi'an Lu"],
    ['101国道', '101 Guodao'],
    ['重庆路', 'Chongqing Lu'],
    ['兴安大街', "Xing'an Dajie"], // a Chinese word as well as a league
    ['阿鲁科尔沁旗', 'Ar Horqin Qi'],
    ['正镶白旗', 'Zhengxiangbai (Xulun Hobot Qagan) Qi'],
    ['阿荣旗', 'Arun Qi'],
  ])('%s %s is right', (name, roman) => expect(found(name, roman)).toBeNull());
  test.each([
    ['科尔沁区', 'Keermi Qu', 'roman-differs'],
    ['呼和浩特市', 'Huhehaote Shi', 'roman-is-pinyin'],
    ['鄂尔多斯市', 'Eerduosi', 'roman-is-pinyin'],
    ['乌兰察布市', 'Wulanchabu Shi', 'roman-is-pinyin'],
    ['白云鄂博矿区', 'Baiyun Kuangqu', 'roman-count'],
    ['东河村', '东河村', 'roman-form'],
  ])('%s %s: %s', (name, roman, expected) => expect(found(name, roman)).toBe(expected));
  test('a division is compared with the official romanization', () => {
    expect(found('兴安盟', "Xing'an Meng", 'Hinggan Meng')).toBe('roman-is-pinyin');
    expect(found('阿荣旗', 'Aron Qi', 'Arun Qi')).toBe('roman-official');
    expect(found('阿荣旗', 'ARUN QI', 'Arun Qi')).toBeNull();
  });
  test('no official name of the division table is doubted', () => {
    for (const { name, roman } of divisions)
      if (roman !== null) expect([name, found(name, roman)]).toEqual([name, null]);
  });
  test('of the 265,800 names of the pack hardly one is doubted', () => {
    const places = table(gunzipSync(readFileSync(new URL('places.tsv.gz', pack))).toString('utf8'));
    const doubted = places.filter(({ name, roman }) => roman !== '' && found(name!, roman!) !== null);
    expect(doubted.length).toBeLessThan(5);
  });
});

const gb2260 = fileURLToPath(
  new URL('../../../shared/data/places/gb2260-romanized-names-15.tsv', import.meta.url),
);
test.skipIf(!existsSync(gb2260))('the wrong names of the GB 2260 copy are found, and no others', () => {
  const doubted = table(readFileSync(gb2260, 'utf8')).filter(
    ({ name, roman }) => found(name!, roman!) !== null,
  );
  expect(doubted.map(({ name, roman }) => `${name} ${roman}`).sort()).toEqual(['海拉尔区 Hailaer Qu', '白云鄂博矿区 Baiyun Kuangqu', '科尔沁区 Keermi Qu'].sort()); // prettier-ignore
});

describe('readingOf', () => {
  test.each([
    ['呼和浩特市', 'hū hé hào tè shì', 'hū hé hào tè shì'],
    ['呼和浩特市', 'Hūhéhàotè Shì', 'hū hé hào tè shì'],
    ['西安路', "Xī'ān Lù", 'xī ān lù'],
    ['绿园', 'lǜyuán', 'lǜ yuán'],
    ['101国道', '101 guó dào', '1 0 1 guó dào'],
    ['东河村', 'dōng hé', null],
    ['东河村', 'hello', null],
  ])('%s %s -> %s', (name, reading, expected) => expect(readingOf(name, reading)).toBe(expected));
});
