import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import { sql } from 'kysely';
import type { Action } from '../api/actions.ts';
import type { Config } from '../config.ts';
import { accountMessage } from '../database/listen.ts';
import type { Db } from '../database/open.ts';
import { isOutage } from '../database/outage.ts';
import type { Log } from '../http/log.ts';
import { notFound, Problem } from '../http/problem.ts';
import { anonymous, local, nobody, type Account } from './account.ts';
import { audienceCookie, audienceLine, audienceSeconds, issueAudience, verifyAudience, type Audience } from './audience.ts'; // prettier-ignore
import { createCache } from './cache.ts';
import { cookieOf, sessionCookie } from './cookies.ts';
import { exchangeOf, type Exchange } from './exchange.ts';
import type { Library } from './library.ts';
import type { OidcLibrary } from './oidc.ts';
import { checkHost, isKnownHost, isLocal, isSameOrigin } from './origin.ts';
import { can, type Thing } from './policy.ts';
import { insist } from './refusal.ts';
import { deriveKey, readSecret } from './secret.ts';
import { findSession, peekSession } from './sessions.ts';
import { accountOfToken } from './tokens.ts';

const rememberMs = 5000; // an ended session or revoked token is refused everywhere after this at the latest
const longestCredential = 200; // characters; a longer cookie or token is none of ours

/** Who comes in. One for each process. */
export interface Accounts {
  /** Reads the secret, and begins to load the library before the first sign-in asks for it (0.4 s). */
  ready(): Promise<void>;
  /** The account of a request that may do `action`. @throws Problem 401, 403, 404, 421 */
  enter(request: Request, response: Response, action: Action): Promise<Account>;
  /** For whom a tile request is answered, without a query; null: sign in first. After ready(). */
  audience(request: IncomingMessage): Audience | null;
  /** What sessions and tokens of this account were remembered to be is asked again, here and at other processes. */
  forget(id: string): void;
  /** Likewise, here alone: another process has said so; null: of any account. */
  heard(id: string | null): void;
  /** Keys of the cookies and of the throttle. */
  keys(): Promise<Keys>;
  library(): Promise<Library>;
  /** @throws Problem 404 where single sign-on is off */
  oidc(): Promise<OidcLibrary>;
}

export interface Keys {
  audience: Buffer;
  throttle: Buffer;
  library: string;
}

/** Whether `account` may do `action` to `thing`. @throws Problem 401, 403 or 404 that says why not */
export const authorize = (account: Account, action: Action, thing?: Thing): void =>
  insist(can(account, action, thing));

