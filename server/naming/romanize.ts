import { pinyin } from 'pinyin-pro';
import type { NameKind, NameOrigin } from '../api/naming.ts';
import { isHanzi } from '../places/fold.ts';
import { splitName, type SplitName } from './generics.ts';

/** Toneless syllables with ü, one a character. */
function syllables(text: string, reading: string | null): string[] {
  const points = [...text];
  const given = reading?.trim().split(/[\s'’-]+/) ?? []; // prettier-ignore
  if (given.length === points.length)
    return given.map((one) => one.normalize('NFD').replace(/[\u0300\u0301\u0304\u030C]/g, '').normalize('NFC').replace(/v/gi, 'ü').toLowerCase()); // prettier-ignore
  const read = pinyin(text, { toneType: 'none', type: 'array', nonZh: 'spaced' });
  return read.length === points.length
    ? read
    : points.map((point) => (isHanzi(point) ? pinyin(point, { toneType: 'none' }) : point));
}

/** The reading with tones that a name most likely has, one syllable a character. */
export const readingWithTones = (name: string): string => pinyin(name, { type: 'array', nonZh: 'spaced' }).join(' '); // prettier-ignore

/** One word: 西安 -> Xi'an. */
function word(parts: readonly string[]): string {
  const joined = parts.map((part, index) => (index > 0 && /^[aoe]/.test(part) ? `'${part}` : part)).join('');
  return joined.charAt(0).toUpperCase() + joined.slice(1);
}

/** Side words that stand between 专名 and 通名 are written with the latter: 东四 北大街 -> Dongsi Beidajie. */
const side = /[东西南北中前后]$/;
const streetNumber = /[一二三四五六七八九十]$/;
const numerals = '〇一二三四五六七八九十';

/**
 * Romanization by 《中国地名汉语拼音字母拼写规则（汉语地名部分）》 (1984): 专名 and 通名 apart and capitalised, 自然村 in one word, numbers of
 * streets as digits, no tone marks. A suggestion: polyphones are for a person to settle.
 * @param reading syllables separated by spaces, null: the dictionary's
 */
export function romanizeHan(
  name: string,
  kind: NameKind | null,
  split: SplitName,
  reading: string | null,
): string {
  // prettier-ignore
  const parts = syllables(name, reading);
  const genericLength = [...(split.generic ?? '')].length;
  const at = parts.length - genericLength;
  if (kind === 'natural_village' || genericLength === 0 || at === 0) return word(parts);
  const specific = [...split.specific];
  if (kind === 'street' && at > 1 && streetNumber.test(split.specific) && !streetNumber.test(specific.slice(0, -1).join(''))) {
    const number = String(numerals.indexOf(specific.at(-1)!));
    return [word(parts.slice(0, at - 1)), number, word(parts.slice(at))].join(' ');
  } // prettier-ignore
  const cut = at > 2 && side.test(split.specific) && kind === 'street' ? at - 1 : at;
  return `${word(parts.slice(0, cut))} ${word(parts.slice(cut))}`;
}

/** Words of Mongolian that are in many names of the region, as hanzi write them. Not a list of all: it only guesses. */
const mongolianWords =
  /巴彦|巴音|白音|乌兰|查干|察汗|哈日|沙日|希日|呼和|宝日|阿拉坦|阿勒坦|孟根|特木尔|赛罕|赛汗|伊和|巴嘎|洪格尔|乌力吉|吉日嘎|额尔敦|额尔德尼|那仁|达来|德力格尔|满都拉|温都尔|古尔班|浩特|浩特|敖包|淖尔|诺尔|郭勒|高勒|木伦|乌拉|哈达|塔拉|呼都格|苏木|嘎查|艾里|艾勒|锡林|乌素|乌苏|布拉格|额勒苏|额日|图门|巴润|准[^格]|朝鲁|毛都|海拉苏|布日|哈沙图|胡吉尔|芒哈|达布/;

/** The language that a name is from: of its generic term or of its words. Null: nothing tells. */
export function guessOrigin(name: string, code: string | null): NameOrigin | null {
  if (!/\p{Script=Han}/u.test(name)) return null;
  const { specific, origin } = splitName(name, code);
  if (mongolianWords.test(specific) || (origin === 'mongolian' && !name.endsWith('旗'))) return 'mongolian';
  return null;
}
