import type { Columns } from '../columns.ts';
import type { Row } from '../formats/format.ts';
import type { PositionReader, RowPosition } from '../position.ts';
import type { Report } from '../report.ts';
import { parseQuantity, plainText } from './cell-values.ts';
import { publicity, readDay } from './common-cells.ts';
import type { KnownDivisions } from './known-divisions.ts';
import { partsOfCode, resolveSide } from './line-sides.ts';
import { conditionWords, formOfLetter, parseCondition, parseForm, type MarkerForm } from './marker-fields.ts';
import { fitsLine, readLine, type LineBook } from './marker-line.ts';
import { numberFault } from './marker-rules.ts';
import { parseMetres, readObjects } from './marker-objects.ts';
import { rowCells, type RowCells } from './row-cells.ts';
import type { StagedRow } from './small-table.ts';

export interface MarkerReader {
  columns: Columns;
  divisions: KnownDivisions;
  lines: LineBook;
  position: PositionReader;
  report: Report;
}

/** A marker as it goes to the staging table. */
export type MarkerRow = StagedRow & {
  number: string;
  line_code: string;
  type: MarkerForm | null;
  lon: number | null; // degrees, EPSG:4490
  lat: number | null;
  chainage_km: number | null;
};

/** One row as it was read. Of a row that is refused `key` is line and number, as far as they can be told. */
export type MarkerRead =
  { row: MarkerRow } | { row: null; key: readonly [line: string, number: string] | null };

const lowest = -50; // m; the region lies between 85 and 3,556 m
const highest = 4000; // m

export function readMarker(reader: MarkerReader, row: Row): MarkerRead {
  const cells = rowCells(row, reader.columns, reader.report);
  const number = plainText(cells.text('number') ?? '').toUpperCase().replaceAll(' ', ''); // prettier-ignore
  if (number === '') cells.error('number-missing', 'number', '没有界桩编号', '补上编号');
  const given = readSides(cells, reader.divisions);
  const line = number === '' ? null : readLine(cells, reader.lines, number, given);
  const position = cells.position(reader.position);
  const record = {
    line: row.line,
    number,
    ...readForm(cells, number),
    material: cells.text('material'),
    stated_condition: readCondition(cells),
    registered_height: readHeight(cells),
    accuracy_m: readAccuracy(cells),
    survey_method: cells.text('method'),
    established_on: readDay(cells, 'established'),
    stated_on: readDay(cells, 'checked'),
    description: cells.text('description'),
    reference_objects: readObjects(cells),
    ...publicity(cells, false),
  };
  cells.keep('surveyed');
  if (line !== null) checkNumber(cells, number, line);
  const sides = line === null ? given : sidesOf(cells, reader, line, given);
  const third = readDivision(cells, reader.divisions, 'sideC');
  const managing = readManaging(cells, reader.divisions, third === null ? sides : [...sides, third]);
  if (cells.rejected() || line === null || position === undefined) return { row: null, key: line === null ? null : [line, number] }; // prettier-ignore
  const [county_a = null, county_b = null] = sides;
  const registered = registration(cells, position);
  return { row: { ...record, ...registered, accuracy_m: record.accuracy_m ?? position.accuracyM, line_code: line, county_a, county_b, county_c: third, managing_code: managing, chainage_km: null, attributes: cells.attributes() } }; // prettier-ignore
}

/** The smaller code first, as in the database. An unknown side is left out and kept as it stands. */
function readSides(cells: RowCells, known: KnownDivisions): string[] {
  const sides = ['sideA', 'sideB'].flatMap((field) => readDivision(cells, known, field) ?? []);
  return [...new Set(sides)].sort();
}

function readDivision(cells: RowCells, known: KnownDivisions, field: string): string | null {
  const text = cells.text(field);
  if (text === null) return null;
  const side = resolveSide(known, text);
  if (side.code === null) {
    cells.keep(field);
    cells.warn('side-unknown', field, side.candidates.length > 0 ? `不止一个: ${side.candidates.join(', ')}` : '没有这个政区', '改用代码; 原文保留在附加属性中'); // prettier-ignore
    return null;
  }
  if (side.formerly !== null) cells.warn('division-recoded', field, `代码 ${side.formerly} 已不再使用, 今为 ${side.code} ${side.name ?? ''}`, '改用今天的代码'); // prettier-ignore
  return side.code;
}

/** Sides of the row, held against those of the line; a banner line's code says its two sides by itself. */
function sidesOf(cells: RowCells, { lines }: MarkerReader, code: string, sides: string[]): string[] {
  const line = lines.get(code);
  const parts = partsOfCode(code)?.sides ?? [];
  const ofCode = parts.every((side) => !side.endsWith('00')) ? parts : [];
  if (sides.length === 0 && ofCode.length === 2) return ofCode;
  if (sides.length < 2 && cells.text('sideA') === null && cells.text('sideB') === null) cells.warn('side-missing', 'sideA', '没有两侧的行政区', '补上, 否则按旗县查不到它'); // prettier-ignore
  const known = line ?? (parts.length === 2 ? { sideA: parts[0]!, sideB: parts[1]! } : undefined);
  if (known !== undefined && !fitsLine(known, sides)) cells.warn('side-line', 'sideA', `行政区 ${sides.join(', ')} 不是界线 ${code} 的两侧 (${known.sideA}, ${known.sideB ?? '-'})`, '核对界线与行政区'); // prettier-ignore
  return sides;
}

