import { sql } from 'kysely';
import type { Position } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { prepared } from '../database/prepared.ts';
import { classPrefix } from '../places/classes.ts';
import { equalityBonus } from '../places/keys.ts';
import { featureFilterSql, featureUid } from './features.ts';
import { versions, type Versions } from './hydrate.ts';
import { and, boxSql, filterSql, matchOf, type Filter, type Match, type Sql } from './match.ts';

/** One answer before it is dressed: `uid` is the place id (negated where it is not public), or a feature's id above 2^32 (features.ts). */
export interface Ranked {
  uid: number;
  s: number;
  kind: number;
  key: string;
}

/** Where the page before ended. */
export interface Cursor {
  s: number;
  uid: number;
}

export interface DirectQuery {
  text: string;
  filter: Filter;
  near: Position | undefined;
  cursor: Cursor | null;
  limit: number;
  /** The filter leaves few places: begin with them, not with the keys. */
  small: boolean;
}

const nearHalfWidth = 1; // degrees around `near` in which answers are preferred
const nearBonus = 2500; // points at the very spot, falling to 0 at the half-width
const nearCount = 40; // the most important matches in the box that get the bonus

/**
 * Answers whose key begins with the text, best first: by score, then uid. Exact at any depth: every place counts by its
 * best key, and the cursor continues inside the index.
 */
export async function directAnswers(
  db: Db,
  query: DirectQuery,
): Promise<{ rows: Ranked[]; complete: boolean; versions: Versions }> {
  for (let take = 3 * query.limit; ; take *= 4) {
    const found = await candidates(query, take).execute(db);
    const at = found.rows.findIndex(({ branch }) => branch === versionBranch);
    const [{ uid, s }] = found.rows.splice(at, 1) as [Candidate];
    const versions = { search_version: uid, divisions_version: s };
    const { rows } = found;
    const best = bestFirst(rows, query.cursor);
    const counts = new Map<number, number>();
    for (const { branch } of rows) counts.set(branch, (counts.get(branch) ?? 0) + 1);
    const complete = [...counts].every(([branch, count]) => branch < 0 || count < take);
    // Short of a page though a branch was cut off: its places repeated or were shown before; take more.
    if (complete || best.length >= query.limit)
      return { rows: best.slice(0, query.limit), complete: complete && best.length < query.limit, versions };
  }
}

/** Each answer once, by its best key, in order, after the cursor. */
function bestFirst(rows: readonly Ranked[], cursor: Cursor | null): Ranked[] {
  const best = new Map<number, Ranked>();
  for (const row of rows) {
    const known = best.get(row.uid);
    const better = known === undefined || row.s > known.s || (row.s === known.s && (row.kind < known.kind || (row.kind === known.kind && row.key < known.key))); // prettier-ignore
    if (better) best.set(row.uid, { uid: row.uid, s: row.s, kind: row.kind, key: row.key });
  }
  return [...best.values()].filter((row) => isAfter(row, cursor)).sort((a, b) => b.s - a.s || a.uid - b.uid);
}

export const isAfter = (row: Ranked, cursor: Cursor | null): boolean =>
  cursor === null || row.s < cursor.s || (row.s === cursor.s && row.uid > cursor.uid);

/** A row that is no answer: it has the versions of the keys and of the divisions. */
const versionBranch = -9;

interface Candidate extends Ranked {
  branch: number; // which way it was found; below 0 = not cut off by `take`
}

/** One statement: the ways into the keys of places, and the features. */
function candidates(query: DirectQuery, take: number) {
  const { filter, cursor } = query;
  const match = matchOf(query.text, isSmallDivision(filter));
  const conditions = filterSql(filter);
  const places = withPlaces(filter);
  const near = places && query.near !== undefined;
  const branches = !places ? []
    : query.small ? [smallSet(match, filter)]
    : ordered(match, conditions, cursor, take); // prettier-ignore
  if (near) branches.push(sql`select -1 as branch, place_id::int8 as uid, s, kind, key from near`);
  const found = sql.join(branches.map((branch) => sql`(${branch})`), sql` union all `); // prettier-ignore
  const parts = branches.length === 0 ? [] : [cursor === null && !near ? found : bestOf(found, match, near)];
  const features = featureBranch(match, filter, take, cursor !== null);
  if (features !== null) parts.push(sql`(${features})`);
  parts.push(
    sql`select ${sql.lit(versionBranch)} as branch, search_version::int8 as uid, divisions_version as s, 0::int2 as kind, '' as key from (select ${versions}) v`,
  );
  return sql<Candidate>`${sql.raw(prepared)}
    ${near ? sql`with near as materialized (${nearRows(match, conditions, query.near!)})` : sql``}
    ${sql.join(parts, sql` union all `)}`;
}

/** A county or a township, for which there is an index of its own. */
const isSmallDivision = ({ division }: Filter): boolean =>
  division !== undefined && (division.length === 9 || !division.endsWith('00'));

export const withPlaces = ({ type }: Filter): boolean =>
  type === undefined || type === 'place' || type === 'division';

/** Two ways into the keys, each in the order of the answers and each stopping after `take` rows. */
function ordered(match: Match, conditions: readonly Sql[], cursor: Cursor | null, take: number): Sql[] {
  const after = (bonus: number): Sql[] =>
    cursor === null ? [] : [sql`score <= ${cursor.s - bonus}::int4 and (score < ${cursor.s - bonus}::int4 or place_id > ${cursor.uid}::int8)`]; // prettier-ignore
  // `as s`, not `as score`: an order by an output column would not use the index.
  return [
    sql`select 1 as branch, place_id::int8 as uid, score + ${equalityBonus}::int4 as s, kind, key from name_key
      where ${and([match.equal, ...conditions, ...after(equalityBonus)])} order by score desc, place_id limit ${take}`,
    sql`select 2 as branch, place_id::int8 as uid, score + 0 as s, kind, key from name_key
      where ${and([match.ordered, ...conditions, ...after(0)])} order by score desc, place_id limit ${take}`,
  ];
}

