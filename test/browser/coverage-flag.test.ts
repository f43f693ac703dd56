import { afterAll, expect, inject, test } from 'vitest';
import type { Evidence } from '../../server/api/coverage-evidence.ts';
import { closeBrowsers, openPage, settled, whereIs } from '../support/browser.ts';
import { faults } from '../support/faults.ts';
import { textOfPdf } from '../support/pdf.ts';

afterAll(closeBrowsers);
const get = async <T>(path: string): Promise<T> => (await (await fetch(new URL(path, inject('baseUrl')))).json()) as T; // prettier-ignore
const asked = '/api/v1/coverage/units/152921?kind=funeral_home&method=straight&unit=county';

test('the card has six lines, its worst settlements on the map, and a sentence to cite', async () => {
  const { page, errors, close } = await openPage('#/coverage?cov=funeral_home&f=flag-152921', { permissions: ['clipboard-read', 'clipboard-write'] }); // prettier-ignore
  await page.locator('[data-flag="152921"]').waitFor();
  const card = await get<Evidence>(asked);
  expect(await page.locator('[data-line] h3').allTextContents()).toEqual(['依据', '规则', '证据', '数据', '稳健性', '复核']); // prettier-ignore
  for (const [line, text] of Object.entries({ rule: card.rule.duty, evidence: card.evidence.text, data: card.data.text, robustness: card.robustness.text })) expect(await page.locator(`[data-line=${line}]`).textContent()).toContain(text); // prettier-ignore
  expect(card.evidence.worst.length).toBe(3);
  expect(await page.locator('[data-worst]').evaluateAll((all) => all.map((one) => Number((one as HTMLElement).dataset['worst'])))).toEqual(card.evidence.worst.map(({ id }) => id)); // prettier-ignore
  expect(await faults(page)).toEqual([]);

  await page.locator('[data-do=copy]').click();
  const citation = page.locator('[data-citation]');
  await citation.waitFor();
  const text = await citation.inputValue();
  expect(text).toContain(card.citable.sentence);
  expect(text).toContain(card.run.id);
  expect(text).toContain(new URL(card.citable.link, inject('baseUrl')).href);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
  expect((await get<{ id: string }>(`/api/v1/coverage/runs/${card.run.id}`)).id).toBe(card.run.id);
  await page.locator('[data-do=check]').click();
  await page.locator('[data-same=true]').waitFor();

  await settled(page);
  const { x, y } = await whereIs(page, 'numbered');
  await page.mouse.click(x, y);
  await page.locator('article.record[data-record^="place:"] h2').waitFor();
  const name = (await page.locator('article.record h2').textContent())!;
  expect(card.evidence.worst.some((one) => name.includes(one.name))).toBe(true);
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('a person gives a verdict, which stays in the history and in the table', async () => {
  const { page, errors, close } = await openPage('#/coverage?cov=relief_station&f=flag-150221', { webgl: false }); // prettier-ignore
  await page.locator('[data-flag="150221"]').waitFor();
  const before = await page.locator('[data-review]').count();
  await page.locator('[data-do=review] summary').click();
  await page.locator('input[value=planned]').check();
  await page.locator('[name=note]').fill('已列入 2027 年建设计划');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '提交复核' }).click();
  await expect.poll(() => page.locator('[data-review]').count()).toBe(before + 1);
  expect(await page.locator('[data-review]').first().textContent()).toMatch(
    /已有计划.*已列入 2027 年建设计划/s,
  );
  await page.getByRole('button', { name: '返回列表' }).click();
  await page.locator('tr[data-code="150221"] .verdict', { hasText: '已有计划' }).waitFor();
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('the card is a page of text when it is printed', async () => {
  const { page, close } = await openPage('#/coverage?cov=funeral_home&f=flag-152921', { webgl: false });
  await page.locator('[data-flag="152921"]').waitFor();
  const card = await get<Evidence>(asked);
  const text = textOfPdf(await page.pdf({ preferCSSPageSize: true })).join('').replaceAll('\n', ''); // prettier-ignore
  for (const words of ['依据', '规则', '证据', '数据', '稳健性', '复核', card.evidence.worst[0]!.name, card.run.id]) expect(text).toContain(words); // prettier-ignore
  expect(text).not.toContain('复制本结论');
  await close();
}, 120_000);
