import type { Position } from 'geojson';
import { lengthKm } from '../../boundaries/geodesic.ts';
import { provinceName } from '../../boundaries/names.ts';
import type { LineHead } from '../../boundaries/topology.ts';
import type { Transform } from '../../crs/transform.ts';
import type { Columns } from '../columns.ts';
import type { Row } from '../formats/format.ts';
import type { Report } from '../report.ts';
import { plainText, type Secrecy } from './cell-values.ts';
import { publicity, readDay } from './common-cells.ts';
import type { KnownDivisions } from './known-divisions.ts';
import { carrierWords, parseCarrier, parseLengthKm, type Carrier } from './line-fields.ts';
import { readParts, shapeKey } from './line-geometry.ts';
import { areApart, lineOfSides, parseLineLevel, partsOfCode, resolveSide } from './line-sides.ts';
import type { LineBook } from './marker-line.ts';
import { rowCells, type RowCells } from './row-cells.ts';

export interface LineReader {
  columns: Columns;
  divisions: KnownDivisions;
  lines: LineBook;
  /** Names of counties across the outer edge; the file adds its own. */
  across: Map<string, string>;
  transform: Transform;
  report: Report;
}

/** A feature of the file: a whole legal line, or the piece of it between two banners. EPSG:4490 degrees. */
export interface LineFeature {
  line: number;
  head: LineHead; // the legal line that it belongs to
  name: string | null; // as in the file
  countyA: string;
  countyB: string | null;
  countyBName: string | null;
  /** The feature stands for the whole line: its sides are leagues or provinces. */
  whole: boolean;
  parts: Position[][];
  shape: string; // equal for features through the same vertices
  km: number; // geodesic
  carrier: Carrier | null;
  managing: string | null;
  statedKm: number | null;
  agreement: string | null;
  approval: string | null;
  approvedOn: string | null;
  public: boolean;
  secrecy: Secrecy;
  attributes: Record<string, string> | null;
}

interface Sides {
  codes: string[];
  national: boolean;
}

/** Name of a division of the region or of a neighbour; its code where none is known. */
export const nameIn = ({ divisions, across }: Pick<LineReader, 'divisions' | 'across'>) => (code: string): string =>
  divisions.get(code)?.name ?? across.get(code) ?? (code.endsWith('0000') ? provinceName(code.slice(0, 2)) : code); // prettier-ignore

/** @returns the code of the line, as far as it can be told, when the row is refused */
export function readLineFeature(reader: LineReader, row: Row): LineFeature | { refused: string | null } {
  const cells = rowCells(row, reader.columns, reader.report);
  const sides = readSides(cells, reader);
  const head = sides === null ? null : lineOfSides(sides.codes, sides.national, nameIn(reader));
  if (head !== null) checkHead(cells, head);
  const parts = readParts(row, reader.transform);
  if (!Array.isArray(parts)) reader.report.error({ ...parts, line: row.line, field: 'geometry' });
  const record = {
    carrier: readCarrier(cells),
    statedKm: readLength(cells),
    agreement: readDocument(cells, 'agreement'),
    approval: readDocument(cells, 'approval'),
    approvedOn: readDay(cells, 'approved'),
    ...publicity(cells, true),
  };
  if (cells.rejected() || head === null || sides === null || !Array.isArray(parts))
    return { refused: head?.code ?? null };
  const managing = readManaging(cells, reader, sides.codes);
  // The region's side stands first, as in derived segments.
  const [countyA, countyB = null] = sides.codes.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1)); // prettier-ignore
  const km = parts.map(lengthKm).reduce((sum, part) => sum + part, 0);
  const name = cells.text('name');
  checkLength(cells, record.statedKm, km);
  return {
    ...record,
    line: row.line,
    head,
    name: name === null ? null : plainText(name),
    countyA: countyA!,
    countyB,
    countyBName: countyB === null ? null : nameIn(reader)(countyB),
    whole: countyA!.endsWith('00'),
    parts,
    shape: shapeKey(parts),
    km,
    managing,
    attributes: cells.attributes(),
  };
}

const rank = (code: string): number => (code.startsWith('15') ? 0 : 1);
const abroad = /境外|国外|国界|蒙古国|俄罗斯/;

