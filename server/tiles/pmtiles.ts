import { gunzipSync, gzipSync } from 'node:zlib';

/** The parts of the PMTiles v3 format that we use: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md */
export const headerBytes = 127;

/** Header and root directory must fit in this many bytes. */
const rootLimit = 16_384;

/** One run of tiles with the same content; offset and length within the tile data. */
export interface Entry {
  tileId: number;
  runLength: number; // 0 = points to a leaf directory
  offset: number;
  length: number;
}

export interface Header {
  root: [offset: number, length: number];
  metadata: [offset: number, length: number];
  leaves: [offset: number, length: number];
  tiles: [offset: number, length: number];
  addressed: number;
  entries: number;
  contents: number;
  minzoom: number;
  maxzoom: number;
  bounds: [west: number, south: number, east: number, north: number]; // degrees
}

const gzip = 2;
const mvt = 1;

export function writeHeader(header: Header): Buffer {
  const out = Buffer.alloc(headerBytes);
  out.write('PMTiles', 0, 'latin1');
  out[7] = 3;
  const numbers = [header.root, header.metadata, header.leaves, header.tiles].flat();
  [...numbers, header.addressed, header.entries, header.contents].forEach((value, index) =>
    out.writeBigUInt64LE(BigInt(value), 8 + index * 8),
  );
  const { minzoom, maxzoom, bounds } = header;
  out.set([1, gzip, gzip, mvt, minzoom, maxzoom], 96); // 1: clustered
  const e7 = (degrees: number): number => Math.round(degrees * 1e7);
  bounds.forEach((value, index) => out.writeInt32LE(e7(value), 102 + index * 4));
  out[118] = minzoom;
  out.writeInt32LE(e7((bounds[0] + bounds[2]) / 2), 119);
  out.writeInt32LE(e7((bounds[1] + bounds[3]) / 2), 123);
  return out;
}

/** @throws Error when the bytes are not a PMTiles v3 header */
export function readHeader(file: Buffer): Header {
  if (file.length < headerBytes || file.toString('latin1', 0, 7) !== 'PMTiles' || file[7] !== 3)
    throw new Error('not a PMTiles v3 file');
  const number = (index: number): number => Number(file.readBigUInt64LE(8 + index * 8));
  const pair = (index: number): [number, number] => [number(index), number(index + 1)];
  const bound = (index: number): number => file.readInt32LE(102 + index * 4) / 1e7;
  return {
    root: pair(0),
    metadata: pair(2),
    leaves: pair(4),
    tiles: pair(6),
    addressed: number(8),
    entries: number(9),
    contents: number(10),
    minzoom: file[100]!,
    maxzoom: file[101]!,
    bounds: [bound(0), bound(1), bound(2), bound(3)],
  };
}

/** Number of a tile: zooms one after another, along a Hilbert curve within each. */
export function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const rx = (x & side) > 0 ? 1 : 0;
    const ry = (y & side) > 0 ? 1 : 0;
    id += side * side * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return id;
}

function writeVarint(out: number[], value: number): void {
  let left = value;
  while (left >= 0x80) {
    out.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  out.push(left);
}

function writeDirectory(entries: readonly Entry[]): Buffer {
  const out: number[] = [];
  writeVarint(out, entries.length);
  entries.forEach((entry, index) => writeVarint(out, entry.tileId - (entries[index - 1]?.tileId ?? 0)));
  for (const entry of entries) writeVarint(out, entry.runLength);
  for (const entry of entries) writeVarint(out, entry.length);
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    const follows = before !== undefined && entry.offset === before.offset + before.length;
    writeVarint(out, follows ? 0 : entry.offset + 1);
  });
  return gzipSync(Buffer.from(out), { level: 9 });
}

/** The root directory and, when there are too many entries for one, the leaf directories that it points to. */
export function writeDirectories(entries: readonly Entry[]): { root: Buffer; leaves: Buffer } {
  for (let size = entries.length || 1; ; size = Math.ceil(Math.min(size / 2, 4096 * 4))) {
    const leaves: Buffer[] = [];
    const pointers: Entry[] = [];
    let offset = 0;
    for (let start = 0; start < entries.length; start += size) {
      const leaf = writeDirectory(entries.slice(start, start + size));
      pointers.push({ tileId: entries[start]!.tileId, runLength: 0, offset, length: leaf.length });
      leaves.push(leaf);
      offset += leaf.length;
    }
    const single = size >= entries.length;
    const root = writeDirectory(single ? entries : pointers);
    if (root.length <= rootLimit - headerBytes)
      return { root, leaves: single ? Buffer.alloc(0) : Buffer.concat(leaves) };
  }
}

/** Entries in columns: a hundred thousand objects would hold up the requests that are being served. */
export interface Entries {
  tileIds: Float64Array;
  runLengths: Uint32Array;
  offsets: Float64Array;
}

function readDirectory(gzipped: Buffer): Entries & { lengths: Uint32Array } {
  const bytes = gunzipSync(gzipped);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('directory ends too early');
      value += (byte % 0x80) * scale;
      if (byte < 0x80) return value;
    }
  };
  const count = varint();
  if (count > bytes.length) throw new Error('directory is not valid');
  const tileIds = new Float64Array(count);
  const runLengths = new Uint32Array(count);
  const lengths = new Uint32Array(count);
  const offsets = new Float64Array(count);
  let id = 0;
  for (let i = 0; i < count; i += 1) tileIds[i] = id += varint();
  for (let i = 0; i < count; i += 1) runLengths[i] = varint();
  for (let i = 0; i < count; i += 1) lengths[i] = varint();
  for (let i = 0; i < count; i += 1) {
    const offset = varint();
    offsets[i] = offset === 0 && i > 0 ? offsets[i - 1]! + lengths[i - 1]! : offset - 1;
  }
  return { tileIds, runLengths, lengths, offsets };
}

/** Every run of tiles of an archive, in the order of tile numbers. */
export function readEntries(file: Buffer, header: Header): Entries {
  const part = (offset: number, length: number): ReturnType<typeof readDirectory> =>
    readDirectory(file.subarray(offset, offset + length));
  const root = part(...header.root);
  if (!root.runLengths.includes(0)) return root;
  const all = {
    tileIds: new Float64Array(header.entries),
    runLengths: new Uint32Array(header.entries),
    offsets: new Float64Array(header.entries),
  };
  let at = 0;
  root.offsets.forEach((offset, index) => {
    const leaf = part(header.leaves[0] + offset, root.lengths[index]!);
    all.tileIds.set(leaf.tileIds, at);
    all.runLengths.set(leaf.runLengths, at);
    all.offsets.set(leaf.offsets, at);
    at += leaf.tileIds.length;
  });
  return all;
}
