import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);

const filtered = '#/places?m=9/40.8/111.7&d=150100&f=21610';
const tiles = /\/tiles\/places\/v[0-9a-f]+\/.*\?/;

/** Answers tiles of filtered places as a busy server does, `times` times each; then the service itself answers. @returns how often each was asked for */
async function busy(page: Page, times: number): Promise<Map<string, number>> {
  const asked = new Map<string, number>();
  await page.context().route(tiles, (route) => {
    const url = route.request().url();
    const before = asked.get(url) ?? 0;
    asked.set(url, before + 1);
    const body = JSON.stringify({ type: 'about:blank', title: 'Too busy', status: 503, retryAfter: 1 });
    return before < times
      ? route.fulfill({ status: 503, headers: { 'retry-after': '1' }, contentType: 'application/problem+json', body }) // prettier-ignore
      : route.continue();
  });
  return asked;
}
/** How often the tiles of the map's own zoom were asked for: MapLibre may ask for the one above a missing tile, until that has come. */
const shown = (asked: ReadonlyMap<string, number>): number[] =>
  [...asked].filter(([url]) => url.includes('/9/')).map(([, times]) => times);
const drawn = (page: Page): Promise<number> =>
  page.evaluate(() => window.__nutag!.map!.queryRenderedFeatures({ layers: ['found-place'] }).length);
const showFound = async (page: Page): Promise<void> => {
  await page.locator('[data-do=found]').click();
  await page.waitForURL(/[?&]fm=1/);
};

test('tiles that are answered 503 are asked for again when the answer says, and drawn; the page says so meanwhile', async () => {
  const { page, errors, close } = await openPage(filtered);
  const asked = await busy(page, 1);
  await showFound(page);
  await page.locator('[data-put-off=waiting]').waitFor();
  expect(await page.locator('[data-put-off]').innerText()).toMatch(/^服务繁忙: \d+ 块地图稍后再取$/);
  await expect.poll(() => drawn(page), { timeout: 30_000 }).toBeGreaterThan(5);
  await expect.poll(() => page.locator('[data-put-off]').count(), { timeout: 30_000 }).toBe(0); // some are drawn before others
  await settled(page);
  expect(shown(asked).length).toBeGreaterThan(0);
  expect(new Set(shown(asked))).toEqual(new Set([2]));
  expect(errors.filter((text) => !text.includes('503'))).toEqual([]); // the browser itself logs each answer
  await close();
});

test('a server that stays busy is asked five times and no more; the map says that it is not whole, and asks again by hand', async () => {
  const { page, close } = await openPage(filtered);
  const asked = await busy(page, 5);
  await showFound(page);
  const lost = page.locator('[data-put-off=lost]');
  await lost.waitFor({ timeout: 60_000 });
  await expect.poll(() => shown(asked).every((n) => n === 5), { timeout: 30_000 }).toBe(true);
  expect(Math.max(...asked.values())).toBe(5);
  expect(await lost.innerText()).toMatch(/块地图没有取到: 地图不完整/);
  expect(await drawn(page)).toBe(0);
  await lost.locator('button').click();
  await expect.poll(() => drawn(page), { timeout: 30_000 }).toBeGreaterThan(5);
  await expect.poll(() => page.locator('[data-put-off]').count()).toBe(0);
  await close();
}, 120_000);

test('a session that is answered 503 is asked for again, and the page says so; then there is a map', async () => {
  const { page, close } = await openPage();
  let left = 2;
  await page
    .context()
    .route(/\/api\/v1\/session$/, (route) =>
      left-- > 0 ? route.fulfill({ status: 503 }) : route.continue(),
    );
  await page.reload();
  await page.getByText('没有取到登录信息, 正在重试').waitFor();
  await page.waitForFunction(() => window.__nutag?.map?.getSource('divisions') !== undefined, null, { timeout: 30_000 }); // prettier-ignore
  expect(left).toBe(-1);
  expect(await page.getByText('没有取到登录信息').count()).toBe(0);
  await close();
}, 120_000);
