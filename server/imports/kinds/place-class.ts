import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { PlaceCells } from './place-cells.ts';
import type { PlaceCodes } from './place-codes.ts';
import type { PlaceDivisions } from './place-divisions.ts';

/** GB/T 18521 classes as the service knows them. Local extensions exist: an unknown code is told and kept (domain.md 2.1). */
export interface PlaceClasses {
  empty: boolean;
  has(code: string): boolean;
  /** A 5-digit code (shorter ones padded) or the name of a class; null when it is neither. */
  read(text: string): string | null;
}

export async function readPlaceClasses(db: Db): Promise<PlaceClasses> {
  const { rows } = await sql<{ code: string; name: string }>`select code, name from place_class order by code`.execute(db); // prettier-ignore
  return createPlaceClasses(rows);
}

export function createPlaceClasses(classes: readonly { code: string; name: string }[]): PlaceClasses {
  const codes = new Set(classes.map(({ code }) => code));
  const names = new Map(classes.toReversed().map(({ code, name }) => [name, code])); // the wider class of a name
  return {
    empty: classes.length === 0,
    has: (code) => codes.has(code),
    read: (text) => (/^[1-9]\d{2,4}$/.test(text) ? text.padEnd(5, '0') : (names.get(text) ?? null)),
  };
}

/** A class, and a first importance (1..9999). */
export interface PlaceKind {
  class: string;
  importance: number;
}

const divisionLevels: Readonly<Record<string, PlaceKind>> = {
  province: { class: '21200', importance: 9999 },
  prefecture: { class: '21300', importance: 9000 },
  county: { class: '21400', importance: 8000 },
  township: { class: '21500', importance: 5500 },
};
const levelWords: Readonly<Record<string, string>> = {
  省级: 'province', 自治区: 'province', city: 'prefecture', 地级: 'prefecture', 盟市: 'prefecture', 盟市级: 'prefecture',
  县级: 'county', 旗县: 'county', 旗县级: 'county', town: 'township', 乡级: 'township', 乡镇: 'township', 苏木乡镇: 'township', 乡镇级: 'township',
  村级: 'village', 嘎查村: 'village',
}; // prettier-ignore
const withClass = 1000; // importance
const village = 2500;

/**
 * The class of a row: its column, else its code, else what GeoNames calls it, else the level of a division, else a village
 * or a community by the ending of its name.
 */
export function kindOf(
  cells: PlaceCells,
  name: string,
  codes: PlaceCodes,
  classes: PlaceClasses,
  divisions: PlaceDivisions,
): PlaceKind {
  const given = givenClass(cells, codes, classes);
  if (given !== null) return { class: given, importance: withClass };
  const feature = cells.get('feature_code');
  if (feature !== null) return kindOfFeature(feature, cells.get('population'));
  const text = cells.get('level')?.toLowerCase() ?? '';
  const level = levelWords[text] ?? text;
  const known = divisionLevels[level];
  if (known !== undefined) return known;
  const division =
    codes.statistical || codes.code === null ? null : divisions.levelOf(codes.division ?? '', name);
  const own = divisionLevels[division ?? ''];
  if (own !== undefined) return own;
  const fallback = /(社区|居委会|居民委员会)$/.test(name) ? '21620' : '21610';
  if (level !== 'village' && !codes.statistical) cells.tell('warning', 'class', { check: 'class-missing', reason: `没有地名类别, 按名称归为 ${fallback}`, remedy: '补上类别代码' }); // prettier-ignore
  return { class: fallback, importance: village };
}

function givenClass(cells: PlaceCells, codes: PlaceCodes, classes: PlaceClasses): string | null {
  const text = cells.get('class');
  const given = text === null ? null : classes.read(text);
  if (text !== null && given === null) cells.keep('class');
  if (text !== null && isUnknown(classes, given)) cells.tell('warning', 'class', { check: 'class-unknown', reason: '地名类别不在类别表中', remedy: '核对类别; 地方扩充的类别可以保留' }); // prettier-ignore
  if (given !== null && codes.class !== null && given !== codes.class) cells.tell('warning', 'class', { check: 'class-code-differs', reason: `与地名代码中的类别 ${codes.class} 不符`, remedy: '核对地名代码与类别' }); // prettier-ignore
  if (given === null && codes.class !== null && isUnknown(classes, codes.class)) cells.tell('warning', 'place_code', { check: 'class-unknown', reason: `代码中的类别 ${codes.class} 不在类别表中`, remedy: '核对代码; 地方扩充的类别可以保留' }); // prettier-ignore
  return given ?? codes.class;
}

const isUnknown = (classes: PlaceClasses, code: string | null): boolean =>
  code === null || !(classes.empty || classes.has(code));

/** A settlement of GeoNames: its rank gives the class, its people the importance. */
function kindOfFeature(feature: string, population: string | null): PlaceKind {
  const people = Math.max(0, Number(population) || 0);
  return {
    class: /^PPL[AC]/.test(feature) ? '22100' : '22200',
    importance: Math.min(7000, 1500 + Math.round(700 * Math.log10(1 + people))),
  };
}
