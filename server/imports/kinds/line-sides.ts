import type { LineLevel } from '../../api/boundaries.ts';
import { provinceName } from '../../boundaries/names.ts';
import { lineOf, type LineHead } from '../../boundaries/topology.ts';
import { plainText } from './cell-values.ts';
import { divisionCode, resolveDivision, significant, type KnownDivisions } from './known-divisions.ts';

/** Provinces that share a line with the region (domain.md 5.3): 冀 晋 辽 吉 黑 陕 甘 宁. */
export const neighbourProvinces: readonly string[] = ['13', '14', '21', '22', '23', '61', '62', '64'];

/** A side as a cell names it: a division of the region, or one across its border that is known by its code only. */
export type Side =
  | { code: string; name: string | null; formerly: string | null }
  | { code: null; problem: 'unknown' | 'abolished' | 'ambiguous'; candidates: readonly string[] };

/** What a code or a name stands for as a side of a line or a marker: a banner, a league, a province, also of a neighbour. */
export function resolveSide(known: KnownDivisions, text: string): Side {
  const code = divisionCode(text);
  const province = neighbourProvinces.find((code2) =>
    code === null ? isNameOf(code2, text) : code.startsWith(code2),
  );
  if (province !== undefined) {
    const whole = `${province}0000`;
    return { code: code?.slice(0, 6) ?? whole, name: code === null || code === whole ? provinceName(province) : null, formerly: null }; // prettier-ignore
  }
  if (known.empty && code !== null && code.startsWith('15'))
    return { code: code.slice(0, 6), name: null, formerly: null };
  const found = resolveDivision(known, text, ['county', 'prefecture', 'province']);
  if (found.division === null) return { code: null, problem: found.problem, candidates: found.candidates };
  return { code: found.division.code, name: found.division.name, formerly: found.formerly };
}

const isNameOf = (code2: string, text: string): boolean => {
  const name = plainText(text);
  return name.length >= 2 && provinceName(code2).startsWith(name);
};

/** Whether two sides can share a line: neither lies in the other. */
export const areApart = (a: string, b: string): boolean =>
  !significant(a).startsWith(significant(b)) && !significant(b).startsWith(significant(a));

/** The legal line between two divisions, or along the outer edge of one; the smaller code first. */
export function lineOfSides(
  sides: readonly string[],
  national: boolean,
  nameOf: (code: string) => string,
): LineHead {
  const counties = [...sides].sort();
  const across = national && counties.length === 1 ? ({ kind: 'national', county: counties[0]!, neighbour: null, neighbourName: null, province: null } as const) : null; // prettier-ignore
  return lineOf({ counties, across }, nameOf);
}

/** What a line's code says: the two sides, or the one side of an outer edge. */
export interface CodeParts {
  sides: string[];
  national: boolean;
}

/**
 * Reads the code of a line: 1521, 150100-150200, 150102-150103, 150000-national, 150102-outside, and without the hyphen
 * (no rule is published for the lower levels; domain.md 5.3). Null when it is written by another rule.
 */
export function partsOfCode(text: string): CodeParts | null {
  const code = plainText(text).toLowerCase().replaceAll(/[—–_/]/g, '-').replaceAll(' ', ''); // prettier-ignore
  const outer = /^(\d{6})-(national|outside)$/.exec(code);
  if (outer !== null) return { sides: [outer[1]!], national: outer[2] === 'national' };
  const pair = /^(\d{2})-?(\d{2})$|^(\d{4})-?(\d{4})$|^(\d{6})-?(\d{6})$/.exec(code);
  if (pair === null) return null;
  const sides = pair
    .slice(1)
    .filter((part) => part !== undefined)
    .map((part) => part.padEnd(6, '0'))
    .sort();
  const plausible = sides.every(
    (side) => side.startsWith('15') || neighbourProvinces.includes(side.slice(0, 2)),
  );
  return plausible && areApart(sides[0]!, sides[1]!) ? { sides, national: false } : null;
}

/** The code in the form of the database; null when the text is no code of a line. */
export function canonicalLineCode(text: string): string | null {
  const parts = partsOfCode(text);
  if (parts === null) return null;
  return lineOfSides(parts.sides, parts.national, (code) => code).code;
}

const levelWords: Readonly<Record<LineLevel, RegExp>> = {
  national: /^(国界|国家级|国级)$/,
  province: /^(省级|省|省界|自治区级|省区级)(界线)?$/,
  prefecture: /^(盟市级|盟级|市级|地级|地市级|盟市|市|盟市界|市界)(界线)?$/,
  county: /^(旗县级|县级|旗级|旗县|县|县界|旗县界|旗县市区级)(界线)?$/,
  unclassified: /^(未定级|未定|其他)$/,
};

/** Null when the word is no level of a line. */
export function parseLineLevel(text: string): LineLevel | null {
  const word = plainText(text).toLowerCase();
  for (const [level, form] of Object.entries(levelWords) as [LineLevel, RegExp][])
    if (level === word || form.test(word)) return level;
  return null;
}
