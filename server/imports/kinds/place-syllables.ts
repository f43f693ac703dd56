import { polyphonic } from 'pinyin-pro';
import { fold, isHanzi } from '../../places/fold.ts';
import { letters, readingsOf } from '../../places/pinyin.ts';

/** Toneless syllables of Hanyu Pinyin: initial, then its finals; ü is written v. */
const inventory: Readonly<Record<string, string>> = {
  '': 'a o e ai ei ao ou an en ang eng er',
  b: 'a o ai ei ao an en ang eng i ie iao ian in ing u',
  p: 'a o ai ei ao ou an en ang eng i ie iao ian in ing u',
  m: 'a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u',
  f: 'a o ei ou an en ang eng u',
  d: 'a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un',
  t: 'a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un',
  n: 'a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve',
  l: 'a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve',
  g: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  k: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  h: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  j: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  q: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  x: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  zh: 'a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  ch: 'a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang',
  sh: 'a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang',
  r: 'e i ao ou an en ang eng ong u ua uo ui uan un',
  z: 'a e i ai ei ao ou an en ang eng ong u uo ui uan un',
  c: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
  s: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
  y: 'a o e ao ou an ang ong i in ing u ue uan un',
  w: 'a o ai ei an en ang eng u',
};

/** With v as u, as `readings` has them. */
const syllables: ReadonlySet<string> = new Set(
  Object.entries(inventory).flatMap(([initial, finals]) =>
    finals.split(' ').map((final) => plainU(initial + final)),
  ),
);
const longest = 6; // letters of a syllable

/** Keys in which ü, v and u are one: people write all three. */
export function plainU(text: string): string {
  return text.replaceAll('v', 'u');
}

export const isSyllable = (text: string): boolean => syllables.has(text);

const known = new Map<string, ReadonlySet<string>>();

/** Every toneless reading of a character, ü as u; a letter or digit reads as itself. */
export function readings(point: string): ReadonlySet<string> {
  let made = known.get(point);
  if (made === undefined) {
    const all = isHanzi(point) ? [...(polyphonic(point, { toneType: 'none', type: 'array', v: true })[0] ?? []), ...readingsOf(point, null).map(([one]) => one ?? '')] : [fold(point)]; // prettier-ignore
    made = new Set(all.map((reading) => plainU(letters(reading))));
    known.set(point, made);
  }
  return made;
}

/** Letters of a romanised name as they are compared: no spaces, marks or tones, ü as u. */
export const romanLetters = (text: string): string =>
  plainU(/^[A-Za-z \-']*$/.test(text) ? text.toLowerCase().replaceAll(/[ \-']/g, '') : letters(text));

/**
 * How letters divide into one reading for each character: the lengths, or null when they do not. All readings of every
 * character are tried.
 */
export function divide(points: readonly string[], text: string): number[] | null {
  const lengths: number[] = [];
  return dividesFrom(points, text, 0, 0, lengths) ? lengths : null;
}

function dividesFrom(
  points: readonly string[],
  text: string,
  index: number,
  at: number,
  lengths: number[],
): boolean {
  if (index === points.length) return at === text.length;
  for (const reading of readings(points[index]!)) {
    if (!text.startsWith(reading, at)) continue;
    lengths[index] = reading.length;
    if (dividesFrom(points, text, index + 1, at + reading.length, lengths)) return true;
  }
  return false;
}

/** Letters as one syllable of pinyin for each character, with as many true readings as can be. */
export interface Alignment {
  syllables: string[];
  wrong: number[]; // characters of which the syllable is no reading
}

/** Null when the words are not as many syllables as there are characters. A syllable never runs over the end of a word. */
export function align(points: readonly string[], words: readonly string[]): Alignment | null {
  const text = words.join('');
  const ends = new Set<number>();
  words.reduce((at, word) => (ends.add(at + word.length), at + word.length), 0);
  const memo = new Map<number, Alignment | null>();
  const from = (index: number, at: number): Alignment | null => {
    if (index === points.length) return at === text.length ? { syllables: [], wrong: [] } : null;
    const key = index * 1000 + at;
    const kept = memo.get(key);
    if (kept !== undefined) return kept;
    let best: Alignment | null = null;
    for (let length = 1; length <= longest && at + length <= text.length; length += 1) {
      if (length > 1 && ends.has(at + length - 1)) break;
      const syllable = text.slice(at, at + length);
      const right = readings(points[index]!).has(syllable);
      if (!right && !syllables.has(syllable)) continue;
      const rest = from(index + 1, at + length);
      if (rest === null) continue;
      const wrong = right ? rest.wrong : [index, ...rest.wrong];
      if (best === null || wrong.length < best.wrong.length)
        best = { syllables: [syllable, ...rest.syllables], wrong };
    }
    memo.set(key, best);
    return best;
  };
  return from(0, 0);
}

/** Whether letters are readings of some of the characters in their order, the first and the last among them: a name cut short. */
export function isPartOf(points: readonly string[], text: string): boolean {
  const last = points.length - 1;
  const from = (index: number, at: number): boolean => {
    for (const reading of index > last ? [] : readings(points[index]!)) {
      if (!text.startsWith(reading, at)) continue;
      if (index === last ? at + reading.length === text.length : from(index + 1, at + reading.length))
        return true;
    }
    return index > 0 && index < last && from(index + 1, at);
  };
  return last > 1 && from(0, 0);
}
