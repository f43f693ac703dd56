import type { Page } from 'playwright-core';
import { afterAll, expect, inject, test } from 'vitest';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);

const ask = async (query: string): Promise<CoverageAnswer> => (await (await fetch(new URL(`/api/v1/coverage?${query}`, inject('baseUrl')))).json()) as CoverageAnswer; // prettier-ignore

/** The rows of the table as they stand: code, share, beyond. */
const rows = (page: Page): Promise<string[][]> =>
  page
    .locator('.coverage tbody tr[data-code]')
    .evaluateAll((all) =>
      all.map((row) => [
        (row as HTMLElement).dataset['code']!,
        row.querySelector('[data-column=share]')!.firstChild?.textContent ?? '',
        row.querySelector('[data-column=beyond]')!.textContent!.replaceAll(',', ''),
      ]),
    );

const ready = async (page: Page): Promise<void> => {
  await page.locator('.coverage tbody tr[data-code]').first().waitFor();
  await page.waitForFunction(() => window.__nutag!.map!.getLayer('coverage-fill'));
  await page.waitForLoadState('networkidle');
  await settled(page);
};

test('moving T recolours the map and renews table, ranking and totals without a request, with the numbers of the server', async () => {
  const { page, errors, close } = await openPage('#/coverage?cov=funeral_home&by=reach&T=60');
  await ready(page);
  const asked: string[] = [];
  page.on('request', (request) => request.url().includes('/api/v1/coverage') && asked.push(request.url()));
  const percent = new Intl.NumberFormat('zh-CN', { style: 'percent', maximumFractionDigits: 1 });
  for (const T of [10, 45, 137, 300]) {
    await page.locator('.slider input[type=range]').fill(String(T));
    await expect.poll(() => page.url()).toContain(`T=${T}`);
    const { items, totals } = await ask(`kind=funeral_home&T=${T}`);
    await expect.poll(() => page.locator('[data-total=beyond]').textContent()).toBe(new Intl.NumberFormat('zh-CN').format(totals.beyond)); // prettier-ignore
    expect(await page.locator('[data-total=reachGap]').textContent()).toBe(String(totals.reachGap));
    expect(await page.locator('[data-total=borderline]').textContent()).toBe(String(totals.borderline));
    const shown = new Map((await rows(page)).map(([code, share, beyond]) => [code, [share, beyond]]));
    for (const { code, reach, burden } of items)
      expect(shown.get(code)).toEqual(reach?.share == null ? ['不详', '—'] : [percent.format(reach.share), String(burden!.beyond)]); // prettier-ignore
    const order = (await rows(page))
      .map(([, , beyond]) => Number(beyond))
      .filter((one) => !Number.isNaN(one));
    expect(order).toEqual(order.toSorted((a, b) => b - a));
    const hatched = await page.evaluate(() =>
      window.__nutag!.map!.queryRenderedFeatures({ layers: ['coverage-fill'] }).filter(({ state }) => state['borderline']).map(({ properties }) => String(properties['code']))); // prettier-ignore
    expect(new Set(hatched)).toEqual(new Set(items.filter(({ robustness }) => robustness?.borderline).map(({ code }) => code))); // prettier-ignore
  }
  expect(asked).toEqual([]);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('from the move to the paint: printed, not judged, since machines differ', async () => {
  const { page, close } = await openPage('#/coverage?cov=funeral_home&by=reach&T=60');
  await ready(page);
  const times = await page.evaluate(async () => {
    const slider = document.querySelector<HTMLInputElement>('.slider input[type=range]')!;
    const map = window.__nutag!.map!;
    const painted = (): Promise<void> => new Promise((resolve) => void map.once('render', () => requestAnimationFrame(() => resolve()))); // prettier-ignore
    const found: { moved: number; coloured: number; plain: number }[] = [];
    for (const T of [80, 120, 40, 200, 60, 150, 30, 100, 250, 70]) {
      performance.clearMarks();
      slider.value = String(T);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await painted();
      const start = performance.getEntriesByName('coverage-moved')[0]!.startTime;
      const moved = performance.now() - start;
      const coloured = performance.getEntriesByName('coverage-painted')[0]!.startTime - start; // throws when nothing was
      const before = performance.now();
      map.triggerRepaint();
      await painted();
      found.push({ moved, coloured, plain: performance.now() - before });
    }
    return found;
  });
  const median = (values: number[]): string => values.toSorted((a, b) => a - b)[5]!.toFixed(0);
  console.log(`coverage, ms from the move of T: to the colours ${median(times.map(({ coloured }) => coloured))}, to the paint ${median(times.map(({ moved }) => moved))}; a repaint of the map without any change takes ${median(times.map(({ plain }) => plain))}`); // prettier-ignore
  expect(times).toHaveLength(10);
  await close();
}, 120_000);

test('kind, unit, method, detour, share, date, measure and order stand in the link and in the file', async () => {
  const hash = '#/coverage?at=2025-12-31&cov=public_cemetery&T=45&unit=prefecture&how=detour&dt=1.2&sh=75&by=burden&o=share'; // prettier-ignore
  const { page, errors, close } = await openPage(hash);
  await page.locator('.coverage tbody tr[data-code]').first().waitFor();
  expect(await page.locator('.coverage tbody tr[data-code]').count()).toBe(12);
  expect(await page.locator('[data-column=share]').first().getAttribute('aria-sort')).toBe('ascending');
  const href = (await page.locator('[data-export=csv]').getAttribute('href'))!;
  for (const part of ['kind=public_cemetery', 'T=45', 'unit=prefecture', 'method=detour', 'detour=1.2', 'share=0.75', 'on=2025-12-31']) expect(href).toContain(part); // prettier-ignore
  const csv = await (await fetch(new URL(href, inject('baseUrl')))).text();
  const { items } = await ask('kind=public_cemetery&T=45&unit=prefecture&method=detour&detour=1.2&share=0.75&on=2025-12-31'); // prettier-ignore
  for (const { code, burden } of items) expect(csv.split('\n').find((line) => line.includes(code))).toContain(String(burden!.beyond)); // prettier-ignore
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('a number that cannot be asked leaves the field at the one that is; a question that fails goes back', async () => {
  const { page, close } = await openPage('#/coverage?cov=funeral_home&by=reach&T=60', { webgl: false });
  await page.locator('[data-totals=reach]').waitFor();
  const field = page.locator('.slider input[type=number]');
  for (const typed of ['0', '9999', '']) {
    await field.fill(typed);
    await field.press('Tab');
    expect(await field.inputValue()).toBe('60');
  }
  await page.locator('details.parameters summary').click();
  const share = page.locator('[name=share]');
  await share.fill('150');
  await share.press('Tab');
  expect(await share.inputValue()).toBe('80');
  await page.goto(new URL('#/coverage?cov=funeral_home&how=road', inject('baseUrl')).href);
  await page.locator('[data-do=defaults]').click();
  await page.locator('[data-totals=reach]').waitFor();
  expect(page.url()).not.toContain('how=');
  await close();
}, 180_000);

test('the table is walked through by keys', async () => {
  const { page, close } = await openPage('#/coverage?cov=funeral_home', { webgl: false });
  await page.locator('.coverage tbody tr[data-code]').first().waitFor();
  await page.locator('.coverage tbody [data-at="0,0"]').focus();
  const at = (): Promise<string | null> => page.evaluate(() => (document.activeElement as HTMLElement).dataset['at'] ?? null); // prettier-ignore
  await page.keyboard.press('ArrowDown');
  await expect.poll(at).toBe('1,0');
  await page.keyboard.press('ArrowRight');
  await expect.poll(at).toBe('1,1');
  await page.keyboard.press('Control+End');
  await expect.poll(at).toBe('102,4');
  await page.keyboard.press('Control+Home');
  await expect.poll(at).toBe('-1,0');
  await page.keyboard.press('Enter'); // sorts by the unit
  await expect.poll(() => page.url()).toContain('o=code');
  await page.keyboard.press('ArrowDown');
  await expect.poll(at).toBe('0,0');
  await page.keyboard.press('Enter');
  await page.locator('[data-flag="150102"]').waitFor();
  await close();
}, 120_000);

test('an answer that failed to come is asked for again with the same question; the defaults are for what cannot be asked', async () => {
  const { page, close } = await openPage('#/places', { webgl: false });
  await page.route('**/api/v1/coverage?*', (route) => route.fulfill({ status: 503 }));
  const asked = 'T=45&sh=90&d=150100';
  await page.goto(new URL(`#/coverage?cov=funeral_home&${asked}`, inject('baseUrl')).href);
  const retry = page.locator('.coverage > .problem button');
  await retry.waitFor();
  expect(await page.locator('[data-do=defaults]').count()).toBe(0);
  await page.unroute('**/api/v1/coverage?*');
  await retry.click();
  await page.locator('.coverage tbody tr[data-code]').first().waitFor();
  expect(await retry.count()).toBe(0);
  for (const part of asked.split('&')) expect(page.url()).toContain(part);
  await page.goto(new URL('#/coverage?cov=nosuch_kind&tag=nosuch', inject('baseUrl')).href);
  await page.locator('[data-do=defaults]').click();
  await page.locator('.coverage tbody tr[data-code]').first().waitFor();
  expect(page.url()).not.toContain('nosuch');
  await close();
}, 120_000);
