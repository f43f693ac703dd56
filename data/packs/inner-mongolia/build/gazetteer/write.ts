import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Place } from './model.ts';
import { reading } from './reading.ts';

export const placeColumns = [
  'id',
  'class',
  'division',
  'name',
  'reading',
  'roman',
  'mongolian',
  'alias',
  'former',
  'short',
  'lon',
  'lat',
  'position',
  'importance',
  'sample',
  'source',
] as const;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Divisions first, by level and code; then by banner and name: a village and what is named after it
 * stand together, which compresses best. Nothing may depend on the order of rows that compare equal: sort is stable. */
function inOrder(a: Place, b: Place): number {
  const divisionA = a.source === 'mca-2025';
  if (divisionA !== (b.source === 'mca-2025')) return divisionA ? -1 : 1;
  if (divisionA) return compare(a.class, b.class) || compare(a.division, b.division);
  return (
    compare(a.division.slice(0, 6), b.division.slice(0, 6)) ||
    compare(a.name, b.name) ||
    compare(a.class, b.class) ||
    compare(a.division, b.division)
  );
}

function line(place: Place, id: number): string {
  const cells = [
    String(id),
    place.class,
    place.division,
    place.name,
    reading(place.name),
    place.roman,
    place.mongolian,
    place.alias.join('|'),
    place.former.join('|'),
    place.short.join('|'),
    place.position ? String(place.position[0]) : '',
    place.position ? String(place.position[1]) : '',
    place.positionKind,
    String(place.importance),
    place.sample ? '1' : '0',
    place.source,
  ];
  if (cells.some((cell) => /[\t\r\n]/.test(cell)))
    throw new Error(`a cell of ${place.name} holds a tab or a line end`);
  return cells.join('\t');
}

/** Writes the places with ids from 1 in file order. gzip carries no time or name, so the bytes depend on the rows only. */
export async function writePlaces(file: string, places: readonly Place[]): Promise<void> {
  const rows = [...places].sort(inOrder).map((place, index) => line(place, index + 1));
  const text = `${placeColumns.join('\t')}\n${rows.join('\n')}\n`;
  await writeFile(file, gzipSync(Buffer.from(text, 'utf8'), { level: 9 }));
}
