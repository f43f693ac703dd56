/**
 * Imports of place names with every check, against the bare insert of the same rows in the same run: rows a second, the
 * phases, the swap, and the most memory that the process takes. Each run has a process and a database of its own.
 * Embedded always; PostgreSQL where BENCH_DATABASE_URL (or TEST_DATABASE_URL) names a server. BENCH_LARGE=0 leaves the files of
 * 2.6 million rows out, BENCH_ENGINES=embedded the other engine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePlacesFile } from './imports/file.ts';
import { measureImport, type Setting } from './imports/measure.ts';

const own = fileURLToPath(import.meta.url);
const server = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'] ?? '';

if (process.argv[2] === 'one') {
  await measureImport(JSON.parse(process.argv[3]!) as Setting);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-imports-'));
  try {
    const engines = ['embedded', ...(server === '' ? [] : ['postgres'])].filter((engine) => (process.env['BENCH_ENGINES'] ?? engine).includes(engine)); // prettier-ignore
    if (server === '') console.log('PostgreSQL: left out (set BENCH_DATABASE_URL)');
    for (const copies of process.env['BENCH_LARGE'] === '0' ? [1] : [1, 10]) {
      const file = join(folder, `places-${copies}.csv`);
      if (!existsSync(file)) await writePlacesFile(file, copies);
      for (const engine of engines) {
        const setting: Setting = { file, megabytes: Math.round(statSync(file).size / 1e6), databaseUrl: engine === 'postgres' ? server : null, whole: copies === 1 }; // prettier-ignore
        const { status } = spawnSync(process.execPath, ['--import', 'tsx', own, 'one', JSON.stringify(setting)], { stdio: 'inherit' }); // prettier-ignore
        if (status !== 0) process.exitCode = 1;
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
