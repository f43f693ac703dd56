import cluster from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccounts } from './accounts/accounts.ts';
import { createApp, createWaitingApp } from './app.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { createDynamicTiles } from './dynamic-tiles/serve.ts';
import { controlPath, listenControl } from './control.ts';
import { listen as listenToOthers } from './database/listen.ts';
import { migrate } from './database/migrate.ts';
import { openStore, type Store } from './database/open.ts';
import { lockHome } from './home.ts';
import type { Log } from './http/log.ts';
import { primaryReads, replicaReads } from './http/reads.ts';
import { recoverImports } from './imports/recover.ts';
import { runJob } from './jobs.ts';
import { createMetrics } from './metrics/metrics.ts';
import { loadPacks } from './packs/load.ts';
import { createProgress, type Progress } from './progress.ts';
import { createReadiness } from './readiness.ts';
import { createArchiveServer, type ArchiveServer } from './tiles/archive/server.ts';
import { catchingUp } from './tiles/catch-up.ts';
import { createTileServer, type TileServer } from './tiles/server.ts';
import { watchTiles } from './tiles/watch.ts';
import { recoverLists } from './verify/run.ts';
import { isFirst } from './workers/worker.ts';

const longestAnswerMs = 25_000; // of a request that runs when the service stops; more than a statement may take
const keepAliveMs = 65_000; // longer than the usual proxy's, which must be the one to close

/** A running service. */
export interface Service {
  url: string;
  context: Context;
  tiles: TileServer;
  progress: Progress;
  /** The divisions are in: the page can open. */
  usable: Promise<void>;
  /** Everything is loaded. */
  ready: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the service: lock the data folder, listen, open the database, migrate, then load packs, search keys and tiles
 * in the background. The HTTP server answers from the first moment: /healthz 200, everything else 503 with the reason.
 */
export async function startService(config: Config, log: Log, progress = createProgress()): Promise<Service> {
  const release = cluster.isWorker ? (): void => undefined : lockHome(config.home); // the primary of workers holds it for them
  let store: Store | null = null;
  let http: Server | null = null;
  let archive: ArchiveServer | null = null;
  try {
    const readiness = createReadiness(progress);
    let answer: (request: IncomingMessage, response: ServerResponse) => void = createWaitingApp(
      readiness,
      config,
    );
    let draining = false;
    http = createServer((request, response) => {
      if (draining) response.setHeader('Connection', 'close'); // the client opens the next one elsewhere
      answer(request, response);
    });
    http.keepAliveTimeout = keepAliveMs;
    const isLate = cluster.isWorker && !isFirst(); // others answer meanwhile
    let url = isLate ? '' : await listen(http, config);

    const metrics = createMetrics(config.databaseUrl === null ? 'embedded' : 'postgres');
    store = await progress.run('open', '打开数据库', () => openStore(config, log, metrics.query));
    const opened = store;
    await progress.run('migrate', '更新数据库结构', () => migrate(opened.jobs));
    const accounts = createAccounts(config, opened.db, log, () => opened.replicas?.any()?.db ?? null);
    const context: Context = {
      config,
      db: opened.db,
      jobs: opened.jobs,
      exclusive: opened.exclusive,
      accounts,
      log,
      progress,
      readiness,
      tiles: null,
    };
    await accounts.ready();
    const tiles = createTileServer(context);
    context.tiles = tiles;
    archive =
      config.pmtiles === null ? null : await createArchiveServer(config.pmtiles, config, tiles.counts, log);
    const fromArchive = archive;
    const dynamic = createDynamicTiles(context);
    const reads = opened.replicas === null ? primaryReads(context) : replicaReads(context, opened.replicas, config.replicaLagMs); // prettier-ignore
    const app = createApp(context, { reads, metrics, sources: { store: opened, tiles: tiles.counts } });
    const fromTiles = config.databaseUrl === null ? tiles.handle : catchingUp(tiles);
    answer = (request, response) => {
      const audience = isOfTiles(request) ? context.accounts.audience(request) : null;
      const isOpen =
        audience !== null && (audience === 'staff' || !request.url!.startsWith('/tiles/markers'));
      if (!isOpen || !(dynamic.handle(request, response, audience) || fromArchive?.handle(request, response, audience) || fromTiles(request, response, audience))) app(request, response); // prettier-ignore
    };
    const loading = context.exclusive(async () => {
      await recoverImports(context);
      await recoverLists(context);
      await loadPacks(context, tiles, readiness.markUsable);
    });
    const ready = loading.then(readiness.markReady, (error: unknown) => {
      readiness.markFailed(error as Error);
      throw error;
    });
    ready.catch(() => undefined); // reported by readiness; main waits for it as well
    if (isLate) {
      await ready;
      url = await listen(http, config);
    }
    const control = config.databaseUrl === null ? await listenControl(controlPath(config.home), async (command, say, show, signal) => {
      await ready.catch(() => undefined);
      return runJob(context, command, { say, show, signal });
    }) : null; // prettier-ignore

    const watch = watchTiles(tiles, ready, log);
    const heard = {
      data: watch.changed,
      account: accounts.heard,
      missed: () => {
        watch.look();
        accounts.heard(null);
      },
    };
    const deafen = config.databaseUrl === null ? null : listenToOthers(config.databaseUrl, heard, log);
    let stopping: Promise<void> | null = null;
    const server = http;
    const stop = (): Promise<void> => {
      stopping ??= (async () => {
        control?.close();
        watch.stop();
        const isServing = readiness.body().usable;
        readiness.markStopping();
        draining = true;
        if (isServing) await pause(config.drainMs); // requests that are on their way are answered
        await close(server);
        await deafen?.();
        await tiles.close();
        await fromArchive?.close();
        await opened.close();
        await loading.catch(() => undefined);
        release();
      })();
      return stopping;
    };
    return { url, context, tiles, progress, usable: readiness.usable, ready, stop };
  } catch (error) {
    if (http !== null) await close(http);
    await archive?.close();
    await store?.close();
    release();
    throw error;
  }
}

/** Tiles and the style are told their audience by a signed cookie, without a query; the public has none of markers. */
const isOfTiles = ({ url = '' }: IncomingMessage): boolean =>
  url.startsWith('/tiles/') || url.startsWith('/style.json');

function listen(server: Server, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const busy = error.code === 'EADDRINUSE';
      reject(busy ? new Error(`Port ${config.port} on ${config.host} is taken: set PORT to another one, or to 0 for any free one.`) : error); // prettier-ignore
    });
    server.listen(config.port, config.host, () => {
      const { port } = server.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      resolve(`http://${host}:${port}/`);
    });
  });
}

/** Takes no new connection, and lets running requests finish. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), longestAnswerMs).unref();
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
