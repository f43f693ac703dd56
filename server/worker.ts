import { Worker } from 'node:worker_threads';

const boot = new URL('./worker.mjs', import.meta.url);

/** Starts `module` (a TypeScript file URL) in a worker thread; it finds `data` in workerData.data. */
export function startWorker(module: URL, data: unknown): Worker {
  return new Worker(boot, { workerData: { module: module.href, data } });
}
