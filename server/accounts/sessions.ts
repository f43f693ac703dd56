import { sql } from 'kysely';
import { UserName } from '../api/accounts.ts';
import type { AccountRole } from '../api/actions.ts';
import type { Db } from '../database/open.ts';
import { isReadOnly } from '../database/outage.ts';
import { Problem } from '../http/problem.ts';
import { currentRequestId } from '../http/request-id.ts';
import type { Account } from './account.ts';
import { libraryHeaders, type Exchange } from './exchange.ts';
import type { Library } from './library.ts';
import { attempt, clearThrottle, perAddress, perName, takeBack, throttleKey } from './throttle.ts';

const longestSessionMs = 7 * 86_400_000; // however much it is used

/** An account found by its session, and the cookie lines of a session that was renewed. */
export interface Found {
  account: Account | null;
  cookies: string[];
}

/**
 * Signs in by name and password, throttled for the name and for the address. The answer is the same, and takes as long, for a
 * name that is not known, a wrong password and a closed account.
 * @returns the id of the account; the cookies are set
 * @throws Problem 401, 429
 */
export async function signIn(
  library: Library,
  db: Db,
  key: Buffer,
  exchange: Exchange,
  credentials: { username: string; password: string },
): Promise<string> {
  const name = UserName.safeParse(credentials.username).data ?? credentials.username;
  const keys = {
    address: throttleKey(key, 'address', exchange.address),
    name: throttleKey(key, 'name', name),
  };
  await admit(db, keys.address, perAddress);
  const failures = await admit(db, keys.name, perName);
  const signedIn = await tryPassword(library, exchange, name, credentials.password);
  if (signedIn === null) {
    if (failures >= perName.free) await noteLock(db, name, exchange.address);
    throw new Problem(401, 'Not signed in', '用户名或密码不对, 或账户已停用。User name or password is wrong, or the account is closed.'); // prettier-ignore
  }
  await clearThrottle(db, keys.name);
  await takeBack(db, keys.address);
  exchange.setCookies(signedIn.cookies);
  return signedIn.id;
}

/** @returns how many attempts failed before, this one counted. @throws Problem 429 */
export async function admit(db: Db, key: string, limit: typeof perName): Promise<number> {
  const counted = await attempt(db, key, limit);
  if ('failures' in counted) return counted.failures;
  const { waitSeconds } = counted;
  throw new Problem(429, 'Too many attempts', `尝试过多, 请在 ${waitSeconds} 秒后再试。Too many failed attempts: try again in ${waitSeconds} s.`, { retryAfter: waitSeconds }); // prettier-ignore
}

/** Asks the library; a name that no account can have takes the same way as one that is not known. */
export async function tryPassword(
  library: Library,
  exchange: Exchange,
  name: string,
  password: string,
): Promise<{ id: string; cookies: string[] } | null> {
  const username = UserName.safeParse(name).success ? name : '-';
  try {
    const { headers, response } = await library.api.signInUsername({ body: { username, password }, headers: libraryHeaders(exchange), returnHeaders: true }); // prettier-ignore
    return { id: response.user.id, cookies: headers.getSetCookie() };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.statusCode === 401 || refusal?.body?.code === 'FAILED_TO_CREATE_SESSION') return null;
    throw causeOf(error);
  }
}

/** The account of the session cookie, read from the database. A session that was used lately is renewed. */
export async function findSession(library: Library, exchange: Exchange): Promise<Found> {
  try {
    const { headers, response } = await library.api.getSession({ headers: libraryHeaders(exchange), returnHeaders: true }); // prettier-ignore
    const cookies = headers.getSetCookie();
    if (response === null) return { account: null, cookies };
    const { session, user } = response;
    const isOver = session.createdAt.getTime() + longestSessionMs < Date.now();
    if (isOver || !user.active) return { account: null, cookies: await forgetSession(library, exchange) };
    const account = accountOf(session, user);
    return { account, cookies };
  } catch (error) {
    throw causeOf(error);
  }
}

/**
 * The same from a replica, while the primary is away: nothing is renewed and nothing is swept out.
 * @param library on the replica
 */
export async function peekSession(library: Library, exchange: Exchange): Promise<Account | null> {
  try {
    const found = await library.api.getSession({ headers: libraryHeaders(exchange), query: { disableRefresh: true } }); // prettier-ignore
    if (found === null || !found.user.active) return null;
    if (found.session.createdAt.getTime() + longestSessionMs < Date.now()) return null;
    return accountOf(found.session, found.user);
  } catch (error) {
    const cause = causeOf(error);
    if (isReadOnly(cause)) return null; // it has run out: the library wants to delete it
    throw cause;
  }
}

type Session = NonNullable<Awaited<ReturnType<Library['api']['getSession']>>>;

const accountOf = (session: Session['session'], user: Session['user']): Account => ({
  id: user.id,
  name: user.username!,
  display: user.name,
  role: user.role as AccountRole,
  jurisdiction: user.jurisdiction ?? null,
  via: 'session',
  scopes: null,
  mustChangePassword: user.mustChangePassword,
  sessionId: session.id,
  expiresAt: session.expiresAt.toISOString(),
});

/** Deletes the session of the cookie, if it is still there. @returns cookie lines that take it away from the browser */
export async function forgetSession(library: Library, exchange: Exchange): Promise<string[]> {
  const { headers } = await library.api.signOut({ headers: libraryHeaders(exchange), returnHeaders: true });
  return headers.getSetCookie();
}

/** What the database said, where the library has wrapped it: outages are told from faults by its code. */
const causeOf = (error: unknown): unknown => refusalOf(error)?.cause ?? error;

/** The library's own errors; its class would bring the whole library into every command. */
const refusalOf = (
  error: unknown,
): { statusCode: number; body?: { code?: string }; cause?: unknown } | null =>
  error instanceof Error && error.name === 'APIError' ? (error as never) : null;

/** Written only for an account that there is: the name that was typed could be anything. */
async function noteLock(db: Db, name: string, from: string): Promise<void> {
  await sql`insert into change_log (actor, origin, request_id, action, record_type, record_id)
    select 'system', ${from}::text, ${currentRequestId() ?? null}::text, 'lock', 'account', username from account_user where username = ${name}`.execute(
    db,
  );
}
