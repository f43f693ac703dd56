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
