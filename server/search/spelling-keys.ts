import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { kinds } from '../places/keys.ts';
import { readChanges } from '../tiles/changes.ts';
import type { Sql } from './match.ts';
import { Spellings } from './spellings.ts';

/** Keys that a misspelt text in letters may stand for. */
export const inLetters = sql`kind in (${sql.lit(kinds.roman)}, ${sql.lit(kinds.mongolian)}, ${sql.lit(kinds.pinyin)})`;

/** Where the keys come from: a rebuild makes another table, an edit another version of the places. */
interface Origin {
  table: string;
  version: number;
  at: string;
}

interface Held {
  origin: Origin;
  whole: Spellings;
  edited: Spellings; // what was edited since; keys that are gone stay in both, and lead to no row
}

const mostEdited = 2000; // then they join the whole

const held = new WeakMap<Db, { version: number; data: Promise<Held> }>();

/**
 * The distinct names in letters among the present keys, in memory: some 10 MB for 265,800 places. They are read once for each table of keys,
 * after an edit only those of the places that it has changed.
 * @param version of the search keys; where newer ones are held these serve
 */
export async function spellings(db: Db, version: number): Promise<readonly Spellings[]> {
  let state = held.get(db);
  if (state === undefined || state.version < version) {
    state = { version, data: renewed(db, state?.data) };
    held.set(db, state);
  }
  try {
    const { whole, edited } = await state.data;
    return [whole, edited];
  } catch (error) {
    if (held.get(db) === state) held.delete(db);
    throw error;
  }
}

async function renewed(db: Db, before?: Promise<Held>): Promise<Held> {
  const known = await before?.catch(() => undefined);
  const origin = await readOrigin(db);
  if (known?.origin.table === origin.table) {
    if (origin.version < known.origin.version) return known; // of a replica that lags
    const changes = await readChanges(db, { dataset: 'places', ...known.origin }, origin.version);
    if (changes !== null) {
      const ids = changes.flatMap(({ record }) => [record, -record]);
      const edited = known.edited.with(
        spellingsOf(new Map(await readKeys(db, sql`place_id = any(${ids}::int4[])`))),
      );
      if (edited.length <= mostEdited) return { origin, whole: known.whole, edited };
      return { origin, whole: known.whole.with(edited), edited: spellingsOf(new Map()) };
    }
  }
  const keys = new Map<string, number>();
  for (const part of parts) for (const [key, score] of await readKeys(db, part)) keys.set(key, score);
  return { origin, whole: spellingsOf(keys), edited: spellingsOf(new Map()) };
}

/** In parts, so that the embedded engine's one connection is free in between: by the first letter, then all other scripts. */
const parts: readonly Sql[] = [
  ...Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => sql`key >= ${letter} and key < ${letter + '~'}`),
  sql`key >= '{' and key < '㐀'`,
];

const spellingsOf = (scores: ReadonlyMap<string, number>): Spellings => {
  const keys = [...scores.keys()].sort();
  return new Spellings(
    keys,
    Int16Array.from(keys, (key) => scores.get(key)!),
  );
};

async function readOrigin(db: Db): Promise<Origin> {
  const { rows } = await sql<Origin>`
    select 'name_key'::regclass::oid::text as "table", version, updated_at as at from data_version where dataset = 'places'`.execute(db); // prettier-ignore
  return rows[0]!;
}

async function readKeys(db: Db, which: Sql): Promise<[key: string, score: number][]> {
  const { rows } = await sql<{ key: string; score: number }>`
    select rtrim(key, '|') as key, max(score) as score from name_key where ${which} and ${inLetters} group by name_key.key`.execute(
    db,
  );
  return rows.map(({ key, score }) => [key, score]);
}
