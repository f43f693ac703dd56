import type { RequestHandler, Response } from 'express';
import type { LogEvent } from 'kysely';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { isOutage, isTimeout } from '../database/outage.ts';
import { version } from '../version.ts';
import { answerPrimary } from './workers.ts';

/** What is counted while the service runs. What can be asked for is asked when somebody looks: page.ts. */
export interface Metrics {
  registry: Registry;
  /** Counts and times requests. */
  requests: RequestHandler;
  /** Counts and times statements. */
  query: (event: LogEvent) => void;
}

/** Names the operation that answers a request, for its labels. */
export const nameOperation = (response: Response, id: string): void => void (response.locals['operation'] = id); // prettier-ignore

export function createMetrics(engine: 'embedded' | 'postgres'): Metrics {
  const registry = new Registry();
  const registers = [registry];
  answerPrimary(registry);
  collectDefaultMetrics({ register: registry }); // memory, event loop, garbage collection
  const labelNames = ['operation', 'method', 'status'] as const;
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests by operation; tiles are counted apart', labelNames, registers }); // prettier-ignore
  const durations = new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer', labelNames, registers, buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15] }); // prettier-ignore
  const queries = new Counter({ name: 'nutag_database_queries_total', help: 'Statements by outcome', labelNames: ['outcome'], registers }); // prettier-ignore
  const queryTimes = new Histogram({ name: 'nutag_database_query_seconds', help: 'Time of statements, without the wait for a connection', registers, buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10] }); // prettier-ignore
  const build = new Gauge({ name: 'nutag_build_info', help: 'Always 1', labelNames: ['version', 'node', 'engine'], registers, aggregator: 'max' }); // prettier-ignore
  build.set({ version, node: process.version, engine }, 1);
  return {
    registry,
    requests: (request, response, next) => {
      const started = performance.now();
      response.once('close', () => {
        const operation = (response.locals['operation'] as string | undefined) ?? 'other';
        const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'aborted';
        const labels = { operation, method: request.method, status };
        requests.inc(labels);
        durations.observe(labels, (performance.now() - started) / 1000);
      });
      next();
    },
    query: (event) => {
      queries.inc({ outcome: event.level === 'query' ? 'ok' : outcomeOf(event.error) });
      queryTimes.observe(event.queryDurationMillis / 1000);
    },
  };
}

function outcomeOf(error: unknown): 'timeout' | 'outage' | 'error' {
  if (isTimeout(error)) return 'timeout';
  return isOutage(error) ? 'outage' : 'error';
}
