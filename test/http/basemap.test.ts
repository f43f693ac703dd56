import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ask, json } from '../support/http.ts';
import { startClosedService, type ClosedService } from '../support/nutag.ts';
import { askRaw, signInAt } from '../support/page.ts';
import { startTianditu } from '../support/tianditu.ts';

const password = 'correct horse battery';
let tianditu: Awaited<ReturnType<typeof startTianditu>>;
let service: ClosedService;
beforeAll(async () => {
  tianditu = await startTianditu();
  service = await startClosedService(inject('testDatabaseUrl'), { NUTAG_TIANDITU_KEY: 'secret-key-1', NUTAG_TIANDITU_REVIEW: 'GS(2026)1号', NUTAG_TIANDITU_URL: tianditu.url, NUTAG_TRUSTED_PROXIES: 'loopback', NUTAG_DRAIN: '0', NUTAG_LOG: 'debug' }); // prettier-ignore
  expect(service.nutag(['user', 'add', 'reader', '--role', 'viewer'], `${password}\n`).status).toBe(0);
}, 240_000);
afterAll(async () => {
  await service?.stop();
  await tianditu?.stop();
});

test('without a key there is no route, nothing is offered, and the content policy is the same', async () => {
  expect((await ask('/basemap/vec/5/1/1')).status).toBe(404);
  expect((await json<{ tianditu: unknown }>('/api/v1/status')).tianditu).toBeNull();
  const policy = async (url: string) => (await fetch(url)).headers.get('content-security-policy');
  expect(await policy(service.url)).toBe(await policy(inject('baseUrl')));
});

test('with one, whoever may see the map gets tiles, and never the key', async () => {
  expect((await askRaw(service.url, 'GET', '/basemap/vec/5/1/1')).status).toBe(401);
  expect(tianditu.asked).toEqual([]);
  const { page, cookie } = await signInAt(service.url, 'reader', password);
  const status = await page('GET', '/api/v1/status');
  expect(status.body['tianditu']).toEqual({ review: 'GS(2026)1号' });
  expect(JSON.stringify(status.body)).not.toContain('secret-key');
  const cookies = [cookie, ...status.cookies.map((line) => line.split(';')[0]!)].join('; ');
  const get = (path: string) => askRaw(service.url, 'GET', path, { headers: { host: new URL(service.url).host.replace('127.0.0.1', 'localhost'), cookie: cookies } }); // prettier-ignore
  const tile = await get('/basemap/img/5/26/11');
  expect(tile.status).toBe(200);
  expect(tile.headers).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'private, max-age=86400',
  });
  expect(tianditu.asked.at(-1)!.searchParams.get('tk')).toBe('secret-key-1');
  const before = tianditu.asked.length;
  for (const [path, code] of [
    ['/basemap/img/0/0/0', 404], ['/basemap/img/19/0/0', 404], ['/basemap/img/3/8/0', 404], ['/basemap/img/3/0/8', 404], ['/basemap/ibo/3/1/1', 404],
    ['/basemap/__proto__/3/1/1', 404], ['/basemap/img/03/1/1', 400], ['/basemap/img/3/-1/1', 400], ['/basemap/img/3/1.5/1', 400], ['/basemap/img/3/1e0/1', 400],
    ['/basemap/img/3/1/..%2F..%2F1', 400], ['/basemap/img/3/1/99999999999999999999', 400], ['/basemap/img/3/1', 404], ['/basemap/img/3/1/1/1', 404],
  ] as const) expect((await get(path)).status, path).toBe(code); // prettier-ignore
  expect(tianditu.asked).toHaveLength(before);
  expect(service.log()).not.toContain('secret-key');
});
