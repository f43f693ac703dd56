import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { closeBrowsers, openPage } from '../support/browser.ts';
import { png } from '../support/images.ts';
import { textOfPdf } from '../support/pdf.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
afterAll(closeBrowsers);

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`); // prettier-ignore
}

interface Line {
  code: string;
  name: string;
  level: string;
  sides: { code: string }[];
}
interface Marker {
  id: number;
  number: string;
}

/** The local administrator, as a page of the service. */
async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const base = inject('baseUrl');
  const headers = { origin: new URL(base).origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }; // prettier-ignore
  const response = await fetch(new URL(path, base), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }); // prettier-ignore
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

let line: Line;
let made = 0;
beforeAll(async () => {
  const { items } = await api<{ items: Line[] }>('GET', '/api/v1/boundary-lines?level=county&limit=50');
  line = items.find(({ sides }) => sides.length === 2)!;
});

/** A marker of the test's own on that line. */
async function addMarker(): Promise<Marker> {
  const applications = line.sides.map(({ code }) => code);
  made += 1;
  return api<Marker>('POST', '/api/v1/markers', {
    uuid: randomUUID(), number: `T${Date.now() % 1e7}${made}Q`, line: line.code, sides: applications, managing: applications[0], establishedOn: '2024-05-01', applications,
    approvalNo: '呼民发〔2024〕3号', registered: { x: '4443000.100', y: '37585000.250', crs: 4525, height: '1050.20', accuracyM: 0.05, method: 'GNSS RTK' },
    referenceObjects: [{ name: '敖包', bearing: 213.4, distanceM: 32.5 }], material: '花岗岩',
  }); // prettier-ignore
}

/** What the server refuses, and tiles that are being made anew, stand in the console as well. */
const isFault = (text: string): boolean => !/status of (400|412|422|503)/.test(text);

const widest = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

test('a marker is inspected in the form, with photos before and after; the timeline shows it', async () => {
  const { id, number } = await addMarker();
  const { page, errors, close } = await openPage(`#/markers?sel=marker:${id}`);
  await page.locator('[data-do=event]').click();
  await page.locator('.event-form').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.locator('.event-form .note.problem').waitFor(); // no condition is chosen
  await page.locator('.event-form').getByText('损坏', { exact: true }).click();
  await page.locator('input[name=people]').fill('甲 乙');
  await page.getByText('填坐标', { exact: true }).click();
  await page.locator('[data-input=crs]').selectOption('4525');
  await page.locator('[data-input=x]').fill('4443009.1');
  await page.locator('[data-input=y]').fill('37585000.25');
  await page.locator('[data-input=accuracy]').fill('0.1');
  await page.locator('[data-photo=before]').setInputFiles({ name: '前.png', mimeType: 'image/png', buffer: png() }); // prettier-ignore
  await page.locator('[data-photo=after]').setInputFiles({ name: '后.png', mimeType: 'image/png', buffer: png() }); // prettier-ignore
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.locator('[data-event][data-kind=inspect]').waitFor();
  const event = page.locator('[data-event][data-kind=inspect]');
  expect(await event.locator('[data-flag]').allTextContents()).toEqual(['⚠ 超出限差']);
  expect(await event.textContent()).toMatch(/与登记位置相差 9 m, 限差 1\.1 m/);
  expect(await event.locator('.photos img').count()).toBe(2);
  await page.locator('p.condition', { hasText: '损坏' }).waitFor();
  expect(await page.locator('#record-title').textContent()).toBe(number);
  expect(await page.locator('[data-event][data-kind=add]').count()).toBe(1);
  expect(await faults(page)).toEqual([]);
  await event.getByRole('button', { name: '更正' }).click();
  await page.locator('.event-form').getByText('完好', { exact: true }).click();
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.locator('.timeline .corrected').waitFor();
  await page.locator('p.condition', { hasText: '完好' }).waitFor();
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('the register is edited; what somebody else has saved is told', async () => {
  const { id } = await addMarker();
  const { page, close } = await openPage(`#/markers?sel=marker:${id}`);
  await page.locator('[data-do=register]').click();
  await page.locator('input[name=material]').fill('钢筋混凝土');
  expect(await faults(page)).toEqual([]);
  const { version } = await api<{ version: string }>('GET', `/api/v1/markers/${id}`);
  const base = inject('baseUrl');
  const other = await fetch(new URL(`/api/v1/markers/${id}`, base), { method: 'PATCH', headers: { origin: new URL(base).origin, 'content-type': 'application/json', 'if-match': `"${version}"` }, body: JSON.stringify({ smart: true }) }); // prettier-ignore
  expect(other.status).toBe(200);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.locator('.event-form .note.problem', { hasText: '别人已改过' }).waitFor();
  await page.locator('[data-theirs] li', { hasText: '是' }).waitFor();
  expect(await page.locator('[data-theirs] li').count()).toBe(1);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.locator('.timeline').waitFor();
  expect(await api<object>('GET', `/api/v1/markers/${id}`)).toMatchObject({
    material: '钢筋混凝土',
    smart: true,
  });
  await page.locator('.fields', { hasText: '钢筋混凝土' }).first().waitFor();
  await close();
}, 120_000);

