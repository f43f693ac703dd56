import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { username } from 'better-auth/plugins/username';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { Log } from '../http/log.ts';
import { logChange } from '../audit/log.ts';
import { sessionCookie } from './cookies.ts';
import { datesAsObjects } from './dates.ts';

export const failedSignIn = '/?sign-in=failed'; // where the browser lands when single sign-on did not work

/** The part of better-auth that signs in by user name and keeps sessions. */
export type Library = ReturnType<typeof createLibrary>;

export const createLibrary = (config: Config, db: Db, log: Log, secret: string) =>
  betterAuth({ ...libraryOptions(config, db, log, secret), plugins: [byUserName] });

/** Names are checked and normalized before the library sees them. */
export const byUserName = username({
  minUsernameLength: 1,
  maxUsernameLength: 100,
  usernameValidator: () => true,
  usernameNormalization: false,
  displayUsername: false,
});

/**
 * How the library is used: its statements go through our pool, it opens no transaction (one connection), sends nothing
 * anywhere, and creates no accounts: users.ts is the only one that does.
 */
export const libraryOptions = (config: Config, db: Db, log: Log, secret: string) =>
  ({
    appName: 'Nutag',
    baseURL: config.accounts.url ?? 'http://localhost',
    basePath: '/api/auth',
    secret,
    database: { db: db.withPlugin(datesAsObjects), type: 'postgres', transaction: false },
    telemetry: { enabled: false },
    rateLimit: { enabled: false }, // throttle.ts does it, for all processes
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: {
      modelName: 'account_session',
      fields: {
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        userId: 'user_id',
      },
      expiresIn: config.accounts.sessionSeconds,
      updateAge: Math.round(config.accounts.sessionSeconds / 16), // renewed at most so often
    },
    user: {
      modelName: 'account_user',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'viewer', input: false },
        jurisdiction: { type: 'string', required: false, input: false },
        active: { type: 'boolean', required: true, defaultValue: true, input: false },
        mustChangePassword: { type: 'boolean', required: true, defaultValue: false, input: false, fieldName: 'must_change_password' }, // prettier-ignore
        lastSignInAt: { type: 'date', required: false, input: false, fieldName: 'last_sign_in_at' },
      },
    },
    account: {
      modelName: 'account_credential',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      accountLinking: { enabled: false }, // oidc.ts links, with an audit row
      updateAccountOnSignIn: false, // tokens of the provider are not kept
    },
    verification: {
      modelName: 'account_verification',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    advanced: {
      database: { generateId: 'uuid', joins: true, validateSchema: false }, // a test validates it
      ipAddress: { ipv6Subnet: 128 }, // the audit wants the whole address
      cookiePrefix: 'nutag',
      cookies: { session_token: { name: sessionCookie } },
      useSecureCookies: false, // cookies.ts adds Secure where the request came over https
      defaultCookieAttributes: {
        httpOnly: true,
        path: '/',
        sameSite: config.accounts.oidc === null ? 'strict' : 'lax',
      },
      disableCSRFCheck: true, // origin.ts checks every route of ours, and only the callback of the library's is mounted
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => isActive(db, userId),
          after: (session) => noteSignIn(db, session),
        },
      },
    },
    onAPIError: { throw: true, errorURL: failedSignIn },
    logger: {
      level: 'warn',
      disableColors: true,
      log: (level, message, ...details) => {
        const [cause] = details as [{ message?: unknown } | undefined]; // anything else might hold a secret
        log[level === 'error' ? 'warn' : 'debug']({ library: 'better-auth', cause: cause?.message }, message);
      },
    },
  }) satisfies BetterAuthOptions;

async function isActive(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from account_user where id = ${id} and active`.execute(db);
  return rows.length > 0;
}

interface NewSession {
  id: string;
  userId: string;
  ipAddress?: string | null | undefined;
}

/** Notes the sign-in, without which there is none, and sweeps out what has run out. */
async function noteSignIn(db: Db, { id, userId, ipAddress }: NewSession): Promise<void> {
  try {
    await transaction(db, async (trx) => {
      const { rows } = await sql<{ username: string }>`
        update account_user set last_sign_in_at = now() where id = ${userId} returning username`.execute(trx);
      const name = rows[0]!.username;
      await logChange(trx, { name, from: ipAddress ?? '' }, 'sign-in', { type: 'account', id: name });
    });
  } catch (error) {
    await sql`delete from account_session where id = ${id}`.execute(db); // the library has made it outside of a transaction
    throw error;
  }
  await sql`delete from account_session where expires_at < now()`.execute(db);
  await sql`delete from account_throttle where last_at < now() - interval '1 day'`.execute(db);
}
