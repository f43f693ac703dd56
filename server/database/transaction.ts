import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely, Transaction } from 'kysely';
import type pg from 'pg';
import type { DB } from './schema.ts';

const inside = new AsyncLocalStorage<true>();

/**
 * Runs `work` in one transaction. Everything inside must use the `trx` that it is given: a query through the outer
 * `db` would wait for ever on the embedded engine's single connection, so it fails at once (on both engines).
 */
export function transaction<T>(db: Kysely<DB>, work: (trx: Transaction<DB>) => Promise<T>): Promise<T> {
  return db.transaction().execute((trx) => inside.run(true, () => work(trx)));
}

/** Runs `work` on the database as it stands at one moment. It can only read. Everything else as in transaction(). */
export function snapshot<T>(db: Kysely<DB>, work: (trx: Transaction<DB>) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => inside.run(true, () => work(trx)));
}

/** The pool, refusing a second connection inside a transaction. */
export function guarded(pool: pg.Pool): pg.Pool {
  const connect = pool.connect.bind(pool);
  const refuse = (): Promise<never> =>
    Promise.reject(
      new Error('query through db inside a transaction: use the trx that transaction() hands over'),
    );
  pool.connect = ((...args: Parameters<typeof connect>) =>
    inside.getStore() === true ? refuse() : connect(...args)) as typeof pool.connect;
  return pool;
}
