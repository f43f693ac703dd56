import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import { openEmbedded } from '../../server/database/embedded.ts';
import { migrate } from '../../server/database/migrate.ts';

const migrationsFolder = new URL('../../migrations/', import.meta.url);

/** A migrated, empty embedded database as a file, made once per set of migrations: opening it is quicker than initdb. */
export async function prepareSnapshot(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of readdirSync(migrationsFolder).sort())
    hash.update(readFileSync(new URL(name, migrationsFolder)));
  hash.update(readFileSync(new URL('../../package-lock.json', import.meta.url)));
  const folder = join(tmpdir(), 'nutag-snapshots');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${hash.digest('hex').slice(0, 16)}.tar`);
  if (existsSync(file)) return file;
  const embedded = await openEmbedded({ dataDir: null, watchdogSeconds: 600, onRestart: () => undefined });
  try {
    await migrate(new Kysely({ dialect: new PostgresDialect({ pool: embedded.pool }) }));
    await embedded.dump(`${file}.${process.pid}`);
  } finally {
    await embedded.close();
  }
  renameSync(`${file}.${process.pid}`, file);
  return file;
}
