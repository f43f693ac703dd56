import { randomBytes, randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { sql } from 'kysely';
import type { AccountRecord } from '../api/accounts.ts';
import type { AccountRole } from '../api/actions.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { badRequest, notFound, Problem } from '../http/problem.ts';
import { logChange, type Actor } from '../audit/log.ts';
import { weakness } from './passwords.ts';

export interface NewAccount {
  username: string;
  display: string;
  role: AccountRole;
  jurisdiction: string | null;
  password: string | null; // null: signs in by single sign-on only
  mustChangePassword: boolean;
}

export interface AccountChanges {
  display?: string | undefined;
  role?: AccountRole | undefined;
  jurisdiction?: string | null | undefined;
  active?: boolean | undefined;
}

interface Row {
  id: string;
  username: string;
  name: string;
  role: AccountRole;
  jurisdiction: string | null;
  active: boolean;
}

const selected = sql`
  u.id, u.username, u.name as display, u.role, u.active, u.must_change_password as "mustChangePassword",
  u.created_at as "createdAt", u.last_sign_in_at as "lastSignInAt",
  case when u.jurisdiction is not null then json_build_object('code', u.jurisdiction, 'name', coalesce(d.name, u.jurisdiction)) end as jurisdiction,
  exists (select 1 from account_credential c where c.user_id = u.id and c.provider_id = 'oidc') as oidc
  from account_user u left join division d on d.code = u.jurisdiction and d.valid_to is null`;

/** @param after user name of the last one of the page before */
export async function listAccounts(
  db: Db,
  after: string | null,
  limit: number,
): Promise<{ rows: AccountRecord[]; total: number }> {
  const { rows } = await sql<AccountRecord>`select ${selected}
    where ${after}::text is null or u.username > ${after} order by u.username limit ${limit}`.execute(db);
  const { rows: count } = await sql<{
    total: number;
  }>`select count(*)::int4 as total from account_user`.execute(db);
  return { rows, total: count[0]!.total };
}

export async function findAccount(
  db: Db,
  by: { id: string } | { username: string },
): Promise<AccountRecord | undefined> {
  const { rows } = await sql<AccountRecord>`select ${selected}
    where ${'id' in by ? sql`u.id = ${by.id}` : sql`u.username = ${by.username}`}`.execute(db);
  return rows[0];
}

/** @throws Problem 404 */
export async function knownAccount(
  db: Db,
  by: { id: string } | { username: string },
): Promise<AccountRecord> {
  const account = await findAccount(db, by);
  if (account === undefined) throw notFound(`Account ${'id' in by ? by.id : by.username}`);
  return account;
}

/** @throws Problem 409 when the name is taken, 400 when the password is weak or the jurisdiction no division */
export async function createAccount(db: Db, actor: Actor, account: NewAccount): Promise<string> {
  if (account.password !== null) refuseWeak(account.password, account.username);
  await checkJurisdiction(db, account.jurisdiction);
  // Without a password there is a hash of nobody's, so that a try takes as long as with any account.
  const hash = await hashPassword(account.password ?? randomBytes(32).toString('base64url'));
  const id = randomUUID();
  await transaction(db, async (trx) => {
    const { rows } = await sql`
      insert into account_user (id, username, name, email, role, jurisdiction, must_change_password)
      values (${id}, ${account.username}, ${account.display}, ${`${id}@nutag.invalid`}, ${account.role}, ${account.jurisdiction}, ${account.mustChangePassword})
      on conflict (username) do nothing returning id`.execute(trx);
    if (rows.length === 0)
      throw new Problem(409, 'Name taken', `用户名 ${account.username} 已被使用。This user name is taken.`);
    await sql`insert into account_credential (user_id, provider_id, account_id, password)
      values (${id}, 'credential', ${id}, ${hash})`.execute(trx);
    const { username, display, role, jurisdiction } = account;
    await logChange(
      trx,
      actor,
      'create',
      { type: 'account', id: username },
      { after: { display, role, jurisdiction } },
    );
  });
  return id;
}

/** Closing an account ends its sessions. @throws Problem 409 when nobody would be left to administer */
export async function changeAccount(
  db: Db,
  actor: Actor,
  id: string,
  changes: AccountChanges,
): Promise<void> {
  await checkJurisdiction(db, changes.jurisdiction ?? null);
  await transaction(db, async (trx) => {
    const { rows: administrators } = await sql<Row>`
      select id from account_user where role = 'administrator' and active order by id for update`.execute(
      trx,
    );
    const { rows } = await sql<Row>`
      select id, username, name, role, jurisdiction, active from account_user where id = ${id} for update`.execute(
      trx,
    );
    if (rows[0] === undefined) throw notFound(`Account ${id}`);
    const { name: display, role, jurisdiction, active, username } = rows[0];
    const before = { display, role, jurisdiction, active };
    const after = { ...before, ...withoutUndefined(changes) };
    const stays = after.role === 'administrator' && after.active;
    if (!stays && administrators.length === 1 && administrators[0]!.id === id) {
      throw new Problem(
        409,
        'Last administrator',
        '这是最后一个可用的管理员账户, 不能停用或改为其他角色。The last administrator stays.',
      );
    }
    const names = (Object.keys(before) as (keyof typeof before)[]).filter(
      (name) => before[name] !== after[name],
    );
    if (names.length === 0) return;
    await sql`update account_user set name = ${after.display}, role = ${after.role}, jurisdiction = ${after.jurisdiction},
      active = ${after.active}, updated_at = now() where id = ${id}`.execute(trx);
    if (!after.active) await sql`delete from account_session where user_id = ${id}`.execute(trx);
    const pick = (from: typeof before) => Object.fromEntries(names.map((name) => [name, from[name]]));
    await logChange(
      trx,
      actor,
      'change',
      { type: 'account', id: username },
      { before: pick(before), after: pick(after) },
    );
  });
}

/**
 * Sets a password and ends every session. Where somebody else sets it, the tokens go too: whoever knew the old one may have
 * made some.
 */
export async function setPassword(
  db: Db,
  actor: Actor,
  { id, username }: { id: string; username: string },
  password: string,
  { mustChange, revokeTokens }: { mustChange: boolean; revokeTokens: boolean },
): Promise<void> {
  refuseWeak(password, username);
  const hash = await hashPassword(password);
  await transaction(db, async (trx) => {
    await sql`update account_credential set password = ${hash}, updated_at = now()
      where user_id = ${id} and provider_id = 'credential'`.execute(trx);
    await sql`update account_user set must_change_password = ${mustChange}, updated_at = now() where id = ${id}`.execute(
      trx,
    );
    await sql`delete from account_session where user_id = ${id}`.execute(trx);
    if (revokeTokens) await sql`update account_token set revoked_at = now() where user_id = ${id} and revoked_at is null`.execute(trx); // prettier-ignore
    await logChange(
      trx,
      actor,
      'set-password',
      { type: 'account', id: username },
      { after: { mustChange, revokeTokens } },
    );
  });
}

/** Takes the count of failed attempts away. @param key of the name, as throttleKey() makes it */
export async function unlockAccount(db: Db, actor: Actor, username: string, key: string): Promise<void> {
  await transaction(db, async (trx) => {
    const { rows } = await sql<{ failures: number }>`
      delete from account_throttle where key = ${key} returning failures`.execute(trx);
    if (rows[0] !== undefined) await logChange(trx, actor, 'unlock', { type: 'account', id: username }, { before: rows[0] }); // prettier-ignore
  });
}

function refuseWeak(password: string, username: string): void {
  const why = weakness(password, username);
  if (why !== null) throw badRequest(why, [{ where: 'body: password', what: why }]);
}

/** Before any divisions are loaded (the first administrator) only the form of the code can be checked. */
async function checkJurisdiction(db: Db, code: string | null): Promise<void> {
  if (code === null) return;
  const { rows } = await sql<{ known: boolean }>`
    select exists (select 1 from division where code = ${code} and valid_to is null and level <> 'township')
      or not exists (select 1 from division) as known`.execute(db);
  if (rows[0]!.known) return;
  const what = `没有区划 ${code}。There is no division ${code}.`;
  throw badRequest(what, [{ where: 'body: jurisdiction', what }]);
}

const withoutUndefined = <T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
