import type { VerifyOutcome } from '../api/verify.ts';

/** Words of a reason: what stands in {braces} is filled from the finding. */
interface Reason {
  outcome: VerifyOutcome;
  /** The less, the surer. From `guessed` on it is a guess, and only one name may be the likeliest. */
  rank: number;
  zh: string;
  en: string;
}

/** Ranks from here on are guesses about what was meant. */
export const guessed = 60;
/** Ranks from here on are so weak that the same name elsewhere counts as much. */
export const weak = 80;

/** Why one entry answers to a name. */
export const reasons = {
  exact: { outcome: 'standard', rank: 0, zh: '与标准地名一致', en: 'is the standard name' },
  roman: { outcome: 'standard', rank: 1, zh: '是标准罗马字母拼写', en: 'is the official romanization' },
  mongolian: { outcome: 'standard', rank: 1, zh: '是标准地名的蒙古文', en: 'is the standard name in Mongolian script' }, // prettier-ignore
  traditional: { outcome: 'misspelt', rank: 10, zh: '用了繁体或异体字: {differences}', en: 'traditional or variant characters: {differences}' }, // prettier-ignore
  'mongolian-letters': { outcome: 'misspelt', rank: 10, zh: '蒙古文字形相近而字母不同', en: 'looks alike, but has other Mongolian letters' }, // prettier-ignore
  short: { outcome: 'alias', rank: 20, zh: '是{name}的简称', en: 'is the short form of {name}' },
  alias: { outcome: 'alias', rank: 20, zh: '是{name}的别名', en: 'is another name of {name}' },
  variant: { outcome: 'alias', rank: 20, zh: '是{name}的另一种写法', en: 'is another writing of {name}' },
  'roman-short': { outcome: 'alias', rank: 21, zh: '是{name}的罗马字母拼写, 省略或改译了通名 (标准拼写 {roman})', en: 'is the romanization without its generic term (official: {roman})' }, // prettier-ignore
  pinyin: { outcome: 'alias', rank: 22, zh: '是{name}的汉语拼音, 未登记罗马字母拼写', en: 'is the pinyin of {name}, which has no registered romanization' }, // prettier-ignore
  code: { outcome: 'alias', rank: 23, zh: '是{name}的代码', en: 'is the code of {name}' },
  former: { outcome: 'former', rank: 30, zh: '是{name}的曾用名', en: 'is a former name of {name}' },
  retired: { outcome: 'former', rank: 31, zh: '此地名已停用 ({state})', en: 'this name is no longer in use ({state})' }, // prettier-ignore
  'former-division': { outcome: 'former', rank: 32, zh: '是已撤销的政区 {gone} (至 {until}), 今为{name}', en: 'is the abolished division {gone} (until {until}), today {name}' }, // prettier-ignore
  romanization: { outcome: 'misspelt', rank: 40, zh: '按汉语拼音拼写, 标准罗马字母拼写是 {roman}', en: 'spelt as pinyin; the official romanization is {roman}' }, // prettier-ignore
  path: { outcome: 'alias', rank: 50, zh: '名称前带有政区 {prefix}', en: 'has the division {prefix} before it' }, // prettier-ignore
  office: { outcome: 'alias', rank: 51, zh: '是机构名称, 地名是{name}', en: 'names an office; the place is {name}' }, // prettier-ignore
  bracketed: { outcome: 'misspelt', rank: 52, zh: '括号里的文字不属于地名', en: 'what stands in brackets is no part of the name' }, // prettier-ignore
  homophone: { outcome: 'misspelt', rank: 60, zh: '同音字: {differences}', en: 'same sound, other characters: {differences}' }, // prettier-ignore
  'homophone-more': { outcome: 'misspelt', rank: 65, zh: '读音相同, 几个字不同: {differences}', en: 'same sound, several other characters: {differences}' }, // prettier-ignore
  'near-sound': { outcome: 'misspelt', rank: 70, zh: '读音相近: {differences}', en: 'similar sound: {differences}' }, // prettier-ignore
  generic: { outcome: 'misspelt', rank: 75, zh: '缺通名“{ought}”', en: 'the generic term “{ought}” is missing' }, // prettier-ignore
  letters: { outcome: 'misspelt', rank: 76, zh: '罗马字母有一两个不同, 标准拼写是 {roman}', en: 'a letter or two differ; the official spelling is {roman}' }, // prettier-ignore
  missing: { outcome: 'misspelt', rank: 80, zh: '缺“{ought}”字', en: '“{ought}” is missing' },
  surplus: { outcome: 'misspelt', rank: 80, zh: '多“{is}”字', en: '“{is}” is one too many' },
  wrong: { outcome: 'misspelt', rank: 80, zh: '“{is}”应为“{ought}”', en: '“{is}” should be “{ought}”' },
  swapped: { outcome: 'misspelt', rank: 80, zh: '“{is}”应为“{ought}” (次序颠倒)', en: '“{is}” should be “{ought}” (order)' }, // prettier-ignore
  'sound-far': { outcome: 'misspelt', rank: 85, zh: '读音相近, 几个字不同: {differences}', en: 'similar sound, several other characters: {differences}' }, // prettier-ignore
  'alias-slip': { outcome: 'misspelt', rank: 90, zh: '与{name}的别名或曾用名“{other}”差一个字', en: 'differs by one character from “{other}”, another name of {name}' }, // prettier-ignore
  elsewhere: { outcome: 'not_found', rank: 95, zh: '在别的政区有此标准地名', en: 'is a standard name in another division' }, // prettier-ignore
} as const satisfies Record<string, Reason>;
export type ReasonId = keyof typeof reasons;

