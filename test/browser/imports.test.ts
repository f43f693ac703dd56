import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { GeoJSONSourceSpecification } from 'maplibre-gl';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { assign, checkOptions, fieldOf, readingOptions, toDraft } from '../../web/state/import-draft.ts';
import { formatHash, parseHash } from '../../web/state/url.ts';
import { closeBrowsers, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);
const PATIENT = { timeout: 20_000 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Two stations that can be loaded, and one of a kind that there is not. 「站名」 is a header that nobody guesses. */
const stations = (mark: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name: `${mark}.csv`,
  mimeType: 'text/csv',
  buffer: Buffer.from(
    [
      '站名,设施类型,行政区划代码,经度,纬度,备注',
      `${mark}甲站,relief_station,150102,111.7305,40.8601,新建`,
      `${mark}乙站,relief_station,150102,111.7405,40.8701,`,
      `${mark}丙站,没有这一种,150102,111.7505,40.8801,`,
    ].join('\n'),
  ),
});

async function bringIn(page: Page, mark: string): Promise<void> {
  await page.locator('input[name=import-kind][value=facilities]').check();
  await page.locator('.drop input').setInputFiles(stations(mark));
  await page.getByRole('button', { name: '上传并预览' }).click();
  await page.locator('.cells tbody tr').nth(2).waitFor();
}
async function checkIt(page: Page, outcome: string): Promise<void> {
  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.locator(`[data-outcome=${outcome}]`).waitFor();
}
const answerYes = (page: Page): Promise<void> => page.locator('dialog button[value=yes]').click();
async function discard(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^丢弃/ }).click();
  await answerYes(page);
  await page.getByRole('button', { name: /^丢弃/ }).waitFor({ state: 'detached' });
}

/** Where the previewed rows lie on the map. */
const drawn = (page: Page): Promise<number[][]> =>
  page.evaluate(() => {
    const source = window.__nutag!.map!.getStyle().sources['import-rows'] as
      GeoJSONSourceSpecification | undefined;
    const data = source?.data as { features: { geometry: { coordinates: number[] } }[] } | undefined;
    return (data?.features ?? []).map((feature) => feature.geometry.coordinates);
  });
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

test('the job that is open stands in the link', () => {
  const hash = '#/imports?f=places--loaded&job=12';
  expect(parseHash(hash)).toMatchObject({ panel: 'imports', job: 12, filter: 'places--loaded' });
  expect(formatHash(parseHash(hash))).toBe(hash);
  expect(parseHash('#/imports?job=-1').job).toBeNull();
});

test('a column becomes one field and a field has one column; what a file says is left out', () => {
  const guessed = { name: '名称', alias: '别名' };
  const none = toDraft({ acceptValid: false });
  expect(readingOptions(none)).toEqual({});
  expect(fieldOf('别名', none, guessed)).toBe('alias');
  const one = assign(none, '别名', 'name', 'alias');
  expect(fieldOf('别名', one, guessed)).toBe('name');
  expect(fieldOf('名称', one, guessed)).toBeNull(); // the guess has given way
  const two = assign(one, '别名', 'roman', 'name');
  expect(readingOptions(two)).toEqual({ mapping: { roman: '别名' } });
  const dropped = assign(none, '别名', null, 'alias');
  expect(readingOptions(dropped)).toEqual({ mapping: { alias: null } });
  expect(fieldOf('别名', dropped, { name: '名称' })).toBeNull();
  const constant = { ...two, constants: { class: '21610', alias: ' ' }, crs: ' EPSG:4490 ' };
  expect(checkOptions(constant)).toEqual({
    crs: 'EPSG:4490',
    mapping: { roman: '别名', class: { value: '21610' } },
    acceptValid: false,
  });
  expect(assign(constant, '类别', 'class', null).constants).toEqual({ alias: ' ' });
  expect(toDraft({ acceptValid: true, mapping: { class: { value: '1' }, name: 'n' } })).toMatchObject({
    columns: { name: 'n' },
    constants: { class: '1' },
  });
});

const LONG = { timeout: 240_000 }; // distances are computed again before it can be rolled back

