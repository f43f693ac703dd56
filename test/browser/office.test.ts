import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { png } from '../support/images.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`); // prettier-ignore
}

/** The local administrator, as a page of the service. */
async function api(
  method: string,
  path: string,
  body?: unknown,
  match?: string,
): Promise<{ id: number; version: string }> {
  const base = inject('baseUrl');
  const headers = { origin: new URL(base).origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(match === undefined ? {} : { 'if-match': `"${match}"` }) }; // prettier-ignore
  const response = await fetch(new URL(path, base), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }); // prettier-ignore
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as { id: number; version: string };
}
const building = { channel: 'received', case: 'building', act: 'naming', name: '敕勒川大厦', roman: 'Chilechuan Dasha', class: '26100', division: '150102', point: [111.7, 40.86], location: '新华东街与丰州路口', meaning: '敕勒川', significance: '两条主干路口的标志性建筑', authority: '呼和浩特市住房和城乡建设局', documentNo: '呼住建地〔2026〕7号', approvedOn: '2026-01-05', department: '市住建局', receivedOn: '2026-01-10' }; // prettier-ignore
/** What the server refuses stands in the console as well; here it is asked for. */
const isFault = (line: string): boolean => !/status of (400|422)/.test(line);
const widest = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
const step = (page: Page, id: string) => page.locator(`[data-step=${id}]`);

