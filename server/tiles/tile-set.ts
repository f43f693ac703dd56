import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Db } from '../database/open.ts';
import type { FeatureLayer } from './feature.ts';

/** Rows by table, as they are read in slices and handed to the worker. */
export type Tables = Record<string, unknown[]>;

/** A set after its rows are in: what to draw at each zoom. */
export interface Drawing {
  at(zoom: number): FeatureLayer[];
  warnings: string[];
}

/** One tile set: what is read on the main thread, what is drawn in the worker, and what a client is told. */
export interface TileSet<T extends Tables = Tables> {
  id: TileSetId;
  minzoom: number;
  maxzoom: number; // clients magnify the tiles of this zoom
  /** Tables whose rows may be hidden from the public; null: the public has nothing of the set. */
  hidden: readonly string[] | null;
  datasets: readonly string[]; // rows of data_version: a change of one makes a new pyramid
  /** Pages of other sites may read it. */
  crossOrigin: boolean;
  layers: readonly { id: string; fields: Record<string, string> }[];
  /** Rows in slices that keep the database free for others. */
  read(db: Db, audience: Audience): AsyncIterable<Partial<T>>;
  /** Runs in the worker; the same rows give the same drawing. */
  draw(tables: T): Drawing;
}

/**
 * Reads a table in ranges of ids that hold `size` rows before filtering, so that no query holds the only connection for
 * long. Asking for a range, not for the next rows that pass the filter, keeps to the index even without statistics.
 */
export async function* inSlices<Row>(
  db: Db,
  table: string,
  size: number,
  range: (after: number, upTo: number) => RawBuilder<Row>,
): AsyncGenerator<Row[]> {
  for (let after = -1; ;) {
    const { rows: ends } = await sql<{ id: number | null }>`
      select max(id) as id from (
        select id from ${sql.table(table)} where id > ${after} order by id limit ${size}) page`.execute(db);
    const upTo = ends[0]?.id ?? null;
    if (upTo === null) return;
    const { rows } = await range(after, upTo).execute(db);
    yield rows;
    after = upTo;
  }
}

/** The topology from which polygons and lines are drawn: one row, or none before there are divisions. */
export const currentTopology = (db: Db): Promise<{ topology: Buffer }[]> =>
  db.selectFrom('division_topology').select('topology').where('current', '=', true).execute();
