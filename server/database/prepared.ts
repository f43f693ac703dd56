import { createHash } from 'node:crypto';
import type pg from 'pg';

/** What a statement begins with that is planned once a connection: it is asked often, and its plan does not hang on its values. */
export const prepared = '/* prepared */';

const names = new Map<string, string>();
const mostNames = 2000;

/** The name under which a connection keeps a statement's plan. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 20);
    if (names.size < mostNames) names.set(text, name);
  }
  return name;
}

/**
 * Makes the pool's connections keep the plans of statements that ask for it.
 * @param oneSession a new connection comes to the session of the one before (the embedded engine), with the plans that it kept
 */
export function keepingPlans(pool: pg.Pool, oneSession = false): pg.Pool {
  pool.on('connect', (client) => {
    if (oneSession) client.query('deallocate all').catch(() => undefined); // a connection that breaks fails its next query
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      const [text, values] = args;
      if (args.length !== 2 || typeof text !== 'string' || !text.startsWith(prepared)) return query(...args);
      return query({ name: nameOf(text), text, values });
    }) as typeof client.query;
  });
  return pool;
}
