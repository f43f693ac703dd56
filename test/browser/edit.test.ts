import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, test } from 'vitest';
import {
  applyChange,
  changeOf,
  chosenValues,
  disputesOf,
  parsePoint,
  usualChoice,
} from '../../web/state/edit-form.ts';
import { formatHash, parseHash } from '../../web/state/url.ts';
import { closeBrowsers, moveTo, openPage, settled } from '../support/browser.ts';

afterAll(closeBrowsers);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The local administrator, as a page of the service. */
async function api(method: string, path: string, body?: unknown, match?: string) {
  const base = inject('baseUrl');
  const response = await fetch(new URL(path, base), {
    method,
    headers: {
      origin: new URL(base).origin,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(match === undefined ? {} : { 'if-match': `"${match}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, any>; // eslint-disable-line typescript/no-explicit-any
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return answer;
}
interface Borrowed {
  id: number;
  version: string;
  name: string;
  point: [number, number];
  at: string; // in the link: a view with the place in the middle
}
interface Content {
  [field: string]: unknown;
}
const borrowed = new Map<number, Content>();

/** A place of the sample data to be changed; it is put back at the end. */
async function borrow(): Promise<Borrowed> {
  const { items } = await api('GET', '/api/v1/places?division=150102&class=22200&sample=true&limit=300');
  const free = (items as { id: number; name: string; point: [number, number] | null }[]).find(
    ({ id, name, point }) => point !== null && /^[一-龥]{3,5}$/.test(name) && !borrowed.has(id),
  )!;
  const { version, content } = await api('GET', `/api/v1/places/${free.id}/record`);
  borrowed.set(free.id, content as Content);
  const point = free.point!;
  return {
    id: free.id,
    name: free.name,
    version: version as string,
    point,
    at: `m=11/${point[1]}/${point[0]}`,
  };
}
afterAll(async () => {
  for (const [id, content] of borrowed) {
    const now = await api('GET', `/api/v1/places/${id}/record`);
    const gone = Object.keys(now['content']['attributes'] as object).map((name) => [name, null]);
    const attributes = { ...Object.fromEntries(gone), ...(content['attributes'] as object) };
    await api('PATCH', `/api/v1/places/${id}`, { ...content, attributes }, now['version'] as string);
  }
});
/** The record after saving; what the checks warn of is looked at first. */
async function record(page: Page, key: string, title: string): Promise<void> {
  const shown = page.locator(`[data-record="${key}"] h2`, { hasText: title });
  const warned = page.getByRole('button', { name: '查看记录' });
  await shown.or(warned).first().waitFor();
  if (await warned.isVisible()) await warned.click();
  await shown.waitFor();
}
const field = (page: Page, id: string) => page.locator(`[data-field="${id}"]`).locator('input, select, textarea').first(); // prettier-ignore
const save = (page: Page): Promise<void> => page.getByRole('button', { name: '保存', exact: true }).click();
const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() => (window as unknown as { axe: { run(context: object): Promise<AxeResults> } }).axe.run({ include: ['#panel'] })); // prettier-ignore
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
};
const widest = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth);

describe('the parts of a form', () => {
  test('the form that is open stands in the link', () => {
    for (const hash of [
      '#/places?sel=place:12&form=record',
      '#/drafts?draft=7',
      '#/facilities?form=facility',
    ])
      expect(formatHash(parseHash(hash))).toBe(hash);
    expect(parseHash('#/places?form=other').form).toBeNull();
  });
  test.each([
    ['111.65, 40.82', [111.65, 40.82]],
    ['111.65 40.82', [111.65, 40.82]],
    ['111.652345°E, 40.821234°N', [111.652345, 40.821234]],
    ['111°39′00″E, 40°49′12″N', [111.65, 40.82]],
    ['111°39′00″E 40°49′12″N', [111.65, 40.82]],
    ['东经', null],
    ['111.65', null],
    ['111°61′00″E, 40°49′12″N', null],
  ])('a position typed as %s', (text, point) => expect(parsePoint(text)).toEqual(point));
  test('sends what has changed, and of the texts each one', () => {
    const base = { name: '甲', roman: null, names: [], attributes: { origin: 'a', meaning: 'b' } };
    const values = { ...base, roman: '', name: '乙', attributes: { meaning: 'c', origin: '' } };
    expect(changeOf(base, values)).toEqual({ name: '乙', attributes: { origin: null, meaning: 'c' } });
    expect(applyChange(base, changeOf(base, values))).toEqual({ ...base, name: '乙', attributes: { meaning: 'c' } }); // prettier-ignore
  });
  test('two versions come together field by field', () => {
    const base = { a: 1, b: 1, c: 1, d: 1, e: 1 };
    const disputes = disputesOf(base, { ...base, b: 2, c: 2, d: 2 }, { ...base, a: 3, c: 3, d: 2 });
    expect(disputes.map((one) => [one.field, one.by, usualChoice(one)])).toEqual([
      ['a', 'only', 'yours'],
      ['b', 'theirs', 'present'],
      ['c', 'both', 'present'],
      ['d', 'same', 'present'],
    ]);
    const texts = (...all: string[]) => ({ a: 1, attributes: Object.fromEntries(all.map((id) => [id, id])) });
    const [first, theirs, mine] = [texts('x', 'z'), texts('x', 'y', 'z'), texts('x', 'w')];
    const split = disputesOf(first, theirs, mine);
    expect(split.map((one) => [one.field, one.by])).toEqual([
      ['attributes.w', 'only'],
      ['attributes.y', 'theirs'],
      ['attributes.z', 'only'],
    ]);
    expect(chosenValues(theirs, mine, ['attributes.w', 'attributes.z'])).toEqual(texts('x', 'y', 'w'));
  });
});

describe('a place', () => {
  test('is edited: fields, a name, the pin on the map; the record shows it', async () => {
    const { id, name, at, point } = await borrow();
    const { page, errors, close } = await openPage(`#/places?${at}&sel=place:${id}`);
    await page.locator('[data-do=edit]').click();
    await page.getByRole('heading', { name: `编辑 ${name}` }).waitFor();
    expect(await page.locator('button.primary').isDisabled()).toBe(true);
    await field(page, 'roman').fill('Shi Gaqaa');
    await field(page, 'attributes.meaning').fill('新的嘎查');
    await page.getByRole('button', { name: '添加名称' }).click();
    await page.locator('.edit-names li input').first().fill('旧嘎查');
    await page.locator('.edit-names li select').first().selectOption('former');
    await settled(page);
    await page.locator('[data-pin=edit]').waitFor();
    await page.getByRole('button', { name: '在地图上点选' }).click();
    const box = (await page.locator('canvas.maplibregl-canvas').boundingBox())!;
    await page.mouse.click(box.x + box.width / 2 + 60, box.y + box.height / 2);
    expect(await field(page, 'point').inputValue()).not.toBe(point.join(', '));
    expect(await violations(page)).toEqual([]);
    await save(page);
    await record(page, `place:${id}`, name);
    await page.getByText('Shi Gaqaa').first().waitFor();
    await page.getByText('旧嘎查').first().waitFor();
    const { content } = await api('GET', `/api/v1/places/${id}/record`);
    expect(content).toMatchObject({ attributes: { meaning: '新的嘎查' }, position: 'approximate' });
    expect(content['point'][0]).toBeGreaterThan(point[0]);
    expect(errors).toEqual([]);
    await close();
  });
  test('the pin is dragged', async () => {
    const { id, at, point } = await borrow();
    const { page, close } = await openPage(`#/places?${at}&sel=place:${id}&form=record`);
    await field(page, 'point').waitFor();
    await moveTo(page, ...point, 11);
    const pin = (await page.locator('[data-pin=edit]').boundingBox())!;
    await page.mouse.move(pin.x + pin.width / 2, pin.y + pin.height / 2);
    await page.mouse.down();
    await page.mouse.move(pin.x + pin.width / 2 - 80, pin.y + pin.height / 2 - 40, { steps: 8 });
    await page.mouse.up();
    const [lon, lat] = parsePoint(await field(page, 'point').inputValue())!;
    expect(lon).toBeLessThan(point[0] - 0.01);
    expect(lat).toBeGreaterThan(point[1] + 0.001);
    await close();
  });
  test('what is refused stands beside its field, and the field has the focus', async () => {
    const { id } = await borrow();
    const { page, errors, close } = await openPage(`#/places?sel=place:${id}&form=record`);
    await field(page, 'name').fill('12345');
    await field(page, 'roman').fill('X');
    await save(page);
    await page.locator('[data-field=name].wrong .why', { hasText: '只有数字' }).waitFor();
    expect(await field(page, 'name').evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await field(page, 'roman').inputValue()).toBe('X');
    expect(await violations(page)).toEqual([]);
    expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
    await close();
  });
  test('what was typed is there again after a look at something else', async () => {
    const { id } = await borrow();
    const { page, close } = await openPage(`#/places?sel=place:${id}&form=record`);
    await field(page, 'roman').fill('Typed');
    await page.locator('[data-panel=facilities]').click();
    await page.goBack();
    await page.getByText('已恢复上次没有保存的内容').waitFor();
    expect(await field(page, 'roman').inputValue()).toBe('Typed');
    await page.getByRole('button', { name: '放弃修改' }).click();
    await page.locator('dialog button[value=yes]').click();
    await page.locator(`[data-record="place:${id}"]`).waitFor();
    await close();
  });
  test('somebody else was first: both versions are shown, and what is chosen is saved', async () => {
    const { id, version, name } = await borrow();
    const { page, close } = await openPage(`#/places?sel=place:${id}&form=record`);
    await field(page, 'roman').fill('Mine');
    await field(page, 'attributes.meaning').fill('我写的');
    await field(page, 'validFrom').fill('1950-01-01');
    await api(
      'PATCH',
      `/api/v1/places/${id}`,
      { roman: 'Theirs', attributes: { origin: '他写的' } },
      version,
    );
    await save(page);
    await page.getByRole('heading', { name: '别人已改过这条记录' }).waitFor();
    const by = await page.locator('[data-dispute]').evaluateAll((all) => all.map((one) => [one.dataset['dispute'], one.dataset['by']])); // prettier-ignore
    expect(Object.fromEntries(by)).toEqual({
      roman: 'both',
      'attributes.meaning': 'only',
      'attributes.origin': 'theirs',
      validFrom: 'only',
    });
    expect(await page.locator('[data-dispute=roman] input[value=present]').isChecked()).toBe(true);
    await page.locator('[data-dispute=roman] input[value=yours]').check();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '按所选保存' }).click();
    await record(page, `place:${id}`, name);
    const { content } = await api('GET', `/api/v1/places/${id}/record`);
    expect(content).toMatchObject({ roman: 'Mine', validFrom: '1950-01-01', attributes: { origin: '他写的', meaning: '我写的' } }); // prettier-ignore
    await close();
  });
  test('by keyboard alone, on a phone, in the dark', async () => {
    const { id } = await borrow();
    const { page, close } = await openPage(`#/places?theme=dark&sel=place:${id}`, {
      viewport: { width: 390, height: 844 },
    });
    await page.locator('[data-do=edit]').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /^编辑/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('键入嘎查');
    expect(await widest(page)).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await record(page, `place:${id}`, '键入嘎查');
    await close();
  });
});

