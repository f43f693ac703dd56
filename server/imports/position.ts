import { parseAngle } from '../crs/angle.ts';
import { CrsError, type Crs, type Datum, type DatumShifts, type Located } from '../crs/crs.ts';
import { parseCrs } from '../crs/registry.ts';
import { createTransform } from '../crs/transform.ts';
import { crsOf, looksSwapped, recogniseGaussKruger } from '../crs/zones.ts';
import type { Columns, Field } from './columns.ts';
import type { Row } from './formats/format.ts';
import type { FindingInput, Report } from './report.ts';

/** Fields by which a row says where it is; every kind with points has them (domain.md 3.2, 5.5, 8). */
export const positionFields: readonly Field[] = [
  { id: 'longitude', title: '经度', headers: ['东经', 'lon_wgs84', 'lon', 'lng', 'long', '中心经度', 'lon_gcj02', 'lon_bd09', 'lng_gcj02'] }, // prettier-ignore
  {
    id: 'latitude',
    title: '纬度',
    headers: ['北纬', 'lat_wgs84', 'lat', '中心纬度', 'lat_gcj02', 'lat_bd09'],
  },
  { id: 'northing', title: '纵坐标', headers: ['纵坐标X', 'X坐标', '北坐标', 'north', 'n', 'X北', '坐标X'] },
  { id: 'easting', title: '横坐标', headers: ['横坐标Y', 'Y坐标', '东坐标', 'east', 'e', 'Y东', '坐标Y'] },
  { id: 'x', title: 'X', headers: [] },
  { id: 'y', title: 'Y', headers: [] },
  { id: 'zone', title: '带号', headers: ['投影带', '分带', '中央经线', '中央子午线'] },
  { id: 'crs', title: '坐标系', headers: ['坐标系统', '坐标参考系', 'srs', 'epsg'] },
];

/** Where a row is, in EPSG:4490, and what stands in the file. */
export interface RowPosition {
  lon: number | null;
  lat: number | null;
  /** `unknown`: the row has no coordinates. `untransformed` (未转换): it has, in a legacy datum without parameters. */
  status: Located['status'] | 'unknown';
  method: string | null;
  accuracyM: number | null;
  /** As surveyed, never changed. Null without coordinates. */
  original: Original | null;
}

/** Coordinates as they stand in the file: x = northing (or latitude), y = easting (or longitude), decimal, in `crs`. */
export interface Original {
  x: string;
  y: string;
  crs: string; // 'EPSG:2362', 'GCJ02'
  epsg: number | null;
  /** What the cells say, where that is no decimal number. */
  text?: string;
}

/** Reads the position of a row. @returns undefined when it is wrong: the row is refused, the report says why */
export type PositionReader = (row: Row, report: Report) => RowPosition | undefined;

/** A pair as it was read, in the words of GIS: x = longitude or easting, y = latitude or northing. */
interface Pair {
  x: number;
  y: number;
  text: [string, string];
  form: 'degrees' | 'metres';
}

export interface PositionSettings {
  columns: Columns;
  /** Of the file; null = not known, taken for CGCS2000. A row's own 坐标系 goes before it. */
  crs: Crs | null;
  shifts: DatumShifts;
  /** GCJ-02 and BD-09 are accepted. */
  obfuscated: boolean;
}

const nowhere: RowPosition = { lon: null, lat: null, status: 'unknown', method: null, accuracyM: null, original: null }; // prettier-ignore
const china = { west: 73, east: 136, south: 3, north: 54 };

/**
 * Positions from a point geometry, from degrees (decimal or DMS), or from Gauss-Kruger X (north) / Y (east) with the zone in
 * the easting, in a column, or in the file's reference system (domain.md 8.2).
 */
