import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, moveTo, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);

test("works on a phone's width", async () => {
  const { page, errors, close } = await openPage('', {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const wide = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await wide()).toBe(390);
  expect((await page.locator('.maplibregl-canvas').boundingBox())!.height).toBeGreaterThan(500);
  await page.locator('[data-panel=divisions]').tap();
  await page.locator('.tree .row', { hasText: '锡林郭勒盟' }).tap();
  await page.locator('article.record h2', { hasText: '锡林郭勒盟' }).waitFor();
  expect((await page.locator('.maplibregl-canvas').boundingBox())!.height).toBeGreaterThan(200);
  await page.fill('#search', '呼和浩特');
  await page.locator('[role=option]').first().tap();
  await page.locator('article.record h2', { hasText: '呼和浩特' }).waitFor();
  await page.locator('.layers summary').tap();
  await page.locator('[data-layer=boundaries] input').uncheck();
  expect(await wide()).toBe(390);
  expect(errors).toEqual([]);
  await close();
});

test('in the window of a small office screen nothing of the frame is cut off or covered', async () => {
  const { page, close } = await openPage('', { viewport: { width: 1366, height: 650 } });
  const box = async (of: ReturnType<typeof page.locator>): Promise<{ x: number; y: number; width: number; height: number }> => (await of.boundingBox())!; // prettier-ignore
  const tabs = await page.locator('.tabs button').all();
  expect(tabs.length).toBe(18);
  for (const tab of tabs) {
    const { y, height } = await box(tab);
    expect(y + height, await tab.innerText()).toBeLessThanOrEqual(650);
    expect(height).toBeGreaterThanOrEqual(24); // WCAG 2.2, 2.5.8
  }
  const legend = await box(page.locator('.layers'));
  for (const name of ['测量', '全区']) {
    const button = await box(page.locator('.map').getByRole('button', { name, exact: true }));
    expect(button.y, name).toBeGreaterThan(legend.y + legend.height);
  }
  await close();
});

test('follows the dark setting of the system, map and all', async () => {
  const look = async (
    colorScheme: 'light' | 'dark',
  ): Promise<{ page: string; map: string; images: string[] }> => {
    const { page, close } = await openPage('#/map?m=9/40.8/111.7', { colorScheme });
    const found = await page.evaluate(() => ({
      page: getComputedStyle(document.body).backgroundColor,
      map: String(window.__nutag!.map!.getPaintProperty('background', 'background-color')),
      images: window.__nutag!.map!.listImages().filter((id) => id.startsWith('marker')),
    }));
    await close();
    return found;
  };
  const [light, dark] = [await look('light'), await look('dark')];
  expect(dark.page).not.toBe(light.page);
  expect(dark.map).not.toBe(light.map);
  expect(dark.images.every((id) => id.endsWith('|dark'))).toBe(true);
});

test('the theme and the language can be switched by hand', async () => {
  const { page, close } = await openPage('#/divisions');
  await page.getByRole('button', { name: /切换深浅色/ }).click();
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  await settled(page);
  await page.getByRole('button', { name: 'English' }).click();
  await page.locator('h1', { hasText: 'Inner Mongolia' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  expect(page.url()).toMatch(/lang=en&theme=dark/);
  await close();
});

test('without WebGL, search, lists and records work and the page says so', async () => {
  const { page, errors, close } = await openPage('#/divisions', { webgl: false });
  await page.locator('.no-map', { hasText: '不能显示地图' }).waitFor();
  await page.getByRole('button', { name: /锡林郭勒盟.*下级/ }).click();
  await page.locator('.tree .row', { hasText: '锡林浩特市' }).click();
  await page.locator('article.record h2', { hasText: '锡林浩特市' }).waitFor();
  await page.fill('#search', '呼和浩特');
  await page.locator('[role=option]').first().click();
  await page.locator('article.record h2', { hasText: '呼和浩特' }).waitFor();
  await page.locator('[data-panel=coverage]').click();
  await page.locator('.coverage tbody tr').first().waitFor();
  expect(errors.filter((error) => !/WebGL|GPU/.test(error))).toEqual([]);
  await close();
});

test('no request leaves the host', async () => {
  const { page, foreign, errors, close } = await openPage('');
  await moveTo(page, 111.7, 40.8, 9);
  await page.fill('#search', '呼和浩特');
  await page.locator('[role=option]').first().click();
  await page.locator('[data-coords=gauss]').waitFor();
  await page.locator('[data-panel=coverage]').click();
  await page.locator('.coverage tbody tr').first().waitFor();
  expect(foreign).toEqual([]);
  expect(errors).toEqual([]); // among them: what the content policy refused
  expect(
    await page.evaluate(
      () => document.fonts.check('16px NutagSans', '锡林') && document.fonts.check('16px NutagMongol', 'ᠮᠣᠩ'),
    ),
  ).toBe(true);
  await close();
});

test('the map shows its review number and that the lines are illustrative', async () => {
  const { page, close } = await openPage('');
  const note = await page.locator('.map [data-note]').textContent();
  expect(note).toContain('审图号');
  expect(note).toContain('示意数据, 非法定界线');
  await close();
});

test('the start is shown: steps, then a strip, then nothing', async () => {
  const { page, close } = await openPage('#/about');
  const step = {
    id: 'keys',
    title: '建立检索键',
    state: 'running',
    done: 40,
    total: 100,
    secondsLeft: 12,
    seconds: null,
    message: null,
  };
  let now = { ready: false, usable: false, reason: null, steps: [step] };
  await page.route('**/readyz', (route) => route.fulfill({ status: now.ready ? 200 : 503, json: now }));
  await page.reload();
  await page.locator('.start .steps', { hasText: '建立检索键' }).waitFor();
  expect(await page.locator('#search').count()).toBe(0);
  now = { ...now, usable: true };
  await page.locator('.strip', { hasText: '建立检索键' }).waitFor();
  expect(await page.locator('.strip progress').getAttribute('value')).toBe('40');
  await page.locator('#search').waitFor();
  now = { ...now, ready: true };
  await page.locator('.strip').waitFor({ state: 'detached' });
  await close();
});
