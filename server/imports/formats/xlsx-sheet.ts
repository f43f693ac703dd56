import { serialToDate } from 'hucre';
import { ImportRefused } from '../report.ts';
import { cell, isRounded, plainNumber, roundedNotice } from './cells.ts';
import { decode, type Chunks } from './encoding.ts';
import type { Input } from './input.ts';
import type { Line } from './sheet-table.ts';
import { unescape, type NumberStyle, type Workbook } from './xlsx-workbook.ts';
import { attribute, readXml, type XmlHandler } from './xml.ts';

/** What is counted over a whole sheet. */
export interface SheetCounts {
  formulas: number;
  merged: string[]; // ranges
}

/** A cell while it is read. */
interface Cell {
  column: number;
  reference: string;
  type: string;
  style: number;
  formula: boolean;
  value: string | null; // of <v>
  inline: string | null; // of <is>
}

const longestText = 10_000_000; // characters; Excel allows 32,767
const lastSerial = 2_958_465; // 9999-12-31

/** The lines of a sheet that have cells, with the text that a person sees. */
export async function* readSheet(
  chunks: Chunks,
  workbook: Workbook,
  strings: readonly string[],
  counts: SheetCounts,
  input: Input,
): AsyncGenerator<Line> {
  let ready: Line[] = [];
  let line = 0;
  let cells: (string | null)[] = [];
  let current: Cell | null = null;
  let column = -1; // of the last cell: one without a reference is the next
  let reading: 'value' | 'inline' | null = null;
  let phonetic = false;
  const handler: XmlHandler = {
    open: (name, attributes) => {
      if (name === 'c') {
        current = startCell(attributes, column + 1);
        column = current.column;
      } else if (name === 'v') reading = 'value';
      else if (name === 't') reading = phonetic ? null : 'inline';
      else if (name === 'f' && current) current.formula = true;
      else if (name === 'rPh') phonetic = true;
      else if (name === 'row') {
        line = Number(attribute(attributes, 'r') ?? line + 1);
        cells = [];
        column = -1;
      } else if (name === 'mergeCell' && counts.merged.length < 10_000) {
        counts.merged.push(attribute(attributes, 'ref') ?? '');
      }
    },
    text: (text) => {
      if (reading === null || current === null) return;
      const all = (current[reading] ?? '') + text;
      if (all.length > longestText) {
        throw new ImportRefused(`${current.reference} 的文字过长, 不能读取。请缩短文字`);
      }
      current[reading] = all;
    },
    close: (name) => {
      if (name === 'v' || name === 't') reading = null;
      else if (name === 'rPh') phonetic = false;
      else if (name === 'c' && current) {
        const text = cellText(current, line, workbook, strings, counts, input);
        if (text !== null) {
          while (cells.length < current.column) cells.push(null);
          cells[current.column] = text;
        }
        current = null;
      } else if (name === 'row' && cells.length > 0) ready.push({ line, cells });
    },
  };
  for await (const _ of readXml(decode(chunks, 'utf-8'), handler)) {
    const lines = ready;
    ready = [];
    yield* lines;
  }
}

function startCell(attributes: string, next: number): Cell {
  const reference = attribute(attributes, 'r') ?? '';
  const column = reference === '' ? next : columnOf(reference);
  if (column > 16_384) {
    throw new ImportRefused(`单元格位置“${reference.slice(0, 20)}”不合法。请用 Excel 或 WPS 另存为 .xlsx`);
  }
  const type = attribute(attributes, 't') ?? 'n';
  const style = Number(attribute(attributes, 's') ?? -1);
  return { column, reference, type, style, formula: false, value: null, inline: null };
}

/** Of `BC12`: 54. */
function columnOf(reference: string): number {
  let column = 0;
  for (let index = 0; index < reference.length; index += 1) {
    const letter = reference.charCodeAt(index) & ~32; // upper case
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}

function cellText(
  { type, style, formula, value, inline, reference }: Cell,
  line: number,
  workbook: Workbook,
  strings: readonly string[],
  counts: SheetCounts,
  { notices }: Input,
): string | null {
  if (formula) {
    counts.formulas += 1;
    if (value === null && inline === null) {
      notices.add('formula-empty', {
        line,
        value: reference,
        reason: `${reference} 的公式没有保存结果, 按空值读取`,
        remedy: '请在 Excel 或 WPS 中打开并重新保存',
      });
      return null;
    }
  }
  if (type === 'inlineStr') return cell(unescape(inline ?? ''));
  if (value === null) return null;
  switch (type) {
    case 's':
      return cell(strings[Number(value)] ?? '');
    case 'str':
      return cell(unescape(value));
    case 'b':
      return value === '1' || value === 'true' ? 'true' : 'false';
    case 'e':
      notices.add('cell-error', {
        line,
        value,
        reason: `${reference} 是错误值 ${value}, 按空值读取`,
        remedy: '请改正公式或填写数值',
      });
      return null;
    case 'd':
      return cell(value.replace(/T00:00:00(\.0+)?Z?$/, ''));
    default:
      break;
  }
  const text = numberText(value, workbook.styles[style] ?? 'number', workbook.date1904);
  if (isRounded(Number(value)) && /^[\d.]+$/.test(text)) {
    notices.add('number-precision', { line, value: text, ...roundedNotice });
  }
  return cell(text);
}

function numberText(value: string, style: NumberStyle, date1904: boolean): string {
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return value;
  if (style === 'date' && number >= 0 && number <= lastSerial) return dateText(number, date1904);
  const text = /^-?\d+$/.test(value) ? value : plainNumber(String(number));
  return typeof style === 'object' && /^\d+$/.test(text) ? text.padStart(style.digits, '0') : text;
}

/** YYYY-MM-DD, the time of day only where there is one. */
function dateText(serial: number, date1904: boolean): string {
  const [day = '', time = ''] = serialToDate(Math.round(serial * 86_400) / 86_400, date1904)
    .toISOString()
    .split('T');
  const clock = time.slice(0, 8);
  if (serial < 1 && !date1904 && serial > 0) return clock;
  return clock === '00:00:00' ? day : `${day} ${clock}`;
}
