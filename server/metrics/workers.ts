import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { askPrimary } from '../workers/worker.ts';

/** In a worker: lets the primary ask for its figures. */
export function answerPrimary(registry: Registry): void {
  if (!cluster.isWorker) return;
  AggregatorRegistry.setRegistries([registry]);
  void new AggregatorRegistry(); // it begins to listen
}

/** What Prometheus reads: the figures of this process, or of all workers together. */
export const metricsOfAll = (registry: Registry): Promise<string> =>
  cluster.isWorker ? askPrimary('metrics') : registry.metrics();
