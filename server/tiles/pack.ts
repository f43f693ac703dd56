import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync, type BrotliOptions, type ZlibOptions } from 'node:zlib'; // prettier-ignore
import type { Coding } from './negotiate.ts';
import type { Origin } from './origin.ts';
import { headerBytes, tileId, writeDirectories, writeHeader, type Entry } from './pmtiles.ts';
import { hashBytes, hashTile, versionOf, type TileIndex } from './tile-index.ts';

/** Bytes of one row of the content table: gzip offset and length, br offset and length (u32), hash. */
export const rowBytes = 16 + hashBytes;

/** A tile as it is stored. */
export interface Content {
  hash: Buffer;
  gzip: Buffer;
  br: Buffer | null; // null: too small a tile, or not smaller than gzip
}

/** What is known of a pyramid besides its tiles. */
export interface PackFacts {
  key: string; // what it was built from
  origin?: Origin['datasets']; // the same, to go on from after an edit
  minzoom: number;
  maxzoom: number;
  bounds: [number, number, number, number]; // degrees
  name: string;
  attribution: string;
  layers: readonly { id: string; fields: Record<string, string> }[];
}

/** Collects the tiles of one pyramid, compresses each content once, and writes them as one file. */
export class Pack {
  readonly #tiles = new Map<number, Content>();
  readonly #contents = new Map<string, Content>();
  #order: [number, Content][] | null = null;

  add(z: number, x: number, y: number, raw: Uint8Array): void {
    this.#order = null;
    const hash = hashTile(raw);
    const name = hash.toString('latin1');
    let content = this.#contents.get(name);
    if (content === undefined) this.#contents.set(name, (content = { hash, ...compress(raw) }));
    this.#tiles.set(tileId(z, x, y), content);
  }

  /** A tile that is compressed already, by its number. */
  addStored(id: number, stored: Content): void {
    this.#order = null;
    const name = stored.hash.toString('latin1');
    const content = this.#contents.get(name) ?? stored;
    this.#contents.set(name, content);
    this.#tiles.set(id, content);
  }

  get size(): number {
    return this.#tiles.size;
  }

  version(facts: PackFacts): string {
    return versionOf(facts, this.#index());
  }

  #index(): TileIndex {
    const sorted = this.#sorted();
    const ids = Float64Array.from(sorted, ([id]) => id);
    return { ids, hashes: Buffer.concat(sorted.map(([, content]) => content.hash)) };
  }

  /**
   * Writes a PMTiles v3 archive (gzip tiles) followed by our own part, which other readers do not look at: a table
   * with one row for each content, then the br bytes. A reader sees the old file or the new one, never a part of it.
   */
  write(path: string, facts: PackFacts): void {
    const sorted = this.#sorted();
    const rows = new Map<Content, { offset: number; br: number }>();
    let [gzipAt, brAt] = [0, 0];
    for (const [, content] of sorted) {
      if (rows.has(content)) continue;
      rows.set(content, { offset: gzipAt, br: brAt });
      gzipAt += content.gzip.length;
      brAt += content.br?.length ?? 0;
    }
    const entries = toEntries(sorted, (content) => rows.get(content)!.offset);
    const { root, leaves } = writeDirectories(entries);
    const { layers, name, attribution, key, origin } = facts;
    const metadata = gzipSync(JSON.stringify({ name, attribution, vector_layers: layers, nutag: { key, version: this.version(facts), origin } })); // prettier-ignore
    const metadataAt = headerBytes + root.length;
    const leavesAt = metadataAt + metadata.length;
    const tilesAt = leavesAt + leaves.length;
    const header = writeHeader({
      root: [headerBytes, root.length],
      metadata: [metadataAt, metadata.length],
      leaves: [leavesAt, leaves.length],
      tiles: [tilesAt, gzipAt],
      addressed: sorted.length,
      entries: entries.length,
      contents: rows.size,
      ...facts,
    });
    const contents = [...rows.keys()];
    const table = Buffer.concat([...rows].map(([content, { offset, br }]) => row(content, offset, br)));
    const brotli = contents.flatMap((content) => content.br ?? []);
    writeAtomically(path, [
      header,
      root,
      metadata,
      leaves,
      ...contents.map(({ gzip }) => gzip),
      table,
      ...brotli,
    ]);
  }

