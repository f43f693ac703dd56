import type { NationalDivision } from '../api/national.ts';
import type { Level } from '../api/divisions.ts';
import { listDivisions, type DivisionRow } from '../divisions/queries.ts';
import { notFound } from '../http/problem.ts';
import type { Reading } from '../http/route.ts';
import { portalCode, storedCode } from './codes.ts';

const mostDivisions = 100_000;
const numbers: Readonly<Record<Level, number>> = { province: 1, prefecture: 2, county: 3, township: 4 };
const words: Readonly<Record<Level, string>> = { province: '自治区', prefecture: '盟市', county: '旗县', township: '苏木乡镇' }; // prettier-ignore

interface Asked {
  code: string | undefined;
  year: number;
  maxLevel: number;
  trim: boolean;
}

/** A division with what lies below it, and how many there are in all. @throws Problem 404 */
export async function divisionsAsNational(
  { context, audience }: Reading,
  { code, year, maxLevel, trim }: Asked,
): Promise<{ data: NationalDivision; total: number }> {
  const at = year === 0 ? undefined : `${String(year).padStart(4, '0')}-12-31`;
  const { rows } = await listDivisions(context.db, { audience, at }, { limit: mostDivisions, after: null });
  const wanted = code === undefined || code === '' ? null : storedCode(code);
  const top = rows.find((row) => (wanted === null ? row.level === 'province' : row.code === wanted));
  if (top === undefined) throw notFound(`Division ${code ?? ''}`);
  const below = new Map<string | null, DivisionRow[]>();
  for (const row of rows) below.set(row.parent_code, [...(below.get(row.parent_code) ?? []), row]);
  let total = 0;
  const node = (row: DivisionRow, depth: number): NationalDivision => {
    total += 1;
    return {
      code: portalCode(row.code, row.level, trim),
      name: row.name,
      level: numbers[row.level],
      type: row.kind ?? words[row.level],
      children: depth === 0 ? [] : (below.get(row.code) ?? []).map((child) => node(child, depth - 1)),
    };
  };
  return { data: node(top, maxLevel), total };
}
