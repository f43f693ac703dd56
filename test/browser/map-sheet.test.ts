import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, expect, inject, test, vi } from 'vitest';
import { closeBrowsers, moveTo, openPage, settled, whereIs } from '../support/browser.ts';
import { textOfPdf } from '../support/pdf.ts';

vi.setConfig({ testTimeout: 180_000 }); // several maps are drawn by software, at many pixels
afterAll(closeBrowsers);

async function savePicture(page: Page, ratio: number): Promise<{ name: string; bytes: Buffer }> {
  await page.locator(`.map-export input[value="${ratio}"]`).check();
  const download = page.waitForEvent('download', { timeout: 90_000 });
  await page.locator('[data-do=save-picture]').click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('the map is saved as a picture, 1 to 4 times as sharp, with its legend', async () => {
  const { page, errors, close } = await openPage('#/map?m=11/40.82/111.67', { viewport: { width: 760, height: 520 } }); // prettier-ignore
  await page.locator('[data-do=export-map]').click();
  await page.locator('.map-export input[name=title]').fill('呼和浩特/地名: 图');
  const one = await savePicture(page, 1);
  const four = await savePicture(page, 4);
  expect(one.name).toMatch(/^呼和浩特 地名 图 \d{4}-\d\d-\d\d\.png$/);
  expect(four.name).toMatch(/ 4x\.png$/);
  const [small, large] = [await sharp(one.bytes).metadata(), await sharp(four.bytes).metadata()];
  expect(Math.abs(large.width - 4 * small.width)).toBeLessThanOrEqual(4);
  expect(Math.abs(large.height - 4 * small.height)).toBeLessThanOrEqual(4);
  const canvas = await page.locator('.map > .canvas').boundingBox();
  expect(small.width).toBe(Math.round(canvas!.width) + 36);
  expect(small.height).toBeGreaterThan(canvas!.height + 100); // title, legend and lines
  const { entropy } = await sharp(four.bytes).extract({ left: 200, top: 400, width: 1600, height: 1200 }).stats(); // prettier-ignore
  expect(entropy).toBeGreaterThan(1); // the map is drawn, not blank
  expect(errors).toEqual([]);
  await close();
});

test('a picture beyond the graphics card is refused with its limit, and nothing is saved', async () => {
  const { page, close } = await openPage('#/map?m=6/44/112', { viewport: { width: 2400, height: 700 } });
  await page.locator('[data-do=export-map]').click();
  await page.locator('.map-export input[value="4"]').check();
  await page.locator('[data-do=save-picture]').click();
  await page.locator('.map-export .note.problem').waitFor();
  expect(await page.locator('.map-export .note.problem').textContent()).toMatch(
    /本机显卡最多能画 \d+ × \d+ 像素/,
  );
  await close();
});

const POINTS_PER_MM = 72 / 25.4;

test.each([
  ['a4-landscape', 297, 210],
  ['a4-portrait', 210, 297],
  ['a3-landscape', 420, 297],
  ['a3-portrait', 297, 420],
] as const)(
  'a sheet of %s is one page with its words as text and a true scale',
  async (paper, width, height) => {
    const { page, errors, close } = await openPage(`#/map?m=9/40.82/111.67&print=${paper}&sc=500000`);
    await page.locator('[data-sheet=map] img').waitFor({ timeout: 90_000 });
    const bar = page.locator('.scale-bar');
    const [metres, mm] = [
      Number(await bar.getAttribute('data-metres')),
      Number(await bar.getAttribute('data-mm')),
    ];
    expect(Math.abs((metres * 1000) / mm / 500_000 - 1)).toBeLessThan(0.001);
    const corners = await page.locator('[data-corner]').evaluateAll((all) => all.map((one) => one.getAttribute('data-corner')!)); // prettier-ignore
    expect(corners).toHaveLength(4);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
    const [text, ...more] = textOfPdf(pdf);
    expect(more).toEqual([]);
    expect(Math.abs(Number(boxes[0]![1]) / POINTS_PER_MM - width)).toBeLessThan(0.5);
    expect(Math.abs(Number(boxes[0]![2]) / POINTS_PER_MM - height)).toBeLessThan(0.5);
    const plain = text!.replace(/\n/g, '');
    for (const words of ['内蒙古自治区行政区划与地名图', '图例', '行政区域界线', '比例尺 1:500,000', 'CGCS2000 (EPSG:4490)', '资料来源', '数据更新', '审图号: 未送审', '示意, 不作划界依据', '含示例数据', '北', ...corners.flatMap((corner) => corner.split(' '))])
    expect(plain, words).toContain(words); // prettier-ignore
    expect(errors).toEqual([]);
    await close();
  },
  180_000,
);

test('the colours of the coverage are printed with their legend; the arrow follows the bearing', async () => {
  const { page, close } = await openPage('#/coverage?m=6/43/112&cov=funeral_home&by=reach');
  await page.evaluate(() => window.__nutag!.map!.setBearing(30));
  await settled(page);
  await page.locator('[data-do=print-map]').click();
  await page.locator('[data-sheet=map] img').waitFor({ timeout: 90_000 });
  expect(await page.locator('.north-arrow g').getAttribute('transform')).toBe('rotate(-30)');
  expect(await page.locator('.map-sheet h2').textContent()).toContain('殡仪馆覆盖图 (可达)');
  expect(await page.locator('.map-legend').textContent()).toContain('≥ 95%');
  expect(await page.locator('.map-legend').textContent()).toContain('不详');
  expect(await page.evaluate(() => location.hash)).toMatch(/print=a4-landscape&sc=\d+/);
  await page.locator('.map-print-settings button').first().click();
  await page.locator('[data-sheet=map]').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => location.hash)).toContain('cov=funeral_home');
  await close();
});

