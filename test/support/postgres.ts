import { execFile, execFileSync } from 'node:child_process';
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { migrate } from '../../server/database/migrate.ts';
import { openPostgres } from '../../server/database/postgres.ts';
import type { DB } from '../../server/database/schema.ts';
import { guarded } from '../../server/database/transaction.ts';
import type { TestDatabase } from './database.ts';
import { freePort } from './page.ts';

const run = promisify(execFile);

/** The newest installed PostgreSQL that has PostGIS; null: tests that need a server of their own are skipped. */
export const postgresBinaries: string | null = findBinaries();
if (postgresBinaries === null) console.log('No PostgreSQL with PostGIS under /usr/lib/postgresql (or TEST_POSTGRES_BIN): tests that stop and start one are skipped.'); // prettier-ignore

/** A PostgreSQL server of the test's own. */
export interface Cluster {
  url(database: string): string;
  openDatabase(name: string): Promise<TestDatabase>;
  createDatabase(name: string): Promise<string>;
  start(): Promise<void>;
  /** As an administrator does it: connections are ended. */
  halt(): Promise<void>;
  /** Its processes stand still, or go on: connections hang. */
  freeze(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Halts it and removes its files. */
  stop(): Promise<void>;
}

export const startCluster = (): Promise<Cluster> =>
  createCluster(async (data) => {
    await asOwner('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8']); // prettier-ignore
  });

/** A streaming replica. */
export const startReplica = (primary: Cluster): Promise<Cluster> =>
  createCluster(async (data) => {
    await asOwner('pg_basebackup', ['-d', primary.url('postgres'), '-D', data, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']); // prettier-ignore
  });

async function createCluster(fill: (data: string) => Promise<void>): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-pg-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const { uid, gid } = owner();
  if (uid !== undefined) chownSync(folder, uid, gid!);
  await fill(data);
  appendFileSync(
    join(data, 'postgresql.conf'),
    `\nport = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '${folder}'\nfsync = off\nmax_connections = 60\nshared_buffers = 32MB\nwal_retrieve_retry_interval = 200ms\n`,
  );
  const control = (args: string[]): Promise<void> =>
    asOwner('pg_ctl', ['-D', data, '-w', '-t', '60', ...args]);
  const start = (): Promise<void> => control(['-l', join(folder, 'log'), '-s', 'start']);
  let running = true;
  await start();
  const url = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const createDatabase = async (name: string): Promise<string> => {
    const client = new pg.Client({ connectionString: url('postgres') });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return url(name);
  };
  const halt = async (): Promise<void> => {
    if (running) await control(['-m', 'fast', 'stop']);
    running = false;
  };
  return {
    url,
    createDatabase,
    openDatabase: async (name) => {
      const pool = openPostgres(await createDatabase(name), 4, 0);
      const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: guarded(pool) }) });
      await migrate(db);
      return { db, close: () => pool.end() };
    },
    start: async () => {
      await start();
      running = true;
    },
    halt,
    freeze: (signal) => {
      for (const pid of processesOf(data)) process.kill(pid, signal);
    },
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server and the processes that it has started. */
function processesOf(data: string): number[] {
  const server = Number(
    execFileSync('head', ['-n', '1', join(data, 'postmaster.pid')], { encoding: 'utf8' }),
  );
  const children = execFileSync('ps', ['--ppid', String(server), '-o', 'pid='], { encoding: 'utf8' });
  return [server, ...children.split('\n').map(Number).filter((pid) => pid > 0)]; // prettier-ignore
}

/** PostgreSQL refuses to run as root. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function asOwner(program: string, args: string[]): Promise<void> {
  // pg_ctl's server would keep our pipes open: nothing is read of it.
  await run(join(postgresBinaries!, program), args, { ...owner(), cwd: '/', timeout: 120_000 });
}

/** The folder that TEST_POSTGRES_BIN names, or else Debian's. */
function findBinaries(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  const installed = versions.filter((version) => Number(version) >= 15).sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin')); // prettier-ignore
  const named = process.env['TEST_POSTGRES_BIN'];
  return (named === undefined ? installed : [named]).find(hasPostgis) ?? null;
}

function hasPostgis(folder: string): boolean {
  if (!existsSync(join(folder, 'initdb'))) return false;
  const shared = execFileSync(join(folder, 'pg_config'), ['--sharedir'], { encoding: 'utf8' }).trim();
  return existsSync(join(shared, 'extension', 'postgis.control'));
}
