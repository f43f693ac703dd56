import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, test } from 'vitest';
import type { Outcome, ScenarioBasis } from '../../server/api/scenarios.ts';
import { unpackGround } from '../../server/coverage/shared/ground.ts';
import { nextSites } from '../../server/coverage/shared/next-sites.ts';
import { closeBrowsers, moveTo, openPage } from '../support/browser.ts';

afterAll(closeBrowsers);

const kind = 'funeral_home';
const ask = async <T>(path: string, init?: RequestInit): Promise<T> =>
  (await (await fetch(new URL(path, inject('baseUrl')), init)).json()) as T;
const ready = (page: Page): Promise<void> => page.locator('.scenario-compare tbody tr').first().waitFor();
/** A row of the comparison: 现状, A, B; the difference beside a figure is left out. */
const figures = (page: Page, id: string): Promise<string[]> =>
  page.locator(`[data-figure=${id}] td`).evaluateAll((cells) => cells.map((cell) => cell.firstChild?.textContent ?? '')); // prettier-ignore
const changes = (page: Page): Promise<(string | null)[]> =>
  page.locator('[data-change]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-change')));
async function colours(page: Page): Promise<string> {
  const { items } = await ask<{ items: { code: string }[] }>(`/api/v1/coverage?kind=${kind}`);
  const ids = items.map(({ code }) => Number(code));
  return page.evaluate((all) => JSON.stringify(all.map((id) => window.__nutag!.map!.getFeatureState({ source: 'divisions', sourceLayer: 'division', id })['colour'])), ids); // prettier-ignore
}

/** Where a facility would lift most, computed here. */
async function bestSite(): Promise<[number, number]> {
  const basis = await ask<ScenarioBasis>(`/api/v1/scenario-basis?kind=${kind}`);
  const bytes = await (await fetch(new URL(`/api/v1/scenario-ground?kind=${kind}`, inject('baseUrl')))).arrayBuffer(); // prettier-ignore
  const none = { unserved: 0, border: 0, dense: 0, transport: 0 };
  const sites = nextSites(basis, unpackGround(bytes), { changes: [], reachKm: 60, detour: 1, steps: 10, priorities: none, candidates: basis.candidates }); // prettier-ignore
  return sites.find(({ lifted }) => lifted.length > 0)!.candidate.point;
}

/** Clicks the map at a position. */
async function clickAt(page: Page, lon: number, lat: number): Promise<void> {
  const at = await page.evaluate(([lon, lat]) => {
    const map = window.__nutag!.map!;
    const box = map.getCanvas().getBoundingClientRect();
    const { x, y } = map.project([lon, lat]);
    return { x: box.x + x, y: box.y + y };
  }, [lon, lat] as const); // prettier-ignore
  await page.mouse.click(at.x, at.y);
}

