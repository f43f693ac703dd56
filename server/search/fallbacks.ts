import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { prepared } from '../database/prepared.ts';
import { andPublic } from '../database/public.ts';
import { isHanzi, prefixEnd } from '../places/fold.ts';
import { equalityBonus, kinds, terminator } from '../places/keys.ts';
import type { Ranked } from './direct.ts';
import { and, filterSql, matchOf, type Filter, type Sql } from './match.ts';
import type { SearchText } from './query.ts';
import { inLetters, spellings } from './spelling-keys.ts';
import { perSlip, type Alike } from './spellings.ts';

/** No fallback gives more answers than this. */
export const fallbackLimit = 200;

const distinctBest = sql`select distinct on (place_id) place_id, s, kind, key from c order by place_id, s desc, key`;

/** Names inside some divisions that begin with `rest`: 达拉特 + 龚家. */
export async function inDivisions(
  db: Db,
  codes: readonly string[],
  rest: string,
  filter: Filter,
): Promise<Ranked[]> {
  const branches = codes.map((division) => {
    const conditions = [...filterSql(filter), ...filterSql({ division })];
    const match = matchOf(rest, !division.endsWith('00') || division.length === 9);
    return sql`(select place_id, ${match.score} as s, kind, key from name_key
      where ${and([match.ordered, ...conditions])} order by name_key.score desc, place_id limit ${fallbackLimit})`;
  });
  const { rows } = await sql<Ranked>`${sql.raw(prepared)}
    with c as (${sql.join(branches, sql` union all `)}), d as (${distinctBest})
    select place_id as uid, s, kind, key from d order by s desc, place_id limit ${fallbackLimit}`.execute(db);
  return rows;
}

/** Names that begin with some characters and have these initials: 呼hht. */
export async function withInitials(
  db: Db,
  { beginning, initials }: { beginning: string; initials: string },
  filter: Filter,
): Promise<Ranked[]> {
  const conditions = filterSql(filter);
  const { rows } = await sql<Ranked>`${sql.raw(prepared)}
    with c as (
      select i.place_id, i.score + 0 as s, i.kind, i.key from name_key i
      where i.key >= ${initials} and i.key < ${prefixEnd(initials)} and i.kind = ${sql.lit(kinds.initials)}
        and exists (select from name_key where ${and([sql`place_id = i.place_id and key || '' >= ${beginning} and key || '' < ${prefixEnd(beginning)} and kind in (${sql.lit(kinds.standard)}, ${sql.lit(kinds.alias)})`, ...conditions])})
      limit 3000),
    d as (${distinctBest})
    select place_id as uid, s, kind, key from d order by s desc, place_id limit ${fallbackLimit}`.execute(db);
  return rows;
}

/** Names that sound like the query, whole names before beginnings. */
export async function soundingLike(db: Db, sound: string, filter: Filter): Promise<Ranked[]> {
  const conditions = filterSql(filter);
  const prefix = `~${sound}`;
  const { rows } = await sql<Ranked>`${sql.raw(prepared)}
    with c as (
      (select place_id, score + ${equalityBonus}::int4 as s, kind, key from name_key
        where ${and([sql`key = ${prefix + terminator}`, ...conditions])} order by score desc, place_id limit ${fallbackLimit})
      union all
      (select place_id, score + 0 as s, kind, key from name_key
        where ${and([sql`key >= ${prefix} and key < ${prefixEnd(prefix)}`, ...conditions])} order by score desc, place_id limit ${fallbackLimit})),
    d as (${distinctBest})
    select place_id as uid, s, kind, key from d order by s desc, place_id limit ${fallbackLimit}`.execute(db);
  return rows;
}

/**
 * Names that differ from the query by a character or two; the fewer, the better.
 * @param version of the search keys
 */
export function misspelt(db: Db, query: SearchText, filter: Filter, version: number): Promise<Ranked[]> {
  if (query.points.length > longestName) return Promise.resolve([]);
  if (query.script === 'hanzi')
    return query.points.length < shortestMisspelt ? Promise.resolve([]) : misspeltHanzi(db, query.points, filter);
  if (query.script === 'digits' || query.points.length < 4 || query.points.some(isHanzi)) return Promise.resolve([]);
  return misspeltLetters(db, query.text, filter, version);
} // prettier-ignore

const longestName = 60; // characters of the longest text that is taken for a misspelt name
const shortestMisspelt = 3; // characters of hanzi
const perMissing = 1500; // points that a character costs that the query left out

/** Differences between `key` and the text: to the whole name at most `whole`, to its beginning one; null when more. */
function difference(points: readonly string[], whole: number): Sql {
  const { length } = points;
  const text = points.join('');
  const beginnings = [-1, 0, 1].map(
    (more) => sql`levenshtein_less_equal(left(key, ${length + more}::int4), ${text}, 1)`,
  );
  const unfinished = sql`1 + least(${sql.join(beginnings)})`;
  return sql`nullif(least(
    case when left(key, ${length}::int4) = any(${swapped(points)}::text[]) then 1 else 9 end,
    case when levenshtein_less_equal(key, ${text}, ${whole}::int4) <= ${whole}::int4 then levenshtein_less_equal(key, ${text}, ${whole}::int4) else 9 end,
    case when ${unfinished} <= 2 then ${unfinished} else 9 end), 9)`;
}

