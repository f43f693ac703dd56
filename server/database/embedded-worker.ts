import { writeFile, rm } from 'node:fs/promises';
import { openAsBlob } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch';
import { postgis } from '@electric-sql/pglite-postgis';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

/** What the main thread asks of the worker, and what it hears back. */
export interface EngineRequest {
  id: number;
  ask: 'dump' | 'stop';
  path?: string;
}
export type EngineMessage =
  { type: 'ready' } | { type: 'failed'; message: string } | { type: 'done'; id: number; error?: string };

export interface EngineOptions {
  dataDir: string | null; // null = in memory (tests)
  socketPath: string;
  snapshot: string | null; // a dumpDataDir file to start from
}

const options = (workerData as { data: EngineOptions }).data;
const port = parentPort!;
const say = (message: EngineMessage): void => port.postMessage(message);

async function open(): Promise<{ engine: PGlite; server: PGLiteSocketServer }> {
  const settings: PGliteOptions = { extensions: { postgis, fuzzystrmatch } };
  if (options.dataDir !== null) settings.dataDir = options.dataDir;
  if (options.snapshot !== null) settings.loadDataDir = await openAsBlob(options.snapshot);
  const engine = await PGlite.create(settings);
  // Planner and memory settings measured for this engine (design.md section 2).
  await engine.exec(
    `set random_page_cost = 1.1; set work_mem = '32MB'; set maintenance_work_mem = '256MB'; set jit = off; set timezone = 'UTC'`,
  );
  await rm(options.socketPath, { force: true });
  const server = new PGLiteSocketServer({ db: engine, path: options.socketPath, maxConnections: 4 });
  await server.start();
  return { engine, server };
}

try {
  const { engine, server } = await open();
  port.on('message', (request: EngineRequest) => {
    void (async () => {
      try {
        if (request.ask === 'dump') {
          const dump = await engine.dumpDataDir('none');
          await writeFile(request.path!, Buffer.from(await dump.arrayBuffer()));
        } else {
          await server.stop();
          await engine.exec('checkpoint'); // or the next start replays the log
          await engine.close();
          await rm(options.socketPath, { force: true });
        }
        say({ type: 'done', id: request.id });
        if (request.ask === 'stop') port.close();
      } catch (error) {
        say({ type: 'done', id: request.id, error: String(error) });
      }
    })();
  });
  say({ type: 'ready' });
} catch (error) {
  say({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
