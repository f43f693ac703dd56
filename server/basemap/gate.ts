import { Problem } from '../http/problem.ts';

/** Lets so many through at once; so many more wait for their turn, in order. */
export interface Gate {
  /** @returns what is to be called at the end  @throws Problem 503 when too many wait; the reason of `signal` */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createGate(atOnce: number, mostWaiting: number): Gate {
  let running = 0;
  const waiting = new Set<() => void>();
  /** Hands the place to the first that waits. */
  const leave = (): void => {
    const [next] = waiting;
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    enter: async (signal) => {
      if (running < atOnce) running += 1;
      else {
        if (waiting.size >= mostWaiting) throw new Problem(503, 'Too busy', '底图请求过多, 请稍候。Too many tiles of the base map are being fetched.', { retryAfter: 2 }); // prettier-ignore
        await turn(waiting, signal);
      }
      return leave;
    },
  };
}

const turn = (waiting: Set<() => void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const go = (): void => {
      waiting.delete(go);
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = (): void => {
      waiting.delete(go);
      reject(signal.reason as Error);
    };
    if (signal.aborted) giveUp();
    else {
      waiting.add(go);
      signal.addEventListener('abort', giveUp, { once: true });
    }
  });