/** What is said of a row as a whole, where no entry's own reason says it. */
export const verdicts = {
  several: { zh: '有 {n} 处地名符合, 请选定', en: '{n} places answer to it: choose one' },
  'several-alike': { zh: '与几个标准地名相近: {names}', en: 'is like several standard names: {names}' },
  'here-or-elsewhere': { zh: '所填政区内只有相近的名称, 同名在别处: {names}', en: 'only similar names in the given division, the same name elsewhere: {names}' }, // prettier-ignore
  'gone-division': { zh: '是已撤销的政区 (至 {until}), 没有单一的现名', en: 'is an abolished division (until {until}) without a single present name' }, // prettier-ignore
  elsewhere: { zh: '所填政区内没有, 别处有 {n} 处同名', en: 'not in the given division; {n} of this name elsewhere' }, // prettier-ignore
  'too-many': { zh: '没有此地名; 相近的名称太多, 不能判断', en: 'not found; too many names are like it to say which is meant' }, // prettier-ignore
  sample: { zh: '只在示例数据中出现, 不是标准地名', en: 'is found among sample data only, which are no standard names' }, // prettier-ignore
  proposed: { zh: '只是拟用地名, 尚未批准', en: 'is a proposed name only' },
  nothing: { zh: '没有此地名, 也没有相近的名称', en: 'not found, nor anything like it' },
  empty: { zh: '这一行没有名称', en: 'there is no name in this row' },
} as const;
export type VerdictId = keyof typeof verdicts;

/** What else is worth knowing of a row. */
export const noteWords = {
  'division-unknown': { zh: '不认得政区“{cell}”, 按全区核验', en: 'the division “{cell}” is not known: looked for everywhere' }, // prettier-ignore
  'division-several': { zh: '政区“{cell}”有 {n} 个, 都查了', en: '{n} divisions are called “{cell}”: all were looked into' }, // prettier-ignore
  'division-former': { zh: '政区“{cell}”已撤销, 按今 {names} 核验', en: 'the division “{cell}” is abolished: looked into {names}' }, // prettier-ignore
  also: { zh: '另有 {n} 处也用过或可写作此名', en: '{n} other places have or had this name, too' },
  same: { zh: '{n} 处同名, 请选定', en: '{n} places have this name: choose one' },
} as const;
export type NoteId = keyof typeof noteWords;

export type Fill = Record<string, string | number>;

/** A finding in words. */
export function inWords(
  id: string,
  words: { zh: string; en: string },
  fill: Fill,
): { id: string; zh: string; en: string } {
  const say = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(fill[name] ?? ''));
  return { id, zh: say(words.zh), en: say(words.en) };
}
