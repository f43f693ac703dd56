import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { textOfPdf } from '../support/pdf.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`); // prettier-ignore
}

/** What the server refuses stands in the console as well; here it is asked for. */
const isFault = (line: string): boolean => !/status of (400|409)/.test(line);
const save = (page: Page) => page.getByRole('button', { name: '保存', exact: true }).click();
const step = (page: Page, id: string) => page.locator(`[data-step=${id}]`).click();
const stands = (page: Page, state: string) => page.locator(`article[data-state=${state}]`).waitFor();

test('a line is inspected after a flood, signed by scans, filed, and its report printed', async () => {
  const { page, errors, close } = await openPage('#/inspections?f=new');
  await page.locator('[name=line]').fill('150123-150124');
  await page.locator('[name=cause]').fill('浑河洪水');
  await save(page);
  await stands(page, 'planned');
  expect(await faults(page)).toEqual([]);
  expect(await page.locator('[data-progress=markers] dd').textContent()).toContain('0 / 8');

  await page.locator('[data-do=edit]').click();
  await page.locator('[name=team]').fill('王建国、李娜');
  await page.locator('[name=observance]').fill('双方共同遵守勘定的界线');
  await page.locator('[name=conclusion]').fill('界线不因河流改道而变');
  await page.locator('[name=fieldFrom]').fill('2026-01-06');
  await page.locator('[name=fieldTo]').fill('2026-01-07');
  await page.locator('[name=officeOn]').fill('2026-01-05');
  expect(await faults(page)).toEqual([]);
  await save(page);
  await stands(page, 'planned');
  await step(page, 'office');
  await stands(page, 'office');
  await step(page, 'field');
  await stands(page, 'field');

  const segment = page.locator('[data-segment]').first();
  await segment.locator('summary').click();
  await segment.locator('[name=clear]').selectOption('true');
  await segment.locator('[name=on]').fill('2026-01-06');
  await segment.locator('[name=people]').fill('王建国');
  await segment.getByRole('button', { name: '保存' }).click();
  await page.locator('[data-progress=segments]', { hasText: '1 / 1' }).waitFor();

  await step(page, 'sign');
  await page.locator('[data-part=steps] .problem').waitFor(); // nobody has signed
  for (const party of ['150123', '150124']) {
    const signatures = page.locator('[data-part=signatures]');
    await signatures.locator('summary').click();
    await signatures.locator('[name=party]').selectOption(party);
    await signatures.locator('[name=name]').fill('签字人');
    await signatures.locator('[name=signedOn]').fill('2026-01-07');
    await signatures.getByRole('button', { name: '签字', exact: true }).click();
    const own = page.locator(`[data-signature="${party}"]`);
    await own.locator('input[type=file]').setInputFiles({ name: '签字页.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') }); // prettier-ignore
    await own.locator('[data-file]').waitFor();
  }
  expect(await faults(page)).toEqual([]);
  await page.locator('.note[data-missing]').waitFor({ state: 'detached' });
  await step(page, 'sign');
  await stands(page, 'signed');
  expect(await page.locator('.life [aria-current]').textContent()).toContain('已签字');
  await step(page, 'file');
  await stands(page, 'filed');
  expect(await page.locator('.note.good').textContent()).toContain('内蒙古自治区人民政府');

  await page.locator('[data-paper=report]').click();
  await page.locator('[data-sheet=report] .line-map svg').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.tabs, .desk-tabs, .top, .no-print').evaluateAll((all) => all.every((one) => getComputedStyle(one).display === 'none'))).toBe(true); // prettier-ignore
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45]\.\d+ 84[12]\.\d+\]/); // A4 in points
  const text = textOfPdf(pdf).join('').replaceAll('\n', '');
  const numbers = await page.locator('[data-sheet=report] .dense tbody th').allTextContents();
  for (const words of ['和林格尔县—清水河县线联合检查报告', '双方共同遵守勘定的界线', '界线不因河流改道而变', '五、其他', '未检查', '示意数据', ...numbers])
    expect(text).toContain(words); // prettier-ignore
  expect(numbers.length).toBeGreaterThanOrEqual(8);
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('a finding is raised and ordered; the order is a page of text', async () => {
  const { page, errors, close } = await openPage('#/inspections?f=new', { webgl: false, viewport: { width: 390, height: 844 } }); // prettier-ignore
  await page.locator('[name=line]').fill('150206-150223');
  await page.locator('[name=cause]').fill('公路改线');
  await save(page);
  await stands(page, 'planned');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.getByRole('button', { name: '登记问题' }).click();
  await page.locator('[name=kind]').selectOption('occupation');
  await page.locator('textarea[name=description]').fill('越界取土');
  await save(page);
  await stands(page, 'open');
  expect(await faults(page)).toEqual([]);
  await page.locator('[name=assigneeDivision]').fill('150223');
  await page.locator('[name=assignee]').fill('苏日娜');
  await page.locator('[name=dueOn]').fill('2199-01-31');
  await step(page, 'order');
  await stands(page, 'ordered');
  await page.getByRole('button', { name: '整改通知书' }).click();
  await page.locator('.letter').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const text = textOfPdf(await page.pdf({ preferCSSPageSize: true }))
    .join('')
    .replaceAll('\n', '');
  for (const words of ['整改通知书', '越界取土', '苏日娜', '2199年1月31日']) expect(text).toContain(words);
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);
