import type { Geometry, Position } from 'geojson';
import { mercatorX, mercatorY } from '../tiles/mercator.ts';

/** A tile's number at a zoom: row * 2^zoom + column. */
export type Cells = ReadonlySet<number>;

const kmOfDegree = 111.2; // of latitude

/** The lines of a geometry; none where it has no lines. */
export const linesOf = (geometry: Geometry | null): Position[][] =>
  geometry?.type === 'MultiLineString' ? geometry.coordinates : geometry?.type === 'LineString' ? [geometry.coordinates] : []; // prettier-ignore

/**
 * Tiles at `zoom` that lie within `km` of a line, and a few more in the corners: squares around points that stand closer than the
 * corridor is wide.
 */
export function corridor(lines: readonly Position[][], zoom: number, km: number): Cells {
  const side = 2 ** zoom;
  const cells = new Set<number>();
  const column = (lon: number): number => Math.min(side - 1, Math.max(0, Math.floor(mercatorX(lon) * side)));
  const row = (lat: number): number => Math.min(side - 1, Math.max(0, Math.floor(mercatorY(lat) * side)));
  for (const [lon, lat] of lines.flatMap((line) => steps(line, km / 2))) {
    const up = km / kmOfDegree;
    const aside = up / Math.max(0.1, Math.cos((lat * Math.PI) / 180));
    for (let y = row(lat + up); y <= row(lat - up); y += 1)
      for (let x = column(lon - aside); x <= column(lon + aside); x += 1) cells.add(y * side + x);
  }
  return cells;
}

/** The tiles one zoom further out that hold these. */
export function parents(cells: Cells, zoom: number): Cells {
  const side = 2 ** zoom;
  return new Set([...cells].map((cell) => Math.floor(cell / side / 2) * (side / 2) + Math.floor((cell % side) / 2))); // prettier-ignore
}

/** Points along a line, at most `km` apart. */
function steps(line: readonly Position[], km: number): [number, number][] {
  return line.flatMap(([lon = 0, lat = 0], index): [number, number][] => {
    const [before = lon, beforeLat = lat] = line[index - 1] ?? [];
    const far = Math.hypot((lon - before) * Math.cos((lat * Math.PI) / 180), lat - beforeLat) * kmOfDegree;
    const count = Math.max(1, Math.ceil(far / km));
    return Array.from({ length: count }, (_, step) => {
      const share = (step + 1) / count;
      return [before + (lon - before) * share, beforeLat + (lat - beforeLat) * share];
    });
  });
}
