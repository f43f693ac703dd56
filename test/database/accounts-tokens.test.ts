import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccounts } from '../../server/accounts/accounts.ts';
import { local, type Account } from '../../server/accounts/account.ts';
import { audienceCookie, issueAudience } from '../../server/accounts/audience.ts';
import { accountFor } from '../../server/accounts/oidc.ts';
import { accountOfToken, createToken, listTokens, revokeToken } from '../../server/accounts/tokens.ts';
import { changeAccount, createAccount, findAccount } from '../../server/accounts/users.ts';
import type { AccountRole, Scope } from '../../server/api/actions.ts';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/database/open.ts';
import type { Problem } from '../../server/http/problem.ts';
import { openTestDatabase, testContext } from '../support/database.ts';

const actor = { name: 'tester', from: 'command' };
let db: Db;
let context: Context;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  context = testContext(db, tmpdir());
});
afterAll(() => close());

let made = 0;
async function newAccount(
  role: AccountRole = 'viewer',
  jurisdiction: string | null = null,
): Promise<{ id: string; username: string }> {
  const username = `user${(made += 1)}`;
  const id = await createAccount(db, actor, {
    username,
    display: username,
    role,
    jurisdiction,
    password: null,
    mustChangePassword: false,
  });
  return { id, username };
}
const statusOf = (work: Promise<unknown>): Promise<number> => work.then(() => 200, (error: Problem) => error.status); // prettier-ignore
const changesOf = async (id: string) =>
  (
    await sql<{
      action: string;
      before: object;
    }>`select action, origin, before, after from change_log where record_id = ${id} order by id`.execute(db)
  ).rows;

test('tiles are told their audience without a query', async () => {
  const request = (more: object = {}) => ({ headers: { host: 'localhost:8080', ...more }, httpVersion: '1.1', socket: { remoteAddress: '127.0.0.1' } }) as unknown as IncomingMessage; // prettier-ignore
  const of = async (settings: NodeJS.ProcessEnv) => {
    const accounts = createAccounts(readConfig(settings), db, context.log);
    await accounts.ready();
    return accounts;
  };
  const open = await of({});
  expect(open.audience(request())).toBe('staff');
  expect(open.audience(request({ host: 'evil.example' }))).toBeNull();
  expect(open.audience(request({ 'sec-fetch-site': 'cross-site' }))).toBeNull();
  const closed = await of({ NUTAG_OPEN: 'off' });
  const cookie = `${audienceCookie}=${issueAudience((await closed.keys()).audience, 'staff')}`;
  expect(closed.audience(request())).toBeNull();
  expect(closed.audience(request({ cookie }))).toBe('staff');
  expect(closed.audience(request({ cookie: `${cookie}x` }))).toBeNull();
  const everybody = await of({ NUTAG_OPEN: 'off', NUTAG_PUBLIC: 'on', NUTAG_MAP_REVIEW: '蒙S(2026)001号' });
  expect(everybody.audience(request())).toBe('public');
  expect(everybody.audience(request({ cookie }))).toBe('staff');
});

