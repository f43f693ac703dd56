import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import { secured } from './cookies.ts';

/** What a handler may know of a request and add to its answer, beside parameters and body. */
export interface Exchange {
  address: string; // of the client, as trusted proxies tell it
  requestId?: string | undefined;
  isSecure: boolean; // came over https
  headers: IncomingHttpHeaders;
  setCookies(lines: readonly string[]): void;
}

export const exchangeOf = (request: Request, response: Response): Exchange => ({
  address: (request.ip ?? '').replace(/^::ffff:/, ''),
  requestId: request.id as string,
  isSecure: request.secure,
  headers: request.headers,
  setCookies: (lines) => {
    for (const line of lines) response.append('Set-Cookie', secured(line, request.secure));
  },
});

/** The headers that the library gets to see: nothing but what it needs, the address as we have checked it. */
export function libraryHeaders({ headers, address }: Exchange): Headers {
  const seen = new Headers({
    'x-forwarded-for': address,
    'user-agent': (headers['user-agent'] ?? '').slice(0, 200),
  });
  if (headers.cookie !== undefined) seen.set('cookie', headers.cookie);
  return seen;
}
