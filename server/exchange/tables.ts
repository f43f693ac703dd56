import { writeXlsxStream } from 'hucre/xlsx';
import { byteOrderMark, csvText } from '../http/csv.ts';
import { DataChanged, type Cell, type Extract } from './extract.ts';

/** What stands above the headers, one line each: at most five, so that the import takes them for titles. */
export const headLines = ({ title, total, about }: Extract): string[] => [
  `${title} (Nutag 导出 ${about.at})`,
  `筛选条件: ${about.filter}`,
  `记录数: ${total}`,
  `数据来源与许可: ${about.sources}`,
  `坐标系: ${about.crs}`,
];

/** CSV. When the data change on the way the last line says so, and the answer ends unfinished. */
export async function* csvFile(extract: Extract): AsyncGenerator<string> {
  const head = headLines(extract).map((line) => [line]);
  yield byteOrderMark + csvText([...head, extract.columns.map(({ title }) => title)]);
  try {
    for await (const rows of extract.slices()) if (rows.length > 0) yield csvText(rows.map(({ cells }) => cells));
  } catch (error) {
    if (error instanceof DataChanged)
      yield csvText([[`错误: ${error.message}, 本文件不完整, 请重新导出`]]);
    throw error;
  }
} // prettier-ignore

/** A workbook of one sheet; the parts are made and packed as the rows come. */
export function xlsxFile(extract: Extract): AsyncIterable<Uint8Array> {
  async function* rows(): AsyncGenerator<Cell[]> {
    for (const line of headLines(extract)) yield [line];
    yield extract.columns.map(({ title }) => title);
    for await (const slice of extract.slices()) for (const { cells } of slice) yield cells.map(printable);
  }
  return writeXlsxStream(rows(), { name: extract.title, maxRowsPerSheet: Number.POSITIVE_INFINITY }) as unknown as AsyncIterable<Uint8Array>;
} // prettier-ignore

const unprintable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g; // eslint-disable-line no-control-regex
/** XML has no place for control characters. */
const printable = (cell: Cell): Cell => (typeof cell === 'string' ? cell.replace(unprintable, '') : cell);