describe('what if', () => {
  test('a facility that is added on the map, dragged, and one that is closed change flags, figures and colours at once', async () => {
    const { page, errors, close } = await openPage(`#/scenario?cov=${kind}&by=reach&T=60`);
    await ready(page);
    const before = await figures(page, 'beyond');
    const { totals } = await ask<{ totals: { beyond: number } }>(`/api/v1/coverage?kind=${kind}&T=60`);
    expect(before).toEqual([totals.beyond.toLocaleString('zh-CN'), '—', '—']); // the register's own figure
    const plain = await colours(page);
    const [lon, lat] = await bestSite();
    await moveTo(page, lon, lat, 6);
    await page.locator('[data-do=add]').click();
    await clickAt(page, lon, lat);
    await expect.poll(() => changes(page)).toEqual(['add']);
    await expect.poll(async () => (await figures(page, 'beyond'))[1]).not.toBe('—');
    const added = (await figures(page, 'beyond'))[1]!;
    expect(Number(added.replaceAll(',', ''))).toBeLessThan(totals.beyond);
    await expect.poll(() => colours(page)).not.toBe(plain);
    await expect
      .poll(() => page.evaluate(() => window.__nutag!.map!.querySourceFeatures('scenario').length))
      .toBeGreaterThan(0); // how far it reaches
    const pin = (await page.locator('.scenario-pin[data-sign=add]').boundingBox())!;
    await page.mouse.move(pin.x + 12, pin.y + 12);
    await page.mouse.down();
    await page.mouse.move(pin.x - 120, pin.y + 60, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await figures(page, 'beyond'))[1]).not.toBe(added);
    await page.locator('.register input').fill('殡仪馆');
    await page.locator('[data-facility] button').first().click();
    await expect.poll(() => changes(page)).toEqual(['add', 'close']);
    const ms = Number(await page.locator('.scenario-compare').getAttribute('data-ms'));
    console.log(`scenario: ${ms} ms from a change to the figures of all banners in the page`);
    await page.locator('[data-do=drop]').last().click();
    await page.locator('[data-do=drop]').click();
    await expect.poll(() => figures(page, 'beyond')).toEqual(before);
    await expect.poll(() => colours(page)).toBe(plain);
    expect(errors).toEqual([]);
    await close();
  });

  test('two plans stand beside the register; what is saved and shared is what the server computes, and opens by its link', async () => {
    const { page, close } = await openPage(`#/scenario?cov=${kind}&T=80&sh=55&how=detour&dt=1.2`);
    await ready(page);
    await moveTo(page, 101.5, 41.5, 6);
    await page.locator('[data-do=add-centre]').click();
    await expect.poll(() => changes(page)).toEqual(['add']);
    await page.locator('.register input').fill('殡仪馆');
    await page.locator('[data-facility] button').first().click();
    await page.locator('[data-plan=B]').click();
    await expect.poll(() => changes(page)).toEqual([]);
    await page.locator('[data-facility] button').first().click();
    await expect.poll(async () => (await figures(page, 'share')).filter((one) => one !== '—').length).toBe(3);
    await page.locator('[data-plan=A]').click();
    const shown = { notMet: await figures(page, 'notMet'), gaps: await figures(page, 'gaps'), beyond: await figures(page, 'beyond') }; // prettier-ignore
    await page.locator('.save summary').click();
    await page.locator('.save [name=title]').fill('西部增设');
    await page.locator('.save [name=shared]').check();
    await page.locator('.save [type=submit]').click();
    await expect.poll(() => page.url()).toMatch(/scn=\d+/);
    const id = /scn=(\d+)/.exec(page.url())![1]!;
    try {
      const { before, after } = await ask<{ before: Outcome; after: Outcome }>(
        `/api/v1/scenarios/${id}/outcome`,
      );
      const text = (value: number): string => value.toLocaleString('zh-CN');
      expect(shown.notMet.slice(0, 2)).toEqual([text(before.notMet), text(after.notMet)]);
      expect(shown.gaps.slice(0, 2)).toEqual([text(before.reachGaps), text(after.reachGaps)]);
      expect(shown.beyond.slice(0, 2)).toEqual([text(before.region!.beyond), text(after.region!.beyond)]);
      const again = await openPage(`#/scenario?cov=${kind}&scn=${id}&vs=${id}`);
      await expect.poll(async () => (await figures(again.page, 'beyond')).slice(1)).toEqual([text(after.region!.beyond), text(after.region!.beyond)]); // prettier-ignore
      expect(await again.page.locator('.slider').first().textContent()).toContain('80');
      expect(await again.page.locator('.scenario [name=share]').inputValue()).toBe('55');
      expect(await again.page.locator('[name=distance]').inputValue()).toBe('1.2');
      const { totals } = await ask<{ totals: { reachGap: number } }>(
        `/api/v1/coverage?kind=${kind}&T=80&share=0.55&method=detour&detour=1.2`,
      );
      expect(shown.gaps[0]).toBe(text(totals.reachGap));
      await again.page.locator(`[data-scenario="${id}"]`, { hasText: '西部增设' }).waitFor();
      await again.page.locator(`[data-scenario="${id}"] button`, { hasText: '删除' }).click();
      await again.page.locator('dialog button[value=yes]').click();
      await expect.poll(() => again.page.locator(`[data-scenario="${id}"]`).count()).toBe(0);
      await again.close();
      expect((await fetch(new URL(`/api/v1/scenarios/${id}`, inject('baseUrl')))).status).toBe(404);
    } finally {
      await page.evaluate(async (id) => {
        const found = await fetch(`/api/v1/scenarios/${id}`);
        if (found.ok) await fetch(`/api/v1/scenarios/${id}`, { method: 'DELETE', headers: { 'if-match': found.headers.get('etag')! } }); // prettier-ignore
      }, id);
    }
    await close();
  });

  test('next best sites: ten falling bars with words, excluding one, adding an own point, putting one into the plan', async () => {
    const { page, errors, close } = await openPage(`#/scenario?cov=${kind}&T=60`);
    await ready(page);
    await page.locator('[data-do=sites]').click();
    const found = page.locator('[data-sites]');
    await found.waitFor();
    expect(await found.getAttribute('data-sites')).toBe('10');
    console.log(`next best sites: ${await found.getAttribute('data-ms')} ms for ten steps over the whole region in the page`); // prettier-ignore
    const widths = await page.locator('.bars rect').evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute('width')))); // prettier-ignore
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    const steps = (): Promise<string[]> => page.locator('.site-steps button.text').allTextContents();
    const first = await steps();
    expect(first[0]).toMatch(/^在.+设站, 新增覆盖 [\d,]+ 处居民点 \([\d.]+%\)/);
    expect(await page.locator('.bars').getAttribute('aria-label')).toContain('新增覆盖');
    expect(await page.locator('.scenario-pin[data-sign=site]').count()).toBe(10);
    await page.locator('[data-do=exclude]').first().click();
    await expect.poll(async () => (await steps())[0]).not.toBe(first[0]);
    await page.locator('.chips .chip').click();
    await expect.poll(steps).toEqual(first);
    await page.locator('.scenario-sites summary').click();
    await page.locator('[data-priority=border] input').fill('3');
    await expect.poll(steps).not.toEqual(first);
    expect(await page.locator('[data-priority=transport] input').isDisabled()).toBe(true); // no roads: not known
    await page.locator('[data-priority=border] input').fill('0');
    await expect.poll(steps).toEqual(first);
    const gained = Number(/覆盖 ([\d,]+)/.exec(first[0]!)![1]!.replaceAll(',', ''));
    const beyond = Number((await figures(page, 'beyond'))[0]!.replaceAll(',', ''));
    await page.locator('[data-do=use]').first().click();
    await expect.poll(async () => Number((await figures(page, 'beyond'))[1]!.replaceAll(',', ''))).toBe(beyond - gained); // prettier-ignore
    await moveTo(page, 101.5, 41.5, 6);
    await page.locator('[data-do=own-site]').click();
    await clickAt(page, 101.1, 41.9);
    await page.locator('[data-do=sites]').click();
    await expect.poll(() => page.locator('[data-sites] .muted').first().textContent()).toMatch(/候选点/);
    expect(errors).toEqual([]);
    await close();
  });

  test('what could not be read is read when it is asked for again', async () => {
    const { page, close } = await openPage('#/coverage', { webgl: false });
    await page.route('**/api/v1/scenario-basis?*', (route) => route.fulfill({ status: 503 }));
    await page.goto(new URL(`#/scenario?cov=${kind}`, inject('baseUrl')).href);
    const retry = page.locator('.scenario > .problem button');
    await retry.waitFor();
    await page.unroute('**/api/v1/scenario-basis?*');
    await retry.click();
    await page.locator('.scenario-compare tbody tr').first().waitFor({ timeout: 15_000 });
    expect(await retry.count()).toBe(0);
    await close();
  });

  test('the detour of the link is that of the coverage, and what is chosen stands in the link', async () => {
    const { page, close } = await openPage(`#/scenario?cov=${kind}&how=detour&dt=1.4`, { webgl: false });
    await ready(page);
    const distance = page.locator('[name=distance]');
    expect(await distance.locator('option').allTextContents()).toEqual(['直线', '直线 × 1.2', '直线 × 1.3', '直线 × 1.4', '直线 × 1.5']); // prettier-ignore
    for (const [value, query, hash] of [
      ['1.4', 'method=detour&detour=1.4', 'dt=1.4'],
      ['1.5', 'method=detour&detour=1.5', 'dt=1.5'],
      ['1', 'method=straight', ''],
    ] as const) {
      if (value !== '1.4') await distance.selectOption(value);
      const { totals } = await ask<{ totals: { reachGap: number; beyond: number } }>(`/api/v1/coverage?kind=${kind}&${query}`); // prettier-ignore
      await expect.poll(async () => (await figures(page, 'gaps'))[0]).toBe(String(totals.reachGap));
      expect((await figures(page, 'beyond'))[0]).toBe(totals.beyond.toLocaleString('zh-CN'));
      expect(page.url().includes('how=detour')).toBe(value !== '1');
      expect(page.url()).toContain(hash);
    }
    await page.goto(new URL(`#/scenario?cov=${kind}&how=detour`, inject('baseUrl')).href);
    await expect.poll(() => distance.inputValue()).toBe('1.3'); // the server's own
    await close();
  });

  test('minutes of a link are no kilometres where no roads are loaded, and that is said', async () => {
    const { page, close } = await openPage(`#/scenario?cov=${kind}&how=road&T=45`, { webgl: false });
    await ready(page);
    await page.locator('[data-no-roads]').waitFor();
    const slider = page.locator('.slider').first();
    expect(await slider.textContent()).toContain('可达阈值 60 公里');
    await slider.locator('input').fill('80');
    await page.locator('.slider', { hasText: '可达阈值 80 公里' }).waitFor();
    expect(await page.locator('[data-no-roads]').count()).toBe(0);
    expect(page.url()).not.toContain('how=');
    await close();
  });

  test('without WebGL and on a phone everything but the map is there; no sideways scrolling', async () => {
    const { page, close } = await openPage(`#/scenario?cov=${kind}`, { webgl: false, viewport: { width: 390, height: 844 } }); // prettier-ignore
    await ready(page);
    await page.locator('[data-do=sites]').click();
    await page.locator('[data-do=use]').first().click();
    await expect.poll(() => changes(page)).toEqual(['add']);
    expect(await page.locator('[data-do=add]').count()).toBe(0);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector('.scenario')!.scrollWidth > document.querySelector('.scenario')!.clientWidth); // prettier-ignore
    expect(wide).toBe(false);
    await close();
  });
});
