import type { Account } from '../accounts/account.ts';
import { cookieOf } from '../accounts/cookies.ts';
import type { Exchange } from '../accounts/exchange.ts';
import type { Context } from '../context.ts';
import { isConflict, isOutage, isReadOnly } from '../database/outage.ts';
import type { Replica, Replicas } from '../database/replicas.ts';

/** Who reads from where. */
export interface Reads {
  /** Runs a reading operation on a replica where one will do, else on the primary. It may run twice. */
  read<T>(account: Account, exchange: Exchange, run: (context: Context) => Promise<T>): Promise<T>;
  /** After a change: whoever has made it reads it, here and at every other process that is sent the cookie. */
  wrote(account: Account, exchange: Exchange): Promise<void>;
}

const cookieName = 'nutag_written';
const form = /^[0-9a-f]{1,16}$/;
const primaryOnly = (1n << 63n) - 1n; // beyond any position
const mostRemembered = 10_000;

/** Without replicas everything goes to the primary. */
export const primaryReads = (context: Context): Reads => ({
  read: (_account, _exchange, run) => run(context),
  wrote: () => Promise.resolve(),
});

/**
 * Reads go to replicas. After a change the account, and the session by a cookie, remember where the primary's log stood: a replica
 * that has not come as far is not good enough for them. The cookie is not signed: who forges one reads from the primary.
 */
export function replicaReads(context: Context, replicas: Replicas, lagLimitMs: number): Reads {
  const contexts = new WeakMap<Replica, Context>();
  const written = new Map<string, { lsn: bigint; until: number }>();
  const rememberMs = lagLimitMs + 30_000; // a replica that is further behind is read by nobody

  const contextOf = (replica: Replica): Context => {
    const known = contexts.get(replica) ?? { ...context, db: replica.db };
    contexts.set(replica, known);
    return known;
  };
  const lastWrite = (account: Account, exchange: Exchange): bigint => {
    const told = cookieOf(exchange.headers.cookie, cookieName) ?? '';
    const byCookie = form.test(told) ? BigInt(`0x${told}`) : 0n;
    const known = written.get(keyOf(account) ?? '');
    const byAccount = known !== undefined && known.until > Date.now() ? known.lsn : 0n;
    return byCookie > byAccount ? byCookie : byAccount;
  };
  return {
    read: async (account, exchange, run) => {
      const replica = replicas.pick(keyOf(account) ?? exchange.address, lastWrite(account, exchange));
      if (replica === null) return run(context);
      try {
        return await run(contextOf(replica));
      } catch (error) {
        if (isOutage(error) && !isReadOnly(error)) replicas.failed(replica, error);
        else if (!isConflict(error) && !isReadOnly(error)) throw error;
        return run(context);
      }
    },
    wrote: async (account, exchange) => {
      const lsn = await replicas.position().catch(() => primaryOnly);
      exchange.setCookies([`${cookieName}=${lsn.toString(16)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.ceil(rememberMs / 1000)}`]); // prettier-ignore
      const key = keyOf(account);
      if (key === null) return;
      if (written.size >= mostRemembered) written.delete(written.keys().next().value!);
      written.delete(key);
      written.set(key, { lsn, until: Date.now() + rememberMs });
    },
  };
}

const keyOf = ({ id, via, name }: Account): string | null => (via === 'anonymous' ? null : (id ?? name));