export function createPositionReader(settings: PositionSettings): PositionReader {
  const { columns, shifts } = settings;
  const transforms = new Map<string, ReturnType<typeof createTransform>>();
  const transformOf = (crs: Crs): ReturnType<typeof createTransform> => {
    const known = transforms.get(crs.id);
    if (known !== undefined) return known;
    const made = createTransform(crs, shifts);
    transforms.set(crs.id, made);
    return made;
  };
  return (row, report) => {
    const at = { line: row.line };
    const refuse = (finding: Omit<FindingInput, 'line'>): undefined =>
      report.error({ ...at, ...finding }) as undefined;
    const pair = pairOf(row, columns);
    if (pair === null) return nowhere;
    if ('reason' in pair) return refuse(pair);
    const crs = crsOfPair(row, pair, settings);
    if ('reason' in crs) return refuse(crs);
    const value = pair.text.join(', ');
    if (pair.form === 'degrees' && looksSwapped(pair.x, pair.y)) return refuse({ check: 'axes-swapped', field: columns.header('longitude'), value, reason: '经度与纬度像是互换了', remedy: '把两列对调, 或在列映射中互换' }); // prettier-ignore
    let located: Located;
    try {
      located = transformOf(crs)(pair.x, pair.y);
    } catch (error) {
      if (!(error instanceof CrsError)) throw error;
      return refuse({ check: 'coordinate-range', field: columns.header(pair.form === 'degrees' ? 'longitude' : 'easting'), value, reason: error.message.replace(/。$/, ''), remedy: '检查坐标系、带号与坐标顺序' }); // prettier-ignore
    }
    const original: Original = { ...survey(pair), crs: crs.id, epsg: crs.epsg };
    if (located.lon === null || located.lat === null) return { ...located, original };
    const { lon, lat } = located;
    if (!(lon >= china.west && lon <= china.east && lat >= china.south && lat <= china.north)) return refuse({ check: 'coordinate-range', field: columns.header(pair.form === 'degrees' ? 'longitude' : 'easting'), value, reason: '坐标不在经度 73-136、纬度 3-54 之内', remedy: '检查坐标系、带号与坐标顺序' }); // prettier-ignore
    return { ...located, original };
  };
}

type Wrong = Omit<FindingInput, 'line'>;

function pairOf(row: Row, columns: Columns): Pair | Wrong | null {
  if (row.geometry !== null) {
    const { geometry } = row;
    const position = geometry.type === 'Point' ? geometry.coordinates : geometry.type === 'MultiPoint' && geometry.coordinates.length === 1 ? geometry.coordinates[0] : undefined; // prettier-ignore
    if (position === undefined) return { check: 'geometry-type', field: 'geometry', value: geometry.type, reason: '应为一个点 (Point)', remedy: '按点导出' }; // prettier-ignore
    const [x, y] = position;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return { check: 'coordinate-form', field: 'geometry', value: JSON.stringify(position), reason: '坐标不是数字', remedy: '改正或清空坐标' }; // prettier-ignore
    return { x: x!, y: y!, text: [String(x), String(y)], form: Math.abs(x!) <= 360 && Math.abs(y!) <= 90 ? 'degrees' : 'metres' }; // prettier-ignore
  }
  const [lon, lat] = [columns.get(row, 'longitude'), columns.get(row, 'latitude')];
  if (lon !== null || lat !== null) return degrees(lon, lat, columns);
  const [northing, easting] = [columns.get(row, 'northing'), columns.get(row, 'easting')];
  if (northing !== null || easting !== null) return metres(northing, easting, columns);
  const [x, y] = [columns.get(row, 'x'), columns.get(row, 'y')];
  if (x === null && y === null) return null;
  const small = (text: string | null): boolean => text !== null && Math.abs(Number(text)) <= 360;
  if (small(x) && small(y)) return degrees(x, y, columns);
  // A bare X and Y: a survey's X is north, a GIS's x is east. The figures tell (north of China: 3.9 to 6 million m).
  const swapped = recogniseGaussKruger(Number(x), Number(y))?.swapped === true;
  return swapped ? metres(y, x, columns) : metres(x, y, columns);
}

function degrees(lon: string | null, lat: string | null, columns: Columns): Pair | Wrong {
  if (lon === null || lat === null)
    return half(lon === null ? columns.header('longitude') : columns.header('latitude'));
  const [x, y] = [parseAngle(lon), parseAngle(lat)];
  if ('error' in x) return { check: 'coordinate-form', field: columns.header('longitude'), value: lon, reason: x.error, remedy: '写成十进制度或 111°44′52.30″' }; // prettier-ignore
  if ('error' in y) return { check: 'coordinate-form', field: columns.header('latitude'), value: lat, reason: y.error, remedy: '写成十进制度或 40°50′30.00″' }; // prettier-ignore
  return { x: x.degrees, y: y.degrees, text: [lon, lat], form: 'degrees' };
}

const plain = /^[+-]?\d+(\.\d+)?$/;

function metres(northing: string | null, easting: string | null, columns: Columns): Pair | Wrong {
  if (northing === null || easting === null) return half(northing === null ? columns.header('northing') : columns.header('easting')); // prettier-ignore
  for (const [text, field] of [
    [northing, 'northing'],
    [easting, 'easting'],
  ] as const) {
    if (!plain.test(text)) return { check: 'coordinate-form', field: columns.header(field), value: text, reason: '不是以米为单位的十进制数', remedy: '改正或清空坐标' }; // prettier-ignore
  }
  if (recogniseGaussKruger(Number(northing), Number(easting))?.swapped === true) return { check: 'axes-swapped', field: columns.header('northing'), value: `${northing}, ${easting}`, reason: '纵坐标 X (北) 与横坐标 Y (东) 像是互换了', remedy: '把两列对调, 或在列映射中互换' }; // prettier-ignore
  return { x: Number(easting), y: Number(northing), text: [easting, northing], form: 'metres' };
}

