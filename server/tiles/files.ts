import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../home.ts';
import type { Audience } from '../accounts/audience.ts';
import type { TileSetId } from '../api/tiles.ts';
import { readPyramid, type Pyramid } from './pyramid.ts';

const pattern = /^([a-z]+)-[0-9a-f]{12}\.tiles(\.\d+\.part)?$/;

export const fileName = (set: TileSetId, version: string): string => `${set}-${version}.tiles`;

/** The file names of a set, the newest first; without the half-written ones of a process that died. */
async function filesOf(folder: string, set: TileSetId): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const own = names.filter((name) => pattern.exec(name)?.[1] === set && name.endsWith('.tiles'));
  const dated = await Promise.all(
    own.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  return dated.sort((a, b) => b.at - a.at).map(({ name }) => name);
}

/** The pyramid of a set with this key, or else the newest one that the audience may see; null when there is none. */
export async function loadPyramid(
  folder: string,
  set: TileSetId,
  audience: Audience,
  key: string,
): Promise<Pyramid | null> {
  let newest: Pyramid | null = null;
  for (const name of await filesOf(folder, set)) {
    try {
      const pyramid = readPyramid(await readFile(join(folder, name)));
      if (pyramid.key === key) return pyramid;
      if (pyramid.key.startsWith('everybody-') || pyramid.key.startsWith(`${audience}-`)) newest ??= pyramid;
    } catch {
      // not complete or of another format: it will be built again
    }
  }
  return newest;
}

/**
 * Removes a set's files except those of the given versions, and what a dead process left half-written.
 * @param before files that are younger (ms since 1970) stay: another process has just built them
 */
export async function cleanUp(
  folder: string,
  set: TileSetId,
  versions: readonly string[],
  before = Date.now(),
): Promise<void> {
  const isStale = async (name: string): Promise<boolean> => {
    const [, own, part] = pattern.exec(name) ?? [];
    if (own !== set) return false;
    if (part !== undefined) return !isRunning(Number(part.split('.')[1]));
    if (versions.some((version) => name === fileName(set, version))) return false;
    const found = await stat(join(folder, name)).catch(() => null);
    return found !== null && found.mtimeMs < before;
  };
  for (const name of await readdir(folder).catch(() => []))
    if (await isStale(name)) await rm(join(folder, name), { force: true });
}
