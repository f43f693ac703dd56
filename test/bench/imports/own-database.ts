import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { readConfig } from '../../../server/config.ts';
import type { Context } from '../../../server/context.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { openStore } from '../../../server/database/open.ts';
import { createLog } from '../../../server/http/log.ts';
import { loadBoundaries } from '../../../server/packs/boundaries.ts';
import { loadDivisions } from '../../../server/packs/divisions.ts';
import { recordSources } from '../../../server/packs/load.ts';
import { openPack } from '../../../server/packs/manifest.ts';
import { createProgress } from '../../../server/progress.ts';
import { createReadiness } from '../../../server/readiness.ts';
import { quietStep } from '../../support/ask.ts';

export interface OwnDatabase {
  context: Context;
  close: () => Promise<void>;
}

/** A database of a benchmark's own with the divisions and lines of the pack: on a server, or (null) the embedded engine. */
export async function openOwnDatabase(server: string | null): Promise<OwnDatabase> {
  const home = mkdtempSync(join(tmpdir(), 'nutag-bench-'));
  const name = `nutag_bench_${process.pid}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server! });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  if (server !== null) await admin(`create database ${name}`);
  const url = server === null ? null : Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const config = readConfig({ NUTAG_HOME: home, ...(url === null ? {} : { DATABASE_URL: url }) });
  const log = createLog('error');
  const store = await openStore(config, log);
  await migrate(store.jobs);
  const progress = createProgress();
  const { db, jobs, exclusive } = store;
  const accounts = createAccounts(config, db, log);
  const context: Context = { config, db, jobs, exclusive, accounts, log, progress, readiness: createReadiness(progress), tiles: null }; // prettier-ignore
  const pack = openPack(config.packs[0]!);
  await recordSources(context, pack);
  await loadDivisions(context, pack, quietStep);
  await loadBoundaries(context, pack, quietStep);
  const close = async (): Promise<void> => {
    await store.close();
    if (server !== null) await admin(`drop database ${name} with (force)`);
    rmSync(home, { recursive: true, force: true });
  };
  return { context, close };
}

/** The same on the embedded engine and on the PostgreSQL that BENCH_DATABASE_URL names, one after the other; BENCH_ENGINES=postgres leaves the other out. */
export async function onEachEngine(work: (engine: string, context: Context) => Promise<void>): Promise<void> {
  const server = process.env['BENCH_DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'] ?? '';
  const engines = ['embedded', 'postgres'].filter((engine) => (process.env['BENCH_ENGINES'] ?? engine).includes(engine)); // prettier-ignore
  for (const engine of engines) {
    if (engine === 'postgres' && server === '') {
      console.log('PostgreSQL: left out (set BENCH_DATABASE_URL)');
      continue;
    }
    const { context, close } = await openOwnDatabase(engine === 'postgres' ? server : null);
    try {
      await work(engine, context);
    } finally {
      await close();
    }
  }
}
