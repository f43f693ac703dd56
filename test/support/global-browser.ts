import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import './provided.ts';

export default async function setup(project: TestProject): Promise<void> {
  project.provide('chromium', await unpackChromium());
}

/** Chromium from npm, unpacked once into a folder named after its version: parallel unpacking would truncate it. */
async function unpackChromium(): Promise<string> {
  const own = process.env['CHROMIUM'];
  if (own !== undefined) return own;
  const { default: binary } = await import('@sparticuz/chromium');
  const folder = join(tmpdir(), 'nutag-chromium-147.0.0');
  mkdirSync(folder, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  const path = await binary.executablePath();
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  explainMissingLibraries(path);
  return path;
}

const packages: Record<string, string> = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libplc4.so': 'libnspr4',
  'libplds4.so': 'libnspr4',
  'libexpat.so.1': 'libexpat1',
};

function explainMissingLibraries(path: string): void {
  if (!existsSync('/usr/bin/ldd')) return;
  const missing = [
    ...spawnSync('ldd', [path])
      .stdout.toString()
      .matchAll(/^\s*(\S+) => not found/gm),
  ].map((match) => match[1]!);
  if (missing.length === 0) return;
  const wanted = [...new Set(missing.map((library) => packages[library] ?? library))];
  throw new Error(
    `Headless Chromium lacks ${missing.join(', ')}. On Debian: apt-get install ${wanted.join(' ')}. Or set CHROMIUM to a browser of your own.`,
  );
}
