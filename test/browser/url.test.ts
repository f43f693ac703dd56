import { afterAll, expect, test } from 'vitest';
import { formatHash, parseHash } from '../../web/state/url.ts';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);

test('a hash is read and written back unchanged, with keys of other versions in it', () => {
  for (const hash of [
    '#/divisions',
    '#/map',
    '#/places?m=8.2/43.95/116.07&q=浩特&sel=place:123&L=divisions,places&d=152502&f=21610',
    '#/coverage?cov=funeral_home&T=60&by=reach&lang=en&theme=dark',
    '#/coverage?f=matrix&cov=elderly_care_centre&T=45&unit=prefecture&how=detour&dt=1.2&sh=75&tag=边境旗县&o=beyond-&at=2025-12-31',
    '#/markers?sel=boundary-line:1521&L=',
    '#/places?q=a%26b%25%3D%23&future=1%2F2&v=9',
  ]) {
    const once = formatHash(parseHash(hash));
    expect(parseHash(once)).toEqual(parseHash(hash));
    expect(formatHash(parseHash(once))).toBe(once);
  }
  expect(parseHash('#/nonsense?m=x&sel=;drop&T=-1')).toMatchObject({
    panel: 'divisions',
    view: null,
    record: null,
    T: null,
  });
  expect(formatHash(parseHash('#/places?q=a%26b&future=1'))).toContain('future=1');
});

test('the whole state is in the link: it survives a reload', async () => {
  const hash =
    '#/markers?m=8.2/43.95/116.07&q=浩特&sel=division:152502&L=divisions,labels,boundaries,markers&theme=dark';
  const { page, close } = await openPage(hash);
  await page.locator('article.record h2', { hasText: '锡林浩特市' }).waitFor();
  const look = (): Promise<unknown> =>
    page.evaluate(() => {
      const map = window.__nutag!.map!;
      const centre = map.getCenter();
      return {
        state: { ...window.__nutag!.state!.value, view: null },
        at: [map.getZoom().toFixed(2), centre.lng.toFixed(2), centre.lat.toFixed(2)],
        theme: document.documentElement.dataset['theme'],
        q: document.querySelector<HTMLInputElement>('#search')!.value,
        off: [...document.querySelectorAll<HTMLInputElement>('.layer input')].map((box) => box.checked),
      };
    });
  const before = await look();
  await page.reload();
  await page.locator('article.record h2', { hasText: '锡林浩特市' }).waitFor();
  await settled(page);
  expect(await look()).toEqual(before);
  expect(before).toMatchObject({ at: ['8.20', '116.07', '43.95'], theme: 'dark', q: '浩特' });
  await close();
});

test('Back returns to the record before, not to the last move of the map', async () => {
  const { page, close } = await openPage('#/divisions?sel=division:150100');
  const title = page.locator('article.record h2');
  await title.filter({ hasText: '呼和浩特市' }).waitFor();
  await page.evaluate(() => void (location.hash = location.hash.replace('150100', '152502')));
  await title.filter({ hasText: '锡林浩特市' }).waitFor();
  for (const step of [1, 2, 3])
    await page.evaluate((n) => void window.__nutag!.map!.jumpTo({ center: [110 + n, 42], zoom: 7 }), step);
  await page.goBack();
  await title.filter({ hasText: '呼和浩特市' }).waitFor();
  await page.goForward();
  await title.filter({ hasText: '锡林浩特市' }).waitFor();
  await close();
});
