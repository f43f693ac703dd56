import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { contains } from './geometry.ts';
import { readCounties, readDivisions } from './world.ts';
import { placeColumns } from './write.ts';

export type GazetteerFigures = {
  rows: number;
  columns: string[];
  distinctNames: number;
  meanNameLength: number;
  perClass: Record<string, number>;
  perPosition: Record<string, number>;
  perSource: Record<string, number>;
  sampleShare: number;
  withAlias: number;
  withFormer: number;
  withRoman: number;
  withMongolian: number;
  missingReading: number;
  /** Rows whose reading has another number of syllables than the name has characters. */
  unevenReadings: number;
  outsideCounty: number;
  unknownDivision: number;
  /** Names with a character outside the Basic Multilingual Plane, and all that are not hanzi. */
  beyondBmp: number;
  nonHanzi: string[];
  duplicatesReal: number;
  duplicatesSample: number;
  idsInOrder: boolean;
};

type Row = Record<(typeof placeColumns)[number], string>;

async function readRows(file: string): Promise<{ columns: string[]; rows: Row[] }> {
  const lines = gunzipSync(await readFile(file))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const columns = (lines[0] ?? '').split('\t');
  const rows = lines.slice(1).map((text) => {
    const cells = text.split('\t');
    return Object.fromEntries(placeColumns.map((column, index) => [column, cells[index] ?? ''])) as Row;
  });
  return { columns, rows };
}

function countBy(rows: readonly Row[], column: keyof Row): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[row[column]] = (counts[row[column]] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Second and later rows of the same county, class and name. */
function duplicates(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = `${row.division.slice(0, 6)} ${row.class} ${row.name}`;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

/** Reads the written gazetteer back and counts what a test wants to know about it. */
export async function verifyGazetteer(outDir: string): Promise<GazetteerFigures> {
  const { columns, rows } = await readRows(path.join(outDir, 'places.tsv.gz'));
  const divisions = await readDivisions(outDir);
  const counties = await readCounties(outDir, divisions);
  const codes = new Set(divisions.map(({ code }) => code));
  const doubled = duplicates(rows.filter((row) => row.source !== 'mca-2025'));
  const filled = (column: keyof Row): number => rows.filter((row) => row[column] !== '').length;
  const outside = rows.filter((row) => {
    const county = counties.get(row.division.slice(0, 6));
    return county && row.lon !== '' && !contains(county.shape, [Number(row.lon), Number(row.lat)]);
  });
  return {
    rows: rows.length,
    columns,
    distinctNames: new Set(rows.map(({ name }) => name)).size,
    meanNameLength: rows.reduce((sum, { name }) => sum + [...name].length, 0) / rows.length,
    perClass: countBy(rows, 'class'),
    perPosition: countBy(rows, 'position'),
    perSource: countBy(rows, 'source'),
    sampleShare: rows.filter(({ sample }) => sample === '1').length / rows.length,
    withAlias: filled('alias'),
    withFormer: filled('former'),
    withRoman: filled('roman'),
    withMongolian: filled('mongolian'),
    missingReading: rows.filter(({ reading }) => reading === '').length,
    unevenReadings: rows.filter(({ name, reading }) => [...name].length !== reading.split(' ').length).length,
    outsideCounty: outside.length,
    unknownDivision: rows.filter(({ division }) => !codes.has(division)).length,
    beyondBmp: rows.filter(({ name }) => /[\u{10000}-\u{10ffff}]/u.test(name)).length,
    nonHanzi: rows.map(({ name }) => name).filter((name) => !/^\p{Script=Han}+$/u.test(name)),
    duplicatesReal: doubled.filter(({ sample }) => sample === '0').length,
    duplicatesSample: doubled.filter(({ sample }) => sample === '1').length,
    idsInOrder: rows.every(({ id }, index) => id === String(index + 1)),
  };
}
