import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWorker } from '../worker.ts';
import { fileName } from './files.ts';
import type { FoldOrder } from './fold-worker.ts';
import { sizeOf, type Overlaid } from './overlay.ts';
import { readPyramid, type Pyramid } from './pyramid.ts';
import type { TileSet } from './tile-set.ts';

const workerFile = new URL('./fold-worker.ts', import.meta.url);

/** Edited tiles are kept in memory up to here; then file and edits become one new file. A start goes through the edits again. */
const mostTiles = 4000;
const mostBytes = 16_000_000;

export const isHeavy = ({ changed }: Overlaid): boolean =>
  changed.size > mostTiles || sizeOf(changed) > mostBytes;

/** Writes a version with all its edits as a file of its own, in a worker. */
export function startFold(folder: string, set: TileSet, pyramid: Overlaid, attribution: string): { result: Promise<Pyramid>; stop(): Promise<void> } {
  const { id, minzoom, maxzoom, layers } = set;
  const { key, origin, bounds, version, changed, stored } = pyramid;
  const to = join(folder, fileName(id, version));
  const order: FoldOrder = {
    from: join(folder, fileName(id, stored)), to, version, changed,
    facts: { key, origin, attribution, name: `nutag ${id}`, minzoom, maxzoom, bounds, layers },
  };
  const worker = startWorker(workerFile, order);
  const written = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the tiles could not be written as one file')));
  });
  const result = written.then(async () => readPyramid(await readFile(to)));
  return { result, stop: async () => void (await worker.terminate()) };
} // prettier-ignore
