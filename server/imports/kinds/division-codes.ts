import type { Level } from '../../api/divisions.ts';

/** 12 digits: the statistical system's codes (统计用区划代码), another set than the ministry's. */
export const isStatistical = (text: string): boolean => /^\d{12}$/.test(text.trim());

/**
 * A code as it is stored: 6 digits, 9 for a township. 15 and 1501 are filled up with zeros, the country's 156 of GB/T 2659
 * before a code and the decimals that DBF adds are taken off. Null when it is no code.
 */
export function normalCode(text: string): string | null {
  const digits = text.normalize('NFKC').trim().replace(/\.0+$/, '');
  const own = /^156[1-8]\d{5}$/.test(digits) ? digits.slice(3) : digits;
  if (!/^[1-8]\d(\d\d(\d\d(\d{3})?)?)?$/.test(own)) return null;
  return own.length < 6 ? own.padEnd(6, '0') : own;
}

/** GB/T 2260 and GB/T 10114: 150000, 150100, 150102, 150102001. */
export function levelOf(code: string): Level {
  if (code.length === 9) return 'township';
  return code.endsWith('0000') ? 'province' : code.endsWith('00') ? 'prefecture' : 'county';
}

/** The code of the division above, by its digits; null for a province. */
export function parentOf(code: string): string | null {
  switch (levelOf(code)) {
    case 'province':
      return null;
    case 'prefecture':
      return `${code.slice(0, 2)}0000`;
    case 'county':
      return `${code.slice(0, 4)}00`;
    case 'township':
      return code.slice(0, 6);
  }
}

export const levelTitles: Readonly<Record<Level, string>> = { province: '省级', prefecture: '地级', county: '县级', township: '乡级' }; // prettier-ignore

const levelWords: readonly [Level, RegExp][] = [
  ['province', /^(1|province|省级?|自治区|省级行政区)$/i],
  ['prefecture', /^(2|prefecture|city|地级?|地市级?|盟市级?|市级|地级行政区)$/i],
  ['county', /^(3|county|district|县级?|旗县级?|区县级?|县级行政区)$/i],
  ['township', /^(4|township|town|乡级?|乡镇级?|镇级|苏木乡镇|乡级行政区)$/i],
];

/** The level that a cell names: county, 3, 县级. */
export const levelNamed = (text: string): Level | null => levelWords.find(([, words]) => words.test(text.trim()))?.[0] ?? null; // prettier-ignore

const kinds: Readonly<Record<Level, readonly string[]>> = {
  province: ['自治区', '省', '直辖市', '特别行政区'],
  prefecture: ['地级市', '盟', '地区', '自治州'],
  county: ['市辖区', '县', '旗', '自治旗', '县级市', '自治县', '林区', '特区'],
  township: ['街道', '镇', '乡', '民族乡', '苏木', '民族苏木', '区公所'],
};

/** The level at which a kind of division (旗, 苏木) stands; null when it is not known. */
export const levelOfKind = (kind: string): Level | null => (Object.keys(kinds) as Level[]).find((level) => kinds[level].includes(kind)) ?? null; // prettier-ignore

/** Whether digits 7-9 stand for this kind: 0xx 街道, 1xx 镇, 2xx and 3xx 乡 and 苏木, 4xx and up other units (GB/T 10114). */
export function kindFitsCode(code: string, kind: string): boolean {
  if (code.length !== 9) return true;
  const digit = Number(code[6]);
  if (digit >= 4) return true;
  return kind === '街道' ? digit === 0 : kind === '镇' ? digit === 1 : digit >= 2;
}

/** Province codes (two digits) of codes. */
export const regionsOf = (codes: Iterable<string>): ReadonlySet<string> => new Set([...codes].map((code) => code.slice(0, 2))); // prettier-ignore
