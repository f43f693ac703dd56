import type { Page } from 'playwright-core';
import { afterAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);

/** Villages of the urban districts and banners of Hohhot. */
const division = '150100';
const classCode = '21610';
const view = 'm=9/40.8/111.7';
const filtered = `#/places?${view}&d=${division}&f=${classCode}`;

/** What the map shows of the places: ids of a style layer. */
const drawn = (page: Page, layer: string): Promise<number[]> =>
  page.evaluate((id) => {
    const map = window.__nutag!.map!;
    return map.getLayer(id) ? map.queryRenderedFeatures({ layers: [id] }).map((feature) => Number(feature.id)) : []; // prettier-ignore
  }, layer);

const toggle = (page: Page) => page.locator('[data-do=found]');
const isPressed = (page: Page): Promise<string | null> => toggle(page).getAttribute('aria-pressed');
const untilDrawn = (page: Page, layer: string, some: boolean): Promise<void> =>
  expect.poll(async () => (await drawn(page, layer)).length > 0, { timeout: 30_000 }).toBe(some);

test('fm=1 in the link: the map draws the places that pass the filters, from tiles made for them, and no others', async () => {
  const asked: string[] = [];
  const { page, errors, foreign, close } = await openPage(`${filtered}&fm=1`);
  page.on('request', (request) => void asked.push(request.url()));
  await toggle(page).waitFor();
  expect(await isPressed(page)).toBe('true');
  await untilDrawn(page, 'found-place', true);
  await settled(page);
  expect(await drawn(page, 'place')).toEqual([]);

  const ids = [...new Set(await drawn(page, 'found-place'))];
  expect(ids.length).toBeGreaterThan(5);
  for (const id of ids.slice(0, 20)) {
    const place = (await (await fetch(new URL(`/api/v1/places/${id}`, inject('baseUrl')))).json()) as { class: { code: string }; division: string }; // prettier-ignore
    expect([place.class.code, place.division.startsWith('1501')], String(id)).toEqual([classCode, true]);
  }
  expect(await page.locator('[data-layer=places] .legend li').allInnerTexts()).toEqual(['筛选出的地名']);
  await page.evaluate(() => void window.__nutag!.map!.jumpTo({ zoom: 11 }));
  await settled(page);
  const tiles = asked.filter((url) => /\/tiles\/places\/v/.test(url));
  expect(tiles.length).toBeGreaterThan(0);
  for (const url of tiles) expect(new URL(url).searchParams.get('class')).toBe(classCode);
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
  await close();
});

test('the button is reached and pressed by keyboard, and the link follows', async () => {
  const { page, errors, close } = await openPage(filtered);
  await toggle(page).waitFor();
  expect([await isPressed(page), await toggle(page).textContent()]).toEqual(['false', '地图只显示筛选出的地名']); // prettier-ignore
  await page.locator('.place-filters summary').focus();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['do'])).toBe('found');

  await page.keyboard.press('Space');
  expect(await isPressed(page)).toBe('true');
  await page.waitForURL(/[?&]fm=1/);
  await untilDrawn(page, 'found-place', true);
  await untilDrawn(page, 'place', false);

  await page.keyboard.press('Enter');
  expect(await isPressed(page)).toBe('false');
  await page.waitForURL((url) => !/[?&]fm=1/.test(url.hash));
  await untilDrawn(page, 'found-place', false);
  await untilDrawn(page, 'place', true);
  expect(errors).toEqual([]);
  await close();
});

test('inside a drawn polygon, which no address of a tile can carry: no button, and the map shows all places', async () => {
  const polygon = 'poly=111.4,40.6;112,40.6;112,41;111.4,41';
  const { page, errors, close } = await openPage(`#/places?${view}&f=${classCode}&${polygon}&fm=1`);
  await page.locator('[data-chip=polygon]').waitFor();
  expect(await toggle(page).count()).toBe(0);
  await untilDrawn(page, 'place', true);
  expect(await drawn(page, 'found-place')).toEqual([]);
  await page.locator('[data-chip=polygon] button').click();
  await toggle(page).waitFor();
  expect(await isPressed(page)).toBe('true');
  await untilDrawn(page, 'found-place', true);
  expect(errors).toEqual([]);
  await close();
});