test(
  'a file from the disk to the map, and back: mapped by hand, checked, loaded, found, rolled back',
  LONG,
  async () => {
    const mark = `试验${Date.now()}`;
    const { page, errors, close } = await openPage('#/divisions');
    await page.getByRole('navigation', { name: '内容' }).getByRole('button', { name: '导入' }).click();
    await bringIn(page, mark);

    expect(await page.locator('.preview .problem').textContent()).toContain('名称');
    expect(await page.getByRole('button', { name: '检查', exact: true }).isDisabled()).toBe(true);
    expect(await page.locator('[data-column=备注]').inputValue()).toBe(''); // kept as an attribute
    await page.locator('[data-column=站名]').selectOption({ label: '名称 *' });
    await page.locator('.preview .problem').waitFor({ state: 'detached' });
    await settled(page);
    expect(await drawn(page)).toHaveLength(3);
    expect(await page.locator('[data-legend=import]').textContent()).toContain('预览, 未载入');

    await checkIt(page, 'refused');
    expect(await page.locator('[data-count=rejected] dd').textContent()).toBe('1');
    const row = page.locator('tr[data-check=kind-unknown]');
    expect(await row.locator('th').textContent()).toContain('4');
    expect(await row.textContent()).toContain('没有这一种');
    const report = await page.request.get(
      new URL((await page.getByRole('link', { name: /下载报告/ }).getAttribute('href'))!, page.url()).href,
    );
    expect(report.headers()['content-type']).toContain('text/csv');
    expect(await report.text()).toContain('kind-unknown');

    await page.getByRole('button', { name: '更改选项, 重新检查' }).click();
    await page.getByLabel('只载入合格的行').check();
    await checkIt(page, 'checked');
    await page.reload(); // the link holds the job
    await page.locator('[data-outcome=checked]').waitFor();
    await page.getByRole('button', { name: /^载入/ }).click();
    expect(await page.locator('dialog').textContent()).toContain('将新增 2 条、修改 0 条、删除 0 条');
    await answerYes(page);
    await page.locator('[data-outcome=loaded]').waitFor();
    expect(await drawn(page)).toEqual([]); // no preview of what is loaded

    await expect
      .poll(
        async () => {
          await page.fill('#search', '');
          await page.fill('#search', `${mark}甲站`);
          await page.waitForTimeout(1500);
          return page.locator('#hits [role=option] .hit-name').first().textContent({ timeout: 1000 });
        },
        { timeout: 60_000 },
      )
      .toBe(`${mark}甲站`); // once the search keys are made
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '查看设施列表' }).click();
    await page.evaluate(() => void (location.hash += '&d=150102&f=relief_station'));
    await page.locator('.list .row', { hasText: `${mark}甲站` }).click();
    await page.locator('article.record h2', { hasText: `${mark}甲站` }).waitFor();
    await page.locator('[data-panel=imports]').click();

    await page.getByRole('button', { name: /^回退/ }).click();
    await answerYes(page);
    await page.locator('[data-outcome=rolled_back]').waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: '← 导入任务' }).click();
    const job = page.locator('.jobs li', { hasText: mark });
    await job.locator('[data-state=rolled_back]').waitFor();
    expect(await job.textContent()).toContain('新增 2, 修改 0, 删除 0, 拒绝 1');
    const left = await page.request.get(
      new URL('/api/v1/facilities?kind=relief_station&limit=1000', page.url()).href,
    );
    expect(await left.text()).not.toContain(mark);
    expect(errors).toEqual([]);
    await close();
  },
);

test('GCJ-02 moves the preview by hundreds of metres, and the page says who has said so', async () => {
  const { page, close } = await openPage('#/imports');
  await bringIn(page, '坐标系');
  await expect.poll(() => page.locator('#crs-from').textContent(), PATIENT).toContain('未说明');
  const [before] = await drawn(page);
  await page.locator('.crs select').selectOption('GCJ02');
  await expect.poll(() => page.locator('#crs-from').textContent(), PATIENT).toContain('由您选定');
  const [after] = await drawn(page);
  const metres = Math.hypot((after![0]! - before![0]!) * 84_000, (after![1]! - before![1]!) * 111_000);
  expect(metres).toBeGreaterThan(100);
  expect(metres).toBeLessThan(2000);

  await page.locator('.crs select').selectOption({ label: '其他…' });
  await page.getByLabel('EPSG 代码、名称或 WKT').fill('火星之外');
  await page.locator('.options .problem', { hasText: '火星之外' }).waitFor();
  expect(await drawn(page)).toEqual([]);
  await page.getByLabel('EPSG 代码、名称或 WKT').fill('EPSG:4326');
  await page.locator('.options .problem', { hasText: '火星之外' }).waitFor({ state: 'detached' });
  await page.locator('[data-panel=places]').click();
  await expect.poll(() => drawn(page), PATIENT).toEqual([]); // nothing stays on the map of another panel
  await page.goBack();
  await page.locator('.cells tbody tr').first().waitFor();
  expect(await page.locator('.crs select').inputValue()).toBe('EPSG:4326'); // what was chosen stays
  await discard(page);
  await close();
});

