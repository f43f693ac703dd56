import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, inject, test } from 'vitest';
import type { BoundaryStatus } from '../../server/api/boundary-status.ts';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`); // prettier-ignore
}

const board = async (query = ''): Promise<BoundaryStatus> => (await (await fetch(new URL(`/api/v1/boundary-status${query}`, inject('baseUrl')))).json()) as BoundaryStatus; // prettier-ignore
const numberIn = async (page: Page, selector: string): Promise<number> => Number((await page.locator(selector).textContent())!.replace(/[^\d]/g, '')); // prettier-ignore

/** Codes of the lines that the map draws in a state. */
const drawn = (page: Page, state: string): Promise<string[]> =>
  page.evaluate((id) => {
    const filter = window.__nutag!.map!.getFilter(id) as [string, unknown, [string, string[]]];
    return filter[2][1].toSorted();
  }, `boundary-clock-${state}`);

test('the desk shows the numbers of the server, narrows to a banner, and leads to the lists', async () => {
  const expected = await board();
  const { page, errors, close } = await openPage('#/boundary-desk');
  await page.locator('[data-card=overdue]').waitFor();
  for (const [state, n] of Object.entries(expected.lines.states)) expect(await numberIn(page, `[data-card=${state}] b`)).toBe(n); // prettier-ignore
  for (const [condition, n] of Object.entries(expected.markers.conditions)) expect(await numberIn(page, `[data-condition=${condition}] b`)).toBe(n); // prettier-ignore
  expect(await page.locator('.target-bars svg').first().getAttribute('aria-label')).toContain(`共 ${expected.target.lines.total}`); // prettier-ignore
  expect(await faults(page)).toEqual([]);

  await page.locator('[data-show=banners]').click();
  await page.locator('[data-sort=faulty]').click();
  const column = (await page.locator('td[data-column=faulty]').allTextContents()).map(Number);
  expect(column).toHaveLength(expected.banners.length);
  expect(column).toEqual(column.toSorted((a, b) => b - a));
  const banner = expected.banners.toSorted((a, b) => b.lines.states.overdue - a.lines.states.overdue)[0]!;
  await page.locator(`[data-unit="${banner.division.code}"] button`).click();
  await page.locator(`.boundary-area:has-text("${banner.division.name}")`).waitFor();
  expect(await numberIn(page, '[data-card=overdue] b')).toBe(banner.lines.states.overdue);
  expect(page.url()).toContain(`d=${banner.division.code}`);

  await page.locator('[data-card=overdue]').click();
  await page.locator('[data-line]').first().waitFor();
  expect(await page.locator('[data-line][data-clock=overdue]').count()).toBe(banner.lines.states.overdue);
  expect(await faults(page)).toEqual([]);
  const file = await page.locator('[data-export=lines-csv]').getAttribute('href');
  const text = await (await fetch(new URL(file!, inject('baseUrl')))).text();
  expect(text.trimEnd().split('\r\n')).toHaveLength(6 + banner.lines.states.overdue);
  expect(errors).toEqual([]);
  await close();
});

test('the time slider moves by keyboard, and with it the lines on the map and the hash', async () => {
  const { page, errors, close } = await openPage('#/map?due=1');
  const slider = page.locator('.layers [data-slider=clock] input');
  await slider.waitFor();
  const today = await board();
  expect(await drawn(page, 'overdue')).toHaveLength(today.lines.states.overdue);
  expect(await page.locator('[data-legend=status] li').count()).toBe(6);
  expect(await page.locator('[data-layer=status]').textContent()).toContain('既不算逾期');
  const tiles: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/tiles/boundaries/')) tiles.push(request.url());
  });
  await slider.focus();
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowLeft');
  const year = Number(today.at.slice(0, 4)) - 3;
  const before = await board(`?at=${year}-12-31`);
  expect(before.lines.states).not.toEqual(today.lines.states);
  await page.waitForFunction((n) => document.querySelector('[data-legend=status] li small')?.textContent === String(n), before.lines.states.overdue); // prettier-ignore
  await settled(page);
  expect(await drawn(page, 'overdue')).toHaveLength(before.lines.states.overdue);
  expect(await drawn(page, 'done')).toHaveLength(before.lines.states.done);
  expect(page.url()).toContain(`at=${year}-12-31`);
  expect(await slider.getAttribute('aria-valuetext')).toContain(String(year));
  expect(tiles).toEqual([]);

  await page.reload();
  await page.locator('#search').waitFor();
  await slider.waitFor();
  expect(await slider.inputValue()).toBe(String(year));
  await page.locator('.layers [data-do=today]').click();
  await page.waitForFunction(() => !location.hash.includes('at='));
  await page.locator('.layers [data-layer=status] input[type=checkbox]').click();
  await page.waitForFunction(() => window.__nutag!.map!.getLayer('boundary-clock-overdue') === undefined);
  expect(page.url()).toContain('due=0');
  expect(errors).toEqual([]);
  await close();
});

test('on a phone and without WebGL the desk is whole', async () => {
  const { page, errors, close } = await openPage('#/boundary-desk', { webgl: false, viewport: { width: 390, height: 844 } }); // prettier-ignore
  await page.locator('[data-card=overdue]').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await page.locator('[data-slider=clock] input').first().isVisible()).toBe(true);
  expect(await faults(page)).toEqual([]);
  expect(errors.filter((line) => !line.includes('WebGL'))).toEqual([]);
  await close();
});
