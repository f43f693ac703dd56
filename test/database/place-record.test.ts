import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../server/database/open.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { quietStep } from '../support/ask.ts';
import { openTestDatabase, testContext } from '../support/database.ts';
import { loadTwoLeagues, serveApp, signedIn, stranger, type Asker } from '../support/walk.ts';

let db: Db;
let close: () => Promise<void>;
let home: string;
let open: Awaited<ReturnType<typeof serveApp>>;
let everybody: Asker;
let viewer: Asker;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  home = mkdtempSync(join(tmpdir(), 'nutag-place-'));
  await loadTwoLeagues(db);
  await sql`update place set attributes = '{"meaning": "东边的河", "registrar": "张三", "telephone": "0471-1"}' where id = 10000001`.execute(
    db,
  );
  await buildPlaceIndexes(db, quietStep);
  open = await serveApp(testContext(db, home), { NUTAG_PUBLIC: 'on', NUTAG_MAP_REVIEW: '蒙S(2026)001号' });
  everybody = stranger(open.url, 'public');
  viewer = await signedIn(db, open.url, 'viewer', null);
});
afterAll(async () => {
  open.close();
  await close();
  rmSync(home, { recursive: true, force: true });
});

const of = async (asker: Asker, path: string, body?: unknown) =>
  (await asker.ask(body === undefined ? 'GET' : 'POST', { path, body })).body;

test('the public reads the texts about the name, staff all of them', async () => {
  const path = '/api/v1/places/10000001';
  expect((await of(everybody, path))['attributes']).toEqual({ meaning: '东边的河' });
  expect((await of(viewer, path))['attributes']).toEqual({ meaning: '东边的河', registrar: '张三', telephone: '0471-1' }); // prettier-ignore
});

test('what is not public is in no count, no distance and no polygon of the public, whatever it filters by', async () => {
  const square = { type: 'Polygon', coordinates: [[[111, 40], [112, 40], [112, 41], [111, 41], [111, 40]]] }; // prettier-ignore
  for (const [asker, places] of [
    [everybody, 1],
    [viewer, 2],
  ] as const) {
    // prettier-ignore
    expect((await of(asker, '/api/v1/places/facets?division=150100'))['total']).toBe(places);
    expect((await of(asker, '/api/v1/places/within', square))['total']).toBe(places);
    expect((await of(asker, '/api/v1/places/within/facets', square))['total']).toBe(places);
    expect((await of(asker, '/api/v1/places/nearest?point=111.65,40.8&limit=2'))['items']).toHaveLength(2);
  }
  const near = await of(everybody, '/api/v1/places/nearest?point=111.6,40.8');
  expect(JSON.stringify(near)).not.toContain('内河村');
  for (const query of ['public=false', 'secrecy=%E5%86%85%E9%83%A8']) {
    const facets = await of(everybody, `/api/v1/places/facets?${query}`);
    expect(facets['total']).toBe(0);
    expect([facets['public'], facets['secrecy']]).toEqual([[], []]);
    expect((await of(everybody, `/api/v1/places?${query}`))['total']).toBe(0);
    expect((await of(viewer, `/api/v1/places?${query}`))['total']).toBe(1);
  }
});
