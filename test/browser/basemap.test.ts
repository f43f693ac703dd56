import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';
import { startClosedService, type ClosedService } from '../support/nutag.ts';
import { startTianditu } from '../support/tianditu.ts';

let tianditu: Awaited<ReturnType<typeof startTianditu>>;
let service: ClosedService;
beforeAll(async () => {
  tianditu = await startTianditu();
  service = await startClosedService('', { NUTAG_OPEN: 'on', NUTAG_TIANDITU_KEY: 'secret-key-1', NUTAG_TIANDITU_REVIEW: 'GS(2026)1号', NUTAG_TIANDITU_URL: tianditu.url, NUTAG_DRAIN: '0' }); // prettier-ignore
}, 240_000);
afterAll(async () => {
  await closeBrowsers();
  await service?.stop();
  await tianditu?.stop();
});

/** The colour of the map beside everything that lies over it. */
async function colour(page: Page): Promise<number[]> {
  const shot = await page.locator('.maplibregl-canvas').screenshot();
  const { width, height } = await sharp(shot).metadata();
  const { data } = await sharp(shot).extract({ left: Math.floor(width / 2), top: Math.floor(height * 0.7), width: 1, height: 1 }).removeAlpha().raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
  return [...data];
}
const near = (found: number[], wanted: number[]): boolean => found.every((value, index) => Math.abs(value - wanted[index]!) < 12); // prettier-ignore

test('a map of 天地图 is chosen by the keyboard, drawn through the server, kept in the link, with its 审图号', async () => {
  const { page, foreign, errors, close } = await openPage('#/map?m=9.2/43.9/116.1', { service: service.url });
  const radios = page.locator('.basemaps input');
  expect(await radios.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))).toEqual(['own', 'blank', 'tdt-vec', 'tdt-img', 'tdt-ter']); // prettier-ignore
  await radios.first().focus();
  for (const [id, wanted] of [['blank', [255, 255, 255]], ['tdt-vec', [200, 40, 40]], ['tdt-img', [40, 120, 60]], ['tdt-ter', [40, 60, 160]]] as const) {
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction((id) => location.hash.includes(`B=${id}`), id);
    await settled(page);
    await expect.poll(async () => near(await colour(page), [...wanted]), { message: id }).toBe(true);
  } // prettier-ignore
  expect(await page.locator('.maplibregl-ctrl-attrib').textContent()).toContain('天地图 GS(2026)1号');
  expect(await page.locator('.basemaps').textContent()).toContain('天地图审图号: GS(2026)1号');
  const layers = new Set(tianditu.asked.map((url) => url.searchParams.get('LAYER')));
  expect(layers).toEqual(new Set(['cia', 'cta', 'cva', 'img', 'ter', 'vec']));
  await page.reload();
  await settled(page);
  expect(await radios.nth(4).isChecked()).toBe(true);
  expect(await page.content()).not.toContain('secret-key');
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]);
  await close();
});

test('where the server has no key, the link falls back to the map of our own', async () => {
  const { page, errors, foreign, close } = await openPage('#/map?m=9.2/43.9/116.1&B=tdt-img');
  expect(await page.locator('.basemaps input').evaluateAll((all) => all.map((one) => [(one as HTMLInputElement).value, (one as HTMLInputElement).checked]))).toEqual([['own', true], ['blank', false]]); // prettier-ignore
  expect(await page.evaluate(() => window.__nutag!.map!.getLayoutProperty('division-land', 'visibility'))).not.toBe('none'); // prettier-ignore
  expect([...errors, ...foreign]).toEqual([]);
  await close();
});
