import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Position } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { pointOf } from '../database/postgis.ts';
import { andPublic } from '../database/public.ts';
import type { Name, NamedPlace } from '../places/keys.ts';
import type { Range } from './where.ts';

/** A key that one name of a slice is looked up by, and where. */
export interface Probe extends Range {
  item: number; // index of the name in its slice
  key: string;
}

/** An entry that has the key. */
export interface Hit {
  probe: number;
  id: number;
  kind: number; // of the key
  sample: boolean;
  /** Entries that have the key and are no 示例数据. */
  real: number;
}

const mostHits = 40; // entries of one key, 示例数据 last

/** Ids of what is not public are negated in the keys. */
const seen = (key: string, audience: Audience): RawBuilder<unknown> =>
  audience === 'public' ? sql`and ${sql.ref(key)} > 0` : sql``;

/** Entries with exactly these keys: one statement for a whole slice of names. */
export async function lookUp(db: Db, probes: readonly Probe[], audience: Audience): Promise<Hit[]> {
  if (probes.length === 0) return [];
  const { rows } = await sql<Hit>`
    select p.i::int4 - 1 as probe, f.id, f.kind, f.sample, f.real
    from unnest(${probes.map(({ key }) => key)}::text[], ${probes.map(({ from }) => from)}::int4[], ${probes.map(({ below }) => below)}::int4[])
      with ordinality p(key, low, high, i)
    cross join lateral (
      select pl.id, k.kind, pl.sample, (count(*) filter (where not pl.sample) over ())::int4 as real
      from name_key k join place pl on pl.id = abs(k.place_id)
      where k.key = p.key collate "C" and k.division >= p.low and k.division < p.high ${seen('k.place_id', audience)}
      order by pl.sample, k.score desc, pl.id limit ${mostHits}) f`.execute(db);
  return rows;
}

/** A name in hanzi that is looked for among those that differ by one character. */
export interface Misspelling extends Range {
  item: number;
  text: string;
  deletions: readonly string[]; // the text, and the text less each of its characters
}

const mostPostings = 3000; // names that share one text less a character

/** Entries whose name, or one of whose other names, is one wrong, missing or surplus character away. 示例数据 are left out. */
export async function oneCharacterAway(
  db: Db,
  wanted: readonly Misspelling[],
  audience: Audience,
): Promise<{ item: number; id: number; other: string | null }[]> {
  if (wanted.length === 0) return [];
  const flat = wanted.flatMap(({ deletions, ...one }) =>
    deletions.map((text) => ({ ...one, deleted: text })),
  );
  const { rows } = await sql<{ i: number; id: number; other: string | null }>`
    with probe as materialized (
      select item, name, low, high, hashtext(deleted) as hash
      from unnest(${flat.map(({ item }) => item)}::int4[], ${flat.map(({ text }) => text)}::text[], ${flat.map(({ from }) => from)}::int4[],
        ${flat.map(({ below }) => below)}::int4[], ${flat.map(({ deleted }) => deleted)}::text[]) p(item, name, low, high, deleted)),
    near as materialized (
      select distinct p.item, p.name, p.low, p.high, d.place_id
      from probe p cross join lateral (
        select place_id from name_deletion where hash = p.hash ${seen('place_id', audience)} limit ${mostPostings}) d)
    select n.item as i, pl.id, case when ${oneOff(sql`pl.name`)} then null else o.text end as other
    from near n join place pl on pl.id = abs(n.place_id) and not pl.sample
      and rpad(pl.division_code, 9, '0')::int4 >= n.low and rpad(pl.division_code, 9, '0')::int4 < n.high
    left join lateral (
      select text from place_name where place_id = pl.id and kind <> 'standard' and ${oneOff(sql`place_name.text`)} limit 1) o on true
    where o.text is not null or ${oneOff(sql`pl.name`)}
    order by n.item, pl.importance desc, pl.id`.execute(db);
  return rows.map(({ i, ...row }) => ({ item: i, ...row }));
}

