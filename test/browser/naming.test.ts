import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';

afterAll(closeBrowsers);
const LONG = { timeout: 120_000 }; // the first look counts all entries
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(' | ')}`); // prettier-ignore
}

test('data quality: counts, one check, one entry on the map, and back', async () => {
  const { page, errors, close } = await openPage('#/naming');
  await page.locator('[data-check=township-same-name]').waitFor(LONG);
  expect(await faults(page)).toEqual([]);
  await page.locator('[data-check=township-same-name]').press('Enter');
  await page.locator('.quality-rows .row').first().waitFor();
  expect(page.url()).toContain('f=township-same-name');
  expect(await faults(page)).toEqual([]);
  const csv = await page.locator('.quality-rows a[download]').getAttribute('href');
  expect(csv).toContain('/api/v1/quality/township-same-name');
  await page.locator('.quality-rows .row').first().press('Enter');
  await page.locator('.record, [data-record], #panel h2').first().waitFor();
  expect(page.url()).toContain('sel=place');
  await page.goBack();
  await page.locator('.quality-rows .row').first().waitFor();
  await page.locator('.quality-rows .bar button').click();
  await page.locator('.matrix td button').first().click();
  await page.locator('.quality-rows .row').first().waitFor();
  expect(page.url()).toMatch(/d=\d{6}/);
  expect(errors).toEqual([]);
  await close();
}, 180_000);

test('a proposed name is checked while it is typed, by keyboard, dark, on a phone', async () => {
  const { page, errors, close } = await openPage('#/naming?f=check&theme=dark', {
    viewport: { width: 390, height: 844 },
  });
  await page.locator('input[name=naming-name]').fill('城关镇');
  await page.locator('select[name=naming-class]').selectOption('21500');
  await page.locator('select[name=naming-league]').selectOption('150500');
  await page.locator('[data-rule=duplicate] .evidence li').nth(3).waitFor();
  expect(await page.locator('[data-rule=duplicate] .severity').textContent()).toBe('错误');
  expect(await page.locator('.name-result dd').first().textContent()).toBe('城关 + 镇');
  expect(await faults(page)).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
  ).toBe(true);
  await page.locator('[data-rule=duplicate] .evidence button').first().press('Enter');
  await page.waitForFunction(() => location.hash.includes('sel=place'));
  expect(errors).toEqual([]);
  await close();
}, 120_000);
