import type { ErrorRequestHandler, Request, Response } from 'express';
import { toProblem, type Problem } from '../http/problem.ts';
import type { Log } from '../http/log.ts';

/** A refusal as the portal words it: the status in the body, which is that of HTTP too, and the reason as `message`. */
function refuse(response: Response, problem: Problem): void {
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (problem.retryAfter !== undefined) response.setHeader('Retry-After', String(problem.retryAfter));
  response.status(problem.status).json({ data: null, message: problem.message, status: problem.status, total: 0, tag: null }); // prettier-ignore
}

/** Whatever goes wrong below /national. */
export const nationalProblems =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else refuse(response, toProblem(error, log));
  };

/** What the portal does not have either. */
export const notOfThePortal =
  (missing: (what: string) => Problem) =>
  (request: Request, response: Response): void =>
    refuse(response, missing(`${request.method} ${request.originalUrl.slice(0, 200)}`));
