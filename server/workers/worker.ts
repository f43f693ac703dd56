import cluster from 'node:cluster';
import { inTime } from '../in-time.ts';
import type { ToPrimary, ToWorker } from './messages.ts';

const patienceMs = 10_000;
let lastId = 0;

/** Whether this worker is the first: it loads the data, and listens while it does. */
export const isFirst = (): boolean => cluster.worker?.id === 1;

export const tellPrimary = (message: ToPrimary): void => void process.send?.(message);

/** @throws Error when the primary, or a worker that it asks, does not answer */
export function askPrimary(what: 'metrics'): Promise<string> {
  const id = (lastId += 1);
  const answer = new Promise<string>((resolve, reject) => {
    const listen = (message: ToWorker): void => {
      if (message.nutag !== what || message.id !== id) return;
      process.off('message', listen);
      if (message.text === null) reject(new Error('a worker did not answer'));
      else resolve(message.text);
    };
    process.on('message', listen);
  });
  tellPrimary({ nutag: what, id });
  return inTime(answer, patienceMs);
}
