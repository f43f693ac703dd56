import { setTimeout as pause } from 'node:timers/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAccounts } from './accounts/accounts.ts';
import { createApp, createWaitingApp } from './app.ts';
import { TileSetId } from './api/tiles.ts';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { controlPath, listenControl } from './control.ts';
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
import { createTileServer, type TileServer } from './tiles/server.ts';
import { recoverLists } from './verify/run.ts';

const watchEveryMs = 5000;
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
  const release = lockHome(config.home); // the embedded database and the tile files allow one process
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
    const url = await listen(http, config);

    const metrics = createMetrics(config.databaseUrl === null ? 'embedded' : 'postgres');
    store = await progress.run('open', '打开数据库', () => openStore(config, log, metrics.query));
    const opened = store;
    await progress.run('migrate', '更新数据库结构', () => migrate(opened.jobs));
    const context: Context = {
      config,
      db: opened.db,
      jobs: opened.jobs,
      exclusive: opened.exclusive,
      accounts: createAccounts(config, opened.db, log, () => opened.replicas?.any()?.db ?? null),
      log,
      progress,
      readiness,
      tiles: null,
    };
    await context.accounts.ready();
    const tiles = createTileServer(context);
    context.tiles = tiles;
    archive =
      config.pmtiles === null ? null : await createArchiveServer(config.pmtiles, config, tiles.counts, log);
    const fromArchive = archive;
    const reads = opened.replicas === null ? primaryReads(context) : replicaReads(context, opened.replicas, config.replicaLagMs); // prettier-ignore
    const app = createApp(context, { reads, metrics, sources: { store: opened, tiles: tiles.counts } });
    answer = (request, response) => {
      const audience = isOfTiles(request) ? context.accounts.audience(request) : null;
      const isOpen =
        audience !== null && (audience === 'staff' || !request.url!.startsWith('/tiles/markers'));
      if (!isOpen || !(fromArchive?.handle(request, response, audience) || tiles.handle(request, response, audience))) app(request, response); // prettier-ignore
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
    const control = config.databaseUrl === null ? await listenControl(controlPath(config.home), async (command, say, show, signal) => {
      await ready.catch(() => undefined);
      return runJob(context, command, { say, show, signal });
    }) : null; // prettier-ignore

    const unwatch = watchVersions(context, tiles, ready);
    let stopping: Promise<void> | null = null;
    const server = http;
    const stop = (): Promise<void> => {
      stopping ??= (async () => {
        control?.close();
        unwatch();
        const isServing = readiness.body().usable;
        readiness.markStopping();
        draining = true;
        if (isServing) await pause(config.drainMs); // requests that are on their way are answered
        await close(server);
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

/** Looks every few seconds whether another process has published new data, and rebuilds the tiles that it concerns. */
function watchVersions(context: Context, tiles: TileServer, ready: Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    try {
      for (const set of TileSetId.options) await tiles.refresh(set);
    } catch (error) {
      context.log.warn({ err: error }, 'tiles could not be refreshed');
    }
    if (!stopped) timer = setTimeout(() => void look(), watchEveryMs).unref();
  };
  ready.then(look, () => undefined);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