/** The two sides (or the one of an outer edge), from their columns, else from the code, else from the name. */
function readSides(cells: RowCells, reader: LineReader): Sides | null {
  const given = ['sideA', 'sideB'].flatMap((field) => readSide(cells, reader, field) ?? []);
  if (cells.rejected()) return null;
  const level = parseLineLevel(cells.text('level') ?? '');
  const national = level === 'national' || abroad.test(cells.text('sideBName') ?? cells.text('sideB') ?? '');
  const ofCode = sidesOfCode(cells, reader, given.length === 0);
  const sides = given.length > 0 ? { codes: given, national: national && given.length === 1 } : ofCode;
  if (sides === null) {
    if (!cells.rejected()) cells.error('side-missing', 'sideA', '不知道是哪两个行政区之间的界线', '给出两侧的代码或名称, 或界线代码'); // prettier-ignore
    return null;
  }
  const [a, b] = sides.codes;
  if (b !== undefined && !areApart(a!, b)) {
    cells.error(
      'sides-nested',
      'sideB',
      `两侧是同一个政区, 或一侧在另一侧之内: ${a}, ${b}`,
      '改正两侧的代码',
    );
    return null;
  }
  if (!sides.codes.some((code) => code.startsWith('15'))) {
    cells.error(
      'side-foreign',
      'sideA',
      `两侧都不在本区: ${sides.codes.join(', ')}`,
      '只导入与本区有关的界线',
    );
    return null;
  }
  const oneSided = b === undefined && !sides.national;
  if (oneSided && level !== null && level !== 'unclassified') {
    cells.error('side-missing', 'sideB', '只有一侧', '补上另一侧的代码; 国界请把等级写成 国界');
    return null;
  }
  if (given.length > 0 && ofCode !== null && codeOf(ofCode) !== codeOf(sides)) cells.error('code-sides', 'code', `代码说的是 ${codeOf(ofCode)}, 两侧 ${sides.codes.join(', ')} 的界线是 ${codeOf(sides)}`, '改正代码或两侧'); // prettier-ignore
  return cells.rejected() ? null : sides;
}

const codeOf = ({ codes, national }: Sides): string => lineOfSides(codes, national, (code) => code).code;

/** A side by its code, else by its name; null where there is none. */
function readSide(cells: RowCells, reader: LineReader, field: string): string | null {
  const [text, name] = [cells.text(field), cells.text(`${field}Name`)];
  const source = text ?? name;
  if (source === null || abroad.test(source)) return null;
  const side = resolveSide(reader.divisions, source);
  const at = text === null ? `${field}Name` : field;
  if (side.code === null) {
    const candidates = side.candidates.join(', ');
    if (side.problem === 'unknown') cells.error('side-unknown', at, '没有这个政区 (本区的盟市、旗县, 或相邻 8 省区)', '改正代码或名称'); // prettier-ignore
    else cells.error('side-unknown', at, side.problem === 'abolished' ? `代码已不再使用, 今为 ${candidates}` : `有几个同名的政区: ${candidates}`, '改用今天的代码'); // prettier-ignore
    return null;
  }
  if (side.formerly !== null) cells.warn('division-recoded', at, `代码 ${side.formerly} 已不再使用, 今为 ${side.code} ${side.name ?? ''}`, '改用今天的代码'); // prettier-ignore
  const known = reader.divisions.get(side.code)?.name;
  if (text !== null && name !== null && known !== undefined && plainText(name) !== known) cells.warn('side-name', `${field}Name`, `${side.code} 今名${known}`, '核对名称与代码'); // prettier-ignore
  if (known === undefined && name !== null && name !== side.code)
    reader.across.set(side.code, plainText(name));
  return side.code;
}

