import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);

const view = 'm=9.2/40.8/111.7';
/** The days that the tiles of a source are asked for. */
const dayOf = (page: Page, source: string): Promise<string | null> =>
  page.evaluate((id) => {
    const found = window.__nutag!.map!.getStyle().sources[id] as { tiles: string[] };
    return new URL(found.tiles[0]!).searchParams.get('at');
  }, source);
const conditions = (page: Page): Promise<string[]> =>
  page.evaluate(() => [
    ...new Set(
      window
        .__nutag!.map!.queryRenderedFeatures({ layers: ['marker'] })
        .map(({ properties }) => String(properties['condition'])),
    ),
  ]);
const linesDrawn = (page: Page): Promise<number> =>
  page.evaluate(
    () => window.__nutag!.map!.queryRenderedFeatures({ layers: ['boundary-county', 'meeting-point'] }).length,
  );

test('at= in the link: lines, markers and facilities of that day, what is not of it is said, on paper too', async () => {
  const { page, errors, foreign, close } = await openPage(`#/map?${view}&at=2010-12-31`);
  for (const source of ['markers', 'facilities'])
    await expect.poll(() => dayOf(page, source), { timeout: 30_000 }).toBe('2010-12-31');
  for (const source of ['divisions', 'boundaries']) expect(await dayOf(page, source), source).toBeNull(); // none has dates: today's tiles
  await settled(page);
  expect(await conditions(page)).toEqual(['unknown']); // the first inspections are of 2018
  expect(await linesDrawn(page)).toBeGreaterThan(0);
  const notes = await page.locator('.map-day li').allInnerTexts();
  expect(notes).toEqual([
    '行政区域界线: 都没有起止日期, 按现状',
    expect.stringMatching(/^界桩与交会点: 当日.*状况为当日以前所见$/),
    expect.stringMatching(/^民政设施: 当日, 其中 \d+ 个没有起止日期, 按现状$/),
    expect.stringMatching(/^行政区划、区划名称、地名(、地名标志)?: 没有当日的图形, 是现状$/),
  ]);
  await page.goto(page.url().replace('at=2010-12-31', 'at=2010-12-31&print=a4-landscape'));
  await expect.poll(() => page.locator('.map-print').innerText(), { timeout: 60_000 }).toContain('地图所示日期: 2010-12-31 (行政区域界线: 都没有起止日期, 按现状; 界桩'); // prettier-ignore
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
  await close();
}, 120_000);

test('the day is chosen by keyboard, stands in the link, and today is one press away', async () => {
  const { page, errors, close } = await openPage(`#/map?${view}`);
  await settled(page);
  const now = await conditions(page);
  expect(now).toContain('intact');
  await page.locator('[name=map-day]').fill('1997-06-01');
  await page.waitForURL(/[?&]at=1997-06-01/);
  await expect.poll(() => dayOf(page, 'markers'), { timeout: 30_000 }).toBe('1997-06-01');
  await settled(page);
  await page.locator('.map-day button').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !/[?&]at=/.test(url.hash));
  await expect.poll(() => dayOf(page, 'markers'), { timeout: 30_000 }).toBeNull();
  await settled(page);
  expect(await conditions(page)).toEqual(now);
  expect(errors).toEqual([]);
  await close();
});

const sheetText = (page: Page, part: string): Promise<string> => page.locator(`[data-sheet=map] ${part}`).innerText(); // prettier-ignore

