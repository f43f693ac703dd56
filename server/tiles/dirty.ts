import { tileKey } from './cut.ts';
import { extent, mercatorX, mercatorY, toUnits, worldSize } from './mercator.ts';
import type { PointRow } from './points.ts';
import type { Thinning } from './thin.ts';

/** Where something was, or is: 0..1 in Web Mercator, as exact as the row. */
export interface Spot {
  x: number;
  y: number;
}

export const spotAt = ({ lon, lat }: Pick<PointRow, 'lon' | 'lat'>): Spot => ({
  x: mercatorX(lon),
  y: mercatorY(lat),
});

/** A cell of the grid of a zoom, in which one point of each group is shown. */
export interface Cell {
  x: number;
  y: number;
}

export const cellAt = ({ x, y }: Spot, zoom: number, { cells }: Thinning): Cell => {
  const size = cells * 2 ** zoom;
  return { x: Math.floor(x * size), y: Math.floor(y * size) };
};
export const cellKey = ({ x, y }: Cell): number => x * 0x400000 + y;

/** The tile that draws a point. Its position is rounded first, so it may be the next tile of its cell's. */
export const tileOf = ({ x, y }: Spot, zoom: number): number => {
  const size = worldSize(zoom);
  const side = (value: number): number =>
    Math.max(0, Math.min(2 ** zoom - 1, Math.floor(toUnits(value, size) / extent)));
  return tileKey(side(x), side(y));
};

/** The tiles that may draw what lies in a cell. */
export function tilesOf({ x, y }: Cell, zoom: number, { cells }: Thinning): number[] {
  const last = 2 ** zoom - 1;
  const columns = new Set([Math.floor(x / cells), Math.min(last, Math.floor((x + 1) / cells))]);
  const rows = new Set([Math.floor(y / cells), Math.min(last, Math.floor((y + 1) / cells))]);
  return [...columns].flatMap((column) => [...rows].map((row) => tileKey(column, row)));
}

/** What an edit may have changed at a zoom: whole cells below the full zoom, the tiles of the spots from there on. */
export interface Dirt {
  zoom: number;
  cells: Map<number, Cell>;
  tiles: Set<number>; // tileKey()
}

export function dirtOf(spots: readonly Spot[], zoom: number, thinning: Thinning): Dirt {
  const cells = new Map<number, Cell>();
  if (zoom >= thinning.fullzoom)
    return { zoom, cells, tiles: new Set(spots.map((spot) => tileOf(spot, zoom))) };
  for (const spot of spots) {
    const cell = cellAt(spot, zoom, thinning);
    cells.set(cellKey(cell), cell);
  }
  return {
    zoom,
    cells,
    tiles: new Set([...cells.values()].flatMap((cell) => tilesOf(cell, zoom, thinning))),
  };
}
