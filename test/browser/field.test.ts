import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, expect, inject, test } from 'vitest';
import { closeBrowsers, moveTo, openPage, settled } from '../support/browser.ts';
import { layCable, type Cable } from '../support/cable.ts';
import { png } from '../support/images.ts';
import { signInAt } from '../support/page.ts';

const phone = { viewport: { width: 390, height: 844 } };
const line = '150102-150125'; // four markers of the sample pack
const long = '150100-150900'; // 229 km
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let cable: Cable;
beforeEach(async () => {
  cable = await layCable(inject('baseUrl'));
});
afterEach(() => cable.close());
afterAll(closeBrowsers);

interface Event {
  uuid: string;
  condition: string;
  note: string | null;
  channel: string;
  measured: { point: [number, number]; accuracyM: number } | null;
  attachments: { mediaType: string; bytes: number }[];
}

async function api<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const base = inject('baseUrl');
  const headers = { origin: new URL(base).origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }; // prettier-ignore
  const response = await fetch(new URL(path, base), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }); // prettier-ignore
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
const eventsOf = async (): Promise<Event[]> => (await api<{ items: Event[] }>(`/api/v1/marker-events?line=${line}&limit=1000`)).items; // prettier-ignore

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: { run(root: string): Promise<AxeResults> } }).axe.run('#panel')); // prettier-ignore
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`); // prettier-ignore
}

/** Things to press that a thumb would miss. */
const tooSmall = (page: Page): Promise<string[]> =>
  page
    .locator('.field-work :is(button, select, input:not([type=file]), .field-file)')
    .evaluateAll((all) =>
      all.filter((one) => one.getBoundingClientRect().height < 48).map((one) => one.outerHTML.slice(0, 80)),
    );

async function saveLine(page: Page): Promise<number> {
  await page.locator('[data-field=find]').fill(line);
  await page.locator(`[data-choose="${line}"]`).click();
  await page.locator('[data-field=save]').waitFor();
  const tiles = Number(await page.locator('[data-tiles]').getAttribute('data-tiles'));
  await page.locator('[data-field=save]').click();
  await page.locator('[data-subject]').first().waitFor();
  return tiles;
}

/** Opens the next marker that has no record, and writes one. */
async function recordNext(page: Page, condition: string, note: string, photo = false): Promise<void> {
  await page.locator('[data-field=first]').click();
  await page.locator(`[data-choice=condition] [data-value=${condition}]`).click();
  await page.locator('[data-field=locate]').click();
  await page.locator('[data-field=use]:enabled').click();
  await page.locator('[data-field=note]').fill(note);
  if (photo) {
    await page.locator('[data-field=files]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: png() }); // prettier-ignore
    await page.locator('[data-photo] img').waitFor();
  }
  await page.locator('[data-field=finish]').click();
  await page.locator('.field-written').waitFor();
  await page.goBack();
  await page.locator('[data-done]').waitFor();
}

const done = (page: Page, n: number): Promise<void> => page.locator(`[data-done="${n}"]`).waitFor();
const cached = (page: Page): Promise<{ name: string; paths: string[] }[]> =>
  page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      const keys = await (await caches.open(name)).keys();
      found.push({ name, paths: keys.map(({ url }) => new URL(url).pathname) });
    }
    return found;
  });
/** Until the page has written down who is here. */
const remembered = (page: Page, username: string): Promise<void> =>
  expect.poll(() => whoIsKept(page), { timeout: 30_000 }).toBe(username);
const whoIsKept = (page: Page): Promise<string | undefined> =>
  page.evaluate(
    () =>
      new Promise<string | undefined>((resolve) => {
        const opening = indexedDB.open('nutag-field');
        opening.addEventListener('success', () => {
          const db = opening.result;
          const reading = db.transaction('who').objectStore('who').get('here') as IDBRequest<{ account: { username: string } } | undefined>; // prettier-ignore
          reading.addEventListener('success', () => {
            db.close();
            resolve(reading.result?.account.username);
          });
        });
      }),
  );
const leftHere = (page: Page): Promise<{ caches: number; workers: number }> =>
  page.evaluate(async () => ({ caches: (await caches.keys()).length, workers: (await navigator.serviceWorker.getRegistrations()).length })); // prettier-ignore
/** As the browser says it; what waits is sent. */
const comeOnline = (page: Page): Promise<boolean> => page.evaluate(() => dispatchEvent(new Event('online')));
const outside = { ...phone, permissions: ['geolocation'], geolocation: { longitude: 111.70012, latitude: 40.99034, accuracy: 7 } }; // prettier-ignore

test('a line is saved, three markers are recorded without a network, and arrive exactly once though the upload breaks', async () => {
  const before = await eventsOf();
  const { page, close } = await openPage(`${cable.url}#/field`, outside);
  const context = page.context();
  const tiles = await saveLine(page);
  expect(tiles).toBeGreaterThan(20);
  const kept = await cached(page);
  const own = kept.filter(({ name }) => name === `nutag-field/local/${line}`).flatMap(({ paths }) => paths);
  expect(own.filter((path) => path.endsWith('.mvt'))).toHaveLength(tiles);
  expect(kept.every(({ name }) => name.startsWith('nutag-field/') || name.startsWith('workbox-precache'))).toBe(true); // prettier-ignore
  expect(kept.flatMap(({ paths }) => paths).filter((path) => path.startsWith('/api/'))).toEqual([]);

  await cable.cut(); // the server's process is gone, the device still believes in its network
  await page.reload();
  await page.locator('[data-done="0"]').waitFor();
  await recordNext(page, 'intact', '无网络一');
  await context.setOffline(true); // and no network at all
  await page.reload();
  await done(page, 1);
  await recordNext(page, 'damaged', '无网络二', true);
  await recordNext(page, 'unclear_inscription', '无网络三');
  await page.reload();
  await done(page, 3);
  await page.waitForFunction(() => document.querySelectorAll('.field-row [data-state=waiting]').length === 3);
  expect(await tooSmall(page)).toEqual([]);
  await settled(page);
  await moveTo(page, 111.7, 40.99, 10);
  expect(
    await page.evaluate(
      () =>
        window.__nutag!.map!.queryRenderedFeatures({
          layers: ['marker', 'boundary-county'].filter((id) => window.__nutag!.map!.getLayer(id)),
        }).length,
    ),
  ).toBeGreaterThan(0); // the map is drawn from what was saved

  cable.loseAnswersOf('POST /api/v1/field/records');
  await cable.mend();
  await context.setOffline(false);
  await expect.poll(() => cable.lost(), { timeout: 30_000 }).toBeGreaterThan(0); // committed, and the answer lost
  await page.locator('.field-outbox .note').waitFor();
  expect((await eventsOf()).length - before.length).toBe(3);
  expect(await page.locator('.field-row [data-state=waiting]').count()).toBe(3);
  const lost = cable.lost();
  cable.loseAnswersOf('POST /api/v1/attachments');
  await comeOnline(page);
  await expect.poll(() => cable.lost(), { timeout: 30_000 }).toBeGreaterThan(lost);
  await page.locator('.field-row [data-state=photos]').waitFor();
  cable.loseAnswersOf(null);
  await comeOnline(page);
  await page.waitForFunction(() => document.querySelectorAll('.field-row [data-state=sent]').length === 3);

  const known = new Set(before.map(({ uuid }) => uuid));
  const events = (await eventsOf()).filter(({ uuid }) => !known.has(uuid));
  expect(events.map(({ note, condition }) => `${note} ${condition}`).toSorted()).toEqual(['无网络一 intact', '无网络三 unclear_inscription', '无网络二 damaged']); // prettier-ignore
  expect(events.every(({ channel, measured }) => channel === 'field' && measured?.accuracyM === 7)).toBe(
    true,
  );
  expect(events.flatMap(({ attachments }) => attachments)).toMatchObject([{ mediaType: 'image/jpeg' }]);
  await close();
}, 180_000);

