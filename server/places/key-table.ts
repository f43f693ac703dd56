import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database/open.ts';
import { bonuses, keysOf, kinds, terminator, type Key, type Name, type NamedPlace } from './keys.ts';

export type KeyTable = 'name_key' | 'name_key_next';

/**
 * The indexes of a key table, by suffix. p1 to p4 are in the order of the answers, so that a short query reads
 * its thirty rows and stops. Tails of pinyin (kind 7) are not answers to fewer than four letters, and folded pinyin
 * (kind 8) is only looked up by its own '~', so both stay out of the first three. `{` follows `z`: p3 is for letters and digits, p4 for letters.
 */
export const keyIndexes: Readonly<Record<string, string>> = {
  key: '(key) include (place_id, score, kind)',
  p1: '(ascii(key), score desc, place_id) where kind < 7',
  p2: '(left(key, 2), score desc, place_id) where kind < 7',
  p3: `(left(key, 3), score desc, place_id) where kind < 7 and key < '{'`,
  p4: `(left(key, 4), score desc, place_id) where key >= 'a' and key < '{'`,
  place: '(place_id)',
  division: '(division, ascii(key))',
};

/** The names less a character beside a key table, with one index. */
const deletionsOf = { name_key: 'name_deletion', name_key_next: 'name_deletion_next' } as const;
const shortestForDeletion = 3; // characters
const longestForDeletion = 15;

/** Indexes of a key table and of its names less a character, in the order in which they are built. */
export const keyIndexSuffixes: readonly string[] = [...Object.keys(keyIndexes), 'deletion'];

export async function createKeyIndex(db: Db, table: KeyTable, suffix: string): Promise<void> {
  if (suffix === 'deletion') {
    await sql.raw(`create index if not exists ${deletionsOf[table]}_hash on ${deletionsOf[table]} (hash, place_id)`).execute(db); // prettier-ignore
    return;
  }
  await sql
    .raw(`create index if not exists ${table}_${suffix} on ${table} ${keyIndexes[suffix]}`)
    .execute(db);
}

/** An empty table beside the one in use. */
export async function createNextTable(db: Db): Promise<void> {
  await sql`drop table if exists name_key_next`.execute(db);
  await sql`create table name_key_next (like name_key including defaults including constraints)`.execute(db);
  await sql`drop table if exists name_deletion_next`.execute(db);
  await sql`create table name_deletion_next (like name_deletion including defaults)`.execute(db);
}

export interface PlaceSlice extends NamedPlace {
  id: number;
}

interface NameRow {
  id: number;
  name: string;
  roman: string | null;
  mongolian: string | null;
  denotes: string | null;
  text: string | null; // of one of its other names
  kind: Name['kind'];
  lang: string;
  reading: string | null;
}

/** Places after `after` in the order of their ids, with all their names. */
export async function readPlaces(
  db: Db,
  after: number,
  limit: number,
  onlyDivisions = false,
): Promise<PlaceSlice[]> {
  const { rows } = await sql<NameRow>`
    select p.*, n.text, n.kind, n.lang, n.reading
    from (
      select id, name, roman, mongolian, denotes_code as denotes from place
      where id > ${after} and (${!onlyDivisions} or denotes_code is not null)
      order by id limit ${limit}) p
    left join place_name n on n.place_id = p.id
    order by p.id`.execute(db);
  const places: (PlaceSlice & { names: Name[] })[] = [];
  for (const { text, kind, lang, reading, ...own } of rows) {
    let place = places.at(-1);
    if (place?.id !== own.id) places.push((place = { ...own, names: [] }));
    if (text !== null) place.names.push({ text, kind, lang, reading });
  }
  return places;
}

const bonusArray = sql.raw(`'{${bonuses.join(',')}}'::int2[]`);

/**
 * Makes the keys of `places` and adds them. Keys travel as one text a place, each key on its own line behind the digit
 * of its kind: more than twice as fast as a row of eight values for each key, on both engines. A place that is not public has
 * its id negated, so that searches of the public pass it by inside the index.
 */
