import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import {
  audienceCookie,
  audienceSeconds,
  issueAudience,
  verifyAudience,
} from '../../server/accounts/audience.ts';
import { createCache } from '../../server/accounts/cache.ts';
import { cookieOf, secured } from '../../server/accounts/cookies.ts';
import { isKnownHost, isLocal, isSameOrigin } from '../../server/accounts/origin.ts';
import { weakness } from '../../server/accounts/passwords.ts';
import { DisplayName, signInByOidc, UserName } from '../../server/api/accounts.ts';
import { ConfigError, readConfig } from '../../server/config.ts';

describe('user names', () => {
  test.each([
    ['ZhangSan', 'zhangsan'],
    ['ｚｈａｎｇ', 'zhang'],
    ['张三', '张三'],
    [' li.si_2 ', 'li.si_2'],
  ])('%s is %s', (given, name) => {
    expect(UserName.parse(given)).toBe(name);
  });
  test.each([
    ['a'], [''], ['zhang san'], ['zhang\u0000'], ['zhang\u202Esan'], ['zhang\uD800'], ['\uDC00zhang'], ['zh\u200Bang'], ['zh\u0430ng'],
    ['.zhang'], ['zhang@x'], ['zh\nang'], ['local'], ['Public'], ['x'.repeat(41)], ['a/../b'],
  ])('%j is refused', (given) => {
    expect(UserName.safeParse(given).success).toBe(false);
  }); // prettier-ignore
  test.each([['名\u202E字'], ['名\u0000字'], ['\uD800'], ['a\nb'], ['\u200B'], ['  '], ['x'.repeat(61)]])('display name %j is refused', (given) => {
    expect(DisplayName.safeParse(given).success).toBe(false);
  }); // prettier-ignore
  test('a display name may be written Mongolian', () => {
    expect(DisplayName.parse('ᠪᠠᠭ᠎ᠠ')).toBe('ᠪᠠᠭ᠎ᠠ');
  });
});

describe('passwords', () => {
  test.each([
    ['short', '12'],
    ['eleven-chars', null],
    ['123456789012345', '数字'],
    ['aaaaaaaaaaaaaaa', '不同'],
    ['zhangsan2026', '用户名'],
    ['ZHANGSAN-2026', '用户名'],
    ['Password123456!', '常见'],
    ['P@ssw0rd-12345', '常见'],
    ['Neimenggu@2026', '常见'],
    ['qwertyuiop123456', '常见'],
    ['correct horse battery', null],
    ['草原上的骏马奔跑如风而过', null],
    ['tab\there and there', '控制'],
    ['lone\uD800surrogate here', '控制'],
  ])('%j: %s', (password, word) => {
    const why = weakness(password, 'zhangsan');
    if (word === null) expect(why).toBeNull();
    else expect(why ?? 'accepted').toContain(word);
  });
});

describe('the cookie of tiles', () => {
  const key = Buffer.from('k'.repeat(32));
  const now = Date.parse('2026-11-25T00:00:00Z');
  const header = (value: string) => `a=b; ${audienceCookie}=${value}; c`;
  test('tells its audience until it runs out', () => {
    const value = issueAudience(key, 'staff', now);
    expect(verifyAudience(key, header(value), now)?.audience).toBe('staff');
    expect(verifyAudience(key, header(value), now + (audienceSeconds - 1) * 1000)?.audience).toBe('staff');
    expect(verifyAudience(key, header(value), now + audienceSeconds * 1000)).toBeNull();
    expect(verifyAudience(key, header(issueAudience(key, 'public', now)), now)?.audience).toBe('public');
  });
  test('forged ones are none', () => {
    const value = issueAudience(key, 'public', now);
    const [, until, signature] = value.split('.') as [string, string, string];
    for (const forged of [
      value.replace('public', 'staff'),
      `public.${Number(until) + 1}.${signature}`,
      `${value}x`,
      value.slice(0, -1),
      `public.${until}.${'A'.repeat(43)}`,
      '',
    ])
      expect(verifyAudience(key, header(forged), now)).toBeNull();
    expect(verifyAudience(Buffer.from('other'), header(value), now)).toBeNull();
    expect(verifyAudience(key, undefined, now)).toBeNull();
  });
  test('cookies are read by their whole name, and secured over https', () => {
    expect(cookieOf('xa=1; a=2=3', 'a')).toBe('2=3');
    expect(cookieOf('xa=1', 'a')).toBeNull();
    expect(secured('a=b; HttpOnly', true)).toBe('a=b; HttpOnly; Secure');
    expect(secured('a=b; Secure; HttpOnly', true)).toBe('a=b; Secure; HttpOnly');
    expect(secured('a=b', false)).toBe('a=b');
  });
});

