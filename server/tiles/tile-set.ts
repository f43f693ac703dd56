import type { Audience } from '../accounts/audience.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Db } from '../database/open.ts';
import type { FeatureLayer } from './feature.ts';
import type { PointLayer } from './points.ts';

/** Rows by table, as they are read in slices and handed to the worker. */
export type Tables = Record<string, unknown[]>;

/** A set after its rows are in: what to draw at each zoom. */
export interface Drawing {
  at(zoom: number): FeatureLayer[];
  warnings: string[];
}

/** Points that are edited one by one; the dataset is called like the set. */
export interface EditedPoints {
  layer: PointLayer;
  /** So few rows that all are read after an edit; of the others only those around it. */
  readWhole: boolean;
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
  /** What is edited record by record: then only the tiles that an edit touches are made anew (patch.ts). */
  edited: EditedPoints | null;
  /** Rows in slices that keep the database free for others. */
  read(db: Db, audience: Audience): AsyncIterable<Partial<T>>;
  /** Runs in the worker; the same rows give the same drawing. */
  draw(tables: T): Drawing;
}

/** The topology from which polygons and lines are drawn: one row, or none before there are divisions. */
export const currentTopology = (db: Db): Promise<{ topology: Buffer }[]> =>
  db.selectFrom('division_topology').select('topology').where('current', '=', true).execute();