test('a tile of another version comes from the server while there is one, and from what was saved only without', async () => {
  const { page, close } = await openPage(`${cable.url}#/field`, phone);
  await saveLine(page);
  await page.reload(); // the worker is in charge from the start
  const ask = (path: string): Promise<number> => page.evaluate(async (path) => (await fetch(path)).status, path); // prettier-ignore
  const tile = (await cached(page)).flatMap(({ paths }) => paths).find((path) => path.startsWith('/tiles/boundaries/v') && path.includes('/10/'))!; // prettier-ignore
  const older = tile.replace(/\/v[0-9a-f]+\//, '/v00000000000a/');
  expect([await ask(tile), await ask(older)]).toEqual([200, 410]);
  await cable.cut();
  expect([await ask(tile), await ask(older), await ask('/tiles/boundaries.json'), await ask(tile.replace(/10\/\d+/, '10/1'))]).toEqual([200, 200, 200, 404]); // prettier-ignore
  await cable.mend();
  await page.goto(`${cable.url}#/field`);
  await page.locator(`[data-line="${line}"]`).getByRole('button', { name: '删除' }).click();
  await page.locator('dialog .grave').click();
  await page.waitForFunction(() => document.querySelector('[data-line]') === null);
  await expect.poll(() => leftHere(page), { timeout: 30_000 }).toEqual({ caches: 0, workers: 0 });
  await close();
}, 180_000);

test('saving is stopped and goes on; what one account has saved no other sees', async () => {
  const [given, password] = ['correct horse battery', 'a better horse battery'];
  const made = Date.now().toString(36);
  for (const username of [`one${made}`, `two${made}`]) {
    await api('/api/v1/accounts', 'POST', { username, display: username, role: 'boundary_officer', jurisdiction: '150100', password: given }); // prettier-ignore
    const { page: asked } = await signInAt(inject('baseUrl'), username, given);
    await asked('POST', '/api/v1/profile/password', { current: given, password });
  }
  const { page, close } = await openPage(`${cable.url}#/field`, phone);
  const signIn = async (username: string): Promise<void> => {
    const status = await page.evaluate(async (body) => (await fetch('/api/v1/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status, JSON.stringify({ username, password })); // prettier-ignore
    expect(status).toBe(200);
    await page.goto(`${cable.url}#/field`);
    await page.reload();
    await page.locator('[data-field=find]').waitFor();
  };
  await signIn(`one${made}`);
  await page.locator('[data-field=find]').fill(long);
  await page.locator(`[data-choose="${long}"]`).click();
  await page.locator('[data-field=save]').click();
  await page.waitForFunction(() => (document.querySelector<HTMLProgressElement>('.field-progress progress')?.max ?? 0) > 1); // prettier-ignore
  await page.locator('[data-field=stop]').click();
  await page.locator('[data-field=save]').waitFor();
  await page.goto(`${cable.url}#/field`);
  await page.locator(`[data-line="${long}"][data-whole=false]`).getByRole('button', { name: '继续' }).click();
  await page.locator('[data-field=save]').click();
  await page.locator('[data-subject]').first().waitFor();
  await page.locator('.badge').click();
  await page.getByRole('button', { name: '退出' }).click();
  await page.getByRole('button', { name: '留着并退出' }).click();
  await page.locator('.badge').getByText('本机').waitFor(); // signed out: the local administrator again
  await signIn(`two${made}`);
  expect(await page.locator('[data-line]').count()).toBe(0);
  await remembered(page, `two${made}`);
  await cable.cut();
  await page.reload();
  await page.locator('.field-work .note').waitFor(); // offline, as the second: nothing of the first
  expect(await page.locator('[data-line]').count()).toBe(0);
  await cable.mend();
  await comeOnline(page);
  await page.locator('.field-work .note').waitFor({ state: 'detached' });
  await signIn(`one${made}`);
  await page.locator(`[data-line="${long}"][data-whole=true]`).waitFor();
  await page.locator('.badge').click();
  await page.getByRole('button', { name: '退出' }).click();
  await page.getByRole('button', { name: '删除并退出' }).click();
  await expect
    .poll(() => leftHere(page).catch(() => null), { timeout: 30_000 })
    .toEqual({ caches: 0, workers: 0 }); // the page loads anew meanwhile
  await close();
}, 180_000);

test('the form can be read by everybody, in both themes', async () => {
  const { page, errors, close } = await openPage(`${cable.url}#/field`, phone);
  expect(await faults(page)).toEqual([]);
  await saveLine(page);
  for (const theme of ['light', 'dark']) {
    await page.goto(`${cable.url}#/field?f=${line}&theme=${theme}`);
    await page.locator('[data-field=first]').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.locator('[data-field=first]').click();
    await page.locator('[data-field=finish]').click();
    await page.locator('form .note.problem').waitFor(); // a condition is asked for
    expect(await faults(page)).toEqual([]);
    expect(await tooSmall(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
  expect(errors).toEqual([]);
  await close();
}, 180_000);
