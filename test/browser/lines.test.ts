import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, expect, inject, test } from 'vitest';
import type { LineProfile } from '../../server/api/boundary-profile.ts';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { png } from '../support/images.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`); // prettier-ignore
}

const code = '150100-150200'; // 呼包线
const read = async <T>(path: string): Promise<T> => {
  const base = inject('baseUrl');
  const response = await fetch(new URL(path, base), { headers: { origin: new URL(base).origin } });
  return (await response.json()) as T;
};
const recordIs = (page: Page, id: number): Promise<unknown> => page.waitForFunction((wanted) => location.hash.includes(`sel=marker:${wanted}`), id); // prettier-ignore

test('walking along a line: arrows, Home, End and buttons go from marker to marker, and the map follows', async () => {
  const { markers, gaps } = await read<LineProfile>(`/api/v1/boundary-lines/${code}/profile`);
  const { page, errors, close } = await openPage(`#/boundaries?sel=boundary-line:${code}`);
  await page.locator('[data-do=walk]').click();
  const strip = page.getByRole('slider');
  await strip.waitFor();
  expect(await page.locator('.strip-marker').count()).toBe(markers.length);
  expect(await page.locator('.strip-gap').count()).toBe(gaps.length);
  expect(new Set(await page.locator('.strip-marker').evaluateAll((all) => all.map((one) => one.getAttribute('data-condition')))).size).toBeGreaterThan(1); // prettier-ignore
  await strip.focus();
  await page.keyboard.press('ArrowRight');
  await recordIs(page, markers[0]!.id);
  await page.keyboard.press('ArrowRight');
  await recordIs(page, markers[1]!.id);
  await page.locator('article h2', { hasText: markers[1]!.number }).waitFor();
  expect(await strip.evaluate((node) => node === document.activeElement)).toBe(true); // the arrows go on
  expect(await strip.getAttribute('aria-valuetext')).toContain(markers[1]!.number);
  const there = (point: number[]): Promise<unknown> =>
    page.waitForFunction(([lon, lat]) => {
      const centre = window.__nutag!.map!.getCenter();
      return Math.abs(centre.lng - lon!) < 0.01 && Math.abs(centre.lat - lat!) < 0.01;
    }, point);
  await there(markers[1]!.point as number[]);
  await page.keyboard.press('End');
  await recordIs(page, markers.at(-1)!.id);
  expect(await page.locator('[data-step=next]').isDisabled()).toBe(true);
  await there(markers.at(-1)!.point as number[]);
  await page.locator('[data-step=previous]').click();
  await recordIs(page, markers.at(-2)!.id);
  await strip.focus();
  await page.keyboard.press('Home');
  await recordIs(page, markers[0]!.id);
  await page.locator('.walk-more summary').click();
  await page.locator('.walk-table tr[aria-current=true]', { hasText: markers[0]!.number }).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.locator('.walk-head button').click();
  await page.locator('article[data-record="boundary-line:150100-150200"]').waitFor();
  expect(await page.locator('.walk').count()).toBe(0);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('the register of a line is edited: documents, a segment, a document with its file, on a phone', async () => {
  const { page, errors, close } = await openPage(`#/boundaries?sel=boundary-line:${code}`, { webgl: false, viewport: { width: 390, height: 844 } }); // prettier-ignore
  const widest = (): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);
  const save = (): Promise<void> => page.getByRole('button', { name: '保存', exact: true }).click();
  await page.locator('[data-part=edit]').click();
  await page.locator('[data-input=statedLengthKm]').fill('314.6');
  await page.locator('[data-input=approval]').fill('内政发〔2001〕9号');
  await page.locator('[data-input=smart]').selectOption('true');
  expect(await faults(page)).toEqual([]);
  await save();
  await page.locator('.fields', { hasText: '内政发〔2001〕9号' }).waitFor();
  await page.locator('.register .fields', { hasText: '是' }).waitFor();
  expect([await faults(page), await widest()]).toEqual([[], 390]);
  const [first] = (await read<{ segmentList: { pair: string; sides: { code: string; name: string }[] }[] }>(`/api/v1/boundary-lines/${code}`)).segmentList; // prettier-ignore
  const segment = page.locator(`[data-segment="${first!.pair}"]`);
  await segment.locator('button').click();
  await page.locator('[data-input=carrier]').selectOption('ridge');
  await page.locator('[data-input=managing]').selectOption(first!.sides[0]!.code);
  await page.locator('[data-input=course]').fill('沿山脊向南');
  await save();
  await segment.locator('small', { hasText: `山脊 · 分工管理 ${first!.sides[0]!.name}` }).waitFor();
  await page.locator('[data-part=document-new]').click();
  await page.locator('[data-input=kind]').selectOption('peace');
  await page.locator('[data-input=title]').fill('共创平安边界协议书');
  await page.locator('[data-input=expiresOn]').fill('2020-12-31');
  await page.locator('[data-input=parties]').fill('呼和浩特市\n包头市');
  await save();
  await page.waitForFunction(() => /part=document-\d+/.test(location.hash));
  await page.locator('input[type=file]').setInputFiles({ name: '扫描.png', mimeType: 'image/png', buffer: png() }); // prettier-ignore
  await page.locator('.attachments img').waitFor();
  expect([await faults(page), await widest()]).toEqual([[], 390]);
  await page.locator('.part .record-bar button').click();
  await page.locator('.badge.expired').waitFor();
  expect(await page.locator('[data-part^="document-"]', { hasText: '附件 1' }).count()).toBe(1);
  await page.locator('[data-part^="document-"]', { hasText: '共创平安边界协议书' }).click();
  await page.getByRole('button', { name: '删除', exact: true }).click();
  await page.locator('dialog .grave').click();
  await page.waitForFunction(() => !location.hash.includes('part='));
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('what the checks have found is counted, narrowed and opened', async () => {
  const { counts } = await read<{ counts: { check: string; count: number }[] }>('/api/v1/boundary-checks?limit=1'); // prettier-ignore
  const { page, errors, close } = await openPage('#/boundaries', { webgl: false });
  await page.locator('[data-tab=checks]').click();
  await page.locator('[data-check=reference-objects]').waitFor();
  expect(await page.locator('.check-counts button').count()).toBe(counts.length + 1);
  expect(await faults(page)).toEqual([]);
  await page.locator('[data-check=reference-objects]').click();
  await page.locator('[data-found]').first().waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('[data-found]')].every((one) => one.getAttribute('data-found') === 'reference-objects')); // prettier-ignore
  await page.locator('[data-found]').first().click();
  await page.locator('article[data-record^="marker:"]').waitFor();
  await page.goBack();
  await page.locator('[data-found]').first().waitFor();
  expect(errors).toEqual([]);
  await close();
}, 120_000);
