import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { TokenRecord } from '../api/accounts.ts';
import { Scope, scopeActions } from '../api/actions.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { notFound, Problem } from '../http/problem.ts';
import type { Account } from './account.ts';
import { logChange, type Actor } from '../audit/log.ts';
import { can } from './policy.ts';

const most = 50; // tokens of an account that can be used
const form = /^nutag_[\w-]{43}$/;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
const selected = sql`t.id, t.name, t.prefix, t.scopes, t.created_at as "createdAt", t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt"`;
const usable = sql`t.revoked_at is null and t.expires_at > now()`;

/** Scopes of which the account may do something. */
export const grantableScopes = (account: Account): Scope[] =>
  Scope.options.filter(
    (scope) =>
      scopeActions[scope].some(
        (action) => action !== 'draft' && action !== 'attach' && can(account, action).allowed,
      ), // these alone are nothing
  );

export async function listTokens(db: Db, userId: string): Promise<TokenRecord[]> {
  const { rows } = await sql<TokenRecord>`select ${selected} from account_token t
    where t.user_id = ${userId} and ${usable} order by t.created_at desc, t.id`.execute(db);
  return rows;
}

/** @returns the token itself, this once. @throws Problem 403 for a scope that the account cannot give, 409 when it has too many */
export async function createToken(
  db: Db,
  account: Account & { id: string },
  actor: Actor,
  { name, scopes, days }: { name: string; scopes: readonly Scope[]; days: number },
): Promise<TokenRecord & { token: string }> {
  const grantable = grantableScopes(account);
  const excess = scopes.filter((scope) => !grantable.includes(scope));
  if (excess.length > 0) throw new Problem(403, 'Not allowed', `此账户不能授予: ${excess.join(', ')}。Your account may not do this itself.`); // prettier-ignore
  const token = `nutag_${randomBytes(32).toString('base64url')}`;
  const record = await transaction(db, async (trx) => {
    await sql`select 1 from account_user where id = ${account.id} for update`.execute(trx);
    if ((await listTokens(trx, account.id)).length >= most) throw new Problem(409, 'Too many tokens', `最多 ${most} 个令牌, 请先撤销不用的。At most ${most}: revoke one first.`); // prettier-ignore
    const { rows } = await sql<TokenRecord>`
      insert into account_token as t (user_id, name, prefix, hash, scopes, expires_at)
      values (${account.id}, ${name}, ${token.slice(0, 12)}, ${hashOf(token)}, ${[...new Set(scopes)]}::text[], now() + make_interval(days => ${days}::int4))
      returning ${selected}`.execute(trx);
    const { id, expiresAt } = rows[0]!;
    await logChange(trx, actor, 'create', { type: 'account_token', id }, { after: { account: account.name, name, scopes, expiresAt } }); // prettier-ignore
    return rows[0]!;
  });
  return { ...record, token };
}

/** @throws Problem 404, for another's token too */
export async function revokeToken(db: Db, userId: string, actor: Actor, id: string): Promise<void> {
  await transaction(db, async (trx) => {
    const { rows } = await sql<{ name: string }>`update account_token t set revoked_at = now()
      where t.id = ${id} and t.user_id = ${userId} and ${usable} returning t.name`.execute(trx);
    if (rows[0] === undefined) throw notFound(`Token ${id}`);
    await logChange(trx, actor, 'revoke', { type: 'account_token', id }, { before: rows[0] });
  });
}

interface TokenRow {
  id: string;
  userId: string;
  username: string;
  display: string;
  role: Account['role'];
  jurisdiction: string | null;
  scopes: Scope[];
  expiresAt: string;
  isStale: boolean; // last use was noted a minute ago or longer
  mustChangePassword: boolean;
}

/** The account of a token that can be used; null for any other text. @param noteUse false on a replica, which takes no writes */
export async function accountOfToken(db: Db, token: string, noteUse = true): Promise<Account | null> {
  if (!form.test(token)) return null;
  const { rows } = await sql<TokenRow>`
    select t.id, t.scopes, t.expires_at as "expiresAt", coalesce(t.last_used_at < now() - interval '1 minute', true) as "isStale",
      u.id as "userId", u.username, u.name as display, u.role, u.jurisdiction, u.must_change_password as "mustChangePassword"
    from account_token t join account_user u on u.id = t.user_id
    where t.hash = ${hashOf(token)} and u.active and ${usable}`.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  if (row.isStale && noteUse)
    await sql`update account_token set last_used_at = now() where id = ${row.id}`.execute(db);
  const { userId, username, display, role, jurisdiction, scopes, expiresAt, mustChangePassword } = row;
  return {
    id: userId,
    name: username,
    display,
    role,
    jurisdiction,
    via: 'token',
    scopes,
    mustChangePassword,
    sessionId: null,
    expiresAt,
  };
}
