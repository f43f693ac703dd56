import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { readConfig } from '../../server/config.ts';
import { openStore } from '../../server/database/open.ts';
import { createLog } from '../../server/http/log.ts';
import { startArchiveHost, type ArchiveHost } from '../support/archive.ts';
import { closeBrowsers, moveTo, openPage } from '../support/browser.ts';
import { seedHome, startService, type RunningService } from '../support/service.ts';
import { fillRegion } from '../support/tile-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-archive-page-'));
const home = join(folder, 'home');
const file = join(folder, 'map.pmtiles');
const settings = { NUTAG_HOME: home, NUTAG_PACKS: '', DATABASE_URL: undefined };
let host: ArchiveHost;

beforeAll(async () => {
  await seedHome(home);
  const store = await openStore(readConfig(settings), createLog('error'));
  await fillRegion(store.db);
  await store.close();
  const built = spawnSync(process.execPath, ['server/start.mjs', 'tiles', 'build', file, '--audience', 'staff'], { env: { ...process.env, ...settings }, encoding: 'utf8' }); // prettier-ignore
  expect(built.status, built.stderr).toBe(0);
  host = await startArchiveHost(file);
}, 240_000);
afterAll(async () => {
  await closeBrowsers();
  host?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Names of what the map shows of each source. */
const drawn = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => {
    const counts: Record<string, number> = {};
    for (const { source } of window.__nutag!.map!.queryRenderedFeatures()) counts[source] = (counts[source] ?? 0) + 1; // prettier-ignore
    return counts;
  });

async function withService(location: string, work: (service: RunningService) => Promise<void>): Promise<void> {
  const service = await startService(home, null, { ...settings, NUTAG_PMTILES: location });
  try {
    await work(service);
  } finally {
    await service.stop();
  }
} // prettier-ignore

test('the page reads the archive on another host itself, and nothing else there; the server when the host is away', async () => {
  await withService(host.url, async ({ url }) => {
    const policy = (await fetch(url)).headers.get('content-security-policy')!;
    expect(policy).toContain(`connect-src 'self' ${new URL(host.url).origin};`);
    const { page, foreign, errors, close } = await openPage('#/?map=8/44/110.7', { service: url });
    const tiles: string[] = [];
    page.on('request', (request) => request.url().endsWith('.mvt') && tiles.push(request.url()));
    await moveTo(page, 110.7, 43.5, 8);
    const before = await drawn(page);
    expect(before).toMatchObject({ divisions: expect.any(Number), boundaries: expect.any(Number), places: expect.any(Number) }); // prettier-ignore
    expect(host.ranges.length).toBeGreaterThan(3);
    expect(new Set(foreign)).toEqual(new Set([host.url]));
    expect(tiles).toEqual([]);
    expect(errors).toEqual([]);
    host.close();
    await moveTo(page, 111.2, 44.2, 10);
    expect(await drawn(page)).toMatchObject({ divisions: expect.any(Number), places: expect.any(Number) });
    expect(tiles.length).toBeGreaterThan(0);
    await close();
  });
}, 120_000);

test('from a file at the server, which draws the tiles out of it', async () => {
  await withService(file, async ({ url }) => {
    const { page, foreign, errors, close } = await openPage('', { service: url });
    await moveTo(page, 110.7, 43.5, 8);
    expect(await drawn(page)).toMatchObject({ divisions: expect.any(Number), places: expect.any(Number) });
    expect(foreign).toEqual([]);
    expect(errors).toEqual([]);
    expect((await fetch(url)).headers.get('content-security-policy')).toContain("connect-src 'self';");
    await close();
  });
}, 120_000);
