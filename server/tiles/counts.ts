import { TileSetId } from '../api/tiles.ts';

/** How often a set's tiles were asked for, by what was answered. Plain numbers: a tile costs one addition. */
export type TileCounts = Record<
  TileSetId,
  { full: number; unchanged: number; empty: number; refused: number }
>;

export const createTileCounts = (): TileCounts =>
  Object.fromEntries(
    TileSetId.options.map((set) => [set, { full: 0, unchanged: 0, empty: 0, refused: 0 }]),
  ) as TileCounts;