describe('where a request comes from', () => {
  const open = readConfig({});
  const closed = readConfig({ NUTAG_OPEN: 'off' });
  const proxied = readConfig({ NUTAG_OPEN: 'off', NUTAG_URL: 'https://map.example.cn' });
  const exposed = readConfig({ HOST: '0.0.0.0' });
  test.each([
    [open, 'localhost:8080', true],
    [open, '127.0.0.1:8080', true],
    [open, '[::1]:8080', true],
    [open, 'LOCALHOST', true],
    [open, 'evil.example', false],
    [open, 'localhost.evil.example:8080', false],
    [open, '127.0.0.1.evil.example', false],
    [open, '', false],
    [closed, 'map.example.cn', true],
    [proxied, 'map.example.cn', true],
    [proxied, 'evil.example', false],
    [proxied, '127.0.0.1:8080', true],
    [exposed, '10.0.0.7:8080', true],
  ])('host %#', (config, host, known) => {
    expect(isKnownHost(config, { host })).toBe(known);
  });
  const request = (headers: Record<string, string>, more: object = {}): IncomingMessage =>
    Object.assign(new EventEmitter(), {
      headers: { host: 'localhost:8080', ...headers },
      httpVersion: '1.1',
      socket: { remoteAddress: '127.0.0.1' },
      ...more,
    }) as never;
  test('only a person at this machine is the local administrator', () => {
    expect(isLocal(open, request({}))).toBe(true);
    expect(isLocal(open, request({}, { socket: { remoteAddress: '::ffff:127.0.0.1' } }))).toBe(true);
    expect(isLocal(closed, request({}))).toBe(false);
    expect(isLocal(exposed, request({}))).toBe(false);
    expect(isLocal(open, request({}, { socket: { remoteAddress: '10.0.0.7' } }))).toBe(false);
    expect(isLocal(open, request({}, { httpVersion: '1.0' }))).toBe(false);
    expect(isLocal(open, request({ host: 'evil.example' }))).toBe(false);
    for (const name of ['x-forwarded-for', 'x-real-ip', 'via', 'forwarded', 'x-forwarded-proto']) {
      expect(isLocal(open, request({ [name]: 'x' }))).toBe(false);
    }
  });
  test.each([
    [{}, null],
    [{ origin: 'http://localhost:8080' }, true],
    [{ origin: 'http://localhost:5173' }, false],
    [{ origin: 'https://localhost:8080' }, false],
    [{ origin: 'https://evil.example' }, false],
    [{ origin: 'null' }, false],
    [{ 'sec-fetch-site': 'same-origin', origin: 'http://localhost:5173' }, true],
    [{ 'sec-fetch-site': 'none' }, true],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost:8080' }, false],
    [{ 'sec-fetch-site': 'none', origin: 'https://evil.example' }, false],
  ])('origin %o: %s', (headers, same) => {
    expect(isSameOrigin(open, { host: 'localhost:8080', ...headers }, false)).toBe(same);
  });
  test('behind a proxy the origin is NUTAG_URL', () => {
    const headers = { host: '127.0.0.1:8080', origin: 'https://map.example.cn' };
    expect(isSameOrigin(proxied, headers, false)).toBe(true);
    expect(isSameOrigin(closed, headers, false)).toBe(false);
    expect(isSameOrigin(closed, { ...headers, host: 'map.example.cn' }, true)).toBe(true);
  });
  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/a\\b',
    '/a\nb',
    'javascript:alert(1)',
    '',
  ])('single sign-on does not come back to %j', (returnTo) => {
    expect(signInByOidc.body!.safeParse({ returnTo }).success).toBe(false);
  });
});