describe('tokens', () => {
  const owner = async (role: AccountRole = 'place_officer'): Promise<Account & { id: string }> => {
    const { id, username } = await newAccount(role, '150100');
    return { ...local, id, name: username, role, jurisdiction: '150100', via: 'session' };
  };
  const make = (account: Account & { id: string }, scopes: Scope[] = ['read'], days = 90) => createToken(db, account, actor, { name: 'GIS', scopes, days }); // prettier-ignore

  test('act for their account, within their scopes, and are kept as a hash', async () => {
    const account = await owner();
    const { token, prefix, id } = await make(account, ['read', 'places']);
    expect(token).toMatch(/^nutag_[\w-]{43}$/);
    expect(prefix).toBe(token.slice(0, 12));
    expect(await accountOfToken(db, token)).toMatchObject({ id: account.id, name: account.name, via: 'token', scopes: ['read', 'places'], jurisdiction: '150100' }); // prettier-ignore
    const { rows } = await sql<{
      text: string;
    }>`select row_to_json(t)::text as text from account_token t where id = ${id}`.execute(db);
    expect(rows[0]!.text).not.toContain(token.slice(13));
    expect(JSON.stringify(await changesOf(id))).not.toContain(token.slice(13));
  });
  test('forged, expired and revoked ones are nobody, and so are those of closed accounts', async () => {
    const account = await owner();
    const { token, id } = await make(account);
    for (const forged of [
      `${token}x`,
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      token.slice(6),
      'nutag_',
      '',
    ]) {
      expect(await accountOfToken(db, forged)).toBeNull();
    }
    await sql`update account_token set expires_at = now() where id = ${id}`.execute(db);
    expect(await accountOfToken(db, token)).toBeNull();
    const other = await make(account);
    expect(await statusOf(revokeToken(db, (await owner()).id, actor, other.id))).toBe(404);
    expect(await accountOfToken(db, other.token)).not.toBeNull();
    await revokeToken(db, account.id, actor, other.id);
    expect(await accountOfToken(db, other.token)).toBeNull();
    expect(await statusOf(revokeToken(db, account.id, actor, other.id))).toBe(404);
    const third = await make(account);
    await changeAccount(db, actor, account.id, { active: false });
    expect(await accountOfToken(db, third.token)).toBeNull();
    expect((await changesOf(other.id)).map(({ action }) => action)).toEqual(['create', 'revoke']);
  });
  test('a demotion reaches them', async () => {
    const account = await owner('administrator');
    await newAccount('administrator');
    const { token } = await make(account, ['import']);
    await changeAccount(db, actor, account.id, { role: 'viewer' });
    expect((await accountOfToken(db, token))!.role).toBe('viewer');
  });
  test('an account gives no more than it may, and has fifty at most', async () => {
    const account = await owner();
    expect(await statusOf(make(account, ['read', 'boundaries']))).toBe(403);
    expect(await statusOf(make(account, ['metrics']))).toBe(403);
    await sql`insert into account_token (user_id, name, prefix, hash, scopes, expires_at)
      select ${account.id}, 'x', 'x', ${account.id} || n, '{read}', now() + interval '1 day' from generate_series(1, 50) n`.execute(
      db,
    );
    expect(await statusOf(make(account))).toBe(409);
  });
  test('their last use is noted once a minute', async () => {
    const account = await owner();
    const { token, id } = await make(account);
    const lastUse = async () =>
      (await listTokens(db, account.id)).find((record) => record.id === id)!.lastUsedAt;
    expect(await lastUse()).toBeNull();
    await accountOfToken(db, token);
    const first = await lastUse();
    await accountOfToken(db, token);
    expect(await lastUse()).toBe(first);
    await sql`update account_token set last_used_at = now() - interval '61 seconds' where id = ${id}`.execute(
      db,
    );
    await accountOfToken(db, token);
    expect(Date.parse((await lastUse())!)).toBeGreaterThanOrEqual(Date.parse(first!));
  });
});

describe('single sign-on finds an account', () => {
  const oidc = { claim: 'preferred_username', create: false };
  const claims = (sub: string, username: string) => ({ sub, preferred_username: username, name: '张三' });
  test('by its user name the first time, by the subject from then on', async () => {
    const { id, username } = await newAccount('planner');
    expect(await accountFor(db, oidc, claims('s1', username))).toBe(id);
    expect(await accountFor(db, oidc, claims('s1', 'renamed'))).toBe(id);
    expect((await changesOf(username)).at(-1)).toMatchObject({
      action: 'link',
      origin: 'oidc',
      after: { subject: 's1' },
    });
    expect(await accountFor(db, oidc, claims('s2', username))).toBeNull(); // another person of the same name
    expect(await findAccount(db, { id })).toMatchObject({ role: 'planner', oidc: true });
  });
  test('or makes one, a viewer without a jurisdiction, only where the settings say so', async () => {
    expect(await accountFor(db, oidc, claims('s3', 'newcomer'))).toBeNull();
    const id = await accountFor(db, { ...oidc, create: true }, claims('s3', 'NewComer'));
    expect(await findAccount(db, { id: id! })).toMatchObject({
      username: 'newcomer',
      display: '张三',
      role: 'viewer',
      jurisdiction: null,
    });
    for (const bad of ['new\u202Ecomer', '', 'a b', 'local']) {
      expect(await accountFor(db, { ...oidc, create: true }, claims(`bad ${bad}`, bad))).toBeNull();
    }
    expect(await accountFor(db, { ...oidc, create: true }, { sub: 's4' })).toBeNull();
  });
});
