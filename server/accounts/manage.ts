import { z } from 'zod';
import { DisplayName, Jurisdiction, UserName, type AccountRecord } from '../api/accounts.ts';
import { AccountRole } from '../api/actions.ts';
import type { Context } from '../context.ts';
import { Problem } from '../http/problem.ts';
import { clearThrottle, throttleKey } from './throttle.ts';
import { changeAccount, createAccount, knownAccount, listAccounts, setPassword } from './users.ts';

const password = { password: z.string().max(128), temporary: z.boolean() };

/** What `nutag user` asks for; it travels as JSON over the control socket, which only the same user can open. */
export const UserRequest = z.discriminatedUnion('what', [
  z.object({ what: z.literal('list') }),
  z.object({
    what: z.literal('add'),
    actor: z.string(),
    username: UserName,
    display: DisplayName.optional(),
    role: AccountRole,
    jurisdiction: Jurisdiction.nullable(),
    ...password,
  }),
  z.object({
    what: z.literal('set'),
    actor: z.string(),
    username: UserName,
    display: DisplayName.optional(),
    role: AccountRole.optional(),
    jurisdiction: Jurisdiction.nullable().optional(),
    active: z.boolean().optional(),
  }),
  z.object({ what: z.literal('password'), actor: z.string(), username: UserName, ...password }),
]);
export type UserRequest = z.infer<typeof UserRequest>;

const page = 500;

/** Lists, opens and changes accounts for the command line. @returns 0 done, 1 refused */
export async function manageUsers(
  context: Context,
  request: UserRequest,
  say: (line: string) => void,
): Promise<number> {
  try {
    if (request.what === 'list') await sayAll(context, say);
    else say(await apply(context, request));
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message);
    return 1;
  }
}

async function apply(context: Context, request: Exclude<UserRequest, { what: 'list' }>): Promise<string> {
  const { db, accounts } = context;
  const { username } = request;
  const actor = { name: request.actor, from: 'command' };
  if (request.what === 'add') {
    const { display = username, role, jurisdiction, password, temporary } = request;
    await createAccount(db, actor, {
      username,
      display,
      role,
      jurisdiction,
      password,
      mustChangePassword: temporary,
    });
    return `已创建账户 ${username} (${role})。Added.`;
  }
  const account = await knownAccount(db, { username });
  if (request.what === 'set') {
    const { display, role, jurisdiction, active } = request;
    await changeAccount(db, actor, account.id, { display, role, jurisdiction, active });
  } else {
    await setPassword(db, actor, account, request.password, {
      mustChange: request.temporary,
      revokeTokens: true,
    });
    await clearThrottle(db, throttleKey((await accounts.keys()).throttle, 'name', username));
  }
  accounts.forget(account.id);
  return request.what === 'set' ? inWords(await knownAccount(db, { username })) : `已设置 ${username} 的密码, 其会话和令牌已失效。Password set; sessions and tokens are gone.`; // prettier-ignore
}

async function sayAll({ db }: Context, say: (line: string) => void): Promise<void> {
  let after: string | null = null;
  do {
    const { rows }: { rows: AccountRecord[] } = await listAccounts(db, after, page);
    for (const row of rows) say(inWords(row));
    after = rows.length < page ? null : rows.at(-1)!.username;
  } while (after !== null);
}

const inWords = ({ username, role, jurisdiction, active, display, lastSignInAt }: AccountRecord): string =>
  `${username.padEnd(20)} ${role.padEnd(17)} ${(jurisdiction?.code ?? '-').padEnd(7)} ${active ? '启用' : '停用'}  ${lastSignInAt?.slice(0, 16) ?? '-'.padEnd(16)}  ${display}`;