describe('a facility', () => {
  test('is added from its panel and deleted again', async () => {
    const { page, close } = await openPage('#/facilities?m=11/40.86/111.7');
    await page.locator('[data-do=new-facility]').click();
    await page.getByRole('heading', { name: '新增设施' }).waitFor();
    expect(await page.locator('[data-field=capacity] label').textContent()).toBe('容量');
    await field(page, 'kind').selectOption('relief_station');
    await field(page, 'name').fill('试设救助管理站');
    await page.locator('[data-level=prefecture]').selectOption('150100');
    await page.locator('[data-level=county] option[value="150102"]').waitFor({ state: 'attached' });
    await page.locator('[data-level=county]').selectOption('150102');
    await field(page, 'point').fill('111°42′00″E, 40°51′36″N');
    expect(await page.locator('[data-field=capacity] label').textContent()).toBe('床位 (张)');
    await field(page, 'capacity').fill('40');
    await page.locator('[data-serves-level=prefecture]').selectOption('150100');
    for (const code of ['150103', '150104'])
      await page.locator('[data-serves-level=county]').selectOption(code);
    await page.getByRole('button', { name: '去掉 玉泉区' }).click();
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['servesLevel'])).toBe('prefecture'); // prettier-ignore
    await page.locator('[data-serves="150103"]', { hasText: '回民区' }).waitFor();
    expect(await field(page, 'envCompliant').locator('option').first().textContent()).toBe('不详'); // nothing said is not a no
    await save(page);
    const shown = page.locator('[data-record^="facility:"] h2', { hasText: '试设救助管理站' });
    const warned = page.getByRole('button', { name: '查看记录' });
    await shown.or(warned).first().waitFor();
    if (await warned.isVisible()) await warned.click();
    await shown.waitFor();
    const said = await page.locator('article.record').innerText();
    for (const words of [/床位 \(张\)\s+40/, /服务范围\s+回民区/]) expect(said).toMatch(words);
    await page.locator('[data-do=edit]').click();
    await page.getByRole('button', { name: '删除设施' }).click();
    await page.locator('dialog button[value=yes]').click();
    await page.locator('[data-do=new-facility]').waitFor();
    const { items } = await api('GET', '/api/v1/facilities?kind=relief_station&division=150102&limit=1000');
    expect((items as { name: string }[]).map(({ name }) => name)).not.toContain('试设救助管理站');
    await close();
  });
});

