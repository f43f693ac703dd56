import { betterAuth } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { sql } from 'kysely';
import { DisplayName, UserName } from '../api/accounts.ts';
import type { Config } from '../config.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { Log } from '../http/log.ts';
import { logChange } from '../audit/log.ts';
import type { OidcConfig } from './config.ts';
import { byUserName, libraryOptions } from './library.ts';
import { createAccount, findAccount } from './users.ts';

export const oidcCallbackPath = '/api/auth/callback/oidc';
const timeoutMs = 10_000;

/** The part of better-auth that signs in at another provider; apart, so that its absence holds up nothing else. */
export type OidcLibrary = ReturnType<typeof createOidcLibrary>;

type Claims = Record<string, unknown>;

/**
 * Authorization code with PKCE, state and nonce; the ID token is verified against the provider's keys. Nothing of the provider's
 * tokens is kept. The account that signs in is found or made by `accountFor`.
 */
export const createOidcLibrary = (config: Config, oidc: OidcConfig, db: Db, log: Log, secret: string) =>
  betterAuth({
    ...libraryOptions(config, db, log, secret),
    plugins: [
      byUserName,
      genericOAuth({
        config: [
          {
            providerId: 'oidc',
            discoveryUrl: discoveryOf(oidc),
            requireIdTokenVerification: true,
            clientId: oidc.clientId,
            ...(oidc.clientSecret === null
              ? { tokenEndpointAuth: { method: 'none' as const } }
              : { clientSecret: oidc.clientSecret }),
            scopes: [...oidc.scopes],
            disableSignUp: true,
            getUserInfo: async ({ idToken, accessToken }) => {
              const claims = claimsOf(idToken);
              if (claims === null || withoutSlash(String(claims['iss'])) !== oidc.issuer) return null;
              const more = claims[oidc.claim] === undefined ? await userInfo(oidc, accessToken) : {};
              return { ...more, ...claims, emailVerified: true };
            },
            mapProfileToUser: async (claims) => {
              const id = await accountFor(db, oidc, claims);
              if (id === null) log.warn({ sub: claims.sub }, 'single sign-on: no account for this subject');
              return { email: `${id ?? 'nobody'}@nutag.invalid`, emailVerified: true };
            },
          },
        ],
      }),
    ],
  });

/**
 * The account of a verified subject: the one that it is linked to, or the one of its user name, if no other subject has that, or a
 * new one where the settings say so. Null: may not come in.
 */
export async function accountFor(
  db: Db,
  oidc: Pick<OidcConfig, 'claim' | 'create'>,
  claims: Claims,
): Promise<string | null> {
  const subject = String(claims['sub']);
  const { rows } = await sql<{ id: string }>`
    select user_id as id from account_credential where provider_id = 'oidc' and account_id = ${subject}`.execute(
    db,
  );
  if (rows[0] !== undefined) return rows[0].id;
  const username = UserName.safeParse(claims[oidc.claim]).data;
  if (username === undefined) return null;
  const account = await findAccount(db, { username });
  if (account?.oidc === true || (account === undefined && !oidc.create)) return null;
  const actor = { name: username, from: 'oidc' };
  const display = DisplayName.safeParse(claims['name']).data ?? username;
  const id = account?.id ?? (await createAccount(db, actor, { username, display, role: 'viewer', jurisdiction: null, password: null, mustChangePassword: false })); // prettier-ignore
  return transaction(db, async (trx) => {
    const { rows: linked } = await sql`insert into account_credential (user_id, provider_id, account_id)
      values (${id}, 'oidc', ${subject}) on conflict do nothing returning id`.execute(trx);
    if (linked.length === 0) return null; // another subject was quicker
    await logChange(trx, actor, 'link', { type: 'account', id: username }, { after: { subject } });
    return id;
  });
}

const withoutSlash = (issuer: string): string => issuer.replace(/\/$/, '');

const discoveryOf = ({ issuer }: OidcConfig): string => `${issuer}/.well-known/openid-configuration`;

/** The library has verified the token before it hands it over, or there is none. */
function claimsOf(idToken: string | undefined): Claims | null {
  const payload = idToken?.split('.')[1];
  if (payload === undefined) return null;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
}

/** Claims that the provider tells only here. The subject is that of the ID token, whatever stands here. */
async function userInfo(oidc: OidcConfig, accessToken: string | undefined): Promise<Claims> {
  const get = async (url: string, headers: Record<string, string>): Promise<Claims> => {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    return response.ok ? ((await response.json()) as Claims) : {};
  };
  const { userinfo_endpoint: endpoint } = await get(discoveryOf(oidc), {});
  if (typeof endpoint !== 'string' || accessToken === undefined) return {};
  return get(endpoint, { authorization: `Bearer ${accessToken}` });
}
