import { isHanzi } from '../places/fold.ts';
import { readingsOf } from '../places/pinyin.ts';
import { readText, type SearchText } from '../search/query.ts';

/** A name as it was brought, read once. */
export interface NameText extends SearchText {
  plain: string;
}

/** What two writings have in common that differ in nothing but width, case, spaces and punctuation: characters count. */
export const plainOf = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '');

export const readName = (raw: string): NameText => ({ ...readText(raw), plain: plainOf(raw) });

/** The ways in which a folded name in hanzi is read, each as one word. */
export const soundsOf = (text: string, reading: string | null = null): string[] =>
  readingsOf(text, reading).map((syllables) => syllables.join(''));

const bracketed = /[((【〔[{<《][^))】〕\]}>》]*[))】〕\]}>》]/gu;
const organisations: readonly [RegExp, string][] = [
  [/(?<=[村嘎查])(?:村民|嘎查)?委员会$/u, ''],
  [/村(?:民)?委(?:员)?会$/u, '村'],
  [/(?:社区)?居(?:民)?委(?:员)?会$/u, '社区'],
  [/街道办(?:事处)?$/u, '街道'],
  [/人民政府$/u, ''],
  [/(?<=[市旗县区])民政局$/u, ''],
];

/** The name less what stands in brackets; null where nothing does, or nothing is left. */
export function withoutBrackets(raw: string): string | null {
  const rest = raw.replaceAll(bracketed, '').trim();
  return rest === raw.trim() || rest === '' ? null : rest;
}

/** The place whose committee or office the name is: 甘旗卡镇人民政府 -> 甘旗卡镇. Null where it is none. */
export function placeOfOffice(text: string): string | null {
  for (const [pattern, word] of organisations) {
    if (pattern.test(text)) return text.replace(pattern, word);
  }
  return null;
}

const englishGeneric = /(?:autonomousregion|city|banner|league|county|district|town|township|province|village|subdistrict)$/; // prettier-ignore
const romanGeneric = /(?:shi|qi|xian|qu|meng|zhen|xiang|sumu|sum|jiedao|zizhiqu|lianheqi|zizhiqi|cun|gacha)$/; // prettier-ignore
const romanGenerics = ['shi', 'qi', 'xian', 'qu', 'meng', 'zhen', 'xiang', 'sumu', 'jiedao', 'zizhiqu', 'lianheqi', 'zizhiqi']; // prettier-ignore

/** A romanised name less its generic word, English or Chinese. */
export const romanStem = (text: string): string => text.replace(englishGeneric, '').replace(romanGeneric, '');

/** The romanised names that somebody may mean who leaves the generic word out or says it in English: hohhot -> hohhotshi ... */
export function romanWholes(text: string): string[] {
  const stem = text.replace(englishGeneric, '');
  if (stem.length < 3) return [];
  return [...(stem === text ? [] : [stem]), ...romanGenerics.map((generic) => stem + generic)];
}

/** Generic terms that lists of divisions, villages and communities leave out; of one character, and of two. */
const shortGenerics = ['镇', '乡', '村', '旗', '县', '区', '市', '盟'];
const longGenerics = ['苏木', '街道', '嘎查', '社区'];

/**
 * The names that somebody may mean who leaves the generic term out: 乌兰陶勒盖 -> 乌兰陶勒盖嘎查 ...
 * @param long only terms of two characters; those of one are found as a missing character
 */
export const hanziWholes = (text: string, long: boolean): { whole: string; ought: string }[] =>
  (long ? longGenerics : [...longGenerics, ...shortGenerics]).map((ought) => ({
    whole: text + ought,
    ought,
  }));

const ofNature = '山河湖海泉岭泡淖滩川江溪峰洞岛';
const ofPeople = '村屯庄营店乡镇旗县区市盟';

/** The generic term alone differs, and one of the two names a natural feature: 哈素海 is no misspelt 哈素村. */
export function isOtherKind(is: string, ought: string): boolean {
  const [x, y] = [is.slice(-1), ought.slice(-1)];
  return is.slice(0, -1) === ought.slice(0, -1) &&
    ((ofNature.includes(x) && ofPeople.includes(y)) || (ofPeople.includes(x) && ofNature.includes(y))); // prettier-ignore
}

/** The text with two neighbouring characters exchanged, in every way. */
export const swappedForms = (points: readonly string[]): string[] =>
  points
    .slice(1)
    .map((point, at) => [...points.slice(0, at), point, points[at]!, ...points.slice(at + 2)].join(''));

/** The text, and the text less each of its characters. */
export const deletionsOf = (points: readonly string[]): string[] => [
  points.join(''),
  ...points.map((_, left) => points.filter((__, at) => at !== left).join('')),
];

/** How one text becomes another by one slip; null when it takes more. */
export interface Slip {
  kind: 'wrong' | 'missing' | 'surplus' | 'swapped';
  is: string; // characters that stand there
  ought: string; // characters that ought to
}

/** @param is what was brought; @param ought the right name. Both folded, and different */
export function slipBetween(is: string, ought: string): Slip | null {
  const [a, b] = [[...is], [...ought]];
  if (Math.abs(a.length - b.length) > 1) return null;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const slip = { is: left.join(''), ought: right.join('') };
  if (left.length === 1 && right.length === 1) return { kind: 'wrong', ...slip };
  if (left.length === 0 && right.length === 1) return { kind: 'missing', ...slip };
  if (left.length === 1 && right.length === 0) return { kind: 'surplus', ...slip };
  if (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]) return { kind: 'swapped', ...slip }; // prettier-ignore
  return null;
}

/** The characters in which two texts of the same length differ, as 彥→彦、塲→场. Empty when the lengths differ. */
export function differences(is: string, ought: string): string {
  const [a, b] = [[...is], [...ought]];
  if (a.length !== b.length) return '';
  return a.flatMap((point, at) => (point === b[at] ? [] : [`${point}→${b[at]!}`])).join('、');
}

export const isAllHanzi = (points: readonly string[]): boolean => points.length > 0 && points.every(isHanzi);
