import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { hasSegment } from './line-papers.ts';

const nearDegrees = 0.3; // about 25 to 33 km: what lies further off is no matter of this line

interface Located {
  line: string;
  segment?: string | null | undefined;
  point?: readonly [number, number] | null | undefined;
}

/** What a record says of where on its line it lies. @returns what is wrong, by field */
export async function checkPlaceOnLine(db: Db, { line, segment, point }: Located): Promise<[field: string, what: string][]> {
  const errors: [string, string][] = [];
  if (segment != null && !(await hasSegment(db, line, segment))) errors.push(['segment', `界线 ${line} 没有这一段 no such segment of the line`]);
  if (point != null) {
    const { rows } = await sql<{ near: boolean }>`
      select ST_DWithin(geom, ST_SetSRID(ST_MakePoint(${point[0]}, ${point[1]}), 4490), ${nearDegrees}) as near from boundary_line where code = ${line}`.execute(db);
    if (rows[0]?.near === false) errors.push(['point', `离界线 ${line} 超过 25 km is more than 25 km from the line`]);
  }
  return errors;
} // prettier-ignore

/** The columns of a segment that may not be given. */
export const segmentColumns = (segment: string | null | undefined) => {
  const [county_a = null, county_b = null] = segment?.split('-') ?? [];
  return { county_a, county_b };
};
