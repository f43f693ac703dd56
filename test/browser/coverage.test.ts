import { afterAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);
interface Answer {
  items: { code: string; duty: { result: string } }[];
  total: number;
  totals: Record<string, number>;
  notice: string | null;
}
const answer = async (query: string): Promise<Answer> =>
  (await (await fetch(new URL(`/api/v1/coverage?${query}`, inject('baseUrl')))).json()) as Answer;

test('the map is coloured by the answer, gaps have a sign, unknown is hatched', async () => {
  const { page, errors, close } = await openPage('#/coverage?cov=funeral_home');
  await page.locator('.layers [data-legend=coverage]').waitFor();
  await page.waitForFunction(() => window.__nutag!.map!.getLayer('coverage-gap'));
  await settled(page);
  const { items, totals } = await answer('kind=funeral_home');
  const drawn = await page.evaluate(() => {
    const map = window.__nutag!.map!;
    const shown = (state: string): string[] => {
      const found = map.queryRenderedFeatures({ layers: ['coverage-fill'] });
      return [...new Set<string>(found.filter((one) => one.state[state]).map((one) => String(one.properties['code'])))].sort(); // prettier-ignore
    };
    const signs = (): string[] => {
      const source = map.getStyle().sources['gaps'] as unknown as {
        data: { features: { properties: { code: string } }[] };
      };
      return source.data.features.map((feature) => feature.properties.code).sort();
    };
    return { fills: shown('colour').length, unknown: shown('unknown'), gaps: signs() };
  });
  const having = (result: string): string[] =>
    items
      .filter((unit) => unit.duty.result === result)
      .map((unit) => unit.code)
      .sort();
  expect(drawn.fills).toBeGreaterThan(80);
  expect(drawn.unknown).toEqual(having('unknown'));
  expect(drawn.gaps).toEqual(having('not_met'));
  expect(drawn.gaps.filter((code) => drawn.unknown.includes(code))).toEqual([]);
  for (const result of ['met', 'not_met', 'unknown'])
    expect(await page.locator(`[data-result=${result}] dd`).textContent()).toBe(String(totals[result]));
  expect(errors).toEqual([]);
  await close();
});

test('the table sorts, a row opens its unit, and the notice is shown', async () => {
  const { page, close } = await openPage('#/coverage?cov=funeral_home');
  const { total, notice } = await answer('kind=funeral_home');
  expect(notice).toContain('示例数据');
  await page.locator('[data-notice]', { hasText: notice! }).waitFor();
  const rows = page.locator('.coverage tbody tr');
  expect(await rows.count()).toBe(total);
  const share = page.locator('.coverage thead [data-column=share]');
  await share.locator('button').click();
  expect(await share.getAttribute('aria-sort')).toBe('ascending');
  const figures = (await page.locator('.coverage tbody [data-column=share]').allTextContents()).map(
    Number.parseFloat,
  );
  const known = figures.filter((figure) => !Number.isNaN(figure));
  expect(known).toEqual(known.toSorted((a, b) => a - b));
  expect(figures.slice(known.length).every(Number.isNaN)).toBe(true); // unknown stands last
  const code = (await rows.first().getAttribute('data-code'))!;
  await rows.first().locator('button').click();
  await page.locator(`[data-flag="${code}"] h2`).waitFor();
  await expect.poll(() => page.evaluate(() => window.__nutag!.map!.getZoom())).toBeGreaterThan(5);
  await close();
});

test('the threshold recolours the map and stays in the link', async () => {
  const { page, close } = await openPage('#/coverage?cov=funeral_home&by=reach&T=30');
  const colours = (): Promise<string> =>
    page.evaluate(() => {
      const found = window.__nutag!.map!.queryRenderedFeatures({ layers: ['coverage-fill'] });
      return JSON.stringify(found.map(({ id, state }) => [id, state['colour']]).sort());
    });
  await page.locator('.slider', { hasText: '30' }).waitFor();
  await settled(page);
  const before = await colours();
  await page.locator('.slider input[type=range]').fill('150');
  await expect.poll(() => page.url()).toContain('T=150');
  await expect.poll(colours).not.toBe(before);
  await close();
});

test('township kinds are listed by township and drawn by banner', async () => {
  const { page, close } = await openPage('#/coverage?cov=child_protection_station');
  const { total } = await answer('kind=child_protection_station');
  const grid = page.locator('.coverage [role=grid]');
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(total + 1));
  expect(total).toBeGreaterThan(1000);
  expect(await page.locator('.coverage tbody tr[data-code]').count()).toBeLessThan(80); // only those in sight
  await settled(page);
  const fills = await page.evaluate(
    () => window.__nutag!.map!.queryRenderedFeatures({ layers: ['coverage-fill'] }).length,
  );
  expect(fills).toBeGreaterThan(80);
  await close();
});

test('prints the table with the notice', async () => {
  const { page, close } = await openPage('#/coverage?cov=funeral_home');
  await page.locator('.coverage tbody tr').first().waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.map').isVisible()).toBe(false);
  expect(await page.locator('[data-notice]').isVisible()).toBe(true);
  expect(await page.locator('.coverage tbody tr').last().isVisible()).toBe(true);
  await close();
});
