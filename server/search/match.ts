import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Bbox } from '../api/geo.ts';
import { classPrefix } from '../places/classes.ts';
import { prefixEnd } from '../places/fold.ts';
import { equalityBonus, terminator } from '../places/keys.ts';

export type Sql = RawBuilder<unknown>;

/** Which entries may answer. Divisions and classes are prefixes of codes; the bbox is in degrees. */
export interface Filter {
  /** The public finds and counts neither markers nor what is not public. */
  audience?: Audience;
  type?: 'division' | 'place' | 'boundary-line' | 'marker' | 'facility' | undefined;
  division?: string | undefined;
  class?: string | undefined;
  bbox?: Bbox | undefined;
}

/** The range of name_key.division inside a division. */
export function divisionRange(code: string): { from: number; below: number } {
  const significant = code.length === 9 ? 9 : code.endsWith('0000') ? 2 : code.endsWith('00') ? 4 : 6;
  const from = Number(code.slice(0, significant).padEnd(9, '0'));
  return { from, below: from + 10 ** (9 - significant) };
}

/** The range of name_key.class of a class and its subclasses. */
export function classRange(code: string): { from: number; below: number } {
  const prefix = classPrefix(code);
  const from = Number(prefix.padEnd(5, '0'));
  return { from, below: Math.min(from + 10 ** (5 - prefix.length), 32_768) };
}

const and = (conditions: readonly Sql[]): Sql => sql.join([...conditions, sql`true`], sql` and `);

/** Conditions of a filter on the columns of name_key. */
export function filterSql(filter: Filter): Sql[] {
  const conditions: Sql[] = [];
  if (filter.audience === 'public') conditions.push(sql`place_id > 0`); // ids of the others are negated
  if (filter.division !== undefined) {
    const { from, below } = divisionRange(filter.division);
    conditions.push(sql`division >= ${from} and division < ${below}`);
  }
  if (filter.class !== undefined) {
    const { from, below } = classRange(filter.class);
    conditions.push(sql`class >= ${from}::int4 and class < ${below}::int4`);
  }
  if (filter.bbox !== undefined) conditions.push(boxSql(filter.bbox));
  if (filter.type === 'place' || filter.type === 'division')
    conditions.push(
      sql`abs(place_id) ${filter.type === 'place' ? sql`not in` : sql`in`} (select id from place where denotes_code is not null)`,
    );
  return conditions;
}

/** Inside a box, in one comparison: PostgreSQL takes four of them for so rare that it reads all keys of a letter and sorts them. */
export const boxSql = ([west, south, east, north]: Bbox): Sql =>
  sql`least(lon - ${west}::float8, ${east}::float8 - lon, lat - ${south}::float8, ${north}::float8 - lat) >= 0`;

/** How a text is looked up in name_key. */
export interface Match {
  text: string;
  /** The keys that begin with the text, as a range; what every other form comes down to. */
  range: Sql;
  /** The same, in the form that the index ordered by score answers. */
  ordered: Sql;
  /** The range again, in a form that no index answers: where the way in is the place, and must not become the keys. */
  loose: Sql;
  /** One key that equals the text. */
  equal: Sql;
  /** Score of a row, with the bonus for equality. */
  score: Sql;
}

/** @param inDivision a county or township filter is set: its own index, by division and first character, is the way in */
export function matchOf(text: string, inDivision: boolean): Match {
  const points = [...text];
  const digits = /^\d+$/.test(text);
  const short = points.length <= 3 && !digits;
  const whole = text + terminator;
  const range = sql`key >= ${text} and key < ${prefixEnd(text)}${short ? sql` and kind < 7` : sql``}`;
  const first = sql`ascii(key) = ${points[0]!.codePointAt(0)!}`;
  // The numbers in left() are literal: each length is its own statement and index.
  const ordered = inDivision ? sql`${first} and ${range}`
    : /^[a-z]{4}$/.test(text) ? sql`left(key, 4) = ${text} and key >= 'a' and key < '{'`
    : !short ? range
    : points.length === 1 ? sql`${first} and kind < 7`
    : points.length === 2 ? sql`left(key, 2) = ${text} and kind < 7`
    : /^[a-z0-9]+$/.test(text) ? sql`left(key, 3) = ${text} and kind < 7 and key < '{'`
    : range; // prettier-ignore
  return {
    text,
    range,
    loose: sql`key || '' >= ${text} and key || '' < ${prefixEnd(text)}${short ? sql` and kind < 7` : sql``}`,
    ordered,
    equal: sql`key = ${whole}`,
    score: sql`(score + case when key = ${whole} then ${equalityBonus}::int4 else 0 end)`,
  };
}

export { and };
