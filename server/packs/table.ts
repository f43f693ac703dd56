import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Pack } from './manifest.ts';

const unzip = promisify(gunzip);

/** Reads a file of a pack, unpacked. @throws Error when it is not the file that the manifest lists */
export async function readPackFile(pack: Pack, name: string): Promise<Buffer> {
  const bytes = await readFile(join(pack.folder, name));
  const listed = pack.manifest.files.find((entry) => entry.path === name);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (listed?.sha256 !== found) {
    throw new Error(
      `data/packs/${pack.manifest.id}/${name} is not the file that pack.json lists: build the pack again.`,
    );
  }
  return name.endsWith('.gz') ? await unzip(bytes) : bytes;
}

/** A pack table: tab-separated, one header line, no quoting; an empty cell is unknown. */
export interface Table {
  length: number;
  /** One cell, null when empty. */
  cell(row: number, column: string): string | null;
  has(column: string): boolean;
}

export async function readTable(pack: Pack, name: string): Promise<Table> {
  return parseTable((await readPackFile(pack, name)).toString('utf8'));
}

export function parseTable(text: string): Table {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const header = lines.shift()?.split('\t') ?? [];
  const index = new Map(header.map((name, position) => [name, position]));
  let lastRow = -1;
  let cells: string[] = [];
  return {
    length: lines.length,
    has: (column) => index.has(column),
    cell: (row, column) => {
      const position = index.get(column);
      if (position === undefined) throw new Error(`no column ${column}; there are ${header.join(', ')}`);
      if (row !== lastRow) {
        cells = lines[row]!.split('\t');
        lastRow = row;
      }
      const value = cells[position];
      return value === undefined || value === '' ? null : value;
    },
  };
}

/** A column of numbers. */
export const numbers = (table: Table, from: number, to: number, column: string): (number | null)[] =>
  range(from, to, (row) => {
    const text = table.cell(row, column);
    return text === null ? null : Number(text);
  });

/** A column of texts. */
export const texts = (table: Table, from: number, to: number, column: string): (string | null)[] =>
  range(from, to, (row) => table.cell(row, column));

/** A column of 0/1 flags. */
export const flags = (table: Table, from: number, to: number, column: string): boolean[] =>
  range(from, to, (row) => ['1', 'true'].includes(table.cell(row, column) ?? ''));

export function range<T>(from: number, to: number, value: (row: number) => T): T[] {
  return Array.from({ length: to - from }, (_, index) => value(from + index));
}
