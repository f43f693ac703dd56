import { sql } from 'kysely';
import type { Db } from './open.ts';

/**
 * Runs `work` on one connection and stops its statement on the server when the signal says so.
 * @param several false where there is one connection only, as on the embedded engine: there a statement cannot be stopped
 */
export function cancellable<T>(db: Db, several: boolean, signal: AbortSignal, work: (one: Db) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  if (!several) return work(db);
  return db.connection().execute(async (one) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one);
    let stopping = null as Promise<unknown> | null;
    const stop = (): void => void (stopping = sql`select pg_cancel_backend(${rows[0]!.pid})`.execute(db).catch(() => undefined));
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work(one);
    } finally {
      signal.removeEventListener('abort', stop);
      await stopping; // before anybody else has the connection
    }
  });
} // prettier-ignore
