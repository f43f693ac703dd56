import type { ProblemBody } from '../../server/api/problem.ts';

/** Times that something is asked for after it was put off. */
export const MOST = 4;
const FIRST_S = 2; // where the answer does not say
const LONGEST_S = 30;

/** Seconds after which to ask for the nth time (0, 1, ...) what a busy server has put off: twice as late each time, and not all clients at once. */
export const againAfter = (nth: number, retryAfter = FIRST_S): number =>
  Math.min(LONGEST_S, retryAfter * 2 ** nth) * (1 + Math.random() / 4);

/** Seconds that an answer of a busy server names; undefined where it names none. */
export const retryAfterOf = async (body: Blob): Promise<number | undefined> => {
  try {
    return (JSON.parse(await body.text()) as ProblemBody).retryAfter;
  } catch {
    return undefined; // a proxy has answered
  }
};
