/** Points in order of importance, the first wins. */
export interface Points {
  x: Float64Array; // 0..1 from west to east
  y: Float64Array; // 0..1 from north to south
  group?: Uint8Array; // 0..63: only points of one group compete
}

/** From which zoom everything is shown, and how coarse the grid is below it. */
export interface Thinning {
  minzoom: number;
  fullzoom: number;
  cells: number; // along one side of a tile
}

/** The cell of a point at a zoom, as one number. */
export function cellOf(points: Points, index: number, zoom: number, cells: number): number {
  const size = cells * 2 ** zoom;
  const cell = Math.floor(points.x[index]! * size) * 0x400000 + Math.floor(points.y[index]! * size);
  return cell * 64 + (points.group?.[index] ?? 0);
}

/**
 * The lowest zoom at which each point is shown: below `fullzoom` the first point of every grid cell. Cells nest, so a
 * point that is shown stays shown when one zooms in, and the answer depends on nothing but the points and their order.
 */
export function minZooms(points: Points, { minzoom, fullzoom, cells }: Thinning): Uint8Array {
  const lowest = new Uint8Array(points.x.length).fill(fullzoom);
  let shown = Uint32Array.from(points.x.keys());
  for (let zoom = fullzoom - 1; zoom >= minzoom; zoom -= 1) {
    const taken = new Set<number>();
    shown = shown.filter((index) => {
      const cell = cellOf(points, index, zoom, cells);
      if (taken.has(cell)) return false;
      taken.add(cell);
      lowest[index] = zoom;
      return true;
    });
  }
  return lowest;
}
