import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { formatHash, parseHash } from '../../web/state/url.ts';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LONG = { timeout: 60_000 };

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(' | ')}`); // prettier-ignore
}
const row = (page: Page, name: string) => page.locator('.verify-row', { hasText: name }).first();
const ring = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const source = window.__nutag!.map!.getStyle().sources['import-mark'] as { data?: { features: unknown[] } } | undefined; // prettier-ignore
    return source?.data?.features.length ?? 0;
  });

test('the list that is open stands in the link', () => {
  const hash = '#/verify?f=not_found&list=12';
  expect(parseHash(hash)).toMatchObject({ panel: 'verify', list: 12, filter: 'not_found' });
  expect(formatHash(parseHash(hash))).toBe(hash);
  expect(parseHash('#/verify?list=-1').list).toBeNull();
});

test('pasted names: verified, explained, filtered, shown on the map, one chosen, downloaded, deleted', async () => {
  const { page, errors, foreign, close } = await openPage('#/divisions');
  await page.getByRole('navigation', { name: '内容' }).getByRole('button', { name: '核验' }).click();
  await page.locator('textarea[name=verify-text]').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '填入示例' }).click();
  await page.getByRole('button', { name: '核验', exact: true }).last().click();
  await row(page, '甘旗卡镇').waitFor(LONG);
  expect(page.url()).toMatch(/#\/verify\?.*list=\d+/);
  expect(await row(page, '呼和浩持市').textContent()).toContain('呼和浩特市');
  expect(await row(page, '呼和浩持市').getAttribute('data-outcome')).toBe('misspelt');
  expect(await row(page, '归绥').getAttribute('data-outcome')).toBe('former');
  expect(await row(page, 'Huhehaote').textContent()).toContain('Hohhot');
  expect(await row(page, '烏蘭察布市').textContent()).toContain('烏→乌');
  expect(await row(page, '城关镇').getAttribute('data-outcome')).toBe('ambiguous');
  expect(await page.locator('.outcome-filter[data-outcome=misspelt] b').textContent()).toBe('3');
  expect(await faults(page)).toEqual([]);

  const before = await page.evaluate(() => window.__nutag!.map!.getCenter().toArray());
  await row(page, '甘旗卡镇').click();
  await page.locator('.verify-detail').waitFor();
  await settled(page);
  expect(await ring(page)).toBe(1);
  expect(await page.evaluate(() => window.__nutag!.map!.getCenter().toArray())).not.toEqual(before);

  await page.locator('.outcome-filter[data-outcome=ambiguous]').click();
  await row(page, '城关镇').click();
  await page.locator('[data-choose]').nth(1).click();
  await page.locator('.candidates .chosen').waitFor();
  await expect.poll(() => page.locator('.outcome-filter[data-outcome=standard] b').textContent()).toBe('2'); // prettier-ignore
  expect(await faults(page)).toEqual([]);

  for (const kind of ['CSV', 'XLSX']) {
    const href = (await page.locator('.downloads').getByRole('link', { name: kind }).getAttribute('href'))!;
    const file = await page.request.get(new URL(href, page.url()).href);
    expect(file.status()).toBe(200);
    expect(decodeURIComponent(file.headers()['content-disposition'] ?? '')).toContain(kind.toLowerCase());
    if (kind === 'CSV') expect(await file.text()).toMatch(/呼和浩持市,.*疑似误写,呼和浩特市/);
  }
  await page.reload(); // the link holds the list and the filter
  await page.locator('.outcome-filter[data-outcome=ambiguous][aria-pressed=true]').waitFor(LONG);
  await page.getByRole('button', { name: '删除' }).click();
  await page.locator('dialog button[value=yes]').click();
  await page.locator('textarea[name=verify-text]').waitFor();
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
  await close();
}, 180_000);

test('a file, its columns, by keyboard alone, dark, on a phone', async () => {
  const { page, errors, close } = await openPage('#/verify?theme=dark', {
    viewport: { width: 390, height: 844 },
  });
  const lines = ['序号,村,旗县', '1,新成区,呼和浩特市', '2,阿拉善佐旗,阿盟', '3,没有这个地方吧,'];
  await page.locator('.verify-drop input').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) }); // prettier-ignore
  await page.locator('select[name=verify-name]').waitFor(LONG);
  await page.locator('select[name=verify-name]').selectOption('村');
  expect(await page.locator('select[name=verify-division]').inputValue()).toBe('旗县');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '开始核验' }).press('Enter');
  await row(page, '新成区').waitFor(LONG);
  await page.locator('.verify-rows').focus();
  await page.keyboard.press('ArrowDown');
  await page.locator('.verify-detail', { hasText: '同音字: 成→城' }).waitFor();
  await page.keyboard.press('End');
  await page.locator('.verify-detail', { hasText: '没有此地名' }).waitFor();
  expect(await faults(page)).toEqual([]);
  const fits = (): Promise<boolean> =>
    page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  expect(await fits()).toBe(true);
  await page.keyboard.press('Escape');
  await page.locator('.verify-detail').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: '全部核验' }).click();
  await page.locator('[data-list]', { hasText: '名单.csv' }).first().waitFor();
  expect(await fits()).toBe(true);
  expect(errors).toEqual([]);
  await close();
}, 120_000);