/** levenshtein refuses long texts, so the lengths are compared first. */
const oneOff = (text: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(case when abs(length(${text}) - length(n.name)) <= 1 then levenshtein_less_equal(${text}, n.name, 1) <= 1 else false end)`;

/** A romanised name that is looked for among those that begin alike. */
export interface Spelling extends Range {
  item: number;
  text: string;
  stem: string; // less its generic word
  begins: string;
  end: string; // the least text above all that begin so
  most: number; // letters that may differ
}

const mostAlike = 2000; // keys that begin alike and are compared

/** Entries whose romanization or pinyin differs in a letter or two, with their generic word or without. 示例数据 are left out. */
export async function lettersAway(
  db: Db,
  wanted: readonly Spelling[],
  audience: Audience,
): Promise<{ item: number; id: number; d: number }[]> {
  if (wanted.length === 0) return [];
  const generic = sql`regexp_replace(k.key, '(shi|qi|xian|qu|meng|zhen|xiang|sumu|jiedao)?[|]$', '')`;
  const { rows } = await sql<{ item: number; id: number; d: number }>`
    select p.item, f.id, f.d
    from unnest(${wanted.map(({ item }) => item)}::int4[], ${wanted.map(({ text }) => text)}::text[], ${wanted.map(({ stem }) => stem)}::text[],
      ${wanted.map(({ begins }) => begins)}::text[], ${wanted.map(({ end }) => end)}::text[], ${wanted.map(({ most }) => most)}::int4[],
      ${wanted.map(({ from }) => from)}::int4[], ${wanted.map(({ below }) => below)}::int4[]) p(item, name, stem, begins, ends, most, low, high)
    cross join lateral (
      select pl.id, min(a.d)::int4 as d from (
        select k.place_id, least(levenshtein_less_equal(rtrim(k.key, '|'), p.name, p.most), levenshtein_less_equal(${generic}, p.stem, p.most)) as d
        from (select place_id, key, kind, division from name_key
          where key >= p.begins collate "C" and key < p.ends collate "C" and kind in (2, 4) and length(key) <= 80
            and division >= p.low and division < p.high ${seen('place_id', audience)} limit ${mostAlike}) k) a
      join place pl on pl.id = abs(a.place_id) and not pl.sample
      where a.d <= p.most group by pl.id order by 2, 1 limit ${mostHits}) f`.execute(db);
  return rows;
}

/** What is said of an entry, and what its names are judged by. */
export interface Entry extends NamedPlace {
  id: number;
  status: string;
  ended: string | null; // ISO date
  classCode: string;
  division: string;
  importance: number;
  roman: string | null;
  names: (Name & { until: string | null })[];
}

export async function entriesById(db: Db, ids: readonly number[]): Promise<Map<number, Entry>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Entry>`
    select p.id, p.name, p.roman, p.mongolian, p.denotes_code as denotes, p.status, p.valid_to::text as ended, p.class_code as "classCode",
      p.division_code as division, p.importance, coalesce(n.names, '[]'::json) as names
    from place p left join lateral (
      select json_agg(json_build_object('text', text, 'kind', kind, 'lang', lang, 'reading', reading, 'until', valid_to)) as names
      from place_name where place_id = p.id) n on true
    where p.id = any(${ids}::int4[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** What is shown of an entry. */
export interface ShownEntry {
  id: number;
  name: string;
  roman: string | null;
  denotes: string | null;
  classCode: string;
  className: string | null;
  division: string;
  placeCode: string | null;
  point: Position | null;
}

/** Entries as they are now; one that may not be seen, or is gone, is left out. */
export async function shownById(
  db: Db,
  ids: readonly number[],
  audience: Audience,
): Promise<Map<number, ShownEntry>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ShownEntry>`
    select p.id, p.name, p.roman, p.denotes_code as denotes, p.class_code as "classCode", c.name as "className", p.division_code as division,
      p.place_code as "placeCode", ${pointOf('p.geom')} as point
    from place p left join place_class c on c.code = p.class_code
    where p.id = any(${ids}::int4[]) ${andPublic(audience, 'p')}`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}