  #sorted(): [number, Content][] {
    return (this.#order ??= [...this.#tiles].sort(([a], [b]) => a - b));
  }
}

/** Tiles below this many bytes have no br variant: it would save some 50 bytes each and take most of the build. */
const brFrom = 1024;

/** gzip level 6 and br quality 5: the levels at which more work stops paying (decisions/0003-tiles-from-one-topology.md). */
const gzipOptions = (raw: Uint8Array): ZlibOptions => ({
  level: 6,
  windowBits: raw.length < 4096 ? 12 : 15,
  chunkSize: 4096,
});
const brOptions = (raw: Uint8Array): BrotliOptions => ({
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 5,
    [constants.BROTLI_PARAM_LGWIN]: 18,
    [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
  },
});
const better = (gzipped: Buffer, br: Buffer | null): Pick<Content, 'gzip' | 'br'> => ({
  gzip: trim(gzipped),
  br: br !== null && br.length < gzipped.length ? trim(br) : null,
});

export const gzipTile = (raw: Uint8Array): Buffer => trim(gzipSync(raw, gzipOptions(raw)));

function compress(raw: Uint8Array): Pick<Content, 'gzip' | 'br'> {
  const br = raw.length < brFrom ? null : brotliCompressSync(raw, brOptions(raw));
  return better(gzipSync(raw, gzipOptions(raw)), br);
}

const [gzipped, brotli] = [promisify<Uint8Array, ZlibOptions, Buffer>(gzip), promisify<Uint8Array, BrotliOptions, Buffer>(brotliCompress)]; // prettier-ignore

/** One coding of a tile, compressed as in a pack. */
export async function storeAs(raw: Uint8Array, coding: Coding): Promise<{ etag: string; body: Buffer }> {
  const body = coding === 'br' ? await brotli(raw, brOptions(raw)) : coding === 'gzip' ? await gzipped(raw, gzipOptions(raw)) : Buffer.from(raw); // prettier-ignore
  return { etag: `"${hashTile(raw).toString('base64url')}-${coding}"`, body: trim(body) };
}

/** The same bytes as in a pack, made in the threads of zlib. */
export async function store(raw: Uint8Array): Promise<Content> {
  const [small, smaller] = await Promise.all([gzipped(raw, gzipOptions(raw)), raw.length < brFrom ? null : brotli(raw, brOptions(raw))]); // prettier-ignore
  return { hash: hashTile(raw), ...better(small, smaller) };
}

/** A copy without the slack of 16 kB that zlib leaves behind every result. */
const trim = (bytes: Buffer): Buffer => Buffer.from(bytes);

function toEntries(sorted: [number, Content][], offsetOf: (content: Content) => number): Entry[] {
  const entries: Entry[] = [];
  let before: Content | null = null;
  for (const [id, content] of sorted) {
    const last = entries[entries.length - 1];
    if (last !== undefined && before === content && id === last.tileId + last.runLength) last.runLength += 1;
    else entries.push({ tileId: id, runLength: 1, offset: offsetOf(content), length: content.gzip.length });
    before = content;
  }
  return entries;
}

function row(content: Content, offset: number, br: number): Buffer {
  const out = Buffer.alloc(rowBytes);
  [offset, content.gzip.length, br, content.br?.length ?? 0].forEach((value, index) =>
    out.writeUInt32LE(value, index * 4),
  );
  content.hash.copy(out, 16);
  return out;
}

function writeAtomically(path: string, parts: Buffer[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.part`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    const all = Buffer.concat(parts);
    for (let at = 0; at < all.length;) at += writeSync(file, all, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
