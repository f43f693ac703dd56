import { Problem } from '../http/problem.ts';

const busy = (): Problem =>
  new Problem(503, 'Too busy', '服务繁忙, 请稍候。Too many tiles are being drawn; ask again in 2 s.', { retryAfter: 2 }); // prettier-ignore
const slow = (): Problem =>
  new Problem(503, 'Too slow', '数据库没有及时回答。The database did not answer in time; ask again in 5 s.', { retryAfter: 5 }); // prettier-ignore

interface Flight<T> {
  result: Promise<T>;
  waiting: number;
  abort: AbortController;
}

export interface Work<T> {
  /** Does `work` once for all who ask for the same key at the same time. @throws Problem 503 when too many wait, or it takes too long */
  run(key: string, leaves: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  readonly running: number;
}

/**
 * @param running at the same time; more wait their turn, up to `waiting`
 * @param patience ms that one asker waits. What nobody waits for any more is stopped, or never begun
 */
export function createWork<T>({ running, waiting, patience }: Record<'running' | 'waiting' | 'patience', number>): Work<T> {
  const flights = new Map<string, Flight<T>>();
  const queue: (() => void)[] = [];
  let busyNow = 0;

  const turn = async (signal: AbortSignal): Promise<void> => {
    if (busyNow < running) {
      busyNow += 1;
      return;
    }
    if (queue.length >= waiting) throw busy();
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(begin), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(begin);
    });
  };
  const next = (): void => {
    const begin = queue.shift();
    if (begin === undefined) busyNow -= 1;
    else begin();
  };
  const start = (key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> => {
    const abort = new AbortController();
    const inTurn = async (): Promise<T> => {
      await turn(abort.signal);
      try {
        return await work(abort.signal);
      } finally {
        next();
      }
    };
    const result = inTurn();
    const flight: Flight<T> = { result, waiting: 0, abort };
    flights.set(key, flight);
    const end = (): void => void (flights.get(key) === flight && flights.delete(key));
    result.then(end, end);
    return flight;
  };
  return {
    get running() {
      return busyNow;
    },
    run: async (key, leaves, work) => {
      const flight = flights.get(key) ?? start(key, work);
      flight.waiting += 1;
      try {
        return await untilEnough(flight.result, leaves, patience);
      } finally {
        flight.waiting -= 1;
        if (flight.waiting === 0 && flights.get(key) === flight) {
          flights.delete(key); // who asks next begins anew
          flight.abort.abort(new Problem(503, 'Gone', 'Nobody waits for this tile any more.'));
        }
      }
    },
  };
} // prettier-ignore

function untilEnough<T>(result: Promise<T>, leaves: AbortSignal, patience: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(slow()), patience);
    const leave = (): void => reject(leaves.reason as Error);
    leaves.addEventListener('abort', leave, { once: true });
    result.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      leaves.removeEventListener('abort', leave);
    });
  });
}
