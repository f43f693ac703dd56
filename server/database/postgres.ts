import pg from 'pg';
import { keepingPlans } from './prepared.ts';
import { typeParsers } from './types.ts';

const session = '-c jit=off -c random_page_cost=1.1 -c work_mem=32MB -c timezone=UTC';

/** A pool on a real PostgreSQL. `timeoutMs` 0 = statements may run for as long as they need (jobs). */
export function openPostgres(url: string, max: number, timeoutMs: number): pg.Pool {
  const pool = keepingPlans(
    new pg.Pool({
      connectionString: url,
      max,
      types: typeParsers,
      options: `${session} -c statement_timeout=${timeoutMs}`,
      connectionTimeoutMillis: 10_000,
    }),
  );
  pool.on('error', () => undefined); // an idle connection that breaks is replaced at the next query
  pool.on('connect', (client) => client.on('error', () => undefined)); // one in use fails its query, not the process
  return pool;
}
