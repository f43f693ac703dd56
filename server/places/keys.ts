import { fold, foldShape, foldSound, isHanzi, isMongolian } from './fold.ts';
import { readingsOf } from './pinyin.ts';

/** What a search key is made of. The numbers are stored: name_key.kind. */
export const kinds = {
  standard: 0, // whole names; these five end with the terminator
  alias: 1,
  roman: 2,
  mongolian: 3, // Mongolian script and Cyrillic
  pinyin: 4,
  initials: 5,
  hanziTail: 6, // the standard name from its second character on
  pinyinTail: 7, // its pinyin (or roman words) from the second syllable on
  sound: 8, // '~' and the folded pinyin: homophones
  code: 9, // division code
} as const;

/** Points on top of a place's importance (1..9999), by kind: how much a name of this kind counts. */
export const bonuses: readonly number[] = [3000, 2000, 3000, 3000, 2500, 1500, 1000, 500, 0, 4000];
/** Points for a whole name that equals the query, added at query time. */
export const equalityBonus = 3500;
/** Stands at the end of whole names, so that equality is not met by a tail. */
export const terminator = '|';

const tails = { hanzi: 12, pinyin: 8 }; // starts per name, so that a sentence-long name does not flood the table
const longest = 80; // code points of a key
const longTail = 24; // code points of a tail: nobody types further

/** A name in one script, as it is stored. */
export interface Name {
  text: string;
  kind: 'standard' | 'short' | 'alias' | 'former' | 'variant';
  lang: string; // BCP 47
  reading: string | null; // pinyin, syllables separated by spaces
}

/** A place with everything that it can be found by. */
export interface NamedPlace {
  name: string;
  roman: string | null;
  mongolian: string | null;
  denotes: string | null; // division code
  names: readonly Name[];
}

export interface Key {
  kind: number;
  key: string;
}

/** A key and the part of the name that it begins at: character, syllable or word number. */
export interface NameKeyPart extends Key {
  start: number;
  reading?: readonly string[]; // of pinyin keys
}

/** Every key of a place, each once. The one place where keys are made: rebuild, edits and explanations all use it. */
export function keysOf(place: NamedPlace): Key[] {
  const found = new Map<string, Key>();
  for (const name of allNames(place)) {
    for (const { kind, key } of keysOfName(name)) {
      const known = found.get(key);
      // Romanised like pinyin: the pinyin row stays, since it leads back to the characters.
      const better =
        known === undefined || (known.kind !== kinds.pinyin && bonuses[kind]! > bonuses[known.kind]!);
      if (better) found.set(key, { kind, key });
    }
  }
  if (place.denotes !== null) found.set(place.denotes, { kind: kinds.code, key: place.denotes + terminator });
  return [...found.values()];
}

/** The names of a place, the standard one first, with its reading where one is stored. */
export function allNames(place: NamedPlace): Name[] {
  const standard = place.names.find((name) => name.kind === 'standard' && name.text === place.name);
  const rest = place.names.filter((name) => name !== standard);
  return [
    standard ?? { text: place.name, kind: 'standard', lang: 'zh-Hans', reading: null },
    ...(place.roman === null ? [] : [script(place.roman, 'mn-Latn')]),
    ...(place.mongolian === null ? [] : [script(place.mongolian, 'mn-Mong')]),
    ...rest,
  ];
}

const script = (text: string, lang: string): Name => ({ text, kind: 'standard', lang, reading: null });

/** The keys of one name. */
export function keysOfName(name: Name): NameKeyPart[] {
  const text = cut(fold(name.text), longest);
  if (text === '') return [];
  if (isMongolian(text) || /\p{Script=Cyrillic}/u.test(text)) return scriptKeys(text);
  if (!hasHanzi(text)) return romanKeys(name, text);
  const standard = name.kind === 'standard';
  const points = [...text];
  const keys: NameKeyPart[] = [
    { kind: standard ? kinds.standard : kinds.alias, key: text + terminator, start: 0 },
    ...(standard
      ? tailsOf(points, tails.hanzi).map(({ key, start }) => ({ kind: kinds.hanziTail, key, start }))
      : []),
  ];
  readingsOf(name.text, name.reading).forEach((syllables, index) => {
    const joined = cut(syllables.join(''), longest);
    keys.push({ kind: kinds.pinyin, key: joined + terminator, start: 0, reading: syllables });
    const initials = cut(syllables.map((syllable) => [...syllable][0]).join(''), longTail);
    if (index === 0 && initials.length > 1)
      keys.push({ kind: kinds.initials, key: initials, start: 0, reading: syllables });
    if (!standard) return;
    keys.push({ kind: kinds.sound, key: `~${foldSound(joined)}${terminator}`, start: 0, reading: syllables });
    if (index > 0) return;
    // A tail of one syllable (shi, cun, shan) would only repeat the generic word: not kept.
    for (const { key, start } of tailsOf(syllables, Math.min(tails.pinyin, syllables.length - 2)))
      keys.push({ kind: kinds.pinyinTail, key, start, reading: syllables });
  });
  return keys;
}

const hasHanzi = (text: string): boolean => [...text].some(isHanzi);
const cut = (text: string, length: number): string =>
  text.length <= length ? text : [...text].slice(0, length).join('');

function tailsOf(parts: readonly string[], count: number): { key: string; start: number }[] {
  return Array.from({ length: Math.max(0, Math.min(count, parts.length - 1)) }, (_, index) => ({
    key: cut(parts.slice(index + 1).join(''), longTail),
    start: index + 1,
  }));
}

/** Mongolian and Cyrillic: the name, and the name by the shapes of its letters. */
function scriptKeys(text: string): NameKeyPart[] {
  const shape = foldShape(text);
  return [text, ...(shape === text ? [] : [shape])].map((form) => ({
    kind: kinds.mongolian,
    key: form + terminator,
    start: 0,
  }));
}

/** A romanised name; from its second word on it is found too, the generic last word alone excepted. */
function romanKeys(name: Name, text: string): NameKeyPart[] {
  const words = name.text.split(/[\s-]+/).map(fold).filter((word) => word !== ''); // prettier-ignore
  return [
    { kind: name.kind === 'standard' ? kinds.roman : kinds.alias, key: text + terminator, start: 0 },
    ...tailsOf(words, words.length - 2).map(({ key, start }) => ({ kind: kinds.pinyinTail, key, start })),
  ];
}