test('a filing is registered in the form, accepted, noticed; the notice prints on A4', async () => {
  const { page, errors, close } = await openPage('#/desk?f=filing-new');
  await page.locator('[data-input=name]').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.locator('[data-input=case]').selectOption('building');
  for (const [field, value] of [['name', '丰州楼'], ['roman', 'Fengzhou Lou'], ['authority', '呼和浩特市住房和城乡建设局'], ['documentNo', '呼住建地〔2026〕8号'], ['approvedOn', '2026-01-05'], ['department', '市住建局'], ['receivedOn', '2026-01-10'], ['location', '丰州路东']] as const)
    await page.locator(`[data-input=${field}]`).fill(value); // prettier-ignore
  await page.locator('[data-level=prefecture]').selectOption('150100');
  await page.locator('[data-level=county]').selectOption('150102');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.locator('.note.problem').waitFor(); // it says nothing of its weight for orientation
  expect(await page.locator('.note.problem').textContent()).toContain('地理方位意义');
  await page.locator('[data-input=significance]').fill('路口的标志性建筑');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.locator('article[data-state=registered]').waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: png() }); // prettier-ignore
  await page.locator('.attachments img').waitFor();
  expect(await page.locator('.attachments img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(2); // prettier-ignore
  expect(await faults(page)).toEqual([]);
  await step(page, 'accept').click();
  await page.locator('article[data-state=accepted]').waitFor();
  await page.getByRole('button', { name: '公告文稿' }).click();
  await page.locator('.notice-sheet').waitFor();
  expect(await page.locator('.notice-sheet th').allTextContents()).toEqual(['标准名称', '罗马字母拼写', '所属政区', '位置描述', '批准机关', '批准时间', '批准文号 *']); // prettier-ignore
  expect(await faults(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.tabs, .desk-tabs, .top, .no-print').evaluateAll((all) => all.every((one) => getComputedStyle(one).display === 'none'))).toBe(true); // prettier-ignore
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
  await page.emulateMedia({ media: 'screen' });
  await page.goBack();
  await step(page, 'notice').click();
  await page.locator('article[data-state=accepted]').waitFor();
  await page.waitForFunction(() => document.querySelector('[data-step=notice]') === null);
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('what is due stands on the start page; a narrow screen shows it without scrolling aside', async () => {
  const { id } = await api('POST', '/api/v1/filings', building);
  const { page, errors, close } = await openPage('#/desk', { viewport: { width: 390, height: 780 } });
  await page.locator('[data-todo=review] [data-filing]').first().waitFor();
  expect(await faults(page)).toEqual([]);
  expect(await widest(page)).toBeLessThanOrEqual(390);
  await page.locator(`[data-filing="${id}"]`).click();
  await step(page, 'accept').click();
  await step(page, 'propose').waitFor();
  await page.locator('.due.over').first().waitFor(); // received in January: the notice is overdue
  await page.locator('[data-tab=todo]').click();
  await page.locator(`[data-todo=due] [data-filing="${id}"]`).waitFor();
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('the first page says how much is due, on the tab of the office', async () => {
  const { id, version } = await api('POST', '/api/v1/filings', building);
  await api('POST', `/api/v1/filings/${id}/steps`, { step: 'accept' }, version);
  const { due, overdue } = (await (await fetch(new URL('/api/v1/office', inject('baseUrl')))).json()) as { due: unknown[]; overdue: number }; // prettier-ignore
  expect(overdue).toBeGreaterThan(0);
  const { page, errors, close } = await openPage('#/divisions');
  await page.locator('[data-panel=desk] .tab-count.over').waitFor();
  const name = `${due.length} 件备案、公告到期, 其中 ${overdue} 件逾期`;
  await page.getByRole('button', { name }).click();
  await page.locator(`[data-todo=due] [data-filing="${id}"]`).waitFor();
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('a draft shows the rules, is explained, and asks for the document before publication', async () => {
  const street = (await (await fetch(new URL('/api/v1/places?division=150100&class=235&sample=true&limit=1', inject('baseUrl')))).json()) as { items: { id: number }[] }; // prettier-ignore
  const recordId = street.items[0]!.id;
  const read = async () => (await (await fetch(new URL(`/api/v1/places/${recordId}/record`, inject('baseUrl')))).json()) as { version: string; content: { attributes: object } }; // prettier-ignore
  const before = await read();
  const { id } = await api('POST', '/api/v1/drafts', { type: 'place', change: 'rename', recordId, reason: '道路改建', fields: { name: '巴黎新街', roman: 'Bali Xinjie', attributes: { meaning: '巴黎' } } }); // prettier-ignore
  const { page, errors, close } = await openPage(`#/drafts?draft=${id}`);
  await page.locator('.draft-naming [data-rule=foreign]').waitFor();
  expect(await page.locator('.draft-naming').textContent()).toContain('第九条');
  expect(await faults(page)).toEqual([]);
  await step(page, 'submit').click();
  await page.locator('.edit-bar .note.problem').waitFor();
  await page.locator('textarea[name=explanation]').fill('与巴黎无关，是当地旧称');
  await page.getByRole('button', { name: '保存说明' }).click();
  await page.waitForFunction(() => document.querySelector('.draft-naming .note.problem') === null);
  await step(page, 'submit').click();
  await step(page, 'approve').click();
  await step(page, 'publish').click();
  await page.locator('.edit-bar .note.problem').waitFor(); // a street is the city's to approve
  await page.locator('#papers-number').fill('呼政字〔2026〕9号');
  await page.locator('#papers-day').fill('2026-01-20');
  await step(page, 'publish').click();
  await page.locator('article[data-state=published]').waitFor();
  const after = await read();
  const gone = Object.fromEntries(Object.keys(after.content.attributes).map((name) => [name, null]));
  await api(
    'PATCH',
    `/api/v1/places/${recordId}`,
    { ...before.content, attributes: { ...gone, ...before.content.attributes } },
    after.version,
  ); // the suite shares its data
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('signs and protected names are registered, changed and deleted', async () => {
  const { page, errors, close } = await openPage('#/desk?f=signs');
  await page.getByRole('button', { name: '登记标志' }).click();
  await page.locator('[data-input=name]').fill('敕勒川大街');
  await page.locator('[data-input=kind]').selectOption('street');
  await page.locator('[data-input=point]').fill('111.7, 40.86');
  await page.locator('[data-level=prefecture]').selectOption('150100');
  await page.locator('[data-level=county]').selectOption('150102');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.waitForFunction(() => /f=sign-\d+/.test(location.hash));
  await page.locator('[data-pin=edit]').waitFor();
  await page.locator('[data-input=state]').selectOption('damaged');
  const saved = page.waitForResponse((response) => response.request().method() !== 'GET');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await saved; // the list that is read before does not show it
  await page.getByRole('button', { name: '返回' }).click();
  await page.locator('.sign-damaged').first().waitFor();
  expect(await faults(page)).toEqual([]);
  await page.locator('[data-tab=protected]').click();
  await page.getByRole('button', { name: '列入名录' }).click();
  await page.locator('[data-input=name]').fill('敕勒川');
  await page.locator('[data-input=evidence]').fill('《敕勒歌》');
  await page.locator('[data-level=prefecture]').selectOption('150100');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.waitForFunction(() => /f=protected-\d+/.test(location.hash));
  await page.getByRole('button', { name: '删除', exact: true }).click();
  await page.locator('dialog .grave').click();
  await page.waitForFunction(
    () => location.hash.includes('f=protected') && !/protected-/.test(location.hash),
  );
  await page.locator('[data-tab=changes]').click();
  await page.locator('a[download]').waitFor();
  expect(await faults(page)).toEqual([]);
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);
