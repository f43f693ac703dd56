import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../http/log.ts';

/** What other processes on the same database say. */
export interface Heard {
  data(dataset: string): void; // it has changed
  account(id: string): void; // what is remembered of it holds no longer
  /** The connection was away: anything may have been missed. */
  missed(): void;
}

const channel = 'nutag'; // also in migrations/0028_announcements.ts, which announces data
const backOffMs = 1000;

export const accountMessage = (id: string): [channel: string, text: string] => [channel, `account ${id}`];

/** Listens on a connection of its own, which is made again when it breaks. @returns how to end it */
export function listen(url: string, heard: Heard, log: Log): () => Promise<void> {
  const stopped = new AbortController();
  let client: pg.Client | null = null;
  const connect = async (): Promise<pg.Client> => {
    const own = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 10_000 });
    own.on('notification', ({ payload = '' }) => {
      const [kind, name = ''] = payload.split(' ', 2);
      if (kind === 'data') heard.data(name);
      else if (kind === 'account') heard.account(name);
    });
    own.on('error', () => undefined); // 'end' follows
    await own.connect();
    await own.query(`listen ${channel}`);
    return own;
  };
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      try {
        client = await connect();
        heard.missed();
        const ended = client;
        await new Promise((resolve) => ended.once('end', resolve));
      } catch (error) {
        log.warn({ err: error }, 'changes of other processes are not heard, only looked for');
      }
      await pause(backOffMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return async () => {
    stopped.abort();
    await client?.end().catch(() => undefined);
    await running;
  };
}
