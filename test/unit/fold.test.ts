import { describe, expect, test } from 'vitest';
import { fold, foldShape, foldSound, foldWithOffsets, prefixEnd } from '../../server/places/fold.ts';

describe('fold: what does not count in a name', () => {
  test.each([
    ['Hohhot Shi', 'hohhotshi'],
    ['Hū hé hào tè', 'huhehaote'],
    ["Xi'an ’-·|~", 'xian'],
    ['ＡＢＣ１２３', 'abc123'],
    ['臺吉營子', '台吉营子'],
    ['烏蘭察布', '乌兰察布'],
    ['лүй Ёлка Өвөр', 'луйелкаовор'.replace('й', 'и')],
    ['lǜ', 'lu'],
    ['呼和·浩特（新）', '呼和浩特新'],
    ['𠮷野', '𠮷野'],
    ['〇', '〇'],
    ['', ''],
    ['\u202e\u0000%_', ''],
  ])('%s -> %s', (text, folded) => expect(fold(text)).toBe(folded));

  test('Mongolian control characters', () => {
    expect(fold('ᠰᠢᠨ\u180eᠡ ᠬᠣᠲᠠ\u202fᠶᠢᠨ\u180b\u180c\u180d\u200d\u200b')).toBe('ᠰᠢᠨᠡᠬᠣᠲᠠᠶᠢᠨ');
  });
  test('folding twice changes nothing', () => {
    for (const text of ['Ö bür Mongγol', '達爾罕', 'ǅ', 'ﬁ', 'İ', '㍿', 'ẞ'])
      expect(fold(fold(text))).toBe(fold(text));
  });
  test('offsets lead back to the text, in code points', () => {
    expect(foldWithOffsets('𠮷 ·野A')).toEqual({ text: '𠮷野a', from: [0, 3, 4] });
    expect(foldWithOffsets('㎞山')).toEqual({ text: 'km山', from: [0, 0, 1] });
  });
});

describe('foldSound: what sounds alike', () => {
  test.each([
    ['zhang', 'zang'],
    ['shan', 'san'],
    ['ning', 'lin'],
    ['huang', 'fuan'],
    ['nan', 'lan'],
    ['ru', 'lu'],
    ['lv', 'lu'],
  ])('%s = %s', (one, other) => expect(foldSound(one)).toBe(foldSound(other)));
  test('half a name folds to the beginning of the whole name', () => {
    for (const [half, whole] of [['huhe', 'huhehaote'], ['bayan', 'bayannaoer'], ['xilin', 'xilinguole']] as const)
      expect(foldSound(whole).startsWith(foldSound(half))).toBe(true); // prettier-ignore
  });
});

test('foldShape: letters of one shape', () => expect(foldShape('ᠤᠦᠳᠭ')).toBe('ᠣᠥᠲᠬ'));

describe('prefixEnd: the least text above all that begin so', () => {
  test.each([
    ['a', 'b'],
    ['呼和', '呼咍'.replace('咍', String.fromCodePoint('和'.codePointAt(0)! + 1))],
    ['\ud7ff', '\ue000'],
    ['\uffff', '\u{10000}'],
    ['a\u{10ffff}', 'b'],
    ['', '\u{10ffff}'],
  ])('%j -> %j', (prefix, end) => expect(prefixEnd(prefix)).toBe(end));
});
