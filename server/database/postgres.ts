import pg from 'pg';
import { keepingPlans } from './prepared.ts';
import { typeParsers } from './types.ts';

const session = '-c jit=off -c random_page_cost=1.1 -c work_mem=32MB -c timezone=UTC';

const graceMs = 5000; // beyond the server's own timeout: then it is taken to be gone

/** A pool on a real PostgreSQL. `timeoutMs` 0 = statements may run for as long as they need (jobs). */
export function openPostgres(url: string, max: number, timeoutMs: number): pg.Pool {
  const pool = keepingPlans(
    new pg.Pool({
      connectionString: url,
      max,
      types: typeParsers,
      options: `${session} -c statement_timeout=${timeoutMs}`,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      ...(timeoutMs === 0 ? {} : { query_timeout: timeoutMs + graceMs }),
    }),
  );
  pool.on('error', () => undefined); // an idle connection that breaks is replaced at the next query
  pool.on('connect', (client) => client.on('error', () => undefined)); // one in use fails its query, not the process
  pool.on('connect', dropWhenSilent);
  return pool;
}

/** A server that is gone without a word (a cut line, a frozen host) answers nothing more on this connection: it is closed. */
function dropWhenSilent(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  client.query = ((...args: unknown[]) => {
    const answer = query(...args);
    if (answer instanceof Promise) {
      answer.catch((error: unknown) => {
        if ((error as Error).message === 'Query read timeout') connection.stream.destroy();
      });
    }
    return answer;
  }) as typeof client.query;
}
