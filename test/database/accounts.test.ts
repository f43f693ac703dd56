import { tmpdir } from 'node:os';
import type { Request, Response } from 'express';
import { sql } from 'kysely';
import { getMigrations } from 'better-auth/db/migration';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAccounts } from '../../server/accounts/accounts.ts';
import { sessionCookie } from '../../server/accounts/cookies.ts';
import type { Exchange } from '../../server/accounts/exchange.ts';
import { byUserName, createLibrary, libraryOptions } from '../../server/accounts/library.ts';
import { createOidcLibrary } from '../../server/accounts/oidc.ts';
import { readSecret } from '../../server/accounts/secret.ts';
import { findSession, signIn } from '../../server/accounts/sessions.ts';
import { attempt, perName, takeBack } from '../../server/accounts/throttle.ts';
import { changeAccount, createAccount, findAccount, setPassword } from '../../server/accounts/users.ts';
import type { AccountRole } from '../../server/api/actions.ts';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/database/open.ts';
import type { Problem } from '../../server/http/problem.ts';
import { openTestDatabase, testContext } from '../support/database.ts';

const actor = { name: 'tester', from: 'command' };
const password = 'correct horse battery';
const oidcSettings = {
  NUTAG_URL: 'http://localhost:8080',
  NUTAG_OIDC_ISSUER: 'http://localhost:9',
  NUTAG_OIDC_CLIENT_ID: 'nutag',
};

let db: Db;
let context: Context;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  context = testContext(db, tmpdir());
  await sql`insert into source (id, title) values ('test', 'test')`.execute(db);
  await sql`insert into division (code, level, name, source_id) values
    ('150000', 'province', '内蒙古自治区', 'test'), ('150100', 'prefecture', '呼和浩特市', 'test'), ('150102', 'county', '新城区', 'test'),
    ('150102001', 'township', '海拉尔东路街道', 'test')`.execute(db);
});
afterAll(() => close());
afterEach(async () => {
  vi.useRealTimers();
  await sql`delete from account_throttle`.execute(db);
});

let made = 0;
async function newAccount(
  role: AccountRole = 'viewer',
  more: object = {},
): Promise<{ id: string; username: string }> {
  const username = `user${(made += 1)}`;
  const id = await createAccount(db, actor, { username, display: username, role, jurisdiction: null, password, mustChangePassword: false, ...more }); // prettier-ignore
  return { id, username };
}

const exchange = (cookie?: string): Exchange & { cookies: string[] } => {
  const cookies: string[] = [];
  const headers = cookie === undefined ? {} : { cookie };
  return {
    address: '10.1.2.3',
    isSecure: false,
    headers,
    cookies,
    setCookies: (lines) => void cookies.push(...lines),
  };
};
const cookieIn = (cookies: readonly string[]): string => cookies.find((line) => line.startsWith(`${sessionCookie}=`))!.split(';')[0]!; // prettier-ignore

async function tryToSignIn(username: string, secret = password, from = exchange()): Promise<string> {
  const { accounts } = context;
  const { throttle } = await accounts.keys();
  return signIn(await accounts.library(), db, throttle, from, { username, password: secret });
}
const statusOf = (work: Promise<unknown>): Promise<number> => work.then(() => 200, (error: Problem) => error.status); // prettier-ignore
const changesOf = async (id: string) =>
  (await sql<{ actor: string; action: string; before: object }>`
    select actor, origin, action, before, after from change_log where record_id = ${id} order by id`.execute(db)).rows; // prettier-ignore

describe('the tables', () => {
  test('are what the library expects, with and without single sign-on', async () => {
    const config = readConfig(oidcSettings);
    const secret = 'k'.repeat(43);
    const withName = { ...libraryOptions(config, db, context.log, secret), plugins: [byUserName] };
    const withOidc = createOidcLibrary(config, config.accounts.oidc!, db, context.log, secret).options;
    for (const options of [withName, withOidc]) {
      const plan = await getMigrations(options as never, { throwOnUnsafe: false });
      expect(plan.toBeCreated).toEqual([]);
      expect(plan.toBeAdded).toEqual([]);
      expect(plan.unsafeChanges).toEqual([]);
      expect(plan.schemaProblems).toEqual([]);
    }
  });
  test('hold one secret, whichever process asks first', async () => {
    await sql`delete from account_secret`.execute(db);
    const secrets = await Promise.all([readSecret(db, null), readSecret(db, null), readSecret(db, null)]);
    expect(new Set(secrets).size).toBe(1);
    expect(secrets[0]).toMatch(/^[\w-]{43}$/);
    expect(await readSecret(db, 'configured')).toBe('configured');
  });
  test('cookies are Strict, with single sign-on Lax', async () => {
    const { username } = await newAccount();
    for (const [settings, sameSite] of [
      [{}, 'Strict'],
      [oidcSettings, 'Lax'],
    ] as const) {
      const library = createLibrary(readConfig(settings), db, context.log, 'k'.repeat(43));
      const { headers } = await library.api.signInUsername({
        body: { username, password },
        returnHeaders: true,
      });
      expect(headers.getSetCookie()[0]).toMatch(new RegExp(`^${sessionCookie}=.*; Max-Age=28800; Path=/; HttpOnly; SameSite=${sameSite}$`)); // prettier-ignore
    }
  });
});

