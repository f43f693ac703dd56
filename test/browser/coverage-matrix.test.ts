import { afterAll, expect, inject, test } from 'vitest';
import type { Matrix } from '../../server/api/coverage-matrix.ts';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';
import { faults } from '../support/faults.ts';

afterAll(closeBrowsers);
const text = async (path: string): Promise<string> => (await fetch(new URL(path, inject('baseUrl')))).text();

test('matrix, map, table and file have the same numbers', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=matrix&cov=funeral_home');
  const cells = page.locator('tbody:not(.fixed) [data-cell=funeral_home]');
  await cells.first().waitFor();
  const matrix = new Map(await cells.evaluateAll((all) => all.map((one): [string, string[]] => {
    const { duty, share, beyond } = (one as HTMLElement).dataset;
    return [(one.closest('tr') as HTMLElement).dataset['code']!, [duty!, share ?? '', beyond ?? '']];
  }))); // prettier-ignore
  const answer = JSON.parse(await text('/api/v1/coverage?kind=funeral_home')) as CoverageAnswer;
  expect(matrix.size).toBe(answer.total);
  for (const { code, duty, reach, burden } of answer.items)
    expect(matrix.get(code)).toEqual([duty.result, String(reach?.share ?? ''), String(burden?.beyond ?? '')]);
  await settled(page);
  const drawn = await page.evaluate(() => {
    const found = window.__nutag!.map!.queryRenderedFeatures({ layers: ['coverage-hatch'] });
    return [...new Set<string>(found.filter(({ state }) => state['unknown']).map(({ properties }) => String(properties['code'])))].sort(); // prettier-ignore
  });
  expect(drawn).toEqual([...matrix].filter(([, [duty]]) => duty === 'unknown').map(([code]) => code).sort()); // prettier-ignore
  const csv = await text((await page.locator('[data-export=csv]').getAttribute('href'))!);
  const lines = csv.split('\n').filter((line) => line.includes('funeral_home') || line.includes('殡仪馆'));
  for (const [code, [, , beyond]] of matrix)
    if (beyond !== '') expect(lines.some((line) => line.includes(code) && line.split(',').includes(beyond!)) || csv.split('\n').some((line) => line.includes(code) && line.split(',').includes(beyond!))).toBe(true); // prettier-ignore
  expect(await faults(page)).toEqual([]);
  expect(errors).toEqual([]);
  await close();
}, 180_000);

test('leagues and the region are rolled up, the matrix is sorted and filtered, a cell opens its card', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=matrix', { webgl: false });
  await page.locator('tbody.fixed tr').first().waitFor();
  const matrix = JSON.parse(await text('/api/v1/coverage/matrix')) as Matrix;
  expect(await page.locator('tbody.fixed tr').count()).toBe(13);
  const column = matrix.columns.findIndex(({ kind }) => kind === 'funeral_home');
  const { counts } = matrix.rows[0]!.cells[column]!;
  expect(await page.locator('tbody.fixed [data-code="150000"] [data-cell=funeral_home] .figures').first().textContent()).toContain(`${counts!.met + counts!.met_by_substitute}/`); // prettier-ignore
  expect(await page.locator('.spark[role=img]').count()).toBe(matrix.indicators.length);
  const lines = await page
    .locator('.spark')
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(lines).toContainEqual(expect.stringMatching(/\d{4}-12-31 .*%.*目标 2025 100%$/)); // others add indicators of their own
  const head = page.locator('th[data-column=funeral_home]');
  await head.locator('button').click();
  expect(await head.getAttribute('aria-sort')).toBe('descending');
  expect(await page.locator('tbody:not(.fixed) [data-cell=funeral_home]').first().getAttribute('data-duty')).toBe('not_met'); // prettier-ignore
  await page.locator('[name=league]').selectOption('150500');
  await expect.poll(() => page.locator('tbody:not(.fixed) tr[data-code]').evaluateAll((all) => all.every((one) => (one as HTMLElement).dataset['code']!.startsWith('1505'))), { timeout: 60_000 }).toBe(true); // prettier-ignore
  expect(page.url()).toContain('d=150500');
  const cell = page.locator('tbody:not(.fixed) [data-cell=funeral_home]').first();
  const code = (await cell.evaluate((one) => (one.closest('tr') as HTMLElement).dataset['code']))!;
  await cell.click();
  await page.locator(`[data-flag="${code}"]`).waitFor();
  expect(errors).toEqual([]);
  await close();
}, 180_000);

test('on a phone the matrix scrolls in itself, the page does not', async () => {
  const { page, close } = await openPage('#/coverage?f=matrix', { webgl: false, viewport: { width: 390, height: 844 } }); // prettier-ignore
  await page.locator('tbody:not(.fixed) .cell').first().waitFor();
  expect(await page.locator('.grid').evaluate((grid) => grid.scrollWidth)).toBeGreaterThan(390);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await close();
}, 180_000);

test('the file of the matrix has the units of its tag, and the areas above them', async () => {
  const { page, close } = await openPage(`#/coverage?f=matrix&tag=${encodeURIComponent('边境旗县')}`, {
    webgl: false,
  });
  await page.locator('tbody:not(.fixed) tr[data-code]').first().waitFor();
  const shown = await page.locator('tr[data-code]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['code']!)); // prettier-ignore
  const csv = await text((await page.locator('[data-export=csv]').getAttribute('href'))!);
  const counties = new Set([...csv.matchAll(/^county,(\d{6}),/gm)].map((found) => found[1]!));
  expect([...counties].sort()).toEqual(shown.filter((code) => !code.endsWith('00')).sort());
  expect(csv).toContain('标签 边境旗县');
  await close();
}, 180_000);

test('1,033 townships: only those in sight are drawn, the last is reached by a key', async () => {
  const { page, close } = await openPage('#/coverage?f=matrix&unit=township', { webgl: false });
  const grid = page.locator('[role=grid][aria-rowcount="1047"]'); // head, region, 12 leagues, 1,033
  await grid.waitFor();
  expect(await page.locator('tbody:not(.fixed) tr[data-code]').count()).toBeLessThan(100);
  await page.locator('tbody.fixed [data-at="0,0"]').focus();
  await page.keyboard.press('Control+End');
  await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLElement).dataset['at'])).toMatch(/^1045,/); // prettier-ignore
  await close();
}, 180_000);

test('the threshold of the link holds where no kind was chosen by hand, to its decimals', async () => {
  const { page, close } = await openPage('#/coverage?f=matrix&T=60.5', { webgl: false });
  await expect.poll(() => page.locator('th[data-column=funeral_home]').first().getAttribute('title'), { timeout: 30_000 }).toBe('殡仪馆: T = 60.5 公里'); // prettier-ignore
  await page.goto(new URL('#/coverage?T=60.5', inject('baseUrl')).href);
  await page.locator('.slider', { hasText: '可达阈值 60.5 公里' }).waitFor();
  await page.goto(new URL('#/coverage?T=60.5&f=report-150100', inject('baseUrl')).href);
  await page.locator('[data-map-of=funeral_home]', { hasText: 'T = 60.5 公里' }).waitFor();
  await close();
}, 180_000);
