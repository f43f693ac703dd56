import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';
import { Problem } from '../http/problem.ts';
import { isLoopback } from './config.ts';

type Settings = Pick<Config, 'host' | 'accounts'>;

const forwarded = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
];

/**
 * Whether the Host header is a name of this service. A page of another site can have its own name point here (DNS rebinding)
 * and then reads as if it were our page; its name in the Host header gives it away.
 */
export function isKnownHost({ host, accounts }: Settings, headers: IncomingHttpHeaders): boolean {
  const asked = (headers.host ?? '').toLowerCase();
  if (isLoopback(hostName(asked))) return true;
  if (accounts.url !== null) return asked === new URL(accounts.url).host;
  return !(accounts.open && isLoopback(host)); // elsewhere a cookie is needed, and cookies belong to one name
}

/** @throws Problem 421 */
export function checkHost(config: Settings, headers: IncomingHttpHeaders): void {
  if (isKnownHost(config, headers)) return;
  throw new Problem(421, 'Misdirected request', `The Host header ${headers.host ?? ''} is no name of this service (DNS rebinding?); NUTAG_URL sets one.`); // prettier-ignore
}

export const hostGuard =
  (config: Settings): RequestHandler =>
  (request, _response, next) => {
    checkHost(config, request.headers);
    next();
  };

/**
 * Whether a request comes from a person at this machine: from loopback, to a loopback name, and through no proxy (one that
 * says so, or nginx as it comes, which speaks HTTP/1.0).
 */
export const isLocal = (config: Settings, request: IncomingMessage): boolean =>
  config.accounts.open &&
  isLoopback(request.socket.remoteAddress ?? '') &&
  isLoopback(hostName((request.headers.host ?? '').toLowerCase())) &&
  request.httpVersion !== '1.0' &&
  forwarded.every((name) => request.headers[name] === undefined);

/**
 * Whether a request comes from a page of this service: true, false, or null where nothing tells, as with programs. Browsers send
 * Sec-Fetch-Site over https and to loopback, Origin with every request that may change something.
 */
export function isSameOrigin(
  { accounts }: Settings,
  headers: IncomingHttpHeaders,
  isSecure: boolean,
): boolean | null {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return true;
  if (site !== undefined && site !== 'none') return false;
  const { origin, host = '' } = headers;
  if (origin === undefined) return site === 'none' ? true : null;
  return origin === `${isSecure ? 'https' : 'http'}://${host.toLowerCase()}` || origin === accounts.url;
}

const hostName = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
