import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import type { TileSetId } from '../api/tiles.ts';
import type { Db } from '../database/open.ts';
import { tileSets } from '../tiles/sets.ts';

/** Where rows are kept from, and of which version of its data. */
export interface Kept {
  set: TileSetId;
  table: string;
  version: string;
}

/** Asks the database; called only where it has to be asked. */
export type Read = <T>(work: (db: Db) => Promise<T>) => Promise<T>;

/** Changes with the data that a set is drawn from. */
export const stateOf = (set: TileSetId): RawBuilder<string> => sql<string>`(
  select string_agg(dataset || ' ' || version || ' ' || extract(epoch from updated_at), ',' order by dataset) from data_version
  where dataset = any(${[...tileSets[set].datasets, ...(set === 'places' ? ['search'] : [])]}))`; // `q` reads search keys

/** To be raised when a tile of the same data is to look otherwise. */
const format = 2;
export const versionOf = (state: string): string =>
  createHash('sha256').update(`${format} ${state}`).digest('hex').slice(0, 12);

export async function dynamicVersion(db: Db, set: TileSetId): Promise<string> {
  const { rows } = await sql<{ state: string }>`select ${stateOf(set)} as state`.execute(db);
  return versionOf(rows[0]!.state);
}
