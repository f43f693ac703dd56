import type { QualityCheckId } from '../api/quality.ts';
import type { PositionKind } from '../api/geo.ts';
import type { Locator } from '../divisions/locate.ts';
import type { DivisionTree } from '../divisions/tree.ts';
import type { RomanCheck } from '../imports/kinds/place-roman.ts';
import { doubtfulCharacters } from '../naming/characters.ts';
import { splitName } from '../naming/generics.ts';
import { wordFindings, writingFindings } from '../naming/text-checks.ts';
import type { WordLists } from '../naming/words.ts';

/** A present entry, as the checks read it. */
export interface Entry {
  id: number;
  name: string;
  class: string;
  division: string; // 6 or 9 digits
  denotes: string | null;
  roman: string | null;
  hasMongolian: boolean;
  placeCode: string | null;
  lon: number | null; // degrees
  lat: number | null;
  position: PositionKind;
  sample: boolean;
  reading: string | null;
}

/** What the checks compare entries with. */
export interface Reference {
  tree: DivisionTree;
  classes: ReadonlyMap<string, string>;
  romanCheck: RomanCheck;
  locator: Locator;
  words: WordLists;
}

export type Look = [check: QualityCheckId, detail: string | null];

/** What one entry shows by itself. */
export function lookAt(entry: Entry, reference: Reference): Look[] {
  return [...positionOf(entry, reference), ...romanOf(entry, reference), ...nameOf(entry, reference), ...codesOf(entry, reference)]; // prettier-ignore
}

const nearKm = 0.5; // the drawn lines are illustrative, with points on a grid of about 100 m

function positionOf({ lon, lat, position, division }: Entry, { locator, tree }: Reference): Look[] {
  if (lon === null || lat === null) return [['no-position', null]];
  const looks: Look[] = position === 'synthetic' ? [['inferred-position', null]] : [];
  if (locator.size === 0 || tree.get(division.slice(0, 6)) === undefined) return looks;
  const at = locator.find(lon, lat);
  if (at === division.slice(0, 6)) return looks;
  const km = locator.distanceKm(division, lon, lat);
  if (km === null || km < nearKm) return looks;
  const where = at === null ? '自治区以外' : (tree.get(at)?.name ?? at);
  looks.push(['outside-division', `在${where}，距所属旗县 ${km.toFixed(1)} km`]);
  return looks;
}

function romanOf({ name, roman, denotes, hasMongolian }: Entry, { tree, romanCheck }: Reference): Look[] {
  const looks: Look[] = hasMongolian ? [] : [['no-mongolian', null]];
  if (roman === null || roman === '') return [...looks, ['no-roman', null]];
  const node = denotes === null ? undefined : tree.get(denotes);
  const problem = romanCheck(name, roman, node?.name === name ? node.roman : null);
  if (problem === null) return looks;
  const check = problem.check === 'roman-is-pinyin' ? 'roman-is-pinyin' : 'roman-suspicious';
  return [...looks, [check, `${roman}: ${problem.reason}；${problem.remedy}`]];
}

const plain = /^[\u4E00-\u9FFF]{1,12}$/;

function nameOf({ name, class: code }: Entry, { words }: Reference): Look[] {
  const looks: Look[] = [];
  const outside = doubtfulCharacters(name).filter(({ level }) => level === null);
  if (outside.length > 0) looks.push(['characters', outside.map(({ character, standard }) => (standard === null ? character : `${character} (${standard})`)).join('、')]); // prettier-ignore
  if (!plain.test(name)) {
    const form = writingFindings(name, code).filter(({ rule }) => rule !== 'characters');
    if (form.length > 0) looks.push(['form', form.map(({ reason }) => reason).join('；')]);
  }
  const found = wordFindings(name, words);
  if (found.length > 0) looks.push(['words', found.map(({ reason }) => reason).join('；')]);
  const { generic, fits } = splitName(name, code);
  if (fits === false) looks.push(['generic', `通名“${generic}”不合类别 ${code}`]);
  return looks;
}

function codesOf({ class: code, division, placeCode }: Entry, { tree, classes }: Reference): Look[] {
  const looks: Look[] = [];
  if (classes.size > 0 && !classes.has(code)) looks.push(['class-unknown', code]);
  if (tree.get(division) === undefined) looks.push(['division-unknown', division]);
  const wrong = placeCode === null ? null : wrongCode(placeCode, code, division);
  if (wrong !== null) looks.push(['place-code', `${placeCode}: ${wrong}`]);
  return looks;
}

/** 6 + 3 digits of the division, 5 of the class, 6 in sequence (domain.md 3.1). */
function wrongCode(placeCode: string, code: string, division: string): string | null {
  if (!/^\d{20}$/.test(placeCode)) return '不是 20 位数字';
  if (placeCode.slice(9, 14) !== code.padEnd(5, '0')) return `类别段与类别 ${code} 不符`;
  const [county, township] = [placeCode.slice(0, 6), placeCode.slice(6, 9)];
  if (county !== division.slice(0, 6) && !county.endsWith('00')) return `政区段与所属政区 ${division} 不符`;
  const differs = township !== '000' && division.length === 9 && township !== division.slice(6);
  return differs ? `乡级段与所属政区 ${division} 不符` : null;
}

/** Entries are only compared with their like: 行政村 with 村民委员会, other areas by three digits, the rest by two. */
export const groupOfClass = (code: string): string =>
  code.startsWith('276') ? '216' : code.slice(0, code.startsWith('21') ? 3 : 2);
