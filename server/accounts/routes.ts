import { actorOf } from '../audit/log.ts';
import {
  changeAccount,
  createAccount,
  getAccount,
  listAccounts,
  setAccountPassword,
  unlockAccount,
  type AccountRecord,
  type ManagedAccount,
} from '../api/accounts.ts';
import type { Context } from '../context.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { sessionRoutes } from './session-routes.ts';
import { clearThrottle, throttleKey, waiting } from './throttle.ts';
import {
  changeAccount as change,
  createAccount as open,
  knownAccount,
  listAccounts as list,
  setPassword,
  unlockAccount as unlock,
} from './users.ts';

export const accountRoutes: readonly Route[] = [
  ...sessionRoutes,

  route(listAccounts, async ({ query, context }) => {
    const after = query.next === undefined ? null : decodeCursor(query.next, 'string')[0];
    const { rows, total } = await list(context.db, after, query.limit + 1);
    const { items, next } = cutPage(rows, query.limit, ({ username }) => [username]);
    return { items: await managed(context, items), total, next };
  }),

  route(getAccount, async ({ params, context }) => one(context, await knownAccount(context.db, params))),

  route(createAccount, async ({ account, body, exchange, context }) => {
    const opened = { ...body, display: body.display ?? body.username, mustChangePassword: true };
    const id = await open(context.db, actorOf(account, exchange), opened);
    return knownAccount(context.db, { id });
  }),

  route(changeAccount, async ({ account, params: { id }, body, exchange, context }) => {
    await change(context.db, actorOf(account, exchange), id, body);
    context.accounts.forget(id);
    return knownAccount(context.db, { id });
  }),

  route(setAccountPassword, async ({ account, params: { id }, body, exchange, context }) => {
    const { accounts, db } = context;
    const user = await knownAccount(db, { id });
    await setPassword(db, actorOf(account, exchange), user, body.password, {
      mustChange: true,
      revokeTokens: true,
    });
    await clearThrottle(db, throttleKey((await accounts.keys()).throttle, 'name', user.username));
    accounts.forget(id);
    return { done: true as const };
  }),

  route(unlockAccount, async ({ account, params, exchange, context }) => {
    const user = await knownAccount(context.db, params);
    const key = throttleKey((await context.accounts.keys()).throttle, 'name', user.username);
    await unlock(context.db, actorOf(account, exchange), user.username, key);
    return one(context, user);
  }),
];

/** With the moment until which a name has to wait. */
async function managed({ db, accounts }: Context, rows: readonly AccountRecord[]): Promise<ManagedAccount[]> {
  const { throttle } = await accounts.keys();
  const keyOf = ({ username }: AccountRecord): string => throttleKey(throttle, 'name', username);
  const until = await waiting(db, rows.map(keyOf));
  return rows.map((row) => ({ ...row, lockedUntil: until.get(keyOf(row)) ?? null }));
}

const one = async (context: Context, row: AccountRecord): Promise<ManagedAccount> =>
  (await managed(context, [row]))[0]!;
