import { readFile, writeFile } from 'node:fs/promises';

/** One row of a tab-separated file, by column name; a missing cell is the empty string. */
export type TsvRow = (column: string) => string;

/** Reads a UTF-8 tab-separated file with a header line; an unknown column name is an error, not an empty cell. */
export async function readTsv(file: string): Promise<TsvRow[]> {
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/);
  const columns = new Map((lines[0] ?? '').split('\t').map((column, index) => [column, index]));
  return lines
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      return (column) => {
        const index = columns.get(column);
        if (index === undefined) throw new Error(`${file}: no column ${column}`);
        return cells[index] ?? '';
      };
    });
}

/** Writes rows as a UTF-8 tab-separated file with a header line and LF line ends. */
export async function writeTsv<Column extends string>(
  file: string,
  columns: readonly Column[],
  rows: Record<Column, string>[],
): Promise<void> {
  const lines = rows.map((row) => columns.map((column) => row[column]));
  for (const cell of lines.flat()) {
    if (/[\t\r\n]/.test(cell))
      throw new Error(`${file}: a cell holds a tab or a line end: ${JSON.stringify(cell)}`);
  }
  await writeFile(file, [columns, ...lines].map((line) => `${line.join('\t')}\n`).join(''));
}
