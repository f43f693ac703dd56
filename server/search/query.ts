import { fold, isHanzi, isMongolian, foldShape, foldSound } from '../places/fold.ts';
import { syllablesOf } from '../places/pinyin.ts';

/** What was typed, read once. */
export interface SearchText {
  raw: string;
  text: string; // folded
  points: string[]; // its code points
  words: string[]; // as typed, folded one by one
  script: 'hanzi' | 'latin' | 'mongolian' | 'digits' | 'mixed';
}

const separators = /[\s,，、;；/]+/;

export function readText(raw: string): SearchText {
  const words = raw.normalize('NFKC').split(separators).map(fold).filter((word) => word !== ''); // prettier-ignore
  const folded = withoutToneNumbers(raw) ?? fold(raw);
  const points = [...folded];
  return { raw, text: folded, points, words, script: scriptOf(folded, points) };
}

function scriptOf(text: string, points: readonly string[]): SearchText['script'] {
  if (/^\d+$/.test(text)) return 'digits';
  if (/^[a-z]+$/.test(text)) return 'latin';
  if (points.every(isHanzi)) return 'hanzi';
  return isMongolian(text) ? 'mongolian' : 'mixed';
}

/** `hu1 he2 hao4 te4` -> `huhehaote`; null when it is not pinyin with tone numbers. */
function withoutToneNumbers(raw: string): string | null {
  const trimmed = raw.trim().toLowerCase();
  return /^(?:[a-zü]{1,6}[1-5][\s'’-]*){2,}$/.test(trimmed) ? fold(trimmed.replace(/[1-5]/g, '')) : null;
}

/** The folded sound of a query, as the keys of kind `sound` hold it; null where it has none. */
export function soundOf({ text, points, script }: SearchText): string | null {
  if (points.length < 2 || script === 'mongolian' || script === 'digits') return null;
  return foldSound(script === 'latin' ? text : syllablesOf(text).join(''));
}

/** Characters that go on in initials, as 呼hht: the characters, and all of it as initials; null for any other text. */
export function initialsOf({ text }: SearchText): { beginning: string; initials: string } | null {
  const [, beginning, letters] = /^(\p{Script=Han}+)([a-z]+)$/u.exec(text) ?? [];
  if (beginning === undefined || letters === undefined) return null;
  return { beginning, initials: syllablesOf(beginning).map((syllable) => [...syllable][0]!).join('') + letters };
} // prettier-ignore

/** The national database writes division codes with twelve digits: 150102000000 is 150102. */
export const divisionCodeOf = (digits: string): string =>
  /^\d{9}000$/.test(digits) ? digits.slice(0, 9).replace(/000$/, '') : digits;

const generics = /(?:city|banner|league|county|district|town|township|province|village)$/;

/** Other ways to write the same query, tried when the first one finds little. */
export function otherForms({ raw, text, script }: SearchText): string[] {
  const forms = new Set<string>();
  if (script === 'latin' && /\s/.test(raw.trim())) forms.add(text.replace(generics, ''));
  if (script === 'latin') forms.add(text.replaceAll('v', 'u')); // lv is ü for sure where it is typed with care
  if (script === 'mongolian') forms.add(foldShape(text));
  if (script === 'digits') forms.add(divisionCodeOf(text));
  forms.delete(text);
  forms.delete('');
  return [...forms];
}
