import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, moveTo, openPage, settled, whereIs } from '../support/browser.ts';

afterAll(closeBrowsers);

test('every layer can be switched off and on, and has a legend', async () => {
  const { page, errors, close } = await openPage('#/divisions?m=9/40.8/111.7');
  const drawn = (layer: string): Promise<number> =>
    page.evaluate((id) => {
      const map = window.__nutag!.map!;
      return map.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).length : 0;
    }, layer);
  for (const [group, layer] of [
    ['labels', 'division-label-county'],
    ['boundaries', 'boundary-county'],
    ['markers', 'marker'],
    ['places', 'place'],
    ['facilities', 'facility'],
  ] as const) {
    const section = page.locator(`[data-layer=${group}]`);
    expect(await section.locator('.legend li').count(), group).toBeGreaterThan(1);
    expect(await drawn(layer), layer).toBeGreaterThan(0);
    await section.locator('input').uncheck();
    await settled(page);
    expect(await drawn(layer), layer).toBe(0);
    expect(await section.locator('.legend').count()).toBe(0);
    await section.locator('input').check();
    await settled(page);
    expect(await drawn(layer), layer).toBeGreaterThan(0);
  }
  expect(errors).toEqual([]);
  await close();
});

test('marker states differ in shape as well as in colour', async () => {
  const { page, close } = await openPage('#/divisions?m=9/40.8/111.7');
  const shapes = await page.locator('[data-layer=markers] canvas').evaluateAll((signs) =>
    signs.map((sign) => {
      const canvas = sign as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return Array.from(
        data.filter((_, index) => index % 4 === 3),
        (alpha) => (alpha > 128 ? 1 : 0),
      ).join('');
    }),
  );
  expect(shapes.length).toBe(8);
  expect(new Set(shapes).size).toBe(8);
  await close();
});

test.each([
  ['division-prefecture', 'division', 5, 116, 44],
  ['division-label-county', 'division', 8, 111.7, 40.8],
  ['boundary-county', 'boundary-line', 9, 111.7, 40.8],
  ['meeting-point', 'meeting-point', 9, 111.7, 40.8],
  ['marker', 'marker', 9, 111.7, 40.8],
  ['place', 'place', 11, 111.7, 40.8],
  ['facility', 'facility', 9, 111.7, 40.8],
] as const)('%s answers hover and click', async (layer, type, zoom, lon, lat) => {
  const { page, errors, close } = await openPage('#/map');
  await moveTo(page, lon, lat, zoom);
  const spot = layer === 'division-prefecture' ? await middleOf(page) : await whereIs(page, layer);
  await page.mouse.move(spot.x - 3, spot.y - 3);
  await page.mouse.move(spot.x, spot.y);
  await page.locator('.tooltip').waitFor();
  expect(await page.locator('.maplibregl-canvas').evaluate((canvas) => canvas.style.cursor)).toBe('pointer');
  await page.mouse.click(spot.x, spot.y);
  const record = page.locator(`article.record[data-record^="${type}:"]`);
  await record.locator('h2').waitFor();
  expect((await record.locator('h2').textContent())!.length).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  await close();
});

test('a line stays lit under the pointer when the look of the map changes', async () => {
  const { page, errors, close } = await openPage('#/map');
  await moveTo(page, 111.7, 40.8, 9);
  const lit = (): Promise<unknown> => page.evaluate(() => window.__nutag!.map!.getFilter('boundary-hover'));
  const spot = await whereIs(page, 'boundary-county');
  await page.mouse.move(spot.x - 3, spot.y - 3);
  await page.mouse.move(spot.x, spot.y);
  await expect.poll(lit).toEqual(['==', ['get', 'code'], expect.stringMatching(/./)]);
  const before = await lit();
  await page.evaluate(() => (location.hash += '&theme=dark'));
  await page.locator('html[data-theme=dark]').waitFor();
  await settled(page);
  await page.mouse.move(spot.x + 1, spot.y);
  await page.mouse.move(spot.x, spot.y);
  await expect.poll(lit).toEqual(before);
  expect(errors).toEqual([]);
  await close();
});

async function middleOf(page: Page): Promise<{ x: number; y: number }> {
  const box = (await page.locator('.maplibregl-canvas').boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
