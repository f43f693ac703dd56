import type { SearchHit } from '../api/search.ts';
import { fold, foldSound, foldWithOffsets, isHanzi } from '../places/fold.ts';
import {
  allNames,
  keysOfName,
  kinds,
  terminator,
  type Key,
  type Name,
  type NamedPlace,
  type NameKeyPart,
} from '../places/keys.ts';

export type Why = SearchHit['why'];

/** Which way an answer was found; decides its tier. */
export type Pass = 'direct' | 'division' | 'sound' | 'misspelt' | 'code';

const by: Readonly<Record<number, Why['by']>> = {
  [kinds.standard]: 'standard', [kinds.alias]: 'alias', [kinds.roman]: 'roman', [kinds.mongolian]: 'mongolian',
  [kinds.pinyin]: 'pinyin', [kinds.initials]: 'initials', [kinds.hanziTail]: 'standard', [kinds.pinyinTail]: 'pinyin',
  [kinds.sound]: 'pinyin', [kinds.code]: 'code',
}; // prettier-ignore

/**
 * Why a place answered: the keys of its names are made again, and the one that matched leads to the name and to the
 * characters to show in bold. `text` is what was looked up (for `sound`: the folded sound).
 */
export function explain(
  place: NamedPlace,
  match: { kind: number; key: string },
  text: string,
  pass: Pass,
): Why {
  const tier = tierOf(match, text, pass);
  const standard = { of: 'standard', official: null } as const;
  if (match.kind === kinds.code) {
    const code = match.key.replace(terminator, '');
    const isFormer = place.denotes !== null && place.denotes !== code && code.length <= 9;
    return {
      of: isFormer ? 'former' : 'standard',
      official: null,
      tier: 'code',
      by: 'code',
      name: code,
      highlight: [0, Math.min([...text].length, code.length)],
    };
  }
  for (const name of allNames(place)) {
    const part = keysOfName(name).find(
      ({ kind, key }) => key === match.key && (kind === match.kind || kind < 5),
    );
    if (part === undefined) continue;
    if (name.kind === 'short' && tier === 'exact' && place.name.startsWith(name.text)) {
      // 呼和浩特 for 呼和浩特市: shown as the beginning of the standard name
      return {
        tier,
        by: by[part.kind === kinds.alias ? kinds.standard : part.kind]!,
        of: 'standard',
        official: officialOf(place, part, text),
        name: place.name,
        highlight: highlight(name, part, text),
      };
    }
    const roman = part.kind === kinds.pinyinTail && part.reading === undefined;
    return {
      tier,
      by: roman
        ? 'roman'
        : name.kind !== 'standard' && part.kind === kinds.standard
          ? 'alias'
          : by[part.kind]!,
      of: name.kind,
      official: tier === 'exact' && name.kind === 'standard' ? officialOf(place, part, text) : null,
      name: name.text,
      highlight: tier === 'misspelt' ? null : highlight(name, part, text),
    };
  }
  return { ...standard, tier, by: by[match.kind] ?? 'standard', name: place.name, highlight: null };
}

/** The official romanization of a place whose pinyin was typed in whole, where it is another: Hohhot Shi for huhehaote. */
function officialOf({ roman }: NamedPlace, { kind }: Key, text: string): string | null {
  if (roman === null || kind !== kinds.pinyin) return null;
  return fold(roman).startsWith(text.replaceAll('v', 'u')) ? null : roman;
}

export function tierOf({ kind, key }: { kind: number; key: string }, text: string, pass: Pass): Why['tier'] {
  if (pass === 'sound') return 'homophone';
  if (pass === 'misspelt') return 'misspelt';
  if (pass === 'code' || kind === kinds.code) return 'code';
  if (key === text + terminator || (kind === kinds.initials && key === text)) return 'exact';
  return kind === kinds.hanziTail || kind === kinds.pinyinTail ? 'infix' : 'prefix';
}

/** The part of a name that a text covers, as [from, to) in code points; null where it cannot be told. */
export function highlight(name: Name, part: NameKeyPart, text: string): [number, number] | null {
  const { from, text: folded } = foldWithOffsets(name.text);
  const end = (index: number): number => (from[index - 1] ?? -1) + 1; // after the character that folded point index-1 came from
  const length = [...text].length;
  if (part.reading === undefined) {
    const start = part.kind === kinds.pinyinTail ? wordStart(name.text, part.start) : part.start;
    return [from[start] ?? 0, end(Math.min(start + length, from.length))];
  }
  const { reading, start } = part;
  if (reading.length !== [...folded].length || ![...folded].some(isHanzi)) return null; // syllables and characters do not pair
  const covered =
    part.kind === kinds.initials
      ? length
      : syllablesCovered(reading.slice(start), text, part.kind === kinds.sound);
  return covered === null ? null : [from[start] ?? 0, end(Math.min(start + covered, from.length))];
}

/** How many syllables a text of letters reaches into. */
function syllablesCovered(syllables: readonly string[], text: string, sound: boolean): number | null {
  for (let count = 1; count <= syllables.length; count += 1) {
    const joined = syllables.slice(0, count).join('');
    const letters = sound ? foldSound(joined) : joined;
    if (letters.length >= text.length) return count;
  }
  return syllables.length;
}

/** The folded offset at which the word with this number begins. */
const wordStart = (text: string, word: number): number =>
  [...text.split(/[\s-]+/).filter((part) => fold(part) !== '').slice(0, word).map(fold).join('')].length; // prettier-ignore
