import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { formatHash, parseHash } from '../../web/state/url.ts';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page, root = '#panel'): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((at) => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run(at), root); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(' | ')}`); // prettier-ignore
}
const totalOf = async (page: Page): Promise<number> => {
  await page.waitForFunction(() =>
    /\d/.test(document.querySelector('#panel .list-total')?.textContent ?? ''),
  );
  return Number((await page.locator('#panel .list-total').innerText()).replace(/\D/g, ''));
};
const openFilters = async (page: Page): Promise<void> => {
  await page.locator('.place-filters summary').press('Enter');
  await page.locator('[data-facet]').first().waitFor();
};

test('the state of filters, spot and day goes through the link and back; what does not fit is dropped', () => {
  const hash = '#/places?d=150100&f=222&nm=巴彦&st=current&src=nutag-sample&ln=mn-Mong&on=2020-01-01&smp=true&box=110,40,112,42&asof=1930-01-01&here=111.65,40.82';
  expect(formatHash(parseHash(hash))).toBe(hash);
  const polygon = '#/places?poly=111,40;112,40;112,41';
  expect(formatHash(parseHash(polygon))).toBe(polygon);
  expect(parseHash("#/places?st=x&ln=klingon&on=yesterday&smp=1&box=1,2&poly=1,2&here=a,b&asof=1&src='").places).toEqual({});
  expect(parseHash('#/places?here=200,100').here).toBeNull();
}); // prettier-ignore

test('filters by the keyboard: the counts are those of the list, all stands in the link, one press clears it', async () => {
  const { page, errors, close } = await openPage('#/places?m=6/44/115');
  expect(await totalOf(page)).toBe(265_800);
  await openFilters(page);
  expect(await faults(page)).toEqual([]);
  const division = page.locator('[data-facet="150100"]');
  const promised = Number((await division.locator('small').innerText()).replace(/\D/g, ''));
  await division.press('Enter');
  await page.locator('[data-facet="150102"]').waitFor();
  await page.waitForFunction((n) => document.querySelector('#panel .list-total')?.textContent?.replace(/\D/g, '') === String(n), promised); // prettier-ignore
  await page.locator('[data-facet="20000"]').press('Enter');
  await page.locator('[data-facet="22000"]').waitFor();
  const language = page.locator('select[name=place-language]');
  const option = await language.locator('option[value=mn-Mong]').innerText();
  await language.selectOption('mn-Mong');
  const spoken = option.replace(/\D/g, '');
  await page.waitForFunction((n) => document.querySelector('#panel .list-total')?.textContent?.replace(/\D/g, '') === n, spoken); // prettier-ignore
  expect(page.url()).toMatch(/d=150100.*f=20000.*ln=mn-Mong/);
  await page.reload();
  await page.locator('[data-chip=language]').waitFor();
  expect(await totalOf(page)).toBe(Number(spoken));
  expect(await faults(page)).toEqual([]);
  await page.locator('[data-do=clear]').press('Enter');
  await page.waitForFunction(() => document.querySelector('#panel .list-total')?.textContent?.includes('265,800')); // prettier-ignore
  expect(page.url()).not.toMatch(/[?&](d|f|ln)=/);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('what is searched for becomes a filter, with counts', async () => {
  const { page, errors, close } = await openPage('#/map');
  await page.locator('input[role=combobox]').fill('巴彦塔拉');
  await page.locator('[data-do=refine]').click();
  await page.locator('[data-chip=q]', { hasText: '巴彦塔拉' }).waitFor();
  const total = await totalOf(page);
  expect(total).toBeGreaterThan(3);
  expect(total).toBeLessThan(500);
  await openFilters(page);
  const counted = await page.locator('[data-facet] small, .own small').allInnerTexts();
  expect(counted.reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0)).toBe(2 * total); // by class and by division
  await page.locator('input[name=place-q]').fill('没有这样的名称');
  await page.locator('input[name=place-q]').press('Enter');
  await page.locator('[data-chip=q]', { hasText: '没有这样的名称' }).waitFor();
  await page.waitForFunction(() => !/[1-9]|读取|载入/.test(document.querySelector('#panel .list-total')?.textContent ?? '1')); // prettier-ignore
  expect(errors).toEqual([]);
  await close();
}, 60_000);

test('where is this: by right click and by the button; path, coordinates, nearest places, and Back', async () => {
  const { page, errors, close } = await openPage('#/map?m=10/40.82/111.65');
  const canvas = (await page.locator('.canvas').boundingBox())!;
  await page.mouse.click(canvas.x + canvas.width / 2 - 60, canvas.y + canvas.height / 2, { button: 'right' });
  await page.locator('[data-near]').first().waitFor();
  expect(await page.locator('.where').innerText()).toContain('呼和浩特市');
  expect(await page.locator('[data-near]').count()).toBe(10);
  expect(await page.locator('[data-coords]').count()).toBe(3);
  expect(page.url()).toMatch(/here=111\.\d+,40\.\d+/);
  expect(await faults(page)).toEqual([]);
  await page.locator('[data-near]').first().press('Enter');
  await page.locator('#record-title').waitFor();
  await page.goBack();
  await page.locator('[data-near]').first().waitFor();
  await page.locator('[data-do=close-here]').press('Enter');
  await page.locator('.here').waitFor({ state: 'detached' });
  await settled(page);
  await page.locator('[data-do=here]').press('Enter');
  await page.locator('[data-near]').first().waitFor();
  await page.evaluate(() => void (location.hash = '#/map?m=7/39.9/116.4&here=116.4,39.9'));
  await page.locator('.where[data-inside=false]').waitFor();
  expect(await page.locator('.where').innerText()).toMatch(/不在内蒙古自治区界内.*公里/);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('a polygon: drawn by clicks and a double click, cancelled by Esc, by the keyboard through the centre of the map', async () => {
  const { page, errors, close } = await openPage('#/places?m=8/40.8/111.7');
  await openFilters(page);
  await page.locator('[data-do=draw]').press('Enter');
  await page.locator('.draw-bar').waitFor();
  const canvas = (await page.locator('.canvas').boundingBox())!;
  const spot = (x: number, y: number): [number, number] => [canvas.x + canvas.width * x, canvas.y + canvas.height * y]; // prettier-ignore
  await page.mouse.click(...spot(0.3, 0.3));
  await page.keyboard.press('Escape');
  await page.locator('.draw-bar').waitFor({ state: 'detached' });
  await page.locator('[data-do=draw]').press('Enter');
  const zoom = await page.evaluate(() => window.__nutag!.map!.getZoom());
  for (const [x, y] of [
    [0.3, 0.35],
    [0.6, 0.35],
  ] as const) {
    // prettier-ignore
    await page.mouse.click(...spot(x, y));
    await page.waitForTimeout(600); // two clicks in one spot would be a double click
  }
  await page.mouse.dblclick(...spot(0.5, 0.65));
  await page.locator('[data-chip=polygon]').waitFor();
  expect(await page.evaluate(() => window.__nutag!.map!.getZoom())).toBe(zoom);
  const total = await totalOf(page);
  expect(total).toBeGreaterThan(0);
  expect(total).toBeLessThan(265_800);
  expect(page.url()).toMatch(/poly=[\d.]+,[\d.]+;[\d.]+,[\d.]+;[\d.]+,[\d.]+(&|$)/);
  await page.locator('[data-chip=polygon] button').press('Enter');
  await page.locator('[data-chip=polygon]').waitFor({ state: 'detached' });

  await page.locator('[data-do=draw]').press('Enter');
  for (const [lon, lat] of [
    [111, 40.5],
    [112, 40.5],
    [111.5, 41.2],
  ] as const) {
    // prettier-ignore
    await page.evaluate(([x, y]) => void window.__nutag!.map!.jumpTo({ center: [x, y] }), [lon, lat] as const); // prettier-ignore
    await page.waitForFunction((x) => Math.abs(window.__nutag!.state!.peek().view!.lon - x) < 1e-3, lon);
    await page.locator('[data-do=draw-centre]').press('Enter');
  }
  await page.locator('[data-do=draw-done]').press('Enter');
  await page.locator('[data-chip=polygon]').waitFor();
  expect(await totalOf(page)).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  await close();
}, 180_000);

test('a polygon that crosses itself: the list says where', async () => {
  const { page, close } = await openPage('#/places?m=7/40.5/110.5&poly=110,40;111,41;111,40;110,41');
  await page.waitForFunction(() => document.querySelector('#panel .list-total')?.textContent?.includes('110.500000')); // prettier-ignore
  await close();
}, 60_000);

test('the record of a place: names, days, link, citation, on a phone too', async () => {
  const { page, errors, close } = await openPage('#/places?q=呼和浩特市&m=9/40.8/111.7');
  const id = await page.evaluate(async () => {
    const answer = await fetch('/api/v1/places?class=21300&division=150100&limit=1');
    return ((await answer.json()) as { items: { id: number }[] }).items[0]!.id;
  });
  await page.evaluate((place) => void (location.hash = `#/places?m=9/40.8/111.7&sel=place:${place}`), id);
  await page.locator('.names-table tbody tr').nth(3).waitFor();
  expect(await page.locator('.names-table').innerText()).toMatch(/呼市[\s\S]*青城[\s\S]*归绥/);
  expect(await page.locator('[data-name=mongolian]').count()).toBe(1);
  await page.locator('input[name=as-of]').fill('2020-01-01');
  await page.locator('[data-as-of]').waitFor();
  expect(await page.locator('[data-as-of]').innerText()).toBe('呼和浩特市');
  expect(page.url()).toContain('asof=2020-01-01');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('as-of'); // the focus stays
  await page.locator('.cite summary').press('Enter');
  const cited = await page.locator('[data-cite]').innerText();
  expect(cited).toMatch(/呼和浩特市.*Hohhot Shi.*内蒙古自治区.*150100.*民政部.*2025-12-31.*sel=place:\d+&asof=2020-01-01/); // prettier-ignore
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 780 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('a meeting point has a link by its code', async () => {
  const { page, errors, close } = await openPage('#/map?m=9/41.7/114.2&sel=meeting-point:130723-150922-150923'); // prettier-ignore
  await page.locator('#record-title').waitFor();
  expect(await page.locator('#record-title').innerText()).toContain('交会点');
  expect(errors).toEqual([]);
  await close();
}, 60_000);
