import { sql, type SqlBool } from 'kysely';
import type { Db } from '../database/open.ts';
import { conditions as placeConditions, type PlaceFilter } from '../places/filter.ts';
import { selectPlaces, type PlaceRow } from '../places/queries.ts';

export type PlaceSliceRow = PlaceRow & { place_code: string | null };

/**
 * Places that pass the filter after an id, by id: whatever the filter, the whole export reads the table once. By importance, as
 * lists do, each slice would begin with the rows of the slices before.
 */
export async function placeSlice(
  db: Db,
  filter: PlaceFilter,
  after: number,
  limit: number,
): Promise<PlaceSliceRow[]> {
  const rows = await selectPlaces(db)
    .where((eb) => placeConditions(eb as never, filter))
    .where('place.id', '>', after)
    .select('place_code')
    .orderBy('place.id')
    .limit(limit)
    .execute();
  return rows as PlaceSliceRow[];
}

export interface OtherNames {
  place_id: number;
  short: string | null;
  alias: string | null;
  former: string | null;
}

/** Names in Chinese beside the standard one, each kind in one text. Places that have none are left out. */
export async function otherNames(db: Db, ids: readonly number[]): Promise<OtherNames[]> {
  const { rows } = await sql<OtherNames>`
    select place_id,
      string_agg(text, '、' order by text) filter (where kind = 'short') as short,
      string_agg(text, '、' order by text) filter (where kind = 'alias') as alias,
      string_agg(text, '、' order by text) filter (where kind = 'former') as former
    from place_name where place_id = any(${[...ids]}::int4[]) and kind in ('short', 'alias', 'former') and lang = 'zh-Hans'
    group by place_id`.execute(db);
  return rows;
}

/** Sources of the places that pass the filter. */
export async function placeSources(db: Db, filter: PlaceFilter): Promise<string[]> {
  const rows = await db
    .selectFrom('place')
    .where((eb) => placeConditions(eb, filter))
    .groupBy('source_id')
    .select('source_id')
    .execute();
  return rows.map(({ source_id }) => source_id);
}

/** Sources of a small table, whatever the filter. */
export async function tableSources(db: Db, table: 'division' | 'facility' | 'boundary_marker' | 'boundary_line', isPublic: boolean): Promise<string[]> {
  const { rows } = await sql<{ source_id: string }>`
    select distinct source_id from ${sql.table(table)} where ${isPublic ? sql<SqlBool>`public` : sql<SqlBool>`true`}`.execute(db);
  return rows.map(({ source_id }) => source_id);
} // prettier-ignore