export async function addKeys(db: Db, table: KeyTable, places: readonly PlaceSlice[]): Promise<number> {
  const made = places.map((place) => keysOf(place));
  const lines = made.map((keys) => keys.map(({ kind, key }) => `${kind}${key}`).join('\n'));
  await sql`
    insert into ${sql.table(table)} (place_id, division, score, class, kind, lon, lat, key)
    select case when p.public then p.id else -p.id end, p.division, p.importance + (${bonusArray})[left(k, 1)::int2 + 1], p.class, left(k, 1)::int2, p.lon, p.lat, substr(k, 2)
    from (
      select p.id, p.public, p.importance, t.lines, rpad(p.division_code, 9, '0')::int4 as division,
        least(rpad(p.class_code, 5, '0')::int4, 32767)::int2 as class,
        ST_X(p.geom)::float4 as lon, ST_Y(p.geom)::float4 as lat
      from unnest(${places.map((place) => place.id)}::int4[], ${lines}::text[]) t(id, lines)
      join place p using (id)
      offset 0) p, string_to_table(p.lines, e'\n') k`.execute(db);
  await addDeletions(db, table, places, made);
  return made.reduce((sum, keys) => sum + keys.length, 0);
}

/** Hash of a name, whole (i = 0) or less its i-th character. */
const deletionHash = (name: string): RawBuilder<unknown> => {
  const column = sql.ref(name);
  return sql`hashtext(case i when 0 then ${column} else left(${column}, i - 1) || substr(${column}, i + 1) end)`;
};

/** Each whole name in hanzi as it is and less each of its characters: a misspelt name shares one of them with the right one. */
async function addDeletions(
  db: Db,
  table: KeyTable,
  places: readonly PlaceSlice[],
  made: readonly (readonly Key[])[],
): Promise<void> {
  const [ids, names]: [number[], string[]] = [[], []];
  for (const [index, keys] of made.entries()) {
    for (const { kind, key } of keys) {
      const length = kind > kinds.alias ? 0 : [...key].length - 1;
      if (length < shortestForDeletion || length > longestForDeletion) continue;
      ids.push(places[index]!.id);
      names.push(key.slice(0, -terminator.length));
    }
  }
  await sql`
    insert into ${sql.table(deletionsOf[table])} (hash, place_id)
    select distinct ${deletionHash('folded')}, case when p.public then p.id else -p.id end
    from unnest(${ids}::int4[], ${names}::text[]) t(id, folded) join place p using (id) cross join lateral generate_series(0, length(folded)) i`.execute(
    db,
  );
}

/** By the names that the keys still hold: there is no index by place. */
const removeDeletions = (trx: Db, ids: readonly number[]): Promise<unknown> =>
  sql`
    delete from name_deletion d using (
      select k.place_id, ${deletionHash('name')} as hash
      from (select place_id, rtrim(key, '|') as name from name_key where place_id = any(${ids}::int4[]) and kind in (0, 1)) k
      cross join lateral generate_series(0, length(name)) i) gone
    where d.hash = gone.hash and d.place_id = gone.place_id`.execute(trx);

/** Removes the keys of some places, public or not. */
export async function removeKeys(trx: Db, ids: readonly number[]): Promise<void> {
  const both = ids.flatMap((id) => [id, -id]);
  await removeDeletions(trx, both);
  await sql`delete from name_key where place_id = any(${both}::int4[])`.execute(trx);
}

/** Statistics, and the visibility map that index-only scans need. */
export async function settleTable(db: Db, table: KeyTable): Promise<void> {
  await sql`vacuum (analyze) ${sql.table(table)}, ${sql.table(deletionsOf[table])}`.execute(db);
}

/** Puts the next table in the place of the one in use. */
export async function swapTables(trx: Db): Promise<void> {
  await sql`drop table name_key, name_deletion`.execute(trx);
  await sql`alter table name_key_next rename to name_key`.execute(trx);
  await sql`alter table name_deletion_next rename to name_deletion`.execute(trx);
  await sql`alter index name_deletion_next_hash rename to name_deletion_hash`.execute(trx);
  for (const suffix of Object.keys(keyIndexes))
    await sql.raw(`alter index name_key_next_${suffix} rename to name_key_${suffix}`).execute(trx);
  await sql.raw(`comment on table name_key is '${whole}'`).execute(trx);
  await sql`
    update data_version set version = version + 1, updated_at = now(),
      row_count = (select row_count from data_version where dataset = 'places')
    where dataset = 'search'`.execute(trx);
}

/** Travels with the table: it holds the keys of all places, not only those of the divisions. */
const whole = 'keys of all places';

/** Whether the table in use holds anything yet, and whether it holds everything. */
export async function keyTableState(db: Db): Promise<{ empty: boolean; whole: boolean }> {
  const { rows } = await sql<{ empty: boolean; whole: boolean }>`
    select not exists (select from name_key) as empty,
      coalesce(obj_description('name_key'::regclass, 'pg_class') = ${whole}, false) as whole`.execute(db);
  return rows[0]!;
}

export async function countAllPlaces(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int4 as n from place`.execute(db);
  return rows[0]!.n;
}
