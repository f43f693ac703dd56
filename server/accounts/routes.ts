import {
  changeAccount,
  createAccount,
  getAccount,
  listAccounts,
  setAccountPassword,
} from '../api/accounts.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { actorOf, sessionRoutes } from './session-routes.ts';
import { clearThrottle, throttleKey } from './throttle.ts';
import {
  changeAccount as change,
  createAccount as open,
  knownAccount,
  listAccounts as list,
  setPassword,
} from './users.ts';

export const accountRoutes: readonly Route[] = [
  ...sessionRoutes,

  route(listAccounts, async ({ query, context }) => {
    const after = query.next === undefined ? null : decodeCursor(query.next, 'string')[0];
    const { rows, total } = await list(context.db, after, query.limit + 1);
    return { total, ...cutPage(rows, query.limit, ({ username }) => [username]) };
  }),

  route(getAccount, ({ params, context }) => knownAccount(context.db, params)),

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
];
