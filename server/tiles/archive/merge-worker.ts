import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parentPort, workerData } from 'node:worker_threads';
import { tileIdToZxy } from 'pmtiles';
import { gzipTile } from '../pack.ts';
import { hashTile } from '../tile-index.ts';
import { headerBytes, readEntries, readHeader, tileId, writeDirectories, writeHeader, type Entry, type Header } from '../pmtiles.ts'; // prettier-ignore
import { readPyramid, type Pyramid, type StoredTile } from '../pyramid.ts';
import { tileSets } from '../sets.ts';
import { semanticVersion } from '../tilejson.ts';
import type { ArchiveRequest, Part } from './request.ts';
import { readZoomPart, writeWhole, writeZoomPart, type Content } from './zoom-part.ts';

/** What the worker is started with: sets that are drawn, and what becomes of them. */
export interface MergeOrder extends Pick<ArchiveRequest, 'file' | 'minzoom' | 'maxzoom' | 'audience'> {
  inputs: (Part & { path: string })[];
  folder: string; // where zooms that are done are kept
  attribution: string; // HTML
}

export type FromMerge =
  | { type: 'total'; tiles: number }
  | { type: 'tiles'; tiles: number }
  | { type: 'done'; tiles: number; version: string };

/** One set in memory, with the numbers of its tiles. */
interface Input {
  pyramid: Pyramid;
  ids: Float64Array;
}

const order = (workerData as { data: MergeOrder }).data;
const tell = (message: FromMerge): void => parentPort!.postMessage(message);

const folder = join(order.folder, `zooms-${digestOf(order.inputs.map(({ path }) => basename(path)).join())}`);
const pathOf = (zoom: number): string => join(folder, `z${zoom}`);

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** Merges zoom after zoom; those that are done already are left. */
function mergeZooms(): void {
  mkdirSync(folder, { recursive: true });
  const inputs = order.inputs.map(({ path }): Input => {
    const file = readFileSync(path);
    return { pyramid: readPyramid(file), ids: idsOf(file) };
  });
  const zooms = Array.from({ length: order.maxzoom - order.minzoom + 1 }, (_, n) => order.minzoom + n);
  const ids = zooms.map((zoom) => idsAt(inputs, zoom));
  tell({ type: 'total', tiles: ids.reduce((sum, { length }) => sum + length, 0) });
  for (const [n, zoom] of zooms.entries()) {
    if (existsSync(pathOf(zoom))) tell({ type: 'tiles', tiles: ids[n]!.length });
    else mergeZoom(inputs, zoom, ids[n]!);
  }
}

function idsOf(file: Buffer): Float64Array {
  const { tileIds, runLengths } = readEntries(file, readHeader(file));
  const ids: number[] = [];
  tileIds.forEach((first, entry) => {
    for (let n = 0; n < runLengths[entry]!; n += 1) ids.push(first + n);
  });
  return Float64Array.from(ids);
}

/** Numbers of the tiles that any input has at a zoom, in order. */
function idsAt(inputs: readonly Input[], zoom: number): Float64Array {
  const [first, end] = [tileId(zoom, 0, 0), tileId(zoom + 1, 0, 0)];
  const found = new Set<number>();
  for (const { ids } of inputs) for (const id of ids) if (id >= first && id < end) found.add(id);
  return Float64Array.from(found).sort();
}

const tellEvery = 1000; // tiles

function mergeZoom(inputs: readonly Input[], zoom: number, ids: Float64Array): void {
  const content = new Uint32Array(ids.length);
  const contents: Content[] = [];
  const known = new Map<string, number>();
  ids.forEach((id, at) => {
    const [z, x, y] = tileIdToZxy(id);
    const tiles = inputs.flatMap(({ pyramid }) => pyramid.get(z, x, y) ?? []);
    const key = tiles.map(({ hash }) => hash).join();
    let index = known.get(key);
    if (index === undefined) {
      known.set(key, (index = contents.length));
      contents.push(joined(tiles));
    }
    content[at] = index;
    if ((at + 1) % tellEvery === 0) tell({ type: 'tiles', tiles: tellEvery });
  });
  writeZoomPart(pathOf(zoom), { ids, content, contents });
  tell({ type: 'tiles', tiles: ids.length % tellEvery });
}

