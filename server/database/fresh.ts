import type pg from 'pg';

/**
 * Makes a pool drop a connection on which a statement has failed. The embedded engine's socket can send more answers than
 * were asked for after an error, and everything after it would be handed the answer of the question before (seen with
 * statements from a few kB). So nothing more is sent on such a connection: it is closed, which rolls back what it had open.
 */
export function freshAfterError(pool: pg.Pool): pg.Pool {
  const failed = new WeakSet<pg.PoolClient>();
  pool.on('connect', (client) => {
    client.on('error', () => failed.add(client as pg.PoolClient)); // an answer that nobody waits for
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      if (failed.has(client as pg.PoolClient)) return afterFailure(args[0]);
      const answer = query(...args);
      if (answer instanceof Promise) answer.catch(() => failed.add(client as pg.PoolClient));
      return answer;
    }) as typeof client.query;
  });
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  pool.connect = (async () => {
    const client = await connect();
    const release = client.release.bind(client);
    client.release = (destroy) => release(failed.has(client) || destroy);
    return client;
  }) as typeof pool.connect;
  return pool;
}

/** The rollback of a failed transaction is done by closing the connection; anything else is refused. */
function afterFailure(statement: unknown): Promise<unknown> {
  const text = typeof statement === 'string' ? statement : ((statement as { text?: string }).text ?? '');
  if (/^\s*rollback\b/i.test(text))
    return Promise.resolve({ command: 'ROLLBACK', rowCount: null, rows: [], fields: [] });
  return Promise.reject(new Error('current transaction is aborted: a statement in it has failed'));
}
