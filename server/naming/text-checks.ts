import type { NameKind, NameOrigin } from '../api/naming.ts';
import type { RomanCheck } from '../imports/kinds/place-roman.ts';
import { nameProblems } from '../imports/kinds/place-names.ts';
import { divide, romanLetters } from '../imports/kinds/place-syllables.ts';
import { fold, isHanzi } from '../places/fold.ts';
import { doubtfulCharacters } from './characters.ts';
import type { Told } from './finding.ts';
import { genericsOf, splitName, type SplitName } from './generics.ts';
import { ruleOf } from './rules.ts';
import { wordsIn, type WordListId, type WordLists } from './words.ts';

const longestHan = 12; // characters, set by the department

/** Told by a rule of its own. */
const elsewhere: ReadonlySet<string> = new Set(['name-variant', 'rare-character', 'name-long']);

/** Characters, length, numerals: art. 9 item 3. */
export function writingFindings(name: string, code: string | null): Told[] {
  const told: Told[] = nameProblems(name)
    .filter(({ check }) => !elsewhere.has(check))
    .map(({ reason, remedy }) => ({ rule: 'form', reason, remedy }));
  const characters = doubtfulCharacters(name);
  const [outside, rare] = [characters.filter(({ level }) => level === null), characters.filter(({ level }) => level !== null)]; // prettier-ignore
  if (outside.length > 0) told.push({ rule: 'characters', reason: `不在《通用规范汉字表》内: ${outside.map(({ character, standard }) => (standard === null ? character : `${character} (规范字 ${standard})`)).join('、')}`, evidence: { characters: outside } }); // prettier-ignore
  if (rare.length > 0) told.push({ rule: 'characters', severity: 'notice', reason: `三级字，多数人不识: ${rare.map(({ character }) => character).join('、')}`, evidence: { characters: rare } }); // prettier-ignore
  const length = [...name].length;
  if (length > longestHan) told.push({ rule: 'length', reason: `有 ${length} 个字，多于 ${longestHan} 个` }); // prettier-ignore
  if (/\d/.test(name) && !code?.startsWith('2321')) told.push({ rule: 'numerals', reason: '名称中有阿拉伯数字' }); // prettier-ignore
  return told;
}

/** 专名 and 通名, and whether the latter fits the class: art. 9, and its item 2. */
export function partsFindings(
  name: string,
  kind: NameKind | null,
  code: string | null,
  split: SplitName,
): Told[] {
  // prettier-ignore
  const told: Told[] = [];
  if (split.generic !== null && split.specific === '') told.push({ rule: 'parts', reason: `只有通名“${split.generic}”，没有专名`, remedy: '补上专名' }); // prettier-ignore
  if (split.generic === null && kind !== null && kind !== 'natural_village' && kind !== 'other') {
    const expected = code === null ? [] : genericsOf(code);
    const severity = kind === 'division' || kind === 'village' || kind === 'street' ? 'error' : 'warning';
    told.push({ rule: 'parts', severity, reason: '没有认出通名', remedy: expected.length === 0 ? '补上通名' : `补上通名，如 ${expected.slice(0, 8).join('、')}`, evidence: { expected: expected.slice(0, 12).join('、') || null } }); // prettier-ignore
  }
  if (split.fits === false && split.generic !== null) {
    const expected = genericsOf(code!).slice(0, 12).join('、');
    told.push({ rule: 'generic', reason: `通名“${split.generic}”不合类别 ${code}`, remedy: `换成合类别的通名 (如 ${expected})，或改正类别`, evidence: { expected } }); // prettier-ignore
  }
  const stacked = stackedIn(split, kind, code);
  if (stacked !== null) told.push({ rule: 'parts', severity: 'warning', reason: `叠用通名“${stacked}${split.generic}”`, remedy: '只留一个通名' }); // prettier-ignore
  return told;
}

function stackedIn(
  { specific, generic }: SplitName,
  kind: NameKind | null,
  code: string | null,
): string | null {
  // prettier-ignore
  if (generic === null || specific === '') return null;
  if (kind === 'village') return generic === '村' && specific.endsWith('嘎查') ? '嘎查' : null;
  if (kind !== 'division' && kind !== 'street') return null;
  const inner = splitName(specific, code);
  return inner.fits === true && inner.generic !== null && inner.specific.length > 1 ? inner.generic : null;
}

