import { setImmediate } from 'node:timers/promises';
import { cellAt, cellKey, spotAt, tileOf, tilesOf, type Cell, type Dirt, type Spot } from './dirty.ts';
import type { PointLayer, PointRow } from './points.ts';

/**
 * Who is shown in the cells that edits have touched. A point that is shown at a zoom was the first of its cell among those shown
 * at the next zoom; so the cells of one zoom are settled by the tiles of the next, down from the zoom that shows all.
 */
export class Thinned {
  readonly #layer: PointLayer;
  readonly #idsIn: (zoom: number, tile: number) => number[]; // what the tiles show before the edit
  readonly #dirt: ReadonlyMap<number, Dirt>;
  readonly #rows = new Map<number, PointRow>();
  #around = new Map<number, PointRow[]>(); // by the cell of the last zoom that is thinned
  readonly #settled = new Map<number, Map<number, PointRow[]>>();

  constructor(layer: PointLayer, idsIn: (zoom: number, tile: number) => number[], dirt: readonly Dirt[]) {
    const read = new Map<string, number[]>();
    this.#layer = layer;
    this.#dirt = new Map(dirt.map((one) => [one.zoom, one]));
    this.#idsIn = (zoom, tile) => {
      const key = `${zoom} ${tile}`;
      const known = read.get(key) ?? idsIn(zoom, tile);
      read.set(key, known);
      return known;
    };
  }

  /** The touched cells of the last zoom that is thinned: there every row is a candidate. Their corners, 0..1. */
  closest(): [from: Spot, to: Spot][] {
    const zoom = this.#layer.thinning.fullzoom - 1;
    const size = this.#layer.thinning.cells * 2 ** zoom;
    return [...(this.#dirt.get(zoom)?.cells.values() ?? [])].map(({ x, y }) => [
      { x: x / size, y: y / size },
      { x: (x + 1) / size, y: (y + 1) / size },
    ]);
  }

  /** Everything that the touched tiles have shown, and the tiles that settle them. */
  async idsWanted(): Promise<number[]> {
    const ids = new Set<number>();
    for (const { zoom, cells, tiles } of this.#dirt.values()) {
      await setImmediate(); // others have their turn
      for (const tile of tiles) for (const id of this.#idsIn(zoom, tile)) ids.add(id);
      if (zoom + 1 >= this.#layer.thinning.fullzoom) continue;
      for (const cell of cells.values())
        for (const tile of this.#tilesBelow(cell, zoom)) for (const id of this.#idsIn(zoom + 1, tile)) ids.add(id);
    }
    return [...ids];
  } // prettier-ignore

  /** @param around all rows of the cells of closest() */
  know(rows: readonly PointRow[], around: readonly PointRow[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
    const zoom = this.#layer.thinning.fullzoom - 1;
    for (const row of around) {
      const key = this.#cellOf(row, zoom);
      const cell = this.#around.get(key);
      if (cell === undefined) this.#around.set(key, [row]);
      else cell.push(row);
    }
  }

  /** What dirty tiles show from the full zoom on. */
  allIn({ zoom, tiles }: Dirt, now: readonly PointRow[]): PointRow[] {
    const ids = new Set([...tiles].flatMap((tile) => this.#idsIn(zoom, tile)));
    for (const { id } of now) ids.add(id);
    return this.#known([...ids]).filter((row) => tiles.has(tileOf(spotAt(row), zoom)));
  }

  /** What dirty tiles show below it: what they have shown outside the touched cells, and whom these cells show now. */
  shownIn({ zoom, cells, tiles }: Dirt): PointRow[] {
    const settled = this.#settle(zoom);
    const kept = this.#known([...new Set([...tiles].flatMap((tile) => this.#idsIn(zoom, tile)))]).filter(
      (row) => !cells.has(this.#cellOf(row, zoom)),
    );
    return [...kept, ...[...settled.values()].flat()].filter((row) => tiles.has(tileOf(spotAt(row), zoom)));
  }

  #settle(zoom: number): Map<number, PointRow[]> {
    const known = this.#settled.get(zoom);
    if (known !== undefined) return known;
    const found = new Map<number, PointRow[]>();
    for (const [key, cell] of this.#dirt.get(zoom)?.cells ?? [])
      found.set(key, this.#firsts(this.#candidates(cell, zoom)));
    this.#settled.set(zoom, found);
    return found;
  }

  #candidates(cell: Cell, zoom: number): PointRow[] {
    const next = zoom + 1;
    if (next >= this.#layer.thinning.fullzoom) return this.#around.get(cellKey(cell)) ?? [];
    const settled = this.#settle(next);
    const others = [...new Set(this.#tilesBelow(cell, zoom).flatMap((tile) => this.#idsIn(next, tile)))];
    const untouched = this.#known(others).filter((row) => !settled.has(this.#cellOf(row, next)));
    const quarters = quartersOf(cell).flatMap((quarter) => settled.get(cellKey(quarter)) ?? []);
    return [...untouched.filter((row) => this.#cellOf(row, zoom) === cellKey(cell)), ...quarters];
  }

  /** The first of each group. */
  #firsts(rows: readonly PointRow[]): PointRow[] {
    const first = new Map<string, PointRow>();
    for (const row of rows) {
      const group = this.#layer.group?.(row) ?? '';
      const best = first.get(group);
      if (best === undefined || this.#layer.order(row, best) < 0) first.set(group, row);
    }
    return [...first.values()];
  }

  /** The tiles of the next zoom that draw what lies in a cell: its four quarters. */
  #tilesBelow(cell: Cell, zoom: number): number[] {
    const { thinning } = this.#layer;
    return [...new Set(quartersOf(cell).flatMap((quarter) => tilesOf(quarter, zoom + 1, thinning)))];
  }

  #cellOf(row: PointRow, zoom: number): number {
    return cellKey(cellAt(spotAt(row), zoom, this.#layer.thinning));
  }

  /** Rows that are still there. */
  #known(ids: readonly number[]): PointRow[] {
    return ids.flatMap((id) => this.#rows.get(id) ?? []);
  }
}

/** The cells of the next zoom that make up one of this. */
const quartersOf = ({ x, y }: Cell): Cell[] =>
  [0, 1].flatMap((right) => [0, 1].map((down) => ({ x: 2 * x + right, y: 2 * y + down })));