describe('accounts', () => {
  test('every change writes its audit row, and no secret', async () => {
    const { id, username } = await newAccount('place_officer', { jurisdiction: '150100' });
    await changeAccount(db, actor, id, { role: 'planner', jurisdiction: '150102' });
    await changeAccount(db, actor, id, { role: 'planner' });
    await setPassword(db, actor, { id, username }, 'another good password', {
      mustChange: true,
      revokeTokens: true,
    });
    await changeAccount(db, actor, id, { active: false });
    expect(await changesOf(username)).toMatchObject([
      { actor: 'tester', action: 'create', origin: 'command', after: { role: 'place_officer', jurisdiction: '150100' } },
      { action: 'change', before: { role: 'place_officer', jurisdiction: '150100' }, after: { role: 'planner', jurisdiction: '150102' } },
      { action: 'set-password' },
      { action: 'change', before: { active: true }, after: { active: false } },
    ]); // prettier-ignore
    const { rows } = await sql<{
      text: string;
    }>`select string_agg(concat(summary, before, after), ' ') as text from change_log`.execute(db);
    expect(rows[0]!.text).not.toMatch(/correct horse|another good|[0-9a-f]{32}:/);
    expect(await findAccount(db, { username })).toMatchObject({ jurisdiction: { code: '150102', name: '新城区' }, active: false, mustChangePassword: true }); // prettier-ignore
  });
  test('a name is taken for ever; a weak password and an unknown division are refused, and nothing is left behind', async () => {
    const { username } = await newAccount();
    const more = {
      role: 'viewer',
      display: 'x',
      jurisdiction: null,
      password,
      mustChangePassword: false,
    } as const;
    expect(await statusOf(createAccount(db, actor, { ...more, username }))).toBe(409);
    expect(
      await statusOf(createAccount(db, actor, { ...more, username: 'fresh', password: 'password12345' })),
    ).toBe(400);
    expect(
      await statusOf(createAccount(db, actor, { ...more, username: 'fresh', jurisdiction: '150199' })),
    ).toBe(400);
    expect(
      await statusOf(createAccount(db, actor, { ...more, username: 'fresh', jurisdiction: '150102001' })),
    ).toBe(400);
    expect(await findAccount(db, { username: 'fresh' })).toBeUndefined();
    expect(await changesOf('fresh')).toEqual([]);
  });
  test('one administrator always stays, also when two remove each other at the same time', async () => {
    await sql`update account_user set active = false where role = 'administrator'`.execute(db);
    const [one, two] = [await newAccount('administrator'), await newAccount('administrator')];
    const answers = await Promise.all([
      statusOf(changeAccount(db, actor, one.id, { role: 'viewer' })),
      statusOf(changeAccount(db, actor, two.id, { active: false })),
    ]);
    expect(answers.toSorted((a, b) => a - b)).toEqual([200, 409]);
    const { rows } = await sql`select id from account_user where role = 'administrator' and active`.execute(
      db,
    );
    expect(rows.length).toBe(1);
  });
});

describe('signing in', () => {
  test('makes a session, notes it, and answers the same for everything that is wrong', async () => {
    const { id, username } = await newAccount();
    const from = exchange();
    expect(await tryToSignIn(username.toUpperCase(), password, from)).toBe(id);
    expect(cookieIn(from.cookies)).toContain(sessionCookie);
    expect((await findAccount(db, { id }))!.lastSignInAt).not.toBeNull();
    expect((await changesOf(username)).at(-1)).toMatchObject({
      actor: username,
      action: 'sign-in',
      origin: '10.1.2.3',
    });
    const closed = await newAccount();
    await changeAccount(db, actor, closed.id, { active: false });
    const answers = await Promise.all(
      [tryToSignIn(username, 'wrong wrong wrong'), tryToSignIn('nobody-at-all'), tryToSignIn(closed.username), tryToSignIn('\u0000\u202E\uD800')].map((work) =>
        work.then(() => 'in', (error: Problem) => `${error.status} ${error.message}`),
      ),
    ); // prettier-ignore
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^401 /);
  });
  test('after five failures a name waits, longer each time, whether anybody has it or not', async () => {
    const { username } = await newAccount();
    for (const name of [username, 'nobody-at-all']) {
      for (let failure = 0; failure < perName.free; failure += 1) {
        expect(await statusOf(tryToSignIn(name, 'wrong wrong wrong'))).toBe(401);
      }
      expect(await statusOf(tryToSignIn(name))).toBe(429); // the right one has to wait too
    }
    expect((await changesOf(username)).filter(({ action }) => action === 'lock').length).toBe(1);
    expect(await changesOf('nobody-at-all')).toEqual([]);
    await sql`update account_throttle set locked_until = now()`.execute(db);
    expect(await statusOf(tryToSignIn(username))).toBe(200);
    expect(await statusOf(tryToSignIn(username, 'wrong wrong wrong'))).toBe(401);
    const waits: number[] = [];
    for (let failure = 1; failure <= 12; failure += 1) {
      await attempt(db, 'a', perName);
      const next = await attempt(db, 'a', perName);
      if ('waitSeconds' in next) waits.push(next.waitSeconds);
      else await takeBack(db, 'a');
      await sql`update account_throttle set locked_until = now() where key = 'a'`.execute(db);
    }
    expect(waits.slice(0, 6)).toEqual([30, 60, 120, 240, 480, 900]);
    expect(Math.max(...waits)).toBe(900);
  });
  test('many at once get no more tries than one after the other', async () => {
    const { username } = await newAccount();
    const answers = await Promise.all(
      Array.from({ length: 15 }, () => statusOf(tryToSignIn(username, 'wrong wrong wrong'))),
    );
    expect(answers.filter((status) => status === 401).length).toBe(perName.free);
    expect(answers.filter((status) => status === 429).length).toBe(10);
  });
  test('one address has thirty tries for all names together', async () => {
    const answers: number[] = [];
    for (let name = 0; name < 32; name += 1)
      answers.push(await statusOf(tryToSignIn(`guess${name}`, 'wrong wrong wrong')));
    expect(answers.filter((status) => status === 401).length).toBe(30);
    expect(answers.at(-1)).toBe(429);
  });
});