const half = (field: string): Wrong => ({ check: 'coordinate-half', field, value: null, reason: '两个坐标只有一个', remedy: '补上另一个, 或把两个都清空' }); // prettier-ignore

const survey = ({ x, y, text }: Pair): Pick<Original, 'x' | 'y' | 'text'> => ({
  x: plain.test(text[1]) ? text[1] : String(y),
  y: plain.test(text[0]) ? text[0] : String(x),
  ...(plain.test(text[0]) && plain.test(text[1]) ? {} : { text: `${text[1]}, ${text[0]}` }),
});

/** The reference system of one pair: what the row says, else the file, with the zone that the easting or a column gives. */
function crsOfPair(
  row: Row,
  pair: Pair,
  { columns, crs: ofFile, obfuscated }: PositionSettings,
): Crs | Wrong {
  let crs = ofFile;
  const own = columns.get(row, 'crs');
  if (own !== null) {
    try {
      crs = parseCrs(own);
    } catch (error) {
      if (!(error instanceof CrsError)) throw error;
      return { check: 'crs-unknown', field: columns.header('crs'), value: own, reason: error.message, remedy: '改正坐标系' }; // prettier-ignore
    }
  }
  const datum: Datum = crs?.datum ?? 'cgcs2000';
  if (!obfuscated && (datum === 'gcj02' || datum === 'bd09')) return { check: 'crs-obfuscated', field: 'crs', value: crs!.id, reason: '界线与界桩不接受 GCJ-02、BD-09 坐标 (偏移数百米)', remedy: '用勘界成果的原始坐标' }; // prettier-ignore
  if (pair.form === 'degrees') {
    if (crs?.form === 'projected') return { check: 'crs-mismatch', field: 'crs', value: crs.id, reason: '坐标是度, 而坐标系是投影坐标系', remedy: '检查坐标系' }; // prettier-ignore
    return crs ?? parseCrs('EPSG:4490');
  }
  if (crs?.form === 'projected') {
    const found = recogniseGaussKruger(pair.y, pair.x)?.zone ?? null;
    if (crs.zone !== undefined && found !== null && (!crs.zone.prefixed || found.number !== crs.zone.number)) return { check: 'zone-mismatch', field: columns.header('easting'), value: pair.text[0], reason: `横坐标的带号是 ${found.number}, 与 ${crs.name} 不符`, remedy: '检查坐标系与带号' }; // prettier-ignore
    return crs;
  }
  if (datum === 'gcj02' || datum === 'bd09' || datum === 'wgs84' && crs?.epsg === 3857) return { check: 'crs-mismatch', field: 'crs', value: crs?.id ?? null, reason: '坐标是米, 而坐标系是经纬度', remedy: '检查坐标系' }; // prettier-ignore
  const zone = zoneOf(row, pair, columns);
  if (zone === null) return { check: 'zone-missing', field: columns.header('easting'), value: pair.text[0], reason: '高斯-克吕格坐标没有带号 (横坐标只有 6 位)', remedy: '选带号的坐标系 (命令行 --crs), 或加一列“带号”' }; // prettier-ignore
  try {
    return crsOf(datum, zone.number, zone.width, zone.prefixed);
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    return { check: 'zone-missing', field: columns.header('easting'), value: pair.text[0], reason: error.message.replace(/。$/, ''), remedy: '检查带号' }; // prettier-ignore
  }
}

function zoneOf(
  row: Row,
  pair: Pair,
  columns: Columns,
): { width: 3 | 6; number: number; prefixed: boolean } | null {
  const found = recogniseGaussKruger(pair.y, pair.x)?.zone ?? null;
  if (found !== null) return { ...found, prefixed: true };
  const digits = /\d+(\.\d+)?/.exec(columns.get(row, 'zone') ?? '');
  if (digits === null) return null;
  const number = Number(digits[0]);
  if (number >= 70 && number <= 140 && number % 3 === 0)
    return { width: 3, number: number / 3, prefixed: false }; // a central meridian
  if (number >= 25 && number <= 45) return { width: 3, number, prefixed: false };
  return number >= 13 && number <= 23 ? { width: 6, number, prefixed: false } : null;
}
