import type { TileSetId } from '../api/tiles.ts';
import type { Db } from '../database/open.ts';
import type { FeatureLayer } from './feature.ts';

/** Who a pyramid is made for. `staff` joins when there are accounts: same sets, other rows, other files. */
export type Audience = 'public';

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
  title: string;
  minzoom: number;
  maxzoom: number; // clients magnify the tiles of this zoom
  datasets: readonly string[]; // rows of data_version: a change of one makes a new pyramid
  /** Pages of other sites may read it. */
  crossOrigin: boolean;
  layers: readonly { id: string; fields: Record<string, string> }[];
  /** Rows in slices that keep the database free for others. */
  read(db: Db, audience: Audience): AsyncIterable<Partial<T>>;
  /** Runs in the worker; the same rows give the same drawing. */
  draw(tables: T): Drawing;
}

/** Reads a table by id, `size` rows at a time, so that no query holds the only connection for long. */
export async function* inSlices<Row extends { id: number }>(
  page: (after: number, size: number) => Promise<Row[]>,
  size = 5000,
): AsyncGenerator<Row[]> {
  for (let after = -1; ;) {
    const rows = await page(after, size);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = rows[rows.length - 1]!.id;
  }
}
