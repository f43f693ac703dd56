import { join } from 'node:path';
import { Kysely, PostgresDialect, sql, type KyselyConfig } from 'kysely';
import type pg from 'pg';
import type { Config } from '../config.ts';
import { inTurn } from '../in-turn.ts';
import type { Log } from '../http/log.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';
import { openReplicas, type Replicas } from './replicas.ts';
import type { DB } from './schema.ts';
import { guarded } from './transaction.ts';

const loadLock = 4490_0001; // advisory lock: one process loads and rebuilds at a time

export type Db = Kysely<DB>;

/** An open database. `jobs` is for long work (imports, index builds); on the embedded engine it is the same connection. */
export interface Store {
  engine: 'embedded' | 'postgres';
  db: Db;
  jobs: Db;
  /** Streaming replicas that are read from; null where none are named. */
  replicas: Replicas | null;
  pools(): PoolState[];
  /** Runs `work` while no other process of the service does the same (loading, rebuilding). */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface PoolState {
  name: string;
  used: number; // connections
  idle: number;
  waiting: number; // callers
}

type OnQuery = Extract<KyselyConfig['log'], (...args: never[]) => unknown>;

/** Opens the database that the settings name. @param onQuery is told of every statement. @throws Error that says which database and why */
export async function openStore(config: Config, log: Log, onQuery?: OnQuery): Promise<Store> {
  if (config.databaseUrl !== null) return openPostgresStore(config.databaseUrl, config, log, onQuery);
  const embedded = await openEmbedded({
    dataDir: join(config.home, 'database'),
    watchdogSeconds: config.watchdogSeconds,
    onRestart: (reason) => log.error({ reason }, 'embedded engine restarted'),
  });
  const db = kyselyOn(embedded.pool, onQuery);
  return {
    engine: 'embedded',
    db,
    jobs: db,
    replicas: null,
    pools: () => [stateOf('embedded', embedded.pool)],
    exclusive: inTurn(),
    close: embedded.close,
  };
}

async function openPostgresStore(
  url: string,
  config: Config,
  log: Log,
  onQuery: OnQuery | undefined,
): Promise<Store> {
  const interactive = openPostgres(url, config.poolSize, config.statementTimeoutMs);
  const background = openPostgres(url, 3, 0);
  const db = kyselyOn(interactive, onQuery);
  const jobs = kyselyOn(background, onQuery);
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Error(`PostgreSQL at ${host}${pathname} does not answer: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const { poolSize, statementTimeoutMs, replicaUrls, replicaLagMs } = config;
  const replicas =
    replicaUrls.length === 0
      ? null
      : openReplicas({ primaryUrl: url, urls: replicaUrls, poolSize, statementTimeoutMs, lagLimitMs: replicaLagMs, log, onQuery }); // prettier-ignore
  const pools = (): PoolState[] => [
    stateOf('interactive', interactive),
    stateOf('background', background),
    ...(replicas?.pools() ?? []).map(({ name, pool }) => stateOf(name, pool)),
  ];
  const close = async (): Promise<void> => {
    await Promise.all([interactive.end(), background.end(), replicas?.close()]);
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
  return { engine: 'postgres', db, jobs, replicas, pools, exclusive, close };
}

const kyselyOn = (pool: pg.Pool, onQuery: OnQuery | undefined): Db =>
  new Kysely<DB>({
    dialect: new PostgresDialect({ pool: guarded(pool) }),
    ...(onQuery === undefined ? {} : { log: onQuery }),
  });

const stateOf = (name: string, { totalCount, idleCount, waitingCount }: pg.Pool): PoolState => ({
  name,
  used: totalCount - idleCount,
  idle: idleCount,
  waiting: waitingCount,
});
