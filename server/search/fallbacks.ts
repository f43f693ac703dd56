import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { prepared } from '../database/prepared.ts';
import { andPublic } from '../database/public.ts';
import { prefixEnd } from '../places/fold.ts';
import { equalityBonus, kinds, terminator } from '../places/keys.ts';
import type { Ranked } from './direct.ts';
import { and, filterSql, matchOf, type Filter, type Sql } from './match.ts';
import type { SearchText } from './query.ts';

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

/** Names that differ from the query by a character or two; the fewer, the better. */
export function misspelt(db: Db, query: SearchText, filter: Filter): Promise<Ranked[]> {
  if (query.points.length > longestName) return Promise.resolve([]); // levenshtein refuses long texts
  if (query.script === 'latin' && query.points.length >= 4) return misspeltLetters(db, query.text, filter);
  if (query.script === 'hanzi' && query.points.length >= shortestMisspelt)
    return misspeltHanzi(db, query.points, filter);
  return Promise.resolve([]);
}

const longestName = 60; // characters of the longest text that is taken for a misspelt name
const shortestMisspelt = 3; // characters of hanzi
const perMissing = 1500; // points that a character costs that the query left out
const perDifference = 4000; // points that one wrong character costs

/** Differences between `key` and the text: to the whole name at most `whole`, to its beginning one; null when more. */
function difference(text: string, length: number, most: number, whole: number): Sql {
  const beginnings = [-1, 0, 1].map(
    (more) => sql`levenshtein_less_equal(left(key, ${length + more}::int4), ${text}, 1)`,
  );
  const unfinished = sql`1 + least(${sql.join(beginnings)})`;
  return sql`nullif(least(
    case when left(key, ${length}::int4) = any(${swapped(text)}::text[]) then 1 else 9 end,
    case when levenshtein_less_equal(key, ${text}, ${whole}::int4) <= ${whole}::int4 then levenshtein_less_equal(key, ${text}, ${whole}::int4) else 9 end,
    case when ${unfinished} <= ${most}::int4 then ${unfinished} else 9 end), 9)`;
}

/** What every key with a `difference` fulfils: most others are told by one comparison instead of five. */
const possible = (text: string, length: number, whole: number): Sql => sql`case
  when levenshtein_less_equal(left(key, ${length}::int4), ${text}, 2) <= 2 then true
  when length(key) > ${length + whole}::int4 then false
  else levenshtein_less_equal(key, ${text}, ${whole}::int4) <= ${whole}::int4 end`;

/** The text with two neighbouring characters exchanged, in every way: one slip of the fingers, though two edits. */
const swapped = (text: string): string[] => {
  const points = [...text];
  return points
    .slice(1)
    .map((point, index) =>
      [...points.slice(0, index), point, points[index]!, ...points.slice(index + 2)].join(''),
    );
};

/**
 * Whoever mistypes a letter in the second half of a name has the first half right: names that share it. For a slip in the first half, every
 * text that one slip can have come from is looked up (Norvig 2007); two slips there are found where the rest has a tail, from a
 * syllable on. A query that is not finished yet is compared with the beginning of the name.
 */
async function misspeltLetters(db: Db, text: string, filter: Filter): Promise<Ranked[]> {
  const middle = Math.max(2, Math.floor(text.length / 2));
  const half = text.slice(0, middle);
  const conditions = [sql`kind in (${sql.lit(kinds.roman)}, ${sql.lit(kinds.pinyin)})`, ...filterSql(filter)];
  const byHalf = sql`key >= ${half} and key < ${prefixEnd(half)}`;
  const bySlip = sql`key = any(${slips(text, middle).map((one) => one + terminator)}::text[])`;
  // Asked at once: on PostgreSQL two connections share the work.
  const found = await Promise.all(
    [byHalf, bySlip].map((alike) =>
      judgedLetters(db, text, sql`select place_id, score, kind, rtrim(key, '|') as key from name_key
        where ${and([alike, ...conditions])} limit 3000`),
    ),
  ); // prettier-ignore
  const rows = found.some((part) => part.length > 0)
    ? found.flat()
    : await byTails(db, text, conditions, filter);
  const best = new Map<number, Ranked>();
  for (const row of rows) {
    const known = best.get(row.uid);
    if (known === undefined || row.s > known.s || (row.s === known.s && row.key < known.key))
      best.set(row.uid, row);
  }
  return [...best.values()].sort((a, b) => b.s - a.s || a.uid - b.uid).slice(0, fallbackLimit);
}

const mostTails = 1000; // names compared for their tail, those with the longest tail first

/** Names that share a tail with the text, from one of its letters on. @param whole which keys are whole names */
function byTails(db: Db, text: string, whole: readonly Sql[], filter: Filter): Promise<Ranked[]> {
  const tails = Array.from({ length: Math.min(text.length - 3, 14) }, (_, index) => text.slice(index + 1));
  return judgedLetters(
    db,
    text,
    sql`select n.place_id, n.score, n.kind, rtrim(n.key, '|') as key from (
      select place_id from name_key
      where ${and([sql`key = any(${tails}::text[]) and kind = ${sql.lit(kinds.pinyinTail)}`, ...filterSql(filter)])}
      group by place_id order by max(length(key)) desc, place_id limit ${mostTails}) t
    cross join lateral (select * from name_key where ${and([sql`place_id = t.place_id`, ...whole])}) n`,
  );
}

const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];

/** The texts from which one slip before the letter `to` makes the text: a wrong letter, one missing, one too many, two exchanged. */
function slips(text: string, to: number): string[] {
  const texts = new Set<string>();
  for (let at = 0; at <= to && at < text.length; at += 1) {
    const [before, after] = [text.slice(0, at), text.slice(at + 1)];
    texts.add(before + after);
    for (const letter of alphabet)
      texts.add(before + letter + after).add(before + letter + text[at]! + after);
  }
  swapped(text).forEach((one) => texts.add(one));
  texts.delete(text);
  return [...texts];
}

async function judgedLetters(db: Db, text: string, alike: Sql): Promise<Ranked[]> {
  const { length } = text;
  const whole = length >= 6 ? 2 : 1;
  const { rows } = await sql<Ranked>`${sql.raw(prepared)}
    with alike as (${alike}),
    judged as (
      select place_id, score, kind, key, ${difference(text, length, length >= 5 ? 2 : 1, whole)} as d
      from alike where length(key) >= ${length - 2} and ${possible(text, length, whole)}),
    c as (select place_id, score - ${perDifference}::int4 * d as s, kind, key || '|' as key from judged where d is not null),
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
      select place_id, score, kind, key, ${difference(points.join(''), points.length, 2, whole)} as d from alike),
    c as (select place_id, score - case when d = 1 and length(key) = ${points.length + 1}::int4 then ${perMissing}::int4 else ${perDifference}::int4 * d end as s, kind, key || '|' as key from judged where d is not null),
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
