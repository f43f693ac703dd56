import { afterAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';
import { faults } from '../support/faults.ts';

afterAll(closeBrowsers);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test('on a phone: a kind, the position after a press, the nearest facilities with distance, address, phone, hours and a map', async () => {
  const { page, errors, close } = await openPage('#/map', { ...phone, permissions: ['geolocation'], geolocation: { longitude: 111.7, latitude: 40.8 } }); // prettier-ignore
  await page.evaluate(() => {
    const asked = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
    navigator.geolocation.getCurrentPosition = (...input) => {
      document.body.dataset['asked'] = 'yes';
      asked(...input);
    };
    location.hash = '#/nearby';
  });
  await page.locator('.nearby h2').waitFor();
  expect(await page.locator('.tabs').isVisible()).toBe(false);
  await page.locator('.nearby-kinds input[value=funeral_home]').check();
  expect(await page.locator('body').getAttribute('data-asked')).toBe(null);
  await page.locator('[data-do=locate]').tap();
  await page.locator('[data-facility]').first().waitFor();
  expect(await page.locator('body').getAttribute('data-asked')).toBe('yes');
  const found = (await (await fetch(new URL('/api/v1/nearest-facilities?kind=funeral_home&near=111.7,40.8', inject('baseUrl')))).json()) as { items: { id: number; name: string }[] }; // prettier-ignore
  expect(await page.locator('[data-facility]').evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset['facility'])))).toEqual(found.items.map(({ id }) => id)); // prettier-ignore
  expect(await page.locator('[data-facility] dt').evaluateAll((all) => all.slice(0, 3).map((one) => one.textContent))).toEqual(['地址', '电话', '办理时间']); // prettier-ignore
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await settled(page);
  const drawn = await page.evaluate(() => {
    const source = window.__nutag!.map!.getStyle().sources['numbered'] as unknown as { data: { features: { properties: { id: number } }[] } }; // prettier-ignore
    return source.data.features.map(({ properties }) => properties.id);
  });
  expect(drawn).toEqual(found.items.map(({ id }) => id));
  expect(await faults(page)).toEqual([]);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('from a place by its name, in English, without a map', async () => {
  const { page, errors, close } = await openPage('#/map?lang=en', { ...phone, webgl: false });
  await page.evaluate(() => void (location.hash = '#/nearby?cov=relief_station&lang=en'));
  await page.locator('.nearby [name=place]').fill('锡林');
  await page.locator('.nearby-hits [data-start^=place-]').first().click();
  await page.locator('[data-facility] .distance').first().waitFor();
  expect(await page.locator('.nearby h2').textContent()).toBe('Nearest service');
  expect(await page.locator('[data-from]').textContent()).toMatch(/^From .*锡林/);
  expect(page.url()).toMatch(/f=place-\d+/);
  expect(await faults(page)).toEqual([]);
  expect(errors.filter((error) => !/WebGL|GPU/.test(error))).toEqual([]);
  await close();
}, 120_000);

test('a search of places that failed says so and is asked again; nothing is said to be missing before an answer', async () => {
  const { page, close } = await openPage('#/map', { ...phone, webgl: false });
  await page.evaluate(() => void (location.hash = '#/nearby?cov=relief_station'));
  const name = page.locator('.nearby [name=place]');
  const none = page.locator('[data-no-hits]');
  await name.fill('没有这个地方');
  await none.waitFor();
  const search = '**/api/v1/search?*';
  await page.route(search, (route) => route.fulfill({ status: 503 }));
  await name.fill('锡林');
  expect(await none.count()).toBe(0);
  const retry = page.locator('.nearby-where .problem button');
  await retry.waitFor();
  expect(await none.count()).toBe(0);
  await page.unroute(search);
  await retry.click();
  await page.locator('.nearby-hits [data-start^=place-]').first().waitFor();
  expect(await retry.count()).toBe(0);
  await close();
}, 120_000);
