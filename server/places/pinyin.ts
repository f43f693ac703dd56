import { pinyin } from 'pinyin-pro';
import { fold, isHanzi } from './fold.ts';

/** Readings that occur in place names beside the one that the dictionary prefers (polyphones). */
const readings: Readonly<Record<string, readonly string[]>> = {
  堡: ['bao', 'bu', 'pu'],
  绿: ['lv', 'lu'],
  什: ['shi', 'shen'],
  朝: ['chao', 'zhao'],
  行: ['xing', 'hang'],
  藏: ['zang', 'cang'],
  单: ['shan', 'dan'],
  乐: ['le', 'yue'],
  长: ['chang', 'zhang'],
  重: ['chong', 'zhong'],
  查: ['cha', 'zha'],
  阿: ['a', 'e'],
  曲: ['qu', 'ku'],
};
const maximum = 3; // readings a name

/** Toneless syllables of a text, one per code point; what is not hanzi stands for itself, folded. `ü` is `v`. */
export function syllablesOf(text: string): string[] {
  const points = [...text];
  const read = pinyin(text, { toneType: 'none', type: 'array', v: true, nonZh: 'spaced' });
  const aligned =
    read.length === points.length
      ? read
      : points.map((point) => pinyin(point, { toneType: 'none', v: true }));
  return aligned.map((syllable, index) =>
    isHanzi(points[index]!) ? letters(syllable) : fold(points[index]!),
  );
}

const known = new Map<string, string>();
const mostKnown = 5000; // there are some 1,400 syllables with tones

/** A syllable of pinyin, with tone marks or without, as key letters: `lǜ` -> `lv`. */
export function letters(syllable: string): string {
  let made = known.get(syllable);
  if (made === undefined) {
    made = fold(syllable.normalize('NFD').replace(/u(\p{M}*)\u0308/giu, 'v$1'));
    if (known.size < mostKnown) known.set(syllable, made);
  }
  return made;
}

/**
 * The readings of a name, the most likely first: the given one (`reading`, syllables separated by spaces) or the
 * dictionary's, then those with another reading of a polyphone, then `lu` for `lv`.
 */
export function readingsOf(text: string, reading: string | null): string[][] {
  const points = [...text].filter((point) => fold(point) !== '');
  const given = reading === null ? [] : reading.trim().split(/[\s'’-]+/).map(letters).filter((part) => part !== ''); // prettier-ignore
  const first = given.length > 0 ? given : syllablesOf(points.join(''));
  const all = [first];
  const add = (index: number, syllable: string): void => {
    if (all.length < maximum && syllable !== first[index]) all.push(first.with(index, syllable));
  };
  if (first.length === points.length)
    points.forEach((point, index) => readings[point]?.forEach((syllable) => add(index, syllable)));
  first.forEach((syllable, index) => {
    if (/^[ln]v/.test(syllable)) add(index, syllable.replace('v', 'u'));
  });
  return all;
}
