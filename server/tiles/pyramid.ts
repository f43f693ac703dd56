import { gunzipSync } from 'node:zlib';
import type { Origin } from './origin.ts';
import { rowBytes } from './pack.ts';
import { readEntries, readHeader, tileId, type Header } from './pmtiles.ts';
import { hashBytes, type TileIndex } from './tile-index.ts';

/** One tile as it is stored. */
export interface StoredTile {
  hash: string; // of the uncompressed bytes, base64url
  gzip: Buffer;
  br: Buffer | null;
}

/** One version of one tile set, in memory. */
export interface Pyramid {
  version: string;
  key: string; // what it was built from; '' for the empty one
  origin: Origin['datasets'];
  stored: string; // version of the file that its tiles are in, but for those that edits have changed since
  bounds: Header['bounds'];
  tiles: number;
  bytes: number;
  get(z: number, x: number, y: number): StoredTile | null;
  index(): TileIndex;
}

/** What is served of one set: the current pyramid, and the one before it for maps that are still open. */
export interface Shelf {
  current: Pyramid;
  previous: Pyramid | null;
  attribution: string; // HTML
  /** Earlier versions that differ from the current one by some edited tiles. */
  recent?: readonly Pyramid[];
}

/** What stands where nothing has been built yet: every tile of the world is empty. */
export const emptyPyramid: Pyramid = {
  version: '000000000000',
  key: '',
  origin: [],
  stored: '',
  bounds: [-180, -85.0511287, 180, 85.0511287],
  tiles: 0,
  bytes: 0,
  get: () => null,
  index: () => ({ ids: new Float64Array(), hashes: Buffer.alloc(0) }),
};

/**
 * Reads a file that `Pack` wrote. Tiles are views of its bytes; nothing is copied or decompressed.
 * @throws Error when the file is not complete or not ours
 */
export function readPyramid(file: Buffer): Pyramid {
  const header = readHeader(file);
  const [tilesAt, tilesLength] = header.tiles;
  const tableAt = tilesAt + tilesLength;
  const brAt = tableAt + header.contents * rowBytes;
  const number = (row: number, column: number): number =>
    file.readUInt32LE(tableAt + row * rowBytes + column * 4);
  const last = header.contents - 1;
  const end = last < 0 ? brAt : brAt + number(last, 2) + number(last, 3);
  if (file.length !== end) throw new Error(`the file has ${file.length} bytes in place of ${end}`);
  const { nutag } = JSON.parse(gunzipSync(file.subarray(header.metadata[0], header.metadata[0] + header.metadata[1])).toString()) as { nutag: Pick<Pyramid, 'key' | 'version'> & Partial<Pick<Pyramid, 'origin'>> }; // prettier-ignore

  const { tileIds, runLengths, offsets } = readEntries(file, header);
  const rowOffsets = Float64Array.from({ length: header.contents }, (_, row) => number(row, 0));

  const rowOf = (entry: number): number => lastNotAbove(rowOffsets, offsets[entry]!);
  const index = (): TileIndex => {
    const ids = new Float64Array(header.addressed);
    const hashes = Buffer.alloc(header.addressed * hashBytes);
    let size = 0;
    for (const entry of tileIds.keys()) {
      const at = tableAt + rowOf(entry) * rowBytes + 16;
      for (let run = 0; run < runLengths[entry]!; run += 1, size += 1) {
        ids[size] = tileIds[entry]! + run;
        file.copy(hashes, size * hashBytes, at, at + hashBytes);
      }
    }
    return { ids, hashes };
  };
  let indexed: TileIndex | null = null;

  return {
    origin: [], // of a file of an earlier release
    ...nutag,
    stored: nutag.version,
    index: () => (indexed ??= index()),
    bounds: header.bounds,
    tiles: header.addressed,
    bytes: file.length,
    get: (z, x, y) => {
      const id = tileId(z, x, y);
      const entry = lastNotAbove(tileIds, id);
      if (entry < 0 || id >= tileIds[entry]! + runLengths[entry]!) return null;
      const row = rowOf(entry);
      const at = tableAt + row * rowBytes + 16;
      const gzip = tilesAt + number(row, 0);
      const br = brAt + number(row, 2);
      return {
        hash: file.toString('base64url', at, at + hashBytes),
        gzip: file.subarray(gzip, gzip + number(row, 1)),
        br: number(row, 3) === 0 ? null : file.subarray(br, br + number(row, 3)),
      };
    },
  };
}

/** Index of the last value that is not above `value`; -1 when all are. */
function lastNotAbove(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
