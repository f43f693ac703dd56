import { createHash } from 'node:crypto';
import { tileId } from './pmtiles.ts';

/** Bytes of a tile's hash that are kept. */
export const hashBytes = 16;

/** All tiles of a pyramid in the order of their numbers: `hashes` has hashBytes for each of `ids`. */
export interface TileIndex {
  ids: Float64Array;
  hashes: Buffer;
}

/** What a version is made of besides the tiles. */
interface Frame {
  minzoom: number;
  maxzoom: number;
  layers: readonly { id: string; fields: Record<string, string> }[];
}

/** Hash of what the uncompressed tile says. */
export const hashTile = (raw: Uint8Array): Buffer =>
  createHash('sha256').update(raw).digest().subarray(0, hashBytes);

/** Hash of what the tiles say: the same data and the same builder give the same version anywhere. */
export function versionOf({ minzoom, maxzoom, layers }: Frame, { ids, hashes }: TileIndex): string {
  return createHash('sha256')
    .update(JSON.stringify({ minzoom, maxzoom, layers }))
    .update(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength))
    .update(hashes)
    .digest('hex')
    .slice(0, 12);
}

/** The index with tiles that are new, other or gone (null). */
export function mergeIndex(index: TileIndex, changes: ReadonlyMap<number, Buffer | null>): TileIndex {
  const changed = [...changes.keys()].sort((a, b) => a - b);
  const most = index.ids.length + changed.length;
  const ids = new Float64Array(most);
  const hashes = Buffer.alloc(most * hashBytes);
  let [size, from] = [0, 0];
  const put = (id: number, source: Buffer, at: number): void => {
    ids[size] = id;
    source.copy(hashes, size * hashBytes, at, at + hashBytes);
    size += 1;
  };
  for (const id of [...changed, Infinity]) {
    for (; from < index.ids.length && index.ids[from]! < id; from += 1)
      put(index.ids[from]!, index.hashes, from * hashBytes);
    if (index.ids[from] === id) from += 1;
    const hash = changes.get(id);
    if (hash !== undefined && hash !== null) put(id, hash, 0);
  }
  return { ids: ids.slice(0, size), hashes: hashes.subarray(0, size * hashBytes) };
}

/** Column and row of a tile from its number: tileId() backwards. */
export function tilePosition(z: number, id: number): [x: number, y: number] {
  let left = id - tileId(z, 0, 0);
  let [x, y] = [0, 0];
  for (let side = 1; side < 2 ** z; side *= 2) {
    const quarter = left % 4;
    const rx = quarter >> 1;
    const ry = (quarter & 1) ^ rx;
    if (ry === 0) {
      if (rx === 1) [x, y] = [side - 1 - x, side - 1 - y];
      [x, y] = [y, x];
    }
    x += side * rx;
    y += side * ry;
    left = Math.floor(left / 4);
  }
  return [x, y];
}

/** Where the tiles of a zoom are in the index: from, up to. */
export function zoomRange({ ids }: TileIndex, z: number): [number, number] {
  const first = (id: number): number => {
    let [low, high] = [0, ids.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [first(tileId(z, 0, 0)), first(tileId(z + 1, 0, 0))];
}
