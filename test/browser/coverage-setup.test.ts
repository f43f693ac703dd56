import { afterAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { faults } from '../support/faults.ts';

afterAll(closeBrowsers);
const get = async <T>(path: string): Promise<T> => (await (await fetch(new URL(path, inject('baseUrl')))).json()) as T; // prettier-ignore
const stamp = String(Date.now());

test('an administrator adds a kind of facility and a policy, and both are judged at once', async () => {
  const kind = `memorial_hall_${stamp.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)}`;
  const { page, errors, close } = await openPage('#/coverage?f=setup-kinds', { webgl: false });
  await page.locator('[data-do=new-kind]').click();
  await page.locator('[name=id]').fill(kind);
  await page.locator('[name=name]').fill(`殡仪追思堂${stamp.slice(-5)}`);
  await page.locator('[name=nameEn]').fill('Memorial hall');
  await page.locator('[name=unit]').selectOption('county');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.locator(`[data-kind=${kind}]`).waitFor();

  await page.locator('[data-part=policies]').click();
  await page.locator('[data-do=new-policy]').click();
  await page.locator('[name=id]').fill(`memorial-${stamp}`);
  await page.locator('[name=title]').fill('旗县殡仪追思堂');
  await page.locator(`[name=kinds][value=${kind}]`).check();
  await page.locator('[name=unit]').selectOption('county');
  await page.locator('[name=rule]').selectOption('facility');
  await page.locator('[name=legalNature]').fill('部门设定');
  await page.locator('[name=targetShare]').fill('40');
  await page.locator('[name=targetYear]').fill('2030');
  await page.locator('[data-do=citation]').click();
  await page.locator('[data-name=title]').fill('试点方案');
  await page.locator('[data-name=text]').fill('到2030年四成旗县设追思堂');
  await page.locator('[data-name=validFrom]').fill('2026-01-01');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.locator(`[data-policy="memorial-${stamp}"]`, { hasText: '试点方案' }).waitFor();
  const { policy } = await get<{ policy: { id: string; basis: string } }>(`/api/v1/coverage?kind=${kind}`);
  expect(policy.id).toBe(`memorial-${stamp}`);
  expect(policy.basis).toContain('试点方案');
  expect(errors).toEqual([]);
  await close();
}, 180_000);

test('what is typed in a form stays when the page is drawn anew: by another language, by others\u2019 edits', async () => {
  const { page, close } = await openPage('#/coverage?f=setup-policy-new', { webgl: false });
  await page.locator('[name=title]').fill('未存的名称');
  await page.locator('[name=kinds][value=funeral_home]').check();
  await page.locator('[name=targetYear]').fill('2030');
  await page.getByRole('button', { name: 'English', exact: true }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
  expect(await page.locator('[name=title]').inputValue()).toBe('未存的名称');
  expect(await page.locator('[name=targetYear]').inputValue()).toBe('2030');
  expect(await page.locator('[name=kinds][value=funeral_home]').isChecked()).toBe(true);
  await close();
}, 180_000);

test('the cremation zone of a township is set with the number of its document', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=setup-zone&d=150123', { webgl: false });
  const row = page.locator('tr[data-unit="150123102"]');
  await row.waitFor();
  const document = `和政发〔2026〕${stamp.slice(-4)}号`;
  const zone = (await row.locator('[name=value]').inputValue()) === 'mixed' ? 'burial_reform' : 'mixed';
  await row.locator('[name=value]').selectOption(zone);
  await row.locator('[name=document]').fill(document);
  expect(await faults(page)).toEqual([]);
  await row.locator('[data-do=save]').click();
  await expect
    .poll(async () =>
      (
        await get<{ items: { value: string; document: string | null }[] }>(
          '/api/v1/unit-facts?type=zone&division=150123102',
        )
      ).items.map((one) => [one.value, one.document]),
    ) // prettier-ignore
    .toContainEqual([zone, document]);
  await page.locator('[data-part=person]').click();
  await page.locator('tr[data-unit="150123102"] [name=value] option[value=designated]').waitFor({ state: 'attached' }); // prettier-ignore
  expect(await faults(page)).toEqual([]);
  expect(errors).toEqual([]);
  await close();
}, 180_000);

const PATIENT = { timeout: 20_000 };
const sheet = (name: string, ...lines: string[]) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) }); // prettier-ignore

test.each([{ width: 1280, height: 800 }, { width: 390, height: 844 }])('population of townships comes from a file, seen before it is written ($width px)', async (viewport) => {
  const { page, errors, close } = await openPage('#/coverage?f=setup-population&d=150123', { webgl: false, viewport });
  const href = await page.locator('[data-form=csv]').getAttribute('href');
  const form = await (await fetch(new URL(href!, inject('baseUrl')))).text();
  expect(form).toContain('150123102');
  expect(form).not.toContain('150121');
  const people = 1000 + Number(stamp.slice(-3)) + viewport.width;
  const file = page.locator('[name=facts]');
  await file.setInputFiles(sheet('人口.csv', '区划代码,值,文号', `150123102,${people},统计年鉴`, '150123999,5,', '150123101,多,'));
  await page.locator('[data-check=division-unknown]', { hasText: '150123999' }).waitFor();
  await page.locator('[data-check=fact-value]', { hasText: '写整数' }).waitFor();
  expect(await page.locator('[data-do=load]').count()).toBe(0);
  expect(await faults(page)).toEqual([]);
  await file.setInputFiles(sheet('人口.csv', '区划代码,值,文号', `150123102,${people},统计年鉴`));
  await page.locator('tr[data-change]', { hasText: String(people) }).waitFor();
  const told = async () => (await get<{ items: { value: string }[] }>('/api/v1/unit-facts?type=population&division=150123102')).items.map(({ value }) => value);
  expect(await told()).not.toContain(String(people));
  expect(await faults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  const typed = page.locator('tr[data-unit="150123101"] input').first();
  await typed.fill('4321'); // not saved yet
  const button = page.locator('[data-do=load]');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect.poll(told, PATIENT).toContain(String(people));
  await expect.poll(() => page.locator('tr[data-unit="150123102"] input').first().inputValue(), PATIENT).toBe(String(people)); // the table below is read again
  expect(await typed.inputValue()).toBe('4321');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('fact-file');
  const [{ id, version }] = (await get<{ items: [{ id: number; version: string }] }>('/api/v1/unit-facts?type=population&division=150123102')).items;
  await fetch(new URL(`/api/v1/unit-facts/${id}`, inject('baseUrl')), { method: 'DELETE', headers: { 'if-match': `"${version}"` } });
  expect(errors).toEqual([]);
  await close();
}, 180_000); // prettier-ignore