/** The text with two neighbouring characters exchanged, in every way: one slip of the fingers, though two edits. */
const swapped = (points: readonly string[]): string[] =>
  points.slice(1).map((point, index) => [...points.slice(0, index), point, points[index]!, ...points.slice(index + 2)].join('')); // prettier-ignore

/** Names in letters (pinyin, romanised, Mongolian, Cyrillic): those a slip away, or, where there are none, two. A text may be unfinished. */
async function misspeltLetters(db: Db, text: string, filter: Filter, version: number): Promise<Ranked[]> {
  const all = await spellings(db, version);
  const unfinished = text.length >= 5;
  const most = isFiltered(filter) ? mostFiltered : fallbackLimit;
  for (const whole of text.length >= 6 ? ([1, 2] as const) : ([1] as const)) {
    const alike = all.flatMap((some) => some.alike(text, { whole, unfinished }, most));
    const rows = alike.length === 0 ? [] : await spelt(db, alike, filter);
    if (rows.length > 0) return rows;
  }
  return [];
}

const isFiltered = ({ type, division, class: code, bbox }: Filter): boolean =>
  [type, division, code, bbox].some((value) => value !== undefined);

const mostFiltered = 2000; // keys that are looked up where a filter may leave few of them

async function spelt(db: Db, alike: readonly Alike[], filter: Filter): Promise<Ranked[]> {
  const { rows } = await sql<Ranked>`${sql.raw(prepared)}
    with c as (
      select place_id, score - ${perSlip}::int4 * a.slips as s, kind, name_key.key
      from unnest(${alike.map(({ key }) => key + terminator)}::text[], ${alike.map(({ slips }) => slips)}::int4[]) a(key, slips)
      join name_key on name_key.key = a.key collate "C" and ${and([inLetters, ...filterSql(filter)])}),
    d as (${distinctBest})
    select place_id as uid, s, kind, key from d order by s desc, place_id limit ${fallbackLimit}`.execute(db);
  return rows;
}

/**
 * Names that become the query when a character of one or of both is left out: one wrong, one missing, one too many (SymSpell, Garbe
 * 2012). One that has all of the query's characters, and one more, is nearer than one with another character.
 */
export async function oneCharacterAway(db: Db, points: readonly string[], filter: Filter): Promise<Ranked[]> {
  if (points.length < shortestMisspelt || points.length > longestName) return [];
  const text = points.join('');
  const texts = [text, ...points.map((_, left) => points.filter((__, index) => index !== left).join(''))];
  const near = sql`select distinct place_id from name_deletion
    where hash = any(array(select hashtext(t) from unnest(${texts}::text[]) t))`;
  return judgedHanzi(db, points, filter, near, 1);
}

/** Names in hanzi that share two neighbouring characters with the query where none is a character away: unfinished words, two slips. */
async function misspeltHanzi(db: Db, points: readonly string[], filter: Filter): Promise<Ranked[]> {
  const found = await oneCharacterAway(db, points, filter);
  if (found.length > 0) return found;
  const pairs = points.slice(0, -1).map((point, index) => point + points[index + 1]!).slice(0, 8); // prettier-ignore
  const singles = points.length === 3 ? [points[0]!, points[2]!] : [];
  const probes = [...pairs, ...singles].map(
    (probe) => sql`(select place_id from name_key
    where ${and([matchOf(probe, false).ordered, ...filterSql(filter)])} order by score desc, place_id limit 300)`,
  );
  const alike = sql`select distinct place_id from (${sql.join(probes, sql` union all `)}) p`;
  return judgedHanzi(db, points, filter, alike, points.length >= 5 ? 2 : 1);
}

/** The names of some places that differ from the query by a character or two, compared whole. @param whole differences at most */
async function judgedHanzi(
  db: Db,
  points: readonly string[],
  filter: Filter,
  places: Sql,
  whole: number,
): Promise<Ranked[]> {
  const { rows } = await sql<Ranked>`${sql.raw(prepared)}
    with alike as (
      select n.place_id, n.score, n.kind, rtrim(n.key, '|') as key
      from (${places}) t cross join lateral (
        select * from name_key where ${and([sql`place_id = t.place_id and kind in (0, 1)`, ...filterSql(filter)])}) n),
    judged as (
      select place_id, score, kind, key, ${difference(points, whole)} as d from alike),
    c as (select place_id, score - case when d = 1 and length(key) = ${points.length + 1}::int4 then ${perMissing}::int4 else ${perSlip}::int4 * d end as s, kind, key || '|' as key from judged where d is not null),
    d as (${distinctBest})
    select place_id as uid, s, kind, key from d order by s desc, place_id limit ${fallbackLimit}`.execute(db);
  return rows;
}

/** The entry with this 20-digit place code, or those that begin so. */
export async function byPlaceCode(db: Db, digits: string, { audience }: Filter): Promise<Ranked[]> {
  const { rows } = await sql<Ranked>`
    select case when public then id else -id end as uid, importance + ${equalityBonus}::int4 as s, ${kinds.code}::int2 as kind, place_code || '|' as key from place
    where place_code collate "C" >= ${digits} and place_code collate "C" < ${prefixEnd(digits)} ${andPublic(audience)}
    order by importance desc, id limit ${fallbackLimit}`.execute(db);
  return rows;
}