describe('a draft', () => {
  test('is written, submitted, rejected, opened again, approved and published', async () => {
    const { id, name } = await borrow();
    const { page, errors, close } = await openPage(`#/places?sel=place:${id}`);
    await page.locator('[data-do=propose]').click();
    await page.getByRole('heading', { name: `提出变更: ${name}` }).waitFor();
    await page.locator('#draft-change').selectOption('change');
    await page.locator('#draft-reason').fill('方位更准');
    await page.locator('#draft-day').fill('2026-03-01');
    await field(page, 'roman').fill('Caogao Gaqaa');
    await page.getByRole('button', { name: '存为草稿' }).click();
    const draft = page.locator('[data-draft][data-state]');
    await page.locator('[data-draft][data-state=draft]').waitFor();
    await page.locator('[data-diff]').first().waitFor();
    expect(await violations(page)).toEqual([]);
    const step = async (id: string, state: string): Promise<void> => {
      await page.locator(`[data-step=${id}]`).click();
      await page.locator(`[data-draft][data-state=${state}]`).waitFor();
    };
    await step('submit', 'submitted');
    await page.locator('[data-step=reject]').click();
    await page.getByText('退回须写明理由').waitFor();
    await page.locator('#draft-comment').fill('请补依据');
    await step('reject', 'rejected');
    await page.locator('.comments', { hasText: '请补依据' }).waitFor();
    await step('reopen', 'draft');
    await page.locator('[data-step=edit]').click();
    await page.locator('#draft-reason').fill('方位更准, 附文件');
    await page.getByRole('button', { name: '存为草稿' }).click();
    await draft.getByText('方位更准, 附文件').waitFor();
    await step('submit', 'submitted');
    await step('approve', 'approved');
    await step('publish', 'published');
    expect((await api('GET', `/api/v1/places/${id}/record`))['content']).toMatchObject({ name, roman: 'Caogao Gaqaa' }); // prettier-ignore
    await page.getByRole('button', { name: '← 返回草稿列表' }).click();
    await page.locator('.draft-row', { hasText: name }).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await widest(page)).toBeLessThanOrEqual(390);
    expect(errors).toEqual([]);
    await close();
  });
});
