import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { faults } from '../support/faults.ts';
import { startClosedService, type ClosedService } from '../support/nutag.ts';
import { signInAt } from '../support/page.ts';

const password = 'correct horse battery';
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const review = '蒙S(2026)001号';
let service: ClosedService;
beforeAll(async () => {
  service = await startClosedService(inject('testDatabaseUrl'), { NUTAG_TRUSTED_PROXIES: 'loopback', NUTAG_PUBLIC: 'on', NUTAG_MAP_REVIEW: review, NUTAG_DRAIN: '0' }); // prettier-ignore
  service.nutag(['user', 'add', 'chief', '--role', 'administrator'], `${password}\n`);
  const { page } = await signInAt(service.url, 'chief', password);
  const add = async (path: string, body: object): Promise<void> => {
    const { status, body: answer } = await page('POST', path, body);
    expect(status, JSON.stringify(answer)).toBe(201);
  };
  const home = { kind: 'funeral_home', county: '150102', status: 'operating' };
  await add('/api/v1/facilities', { ...home, name: '东郊殡仪馆', point: [111.75, 40.85], address: '东郊路1号', phone: '0471-123456', hours: '8:00-17:00' }); // prettier-ignore
  await add('/api/v1/facilities', { ...home, name: '西郊殡仪馆', point: [111.5, 40.8] });
  await add('/api/v1/facilities', { ...home, name: '内部殡仪馆', point: [111.7, 40.8], public: false, secrecy: '内部' }); // prettier-ignore
  await add('/api/v1/places', { name: '东河村', class: '22200', division: '150102', point: [111.72, 40.82] });
}, 240_000);
afterAll(async () => {
  await closeBrowsers();
  await service.stop();
});

/** What the server refused this page. */
function refusals(page: Page): string[] {
  const found: string[] = [];
  page.on('response', (answer) => answer.status() >= 400 && found.push(`${answer.status()} ${answer.url()}`));
  return found;
}
const open = (page: Page, hash: string): Promise<void> => page.evaluate((next) => void (location.hash = next), hash); // prettier-ignore
const names = (page: Page): Promise<string[]> => page.locator('[data-facility] h3').allInnerTexts();

test('without an account: the nearest facility from the device and from a place, with address, phone and hours; nothing that is not public', async () => {
  const { page, errors, close } = await openPage('#/map', { ...phone, service: service.url, permissions: ['geolocation'], geolocation: { longitude: 111.7, latitude: 40.8 } }); // prettier-ignore
  const refused = refusals(page);
  await open(page, '#/nearby');
  await page.locator('.nearby-kinds input[value=funeral_home]').check();
  await page.locator('[data-do=locate]').tap();
  await page.locator('[data-facility]').first().waitFor();
  const first = await page.locator('[data-facility]').first().innerText();
  for (const words of ['东郊殡仪馆', '东郊路1号', '0471-123456', '8:00-17:00'])
    expect(first).toContain(words);
  expect(await page.locator('[data-facility] a[href^="tel:"]').getAttribute('href')).toBe('tel:0471-123456');
  expect((await names(page)).join()).not.toContain('内部');
  expect((await page.locator('.nearby-found').boundingBox())!.y).toBeLessThan(600); // what was asked for is in view

  await page.locator('.nearby [name=place]').fill('东河');
  await page.locator('[data-start^=place-]').first().tap();
  await expect.poll(() => page.locator('[data-from]').textContent()).toContain('东河村');
  expect((await names(page))[0]).toContain('东郊殡仪馆');
  await page.locator('.nearby [name=place]').fill('没有这个地方');
  await page.locator('[data-no-hits]').waitFor();
  expect(await faults(page)).toEqual([]);
  expect(refused).toEqual([]);
  expect(errors).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await close();
}, 120_000);

test('what the public page offers is what the public may open: no menu of staff, no request that is refused', async () => {
  const { page, errors, close } = await openPage('', { service: service.url });
  const refused = refusals(page);
  await page.reload();
  await page.locator('.tabs button').first().waitFor();
  const tabs = await page.locator('.tabs button').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['panel']!)); // prettier-ignore
  expect(tabs).toEqual(['divisions', 'places', 'boundaries', 'facilities', 'nearby', 'view', 'about']);
  expect(await page.locator('[data-layer]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['layer']))).not.toContain('markers'); // prettier-ignore
  for (const panel of tabs) {
    await open(page, `#/${panel}`);
    await page.waitForLoadState('networkidle');
  }
  await open(page, '#/facilities');
  await page.locator('.list .row', { hasText: '东郊' }).click();
  await page.locator('article.record h2').waitFor();
  expect(await page.locator('article.record').innerText()).not.toMatch(/编辑|变更历史|附件/);
  await page.waitForLoadState('networkidle');
  expect(await page.locator('[data-note]').textContent()).toContain(review);
  expect(refused).toEqual([]);
  expect(errors).toEqual([]);
  await close();
}, 120_000);
