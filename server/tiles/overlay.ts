import { gunzipSync } from 'node:zlib';
import { extent, latitude, longitude, worldSize } from './mercator.ts';
import { store, type Content } from './pack.ts';
import type { Patched } from './patch.ts';
import { tileId } from './pmtiles.ts';
import { emptyPyramid, type Pyramid, type StoredTile } from './pyramid.ts';
import { mergeIndex, tilePosition, versionOf, zoomRange, type TileIndex } from './tile-index.ts';
import type { Origin } from './origin.ts';
import { pointsOf } from './tile-ids.ts';
import type { TileSet } from './tile-set.ts';

/** Tiles that edits have changed, by their numbers; null: empty now. */
export type Changed = ReadonlyMap<number, Content | null>;

/** A pyramid in a file, and what edits have changed since it was written. */
export interface Overlaid extends Pyramid {
  base: Pyramid;
  changed: Changed;
}

export const isOverlaid = (pyramid: Pyramid): pyramid is Overlaid => 'changed' in pyramid;

/** Compresses tiles and leaves out those that are what they were. */
export async function storeChanged(pyramid: Pyramid, patched: Iterable<Patched[]>): Promise<Changed> {
  const changed = new Map<number, Content | null>();
  for (const zoom of patched)
    for (const { z, x, y, raw } of zoom) {
      const before = pyramid.get(z, x, y);
      const content = raw === null ? null : await store(raw);
      if (before?.hash !== content?.hash.toString('base64url')) changed.set(tileId(z, x, y), content);
    }
  return changed;
}

/** The next version of a pyramid. Nothing of the present one is touched: it may be serving requests. */
export function overlay(
  set: TileSet,
  pyramid: Pyramid,
  newer: Changed,
  { key, datasets }: Pick<Origin, 'key' | 'datasets'>,
): Overlaid {
  const base = isOverlaid(pyramid) ? pyramid.base : pyramid;
  const changed = new Map([...(isOverlaid(pyramid) ? pyramid.changed : []), ...newer]);
  const index = mergeIndex(pyramid.index(), new Map([...newer].map(([id, content]) => [id, content?.hash ?? null])));
  return laid(set, base, changed, index, { key, datasets });
} // prettier-ignore

/** The same version on a file that holds most of it. */
export function rebase(set: TileSet, { changed, index, key, origin }: Overlaid, file: Pyramid, written: Changed): Pyramid {
  const left = new Map([...changed].filter(([id, content]) => written.get(id) !== content));
  return left.size === 0 ? { ...file, key, origin } : laid(set, file, left, index(), { key, datasets: origin });
} // prettier-ignore

function laid(
  set: TileSet,
  base: Pyramid,
  changed: Changed,
  index: TileIndex,
  { key, datasets }: Pick<Origin, 'key' | 'datasets'>,
): Overlaid {
  const get = (z: number, x: number, y: number): StoredTile | null => {
    const content = changed.get(tileId(z, x, y));
    if (content === undefined) return base.get(z, x, y);
    return content === null ? null : { hash: content.hash.toString('base64url'), gzip: content.gzip, br: content.br }; // prettier-ignore
  };
  return {
    version: versionOf(set, index),
    key,
    origin: datasets,
    stored: base.stored,
    bounds: boundsOf(set, index, get),
    tiles: index.ids.length,
    bytes: base.bytes + sizeOf(changed),
    get,
    index: () => index,
    base,
    changed,
  };
}

export const sizeOf = (changed: Changed): number => {
  let bytes = 0;
  for (const content of changed.values()) bytes += (content?.gzip.length ?? 0) + (content?.br?.length ?? 0);
  return bytes;
};

/** What the points of the last zoom cover, as a whole build says it: read from the outermost tiles. */
function boundsOf({ maxzoom }: TileSet, index: TileIndex, get: Pyramid['get']): Pyramid['bounds'] {
  const [from, to] = zoomRange(index, maxzoom);
  if (from === to) return emptyPyramid.bounds;
  const tiles = Array.from(index.ids.subarray(from, to), (id) => tilePosition(maxzoom, id));
  const edges = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number]; // west, north, east, south
  for (const [x, y] of tiles) {
    edges[0] = Math.min(edges[0], x);
    edges[1] = Math.min(edges[1], y);
    edges[2] = Math.max(edges[2], x);
    edges[3] = Math.max(edges[3], y);
  }
  const [west, north, east, south] = edges;
  const outer = tiles.filter(([x, y]) => x === west || x === east || y === north || y === south);
  const points = outer.flatMap(([x, y]) =>
    pointsOf(gunzipSync(get(maxzoom, x, y)!.gzip)).map(([px, py]) => [x * extent + px, y * extent + py] as const),
  );
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const size = worldSize(maxzoom);
  const e7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7; // as a file has them
  const clamp = (units: number): number => Math.max(0, Math.min(size, units)) / size;
  return [
    e7(longitude(clamp(Math.min(...xs)))),
    e7(latitude(clamp(Math.max(...ys)))),
    e7(longitude(clamp(Math.max(...xs)))),
    e7(latitude(clamp(Math.min(...ys)))),
  ];
} // prettier-ignore
