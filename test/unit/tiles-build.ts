import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TileSetId } from '../../server/api/tiles.ts';
import { buildPack } from '../../server/tiles/build.ts';
import { readPyramid, type Pyramid } from '../../server/tiles/pyramid.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import type { Tables } from '../../server/tiles/tile-set.ts';

/** Builds a set (or some zooms of it) as the worker does, through a file, and reads it back as the server does. */
export function buildPyramid(
  id: TileSetId,
  tables: Tables,
  zooms: { minzoom: number; maxzoom: number } = tileSets[id],
): Pyramid & { warnings: string[]; file: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-tiles-'));
  try {
    const { minzoom, maxzoom } = zooms;
    const { pack, bounds, warnings } = buildPack({ ...tileSets[id], minzoom, maxzoom }, tables);
    const { layers } = tileSets[id];
    const path = join(folder, 'pack.tiles');
    pack.write(path, { key: 'test', name: id, attribution: '', minzoom, maxzoom, bounds, layers });
    const file = readFileSync(path);
    return { ...readPyramid(file), warnings, file };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
