import type { RequestHandler } from 'express';
import { sql } from 'kysely';
import { Counter, Gauge } from 'prom-client';
import type { Context } from '../context.ts';
import type { Db, Store } from '../database/open.ts';
import { inTime } from '../in-time.ts';
import type { TileCounts } from '../tiles/counts.ts';
import { nameOperation, type Metrics } from './metrics.ts';
import { metricsOfAll } from './workers.ts';

const patienceMs = 2000; // for the database: what does not answer so soon is told as down

export interface Sources {
  store: Pick<Store, 'pools' | 'replicas'>;
  tiles: TileCounts;
}

/** GET /metrics, as Prometheus reads it. For whoever may do `metrics.read`: an administrator, or a token of that scope. */
export function metricsPage(context: Context, { registry }: Metrics, sources: Sources): RequestHandler {
  createGauges(context.jobs, registry, sources);
  return async (request, response) => {
    nameOperation(response, 'getMetrics');
    await context.accounts.enter(request, response, 'metrics.read');
    response.setHeader('Cache-Control', 'no-store');
    response.type(registry.contentType).send(await metricsOfAll(registry));
  };
}

/** How one figure is made from those of several workers. */
type Across = 'sum' | 'min' | 'max';

/** What is asked for at the moment that somebody looks, once for all figures. */
function createGauges(db: Db, registry: Metrics['registry'], { store, tiles }: Sources): void {
  let asking: Promise<void> | null = null;
  const collect = (): Promise<void> => (asking ??= refresh().finally(() => (asking = null)));
  const gauge = <L extends string>(name: string, help: string, aggregator: Across, ...labelNames: L[]): Gauge<L> => new Gauge({ name, help, labelNames, aggregator, registers: [registry], collect }); // prettier-ignore
  const served = new Counter({ name: 'nutag_tiles_total', help: 'Tile requests by set and outcome', labelNames: ['set', 'outcome'], registers: [registry], collect }); // prettier-ignore
  const connections = gauge('nutag_database_connections', 'Connections of a pool', 'sum', 'pool', 'state');
  const waiting = gauge('nutag_database_waiting', 'Callers that wait for a connection', 'sum', 'pool');
  const up = gauge('nutag_database_up', 'Whether the primary answers', 'min');
  const lag = gauge('nutag_replica_lag_seconds', 'How far a replica is behind', 'max', 'replica');
  const usable = gauge('nutag_replica_usable', 'Whether a replica is read from', 'min', 'replica');
  const jobs = gauge('nutag_import_jobs', 'Imports by state', 'max', 'state');
  const versions = gauge('nutag_data_version', 'Version of a dataset', 'max', 'dataset');
  const rows = gauge('nutag_data_rows', 'Rows of a dataset', 'max', 'dataset');
  const refresh = async (): Promise<void> => {
    served.reset();
    for (const [set, counts] of Object.entries(tiles))
      for (const [outcome, count] of Object.entries(counts)) served.inc({ set, outcome }, count);
    for (const { name: pool, used, idle, waiting: callers } of store.pools()) {
      connections.set({ pool, state: 'used' }, used);
      connections.set({ pool, state: 'idle' }, idle);
      waiting.set({ pool }, callers);
    }
    for (const replica of store.replicas?.states() ?? []) {
      lag.set({ replica: replica.name }, replica.lagSeconds);
      usable.set({ replica: replica.name }, replica.usable ? 1 : 0);
    }
    const answer = await inTime(readDatabase(db), patienceMs).catch(() => null);
    up.set(answer === null ? 0 : 1);
    if (answer === null) return;
    jobs.reset();
    for (const { state, count } of answer.jobs) jobs.set({ state }, count);
    for (const { dataset, version, row_count: count } of answer.versions) {
      versions.set({ dataset }, version);
      rows.set({ dataset }, count);
    }
  };
}

async function readDatabase(db: Db) {
  const { rows: jobs } = await sql<{
    state: string;
    count: number;
  }>`select state, count(*) as count from import_job group by state`.execute(db);
  const versions = await db.selectFrom('data_version').select(['dataset', 'version', 'row_count']).execute();
  return { jobs, versions };
}
