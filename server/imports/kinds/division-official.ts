import { existsSync, readFileSync } from 'node:fs';
import type { Level } from '../../api/divisions.ts';
import { parseTable, type Table } from '../../packs/table.ts';

/** One row of the ministry's list of 2025-12-31: region, leagues, banners. */
export interface OfficialDivision {
  code: string;
  level: Level;
  kind: string | null;
  name: string;
  roman: string | null;
  mongolian: string | null;
}

/** What became of a code, by the year-end lists since 1980. */
export interface OfficialChange {
  code: string;
  name: string;
  change: 'recode' | 'removed' | 'renamed' | 'added';
  year: number; // of the first list that shows it
  to: string | null; // the new code of a recode, the new name of a renaming
}

const sources = new URL('../../../data/packs/inner-mongolia/sources/', import.meta.url);
let divisions: ReadonlyMap<string, OfficialDivision> | undefined;
let changes: readonly OfficialChange[] | undefined;

/** The official list, by code: known with or without a pack loaded. */
export function officialDivisions(): ReadonlyMap<string, OfficialDivision> {
  divisions ??= new Map(
    rows('divisions.tsv', (cell) => ({
      code: cell('code')!,
      level: cell('level') as Level,
      kind: cell('type_zh'),
      name: cell('name_zh')!,
      roman: cell('name_roman'),
      mongolian: cell('name_mn'),
    })).map((division) => [division.code, division]),
  );
  return divisions;
}

export function officialChanges(): readonly OfficialChange[] {
  changes ??= rows('division_changes.tsv', (cell) => ({
    code: cell('code')!,
    name: cell('name')!,
    change: cell('change') as OfficialChange['change'],
    year: Number(cell('first_snapshot')!.slice(0, 4)),
    to: cell('new_name_or_note'),
  }));
  return changes;
}

function rows<T>(file: string, read: (cell: (column: string) => string | null) => T): T[] {
  const path = new URL(file, sources);
  if (!existsSync(path)) return [];
  const table: Table = parseTable(readFileSync(path, 'utf8'));
  return Array.from({ length: table.length }, (_, row) => read((column) => table.cell(row, column)));
}
