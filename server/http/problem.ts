import type { Request, Response } from 'express';
import type { ErrorRequestHandler } from 'express';
import type { ProblemBody } from '../api/problem.ts';
import { isOutage, isTimeout } from '../database/outage.ts';
import type { Log } from './log.ts';

/** An error that a client may see, as an RFC 9457 problem: what, where, and how to mend it. */
export class Problem extends Error {
  override name = 'Problem';
  readonly status: number;
  readonly title: string;
  readonly errors: ProblemBody['errors'];
  readonly retryAfter: number | undefined;
  readonly current: unknown;
  constructor(
    status: number,
    title: string,
    detail: string,
    more: { errors?: ProblemBody['errors']; retryAfter?: number; current?: unknown } = {},
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = more.errors;
    this.retryAfter = more.retryAfter; // seconds
    this.current = more.current;
  }
}

export const notFound = (what: string): Problem =>
  new Problem(404, 'Not found', `${what} is not known here.`);
export const badRequest = (detail: string, errors?: ProblemBody['errors']): Problem =>
  new Problem(400, 'The request cannot be understood', detail, errors === undefined ? {} : { errors });
/** Somebody else has changed the record meanwhile. @param current the record as it is now */
export const changedMeanwhile = (current: unknown): Problem =>
  new Problem(412, 'Changed meanwhile', '别人已改过这条记录: 请比较后再改。Somebody else has changed this record; compare, then change the present version.', { current }); // prettier-ignore
/** Something is still loading. @param retryAfter seconds */
export const notYet = (what: string, retryAfter = 5): Problem =>
  new Problem(503, 'Not ready yet', `${what} is still loading; ask again in ${retryAfter} s.`, {
    retryAfter,
  });

export function sendProblem(request: Request, response: Response, problem: Problem): void {
  const body: ProblemBody = {
    type: 'about:blank',
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    instance: request.originalUrl.slice(0, 500),
    ...(problem.retryAfter === undefined ? {} : { retryAfter: problem.retryAfter }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...(problem.status >= 500 ? { requestId: request.id as string } : {}),
    ...(problem.current === undefined ? {} : { current: problem.current }),
  };
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (problem.retryAfter !== undefined) response.setHeader('Retry-After', String(problem.retryAfter));
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(body));
}

/** The last handler: problems are answered as they are, database outages as 503, everything else as a logged 500. */
export function problemHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    sendProblem(request, response, toProblem(error, log));
  };
}

/** What a client is told of an error; what is our own fault is logged. */
export function toProblem(error: unknown, log: Log): Problem {
  if (error instanceof Problem) return error;
  const { status, code, message } = error as { status?: unknown; code?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) return new Problem(status, 'The request cannot be understood', String(message)); // prettier-ignore
  if (typeof code === 'string' && code.startsWith('22')) {
    log.warn({ err: error }, 'a value that the database refuses');
    return new Problem(
      400,
      'The request cannot be understood',
      'A value in the request is outside what can be computed with.',
    );
  }
  if (isTimeout(error)) {
    log.warn({ err: error }, 'a query was stopped');
    return new Problem(503, 'Too slow', 'The query took too long and was stopped; ask for less.', { retryAfter: 5 }); // prettier-ignore
  }
  if (isOutage(error)) {
    log.warn({ err: error }, 'database unreachable');
    return new Problem(503, 'Database unreachable', 'The database does not answer; the service goes on by itself when it is back.', { retryAfter: 5 }); // prettier-ignore
  }
  log.error({ err: error }, 'unexpected error');
  return new Problem(500, 'Unexpected error', 'The fault is ours and has been logged.');
}
