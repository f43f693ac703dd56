import type { Page } from 'playwright-core';
import { afterAll, assert, expect, inject, test, vi } from 'vitest';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { faults } from '../support/faults.ts';

const PATIENT = { timeout: 30_000 };
const at = (path: string): URL => new URL(path, inject('baseUrl'));
const get = async <T>(path: string): Promise<T> => (await (await fetch(at(path))).json()) as T;
const coverage = (query: string): Promise<CoverageAnswer> => get(`/api/v1/coverage?kind=funeral_home&${query}`); // prettier-ignore
const number = (value: number): string => new Intl.NumberFormat('zh-CN').format(value);

/** The roads of this file are taken back, so that other tests find none. */
let job: number | null = null;
const until = (holds: (job: { state: string; may: { rollBack: boolean } }) => boolean): Promise<void> =>
  vi.waitFor(async () => assert(holds(await get(`/api/v1/imports/${job}`))), { timeout: 120_000, interval: 500 }); // prettier-ignore
afterAll(async () => {
  await closeBrowsers();
  if (job === null) return;
  await until(({ may }) => may.rollBack);
  await fetch(at(`/api/v1/imports/${job}/roll-back`), { method: 'POST' });
  await until(({ state }) => state === 'rolled_back');
}, 260_000);

/** Roads from seat to seat of the banners, in the order of their longitude, and a way that no car may take. */
async function roads(): Promise<object> {
  const basis = await get<{ candidates: { level: string; point: [number, number] }[] }>('/api/v1/scenario-basis?kind=funeral_home'); // prettier-ignore
  const seats = basis.candidates.filter(({ level }) => level === 'county').map(({ point }) => point).toSorted(([one], [other]) => one - other); // prettier-ignore
  expect(seats.length).toBeGreaterThan(50);
  const line = (properties: object, coordinates: [number, number][]) => ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } }); // prettier-ignore
  const features = seats.slice(1).map((seat, n) => line({ highway: n % 2 === 0 ? 'trunk' : 'secondary' }, [seats[n]!, seat])); // prettier-ignore
  return {
    type: 'FeatureCollection',
    features: [...features, line({ highway: 'footway' }, seats.slice(0, 2))],
  };
}

const shown = (page: Page): Promise<(string | null)[]> =>
  Promise.all(['beyond', 'reachGap'].map((id) => page.locator(`[data-total=${id}]`).textContent()));

test('roads come by the page of imports: checked, seen, loaded', async () => {
  const { page, errors, close } = await openPage('#/imports', { webgl: false });
  await page.locator('input[name=import-kind][value=roads]').check();
  await page.locator('.drop input').setInputFiles({ name: `路网${Date.now()}.geojson`, mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify(await roads())) }); // prettier-ignore
  await page.getByRole('button', { name: '上传并预览' }).click();
  await page.locator('.cells tbody tr').nth(2).waitFor();
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.locator('[data-outcome=checked]', { hasText: '不可行车 1 行' }).waitFor();
  job = Number(/job=(\d+)/.exec(page.url())![1]);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: /^载入/ }).click();
  await page.locator('dialog button[value=yes]').click();
  await page.locator('[data-outcome=loaded]').waitFor({ timeout: 120_000 });
  await expect.poll(async () => (await fetch(at('/api/v1/coverage?kind=funeral_home&method=road'))).status, { timeout: 120_000 }).toBe(200); // prettier-ignore
  expect(errors).toEqual([]);
  await close();
}, 240_000);