/** @param replica where accounts are looked up while the primary is away */
export function createAccounts(
  config: Config,
  db: Db,
  log: Log,
  replica: () => Db | null = () => null,
): Accounts {
  const remembered = createCache<Account | null>(rememberMs, 5000);
  let loading: Promise<Keys> | null = null;
  let loadingLibrary: Promise<Library> | null = null;
  let loadingOidc: Promise<OidcLibrary> | null = null;
  let known: Keys | null = null;

  const keys = (): Promise<Keys> => {
    loading ??= readSecret(db, config.accounts.secret).then((secret) => {
      known = { audience: deriveKey(secret, 'audience'), throttle: deriveKey(secret, 'throttle'), library: deriveKey(secret, 'library').toString('base64url') }; // prettier-ignore
      return known;
    });
    loading.catch(() => (loading = null)); // the database was away: the next one asks again
    return loading;
  };
  const library = (): Promise<Library> => {
    loadingLibrary ??= Promise.all([import('./library.ts'), keys()]).then(([{ createLibrary }, made]) =>
      createLibrary(config, db, log, made.library),
    );
    loadingLibrary.catch(() => (loadingLibrary = null));
    return loadingLibrary;
  };
  const oidc = (): Promise<OidcLibrary> => {
    const settings = config.accounts.oidc;
    if (settings === null) return Promise.reject(notFound('Single sign-on'));
    loadingOidc ??= Promise.all([import('./oidc.ts'), keys()]).then(([{ createOidcLibrary }, made]) =>
      createOidcLibrary(config, settings, db, log, made.library),
    );
    loadingOidc.catch(() => (loadingOidc = null));
    return loadingOidc;
  };

  /** Asks the primary; while it is away a replica, which can tell who somebody is but takes no writes. */
  const orReplica = async <T>(ask: () => Promise<T>, askReplica: (other: Db) => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      const other = isOutage(error) ? replica() : null;
      if (other === null) throw error;
      return askReplica(other);
    }
  };
  const replicaLibraries = new WeakMap<Db, Library>();
  const libraryOn = async (other: Db): Promise<Library> => {
    const known = replicaLibraries.get(other);
    if (known !== undefined) return known;
    const { createLibrary } = await import('./library.ts');
    const made = createLibrary(config, other, log, (await keys()).library);
    replicaLibraries.set(other, made);
    return made;
  };

  const bySession = async (exchange: Exchange): Promise<Account | null> => {
    const value = cookieOf(exchange.headers.cookie, sessionCookie);
    if (value === null || value.length > longestCredential) return null;
    let cookies: string[] = [];
    const account = await remembered.get(`session ${value}`, async () => {
      const found = await orReplica(
        async () => findSession(await library(), exchange),
        async (other) => ({ account: await peekSession(await libraryOn(other), exchange), cookies: [] }),
      );
      ({ cookies } = found);
      return found.account;
    });
    exchange.setCookies(cookies);
    return account;
  };

  const identify = async (request: Request, exchange: Exchange): Promise<Account> => {
    const token = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) {
      const isOurs = token.length <= longestCredential;
      const account = isOurs ? await remembered.get(`token ${token}`, () => orReplica(() => accountOfToken(db, token), (other) => accountOfToken(other, token, false))) : null; // prettier-ignore
      if (account === null) throw new Problem(401, 'Token refused', '令牌无效、已过期或已撤销。The token is not known, has run out or is revoked.'); // prettier-ignore
      return account;
    }
    const account = (await bySession(exchange)) ?? (isLocal(config, request) ? local : null);
    refuseOtherSites(config, request, exchange, account?.via ?? 'anonymous');
    return account ?? (config.accounts.public ? anonymous : nobody);
  };

  /** Keeps the tiles' cookie fresh for as long as the session is used. */
  const renewAudience = async (exchange: Exchange): Promise<void> => {
    const { audience } = await keys();
    const left = (verifyAudience(audience, exchange.headers.cookie)?.until ?? 0) - Date.now() / 1000;
    if (left < audienceSeconds / 2) exchange.setCookies([audienceLine(issueAudience(audience, 'staff'))]);
  };

  const heard = (id: string | null): void =>
    remembered.forget((account) => id === null || account === null || account.id === id);

  return {
    ready: async () => {
      await keys();
      library().catch((error: unknown) => log.warn({ err: error }, 'accounts: will be tried again'));
    },
    keys,
    library,
    oidc,
    forget: (id) => {
      heard(id);
      if (config.databaseUrl === null) return;
      const [channel, text] = accountMessage(id);
      sql`select pg_notify(${channel}, ${text})`.execute(db).catch((error: unknown) => log.warn({ err: error }, 'other processes could not be told of an account')); // prettier-ignore
    },
    heard,
    enter: async (request, response, action) => {
      checkHost(config, request.headers);
      const exchange = exchangeOf(request, response);
      const account = await identify(request, exchange);
      if (account.via === 'session' && can(account, 'read.staff').allowed) await renewAudience(exchange);
      else if (cookieOf(request.headers.cookie, audienceCookie) !== null)
        exchange.setCookies([audienceLine('')]);
      insist(can(account, action));
      return account;
    },
    audience: (request) => {
      if (!isKnownHost(config, request.headers)) return null;
      if (isLocal(config, request) && isSameOrigin(config, request.headers, false) !== false) return 'staff';
      const told = known === null ? null : verifyAudience(known.audience, request.headers.cookie);
      return told?.audience ?? (config.accounts.public ? 'public' : null);
    },
  };
}

/**
 * A page of another site may read nothing as the local administrator, and may change nothing with the cookies that the browser
 * sends along. Tokens are sent by nobody but their owner.
 */
function refuseOtherSites(config: Config, request: Request, exchange: Exchange, via: Account['via']): void {
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (isReading && via !== 'local') return;
  const isOurs = isSameOrigin(config, exchange.headers, exchange.isSecure);
  if (isOurs === true || (isOurs === null && via !== 'session')) return;
  const { origin, 'sec-fetch-site': site } = exchange.headers;
  throw new Problem(403, 'Not allowed', `其他网站的页面不能这样请求。A page of another site (${origin ?? site ?? 'no Origin header'}) may not ask for this; behind a proxy NUTAG_URL must be set.`); // prettier-ignore
}
