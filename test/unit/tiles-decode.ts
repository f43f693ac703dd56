import { gunzipSync } from 'node:zlib';
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import type { Pyramid } from '../../server/tiles/pyramid.ts';

/** A tile read back by a decoder that is not ours; null when there is none. */
export function decode(pyramid: Pyramid, z: number, x: number, y: number): VectorTile | null {
  const tile = pyramid.get(z, x, y);
  return tile === null ? null : new VectorTile(new PbfReader(gunzipSync(tile.gzip)));
}

export function featuresOf(tile: VectorTile | null, layer: string): VectorTileFeature[] {
  const found = tile?.layers[layer];
  return found === undefined ? [] : Array.from({ length: found.length }, (_, index) => found.feature(index));
}

/** Numbers of all tiles of a zoom inside a range of columns and rows. */
export function* tilesIn(pyramid: Pyramid, z: number): Generator<[x: number, y: number, tile: VectorTile]> {
  const [west, south, east, north] = pyramid.bounds;
  const column = (lon: number): number => Math.floor((lon / 360 + 0.5) * 2 ** z);
  const row = (lat: number): number => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z);
  };
  for (let x = Math.max(0, column(west) - 1); x <= Math.min(2 ** z - 1, column(east) + 1); x += 1) {
    for (let y = Math.max(0, row(north) - 1); y <= Math.min(2 ** z - 1, row(south) + 1); y += 1) {
      const tile = decode(pyramid, z, x, y);
      if (tile !== null) yield [x, y, tile];
    }
  }
}

const cuts = new Set([-64, 4160]); // where tiles are cut

/**
 * The directed edges of polygons, added up: an edge that two neighbours walk in opposite directions leaves nothing.
 * Edges along the cut of the tile are added up point by point, since neighbours have different ends there.
 */
export class EdgeSum {
  readonly edges = new Map<string, number>();
  readonly uses = new Map<string, number>();

  add(features: readonly VectorTileFeature[]): this {
    for (const feature of features) {
      for (const ring of feature.loadGeometry()) {
        for (let i = 0; i + 1 < ring.length; i += 1)
          this.#edge(ring[i]!.x, ring[i]!.y, ring[i + 1]!.x, ring[i + 1]!.y);
      }
    }
    return this;
  }

  #edge(ax: number, ay: number, bx: number, by: number): void {
    if (ax === bx && cuts.has(ax)) this.#along(`x${ax}`, ay, by);
    else if (ay === by && cuts.has(ay)) this.#along(`y${ay}`, ax, bx);
    else {
      const forward = ax < bx || (ax === bx && ay < by);
      const key = forward ? `${ax},${ay} ${bx},${by}` : `${bx},${by} ${ax},${ay}`;
      this.#count(key, forward ? 1 : -1);
      this.uses.set(key, (this.uses.get(key) ?? 0) + 1);
    }
  }

  #along(line: string, from: number, to: number): void {
    this.#count(`${line}@${from}`, 1);
    this.#count(`${line}@${to}`, -1);
  }

  #count(key: string, by: number): void {
    const sum = (this.edges.get(key) ?? 0) + by;
    if (sum === 0) this.edges.delete(key);
    else this.edges.set(key, sum);
  }
}

/** What two sums do not have in common. */
export function difference(a: EdgeSum, b: EdgeSum): string[] {
  const keys = new Set([...a.edges.keys(), ...b.edges.keys()]);
  return [...keys].filter((key) => a.edges.get(key) !== b.edges.get(key));
}

/** Area of features, square tile units, holes taken off. */
export function areaOf(features: readonly VectorTileFeature[]): number {
  let sum = 0;
  for (const feature of features)
    for (const ring of feature.loadGeometry())
      for (let i = 0; i + 1 < ring.length; i += 1)
        sum += ring[i]!.x * ring[i + 1]!.y - ring[i + 1]!.x * ring[i]!.y;
  return sum / 2;
}
