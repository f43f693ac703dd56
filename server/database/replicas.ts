import { Kysely, PostgresDialect, type KyselyConfig } from 'kysely';
import type pg from 'pg';
import type { Log } from '../http/log.ts';
import type { Db } from './open.ts';
import { openPostgres } from './postgres.ts';
import type { DB } from './schema.ts';
import { guarded } from './transaction.ts';

/** A streaming replica that is read from. */
export interface Replica {
  name: string; // host and port
  db: Db;
  pool: pg.Pool;
}

export interface ReplicaState {
  name: string;
  answers: boolean;
  usable: boolean;
  lagSeconds: number;
}

/** The streaming replicas of the primary. */
export interface Replicas {
  /**
   * A replica that answers, is not too far behind, and has replayed the log up to `after`; null: ask the primary.
   * @param key readers with the same key are sent to the same replica, so that nobody sees time go backwards
   */
  pick(key: string | null, after: bigint): Replica | null;
  /** One that answers, however far behind; null where there is none. */
  any(): Replica | null;
  /** It did not answer: nobody is sent there until it does. */
  failed(replica: Replica, error: unknown): void;
  /** Where the primary's log stands: a replica that has replayed up to here has everything that is committed now. */
  position(): Promise<bigint>;
  states(): ReplicaState[];
  pools(): { name: string; pool: pg.Pool }[];
  close(): Promise<void>;
}

export interface ReplicaOptions {
  primaryUrl: string;
  urls: readonly string[];
  poolSize: number;
  statementTimeoutMs: number;
  lagLimitMs: number;
  log: Log;
  onQuery?: KyselyConfig['log'] | undefined;
}

const lookEveryMs = 500;
const longestBackOffMs = 15_000;
const probeTimeoutMs = 3000;
const samplesKept = 2000;

interface Watched extends Replica {
  probe: pg.Pool; // of its own: a look never waits behind queries
  answers: boolean;
  replayed: bigint;
  backOffMs: number;
  timer: NodeJS.Timeout | undefined;
}

/** Opens the pools and begins to look after the replicas. One that does not answer is looked at again, more and more rarely. */
export function openReplicas(options: ReplicaOptions): Replicas {
  const { log, lagLimitMs } = options;
  const replicas = options.urls.map((url) => open(url, options));
  const primary = openPostgres(options.primaryUrl, 2, probeTimeoutMs);
  const written: { at: number; lsn: bigint }[] = []; // where the primary's log stood, and when
  let heardAt = 0; // of the primary, the last time
  let closed = false;
  let turn = 0;

  const position = async (): Promise<bigint> => {
    const { rows } = await primary.query<{ lsn: string }>('select pg_current_wal_lsn() as lsn');
    return parseLsn(rows[0]!.lsn);
  };
  const look = async (replica: Watched): Promise<void> => {
    try {
      const { rows } = await replica.probe.query<{ lsn: string | null }>(`select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() end as lsn`); // prettier-ignore
      const lsn = rows[0]!.lsn;
      if (lsn === null) throw new Error('it is no replica: it does not replay the log of a primary');
      if (!replica.answers) log.warn({ replica: replica.name }, 'replica is read from');
      Object.assign(replica, { answers: true, replayed: parseLsn(lsn), backOffMs: lookEveryMs });
    } catch (error) {
      fail(replica, error);
    }
  };
  const fail = (replica: Watched, error: unknown): void => {
    if (replica.answers || replica.backOffMs === lookEveryMs) log.warn({ replica: replica.name, err: error }, 'replica does not answer: the primary is read instead'); // prettier-ignore
    replica.answers = false;
    replica.backOffMs = Math.min(longestBackOffMs, replica.backOffMs * 2);
  };
  const watch = async (replica: Watched): Promise<void> => {
    await look(replica);
    if (!closed) replica.timer = setTimeout(() => void watch(replica), replica.backOffMs).unref();
  };
  let sampling: NodeJS.Timeout | undefined;
  const sample = async (): Promise<void> => {
    const at = Date.now();
    try {
      const lsn = await position();
      heardAt = at;
      if (lsn !== written.at(-1)?.lsn) written.push({ at, lsn });
      if (written.length > samplesKept) written.shift();
    } catch {
      // it is away: replicas fall no further behind, for nothing is written
    }
    if (!closed) sampling = setTimeout(() => void sample(), lookEveryMs).unref();
  };
  /** ms between the first position that it has not replayed and the last time that the primary was heard. */
  const lagOf = ({ replayed }: Watched): number => {
    const missed = written.find(({ lsn }) => lsn > replayed);
    return missed === undefined ? 0 : heardAt - missed.at;
  };
  const isUsable = (replica: Watched): boolean => replica.answers && lagOf(replica) <= lagLimitMs;
  for (const replica of replicas) void watch(replica);
  void sample();

  return {
    pick: (key, after) => {
      const usable = replicas.filter((replica) => isUsable(replica) && replica.replayed >= after);
      if (usable.length === 0) return null;
      return usable[(key === null ? (turn += 1) : hashOf(key)) % usable.length]!;
    },
    any: () => replicas.find(({ answers }) => answers) ?? null,
    failed: (replica, error) => fail(replica as Watched, error),
    position,
    states: () =>
      replicas.map((replica) => ({
        name: replica.name,
        answers: replica.answers,
        usable: isUsable(replica),
        lagSeconds: Math.max(0, lagOf(replica)) / 1000,
      })),
    pools: () => replicas.map(({ name, pool }) => ({ name: `replica ${name}`, pool })),
    close: async () => {
      closed = true;
      clearTimeout(sampling);
      for (const { timer } of replicas) clearTimeout(timer);
      const pools = [primary, ...replicas.flatMap(({ pool, probe }) => [pool, probe])];
      await Promise.all(pools.map((pool) => pool.end()));
    },
  };
}

function open(url: string, { poolSize, statementTimeoutMs, onQuery }: ReplicaOptions): Watched {
  const pool = openPostgres(url, poolSize, statementTimeoutMs);
  const dialect = new PostgresDialect({ pool: guarded(pool) });
  const db = new Kysely<DB>({ dialect, ...(onQuery === undefined ? {} : { log: onQuery }) });
  const probe = openPostgres(url, 1, probeTimeoutMs);
  const { host } = new URL(url);
  return { name: host, db, pool, probe, answers: false, replayed: 0n, backOffMs: lookEveryMs, timer: undefined }; // prettier-ignore
}

/** A position in the log as PostgreSQL writes it, 16/B374D848, as a number. */
export function parseLsn(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

function hashOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (hash * 31 + key.charCodeAt(at)) >>> 0;
  return hash;
}
