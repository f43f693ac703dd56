import { field } from './fields.ts';
import type { Report } from './report.ts';
import type { Row } from './rows.ts';

/** A place as it is read from a file. Longitude and latitude in degrees, EPSG:4490; null = position unknown. */
export interface ImportedPlace {
  line: number;
  externalId: string;
  name: string;
  roman: string | null;
  class: string;
  division: string;
  lon: number | null;
  lat: number | null;
  importance: number;
  names: { text: string; kind: 'standard' | 'alias' | 'former'; lang: string }[];
}

/** Turns a row into a place, or reports why it is left out. */
export function toPlace(row: Row, report: Report): ImportedPlace | null {
  const { line, fields } = row;
  if (field(fields, 'virtual') === 't') {
    report.warning(
      line,
      'virtual',
      field(fields, 'name'),
      '统计用的虚拟单位, 不是地名, 已略去',
      '无须处理。',
    );
    return null;
  }
  const geonames = field(fields, 'sourceId');
  const names = geonames === null ? plainNames(fields) : geonamesNames(fields);
  if (names.length === 0) {
    report.error(line, 'name', null, '没有名称', '补上标准名称。');
    return null;
  }
  const code = field(fields, 'code');
  const position = positionOf(row, report);
  if (position === undefined) return null;
  const standard = names.find((name) => name.kind === 'standard')!;
  const { placeClass, importance } = kindOf(fields, standard.text);
  return {
    line,
    externalId: geonames ?? code ?? `${standard.text}@${line}`,
    name: standard.text,
    roman: geonames === null ? field(fields, 'roman') : field(fields, 'asciiName'),
    class: placeClass,
    division: divisionOf(fields, code),
    lon: position?.[0] ?? null,
    lat: position?.[1] ?? null,
    importance,
    names,
  };
}

function plainNames(fields: Record<string, string>): ImportedPlace['names'] {
  const name = field(fields, 'name');
  if (name === null) return [];
  const names: ImportedPlace['names'] = [{ text: name, kind: 'standard', lang: language(name) }];
  const mongolian = field(fields, 'mongolian');
  if (mongolian !== null) names.push({ text: mongolian, kind: 'standard', lang: 'mn-Mong' });
  for (const kind of ['alias', 'former'] as const) {
    for (const text of field(fields, kind)?.split(/[|;；、]/) ?? []) {
      if (text.trim() !== '') names.push({ text: text.trim(), kind, lang: language(text) });
    }
  }
  return names;
}

/** GeoNames gives one Latin name and many alternates: the first in simplified hanzi becomes the name, the rest aliases. */
function geonamesNames(fields: Record<string, string>): ImportedPlace['names'] {
  const latin = field(fields, 'name');
  const alternates = (field(fields, 'alternates') ?? '').split(',').map((text) => text.trim()).filter((text) => text !== ''); // prettier-ignore
  const hanzi = alternates.filter((text) => /^\p{Script=Han}+$/u.test(text));
  const standard = hanzi.find((text) => /[市旗县镇乡村]$/.test(text)) ?? hanzi[0] ?? latin;
  if (standard === null || standard === undefined) return [];
  const others = new Set(
    [...(latin === null ? [] : [latin]), ...alternates].filter((text) => text !== standard),
  );
  return [
    { text: standard, kind: 'standard', lang: language(standard) },
    ...[...others].map((text) => ({ text, kind: 'alias' as const, lang: language(text) })),
  ];
}

function language(text: string): string {
  if (/\p{Script=Han}/u.test(text)) return 'zh-Hans';
  if (/\p{Script=Mongolian}/u.test(text)) return 'mn-Mong';
  if (/\p{Script=Cyrillic}/u.test(text)) return 'mn-Cyrl';
  return /\p{Script=Latin}/u.test(text) ? 'zh-Latn-pinyin' : 'und';
}

/** @returns undefined when the coordinates are there but wrong: the row is refused; null when there are none */
function positionOf(row: Row, report: Report): [number, number] | null | undefined {
  const drawn = row.geometry?.type === 'Point' ? row.geometry.coordinates : null;
  const [lonText, latText] =
    drawn === null
      ? [field(row.fields, 'longitude'), field(row.fields, 'latitude')]
      : [String(drawn[0]), String(drawn[1])];
  if (lonText === null && latText === null) return null;
  const [lon, lat] = [Number(lonText), Number(latText)];
  if (Number.isFinite(lon) && Number.isFinite(lat) && lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54)
    return [lon, lat];
  report.error(
    row.line,
    '经度, 纬度',
    `${lonText}, ${latText}`,
    '坐标不是中国境内的经纬度 (度)',
    '检查坐标顺序与单位。',
  );
  return undefined;
}

/** The township (9 digits) or county (6) that a code or a column names. */
function divisionOf(fields: Record<string, string>, code: string | null): string {
  const named = field(fields, 'division');
  if (named !== null && /^\d{6}(\d{3})?$/.test(named)) return named;
  if (code !== null && /^\d{12}$/.test(code))
    return code.slice(6, 9) === '000' ? code.slice(0, 6) : code.slice(0, 9);
  return code !== null && /^\d{6}/.test(code) ? code.slice(0, 6) : '150000';
}

/** GB/T 18521 class and a first importance (1..9999) from the level column, the GeoNames feature code, or the name. */
function kindOf(fields: Record<string, string>, name: string): { placeClass: string; importance: number } {
  const given = field(fields, 'class');
  if (given !== null && /^\d{5}$/.test(given)) return { placeClass: given, importance: 1000 };
  const feature = field(fields, 'featureCode');
  if (feature !== null) return { placeClass: /^PPL[AC]/.test(feature) ? '22100' : '22200', importance: Math.min(7000, 1500 + Math.round(700 * Math.log10(1 + Math.max(0, Number(fields['population']) || 0)))) }; // prettier-ignore
  switch (field(fields, 'level')) {
    case 'province':
      return { placeClass: '21200', importance: 9999 };
    case 'city':
    case 'prefecture':
      return { placeClass: '21300', importance: 9000 };
    case 'county':
      return { placeClass: '21400', importance: 8000 };
    case 'town':
    case 'township':
      return { placeClass: '21500', importance: 5500 };
    default:
      return { placeClass: /(社区|居委会|居民委员会)$/.test(name) ? '21620' : '21610', importance: 2500 };
  }
}
