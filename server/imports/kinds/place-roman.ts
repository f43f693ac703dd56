import { fold, isHanzi } from '../../places/fold.ts';
import { align, divide, isPartOf, isSyllable, plainU, readings, romanLetters } from './place-syllables.ts';
import { letters } from '../../places/pinyin.ts';

export interface RomanProblem {
  check: 'roman-is-pinyin' | 'roman-differs' | 'roman-count' | 'roman-form' | 'roman-official';
  reason: string; // Chinese
  remedy: string;
}
export type RomanCheck = (name: string, roman: string, official: string | null) => RomanProblem | null;

/** A Mongolian name in hanzi whose official romanization is not its pinyin: 呼和浩特, Hohhot. */
interface Stem {
  hanzi: string;
  roman: string; // as it is written
}

const genericHanzi = /(自治区|自治旗|自治县|联合旗|[左右]翼[前中后]旗|[左右前中后]旗|矿区|[市区县旗盟])$/;
const genericRoman =
  /\s*(zizhiqu|zizhiqi|lianheqi|(zuoyi|youyi)\s+(qian|zhong|hou)qi|(zuo|you|qian|zhong|hou)qi|kuangqu|shi|qu|xian|qi|meng)$/i;
const notes = /\s*[(\uFF08][^)\uFF09]*[)\uFF09]\s*/g;
const stemKey = 3; // characters that a stem has at least: shorter ones are Chinese words too (兴安)
const rightBeside = 2; // syllables of a word that must be right for one to be taken for a slip

/**
 * Compares romanized names with the pinyin of their characters and with the official romanization of divisions. A name that is
 * not pinyin is taken for Mongolian, which only its own office can judge: it is doubted only where it is plainly meant as
 * pinyin, as many syllables as characters and all of them right but one. Of the pack's 265,800 names one is doubted so.
 */
export function createRomanCheck(divisions: readonly { name: string; roman: string | null }[]): RomanCheck {
  const stems = stemsOf(divisions);
  const isPinyin = (name: string, roman: string): boolean => divide([...name], romanLetters(roman)) !== null;
  return (name, roman, official) => {
    const text = romanLetters(roman.replace(notes, ' '));
    if (!/^[a-z\d]+$/.test(text)) return { check: 'roman-form', reason: '罗马字母拼写中有拉丁字母以外的字符', remedy: '改成罗马字母拼写, 或把该列映射到别的字段' }; // prettier-ignore
    const points = [...name].filter((point) => fold(point) !== '');
    if (!points.every((point) => isHanzi(point) || /[a-z\d]/i.test(point))) return null;
    const listed = official?.replace(notes, ' ').trim() ?? null;
    if (listed !== null && romanLetters(listed) === text) return null;
    if (divide(points, text) !== null || divide([...name.replace(genericHanzi, '')], text) !== null) {
      const stem = stems.get(points.slice(0, stemKey).join(''))?.find(({ hanzi }) => name.startsWith(hanzi));
      const should = stem?.roman ?? (listed !== null && !isPinyin(name, listed) ? listed : null);
      return should === null ? null : { check: 'roman-is-pinyin', reason: `“${stem?.hanzi ?? name}” 是蒙古语地名, 拼写用了汉语拼音`, remedy: `按少数民族语地名音译转写: ${should}` }; // prettier-ignore
    }
    const doubt = misspelt(points, roman.replace(notes, ' '));
    if (doubt !== null) return doubt;
    return listed === null ? null : { check: 'roman-official', reason: '与政区名录中的罗马字母拼写不同', remedy: `政区名录为 ${listed}` }; // prettier-ignore
  };
}

function misspelt(points: readonly string[], roman: string): RomanProblem | null {
  const words = roman.split(/[\s-]+/).map(romanLetters).filter((word) => word !== ''); // prettier-ignore
  const alignment = align(points, words);
  if (alignment === null) {
    if (!isPartOf(points, words.join(''))) return null;
    return { check: 'roman-count', reason: '罗马字母拼写的音节比汉字少', remedy: '核对名称或补全拼写' };
  }
  const { syllables, wrong } = alignment;
  const far =
    wrong.length === 1 && isFar(syllables[wrong[0]!]!, readings(points[wrong[0]!]!)) ? wrong[0]! : null;
  if (far === null || syllablesBeside(words, syllables, far) < rightBeside) return null;
  return { check: 'roman-differs', reason: `“${syllables[far]}” 不是 “${points[far]}” 的读音`, remedy: '改正拼写; 蒙古语地名按音译转写' }; // prettier-ignore
}

/** How many other syllables the word of one syllable has. */
function syllablesBeside(words: readonly string[], syllables: readonly string[], index: number): number {
  const endOf = (syllable: number): number => syllables.slice(0, syllable + 1).join('').length;
  let start = 0;
  for (const word of words) {
    const end = start + word.length;
    if (endOf(index) <= end)
      return syllables.filter((_, at) => at !== index && endOf(at) > start && endOf(at) <= end).length;
    start = end;
  }
  return 0;
}

/** Neither begins nor ends like any of the readings. */
function isFar(syllable: string, all: ReadonlySet<string>): boolean {
  const [, initial, final] = parts(syllable);
  return [...all].every((reading) => parts(reading)[1] !== initial && parts(reading)[2] !== final);
}
const parts = (syllable: string): RegExpExecArray | string[] => /^([zcs]h|[^aeiou]|)(.*)$/.exec(syllable) ?? ['', '', syllable]; // prettier-ignore

function stemsOf(divisions: readonly { name: string; roman: string | null }[]): Map<string, Stem[]> {
  const stems = new Map<string, Stem[]>();
  for (const { name, roman } of divisions) {
    if (roman === null) continue;
    const hanzi = name.replace(genericHanzi, '');
    const plain = roman.replace(notes, ' ').trim().replace(genericRoman, '').trim();
    const points = [...hanzi];
    if (points.length < stemKey || plain === '' || divide(points, romanLetters(plain)) !== null) continue;
    const key = points.slice(0, stemKey).join('');
    const known = stems.get(key) ?? [];
    if (!known.some((stem) => stem.hanzi === hanzi)) stems.set(key, [...known, { hanzi, roman: plain }]);
  }
  return stems;
}

/**
 * Puts a reading with tones into the stored form, one syllable for each character with a space between: `Hūhéhàotè Shì` ->
 * `hū hé hào tè shì`. Null when it does not fit the characters.
 */
export function readingOf(name: string, reading: string): string | null {
  const points = [...name].filter((point) => fold(point) !== '');
  const given = reading.normalize('NFC').toLowerCase().split(/[\s'’·-]+/).filter((part) => part !== ''); // prettier-ignore
  if (given.length === points.length && given.every((part, index) => fits(points[index]!, part)))
    return given.join(' ');
  const joined = given.join('');
  if ([...joined].length !== letters(joined).length) return null; // tones as digits, or marks that are no pinyin
  const lengths = divide(points, plainU(letters(joined)));
  if (lengths === null) return null;
  let at = 0;
  return lengths.map((length) => [...joined].slice(at, (at += length)).join('')).join(' ');
}

/** A reading that no dictionary has may be the local one: it counts when it is a syllable of pinyin at all. */
function fits(point: string, part: string): boolean {
  const syllable = plainU(letters(part));
  return readings(point).has(syllable) || (isHanzi(point) && isSyllable(syllable));
}