/** From the few places that the filter leaves to their keys. */
function smallSet(match: Match, filter: Filter): Sql {
  return sql`select -2 as branch, k.uid, k.s, k.kind, k.key from (${smallSetOf(filter)}) p cross join lateral (
    select place_id::int8 as uid, ${match.score} as s, kind, key from name_key
    where place_id = p.id and ${match.loose}) k`;
}

/** The places themselves that a filter leaves, by the ids of their keys. */
export function smallSetOf({ audience, type, division, class: classCode, bbox }: Filter): Sql {
  const conditions: Sql[] = audience === 'public' ? [sql`public`] : [];
  if (type === 'division') conditions.push(sql`denotes_code is not null`);
  if (type === 'place') conditions.push(sql`denotes_code is null`);
  if (division !== undefined) {
    const code = division.length === 9 ? division : division.replace(/(?:0000|00)$/, '');
    conditions.push(sql`division_code collate "C" >= ${code} and division_code collate "C" < ${`${code}:`}`); // ':' follows '9'
  }
  if (classCode !== undefined) {
    const prefix = classPrefix(classCode);
    conditions.push(sql`class_code collate "C" >= ${prefix} and class_code collate "C" < ${`${prefix}:`}`);
  }
  if (bbox !== undefined) conditions.push(sql`geom && ST_MakeEnvelope(${sql.join(bbox)}, 4490)`);
  return sql`select case when public then id else -id end as id from place where ${and(conditions)}`;
}

/** The most important matches around `near`, with what their nearness is worth. */
function nearRows(match: Match, conditions: readonly Sql[], [lon, lat]: Position): Sql {
  const box = boxSql([lon - nearHalfWidth, lat - nearHalfWidth, lon + nearHalfWidth, lat + nearHalfWidth]);
  const share = sql`1 - sqrt(((lon - ${lon}::float8) * ${Math.cos((lat * Math.PI) / 180)}::float8) ^ 2 + (lat - ${lat}::float8) ^ 2) / ${nearHalfWidth}::float8`;
  return sql`select place_id, max(s + bonus) as s, max(bonus) as bonus, 0::int2 as kind, '' as key from (
    select place_id, ${match.score} as s, (${nearBonus} * greatest(0, ${share}))::int4 as bonus
    from name_key where ${and([match.ordered, ...conditions, box])} order by score desc, place_id limit ${nearCount}) n
    group by place_id`;
}

/** Each candidate by the best of all its keys, so that one that a page before has shown is told by its score. */
function bestOf(found: Sql, match: Match, near: boolean): Sql {
  return sql`select c.branch, c.uid, b.s ${near ? sql`+ coalesce(near.bonus, 0)` : sql``} as s, b.kind, b.key
    from (${found}) c
    cross join lateral (
      select ${match.score} as s, kind, key from name_key
      where place_id = c.uid and ${match.loose} order by 1 desc, kind, key limit 1) b
    ${near ? sql`left join near on near.place_id = c.uid` : sql``}`;
}

/** Lines, markers and facilities; deep pages look at all of them, for they are few. */
function featureBranch(match: Match, filter: Filter, take: number, deep: boolean): Sql | null {
  const conditions = featureFilterSql(filter);
  if (conditions === null) return null;
  return sql`select ${deep ? sql`-3` : sql`3`} as branch, ${featureUid} as uid, ${match.score} as s, kind, key from feature_key
    where ${and([match.range, ...conditions])} order by s desc, feature, feature_id ${deep ? sql`` : sql`limit ${take}`}`;
}

/** How many there are in all. */
export async function countDirect(db: Db, { text, filter, small }: DirectQuery): Promise<number> {
  const match = matchOf(text, isSmallDivision(filter));
  const conditions = filterSql(filter);
  const places = !withPlaces(filter) ? sql`0`
    : small ? sql`(select count(distinct uid) from (${smallSet(match, filter)}) c)`
    : sql`(select count(distinct place_id) from name_key where ${and([match.range, ...conditions])})`; // prettier-ignore
  const featureConditions = featureFilterSql(filter);
  const features = featureConditions === null ? sql`0`
    : sql`(select count(distinct (feature, feature_id)) from feature_key where ${and([match.range, ...featureConditions])})`; // prettier-ignore
  const { rows } = await sql<{
    n: number;
  }>`${sql.raw(prepared)} select (${places} + ${features})::int4 as n`.execute(db);
  return rows[0]!.n;
}

/**
 * True when it is quicker to begin with the places: the text is so short that a great many keys begin with it, and the filter
 * leaves at most `most` places.
 */
export async function isSmallSet(db: Db, text: string, filter: Filter, most = 1500): Promise<boolean> {
  const common = /^[a-z]{1,3}$/.test(text) || [...text].length === 1;
  if (!common || isSmallDivision(filter)) return false; // a small division has an index of its own
  if (filter.type === 'division') return true;
  if (filter.bbox === undefined && filter.class === undefined) return false;
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from (${smallSetOf(filter)} limit ${most + 1}) few`.execute(db);
  return rows[0]!.n <= most;
}