/** What the code or, without one, the name says. */
function sidesOfCode(cells: RowCells, { lines, divisions }: LineReader, byName: boolean): Sides | null {
  const [code, name] = [cells.text('code'), cells.text('name')];
  if (code !== null) {
    const parts = partsOfCode(code);
    if (parts !== null) {
      const unknown = divisions.empty ? undefined : parts.sides.find((side) => side.startsWith('15') && divisions.get(side) === undefined); // prettier-ignore
      if (unknown === undefined) return { codes: parts.sides, national: parts.national };
      cells.error('side-unknown', 'code', `代码中的 ${unknown} 不是今天的政区`, '改用今天的代码');
      return null;
    }
    cells.keep('code');
    cells.warn('code-form', 'code', '界线代码不是本系统的形式, 按两侧编码; 原代码保留在附加属性中', '省级 1521, 盟市级 150100-150200, 旗县级 150102-150103'); // prettier-ignore
  }
  const known = name === null || !byName ? [] : lines.named(name);
  const parts = known.length === 1 ? partsOfCode(known[0]!) : null;
  return parts === null ? null : { codes: parts.sides, national: parts.national };
}

function checkHead(cells: RowCells, head: LineHead): void {
  const [word, name] = [cells.text('level'), cells.text('name')];
  const level = word === null ? null : parseLineLevel(word);
  if (word !== null && level === null) cells.error('level-unknown', 'level', '不认识的等级', '改为 省级, 盟市级, 旗县级 或 国界');
  else if (level !== null && level !== head.level) cells.error('level-sides', 'level', `两侧的界线 ${head.code} 是${{ national: '国界', province: '省级', prefecture: '盟市级', county: '旗县级', unclassified: '未定级' }[head.level]}`, '改正等级或两侧'); // prettier-ignore
  if (name !== null && head.level !== 'unclassified' && bare(name) !== bare(head.name)) cells.warn('name-differs', 'name', `按规则应为 ${head.name}`, '核对; 以文件中的名称载入'); // prettier-ignore
}

const bare = (name: string): string => plainText(name).replaceAll(/[\s—–\-_()]/g, '').replace(/(边界线|界线|边界|线)$/, ''); // prettier-ignore

/** A document that a line rests on; 无 and 待补 are none. */
function readDocument(cells: RowCells, field: string): string | null {
  const text = cells.text(field);
  return text === null || /^(无|暂无|没有|否|待.{0,3}|未.{1,3}|[-—/0])$/.test(plainText(text)) ? null : text;
}

function readCarrier(cells: RowCells): Carrier | null {
  const text = cells.text('carrier');
  if (text === null) return null;
  const carrier = parseCarrier(text);
  if (carrier === null) {
    cells.keep('carrier');
    cells.warn(
      'carrier-unknown',
      'carrier',
      '不认识的界线载体',
      `改为其中之一: ${carrierWords}; 原文保留在附加属性中`,
    );
  }
  return carrier;
}

function readLength(cells: RowCells): number | null {
  const text = cells.text('length');
  if (text === null) return null;
  const km = parseLengthKm(text, cells.header('length'));
  if (km === null) {
    cells.keep('length');
    cells.warn('length-form', 'length', '不是长度', '写成 1162.5 (km), 或 800m; 原文保留在附加属性中');
  }
  return km;
}

const lengthTolerance = 0.01; // of the stated length
const leastDifference = 0.005; // km: a stated length is rounded

function checkLength(cells: RowCells, stated: number | null, km: number): void {
  if (stated === null || Math.abs(stated - km) <= Math.max(stated * lengthTolerance, leastDifference)) return;
  cells.warn('length-differs', 'length', `所述长度 ${stated} km, 几何的椭球面长度 ${km.toFixed(3)} km, 相差超过 1 %`, '核对长度的单位与几何是否完整'); // prettier-ignore
}

function readManaging(cells: RowCells, { divisions }: LineReader, sides: readonly string[]): string | null {
  const text = cells.text('managing');
  if (text === null) return null;
  const party = /^([AB甲乙])方?$/.exec(plainText(text).toUpperCase())?.[1];
  const named = party === undefined ? text : (cells.text(/[A甲]/.test(party) ? 'sideA' : 'sideB') ?? '');
  const side = resolveSide(divisions, named);
  if (side.code !== null && sides.some((code) => !areApart(code, side.code))) return side.code;
  cells.keep('managing');
  cells.warn('managing-side', 'managing', '管理方不是两侧之一', '核对分工管理协议; 原文保留在附加属性中');
  return null;
}
