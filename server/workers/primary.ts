import cluster, { type Worker } from 'node:cluster';
import { setTimeout as pause } from 'node:timers/promises';
import { ClusterMemoryStorePrimary } from '@express-rate-limit/cluster-memory-store';
import { AggregatorRegistry } from 'prom-client';
import type { Config } from '../config.ts';
import { lockHome } from '../home.ts';
import type { ToPrimary, ToWorker } from './messages.ts';

/** What the terminal is told. */
export interface Told {
  usable(url: string): void;
  ready(workers: number): void;
  replaced(pid: number, how: string): void;
}

const quickMs = 10_000; // a worker that ends sooner is not replaced at once
const restMs = 2000;

/**
 * Runs the workers of a service at one port until `stopped` resolves. The first loads the data; the others start when it is ready, and
 * listen when they are. One that ends is replaced.
 * @returns the exit code: 1 when the first start failed
 */
export async function runWorkers(config: Config, stopped: Promise<void>, told: Told): Promise<number> {
  const release = lockHome(config.home);
  new ClusterMemoryStorePrimary().init(); // counts requests of all workers together
  const aggregate = new AggregatorRegistry();
  const readyOnes = new Set<number>();
  let [isStopping, wasReady, allWereReady, hasFailed] = [false, false, false, false];
  let fail: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => (fail = resolve));

  const start = (): void => {
    const isFirst = Object.keys(cluster.workers ?? {}).length === 0 && !wasReady;
    const worker = cluster.fork(isFirst ? {} : { NUTAG_PROGRESS: 'off' });
    const startedAt = Date.now();
    worker.on('message', (message: ToPrimary) => void hear(worker, message));
    worker.once('exit', (code, signal) => void replace(worker, startedAt, signal ?? `code ${code}`));
  };
  const hear = async (worker: Worker, message: ToPrimary): Promise<void> => {
    if (message.nutag === 'usable' && !wasReady) told.usable(message.url);
    else if (message.nutag === 'ready') {
      readyOnes.add(worker.id);
      if (!wasReady) for (let n = 1; n < config.workers; n += 1) start();
      wasReady = true;
      if (readyOnes.size < config.workers || allWereReady) return;
      allWereReady = true;
      told.ready(config.workers);
    } else if (message.nutag === 'metrics') {
      const text = await aggregate.clusterMetrics().catch(() => null);
      if (worker.isConnected()) worker.send({ nutag: 'metrics', id: message.id, text } satisfies ToWorker);
    }
  };
  const replace = async (worker: Worker, startedAt: number, how: string): Promise<void> => {
    readyOnes.delete(worker.id);
    if (isStopping) return;
    if (!wasReady) {
      hasFailed = true; // it has said why
      fail();
      return;
    }
    told.replaced(worker.process.pid ?? 0, how);
    if (Date.now() - startedAt < quickMs) await pause(restMs);
    if (!isStopping) start();
  };

  start();
  await Promise.race([stopped, failed]);
  isStopping = true;
  const running = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  await Promise.all(running.map(end));
  release();
  return hasFailed ? 1 : 0;
}

/** The worker answers what it has been asked, and ends. */
function end(worker: Worker): Promise<void> {
  return new Promise((resolve) => {
    worker.once('exit', () => resolve());
    worker.process.kill('SIGTERM');
  });
}