describe('sessions', () => {
  const session = async (role: AccountRole = 'viewer') => {
    const { id, username } = await newAccount(role);
    const from = exchange();
    await tryToSignIn(username, password, from);
    return { id, username, cookie: cookieIn(from.cookies) };
  };
  const find = async (cookie: string) => findSession(await context.accounts.library(), exchange(cookie));

  test('are the account until they run out', async () => {
    const { id, username, cookie } = await session('planner');
    expect((await find(cookie)).account).toMatchObject({
      id,
      name: username,
      role: 'planner',
      via: 'session',
    });
    await sql`update account_session set expires_at = now() - interval '1 second' where user_id = ${id}`.execute(
      db,
    );
    const { account, cookies } = await find(cookie);
    expect(account).toBeNull();
    expect(cookieIn(cookies)).toBe(`${sessionCookie}=`);
    expect((await sql`select 1 from account_session where user_id = ${id}`.execute(db)).rows).toEqual([]);
  });
  test('are renewed by use, but not beyond seven days', async () => {
    const { id, cookie } = await session();
    expect((await find(cookie)).cookies).toEqual([]);
    await sql`update account_session set expires_at = now() + interval '1 hour' where user_id = ${id}`.execute(
      db,
    );
    const renewed = await find(cookie);
    expect(cookieIn(renewed.cookies)).toBe(cookie);
    expect(Date.parse(renewed.account!.expiresAt!)).toBeGreaterThan(Date.now() + 7.9 * 3_600_000);
    await sql`update account_session set created_at = now() - interval '8 days' where user_id = ${id}`.execute(
      db,
    );
    expect((await find(cookie)).account).toBeNull();
  });
  test('forged cookies are nobody', async () => {
    const { cookie } = await session();
    const [token, signature] = cookie.split('=')[1]!.split('.') as [string, string];
    for (const forged of [
      token,
      `${token}.`,
      `${token}.AAAA${signature.slice(4)}`,
      `${token.startsWith('x') ? 'y' : 'x'}${token.slice(1)}.${signature}`,
      '',
      '%',
      '.',
    ]) {
      expect((await find(`${sessionCookie}=${forged}`)).account).toBeNull();
    }
  });
  test('end when the account is closed or its password is set', async () => {
    const [one, two] = [await session(), await session()];
    await changeAccount(db, actor, one.id, { active: false });
    await setPassword(db, actor, two, 'another good password', { mustChange: false, revokeTokens: false });
    expect((await find(one.cookie)).account).toBeNull();
    expect((await find(two.cookie)).account).toBeNull();
  });
  test('are remembered for five seconds, by the process that did not end them', async () => {
    const { id, cookie } = await session();
    const [here, there] = [0, 1].map(() => createAccounts(readConfig({ NUTAG_OPEN: 'off' }), db, context.log)) as [Context['accounts'], Context['accounts']]; // prettier-ignore
    const request = { headers: { cookie, host: 'localhost' }, method: 'GET', ip: '10.1.2.3', socket: {}, secure: false } as unknown as Request; // prettier-ignore
    const response = { append: () => undefined } as unknown as Response;
    const ask = (accounts: Context['accounts']) => statusOf(accounts.enter(request, response, 'read.staff'));
    vi.useFakeTimers({ toFake: ['Date'] });
    expect([await ask(here), await ask(there)]).toEqual([200, 200]);
    await sql`delete from account_session where user_id = ${id}`.execute(db);
    here.forget(id);
    expect([await ask(here), await ask(there)]).toEqual([401, 200]);
    vi.setSystemTime(Date.now() + 5001);
    expect([await ask(here), await ask(there)]).toEqual([401, 401]);
  });
});
