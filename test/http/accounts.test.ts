import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { pseudoTerminal, startClosedService, type ClosedService } from '../support/nutag.ts';
import {
  clientId,
  clientSecret,
  signInThrough,
  startOidcProvider,
  type OidcProvider,
} from '../support/oidc-provider.ts';
import { askRaw, jar, pageOf, signInAt, type Answer, type Page } from '../support/page.ts';

const password = 'correct horse battery';

let provider: OidcProvider;
let service: ClosedService;
beforeAll(async () => {
  provider = await startOidcProvider({ sub: 'sub-1', preferred_username: 'planner1', name: '规划员' });
  service = await startClosedService(inject('testDatabaseUrl'), {
    NUTAG_TRUSTED_PROXIES: 'loopback',
    NUTAG_OIDC_ISSUER: provider.issuer,
    NUTAG_OIDC_CLIENT_ID: clientId,
    NUTAG_OIDC_CLIENT_SECRET: clientSecret,
  });
}, 240_000);
afterAll(async () => {
  await service.stop();
  provider.close();
});

const nutag: ClosedService['nutag'] = (args, input) => service.nutag(args, input);
const page = (cookie = '', address?: string): Page => pageOf(service.url, cookie, address);
const signIn = async (username: string, secret = password): Promise<Page> => (await signInAt(service.url, username, secret)).page; // prettier-ignore

describe('nutag user', () => {
  test('adds the first administrator, the password from a pipe, while the server runs', () => {
    const { status, output } = nutag(
      ['user', 'add', 'Chief', '--role', 'administrator', '--display', '主任'],
      `${password}\n`,
    );
    expect(output).toContain('chief');
    expect(status).toBe(0);
    expect(output).not.toContain(password);
    for (const [name, role] of [
      ['officer', 'boundary_officer'],
      ['viewer1', 'viewer'],
      ['planner1', 'planner'],
    ] as const) {
      expect(nutag(['user', 'add', name, '--role', role, '--jurisdiction', '150100'], password).status).toBe(
        0,
      );
    }
    expect(nutag(['user', 'list']).output).toMatch(
      /chief +administrator[^]*officer +boundary_officer +150100/,
    );
  }, 120_000);
  test('refuses what is wrong', () => {
    expect(nutag(['user', 'add', 'weak', '--role', 'viewer'], 'password1234\n')).toMatchObject({ status: 1 });
    expect(nutag(['user', 'add', 'chief', '--role', 'viewer'], `${password}\n`)).toMatchObject({ status: 1 });
    expect(nutag(['user', 'add', 'x\u202Ey', '--role', 'viewer'], password)).toMatchObject({ status: 2 });
    expect(nutag(['user', 'add', 'other', '--role', 'king'], `${password}\n`)).toMatchObject({ status: 2 });
    expect(nutag(['user', 'add', 'other', password, '--role', 'viewer']).status).toBe(2);
    expect(nutag(['user', 'set', 'chief', '--active', 'off'])).toMatchObject({ status: 1 });
    expect(nutag(['user', 'password', 'unknown'], `${password}\n`)).toMatchObject({ status: 1 });
    expect(nutag(['user', 'add', 'other', '--role', 'viewer'], '').status).toBe(2);
  }, 120_000);
  test.runIf(existsSync(pseudoTerminal))('asks for the password on a terminal without showing it', async () => {
    const { output, status } = await service.onTerminal(['user', 'password', 'viewer1'], ['Password:', 'Again:'], `${password}2`);
    expect(output).toContain('viewer1');
    expect(output).not.toContain('horse');
    expect(status).toBe(0);
    await signIn('viewer1', `${password}2`);
  }, 60_000); // prettier-ignore
});

