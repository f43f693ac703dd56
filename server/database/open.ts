import { join } from 'node:path';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Config } from '../config.ts';
import { inTurn } from '../in-turn.ts';
import type { Log } from '../http/log.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';
import type { DB } from './schema.ts';
import { guarded } from './transaction.ts';

const loadLock = 4490_0001; // advisory lock: one process loads and rebuilds at a time

export type Db = Kysely<DB>;

/** An open database. `jobs` is for long work (imports, index builds); on the embedded engine it is the same connection. */
export interface Store {
  engine: 'embedded' | 'postgres';
  db: Db;
  jobs: Db;
  /** Runs `work` while no other process of the service does the same (loading, rebuilding). */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database that the settings name. @throws Error that says which database and why */
export async function openStore(config: Config, log: Log): Promise<Store> {
  if (config.databaseUrl !== null) return openPostgresStore(config.databaseUrl, config);
  const embedded = await openEmbedded({
    dataDir: join(config.home, 'database'),
    watchdogSeconds: config.watchdogSeconds,
    onRestart: (reason) => log.error({ reason }, 'embedded engine restarted'),
  });
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: guarded(embedded.pool) }) });
  return { engine: 'embedded', db, jobs: db, exclusive: inTurn(), close: embedded.close };
}

async function openPostgresStore(url: string, config: Config): Promise<Store> {
  const interactive = openPostgres(url, config.poolSize, config.statementTimeoutMs);
  const background = openPostgres(url, 3, 0);
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: guarded(interactive) }) });
  const jobs = new Kysely<DB>({ dialect: new PostgresDialect({ pool: guarded(background) }) });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Error(`PostgreSQL at ${host}${pathname} does not answer: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const close = async (): Promise<void> => {
    await Promise.all([interactive.end(), background.end()]);
  };
  const exclusive = async <T>(work: () => Promise<T>): Promise<T> => {
    const client = await background.connect(); // an advisory lock belongs to one session
    try {
      await client.query('select pg_advisory_lock($1)', [loadLock]);
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [loadLock]).catch(() => undefined);
      client.release();
    }
  };
  return { engine: 'postgres', db, jobs, exclusive, close };
}