test('from the keyboard alone: the focus follows the steps, and the dialog gives it back', async () => {
  const { page, close } = await openPage('#/imports');
  await page.locator('input[name=import-kind]').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('input[name=import-kind]:checked').inputValue()).toBe('facilities');
  await page.keyboard.press('Tab'); // the columns that are recognised
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('file');
  await page.locator('.drop input').setInputFiles(stations('键盘'));
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('上传并预览');
  await page.keyboard.press('Enter');
  await page.locator('.cells tbody tr').first().waitFor();
  await expect.poll(() => focused(page), PATIENT).toBe('键盘.csv');

  await page.locator('[data-column=站名]').focus();
  await page.keyboard.press('ArrowDown'); // 设施类型, which its own column gives up and then gets back
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('[data-column=站名]').inputValue()).toBe('name');
  await page.locator('.preview .problem').waitFor({ state: 'detached' });
  await page.locator('.accept input').focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: '检查', exact: true }).press('Enter');
  await page.locator('[data-outcome=checked]').waitFor();
  await expect.poll(() => focused(page), PATIENT).toBe('检查结果');
  await expect.poll(() => page.locator('[aria-live=polite]').textContent(), PATIENT).toContain('可载入');
  const publish = page.getByRole('button', { name: /^载入/ });
  await publish.press('Enter');
  await page.locator('dialog').waitFor();
  await expect.poll(() => focused(page), PATIENT).toBe('取消');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await expect
    .poll(() => publish.evaluate((button) => button === document.activeElement), PATIENT)
    .toBe(true);
  await discard(page);
  await close();
});

test('a wrong file is refused on the page, and says what to do', async () => {
  const { page, close } = await openPage('#/imports');
  const choose = (name: string, buffer: Buffer): Promise<void> =>
    page.locator('.drop input').setInputFiles({ name, mimeType: 'text/plain', buffer });
  const alert = page.locator('.import-start .problem');
  await choose('界线.dwg', Buffer.from('x'));
  expect(await alert.textContent()).toMatch(/不能导入 界线\.dwg: 可用的格式是 .*\.csv/);
  await choose('空.csv', Buffer.alloc(0));
  expect(await alert.textContent()).toContain('空.csv 是空文件');
  await page.goto(page.url().replace(/#.*/, '#/imports?job=999999999'));
  await page.locator('.job-view .problem', { hasText: '返回列表' }).waitFor();
  await close();
});

test('where importing is not allowed it is not offered, and a link to it says why', async () => {
  const { page, close } = await openPage('#/divisions');
  await page.context().route('**/api/v1/import-kinds', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Not allowed',
        status: 403,
        detail: '不能导入数据',
      }),
    }),
  );
  await page.reload();
  await page.locator('[data-panel=about]').waitFor();
  await page.waitForTimeout(500);
  expect(await page.locator('[data-panel=imports]').count()).toBe(0);
  await page.evaluate(() => void (location.hash = '#/imports'));
  await page.locator('.imports .problem', { hasText: '不能导入数据' }).waitFor();
  await close();
});

test.each(['light', 'dark'] as const)(
  'axe finds nothing serious from start to dialog (%s)',
  async (colorScheme) => {
    const { page, close } = await openPage('#/imports', { colorScheme });
    await page.evaluate(axe);
    const found: Record<string, string[]> = {};
    const look = async (what: string): Promise<void> => {
      const { violations } = await page.evaluate(() =>
        (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      found[what] = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map((node) => node.html)
              .slice(0, 3)
              .join(' | ')}`,
        );
    };
    await page.locator('.import-list .list-total', { hasText: /共|没有/ }).waitFor();
    await look('start');
    await bringIn(page, `无障碍${colorScheme}`);
    await look('preview with a missing column');
    await page.locator('[data-column=站名]').selectOption({ label: '名称 *' });
    await page.locator('.preview .problem').waitFor({ state: 'detached' });
    await page.locator('.accept input').check();
    for (const summary of await page.locator('.imports summary').all()) await summary.click();
    await look('options');
    await checkIt(page, 'checked');
    await page.locator('.findings tr').first().waitFor();
    await look('report');
    await page.getByRole('button', { name: /^载入/ }).click();
    await look('dialog');
    await page.keyboard.press('Escape');
    await discard(page);
    await look('discarded');
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((what) => [what, []])));
    await close();
  },
);

test("on a phone's width nothing scrolls sideways; without WebGL the preview is a table", async () => {
  const { page, errors, close } = await openPage('#/imports', {
    webgl: false,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  const wide = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await wide()).toBe(360);
  await bringIn(page, '手机');
  expect(await wide()).toBe(360);
  expect(await page.locator('.cells tbody tr').first().textContent()).toContain('手机甲站');
  expect(await page.locator('[data-legend=import]').count()).toBe(0);
  await page.locator('[data-column=站名]').selectOption({ label: '名称 *' });
  await page.locator('.preview .problem').waitFor({ state: 'detached' });
  await checkIt(page, 'refused');
  await page.locator('tr[data-check=kind-unknown]').waitFor();
  expect(await wide()).toBe(360);
  await discard(page);
  expect(errors.filter((error) => !/WebGL|GPU/.test(error))).toEqual([]);
  await close();
});
