import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import pg from 'pg';
import type { EngineMessage, EngineOptions, EngineRequest } from './embedded-worker.ts';
import { startWorker } from '../worker.ts';
import { keepingPlans } from './prepared.ts';
import { freshAfterError } from './fresh.ts';
import { typeParsers } from './types.ts';

/** A PostgreSQL + PostGIS server that happens to live in a worker thread, reached by the ordinary driver. */
export interface Embedded {
  pool: pg.Pool;
  /** Writes the whole data folder to a file (used by tests to start quickly). */
  dump(path: string): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string | null; // null = in memory
  snapshot?: string; // a dump to start from
  watchdogSeconds: number;
  onRestart: (reason: string) => void;
}

const workerFile = new URL('./embedded-worker.ts', import.meta.url);
const socketName = '.s.PGSQL.5432'; // the name that the driver looks for in a socket folder

/** Opens (or makes) the embedded database. @throws Error with the engine's own words when it cannot be opened */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const folder = socketFolder();
  const engineOptions: EngineOptions = {
    dataDir: options.dataDir,
    socketPath: join(folder, socketName),
    snapshot: options.snapshot ?? null,
  };
  if (options.dataDir !== null) mkdirSync(dirname(options.dataDir), { recursive: true });
  let worker = await startEngine(engineOptions);
  const pool = freshAfterError(
    keepingPlans(
      new pg.Pool({
        host: folder,
        user: 'postgres',
        database: 'postgres',
        max: 1, // one session: see decisions/0002-one-connection.md
        idleTimeoutMillis: 0,
        types: typeParsers,
      }),
      true,
    ),
  );
  pool.on('error', () => undefined); // an idle connection that breaks is replaced at the next query

  let restarting: Promise<void> | null = null;
  let closed = false;
  const restart = (reason: string): void => {
    if (closed || options.dataDir === null) return;
    restarting ??= (async () => {
      options.onRestart(reason);
      await worker.terminate();
      worker = listenTo(await startEngine({ ...engineOptions, snapshot: null }));
    })()
      .catch((error: unknown) => options.onRestart(`it could not be started again: ${String(error)}`))
      .finally(() => (restarting = null));
  };
  /** A worker that ends by itself (out of memory, a fault in WASM) is replaced; its open queries fail. */
  const listenTo = (started: Worker): Worker => {
    started.on('error', () => undefined); // 'exit' follows
    started.once('exit', () => {
      if (started === worker) restart('the engine has ended');
    });
    return started;
  };
  listenTo(worker);
  watch(pool, options.watchdogSeconds, () => {
    restart(`no answer for ${options.watchdogSeconds} s`);
  });

  let lastRequest = 0;
  const ask = (request: Omit<EngineRequest, 'id'>): Promise<void> => {
    const id = (lastRequest += 1);
    return new Promise((resolve, reject) => {
      const listen = (message: EngineMessage): void => {
        if (message.type !== 'done' || message.id !== id) return;
        worker.off('message', listen);
        if (message.error === undefined) resolve();
        else reject(new Error(message.error));
      };
      worker.on('message', listen);
      worker.once('exit', () => reject(new Error('the embedded engine has ended')));
      worker.postMessage({ ...request, id } satisfies EngineRequest);
    });
  };

  return {
    pool,
    dump: (path) => ask({ ask: 'dump', path }),
    close: async () => {
      if (closed) return;
      closed = true;
      await restarting;
      await pool.end();
      await ask({ ask: 'stop' }).catch(() => undefined); // it has ended already
      await worker.terminate();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A folder that only this user may enter; short, since a socket path is limited to about 100 bytes. */
function socketFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-'));
  chmodSync(folder, 0o700);
  return folder;
}

function startEngine(options: EngineOptions): Promise<Worker> {
  const worker = startWorker(workerFile, options);
  return new Promise((resolve, reject) => {
    const settle = (message: EngineMessage): void => {
      worker.off('message', settle);
      if (message.type === 'ready') resolve(worker);
      else reject(new Error(`The embedded database could not be opened: ${JSON.stringify(message)}`));
    };
    worker.on('message', settle);
    worker.once('error', reject);
  });
}

/**
 * Calls `onHang` when nothing has been heard for `seconds` on a connection that is in use: an exception inside PostGIS can hang
 * the engine. A long transaction of many statements (a backup) is no hang: every answer counts.
 */
function watch(pool: pg.Pool, seconds: number, onHang: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  let held = false;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(onHang, seconds * 1000).unref();
  };
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
    connection.on('readyForQuery', () => held && wait());
  });
  pool.on('acquire', () => {
    held = true;
    wait();
  });
  pool.on('release', () => {
    held = false;
    clearTimeout(timer);
  });
}
