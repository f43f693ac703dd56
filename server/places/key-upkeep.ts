import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { addKeys, removeKeys, type PlaceSlice } from './key-table.ts';
import type { Name } from './keys.ts';

const slice = 100; // places a transaction: about 20 ms on the embedded engine

/**
 * What the search keys were made from, if that is what there is now; null when they are to be made anew in any case. To be
 * asked before the places are changed.
 */
export async function currentKeys(db: Db): Promise<string | null> {
  const rows = await db.selectFrom('data_version').select(['dataset', 'version', 'inputs']).execute();
  const inputs = rows.find(({ dataset }) => dataset === 'search')?.inputs ?? null;
  const made = inputs?.matchAll(/(\w+):(\d+)/g) ?? [];
  for (const [, dataset, version] of made) {
    const row = rows.find((one) => one.dataset === dataset);
    if (row !== undefined && row.version !== Number(version)) return null;
  }
  return inputs;
}

/**
 * Makes the search keys of some places anew after they were changed, and notes that the keys are those of the new version: no
 * rebuild of all of them follows. Cut off in the middle, it leaves the note undone, and the rebuild follows.
 * @param inputs what currentKeys() has answered
 */
export async function keepKeysCurrent(db: Db, inputs: string, ids: readonly number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += slice) {
    const part = ids.slice(from, from + slice);
    const places = await readPlacesOf(db, part);
    await transaction(db, async (trx) => {
      await removeKeys(trx, part);
      if (places.length > 0) await addKeys(trx, 'name_key', places);
    });
  }
  await noteVersion(db, inputs);
}

/**
 * Makes the search keys of a few places anew in the transaction of their edit.
 * @param inputs what currentKeys() has answered; null: all keys will be made anew, these are for the time until then
 */
export async function renewKeys(trx: Db, inputs: string | null, ids: readonly number[]): Promise<void> {
  await removeKeys(trx, ids);
  const places = await readPlacesOf(trx, ids);
  if (places.length > 0) await addKeys(trx, 'name_key', places);
  if (inputs !== null) await noteVersion(trx, inputs);
}

async function noteVersion(db: Db, inputs: string): Promise<void> {
  await sql`
    update data_version s set version = s.version + 1, row_count = p.row_count, updated_at = now(),
      inputs = regexp_replace(${inputs}, '\\mplaces:\\d+', 'places:' || p.version)
    from data_version p where s.dataset = 'search' and p.dataset = 'places'`.execute(db);
}

/** Places among `ids`, with all their names. */
async function readPlacesOf(db: Db, ids: readonly number[]): Promise<PlaceSlice[]> {
  const { rows } = await sql<PlaceSlice & { names: Name[] }>`
    select p.id, p.name, p.roman, p.mongolian, p.denotes_code as denotes, coalesce(n.names, '[]'::json) as names
    from place p left join lateral (
      select json_agg(json_build_object('text', text, 'kind', kind, 'lang', lang, 'reading', reading)) as names
      from place_name where place_id = p.id) n on true
    where p.id = any(${[...ids]}::int4[]) order by p.id`.execute(db);
  return rows;
}
