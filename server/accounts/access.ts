import type { Request } from 'express';
import type { Action } from '../api/endpoint.ts';
import type { Config } from '../config.ts';
import { Problem } from '../http/problem.ts';

/** Who asks. */
export interface Account {
  name: string;
}

const reader: Account = { name: 'public' };
const local: Account = { name: 'local' };

/**
 * The account of a request. Reading is open; anything else is for local use only, as long as there are no accounts: the
 * service must be bound to loopback, and the request must come from this machine and from no other site's page.
 * @throws Problem 403
 */
export function accountOf(config: Config, request: Request, action: Action): Account {
  if (action === 'read') return reader;
  if (!isLoopback(config.host) || !isLoopback(request.socket.remoteAddress ?? '')) {
    throw new Problem(403, 'Not allowed', '没有登录账户时, 只能在本机 (HOST=127.0.0.1) 导入数据; 也可用命令 npm run nutag -- import。'); // prettier-ignore
  }
  const host = request.headers.host ?? '';
  if (!isLoopback(hostName(host))) throw new Problem(403, 'Not allowed', `The Host header ${host} is not this machine (DNS rebinding).`); // prettier-ignore
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (
    (origin !== undefined && origin !== `http://${host}`) ||
    (site !== undefined && site !== 'same-origin' && site !== 'none')
  ) {
    throw new Problem(403, 'Not allowed', `A page of another site (${origin ?? String(site)}) may not ask for this.`); // prettier-ignore
  }
  return local;
}

const hostName = (host: string): string => host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');

const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