function readManaging(cells: RowCells, known: KnownDivisions, sides: readonly string[]): string | null {
  const text = cells.text('managing');
  if (text === null) return null;
  const party = /^([ABC甲乙丙])方?$/.exec(plainText(text).toUpperCase())?.[1];
  const field = party === undefined ? undefined : `side${'ABC甲乙丙'['ABC甲乙丙'.indexOf(party) % 3]!}`;
  const named = field === undefined ? undefined : resolveSide(known, cells.text(field) ?? '');
  const code = field === undefined ? readDivision(cells, known, 'managing') : (named?.code ?? null);
  if (code !== null && sides.length > 0 && !sides.some((side) => fitsLine({ sideA: side, sideB: side }, [code]))) cells.warn('managing-side', 'managing', `管理方 ${code} 不是两侧之一 (${sides.join(', ')})`, '核对分工管理协议'); // prettier-ignore
  if (code === null) cells.keep('managing');
  return code;
}

function checkNumber(cells: RowCells, number: string, line: string): void {
  const fault = numberFault(number, line);
  if (fault === 'number-pattern')
    cells.warn(fault, 'number', '省级界桩编号一般为 8 位: 界线 4 位 + 序号 3 位 + 类型字母 (Q, A, B, C, D, E)', '核对编号; 照原样载入'); // prettier-ignore
  else if (fault === 'number-line')
    cells.warn(fault, 'number', `编号以 ${number.slice(0, 4)} 开头, 界线却是 ${line}`, '核对编号与界线');
}

/** Type, type letter and sequence: from their columns, else from the number. */
function readForm(
  cells: RowCells,
  number: string,
): { type: MarkerForm | null; type_letter: string | null; sequence: number | null } {
  const text = cells.text('type');
  const said = text === null ? null : parseForm(text);
  if (text !== null && said === null)
    cells.warn('type-unknown', 'type', '不认识的类型', '改为 单立, 双立 或 三立; 原文保留在附加属性中');
  if (text !== null && (said === null || /面/.test(text))) cells.keep('type');
  const [, digits, ending] = /(\d+)[^\dA-Z]*([A-Z])?$/.exec(number) ?? [];
  const own = plainText(cells.text('letter') ?? '').toUpperCase();
  const letter = /^[A-Z]$/.test(own) ? own : (ending ?? null);
  if (own !== '' && ending !== undefined && own !== ending) cells.warn('letter-number', 'letter', `编号以 ${ending} 结尾`, '核对编号与类型字母'); // prettier-ignore
  const byLetter = letter === null ? null : formOfLetter(letter);
  if (said !== null && byLetter !== null && said !== byLetter) cells.warn('letter-type', 'type', `类型字母 ${letter} 表示${{ single: '单立', double: '双立', triple: '三立' }[byLetter]}`, '核对类型与编号'); // prettier-ignore
  // The sequence has three digits; more stand in front of it in numbers without a separator.
  const sequence = digits === undefined ? null : Number(digits.length > 4 ? digits.slice(-3) : digits);
  return { type: said ?? byLetter, type_letter: letter, sequence };
}

function readCondition(cells: RowCells): string {
  const text = cells.text('condition');
  if (text === null) return 'unknown';
  const condition = parseCondition(text);
  if (condition !== null) return condition;
  cells.keep('condition');
  cells.warn(
    'condition-unknown',
    'condition',
    '不认识的状态, 按未知载入',
    `改为其中之一: ${conditionWords}; 原文保留在附加属性中`,
  );
  return 'unknown';
}

/** Exactly as it stands, m; numeric in the database. */
function readHeight(cells: RowCells): string | null {
  const text = cells.text('height');
  if (text === null) return null;
  const plain = plainText(text).replace(/ ?(m|米)$/i, '');
  if (!/^[+-]?\d+(\.\d+)?$/.test(plain)) {
    cells.error('height-form', 'height', '高程不是以米为单位的十进制数', '改正或清空');
    return null;
  }
  if (Number(plain) < lowest || Number(plain) > highest) cells.warn('height-range', 'height', `高程不在 ${lowest} 到 ${highest} m 之间`, '核对高程与单位'); // prettier-ignore
  return plain;
}

function readAccuracy(cells: RowCells): number | null {
  const text = cells.text('accuracy');
  if (text === null) return null;
  const quantity = parseQuantity(text.replace(/^±/, ''));
  const metres = quantity === null ? null : /^(cm|厘米)$/i.test(quantity.unit) ? quantity.value / 100 : parseMetres(text.replace(/^±/, ''), ''); // prettier-ignore
  if (metres !== null) return metres;
  cells.keep('accuracy');
  cells.warn('accuracy-form', 'accuracy', '精度应为米数', '写成 0.05; 原文保留在附加属性中');
  return null;
}

/** Registered values exactly as in the file, and the point derived from them. */
function registration(cells: RowCells, { lon, lat, status, method, original }: RowPosition) {
  if (original === null)
    cells.warn('position-missing', 'northing', '没有坐标', '补上成果表的坐标; 图上不显示');
  if (status === 'untransformed') cells.warn('untransformed', 'crs', `${original?.crs ?? ''} 没有转换参数: 未转换, 图上不显示, 登记坐标照原样保留`, '向测绘主管部门取得转换参数, 设置 NUTAG_DATUM_XIAN80 或 NUTAG_DATUM_BEIJING54'); // prettier-ignore
  if (original?.text !== undefined) cells.note('登记坐标原文', original.text); // degrees, minutes and seconds
  if (original?.epsg === null) cells.note('登记坐标系', original.crs);
  return {
    lon,
    lat,
    registered_x: original?.x ?? null,
    registered_y: original?.y ?? null,
    registered_crs: original?.epsg ?? null,
    transform_status: status === 'unknown' ? 'untransformed' : status,
    transform_method: method,
  };
}
