import { afterAll, expect, inject, test } from 'vitest';
import { closeBrowsers, moveTo, openPage } from '../support/browser.ts';

afterAll(closeBrowsers);

async function sample(path: string): Promise<string> {
  const response = await fetch(new URL(path, inject('baseUrl')));
  const { items } = (await response.json()) as { items: { id: number; sample: boolean }[] };
  return String(items.find((item) => item.sample)!.id);
}

test('a record has its names in all scripts, its path, three forms of coordinates and its source', async () => {
  const { page, close } = await openPage('#/divisions?sel=division:150100');
  const record = page.locator('article.record');
  await record.locator('h2', { hasText: '呼和浩特市' }).waitFor();
  const mongolian = record.locator('[data-name=mongolian]');
  expect(await mongolian.textContent()).toMatch(/[\u1820-\u18AA]/);
  expect(await mongolian.getAttribute('lang')).toBe('mn-Mong');
  expect(await mongolian.evaluate((node) => getComputedStyle(node).writingMode)).toBe('vertical-lr');
  const box = (await mongolian.boundingBox())!;
  expect(box.height).toBeGreaterThan(box.width);
  expect(await record.locator('[data-name=roman]').textContent()).toMatch(/Hohhot/);
  expect(await record.locator('.path').textContent()).toContain('内蒙古自治区');
  expect(await record.locator('[data-coords=decimal]').textContent()).toMatch(/^11\d\.\d{6}°E, 40\.\d{6}°N$/);
  expect(await record.locator('[data-coords=dms]').textContent()).toMatch(
    /^11\d°\d\d′\d\d\.\d\d″E, 40°\d\d′\d\d\.\d\d″N$/,
  );
  await record.locator('[data-coords=gauss]').waitFor();
  expect(await record.locator('[data-coords=gauss]').textContent()).toMatch(
    /^X 4[45]\d{5}\.\d\d m, Y 37\d{6}\.\d\d m$/,
  );
  expect(await record.textContent()).toContain('EPSG:4525');
  expect((await record.locator('[data-field=source]').textContent())!.length).toBeGreaterThan(2);
  await close();
});

test.each([
  ['place', '/api/v1/places?sample=true&limit=5'],
  ['marker', '/api/v1/markers?limit=50'],
  ['facility', '/api/v1/facilities?limit=50'],
])('a generated %s carries the 示例数据 badge', async (type, path) => {
  const { page, close } = await openPage(`#/divisions?sel=${type}:${await sample(path)}`);
  await page.locator('article.record header .sample', { hasText: '示例数据' }).waitFor();
  await close();
});

test('Mongolian names stand on the map as images of whole words', async () => {
  const { page, close } = await openPage('#/map');
  await moveTo(page, 111.7, 40.8, 8.6);
  const images = await page.evaluate(() =>
    window.__nutag!.map!.listImages().filter((id) => id.startsWith('mn|light|')),
  );
  expect(images.length).toBeGreaterThan(0);
  const sizes = await page.evaluate(
    (ids) => ids.map((id) => window.__nutag!.map!.getImage(id)!.data),
    images,
  );
  for (const { width, height } of sizes as { width: number; height: number }[])
    expect(height).toBeGreaterThan(width);
  await close();
});

test('a division leads to its parent, its lines and its places', async () => {
  const { page, close } = await openPage('#/divisions?sel=division:152502');
  await page.locator('article.record h2', { hasText: '锡林浩特市' }).waitFor();
  await page.getByRole('button', { name: '相关界线' }).click();
  await page.locator('.chip', { hasText: '锡林浩特市' }).waitFor();
  await page.locator('.list .row').first().click();
  await page.locator('article.record[data-record^="boundary-line:"] h2').waitFor();
  await page.locator('article.record .note', { hasText: '非法定界线' }).waitFor();
  await close();
});
