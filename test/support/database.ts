import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { createAccounts } from '../../server/accounts/accounts.ts';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { openEmbedded } from '../../server/database/embedded.ts';
import { migrate } from '../../server/database/migrate.ts';
import type { Db } from '../../server/database/open.ts';
import { openPostgres } from '../../server/database/postgres.ts';
import type { DB } from '../../server/database/schema.ts';
import { guarded } from '../../server/database/transaction.ts';
import { createLog } from '../../server/http/log.ts';
import { createProgress } from '../../server/progress.ts';
import { createReadiness } from '../../server/readiness.ts';

export interface TestDatabase {
  db: Db;
  close(): Promise<void>;
}

/** A migrated, empty database of the test's own, on the engine that the suite runs on. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const url = inject('testDatabaseUrl');
  return url === '' ? openOnEmbedded(inject('snapshot')) : openOnPostgres(url);
}

/** @param snapshot of `prepareSnapshot`: migrated, empty */
export async function openOnEmbedded(snapshot: string): Promise<TestDatabase> {
  const embedded = await openEmbedded({
    dataDir: null,
    snapshot,
    watchdogSeconds: 600,
    onRestart: () => undefined,
  });
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: guarded(embedded.pool) }) });
  return { db, close: () => embedded.close() };
}

/** @param adminUrl of a database on the server, as whoever may create others */
export async function openOnPostgres(adminUrl: string): Promise<TestDatabase> {
  const name = `nutag_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await admin(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const pool = openPostgres(url.href, 4, 0);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: guarded(pool) }) });
  await migrate(db);
  const close = async (): Promise<void> => {
    await pool.end();
    await admin(`drop database if exists ${name} with (force)`);
  };
  return { db, close };
}

/** A context around a test database, as the service makes one. */
export function testContext(db: Db, home: string): Context {
  const progress = createProgress();
  const config = readConfig({ NUTAG_HOME: home, NUTAG_LOG: 'error' });
  const log = createLog('error');
  return {
    config,
    db,
    jobs: db,
    exclusive: (work) => work(),
    accounts: createAccounts(config, db, log),
    log,
    progress,
    readiness: createReadiness(progress),
    tiles: null,
  };
}
