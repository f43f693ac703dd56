import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource } from 'maplibre-gl';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { faults } from '../support/faults.ts';

afterAll(closeBrowsers);

const figures = (page: Page) => page.locator('[data-figures]').textContent();
const spots = async (page: Page) => {
  const { x: left, y: top, width, height } = (await page.locator('.canvas').boundingBox())!;
  return (x: number, y: number): [number, number] => [left + width * x, top + height * y];
};
const drawnPoints = (page: Page) =>
  page.evaluate(async () => {
    const source = window.__nutag!.map!.getSource<GeoJSONSource>('drawn');
    const drawn = (await source?.getData()) as FeatureCollection | undefined;
    return drawn?.features.filter(({ properties }) => properties?.['kind'] === 'vertex').length ?? 0;
  });

test('by the mouse: a distance, a point taken back, the same points as an area, ended, cleared', async () => {
  const { page, errors, close } = await openPage('#/places?m=9/40.8/111.7');
  const spot = await spots(page);
  await page.locator('[data-do=measure]').click();
  expect(await figures(page)).toContain('再加 2 点');
  for (const [x, y] of [[0.3, 0.4], [0.6, 0.4], [0.6, 0.7]] as const) {
    await page.mouse.click(...spot(x, y));
    await page.waitForTimeout(500); // two clicks in one moment would be a double click
  } // prettier-ignore
  await expect.poll(() => figures(page)).toMatch(/^距离 [\d.,]+ 公里 \(3 点\)$/);
  const long = await figures(page);
  await page.keyboard.press('Backspace');
  await expect.poll(() => figures(page)).toContain('(2 点)');
  await page.keyboard.press('Control+z');
  await expect.poll(() => figures(page)).toContain('再加 1 点');
  await page.mouse.click(...spot(0.6, 0.4));
  await page.waitForTimeout(500);
  await page.mouse.click(...spot(0.6, 0.7));
  await expect.poll(() => figures(page)).toBe(long);
  await page.locator('[data-ruler=area]').click();
  await expect.poll(() => figures(page)).toMatch(/^面积 [\d.,]+ 平方公里 = [\d.,]+ 公顷 = [\d.,]+ 亩; 周长 [\d.,]+ 公里 \(3 点\)$/); // prettier-ignore
  expect(await faults(page)).toEqual([]);
  await page.locator('[data-do=draw-done]').press('Enter');
  await page.locator('[data-do=draw-centre]').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-do'))).toBe('draw-cancel');
  await expect.poll(() => drawnPoints(page)).toBe(3);
  await page.mouse.click(...spot(0.45, 0.5)); // the map is the map again: no vertex more
  expect(await figures(page)).toContain('(3 点)');
  await page.keyboard.press('Escape');
  await page.locator('.draw-bar').waitFor({ state: 'detached' });
  await expect.poll(() => drawnPoints(page)).toBe(0);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('by the keyboard, through the centre of the map: a degree along the meridian, read out', async () => {
  const { page, errors, close } = await openPage('#/places?m=9/41/111');
  await page.locator('[data-do=measure]').press('Enter');
  for (const lat of [41, 42]) {
    await page.evaluate((y) => void window.__nutag!.map!.jumpTo({ center: [111, y] }), lat);
    await page.waitForFunction((y) => Math.abs(window.__nutag!.state!.peek().view!.lat - y) < 1e-4, lat);
    await page.locator('[data-do=draw-centre]').press('Enter');
  }
  await expect.poll(() => figures(page)).toMatch(/^距离 111(\.\d)? 公里 \(2 点\)$/); // 111.06 km by PostGIS
  expect(await page.locator('[data-figures]').getAttribute('role')).toBe('status');
  await page.locator('#search').press('Backspace'); // of a field that is typed in
  expect(await figures(page)).toContain('(2 点)');
  await page.locator('[data-do=draw-back]').press('Enter');
  await expect.poll(() => figures(page)).toContain('再加 1 点');
  await page.locator('[data-do=draw-cancel]').press('Enter');
  await page.locator('.draw-bar').waitFor({ state: 'detached' });
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('an outline that crosses itself has no area; the page of the nearest service ends what is measured', async () => {
  const { page, errors, close } = await openPage('#/places?m=9/41/111');
  await page.locator('[data-do=measure]').click();
  await page.locator('[data-ruler=area]').click();
  for (const centre of [
    [111, 41],
    [112, 42],
    [112, 41],
    [111, 42],
  ] as const) {
    await page.evaluate(([x, y]) => void window.__nutag!.map!.jumpTo({ center: [x, y] }), centre);
    await page.waitForFunction(([x, y]) => {
      const view = window.__nutag!.state!.peek().view!;
      return Math.abs(view.lon - x) + Math.abs(view.lat - y) < 1e-4;
    }, centre);
    await page.locator('[data-do=draw-centre]').click();
  }
  await expect.poll(() => figures(page)).toMatch(/^边线相交, 面积不算; 周长 [\d.,]+ 公里 \(4 点\)$/);
  await page.locator('[data-do=draw-back]').click();
  await expect.poll(() => figures(page)).toMatch(/^面积 4,\d+ 平方公里/);
  await page.evaluate(() => (location.hash = '#/nearby'));
  await page.locator('.nearby h2').waitFor();
  await page.evaluate(() => (location.hash = '#/places'));
  await page.locator('[data-do=measure]').waitFor();
  expect(await page.locator('.draw-bar').count()).toBe(0);
  expect(await drawnPoints(page)).toBe(0);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('by a finger on a phone; the bar leaves room for the map', async () => {
  const { page, errors, close } = await openPage('#/places?m=9/40.8/111.7', {
    viewport: { width: 390, height: 800 },
    hasTouch: true,
    isMobile: true,
  });
  await page.locator('[data-do=measure]').tap();
  const canvas = (await page.locator('.canvas').boundingBox())!;
  const bar = (await page.locator('.draw-bar').boundingBox())!;
  const free = { top: bar.y + bar.height, bottom: canvas.y + canvas.height };
  expect(free.bottom - free.top).toBeGreaterThan(150);
  for (const x of [0.25, 0.6]) {
    await page.touchscreen.tap(canvas.x + canvas.width * x, free.top + 60);
    await page.waitForTimeout(700);
  }
  await expect.poll(() => figures(page)).toMatch(/^距离 [\d.,]+ 公里 \(2 点\)$/);
  await page.locator('[data-do=draw-done]').tap();
  await page.locator('[data-do=draw-cancel]').tap();
  await page.locator('.draw-bar').waitFor({ state: 'detached' });
  expect(errors).toEqual([]);
  await close();
}, 120_000);