test('straight, detour and road are chosen, T is in km or minutes, with the units of a tag too', async () => {
  const { page, errors, close } = await openPage('#/coverage?cov=funeral_home&by=reach', { webgl: false });
  await page.locator('.parameters summary').click();
  const method = page.locator('[name=method]');
  for (const [id, unit] of [['detour', '公里'], ['road', '分钟'], ['straight', '公里']] as const) {
    await method.selectOption(id);
    const { totals } = await coverage(id === 'straight' ? '' : `method=${id}`);
    await expect.poll(() => shown(page), PATIENT).toEqual([number(totals.beyond), String(totals.reachGap)]);
    await page.locator('.slider', { hasText: unit }).waitFor();
    expect(page.url().includes('how=')).toBe(id !== 'straight');
  } // prettier-ignore
  await method.selectOption('road');
  await page.locator('.slider [type=range]').fill('90');
  const { items, totals } = await coverage('method=road&T=90');
  await expect.poll(() => shown(page), PATIENT).toEqual([number(totals.beyond), String(totals.reachGap)]);
  const tagged = items.filter(({ tags }) => tags.includes('边境旗县'));
  expect(tagged.length).toBeGreaterThan(5);
  await page.locator('[name=tag]').selectOption('边境旗县');
  const rows = async () =>
    new Set(
      await page
        .locator('.coverage tbody tr[data-code]')
        .evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset['code'])),
    );
  await expect.poll(rows, PATIENT).toEqual(new Set(tagged.map(({ code }) => code))); // prettier-ignore
  await page.reload(); // all of it stands in the link
  await page.locator('.slider', { hasText: '90 分钟' }).waitFor();
  expect(await method.inputValue()).toBe('road');
  expect(errors).toEqual([]);
  await close();
}, 180_000);

test.each([1280, 390])('a scenario reckons in minutes by road, and says in what it reckons (%i px)', async (width) => {
  const { page, errors, close } = await openPage('#/scenario?cov=funeral_home&by=reach', { webgl: false, viewport: { width, height: 844 } });
  await page.locator('[data-measured=km]').waitFor();
  await page.locator('[name=distance]').selectOption('road');
  await page.locator('[data-measured=road]').waitFor();
  await page.locator('[data-sites=km]').waitFor(); // sites are proposed in km only, and that is said
  const figures = (id: string): Promise<string[]> => page.locator(`[data-figure=${id}] td`).evaluateAll((cells) => cells.map((cell) => cell.firstChild?.textContent ?? ''));
  const { totals } = await coverage('method=road');
  await expect.poll(() => figures('beyond'), PATIENT).toEqual([number(totals.beyond), '—', '—']); // the register's own figure
  expect(await figures('gaps')).toEqual([String(totals.reachGap), '—', '—']);
  await page.locator('[data-figure=p90]', { hasText: 'P90 分钟' }).waitFor();
  await page.locator('.register input').fill('呼和浩特市殡仪馆');
  await page.locator('.register li button', { hasText: '关闭' }).first().click();
  await expect.poll(async () => (await figures('beyond'))[1], PATIENT).not.toBe('—');
  expect(Number((await figures('beyond'))[1]!.replaceAll(',', ''))).toBeGreaterThanOrEqual(totals.beyond);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  await page.locator('[name=distance]').selectOption('1.3');
  await page.locator('[data-measured=km]').waitFor();
  await page.locator('[data-figure=p90]', { hasText: 'P90 公里' }).waitFor();
  await page.locator('[data-do=sites]').waitFor();
  expect(errors).toEqual([]);
  await close();
}, 180_000); // prettier-ignore

test('times that are never of the basis that was read end in a message, and are asked for again', async () => {
  const { page, close } = await openPage('#/scenario?cov=funeral_home', { webgl: false });
  await page.locator('[data-measured=km]').waitFor();
  const times = '**/api/v1/scenario-times*';
  let asked = 0;
  await page.route(times, async (route) => {
    asked += 1;
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), etag: '"another"' } });
  });
  await page.locator('[name=distance]').selectOption('road');
  const problem = page.locator('.scenario > .problem', { hasText: '台账正在修改' });
  await problem.waitFor(PATIENT);
  expect(asked).toBeLessThanOrEqual(3); // once, and with each of two new bases
  await page.unroute(times);
  await problem.getByRole('button', { name: '重试' }).click();
  const { totals } = await coverage('method=road');
  await expect.poll(() => page.locator('[data-figure=beyond] td').first().textContent(), PATIENT).toBe(number(totals.beyond)); // prettier-ignore
  expect(await problem.count()).toBe(0);
  await close();
}, 120_000);
