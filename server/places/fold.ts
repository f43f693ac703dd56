import { simplified } from './variants.ts';

/** A folded text, and for each of its code points the code-point offset in the text that it came from. */
export interface Folded {
  text: string;
  from: number[];
}

const letterOrDigit = /[\p{L}\p{N}]/u;
const cyrillic = new Map([['ө', 'о'], ['ү', 'у'], ['һ', 'х']]); // prettier-ignore

/** One code point as it stands in a key; '' when it is dropped. */
function foldPoint(point: string): string {
  const code = point.codePointAt(0)!;
  if (code >= 0x4e00 && code <= 0x9fff) return simplified.get(point) ?? point;
  if (code < 0x80) return letterOrDigit.test(point) ? point.toLowerCase() : '';
  let folded = '';
  for (const part of point.normalize('NFKD').toLowerCase().normalize('NFKD')) {
    if (letterOrDigit.test(part)) folded += cyrillic.get(part) ?? simplified.get(part) ?? part;
  }
  return folded;
}

/**
 * What a name and a query have in common when they look alike: compatibility forms, case, spaces, tone marks,
 * apostrophes, hyphens, Mongolian variation selectors and traditional characters do not count. `ü` becomes `u`.
 */
export function fold(text: string): string {
  let folded = '';
  for (const point of text) folded += foldPoint(point);
  return folded;
}

/** As fold, with the way back to the text. */
export function foldWithOffsets(text: string): Folded {
  const from: number[] = [];
  let folded = '';
  let offset = 0;
  for (const point of text) {
    for (const part of foldPoint(point)) {
      folded += part;
      from.push(offset);
    }
    offset += 1;
  }
  return { text: folded, from };
}

const soundAlike: readonly [RegExp, string][] = [[/([zcs])h/g, '$1'], [/ng/g, 'n'], [/[nr]/g, 'l'], [/f/g, 'h'], [/v/g, 'u']]; // prettier-ignore

/**
 * Folds toneless pinyin by the confusions of northern speakers and of loose typing: zh/z ch/c sh/s, n/l/r, ng/n, f/h, ü/u.
 * It works on the joined letters, not on syllables, so that half a name folds to the beginning of the whole one.
 */
export const foldSound = (pinyin: string): string =>
  soundAlike.reduce((text, [pattern, letter]) => text.replace(pattern, letter), pinyin);

const shapes = new Map([['ᠤ', 'ᠣ'], ['ᠦ', 'ᠥ'], ['ᠳ', 'ᠲ'], ['ᠭ', 'ᠬ']]); // prettier-ignore

/** Mongolian letters that look the same in most positions become one: o/u, ö/ü, t/d, h/g. */
export const foldShape = (mongolian: string): string =>
  [...mongolian].map((letter) => shapes.get(letter) ?? letter).join('');

/** The least text above every text that begins with `prefix`, in code-point order (collation "C"). */
export function prefixEnd(prefix: string): string {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    const next = last + 1;
    return points.join('') + String.fromCodePoint(next >= 0xd800 && next <= 0xdfff ? 0xe000 : next);
  }
  return '\u{10ffff}';
}

/** Chinese characters, the only ones that pinyin is made for. */
export const isHanzi = (point: string): boolean => /\p{Script=Han}/u.test(point);
/** Mongolian script, written vertically. */
export const isMongolian = (text: string): boolean => /\p{Script=Mongolian}/u.test(text);