/** One tile with the layers of all: a vector tile is a list of layers, and sets have no layer in common. */
function joined(tiles: readonly StoredTile[]): Content {
  const [only, ...others] = tiles;
  if (others.length === 0) return { hash: Buffer.from(only!.hash, 'base64url'), gzip: only!.gzip };
  const raw = Buffer.concat(tiles.map(({ gzip }) => gunzipSync(gzip)));
  return { hash: hashTile(raw), gzip: gzipTile(raw) };
}

/** Puts the zooms into one archive; equal contents of different zooms are stored once. */
function assemble(): { tiles: number; version: string } {
  const entries: Entry[] = [];
  const offsets = new Map<string, number>();
  const contents: Buffer[] = [];
  const { minzoom, maxzoom, audience, attribution, inputs } = order;
  const version = createHash('sha256').update(JSON.stringify({ minzoom, maxzoom, inputs: inputs.map(({ set }) => set) })); // prettier-ignore
  let [bytes, addressed] = [0, 0];
  for (let zoom = minzoom; zoom <= maxzoom; zoom += 1) {
    const part = readZoomPart(pathOf(zoom));
    part.ids.forEach((id, at) => {
      const { hash, gzip } = part.contents[part.content[at]!]!;
      version.update(`${id} `).update(hash);
      const name = hash.toString('latin1');
      let offset = offsets.get(name);
      if (offset === undefined) {
        offsets.set(name, (offset = bytes));
        contents.push(gzip);
        bytes += gzip.length;
      }
      addTo(entries, id, offset, gzip.length);
    });
    addressed += part.ids.length;
  }
  const hash = version.digest('hex').slice(0, 12);
  const metadata = gzipSync(JSON.stringify({
    name: 'nutag', type: 'overlay', version: semanticVersion(hash), attribution, vector_layers: layersOf(inputs), nutag: { version: hash, audience, sets: inputs.map(({ set }) => set) },
  })); // prettier-ignore
  const { root, leaves } = writeDirectories(entries);
  const metadataAt = headerBytes + root.length;
  const leavesAt = metadataAt + metadata.length;
  const header = writeHeader({
    root: [headerBytes, root.length],
    metadata: [metadataAt, metadata.length],
    leaves: [leavesAt, leaves.length],
    tiles: [leavesAt + leaves.length, bytes],
    addressed,
    entries: entries.length,
    contents: contents.length,
    minzoom,
    maxzoom,
    bounds: boundsOf(inputs),
  });
  writeWhole(
    order.file,
    [header, root, metadata, leaves, ...contents],
    order.audience === 'public' ? 0o644 : 0o600,
  );
  return { tiles: addressed, version: hash };
}

/** Equal neighbours are one entry. */
function addTo(entries: Entry[], id: number, offset: number, length: number): void {
  const last = entries.at(-1);
  if (last !== undefined && last.offset === offset && id === last.tileId + last.runLength)
    last.runLength += 1;
  else entries.push({ tileId: id, runLength: 1, offset, length });
}

const layersOf = (inputs: readonly Part[]): object[] =>
  inputs.flatMap(({ set, minzoom, maxzoom }) =>
    tileSets[set].layers.map(({ id, fields }) => ({ id, fields, minzoom, maxzoom })),
  );

function boundsOf(inputs: MergeOrder['inputs']): Header['bounds'] {
  const all = inputs.map(({ path }) => readPyramid(readFileSync(path))).filter(({ tiles }) => tiles > 0);
  if (all.length === 0) return [-180, -85.0511287, 180, 85.0511287];
  const [west, south, east, north] = [0, 1, 2, 3].map((side) => all.map(({ bounds }) => bounds[side]!));
  return [Math.min(...west!), Math.min(...south!), Math.max(...east!), Math.max(...north!)];
}

mergeZooms();
tell({ type: 'done', ...assemble() });
