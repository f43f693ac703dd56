import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map((node) => node.html)
          .slice(0, 3)
          .join(' | ')}`,
    );
}

const VIEWS = [
  ['#/divisions', '.tree .row'],
  ['#/divisions?sel=division:150100', '[data-coords=gauss]'],
  ['#/places', '.list .row'],
  ['#/markers', '.list .row'],
  ['#/facilities', '.list .row'],
  ['#/view?m=9/40.8/111.7', '[role=option]'],
  ['#/coverage?cov=funeral_home', '.coverage tbody tr'],
  ['#/scenario?cov=funeral_home', '.scenario-compare tbody tr'],
  ['#/about', '.sources li'],
] as const;

test.each(['light', 'dark'] as const)('axe finds nothing serious on any view (%s)', async (colorScheme) => {
  const { page, close } = await openPage('', { colorScheme });
  await page.evaluate(axe);
  const found: Record<string, string[]> = {};
  for (const [hash, shown] of VIEWS) {
    await page.evaluate((next) => void (location.hash = next), hash);
    await page.locator(shown).first().waitFor();
    found[hash] = await faults(page);
  }
  await page.fill('#search', '呼和浩特');
  await page.locator('#hits [role=option]').first().waitFor();
  found['search'] = await faults(page);
  expect(found).toEqual(
    Object.fromEntries([...VIEWS.map(([hash]) => hash), 'search'].map((view) => [view, []])),
  );
  await close();
});

test('search from the keyboard alone: / , type, arrows, Enter, Esc', async () => {
  const { page, close } = await openPage('#/divisions');
  await page.locator('body').press('/');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  await page.keyboard.type('锡林浩特市');
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('ArrowDown');
  const box = page.locator('#search');
  expect(await box.getAttribute('aria-activedescendant')).toBe('hit-0');
  expect(await page.locator('#hit-0').getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('Enter');
  await page.locator('article.record h2', { hasText: '锡林浩特市' }).waitFor();
  expect(await box.getAttribute('aria-expanded')).toBe('false');
  await box.press('ArrowDown');
  expect(await box.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Escape');
  expect(await box.getAttribute('aria-expanded')).toBe('false');
  await close();
});

test('a feature of the map can be picked from the keyboard, on the map and in the list', async () => {
  const { page, close } = await openPage('#/view?m=9/40.8/111.7');
  await page.locator('.maplibregl-canvas').focus();
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(() => page.locator('[aria-live=polite]').textContent()).toMatch(/, 2 \/ \d+$/);
  await page.keyboard.press('Enter');
  await page.locator('article.record h2').waitFor();
  await page.getByRole('button', { name: '返回列表' }).press('Enter');
  const list = page.getByRole('listbox', { name: '视野内的要素' });
  await list.focus();
  await page.keyboard.press('ArrowDown');
  const active = (await list.getAttribute('aria-activedescendant'))!;
  const name = await page.locator(`#${active} .row-name`).textContent();
  await page.keyboard.press('Enter');
  await page.locator('article.record h2', { hasText: name! }).waitFor();
  await close();
});

test('the first Tab stops are links past the map, and the focus is visible', async () => {
  const { page, close } = await openPage('#/divisions');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到搜索');
  expect((await page.locator('.skip').first().boundingBox())!.y).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineWidth);
  expect(Number.parseFloat(outline)).toBeGreaterThanOrEqual(2);
  await close();
});
