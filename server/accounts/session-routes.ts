import { actorOf } from '../audit/log.ts';
import { verifyPassword } from 'better-auth/crypto';
import { sql } from 'kysely';
import {
  changePassword, changeProfile, createToken, endOtherSessions, endSession, getProfile, getSession, listSessions, listTokens, revokeToken,
  signIn, signInByOidc, signOut, type SessionState,
} from '../api/accounts.ts'; // prettier-ignore
import { Action } from '../api/actions.ts';
import type { Context } from '../context.ts';
import { badRequest, Problem } from '../http/problem.ts';
import { route, type Route } from '../http/route.ts';
import type { Account } from './account.ts';
import { audienceLine, issueAudience } from './audience.ts';
import { beginOidc } from './oidc-routes.ts';
import { endOtherSessions as endOthers, endSession as endOne, listSessions as sessionsOf } from './own-sessions.ts'; // prettier-ignore
import { can } from './policy.ts';
import { admit, forgetSession, signIn as signInByPassword, tryPassword } from './sessions.ts';
import { clearThrottle, perName, throttleKey } from './throttle.ts';
import {
  createToken as makeToken,
  grantableScopes,
  listTokens as tokensOf,
  revokeToken as revoke,
} from './tokens.ts';
import { changeAccount, findAccount, knownAccount, setPassword } from './users.ts';

/** Signing in and out, and what everybody may do with the own account. */
export const sessionRoutes: readonly Route[] = [
  route(getSession, ({ account, context }) => stateOf(context, account)),

  route(signIn, async ({ body, exchange, context }) => {
    const { accounts, db } = context;
    const keys = await accounts.keys();
    const id = await signInByPassword(await accounts.library(), db, keys.throttle, exchange, body);
    const { username, jurisdiction, ...rest } = await knownAccount(db, { id });
    const account: Account = { ...rest, name: username, jurisdiction: jurisdiction?.code ?? null, via: 'session', scopes: null, sessionId: null, expiresAt: null }; // prettier-ignore
    if (can(account, 'read.staff').allowed) exchange.setCookies([audienceLine(issueAudience(keys.audience, 'staff'))]); // prettier-ignore
    return stateOf(context, account);
  }),

  route(signInByOidc, async ({ body, exchange, context }) => ({
    url: await beginOidc(context, exchange, body.returnTo),
  })),

  route(signOut, async ({ account, exchange, context }) => {
    if (account.via === 'session') {
      const { db, accounts } = context;
      const own = { ...owner(account), sessionId: account.sessionId };
      await endOne(db, actorOf(account, exchange), own, account.sessionId!).catch(unlessGone);
      exchange.setCookies(await forgetSession(await accounts.library(), exchange));
    }
    exchange.setCookies([audienceLine('')]);
    if (account.id !== null) context.accounts.forget(account.id);
    return { done: true as const };
  }),

  route(getProfile, ({ account, context }) => knownAccount(context.db, owner(account))),

  route(changeProfile, async ({ account, body, exchange, context }) => {
    const { id } = owner(account);
    await changeAccount(context.db, actorOf(account, exchange), id, body);
    context.accounts.forget(id);
    return knownAccount(context.db, { id });
  }),

  route(changePassword, async ({ account, body, exchange, context }) => {
    const { db, accounts } = context;
    const { id } = owner(account);
    const key = throttleKey((await accounts.keys()).throttle, 'name', account.name);
    await admit(db, key, perName);
    if (!(await isPassword(context, id, body.current))) {
      const what = '现在的密码不对。The current password is wrong.';
      throw badRequest(what, [{ where: 'body: current', what }]);
    }
    await clearThrottle(db, key);
    if (body.password === body.current)
      throw badRequest('新密码与现在的相同。The new password is the old one.');
    const user = { id, username: account.name };
    await setPassword(db, actorOf(account, exchange), user, body.password, {
      mustChange: false,
      revokeTokens: false,
    });
    accounts.forget(id);
    const signedIn = await tryPassword(await accounts.library(), exchange, account.name, body.password);
    if (signedIn !== null) exchange.setCookies(signedIn.cookies); // a new session: the cookie of the old one may be in other hands
    return { done: true as const };
  }),

  route(listSessions, async ({ account, context }) => ({
    items: await sessionsOf(context.db, { ...owner(account), sessionId: account.sessionId }),
  })),

  route(endSession, async ({ account, params, exchange, context }) => {
    const own = { ...owner(account), sessionId: account.sessionId };
    await endOne(context.db, actorOf(account, exchange), own, params.id);
    context.accounts.forget(own.id);
    return { done: true as const };
  }),

  route(endOtherSessions, async ({ account, exchange, context }) => {
    const own = { ...owner(account), sessionId: account.sessionId };
    const ended = await endOthers(context.db, actorOf(account, exchange), own);
    context.accounts.forget(own.id);
    return { ended };
  }),

  route(listTokens, async ({ account, context }) => ({
    items: await tokensOf(context.db, owner(account).id),
    scopes: grantableScopes(account),
  })),

  route(createToken, ({ account, body, exchange, context }) =>
    makeToken(context.db, { ...account, ...owner(account) }, actorOf(account, exchange), body),
  ),

  route(revokeToken, async ({ account, params, exchange, context }) => {
    const { id } = owner(account);
    await revoke(context.db, id, actorOf(account, exchange), params.id);
    context.accounts.forget(id);
    return { done: true as const };
  }),
];

/** A session that has ended meanwhile: signing out of it is done. */
const unlessGone = (error: unknown): void => {
  if (!(error instanceof Problem && error.status === 404)) throw error;
};

/** Policy lets nobody without an account of one's own come here. */
const owner = ({ id }: Account): { id: string } => ({ id: id! });

async function stateOf({ config, db }: Context, account: Account): Promise<SessionState> {
  const { id, name, display, role, via, mustChangePassword, expiresAt } = account;
  const record = id === null ? undefined : await findAccount(db, { id });
  return {
    account:
      via === 'anonymous' || role === null ? null : { id, username: name, display, role, jurisdiction: record?.jurisdiction ?? null, mustChangePassword }, // prettier-ignore
    via,
    may: Action.options.filter((action) => can(account, action).allowed),
    expiresAt,
    public: config.accounts.public,
    ways: {
      password: true,
      oidc: config.accounts.oidc === null ? null : { label: config.accounts.oidc.label },
    },
  };
}

async function isPassword({ db }: Context, id: string, password: string): Promise<boolean> {
  const { rows } = await sql<{ hash: string }>`
    select password as hash from account_credential where user_id = ${id} and provider_id = 'credential'`.execute(
    db,
  );
  return rows[0] !== undefined && verifyPassword({ hash: rows[0].hash, password });
}
