import { afterAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { faults } from '../support/faults.ts';
import { textOfPdf } from '../support/pdf.ts';

afterAll(closeBrowsers);
const get = async <T>(path: string): Promise<T> => (await (await fetch(new URL(path, inject('baseUrl')))).json()) as T; // prettier-ignore

interface Unprotected {
  items: { code: string; name: string }[];
  total: number;
  counts: Record<string, number>;
}

test('townships without station or person: listed, those not known apart, with a file', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=unprotected', { webgl: false });
  const { items, total, counts } = await get<Unprotected>('/api/v1/coverage/unprotected-townships');
  await page.locator('[role=grid] tbody tr[data-code]').first().waitFor();
  expect(await page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe(String(total + 1));
  expect(await page.locator('[data-result=unknown]').textContent()).toContain(String(counts['unknown']));
  expect(await faults(page)).toEqual([]);
  const csv = await (await fetch(new URL((await page.locator('[data-export=csv]').getAttribute('href'))!, inject('baseUrl')))).text(); // prettier-ignore
  for (const { code } of items) expect(csv).toContain(code);
  await page.locator('[name=q]').fill(items[0]!.name);
  await expect
    .poll(() => page.locator('tr[data-code]').first().getAttribute('data-code'))
    .toBe(items[0]!.code);
  await page.locator('[data-result=unknown]').click();
  await expect.poll(() => page.url()).toContain('f=unprotected-unknown');
  expect(errors).toEqual([]);
  await close();
}, 120_000);

test('two snapshots are made, opened and compared', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=snapshots', { webgl: false });
  for (const [title, occasion, on] of [['年末评估 2023', 'year_end', '2023-12-31'], ['终期评估 2025', 'final', '2025-12-31']] as const) {
    await page.locator('[data-do=new]').click();
    await page.locator('[name=title]').fill(title);
    await page.locator('[name=occasion]').selectOption(occasion);
    await page.locator('[name=on]').fill(on);
    await page.getByRole('button', { name: '冻结评估结果' }).click();
    await page.locator('article[data-snapshot] h2', { hasText: title }).waitFor({ timeout: 60_000 });
    expect(await page.locator('article[data-snapshot]').textContent()).toContain(on);
    await page.locator('[role=grid] tbody tr[data-code]').first().waitFor();
    if (occasion === 'year_end') await page.locator('.record-bar button').click();
  } // prettier-ignore
  expect(await faults(page)).toEqual([]);
  await page.locator('.record-bar button').click();
  await page.locator('[data-do=compare]').waitFor();
  const of = (title: string) => page.locator('li[data-snapshot]', { hasText: title }).first().getAttribute('data-snapshot'); // prettier-ignore
  const [since, until] = [(await of('年末评估 2023'))!, (await of('终期评估 2025'))!];
  await page.locator('[name=since]').selectOption(since);
  await page.locator('[name=until]').selectOption(until);
  await page.locator('[data-do=compare]').click();
  await page.locator(`[data-changes="${since}-${until}"]`).waitFor();
  const { counts } = await get<{ counts: Record<string, number> }>(`/api/v1/coverage/snapshots/${until}/changes?since=${since}`); // prettier-ignore
  for (const kind of ['improved', 'fell_back', 'denominator']) {
    expect(await page.locator(`[data-bar=${kind}] .bar-text`).textContent()).toBe(new Intl.NumberFormat('zh-CN').format(counts[kind] ?? 0)); // prettier-ignore
    expect(await page.locator(`[data-group=${kind}]`).count()).toBe((counts[kind] ?? 0) > 0 ? 1 : 0);
  }
  expect(Object.values(counts).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
  expect(await faults(page)).toEqual([]);
  expect(errors).toEqual([]);
  await close();
}, 240_000);

test('the report of a banner is real text on A4: map, matrix, six lines of every kind, method, hashes', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=report-152921', { webgl: false });
  await page.locator('[data-report="152921"]').waitFor({ timeout: 60_000 });
  expect(await page.locator('[data-map-of] .outline-map[role=img]').count()).toBe(await page.locator('[data-map-of]').count()); // prettier-ignore
  const alternative = (await page
    .locator('[data-map-of=funeral_home] .outline-map')
    .getAttribute('aria-label'))!;
  expect(alternative).toMatch(/殡仪馆: 达到 \d+/);
  expect(await faults(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox\s*\[0 0 59[45]\.\d+ 84[12]\.\d+\]/); // A4 in points
  const text = textOfPdf(pdf).join('').replaceAll('\n', '');
  const { inputs } = (await get<{ run: { inputs: Record<string, string> } }>('/api/v1/coverage/matrix?division=152900')).run; // prettier-ignore
  for (const words of ['阿拉善左旗民政服务设施覆盖评估报告', '目标进度', '矩阵', '稳健性', '方法与数据', '部门设定, 无法定依据', inputs['facilities']!]) expect(text).toContain(words); // prettier-ignore
  expect(text.match(/6 ?复核|复核/g)!.length).toBeGreaterThan(4);
  expect(text).not.toContain('无站无人'); // the tabs are not on paper
  expect(errors).toEqual([]);
  await close();
}, 240_000);

interface Cards {
  total: number;
  items: {
    kind: { id: string };
    unit: { code: string; name: string; level: string };
    evidence: { text: string };
    run: { id: string };
  }[];
}

test('the report of a league has the whole card of every gap behind a table of contents, none of them over two pages', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=report-152200', { webgl: false });
  await page.locator('[data-report="152200"]').waitFor({ timeout: 60_000 });
  const { total, items } = await get<Cards>('/api/v1/coverage/evidence?division=152200');
  expect(total).toBeGreaterThan(10);
  const shown = await page.locator('[data-cards-of] .report-card').evaluateAll((all) => all.map((one) => {
    const { of, card } = (one as HTMLElement).dataset;
    return { key: `${of} ${card}`, lines: one.querySelectorAll('[data-line]').length, text: one.querySelector('[data-line=evidence] p')!.textContent };
  })); // prettier-ignore
  expect(shown).toEqual(items.map(({ unit, kind, evidence }) => ({ key: `${unit.code} ${kind.id}`, lines: 6, text: evidence.text }))); // prettier-ignore
  expect(await page.locator('.report-flags tbody tr').count()).toBe(total);
  const banners = new Set(items.map(({ unit }) => unit.code.slice(0, 6)));
  expect(await page.locator('.cards-contents li').count()).toBe(banners.size);
  const last = page.locator('.cards-contents a').last();
  const before = page.url();
  await last.click();
  await expect.poll(async () => (await page.locator('[data-cards-of]').last().boundingBox())!.y).toBeLessThan(700); // prettier-ignore
  expect(page.url()).toBe(before);
  expect(await faults(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  const pages = textOfPdf(await page.pdf({ preferCSSPageSize: true })).map((one) => one.replaceAll('\n', ''));
  const appendix = pages.slice(pages.findIndex((text) => text.includes('附录')));
  const titles = appendix.map((text) => [...text.matchAll(/([1-6]) (?:依据|规则|证据|数据|稳健性|复核)/g)].map(([, n]) => n).join('')); // prettier-ignore
  for (const title of titles) expect(title).toMatch(/^(123456)*$/); // of each card all lines are on one page
  expect(titles.join('').length).toBe(6 * total);
  expect(pages[0]).toMatch(new RegExp(`^1 / ${pages.length}`));
  expect(errors).toEqual([]);
  await close();
}, 240_000);

test('the report of the region has every banner in its matrix and its gaps with their reasons', async () => {
  const { page, errors, close } = await openPage('#/coverage?f=report', { webgl: false });
  await page.locator('[data-report=region]').waitFor({ timeout: 60_000 });
  expect(await page.locator('.report-matrix tbody tr').count()).toBe(1 + 12 + 103);
  const { items } = await get<{ items: { code: string; name: string; duty: { result: string }; reach: { gap: boolean } | null }[] }>('/api/v1/coverage?kind=funeral_home'); // prettier-ignore
  const flagged = items.filter(({ duty, reach }) => duty.result === 'not_met' || reach?.gap === true);
  expect(await page.locator('[data-flags-of=funeral_home] .report-flags tbody tr').count()).toBe(
    flagged.length,
  );
  expect(await page.locator('[data-map-of=funeral_home] [data-unit]').count()).toBe(103);
  const { indicators } = await get<{ indicators: { policy: string; region: { unknown: number } }[] }>('/api/v1/coverage/matrix'); // prettier-ignore
  const unsure = indicators.filter(({ region }) => region.unknown > 0);
  expect(unsure.length).toBeGreaterThan(0);
  for (const { policy, region } of unsure)
    expect(await page.locator(`[data-indicator="${policy}"] .bar-text`).first().textContent()).toContain(`另有 ${region.unknown} 个不详`); // prettier-ignore
  expect(await page.locator('[data-map-of=funeral_home] .unit.unknown').count()).toBe(items.filter(({ duty }) => duty.result === 'unknown').length); // prettier-ignore
  expect(errors).toEqual([]);
  await close();
}, 240_000);

test('a gap that is unknown is said on paper as on the card, and counted apart', async () => {
  const { items } = await get<{ items: { code: string; duty: { result: string }; reach: { gap: boolean | null; share: number | null } | null }[] }>('/api/v1/coverage?kind=public_cemetery'); // prettier-ignore
  const unsure = items.filter(({ duty, reach }) => duty.result === 'met' && reach?.gap === null && reach.share !== null); // prettier-ignore
  const code = unsure[0]!.code;
  const { page, close } = await openPage(`#/coverage?f=report-${code}`, { webgl: false });
  await page.locator(`[data-card=public_cemetery][data-of="${code}"] h3 [data-unsure]`).waitFor({ timeout: 60_000 }); // prettier-ignore
  const league = `${code.slice(0, 4)}00`;
  await page.goto(new URL(`#/coverage?f=report-${league}`, inject('baseUrl')).href);
  await page.locator(`[data-report="${league}"]`).waitFor({ timeout: 60_000 });
  expect(await page.locator(`.report-matrix tr[data-code="${code}"] [data-cell=public_cemetery]`).textContent()).toMatch(/%\s\?$/); // prettier-ignore
  const inside = items.filter((one) => one.code.startsWith(league.slice(0, 4)));
  const unknown = inside.filter(({ duty, reach }) => duty.result !== 'not_met' && (duty.result === 'unknown' || (reach?.gap === null && reach.share !== null))); // prettier-ignore
  expect(await page.locator('[data-flags-of=public_cemetery] h3').textContent()).toContain(`${unknown.length} 个不详`); // prettier-ignore
  await page.goto(new URL('#/coverage?cov=public_cemetery', inject('baseUrl')).href);
  const all = items.filter(({ reach }) => reach?.gap === null).length;
  await expect.poll(() => page.locator('[data-total=reachUnknown]').textContent()).toBe(String(all));
  await close();
}, 240_000);