test('without WebGL the page says why it can neither export nor print', async () => {
  const { page, close } = await openPage('#/map?print=a4-landscape', { webgl: false });
  expect(await page.locator('.map-print .note.problem').textContent()).toContain('WebGL2');
  await close();
});

test('from z12 on places have the sign of their class, the graticule its labels, to z18', async () => {
  const { page, errors, close } = await openPage('#/map?m=12.6/43.94/116.08');
  const rendered = (layer: string): Promise<number> => page.evaluate((id) => window.__nutag!.map!.queryRenderedFeatures({ layers: [id] }).length, layer); // prettier-ignore
  const images = await page.evaluate(() => window.__nutag!.map!.listImages());
  expect(images.filter((id) => id.startsWith('kind|')).length).toBeGreaterThan(8);
  expect(await rendered('grid-lon')).toBeGreaterThan(1);
  expect(await rendered('place')).toBeGreaterThan(30);
  await moveTo(page, 116.0831, 43.9405, 18);
  expect(await page.evaluate(() => window.__nutag!.map!.getZoom())).toBe(18);
  expect(await rendered('grid')).toBeGreaterThan(1);
  await moveTo(page, 116.08, 43.94, 10);
  expect(await page.evaluate(() => window.__nutag!.map!.getLayer('grid') === undefined)).toBe(true);
  expect(errors).toEqual([]);
  await close();
});

test('a place-name sign stands on the map, in the legend, and leads to its record', async () => {
  const base = inject('baseUrl');
  const headers = { origin: new URL(base).origin, 'content-type': 'application/json' };
  const body = JSON.stringify({ name: '额尔敦路', division: '152502', kind: 'street', state: 'wrong', point: [116.2421, 43.9722] }); // prettier-ignore
  const made = await fetch(new URL('/api/v1/name-signs', base), { method: 'POST', headers, body });
  expect(made.status).toBe(201);
  const { id, version } = (await made.json()) as { id: number; version: string };
  try {
    const { page, errors, close } = await openPage('#/map?m=15/43.9722/116.2421');
    await page.waitForFunction(() => {
      const map = window.__nutag!.map!;
      return map.getLayer('sign') && map.queryRenderedFeatures({ layers: ['sign'] }).length > 0;
    });
    expect(await page.locator('[data-layer=signs] .legend').textContent()).toContain('内容有误');
    const spot = await whereIs(page, 'sign');
    await page.mouse.click(spot.x, spot.y - 6);
    await page.locator('[data-input=name]').waitFor();
    expect(await page.evaluate(() => location.hash)).toContain(`f=sign-${id}`);
    expect(await page.locator('[data-input=name]').inputValue()).toBe('额尔敦路');
    await page.locator('[data-layer=signs] input').uncheck();
    await page.waitForFunction(() => !window.__nutag!.map!.getLayer('sign'));
    expect(errors).toEqual([]);
    await close();
  } finally {
    await fetch(new URL(`/api/v1/name-signs/${id}`, base), { method: 'DELETE', headers: { ...headers, 'if-match': `"${version}"` } }); // prettier-ignore
  }
});