describe('settings', () => {
  const oidc = {
    NUTAG_OIDC_ISSUER: 'https://id.example.cn/',
    NUTAG_OIDC_CLIENT_ID: 'nutag',
    NUTAG_URL: 'https://map.example.cn/',
  };
  test('closed to the public unless a map review number is set', () => {
    expect(readConfig({}).accounts).toMatchObject({ open: true, public: false, secret: null, oidc: null });
    expect(() => readConfig({ NUTAG_PUBLIC: 'on' })).toThrow('NUTAG_MAP_REVIEW');
    expect(() => readConfig({ NUTAG_PUBLIC: 'on', NUTAG_MAP_REVIEW: ' ' })).toThrow(ConfigError);
    expect(readConfig({ NUTAG_PUBLIC: 'on', NUTAG_MAP_REVIEW: '蒙S(2026)001号' }).accounts.public).toBe(true);
    expect(readConfig({ HOST: '0.0.0.0' }).accounts.open).toBe(false);
  });
  test('single sign-on', () => {
    expect(readConfig(oidc).accounts.oidc).toMatchObject({
      issuer: 'https://id.example.cn',
      scopes: ['openid', 'profile'],
      create: false,
    });
    expect(readConfig(oidc).accounts.url).toBe('https://map.example.cn');
    expect(() => readConfig({ ...oidc, NUTAG_URL: undefined })).toThrow('NUTAG_URL');
    expect(() => readConfig({ ...oidc, NUTAG_OIDC_CLIENT_ID: undefined })).toThrow('NUTAG_OIDC_CLIENT_ID');
    expect(() => readConfig({ ...oidc, NUTAG_OIDC_ISSUER: 'http://id.example.cn' })).toThrow('https');
  });
  test.each([
    [{ NUTAG_SECRET: 'short' }, 'NUTAG_SECRET'],
    [{ NUTAG_TRUSTED_PROXIES: '10.0.0.0/99' }, 'NUTAG_TRUSTED_PROXIES'],
    [{ NUTAG_TRUSTED_PROXIES: 'everybody' }, 'NUTAG_TRUSTED_PROXIES'],
    [{ NUTAG_URL: 'https://map.example.cn/nutag' }, 'NUTAG_URL'],
    [{ NUTAG_SESSION_HOURS: '0' }, 'NUTAG_SESSION_HOURS'],
  ])('%o is refused by name, without its value', (environment, name) => {
    expect(() => readConfig(environment)).toThrow(name);
    expect(() => readConfig(environment)).not.toThrow('short');
  });
  test('proxies', () => {
    const accounts = readConfig({
      NUTAG_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8 fd00::/8,192.168.1.1',
    }).accounts;
    expect(accounts.trustedProxies).toEqual(['loopback', '10.0.0.0/8', 'fd00::/8', '192.168.1.1']);
  });
});

describe('the short memory', () => {
  test('asks once for callers at the same time, again after its time, and never remembers a failure', async () => {
    let [now, asked] = [0, 0];
    const cache = createCache<number>(5000, 10, () => now);
    const load = () => Promise.resolve((asked += 1));
    expect(await Promise.all([cache.get('a', load), cache.get('a', load), cache.get('a', load)])).toEqual([
      1, 1, 1,
    ]);
    now = 4999;
    expect(await cache.get('a', load)).toBe(1);
    now = 5000;
    expect(await cache.get('a', load)).toBe(2);
    cache.forget((value) => value === 2);
    expect(await cache.get('a', load)).toBe(3);
    await expect(cache.get('b', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('b', load)).toBe(4);
  });
  test('is bounded', async () => {
    let asked = 0;
    const cache = createCache<number>(5000, 3, () => 0);
    for (let key = 0; key < 10; key += 1) await cache.get(String(key), () => Promise.resolve((asked += 1)));
    await cache.get('9', () => Promise.resolve((asked += 1)));
    expect(asked).toBe(10);
    await cache.get('0', () => Promise.resolve((asked += 1)));
    expect(asked).toBe(11);
  });
});
