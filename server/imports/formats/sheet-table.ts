import { ImportRefused } from '../report.ts';
import type { Row } from './format.ts';
import { checkColumnCount, distinctHeaders, nameOfColumn } from './headers.ts';
import { headerItems, lookAhead, type Input } from './input.ts';

/** A line of a table as it is read: trimmed cells, as many as there happen to be. */
export interface Line {
  line: number;
  cells: (string | null)[];
}

const titleLines = 5; // at most so many above the headers

/**
 * How far the cells of a line can be trusted to stand in their columns: in a sheet they always do (`aligned`); in a text table
 * one delimiter too many moves all that follow (`ragged`), so that a line with too many cells is left out.
 */
export type Alignment = 'aligned' | 'ragged';

/** Headers and rows of a text table or a sheet: skips titles, names or drops columns without a header, evens out the rows. */
export async function tabulate(
  lines: AsyncGenerator<Line>,
  input: Input,
  alignment: Alignment,
): Promise<{ headers: string[]; headerLine: number; rows: AsyncGenerator<Row> }> {
  const { first, all } = await lookAhead(filled(lines), input, headerItems, sizeOf);
  const skipped = countTitles(first);
  const top = first[skipped];
  if (top === undefined) throw new ImportRefused('文件中没有任何内容。请检查是否选错了文件或工作表');
  for (const title of first.slice(0, skipped)) noticeTitle(title, input);

  const isCensus = isCensusRow(top);
  const headed = !isCensus && !isData(top);
  if (isCensus) noticeCensus(top, input);
  else if (!headed) noticeNoHeader(top, input);
  const names = headed ? top.cells : isCensus ? censusHeaders : [];
  const skip = skipped + (headed ? 1 : 0);
  const body = first.slice(skip);
  const width =
    alignment === 'ragged' ? top.cells.length : Math.max(...first.map(({ cells }) => cells.length));
  checkColumnCount(width, input);
  const columns = Array.from({ length: width }, (_, index) => index).filter(
    (index) => (names[index] ?? null) !== null || body.some(({ cells }) => (cells[index] ?? null) !== null),
  );
  const headers = columns.map((index) => {
    const name = names[index] ?? null;
    if (name === null && headed) noticeUnnamed(top.line, nameOfColumn(index), input);
    return name ?? nameOfColumn(index);
  });
  return {
    headers: distinctHeaders(headers, input, top.line),
    headerLine: top.line,
    rows: toRows(all, columns, skip, alignment, input),
  };
}

async function* filled(lines: AsyncGenerator<Line>): AsyncGenerator<Line> {
  for await (const line of lines) if (line.cells.some((cell) => cell !== null)) yield line;
}

async function* toRows(
  lines: AsyncGenerator<Line>,
  columns: number[],
  skip: number,
  alignment: Alignment,
  input: Input,
): AsyncGenerator<Row> {
  const known = new Set(columns);
  const dense = columns.at(-1) === columns.length - 1;
  let passed = 0;
  for await (const { line, cells } of lines) {
    passed += 1;
    if (passed <= skip) continue;
    if (dense && cells.length === columns.length) {
      yield { line, cells, geometry: null };
      continue;
    }
    const extra = cells.findIndex((cell, index) => cell !== null && !known.has(index));
    if (extra !== -1) noticeExtra(line, cells[extra]!, extra, alignment, input);
    if (extra !== -1 && alignment === 'ragged') continue;
    yield { line, cells: columns.map((column) => cells[column] ?? null), geometry: null };
  }
}

const sizeOf = ({ cells }: Line): number => cells.reduce((sum, cell) => sum + 1 + (cell?.length ?? 0), 0);

/** Lines of one cell above a table of several columns are a title, a unit, a date: often merged cells. */
function countTitles(lines: readonly Line[]): number {
  const wide = lines.map(({ cells }) => cells.filter((cell) => cell !== null).length > 1);
  const headers = wide.indexOf(true);
  const table = wide.slice(headers).filter(Boolean).length * 2 > wide.length - headers;
  return headers > 0 && headers <= titleLines && table ? headers : 0;
}

/** Names of columns are not mostly numbers, unless these are years. */
function isData({ cells }: Line): boolean {
  const texts = cells.filter((cell) => cell !== null);
  const numbers = texts.filter((text) => /^[+-]?\d+(\.\d+)?$/.test(text) && !/^(19|20)\d\d$/.test(text));
  return numbers.length * 2 > texts.length;
}

/**
 * The columns of the export of the second census' software (domain.md 3.2), which has no headers. What columns 37 to 42 are depends on
 * the class of the place.
 */
const censusHeaders = [
  '地名代码', '标准名称', '别名', '简称', '曾用名', '汉字书写', '少数民族语书写', '地名原读音', '汉语普通话读音', '罗马字母拼写', '地名语种', '地名类别',
  '东经', '至东经', '北纬', '至北纬', '地名普查状态', '原图名称', '图名图号(年版)', '比例尺', '使用时间', '地名来历', '地名含义', '历史沿革', '密级', '坐标系',
  '测量方法', '地理实体概况/描述', '多媒体信息', '资料来源及出处', '备注', '登记时间', '登记人', '登记单位', '通名罗马字母拼写', '设立年份', '废止年份',
  '专属信息 1', '专属信息 2', '专属信息 3', '专属信息 4', '专属信息 5', '专属信息 6', '其他信息',
]; // prettier-ignore

const isCensusRow = ({ cells }: Line): boolean =>
  cells.length === censusHeaders.length && /^\d{20}$/.test(cells[0] ?? '');

function noticeCensus({ line }: Line, { notices }: Input): void {
  notices.add('header-census', {
    line,
    reason: '没有列名, 共 44 列而第一列是地名代码: 按地名普查软件导出的 44 列读取',
    remedy: '无需处理; 如果各列不是这个次序, 请在第一行写上列名',
  });
}

function noticeTitle({ line, cells }: Line, { notices }: Input): void {
  notices.add('title-row', {
    line,
    value: cells.find((cell) => cell !== null) ?? null,
    reason: '表头上方的标题行, 已跳过',
    remedy: '无需处理; 如果它其实是数据, 请删去标题行并检查表头',
  });
}

function noticeNoHeader({ line }: Line, { notices }: Input): void {
  notices.add('header-absent', {
    line,
    reason: '第一行看起来是数据而不是列名, 各列按“列 1、列 2 …”读取',
    remedy: '请在第一行写上列名',
  });
}

function noticeUnnamed(line: number, field: string, { notices }: Input): void {
  notices.add('header-empty', {
    line,
    field,
    reason: '这一列没有列名',
    remedy: `按“${field}”读取; 请在表头写上列名`,
  });
}

function noticeExtra(
  line: number,
  value: string,
  index: number,
  alignment: Alignment,
  { notices }: Input,
): void {
  const column = `第 ${index + 1} 列没有列名`;
  if (alignment === 'aligned') {
    notices.add('cell-unnamed', {
      line,
      value,
      reason: `${column}, 其中的值未读取`,
      remedy: '请在表头写上列名',
    });
    return;
  }
  notices.add('row-long', {
    line,
    value,
    reason: `${column}, 单元格可能错位, 这一行未读取`,
    remedy: '请检查这一行是否多了分隔符, 含有分隔符的文字应加引号',
  });
}