describe('a closed service', () => {
  test('answers nobody but to sign in', async () => {
    expect((await page()('GET', '/api/v1/divisions')).status).toBe(401);
    expect((await page()('GET', '/api/v1/accounts')).headers['www-authenticate']).toBe('Bearer');
    expect((await page()('GET', '/api/v1/session')).body).toMatchObject({ account: null, via: 'anonymous', may: ['session'], public: false, ways: { oidc: { label: '统一身份认证' } } }); // prettier-ignore
    expect((await page()('GET', '/healthz')).status).toBe(200);
    expect((await page()('POST', '/api/auth/sign-in/username', { username: 'chief', password })).status).toBe(
      404,
    );
    expect((await page()('GET', '/api/auth/get-session')).status).toBe(404);
  });
  test('signs in and out', async () => {
    const answer = await page()('POST', '/api/v1/session', { username: ' CHIEF ', password });
    expect(answer.body).toMatchObject({
      account: { username: 'chief', display: '主任', role: 'administrator' },
      via: 'session',
    });
    expect(answer.cookies.find((line) => line.startsWith('nutag.session_token='))).toMatch(
      /HttpOnly; SameSite=Lax$/,
    );
    expect(JSON.stringify(answer.body)).not.toMatch(/"token"|hash|email/);
    const chief = page(jar(answer.cookies));
    expect((await chief('GET', '/api/v1/divisions')).status).toBe(200);
    expect((await chief('GET', '/api/v1/session')).body).toMatchObject({ account: { username: 'chief' } });
    const out = await chief('DELETE', '/api/v1/session');
    expect(out.cookies.filter((line) => line.includes('Max-Age=0')).length).toBeGreaterThanOrEqual(2);
    expect((await chief('GET', '/api/v1/divisions')).status).toBe(401);
  });
  test('cookies are Secure when a trusted proxy says that the request came over https', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.0.0.2' };
    const body = { username: 'chief', password };
    const { cookies } = await askRaw(service.url, 'POST', '/api/v1/session', { headers, body });
    expect(cookies.length).toBe(2);
    for (const line of cookies) expect(line).toMatch(/; Secure$/);
  });
  test('a name and an address are throttled, and the answer tells nothing', async () => {
    const guess = page('', '10.0.0.66');
    const answers: Answer[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      for (const username of ['officer', 'nobody-here']) {
        const answer = await guess('POST', '/api/v1/session', { username, password: 'wrong wrong wrong' });
        answers.push({
          ...answer,
          body: {
            ...answer.body,
            instance: null,
            detail: String(answer.body['detail']).replaceAll(/\d+/g, 'n'),
          },
        });
      }
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(10).fill(401), 429, 429]);
    for (let pair = 0; pair < 12; pair += 2) expect(answers[pair]!.body).toEqual(answers[pair + 1]!.body);
    expect(Number(answers[10]!.headers['retry-after'])).toBeLessThanOrEqual(30);
    expect(
      (await page('', '10.0.0.67')('POST', '/api/v1/session', { username: 'officer', password })).status,
    ).toBe(429);
    expect(nutag(['user', 'password', 'officer'], password).status).toBe(0); // unlocks
    await signIn('officer');
  }, 60_000);
});