test('a sheet waits for the tiles of its day, and is drawn again for another', async () => {
  const { page, errors, close } = await openPage('#/map');
  await page.context().route(/\/tiles\/\w+\.json\?at=/, async (route) => {
    await new Promise((resolve) => {
      setTimeout(resolve, 2_500);
    });
    await route.continue();
  });
  await page.goto(`${page.url().split('#')[0]}#/facilities?m=9/40.82/111.7&print=a4-landscape&sc=500000&at=1990-01-01`); // prettier-ignore
  await page.reload(); // the sheet is drawn as soon as there are tiles
  await page.locator('[data-sheet=map] img').waitFor({ timeout: 90_000 });
  expect(await sheetText(page, 'footer')).toMatch(/1990-01-01 \(.*界桩与交会点: 当日/);
  expect(await sheetText(page, '.map-legend')).not.toContain('完好'); // no marker stood then
  await page.evaluate(() => (location.hash = location.hash.replace('at=1990-01-01', 'at=2020-12-31')));
  await page.locator('[data-sheet=map]').waitFor({ state: 'detached' });
  await page.locator('[data-sheet=map] img').waitFor({ timeout: 90_000 });
  expect(await sheetText(page, 'footer')).toMatch(/2020-12-31 \(.*界桩与交会点: 当日/);
  expect(await sheetText(page, '.map-legend')).toContain('完好');
  expect(errors).toEqual([]);
  await close();
}, 240_000);

test('while the tiles of another day are under way, what the map shows is not called of that day', async () => {
  const { page, close } = await openPage(`#/map?${view}&at=2020-01-01`);
  const notes = (): Promise<string[]> => page.locator('.map-day li').allInnerTexts();
  await expect.poll(notes).toContainEqual(expect.stringMatching(/^界桩与交会点: 当日/));
  let isBusy = true;
  await page
    .context()
    .route(/\/tiles\/\w+\.json\?at=/, (route) =>
      isBusy
        ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"retryAfter":1}' })
        : route.continue(),
    );
  const waiting = ['行政区域界线', '界桩与交会点', '民政设施'].map(
    (name) => `${name}: 正在取当日的, 图上还不是`,
  );
  await page.locator('[name=map-day]').fill('2000-01-01');
  await page.waitForTimeout(1_000);
  expect((await notes()).slice(0, 3)).toEqual(waiting);
  expect(await dayOf(page, 'markers')).toBe('2020-01-01');
  isBusy = false;
  await expect.poll(notes, { timeout: 30_000 }).toContainEqual(expect.stringMatching(/^界桩与交会点: 当日/));
  expect(await dayOf(page, 'markers')).toBe('2000-01-01');
  await page.locator('.map-day button').click();
  isBusy = true;
  await page.locator('[name=map-day]').fill('2001-01-01'); // from today to a day
  await page.waitForTimeout(1_000);
  expect((await notes()).slice(0, 3)).toEqual(waiting);
  await page.context().unroute(/\/tiles\/\w+\.json\?at=/);
  await page.context().route(/\/tiles\/\w+\.json\?at=/, (route) => route.fulfill({ status: 500 }));
  await expect.poll(notes, { timeout: 30_000 }).toContain('界桩与交会点: 没有取到当日的, 是现状');
  expect(await dayOf(page, 'markers')).toBeNull();
  await close();
}, 120_000);

test('with the card of the layers folded the day stands over the map, with the way back to today; the nearest service is about today', async () => {
  const { page, errors, close } = await openPage('#/map?m=9/40.8/111.7&at=1990-01-01', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }); // prettier-ignore
  const line = page.locator('.day-line');
  expect(await line.innerText()).toContain('地图所示日期: 1990-01-01');
  await page.locator('.layers summary').tap();
  expect(await line.isVisible()).toBe(false);
  await page.locator('.layers summary').tap();
  await page.evaluate(() => (location.hash = '#/nearby?at=1990-01-01&here=111.7,40.8'));
  await page.locator('.nearby h2').waitFor();
  await expect.poll(() => dayOf(page, 'facilities'), { timeout: 30_000 }).toBeNull();
  expect(await line.count()).toBe(0);
  await page.evaluate(() => (location.hash = '#/coverage?cov=funeral_home&at=2020-12-31'));
  await page.locator('[data-panel=facilities]').tap();
  await expect.poll(() => line.innerText()).toContain('地图所示日期: 2020-12-31');
  await line.locator('button').tap();
  await page.waitForURL((url) => !/[?&]at=/.test(url.hash));
  expect(await line.count()).toBe(0);
  expect(errors).toEqual([]);
  await close();
}, 120_000);