test('a marker is added from the list of its line', async () => {
  const { page, errors, close } = await openPage(`#/markers?f=line-${line.code}`);
  await page.locator('[data-do=new-marker]').click();
  await page.locator('input[name=number]').fill(`N${Date.now() % 1e7}Q`);
  await page.waitForFunction((sides) => document.querySelector<HTMLInputElement>('input[name=sides]')?.value === sides, line.sides.map(({ code }) => code).join(' ')); // prettier-ignore
  await page.getByText('不测', { exact: true }).click();
  await page.locator('input[name=approvalNo]').fill('呼民发〔2024〕4号');
  for (const { code } of line.sides) await page.locator(`.choices input[value="${code}"]`).check();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '增设', exact: true }).click();
  await page.locator('[data-event][data-kind=add]').waitFor();
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('on a phone the form fits, and every target is large', async () => {
  const { id } = await addMarker();
  const { page, errors, close } = await openPage(`#/markers?sel=marker:${id}&form=event`, { viewport: { width: 390, height: 780 }, hasTouch: true, geolocation: { longitude: 111.7, latitude: 40.8, accuracy: 6 }, permissions: ['geolocation'] }); // prettier-ignore
  await page.locator('.event-form').waitFor();
  expect(await widest(page)).toBeLessThanOrEqual(390);
  const small = await page.locator('.event-form .choices label, .event-form button, .event-form input:not([type=radio], [type=checkbox]), .event-form select').evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 80))); // prettier-ignore
  expect(small).toEqual([]);
  await page.getByText('用本机定位', { exact: true }).click();
  await page.locator('[data-do=locate]').click();
  await page.getByText('111.700000, 40.800000 (± 6 m)').waitFor();
  await page.locator('.event-form').getByText('完好', { exact: true }).click();
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.locator('[data-event][data-kind=inspect] [data-flag=beyond-tolerance]').waitFor();
  expect(errors.filter(isFault)).toEqual([]);
  await close();
}, 120_000);

test('界桩登记表 and 界桩成果表 are pages of A4 with real text', async () => {
  const { id, number } = await addMarker();
  const { page, close } = await openPage(`#/markers?sel=marker:${id}`);
  await page.locator('[data-do=sheet]').click();
  await page.locator('[data-sheet=marker]').waitFor();
  await page.locator('[data-sketch] path').first().waitFor(); // the line passes by
  expect(await page.locator('[data-sketch] .sight').count()).toBeGreaterThan(0);
  expect(await faults(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.tabs, .top, .no-print').evaluateAll((all) => all.every((one) => getComputedStyle(one).display === 'none'))).toBe(true); // prettier-ignore
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const sheet = textOfPdf(pdf).join('\n');
  for (const words of ['界桩登记表', number, '4443000.100', '37585000.250', '1050.20', '敖包', '花岗岩', '增设', '呼民发〔2024〕3号', '中央经线 111°'])
    expect(sheet.replaceAll('\n', ''), words).toContain(words);
  expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/); // A4
  await page.emulateMedia({ media: 'screen' });
  await page.goBack();
  await page.locator('[data-do=results]').click();
  await page.locator(`[data-marker="${id}"]`).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  const results = textOfPdf(await page.pdf({ preferCSSPageSize: true })).join('\n').replaceAll('\n', ''); // prettier-ignore
  for (const words of [`${line.name}界桩成果表`, number, '4443000.100', '37585000.250', '1050.20'])
    expect(results.replaceAll(' ', ''), words).toContain(words.replaceAll(' ', ''));
  await close();
}, 120_000); // prettier-ignore