/** Names and words that do not belong into place names: art. 9 items 1, 4, 5 and 6. */
export function wordFindings(name: string, lists: WordLists): Told[] {
  const told: Told[] = [];
  const look = (list: WordListId, rule: Told['rule'], of: (words: string[]) => Partial<Told>): void => {
    const words = wordsIn(name, lists[list]);
    if (words.length === 0) return;
    const evidence = { words: words.map((word) => ({ word, list: lists[list].title })) };
    told.push({ rule, reason: `含“${words.join('”“')}” (${lists[list].title})`, evidence, ...of(words) }); // prettier-ignore
  };
  look(
    'leaders',
    'leader',
    (words) =>
    words.every((word) => [...word].length < 3) ? { severity: 'warning', remedy: '人工确认是否指人名；确属的不得使用' } : {}, // prettier-ignore
  );
  look('persons', 'person', () => ({}));
  look('foreign', 'foreign', () => ({}));
  look('companies', 'company', () => ({}));
  look('grandiose', 'grandiose', () => ({}));
  return told;
}

export interface Romanized {
  name: string;
  roman: string | null;
  origin: NameOrigin | null;
  /** The proposer has said so; a guess weighs less. */
  sure: boolean;
  suggestion: string | null;
  official: string | null; // of the division that it names
}

const numberReadings = ['ling', 'yi', 'er', 'san', 'si', 'wu', 'liu', 'qi', 'ba', 'jiu', 'shi'];

/** Bei 2 Xiang -> Bei er Xiang: streets have their numbers as digits. */
const spellNumbers = (roman: string): string =>
  roman.replace(/\d+/g, (digits) => numberReadings[Number(digits)] ?? digits);

/** The romanization against the characters: art. 15 paragraph 2, domain.md 4.4. */
export function romanFindings(one: Romanized, check: RomanCheck): Told[] {
  const { name, roman, origin, sure, suggestion } = one;
  if (roman === null || roman === '') return [];
  const problem = check(name, roman, one.official);
  if (problem?.check === 'roman-is-pinyin') return [{ rule: 'mongolian-roman', reason: problem.reason, remedy: problem.remedy, evidence: { expected: one.official } }]; // prettier-ignore
  if (problem?.check === 'roman-form') return [{ rule: 'romanization', reason: problem.reason, remedy: problem.remedy, evidence: { expected: suggestion } }]; // prettier-ignore
  const points = [...name].filter((point) => fold(point) !== '');
  if (!points.every((point) => isHanzi(point) || /[a-z\d]/i.test(point))) return [];
  const isPinyin = divide(points, romanLetters(spellNumbers(roman))) !== null || divide(points, romanLetters(roman)) !== null; // prettier-ignore
  if (origin === 'mongolian') {
    if (!isPinyin) return problem === null ? [] : [{ rule: 'romanization', severity: 'warning', reason: problem.reason, remedy: problem.remedy }]; // prettier-ignore
    return [{ rule: 'mongolian-roman', reason: `“${roman}”等于汉语拼音${sure ? '' : ' (按用字推断为蒙古语地名)'}` }]; // prettier-ignore
  }
  if (origin === 'other') return [];
  if (!isPinyin) return [{ rule: 'romanization', severity: sure ? 'error' : 'warning', reason: problem?.reason ?? `“${roman}”与汉字读音对不上`, remedy: sure ? ruleOf('romanization').remedy : '汉语地名按读音拼写；蒙古语等地名请注明语种', evidence: { expected: suggestion } }]; // prettier-ignore
  if (suggestion !== null && roman !== suggestion && romanLetters(spellNumbers(roman)) === romanLetters(spellNumbers(suggestion))) return [{ rule: 'romanization', severity: 'warning', reason: '分写、大写或隔音符号与拼写规则不同', remedy: `写作 ${suggestion}`, evidence: { expected: suggestion } }]; // prettier-ignore
  return [];
}
