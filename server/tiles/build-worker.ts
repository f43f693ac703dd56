import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { TileSetId } from '../api/tiles.ts';
import { buildPack } from './build.ts';
import { fileName } from './files.ts';
import type { Origin } from './origin.ts';
import type { PackFacts } from './pack.ts';
import { readPyramid } from './pyramid.ts';
import { tileSets } from './sets.ts';
import type { Tables } from './tile-set.ts';
import { verifyPyramid } from './verify.ts';

/** What the worker is started with. */
export interface BuildOrder {
  set: TileSetId;
  folder: string; // where the file goes
  key: string;
  origin: Origin['datasets'];
  attribution: string;
  minzoom?: number; // absent: the set's own
  maxzoom?: number;
}

/** To the worker: rows in any number of slices, then the word to build. */
export type ToWorker = { type: 'rows'; rows: Partial<Tables> } | { type: 'build' };

export type FromWorker =
  { type: 'zoom' } | { type: 'done'; path: string; version: string; tiles: number; warnings: string[] };

const order = (workerData as { data: BuildOrder }).data;
const port = parentPort!;
const tables: Tables = {};

port.on('message', (message: ToWorker) => {
  if (message.type === 'build') {
    build();
    return;
  }
  for (const [table, rows] of Object.entries(message.rows)) {
    const known = (tables[table] ??= []);
    for (const row of rows ?? []) known.push(row);
  }
});

function build(): void {
  const own = tileSets[order.set];
  const set = { ...own, minzoom: order.minzoom ?? own.minzoom, maxzoom: order.maxzoom ?? own.maxzoom };
  const tell = (message: FromWorker): void => port.postMessage(message);
  const { pack, bounds, warnings, last } = buildPack(set, tables, () => tell({ type: 'zoom' }));
  const { minzoom, maxzoom, layers } = set;
  const facts: PackFacts = {
    key: order.key, origin: order.origin, attribution: order.attribution, name: `nutag ${set.id}`, minzoom, maxzoom, bounds, layers,
  }; // prettier-ignore
  const version = pack.version(facts);
  const path = join(order.folder, fileName(order.set, version));
  pack.write(path, facts);
  try {
    warnings.push(...verifyPyramid(readPyramid(readFileSync(path)), last));
  } catch (error) {
    rmSync(path, { force: true }); // the next start must not take it for good
    throw error;
  }
  tell({ type: 'done', path, version, tiles: pack.size, warnings });
}
