import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, inject, test } from 'vitest';
import { formatHash, parseHash } from '../../web/state/url.ts';
import { closeBrowsers, openPage } from '../support/browser.ts';

afterAll(closeBrowsers);
const PATIENT = { timeout: 20_000 };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const mark = Date.now().toString(36); // a user name is never used again, and the service may be one that runs on
const password = 'correct horse battery';
const at = (path: string): string => new URL(path, inject('baseUrl')).href;

const menu = async (page: Page): Promise<(string | null)[]> => {
  await page.locator('.badge').click();
  const names = await page.locator('#account-menu li').allTextContents();
  await page.keyboard.press('Escape');
  return names;
};
const open = (page: Page, hash: string): Promise<void> =>
  page.evaluate((next) => void (location.hash = next), hash);
const answerYes = (page: Page): Promise<void> => page.locator('dialog button[value=yes]').click();

/** Signs in as a page of the service does, past the local administrator. */
async function signIn(page: Page, username: string, secret: string): Promise<number> {
  const status = await page.evaluate(
    async (body) =>
      (
        await fetch('/api/v1/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status,
    { username, password: secret },
  );
  await page.reload();
  return status;
}

/** An account with a password of its own, opened by the local administrator. */
async function newAccount(name: string, role: string, jurisdiction: string | null = null): Promise<string> {
  const username = `${name}-${mark}`;
  const ask = (path: string, body: unknown) =>
    fetch(at(path), { method: 'POST', headers: { 'content-type': 'application/json', origin: new URL(at('/')).origin }, body: JSON.stringify(body) }); // prettier-ignore
  const made = await ask('/api/v1/accounts', { username, role, jurisdiction, password: `${password} first` });
  expect(made.status).toBe(201);
  const { page, close } = await openPage('#/map', { webgl: false });
  expect(await signIn(page, username, `${password} first`)).toBe(200);
  await page.locator('input[name=current]').fill(`${password} first`);
  await page.locator('input[name=password]').fill(password);
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.locator('.badge').waitFor();
  await close();
  return username;
}

async function as(username: string, hash: string, options: object = {}) {
  const opened = await openPage('#/map', { webgl: false, ...options });
  expect(await signIn(opened.page, username, password)).toBe(200);
  await opened.page.locator('.badge').waitFor();
  await open(opened.page, hash);
  return opened;
}

test('the hash holds the account that is open, and back', () => {
  for (const hash of [
    '#/accounts?account=new',
    '#/accounts?account=0b7c31f2-6a62-4a2e-9f6e-6a3a5d4b2c1d',
    '#/profile',
    '#/tokens',
  ])
    expect(formatHash(parseHash(hash))).toBe(hash);
  expect(parseHash('#/accounts?account=<script>').account).toBeNull();
});

test('the menu at the badge offers what one may, and is used from the keyboard', async () => {
  const { page, errors, close } = await openPage('#/map', { webgl: false });
  expect(await menu(page)).toEqual(['账号管理', '审计日志']); // the local administrator has no account
  const badge = page.locator('.badge');
  await badge.focus();
  await page.keyboard.press('Enter');
  expect(await badge.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('账号管理');
  await page.keyboard.press('Escape');
  expect(await badge.evaluate((node) => node === document.activeElement)).toBe(true);
  expect(await page.locator('#account-menu').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.office h2', { hasText: '账号管理' }).waitFor();
  expect(page.url()).toContain('#/accounts');
  await page.goBack();
  await page.locator('.office').waitFor({ state: 'detached' });
  await open(page, '#/profile');
  await page.locator('[role=alert]', { hasText: '无此权限' }).waitFor();
  expect(errors.filter((error) => !/WebGL|GPU/.test(error))).toEqual([]);
  await close();
});

test('an administrator opens an account, which changes its password first; then changes and closes it', async () => {
  const username = `新人-${mark}`;
  const { page, close } = await openPage('#/accounts', { webgl: false });
  await page.getByRole('button', { name: '新建账号' }).click();
  await page.locator('input[name=username]').fill('A B');
  await page.getByRole('button', { name: '创建' }).click();
  await page.locator('.office .problem', { hasText: 'must be 2 to 40 letters' }).waitFor();
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=display]').fill('新来的');
  await page.locator('select[name=role]').selectOption({ label: '地名管理' });
  await page.locator('select[name=jurisdiction] option[value="150102"]').waitFor({ state: 'attached' });
  await page.locator('select[name=jurisdiction]').selectOption('150100');
  const offered = await page.locator('input[name=password]').inputValue();
  expect(offered).toMatch(/^(\w{4}-){3}\w{4}$/);
  await page.getByRole('button', { name: '换一个' }).click();
  const given = await page.locator('input[name=password]').inputValue();
  expect(given).not.toBe(offered);
  await page.getByRole('button', { name: '创建' }).click();
  await page.locator(`[data-made="${username}"]`).waitFor();
  expect(await page.locator('.secret input').inputValue()).toBe(given);
  await page.getByRole('button', { name: '返回列表' }).last().click();
  const row = page.locator(`[data-account="${username}"]`);
  await row.waitFor();
  expect(await row.textContent()).toContain('新来的地名管理呼和浩特市待改密码');

  const other = await openPage('#/map', { webgl: false });
  expect(await signIn(other.page, username, given)).toBe(200);
  await other.page.locator('.sign-in', { hasText: '请先设一个自己的密码' }).waitFor();
  await other.page.locator('input[name=current]').fill(given);
  await other.page.locator('input[name=password]').fill(password);
  await other.page.getByRole('button', { name: '修改密码' }).click();
  await other.page.locator('.badge', { hasText: '新来的' }).waitFor();
  expect(await menu(other.page)).toEqual(['个人资料', '访问令牌', '审计日志', '退出']);
  await open(other.page, '#/accounts');
  await other.page.locator('[role=alert]', { hasText: '无此权限' }).waitFor();

  await row.locator('button').click();
  const view = page.locator(`[data-account-view="${username}"]`);
  expect(await view.locator('select[name=role]').inputValue()).toBe('place_officer');
  await view.locator('select[name=jurisdiction] option[value="150102"]').waitFor({ state: 'attached' });
  expect(await view.locator('select[name=jurisdiction]').inputValue()).toBe('150100');
  await view.locator('select[name=role]').selectOption({ label: '规划' });
  await view.locator('select[name=jurisdiction]').selectOption('150102');
  await view.getByRole('button', { name: '保存' }).click();
  await expect.poll(() => page.locator('[aria-live=polite]').textContent(), PATIENT).toBe('已保存');
  await page.reload(); // the link names the account
  await expect.poll(() => view.locator('select[name=role]').inputValue(), PATIENT).toBe('planner');
  await expect.poll(() => view.locator('select[name=jurisdiction]').inputValue(), PATIENT).toBe('150102');
  await view.getByRole('button', { name: '停用账号' }).click();
  await page.locator('dialog', { hasText: `停用 ${username}` }).waitFor();
  await page.keyboard.press('Escape');
  expect(await view.locator('.state').textContent()).toBe('启用');
  await view.getByRole('button', { name: '停用账号' }).click();
  await answerYes(page);
  await view.locator('.state', { hasText: '停用' }).waitFor();
  expect(await signIn(other.page, username, password)).toBe(401);
  await view.getByRole('button', { name: '启用账号' }).click();
  await view.locator('.state', { hasText: '启用' }).waitFor();
  await view.getByRole('button', { name: '重设密码' }).click();
  const fresh = await page.locator('dialog input[name=password]').inputValue();
  await answerYes(page);
  await view.locator('.note.good').waitFor();
  expect(await view.locator('.note .secret input').inputValue()).toBe(fresh);
  expect(await signIn(other.page, username, password)).toBe(401);
  expect(await signIn(other.page, username, fresh)).toBe(200);
  await other.close();
  await close();
});

test('a throttled name is shown as such, and unlocked', async () => {
  const username = await newAccount('tripped', 'viewer');
  const { page, close } = await openPage('#/map', { webgl: false });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 6; attempt += 1)
    statuses.push(await signIn(page, username, 'wrong wrong wrong'));
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  await open(page, '#/accounts');
  const row = page.locator(`[data-account="${username}"]`);
  await row.locator('.state', { hasText: '暂锁' }).waitFor();
  await row.click();
  await page.getByRole('button', { name: '解除暂锁' }).click();
  await page.locator('.office .state', { hasText: '启用' }).waitFor();
  expect(await signIn(page, username, password)).toBe(200);
  await close();
});

test('profile: the own name, the own password, and where one is signed in', async () => {
  const username = await newAccount('self', 'viewer', '150102');
  const { page, errors, close } = await as(username, '#/profile');
  const office = page.locator('.office');
  await office.locator('dd', { hasText: '新城区 150102' }).waitFor();
  await office.locator('input[name=display]').fill('改过的名字');
  await office.getByRole('button', { name: '保存' }).click();
  await page.locator('.badge', { hasText: '改过的名字' }).waitFor();

  const other = await as(username, '#/map');
  const third = await as(username, '#/map');
  await page.reload();
  const sessions = office.locator('[data-session=other]');
  await expect.poll(() => sessions.count(), PATIENT).toBeGreaterThanOrEqual(2);
  const before = await sessions.count();
  expect(await office.locator('[data-session=current]').textContent()).toMatch(/本次登录.*127\.0\.0\.1/);
  await sessions.first().getByRole('button', { name: /^结束/ }).click();
  await expect.poll(() => sessions.count(), PATIENT).toBe(before - 1);
  await office.getByRole('button', { name: '结束其他所有登录' }).click();
  await expect.poll(() => sessions.count(), PATIENT).toBe(0);
  const via = (asked: Page): Promise<string> =>
    asked.evaluate(async () => ((await (await fetch('/api/v1/session')).json()) as { via: string }).via);
  expect(await via(other.page)).toBe('local'); // nobody but whoever sits at this machine
  expect(await via(third.page)).toBe('local');
  expect(await via(page)).toBe('session');
  await other.close();
  await third.close();

  const fill = async (current: string, next: string, again = next): Promise<void> => {
    await office.locator('input[name=current]').fill(current);
    await office.locator('input[name=password]').fill(next);
    await office.locator('input[name=again]').fill(again);
    await office.getByRole('button', { name: '修改密码' }).click();
  };
  const problem = office.locator('.problem');
  await fill(password, 'another good password', 'another');
  await problem.filter({ hasText: '两次输入的新密码不同' }).waitFor();
  await fill('wrong wrong wrong', 'another good password');
  await problem.filter({ hasText: '现在的密码不对' }).waitFor();
  expect(await office.locator('input[name=password]').inputValue()).toBe('another good password');
  await fill(password, 'another good password');
  await office.locator('.told', { hasText: '密码已修改' }).waitFor();
  expect(await via(page)).toBe('session');
  await office.getByRole('button', { name: '退出' }).click();
  await page.locator('.badge', { hasText: '本机' }).waitFor();
  expect(await signIn(page, username, password)).toBe(401);
  expect(errors.filter((error) => !/WebGL|GPU|40[013]/.test(error))).toEqual([]);
  await close();
});

test('a token is shown once, works, and is gone when it is revoked', async () => {
  const username = await newAccount('robot', 'place_officer', '150100');
  const { page, close } = await as(username, '#/tokens');
  const office = page.locator('.office');
  await office.getByRole('button', { name: '创建' }).waitFor();
  expect(await office.locator('fieldset input').count()).toBe(4); // read, audit, import, places: what the role may give
  await office.locator('input[name=name]').fill('地名网站');
  await office.getByRole('button', { name: '创建' }).click();
  await office.locator('.problem', { hasText: '请至少选一项用途' }).waitFor();
  await office.locator('input[value=read]').check();
  await office.locator('input[name=days]').fill('30');
  await office.getByRole('button', { name: '创建' }).click();
  await office.locator('.note.good').waitFor();
  const token = await office.locator('.secret input').inputValue();
  expect(token).toMatch(/^nutag_[\w-]{43}$/);
  await office.getByRole('button', { name: '复制' }).click();
  await office.locator('.secret small', { hasText: /已复制|Ctrl\+C/ }).waitFor();
  const use = async (path: string): Promise<number> =>
    (await fetch(at(path), { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await use('/api/v1/places?limit=1')).toBe(200);
  expect(await use('/api/v1/audit?limit=1')).toBe(403); // not among its scopes
  expect(await use('/api/v1/profile/sessions')).toBe(403);
  await page.reload();
  const card = office.locator('[data-token=地名网站]');
  await card.waitFor();
  expect(await page.content()).not.toContain(token);
  await card.getByRole('button', { name: /^撤销/ }).click();
  await page.locator('dialog button', { hasText: '取消' }).click();
  expect(await use('/api/v1/places?limit=1')).toBe(200);
  await card.getByRole('button', { name: /^撤销/ }).click();
  await answerYes(page);
  await card.waitFor({ state: 'detached' });
  expect(await use('/api/v1/places?limit=1')).toBe(401);
  await close();
});

const PAGES = [
  ['#/profile', '[data-session=current]'],
  ['#/tokens', '.office fieldset input'],
  ['#/accounts', '.office-table tbody tr'],
  ['#/accounts?account=new', 'input[name=password]'],
  ['#/audit', '.office-table tbody tr'],
] as const;

test.each(['light', 'dark'] as const)('axe finds nothing serious on the pages of the menu (%s)', async (colorScheme) => {
  const username = await newAccount(`chief-${colorScheme}`, 'administrator');
  const { page, close } = await as(username, '#/map', { colorScheme });
  await page.evaluate(axe);
  const found: Record<string, string[]> = {};
  const look = async (what: string): Promise<void> => {
    const { violations } = await page.evaluate(() =>
      (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    found[what] = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`); // prettier-ignore
  };
  for (const [hash, shown] of PAGES) {
    await open(page, hash);
    await page.locator(shown).first().waitFor();
    await look(hash);
  }
  await page.locator('.office-table tbody tr').first().click();
  await page.locator('.entry').waitFor();
  await look('entry');
  await page.locator('.badge').click();
  await look('menu');
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((what) => [what, []])));
  await close();
}); // prettier-ignore

test("on a phone's width nothing scrolls sideways", async () => {
  const username = await newAccount('phone', 'administrator');
  const phone = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
  const { page, close } = await as(username, '#/map', phone);
  const wide = (): Promise<number[]> =>
    page.evaluate(() => {
      const panel = document.querySelector('.office');
      return [document.documentElement.scrollWidth, (panel?.scrollWidth ?? 0) - (panel?.clientWidth ?? 0)];
    });
  for (const [hash, shown] of PAGES) {
    await open(page, hash);
    await page.locator(shown).first().waitFor();
    expect([hash, await wide()]).toEqual([hash, [390, 0]]);
  }
  await page.locator('.office-table tbody tr').first().click();
  await page.locator('.entry').waitFor();
  expect(await wide()).toEqual([390, 0]);
  await page.locator('.badge').click();
  const box = (await page.locator('#account-menu').boundingBox())!;
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(390);
  await close();
});
