import cluster from 'node:cluster';
import { readConfig, type Config } from '../config.ts';
import { createLog } from '../http/log.ts';
import { createProgress } from '../progress.ts';
import { startService } from '../service.ts';
import { tellPrimary } from '../workers/worker.ts';
import type { Command } from './nutag.ts';
import { showProgress } from './terminal.ts';

const help = `Usage: npm start            (or: npm run nutag -- serve)

Starts the service. Settings come from the environment:
  HOST, PORT               where to listen (127.0.0.1, 8080; PORT=0 takes any free port)
  NUTAG_HOME               everything the service writes (data/local)
  NUTAG_PACKS              data packs to load, comma-separated (inner-mongolia; empty = none)
  DATABASE_URL             postgres://... for PostgreSQL + PostGIS instead of the embedded engine
  DATABASE_REPLICA_URLS    its streaming replicas, comma-separated: reads go there
  NUTAG_WORKERS            processes that answer at the one port (1); more need DATABASE_URL
  NUTAG_MAP_REVIEW         审图号, shown on every map
  NUTAG_PMTILES            a PMTiles file (nutag tiles build), path or https://...: the map is drawn from it, not from the database
  NUTAG_OPEN               on: bound to loopback, whoever sits at this machine is administrator; set it off behind a proxy
  NUTAG_URL                https://map.example.cn: how browsers name the service, where a proxy stands before it
  NUTAG_PUBLIC             off; on lets everybody read public records, and needs NUTAG_MAP_REVIEW
  NUTAG_DRAIN              s that a stopping service still takes requests while /readyz says 503 (2)
All of them with units and defaults: server/config.ts. Ctrl-C stops it cleanly.`;

export const serve: Command = { summary: 'start the service', help, run: () => serveUntilStopped() };

async function serveUntilStopped(): Promise<number> {
  const config = readConfig();
  return config.workers > 1 && cluster.isPrimary ? superviseWorkers(config) : serveHere(config);
}

const sayUsable = (url: string, seconds: string): void => console.log(`Nutag: ${url}  (${seconds} s)`);
const sayReady = (seconds: string): void =>
  console.log(`全部载入 Everything is loaded (${seconds} s)。按 Ctrl-C 停止。`);

/** @returns a function that tells the seconds since now */
function stopwatch(): () => string {
  const started = Date.now();
  return () => ((Date.now() - started) / 1000).toFixed(1);
}

async function superviseWorkers(config: Config): Promise<number> {
  const seconds = stopwatch();
  const log = createLog(config.logLevel);
  const stopped = untilSignal();
  void stopped.promise.then(() => console.log('\n正在停止 ...'));
  const { runWorkers } = await import('../workers/primary.ts');
  return runWorkers(config, stopped.promise, {
    usable: (url) => sayUsable(url, seconds()),
    ready: () => sayReady(seconds()),
    replaced: (pid, how) => log.error({ pid, how }, 'a worker has ended and is replaced'),
  });
}

async function serveHere(config: Config): Promise<number> {
  const seconds = stopwatch();
  const progress = createProgress();
  if (config.progress) showProgress(progress);
  const stopped = untilSignal();
  const service = await startService(config, createLog(config.logLevel), progress);
  let code = 0;
  service.usable.then(
    () =>
      cluster.isWorker
        ? tellPrimary({ nutag: 'usable', url: service.url })
        : sayUsable(service.url, seconds()),
    () => undefined,
  );
  service.ready.then(
    () => (cluster.isWorker ? tellPrimary({ nutag: 'ready' }) : sayReady(seconds())),
    (error: unknown) => {
      if (stopped.requested()) return;
      code = 1;
      console.error(`载入失败 Loading failed: ${(error as Error).message}`);
    },
  );
  await stopped.promise;
  if (cluster.isPrimary) console.log('\n正在停止 ...');
  await service.stop();
  cluster.worker?.disconnect(); // what joins it to the primary would keep it alive
  return code;
}

/**
 * Resolves at the first Ctrl-C or termination signal. One 3 s later or more ends the process at once; sooner it is taken
 * for the same: npm passes on the Ctrl-C that the terminal has sent to the whole group already.
 */
function untilSignal(): { promise: Promise<void>; requested: () => boolean } {
  let requestedAt: number | null = null;
  const promise = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (requestedAt !== null && Date.now() - requestedAt > 3000) process.exit(130);
        requestedAt ??= Date.now();
        resolve();
      });
    }
  });
  return { promise, requested: () => requestedAt !== null };
}