describe('cross-site requests', () => {
  test('change nothing by cookie', async () => {
    const { cookie } = await signInAt(service.url, 'chief', password);
    const host = new URL(service.url).host.replace('127.0.0.1', 'localhost');
    const change = (headers: Record<string, string>) =>
      askRaw(service.url, 'PATCH', '/api/v1/profile', {
        headers: { host, cookie, ...headers },
        body: { display: '主任' },
      }).then(({ status }) => status);
    expect(await change({ origin: `http://${host}` })).toBe(200);
    expect(await change({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await change({ origin: 'https://evil.example' })).toBe(403);
    expect(await change({ origin: 'null' })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'cross-site', origin: `http://${host}` })).toBe(403);
    expect(await change({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await change({})).toBe(403);
  });
  test('do not sign anybody in', async () => {
    const headers = { origin: 'https://evil.example' };
    expect(
      (
        await askRaw(service.url, 'POST', '/api/v1/session', {
          headers,
          body: { username: 'chief', password },
        })
      ).status,
    ).toBe(403);
  });
  test('a name that somebody else has pointed here is refused', async () => {
    for (const path of ['/api/v1/session', '/api/v1/divisions', '/api/openapi.json', '/readyz']) {
      expect(
        (await askRaw(service.url, 'GET', path, { headers: { host: 'evil.example' } })).status,
        path,
      ).toBe(421);
    }
    expect((await askRaw(service.url, 'GET', '/', { headers: { host: 'evil.example' } })).status).not.toBe(
      421,
    );
  });
});

describe('a service that is open for local use', () => {
  const at = inject('baseUrl');
  const status = (method: string, path: string, headers: Record<string, string>) =>
    askRaw(at, method, path, { headers }).then((answer) => answer.status);
  test('has a local administrator', async () => {
    const { body } = await askRaw(at, 'GET', '/api/v1/session');
    expect(body).toMatchObject({
      account: { id: null, username: 'local', role: 'administrator' },
      via: 'local',
    });
    expect(body['may']).not.toContain('token.manage');
    expect(await status('GET', '/api/v1/accounts', {})).toBe(200);
    expect(await status('GET', '/api/v1/profile', {})).toBe(403);
  });
  test('to whom no page of another site and no rebound name belongs, not even to read', async () => {
    for (const path of ['/api/v1/divisions', '/api/v1/accounts', '/api/v1/imports']) {
      expect(await status('GET', path, { host: 'evil.example' })).toBe(421);
      expect(await status('GET', path, { origin: 'https://evil.example' })).toBe(403);
      expect(await status('GET', path, { 'sec-fetch-site': 'cross-site' })).toBe(403);
      expect(await status('GET', path, { 'x-forwarded-for': '203.0.113.7' })).toBe(401);
    }
    expect(await status('GET', '/', { 'sec-fetch-site': 'cross-site' })).not.toBe(403);
  });
});

describe('profile and accounts', () => {
  test('nobody gives themselves a role', async () => {
    const officer = await signIn('officer');
    for (const body of [{ role: 'administrator' }, { display: 'x', role: 'administrator' }, { display: 'x', active: true }, { display: 'x', jurisdiction: '150000' }, { id: randomUUID(), display: 'x' }, { display: 'x', __proto__: null, email: 'a@b' }]) {
      expect((await officer('PATCH', '/api/v1/profile', body)).status).toBe(400);
    } // prettier-ignore
    expect((await officer('GET', '/api/v1/profile')).body).toMatchObject({
      role: 'boundary_officer',
      jurisdiction: { code: '150100' },
    });
    expect((await officer('GET', '/api/v1/accounts')).status).toBe(403);
    const { body: own } = await officer('GET', '/api/v1/profile');
    expect((await officer('PATCH', `/api/v1/accounts/${own['id']}`, { role: 'administrator' })).status).toBe(
      403,
    );
    expect(
      (await officer('POST', '/api/v1/accounts', { username: 'mine', role: 'administrator', password }))
        .status,
    ).toBe(403);
  });
  test.each(['zh\u0000ang', 'zh\u202Eang', 'zh\uD800ang', 'zhang san', 'a', 'local'])(
    'the user name %j is refused',
    async (username) => {
      const chief = await signIn('chief');
      expect((await chief('POST', '/api/v1/accounts', { username, role: 'viewer', password })).status).toBe(
        400,
      );
      const display = username.includes('zh') && username !== 'zhang san' ? username : '\u0007';
      expect((await chief('PATCH', '/api/v1/profile', { display })).status).toBe(400);
    },
  );
  test('an administrator opens accounts; the password is changed before anything else', async () => {
    const chief = await signIn('chief');
    const created = await chief('POST', '/api/v1/accounts', {
      username: '李四',
      role: 'place_officer',
      jurisdiction: '150100',
      password,
    });
    expect(created.status).toBe(201);
    expect(created.headers['location']).toBe(`/api/v1/accounts/${created.body['id']}`);
    expect(
      (await chief('POST', '/api/v1/accounts', { username: '李四', role: 'viewer', password })).status,
    ).toBe(409);
    expect(
      (await chief('POST', '/api/v1/accounts', { username: 'x1', role: 'public', password })).status,
    ).toBe(400);
    expect(
      (await chief('POST', '/api/v1/accounts', { username: 'x1', role: 'viewer', password: 'short' })).status,
    ).toBe(400);
    let li = await signIn('李四');
    expect((await li('GET', '/api/v1/divisions')).cookies.join()).not.toContain('nutag_audience=staff');
    expect((await li('GET', '/api/v1/divisions')).status).toBe(403);
    expect((await li('POST', '/api/v1/tokens', { name: 'x', scopes: ['read'] })).status).toBe(403);
    expect(
      (await li('POST', '/api/v1/profile/password', { current: 'wrong', password: `${password}3` })).status,
    ).toBe(400);
    const changed = await li('POST', '/api/v1/profile/password', {
      current: password,
      password: `${password}3`,
    });
    expect(changed.status).toBe(200);
    expect((await li('GET', '/api/v1/profile')).status).toBe(401); // the old session is over
    li = page(jar(changed.cookies));
    expect((await li('GET', '/api/v1/divisions')).status).toBe(200);
    expect(
      (await chief('POST', `/api/v1/accounts/${created.body['id']}/password`, { password: `${password}4` }))
        .status,
    ).toBe(200);
    expect((await li('GET', '/api/v1/profile')).status).toBe(401);
    expect((await chief('GET', '/api/v1/accounts?limit=1')).body).toMatchObject({
      items: [{ username: 'chief' }],
    });
  });
  test('closing an account ends it at once; the last administrator stays; a wrong id is 400 or 404', async () => {
    const chief = await signIn('chief');
    const viewer = await signIn('viewer1', `${password}2`);
    const { body: own } = await viewer('GET', '/api/v1/profile');
    expect((await chief('PATCH', `/api/v1/accounts/${own['id']}`, { active: false })).body).toMatchObject({
      active: false,
    });
    expect((await viewer('GET', '/api/v1/profile')).status).toBe(401);
    expect(
      (await page()('POST', '/api/v1/session', { username: 'viewer1', password: `${password}2` })).status,
    ).toBe(401);
    const { body: me } = await chief('GET', '/api/v1/profile');
    for (const change of [{ active: false }, { role: 'viewer' }]) {
      expect((await chief('PATCH', `/api/v1/accounts/${me['id']}`, change)).status).toBe(409);
    }
    expect((await chief('PATCH', `/api/v1/accounts/${me['id']}`, {})).status).toBe(400);
    expect((await chief('PATCH', `/api/v1/accounts/${randomUUID()}`, { active: false })).status).toBe(404);
    expect((await chief('GET', "/api/v1/accounts/1'or'1'='1")).status).toBe(400);
  });
});

describe('API tokens', () => {
  const bearer = (token: string, method: string, path: string, body?: unknown) => askRaw(service.url, method, path, { headers: { authorization: `Bearer ${token}`, origin: 'https://elsewhere.example' }, body }); // prettier-ignore
  test('work without cookies, within their scopes, and never for accounts or tokens', async () => {
    const chief = await signIn('chief');
    const { status, body, headers } = await chief('POST', '/api/v1/tokens', {
      name: '地图',
      scopes: ['read'],
      days: 30,
    });
    expect(status).toBe(201);
    expect(headers['cache-control']).toBe('no-store');
    const token = String(body['token']);
    expect((await bearer(token, 'GET', '/api/v1/divisions')).status).toBe(200);
    expect((await bearer(token, 'GET', '/api/v1/session')).body).toMatchObject({
      via: 'token',
      account: { username: 'chief' },
    });
    for (const [method, path, sent] of [
      ['GET', '/api/v1/accounts'],
      ['GET', '/api/v1/tokens'],
      ['POST', '/api/v1/tokens', { name: 'more', scopes: ['read'] }],
      ['GET', '/api/v1/profile'],
      ['PATCH', '/api/v1/profile', { display: 'x' }],
      ['POST', '/api/v1/profile/password', { current: password, password: `${password}9` }],
    ] as const)
      expect((await bearer(token, method, path, sent)).status, `${method} ${path}`).toBe(403);
    const { body: list } = await chief('GET', '/api/v1/tokens');
    expect(JSON.stringify(list)).not.toContain(token.slice(13));
    expect(list['items']).toMatchObject([{ name: '地图', prefix: token.slice(0, 12), scopes: ['read'] }]);
    expect((await chief('DELETE', `/api/v1/tokens/${body['id']}`)).status).toBe(200);
    expect((await bearer(token, 'GET', '/api/v1/divisions')).status).toBe(401);
  });
  test('a bad one is a 401, even beside a good cookie', async () => {
    const { cookie } = await signInAt(service.url, 'chief', password);
    for (const token of [
      'nutag_x',
      `nutag_${'A'.repeat(43)}`,
      'x'.repeat(5000),
      "'; drop table account_token; --",
    ]) {
      const { status } = await askRaw(service.url, 'GET', '/api/v1/session', {
        headers: { authorization: `Bearer ${token}`, cookie },
      });
      expect(status).toBe(token.includes(' ') ? 200 : 401);
    }
  });
  test('no more than the account may, no longer than a year; another’s cannot be revoked', async () => {
    const officer = await signIn('officer');
    const chief = await signIn('chief');
    const make = (body: object) =>
      officer('POST', '/api/v1/tokens', { name: 'x', scopes: ['read'], ...body });
    expect((await make({ scopes: ['metrics'] })).status).toBe(403);
    expect((await make({ days: 366 })).status).toBe(400);
    expect((await make({ scopes: ['accounts'] })).status).toBe(400);
    expect((await make({ userId: randomUUID() })).status).toBe(400);
    const { body } = await make({});
    expect((await chief('DELETE', `/api/v1/tokens/${body['id']}`)).status).toBe(404);
  });
});

describe('single sign-on', () => {
  const throughProvider = (meddle?: (callback: URL) => void, keepState?: boolean) => signInThrough(service.url, meddle, keepState); // prettier-ignore
  test('signs in the account of that user name, by PKCE, state and nonce', async () => {
    const { authorization, answer, user } = await throughProvider();
    expect(authorization.searchParams.get('code_challenge_method')).toBe('S256');
    expect(authorization.searchParams.get('nonce')).toBeTruthy();
    expect(authorization.searchParams.get('scope')).toBe('openid profile');
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe('/?view=1#x');
    expect((await user('GET', '/api/v1/session')).body).toMatchObject({
      account: { username: 'planner1', role: 'planner' },
    });
    const again = await throughProvider();
    expect((await again.user('GET', '/api/v1/profile')).body).toMatchObject({
      username: 'planner1',
      oidc: true,
    });
  });
  test.each([
    ['another state', (callback: URL) => callback.searchParams.set('state', 'x'.repeat(32)), true],
    ['another code', (callback: URL) => callback.searchParams.set('code', 'x'), true],
    ['no state cookie (another browser)', () => undefined, false],
    ['an error of the provider', (callback: URL) => { callback.searchParams.delete('code'); callback.searchParams.set('error', 'access_denied'); }, true],
  ])('refuses %s', async (_name, meddle, keepState) => {
    const { answer, user } = await throughProvider(meddle, keepState);
    expect(answer.headers['location']).toMatch(/^\/\?sign-in=failed&error=/);
    expect((await user('GET', '/api/v1/profile')).status).toBe(401);
  }); // prettier-ignore
  test('refuses a code that was used before, a wrong nonce, and whoever has no account', async () => {
    const { callback } = await throughProvider();
    expect((await page()('GET', callback.pathname + callback.search)).headers['location']).toContain(
      'sign-in=failed',
    );
    provider.nonce = 'replayed';
    expect((await throughProvider()).answer.headers['location']).toContain('sign-in=failed');
    provider.nonce = null;
    provider.subject = { sub: 'sub-2', preferred_username: 'stranger' };
    expect((await throughProvider()).answer.headers['location']).toContain('sign-in=failed');
    provider.subject = { sub: 'sub-3', preferred_username: 'planner1' }; // somebody else with that name
    expect((await throughProvider()).answer.headers['location']).toContain('sign-in=failed');
    provider.subject = { sub: 'sub-4', preferred_username: 'viewer1' }; // closed
    expect((await throughProvider()).answer.headers['location']).toContain('sign-in=failed');
  });
  test('does not lead elsewhere', async () => {
    expect((await page()('POST', '/api/v1/session/oidc', { returnTo: '//evil.example' })).status).toBe(400);
  });
});
