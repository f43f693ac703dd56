import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { notFound } from '../http/problem.ts';

/**
 * Codes of the divisions that a line touches: its sides and the banners along it. A banner's officer may act on any of its
 * segments, provincial ones included (`authorize(account, 'inspection.edit', { divisions })`).
 * @throws Problem 404
 */
export async function divisionsOfLine(db: Db, code: string): Promise<string[]> {
  const { rows } = await sql<{ codes: (string | null)[] }>`
    select array[l.side_a, l.side_b] || coalesce(array_agg(distinct s.county_a), '{}') || coalesce(array_agg(distinct s.county_b), '{}') as codes
    from boundary_line l left join boundary_segment s on s.line_id = l.id where l.code = ${code} group by l.id`.execute(db); // prettier-ignore
  const found = rows[0];
  if (found === undefined) throw notFound(`Boundary line ${code}`);
  return [...new Set(found.codes.filter((one) => one !== null))].sort();
}
