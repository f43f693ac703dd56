import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

const header = 'X-Request-Id';
const sane = /^[\w.-]{8,128}$/;
const scope = new AsyncLocalStorage<string>();

/** The id of the request that is being answered; undefined outside of one. */
export const currentRequestId = (): string | undefined => scope.getStore();

/**
 * Gives each request an id, which stands in the answer, in the log and in the audit. A trusted proxy's own is kept, so that
 * its log and ours can be put side by side; anybody else's is not believed.
 */
export const identifyRequests: RequestHandler = (request, response, next) => {
  const trusts = request.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
  const given = request.get(header);
  const isKept = given !== undefined && sane.test(given) && trusts(request.socket.remoteAddress ?? '', 0);
  const id = isKept ? given : randomUUID();
  request.id = id;
  response.setHeader(header, id);
  scope.run(id, next);
};
