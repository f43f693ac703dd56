import type { Worker } from 'node:worker_threads';
import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import type { Step } from '../progress.ts';
import { startWorker } from '../worker.ts';
import type { BuildOrder, FromWorker, ToWorker } from './build-worker.ts';
import type { TileSet } from './tile-set.ts';

const workerFile = new URL('./build-worker.ts', import.meta.url);

export type BuildResult = Extract<FromWorker, { type: 'done' }>;

/** A build that is running. */
export interface Build {
  result: Promise<BuildResult>;
  stop(): Promise<void>;
}

/**
 * Reads a set's rows here, slice by slice, and lets a worker thread draw, compress and write them. Nothing of the old
 * version is touched.
 */
export function startBuild(db: Db, set: TileSet, audience: Audience, order: BuildOrder, step?: Step): Build {
  const worker = startWorker(workerFile, order);
  let stopped = false;
  step?.total(set.maxzoom - set.minzoom + 2);
  const done = waitFor(worker, step);
  done.catch(() => undefined); // seen by whoever waits for the result
  const send = (message: ToWorker): void => worker.postMessage(message);
  const run = async (): Promise<BuildResult> => {
    try {
      for await (const rows of set.read(db, audience)) {
        if (stopped) throw new Error('the build was stopped');
        send({ type: 'rows', rows });
      }
      step?.advance();
      send({ type: 'build' });
      return await done;
    } finally {
      await worker.terminate();
    }
  };
  return {
    result: run(),
    stop: async () => {
      stopped = true;
      await worker.terminate();
    },
  };
}

function waitFor(worker: Worker, step: Step | undefined): Promise<BuildResult> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'zoom') step?.advance();
      else resolve(message);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the tile builder ended before it was done')));
  });
}
