import { afterAll, describe, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';

afterAll(closeBrowsers);
const first = async (path: string): Promise<Record<string, string>> => {
  const response = await fetch(new URL(path, inject('baseUrl')));
  return ((await response.json()) as { items: Record<string, string>[] }).items[0]!;
};

describe('the search box finds', () => {
  test.each([
    ['a division', '锡林浩特市', 'division', async () => '锡林浩特市'],
    ['a division by its short name', '达茂旗', 'division', async () => '达尔罕茂明安联合旗'],
    ['a place', '', 'place', async () => (await first('/api/v1/places?limit=1&class=2'))['name']!],
    ['a marker by its number', '', 'marker', async () => (await first('/api/v1/markers?limit=1'))['number']!],
    ['a facility', '', 'facility', async () => (await first('/api/v1/facilities?limit=1'))['name']!],
  ])('%s', async (_title, typed, type, expected) => {
    const { page, close } = await openPage();
    const name = await expected();
    await page.fill('#search', typed || name);
    await page
      .locator('.chips button', {
        hasText: { division: '区划', place: '地名', marker: '界桩', facility: '设施' }[type]!,
      })
      .click();
    const hit = page.locator(`[role=option][data-type="${type}"]`, { hasText: name }).first();
    await hit.click();
    await page.locator(`article.record[data-record^="${type}:"] h2`, { hasText: name }).waitFor();
    await close();
  });

  test('and says why a name matched, with the matching part marked', async () => {
    const { page, close } = await openPage();
    await page.fill('#search', '达茂旗');
    const why = page.locator('[role=option] .hit-why').first();
    await why.waitFor();
    expect(await why.textContent()).toContain('达茂旗');
    await page.fill('#search', '呼和浩特');
    await page.locator('[role=option] mark', { hasText: '呼和浩特' }).first().waitFor();
    await close();
  });
});

test('results come page by page, by keyset', async () => {
  const { page, close } = await openPage();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/search'))
      asked.push(new URL(request.url()).searchParams.get('next') ?? '');
  });
  await page.fill('#search', '乌兰');
  const options = page.locator('#hits [role=option].hit');
  await options.first().waitFor();
  const before = await options.allTextContents();
  await page.locator('#hits .more').click();
  await expect.poll(() => options.count()).toBeGreaterThan(before.length);
  const after = await options.allTextContents();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(
    await page.locator('#hits .hit').evaluateAll((hits) => new Set(hits.map((hit) => hit.id)).size),
  ).toBe(after.length);
  expect(asked.filter(Boolean)).toHaveLength(1);
  await close();
});

test('an answer that comes late does not replace a newer one', async () => {
  const { page, close } = await openPage();
  await page.route('**/api/v1/search?q=%E5%8C%85&**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue().catch(() => undefined);
  });
  await page.locator('#search').pressSequentially('包', { delay: 20 });
  await page.waitForTimeout(250);
  await page.fill('#search', '锡林浩特市');
  await page.locator('[role=option] .hit-name', { hasText: '锡林浩特市' }).first().waitFor();
  await page.waitForTimeout(1600);
  expect(await page.locator('#hits .hit-name').first().textContent()).toBe('锡林浩特市');
  await close();
});
