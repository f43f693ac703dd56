import { counted } from './byte-reader.ts';
import { chooseLayer, type Input, type Opened } from './input.ts';
import { tabulate, type Line } from './sheet-table.ts';
import { readSheet, type SheetCounts } from './xlsx-sheet.ts';
import { readSharedStrings, readWorkbook, type Workbook } from './xlsx-workbook.ts';
import type { ZipPart } from './zip.ts';

/** One sheet of a workbook: the one that is asked for, or the first that has cells. */
export async function openXlsx(input: Input, parts: readonly ZipPart[]): Promise<Opened> {
  const workbook = await readWorkbook(parts);
  const layers = workbook.sheets.map(({ name }) => name);
  const strings = await readSharedStrings(workbook.sharedStrings, input.limits);
  const layer = chooseLayer(
    input.options.layer ?? (await firstFilled(workbook, strings, input)),
    layers,
    '工作表',
  );
  const { part } = workbook.sheets.find(({ name }) => name === layer)!;

  let read = 0;
  const counts: SheetCounts = { formulas: 0, merged: [] };
  const chunks = counted(part.chunks(), (bytes) => (read += bytes));
  const lines = readSheet(chunks, workbook, strings, counts, input);
  const { headers, headerLine, rows } = await tabulate(lines, input, 'aligned');
  return {
    format: 'xlsx',
    layer,
    layers,
    headers,
    hasGeometry: false,
    crs: null,
    encoding: null,
    rowCount: null,
    rows: withSummary(rows, () => noticeCounts(counts, headerLine, input)),
    progress: () => Math.min(read / Math.max(part.bytes, 1), 1),
  };
}

/** The first sheet of several with a cell in it; undefined when none has. */
async function firstFilled(workbook: Workbook, strings: string[], input: Input): Promise<string | undefined> {
  if (workbook.sheets.length === 1) return undefined;
  for (const { name, part } of workbook.sheets) {
    const probe: Input = { ...input, notices: { list: [], add: () => {}, once: () => {} } };
    const lines: AsyncGenerator<Line> = readSheet(
      part.chunks(),
      workbook,
      strings,
      { formulas: 0, merged: [] },
      probe,
    );
    for await (const _ of lines) return name;
  }
  return undefined;
}

async function* withSummary<T>(rows: AsyncGenerator<T>, atEnd: () => void): AsyncGenerator<T> {
  yield* rows;
  atEnd();
}

function noticeCounts({ formulas, merged }: SheetCounts, headerLine: number, { notices }: Input): void {
  if (formulas > 0) {
    notices.add('formula-cells', {
      value: String(formulas),
      reason: `有 ${formulas} 个公式单元格, 已读取文件中保存的计算结果`,
      remedy: '如果结果不是最新的, 请在 Excel 或 WPS 中重新计算并保存',
    });
  }
  const inTable = merged.filter((range) => Number(/:[A-Z]+(\d+)$/.exec(range)?.[1]) > headerLine);
  if (inTable.length > 0) {
    notices.add('merged-cells', {
      value: inTable.slice(0, 10).join(' '),
      reason: `有 ${inTable.length} 处合并单元格, 只有左上角一格有值, 其余按空值读取`,
      remedy: '请取消合并, 在每一行填写完整',
    });
  }
}
