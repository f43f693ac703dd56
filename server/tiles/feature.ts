/** What a tile says of a feature. A null or undefined property is left out. */
export type Properties = Record<string, string | number | boolean | null | undefined>;

/** Points one after another: x0, y0, x1, y1 ... in whole tile units, y down. A ring ends where it begins. */
export type Path = number[];

interface Common {
  id: number;
  properties: Properties;
}

/** One feature at one zoom, in whole tile units of the world (0 .. 4096 * 2^zoom). */
export type Feature =
  | (Common & { kind: 'point'; x: number; y: number })
  | (Common & { kind: 'line'; lines: Path[] })
  | (Common & { kind: 'polygon'; polygons: Path[][] }); // first ring clockwise on the screen, then its holes, the other way

/** One source layer at one zoom. */
export interface FeatureLayer {
  name: string;
  features: Feature[];
}

/** A feature inside one tile: paths in the tile's own units, rings closed. */
export interface TileFeature extends Common {
  kind: Feature['kind'];
  paths: Path[];
}

/** One source layer of one tile. */
export interface TileLayer {
  name: string;
  features: TileFeature[];
}

/** Twice the area of a closed ring, square tile units; positive when clockwise on the screen (an exterior ring of MVT). */
export function ringArea(ring: Path): number {
  let sum = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) sum += ring[i]! * ring[i + 3]! - ring[i + 2]! * ring[i + 1]!;
  return sum;
}
