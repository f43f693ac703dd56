import cluster from 'node:cluster';
import { ClusterMemoryStoreWorker } from '@express-rate-limit/cluster-memory-store';
import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { isLocal } from '../accounts/origin.ts';
import type { Config } from '../config.ts';
import { Problem, sendProblem } from './problem.ts';

const windowSeconds = 60;

/**
 * Requests a minute from one address (of IPv6, one network of 56 bits) to the API, answered 429 with Retry-After beyond it. Whoever sits
 * at this machine is not counted; workers of one service count together; tiles are answered from memory and not counted either.
 */
export const limitRate = (config: Config): RequestHandler =>
  rateLimit({
    windowMs: windowSeconds * 1000,
    limit: config.requestsPerMinute,
    ...(cluster.isWorker ? { store: new ClusterMemoryStoreWorker() } : {}),
    skip: (request) => isLocal(config, request),
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (request, response) => {
      const text = `请求过于频繁, 请稍候。More than ${config.requestsPerMinute} requests a minute came from this address (NUTAG_RATE).`;
      sendProblem(request, response, new Problem(429, 'Too many requests', text, { retryAfter: windowSeconds })); // prettier-ignore
    },
  });

/** Refuses more than `most` requests at once with 503: behind them the database has seconds of work already. */
export function limitAtOnce(most: number): RequestHandler {
  let running = 0;
  return (request, response, next) => {
    if (running >= most) {
      sendProblem(request, response, new Problem(503, 'Too busy', '服务繁忙, 请稍候。Too many requests are being answered.', { retryAfter: 2 })); // prettier-ignore
      return;
    }
    running += 1;
    response.once('close', () => (running -= 1));
    next();
  };
}
