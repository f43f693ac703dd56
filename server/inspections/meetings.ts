import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { pointOf } from '../database/postgis.ts';

export interface PointRow {
  code: string;
  name: string;
  divisions: string[];
  point: [number, number];
}

/** The unit of a division at the level of a line: its province, its league, or itself. */
const unitAt = (code: string, level: string | null): string =>
  level === 'province' ? `${code.slice(0, 2)}0000` : level === 'prefecture' ? `${code.slice(0, 4)}00` : code;

/**
 * Who signs the check of a meeting point: provinces where three of them meet, else leagues where three of them meet (those of
 * another province as it stands in the data), else the banners themselves.
 */
export function partiesOf(divisions: readonly string[]): string[] {
  for (const level of ['province', 'prefecture']) {
    const units = [...new Set(divisions.map((code) => unitAt(code, level)))].sort();
    if (units.length >= 3) return units;
  }
  return [...divisions].sort();
}

/** A segment `s` of a line `l` has both its sides in the meeting point `p`; the side of the line stands for a county that is not known. */
export const meetsAt = sql`(s.county_a = any(p.divisions)
  and case when s.county_b is null then l.side_a = any(p.divisions) or l.side_b = any(p.divisions) else s.county_b = any(p.divisions) end)`;

/**
 * Meeting points at which a line ends: three units of the line's own level meet there, the state border counting as one. The
 * corner of two banners on a provincial line is the end of their line, not of that one. Found by codes: surveyed lines need not run
 * through the point that was derived.
 */
export async function pointsOfLine(db: Db, lineCode: string): Promise<PointRow[]> {
  const line = await db.selectFrom('boundary_line').where('code', '=', lineCode).select(['level', 'side_a', 'side_b']).executeTakeFirst(); // prettier-ignore
  if (line === undefined) return [];
  const rows = await db
    .selectFrom('meeting_point as p')
    .where(
      sql<boolean>`exists (select from boundary_segment s join boundary_line l on l.id = s.line_id where l.code = ${lineCode} and ${meetsAt})`, // prettier-ignore
    )
    .select(['p.code', 'p.name', 'p.divisions'])
    .select(pointOf('p.geom').as('point'))
    .orderBy('p.code')
    .execute();
  return (rows as PointRow[]).filter(({ code, divisions }) => {
    const units = new Set(divisions.map((one) => unitAt(one, line.level)));
    return units.size + (/-national(-\d+)?$/.test(code) ? 1 : 0) >= 3;
  });
}

export interface MeetingCheckRow {
  id: number;
  meeting_code: string;
  year: number;
  checked_on: string;
  condition: string | null;
  people: string[];
  note: string | null;
  recorded_by: string;
}

/** The check that stands for each point in a year: the last one that no other puts right. */
export async function meetingChecks(db: Db, codes: readonly string[], year: number): Promise<Map<string, MeetingCheckRow>> {
  if (codes.length === 0) return new Map();
  const { rows } = await sql<MeetingCheckRow>`
    select distinct on (k.meeting_code) k.* from meeting_check k
    where k.meeting_code = any(${[...codes]}) and k.year = ${year} and not exists (select from meeting_check c where c.corrects = k.id)
    order by k.meeting_code, k.checked_on desc, k.id desc`.execute(db);
  return new Map(rows.map((row) => [row.meeting_code, row]));
} // prettier-ignore
