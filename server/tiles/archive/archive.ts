import { createHash } from 'node:crypto';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Compression, PMTiles, ResolvedValueCache, TileType, type Header } from 'pmtiles';
import { z } from 'zod';
import type { Audience } from '../../accounts/audience.ts';
import { TileSetId } from '../../api/tiles.ts';
import { gzipTile } from '../pack.ts';
import { hashTile } from '../tile-index.ts';
import type { StoredTile } from '../pyramid.ts';
import { tileSets } from '../sets.ts';
import { onlyLayers } from './layers.ts';
import { openSource, type ArchiveSource } from './source.ts';

/** A PMTiles archive that is open. */
export interface Archive {
  version: string; // 12 hex digits
  audience: Audience; // who may read it
  sets: ReadonlySet<TileSetId>;
  minzoom: number;
  maxzoom: number;
  bounds: [west: number, south: number, east: number, north: number]; // degrees
  attribution: string; // HTML
  /** A tile with the layers of one set, as the set's own pyramid would have it. @throws Error when the bytes cannot be had */
  get(set: TileSetId, z: number, x: number, y: number): Promise<StoredTile | null>;
  isReplaced(): Promise<boolean>;
  close(): Promise<void>;
}

const Metadata = z.object({
  attribution: z.string().default(''),
  vector_layers: z.array(z.object({ id: z.string() })),
  nutag: z.object({ version: z.string().regex(/^[0-9a-f]{12}$/), audience: z.enum(['public', 'staff']) }).optional(), // absent: another tool's
}); // prettier-ignore

/**
 * Opens an archive of this service, or one of another tool that has the layers of whole sets.
 * @throws Error that says what is wrong with it
 */
export async function openArchive(location: string): Promise<Archive> {
  const source = await openSource(location).catch((error: unknown) => {
    throw new Error(`${location} cannot be opened: ${(error as Error).message}`, { cause: error });
  });
  try {
    return await read(source);
  } catch (error) {
    await source.close();
    throw new Error(`${location} cannot be read as a map: ${(error as Error).message}`, { cause: error });
  }
}

async function read(source: ArchiveSource): Promise<Archive> {
  const compressed = new WeakMap<ArrayBuffer, Buffer>(); // a tile as it stands in the archive, by its plain bytes
  const decompress = async (bytes: ArrayBuffer, coding: Compression): Promise<ArrayBuffer> => {
    if (coding === Compression.None) return bytes;
    if (coding !== Compression.Gzip) throw new Error('it is compressed otherwise than by gzip');
    const plain = Uint8Array.from(await inflate(bytes)).buffer;
    compressed.set(plain, Buffer.from(bytes));
    return plain;
  };
  // its other cache keeps a failure for ever
  const file = new PMTiles(source, new ResolvedValueCache(200, undefined, decompress), decompress);
  const header = await file.getHeader();
  if (header.tileType !== TileType.Mvt) throw new Error('it holds no vector tiles');
  const metadata = Metadata.parse(await file.getMetadata());
  const layers = new Set(metadata.vector_layers.map(({ id }) => id));
  const sets = TileSetId.options.filter((set) => tileSets[set].layers.every(({ id }) => layers.has(id)));
  if (sets.length === 0) throw new Error(`it has none of our layers, only ${[...layers].join(', ')}`);

  const fetchTile = async (set: TileSetId, z: number, x: number, y: number): Promise<StoredTile | null> => {
    const tile = await file.getZxy(z, x, y);
    if (tile === undefined) return null;
    const own = new Set(tileSets[set].layers.map(({ id }) => id));
    const whole = new Uint8Array(tile.data);
    const raw = onlyLayers(whole, own);
    if (raw.length === 0) return null;
    const stored = raw.length === whole.length ? compressed.get(tile.data) : undefined;
    return { hash: hashTile(raw).toString('base64url'), gzip: stored ?? gzipTile(raw), br: null };
  };
  const cached = createCache(cacheBytes);
  return {
    version: metadata.nutag?.version ?? digestOf(header, metadata),
    audience: metadata.nutag?.audience ?? 'staff',
    sets: new Set(sets),
    minzoom: header.minZoom,
    maxzoom: header.maxZoom,
    bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat],
    attribution: metadata.attribution,
    get: (set, z, x, y) => cached(`${set} ${z}/${x}/${y}`, () => fetchTile(set, z, x, y)),
    isReplaced: () => source.isReplaced(),
    close: () => source.close(),
  };
}

const inflate = promisify(gunzip);
const cacheBytes = 64_000_000;
const emptyBytes = 100; // what a tile costs that is not there

const digestOf = (...parts: (Header | object)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);

/** Keeps tiles up to so many bytes, those that were asked for last; asked for twice at once, a tile is fetched once. */
function createCache(most: number) {
  const kept = new Map<string, StoredTile | null>();
  const coming = new Map<string, Promise<StoredTile | null>>();
  let bytes = 0;
  const sizeOf = (tile: StoredTile | null): number => (tile?.gzip.length ?? 0) + emptyBytes;
  const keep = (key: string, tile: StoredTile | null): void => {
    kept.set(key, tile);
    bytes += sizeOf(tile);
    for (const [oldest, old] of kept) {
      if (bytes <= most) break;
      kept.delete(oldest);
      bytes -= sizeOf(old);
    }
  };
  return (key: string, fetch: () => Promise<StoredTile | null>): Promise<StoredTile | null> => {
    const found = kept.get(key);
    if (found !== undefined) {
      kept.delete(key);
      kept.set(key, found);
      return Promise.resolve(found);
    }
    let tile = coming.get(key);
    if (tile === undefined) {
      tile = fetch().finally(() => coming.delete(key));
      coming.set(key, tile);
      tile.then((done) => keep(key, done), () => undefined); // prettier-ignore
    }
    return tile;
  };
}
