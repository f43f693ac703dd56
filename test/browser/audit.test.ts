import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { formatHash, parseHash } from '../../web/state/url.ts';
import { closeBrowsers, openPage } from '../support/browser.ts';

const PATIENT = { timeout: 20_000 };
const username = `logged-${Date.now().toString(36)}`;
const at = (path: string): string => new URL(path, inject('baseUrl')).href;
const send = (method: string, path: string, body: unknown): Promise<Response> =>
  fetch(at(path), { method, headers: { 'content-type': 'application/json', origin: new URL(at('/')).origin }, body: JSON.stringify(body) }); // prettier-ignore

beforeAll(async () => {
  const made = await send('POST', '/api/v1/accounts', { username, role: 'viewer', jurisdiction: '150100', password: 'correct horse battery' }); // prettier-ignore
  const { id } = (await made.json()) as { id: string };
  await send('PATCH', `/api/v1/accounts/${id}`, { role: 'planner', display: '审计对象' });
});
afterAll(closeBrowsers);

const total = (page: Page): Promise<string | null> =>
  page.locator('.office .list-total').first().textContent();
const rows = (page: Page) => page.locator('.office-table tbody tr[data-entry]');

test('the hash holds the filter and the row that is open, and back', () => {
  for (const hash of [
    '#/audit',
    '#/audit?who=zhangsan&did=change&of=account&in=150100&from=2026-01-01&to=2026-02-01&entry=12',
    '#/audit?id=王%20五&text=100%25',
  ])
    expect(formatHash(parseHash(hash))).toBe(hash);
  expect(parseHash('#/audit?entry=-1').entry).toBeNull();
  expect(parseHash('#/divisions').audit).toEqual({});
});

test('filters narrow the list and stand in the link; a row opens to what was before and after', async () => {
  const { page, errors, foreign, close } = await openPage('#/audit', { webgl: false });
  await rows(page).first().waitFor();
  await page.locator('input[name=record]').fill(username);
  await page.locator('input[name=record]').press('Enter');
  await expect.poll(() => total(page), PATIENT).toBe('共 2 条');
  expect(page.url()).toContain(`id=${username}`);
  await page.locator('select[name=action]').selectOption({ label: '修改' });
  await expect.poll(() => total(page), PATIENT).toBe('共 1 条');
  expect(await rows(page).first().textContent()).toContain(`本机管理员修改账号 ${username}`);
  const button = rows(page).first().locator('button');
  await button.press('Enter');
  expect(await button.getAttribute('aria-expanded')).toBe('true');
  const change = (field: string) => page.locator(`.changes [data-field=${field}] td`).allTextContents();
  expect(await change('role')).toEqual(['查阅', '规划']);
  expect(await change('display')).toEqual([username, '审计对象']);
  expect(await page.locator('.entry').textContent()).toContain('127.0.0.1');

  await page.reload();
  await page.locator('.changes').waitFor();
  expect(await page.locator('select[name=action]').inputValue()).toBe('change');
  expect(await page.locator('input[name=record]').inputValue()).toBe(username);
  await page.locator('input[name=q]').fill('没有这样的文字');
  await page.getByRole('button', { name: '筛选', exact: true }).click();
  await page.locator('.list-total', { hasText: '没有符合的记录' }).waitFor();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await rows(page).nth(2).waitFor();
  expect(new URL(page.url()).hash).toBe('#/audit');
  expect(foreign).toEqual([]);
  expect(errors.filter((error) => !/WebGL|GPU/.test(error))).toEqual([]);
  await close();
});

test('a link to a row that the filter does not show opens it above the list', async () => {
  const { items } = (await (await fetch(at(`/api/v1/audit?record=${username}&action=change`))).json()) as { items: { id: number }[] }; // prettier-ignore
  const { page, close } = await openPage(`#/audit?did=load&entry=${items[0]!.id}`, { webgl: false });
  await page.locator(`.linked [data-detail="${items[0]!.id}"] .changes`).waitFor();
  await page.getByRole('button', { name: '收起' }).click();
  await page.locator('.linked').waitFor({ state: 'detached' });
  await close();
});

test('the CSV is what is listed', async () => {
  const { page, close } = await openPage(`#/audit?id=${username}`, { webgl: false });
  await expect.poll(() => total(page), PATIENT).toBe('共 2 条');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('listAudit.csv');
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString('utf8').trimEnd().split('\r\n');
  expect(lines[3]).toBe(`筛选,记录编号: ${username}`);
  expect(lines.length).toBe(7 + 2);
  await close();
});

test('a record tells the staff its history, in a section that is closed at first', async () => {
  const { page, close } = await openPage('#/divisions?sel=division:150102', { webgl: false });
  const history = page.locator('.history');
  await history.waitFor();
  expect(await page.locator('[data-history]').count()).toBe(0);
  await history.locator('summary').press('Enter');
  await history.locator('[data-history]', { hasText: '数据包' }).first().waitFor();
  await close();

  const asPublic = await openPage('#/map', { webgl: false });
  await asPublic.page.context().route('**/api/v1/session', (route) =>
    route.fulfill({
      contentType: 'application/json',
      body: JSON.stringify({ account: null, via: 'anonymous', may: ['session', 'read.public'], expiresAt: null, public: true, ways: { password: true, oidc: null } }), // prettier-ignore
    }),
  );
  await asPublic.page.goto(at('#/divisions?sel=division:150102'));
  await asPublic.page.reload();
  await asPublic.page.locator('article.record .provenance').waitFor();
  expect(await asPublic.page.locator('.history').count()).toBe(0);
  expect(await asPublic.page.locator('.badge').count()).toBe(0);
  await asPublic.page.getByRole('button', { name: '登录' }).click();
  await asPublic.page.locator('input[name=username]').waitFor();
  await asPublic.page.getByRole('button', { name: '返回地图' }).click();
  await asPublic.page.locator('#search').waitFor();
  await asPublic.close();
});
