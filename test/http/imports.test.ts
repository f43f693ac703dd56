import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Finding, ImportJob, ImportPreview } from '../../server/api/imports.ts';
import { startService } from '../support/service.ts';

const places = [
  '标准名称,经度,纬度,地名代码,备注',
  '巴彦塔拉,111.7,40.8,15010200121610000001,=1+1',
  '查干淖尔,,,15010200121610000002,',
  '坏坐标,40.8,111.7,15010200121610000003,',
  '',
].join('\n');

describe.runIf(inject('testDatabaseUrl') === '')('imports over HTTP', { timeout: 120_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'nutag-http-import-'));
  let service: { url: string; stop: () => Promise<void> };
  beforeAll(async () => {
    service = await startService(home, null, { NUTAG_PACKS: '' });
  }, 180_000);
  afterAll(async () => {
    await service.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const call = async <T = ImportJob>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T; headers: Headers }> => {
    const type =
      typeof body === 'string' && body.startsWith('{') ? 'application/json' : 'application/octet-stream';
    const response = await fetch(new URL(path, service.url), { method, body: body as never, headers: { connection: 'close', ...(body === undefined ? {} : { 'content-type': type }), ...headers } } as RequestInit); // prettier-ignore
    const text = await response.text();
    return {
      status: response.status,
      body: (text.startsWith('{') ? JSON.parse(text) : text) as T,
      headers: response.headers,
    };
  };
  const upload = async (name: string, bytes: string | Uint8Array, kind = 'places'): Promise<ImportJob> => {
    const { status, body } = await call('POST', `/api/v1/imports?kind=${kind}&name=${encodeURIComponent(name)}`, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes); // prettier-ignore
    expect(status).toBe(201);
    return body;
  };
  const settled = async (id: number): Promise<ImportJob> => {
    for (;;) {
      const { body } = await call('GET', `/api/v1/imports/${id}`);
      if (!['checking', 'publishing', 'rolling_back'].includes(body.state)) return body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const post = async (id: number, what: string, body?: object): Promise<ImportJob> => {
    const answer = await call(
      'POST',
      `/api/v1/imports/${id}/${what}`,
      body === undefined ? undefined : JSON.stringify(body),
    );
    expect(answer.status).toBe(202);
    return settled(id);
  };
  const total = async (): Promise<number> =>
    (await call<{ total: number }>('GET', '/api/v1/places')).body.total;

  test('upload, preview, check, report, publish, roll back', async () => {
    const job = await upload('地名.csv', places);
    expect(job).toMatchObject({
      state: 'uploaded',
      actor: 'local',
      channel: 'browser',
      may: { check: true, publish: false },
    });
    const { body: preview } = await call<ImportPreview>('POST', `/api/v1/imports/${job.id}/preview`, '{}');
    expect(preview).toMatchObject({ format: 'csv', encoding: 'utf-8', read: 3, missing: [] });
    expect(preview.mapping).toMatchObject({ name: '标准名称', longitude: '经度', latitude: '纬度' });
    expect(preview.features.features).toHaveLength(1);
    expect(await total()).toBe(0);

    const refused = await post(job.id, 'check', {});
    expect(refused).toMatchObject({
      state: 'refused',
      errors: 1,
      counts: { rows: 3, accepted: 2, rejected: 1, added: 2 },
    });
    const { body: findings } = await call<{ items: Finding[]; total: number }>(
      'GET',
      `/api/v1/imports/${job.id}/findings?severity=error`,
    );
    expect(findings.items).toMatchObject([
      { line: 4, field: '经度', severity: 'error', check: 'axes-swapped' },
    ]);
    expect(findings.items[0]!.reason).not.toBe('');
    expect(findings.items[0]!.remedy).not.toBe('');
    const csv = await call<string>('GET', `/api/v1/imports/${job.id}/findings?f=csv`);
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.body).toContain('axes-swapped');
    expect((await call('GET', `/api/v1/imports/${job.id}/findings?f=geojson`)).status).toBe(200);
    expect((await call('POST', `/api/v1/imports/${job.id}/publish`)).status).toBe(409);

    const checked = await post(job.id, 'check', {
      acceptValid: true,
      source: { title: '试验', licence: '内部', dataDate: '2026-01-01' },
    });
    expect(checked).toMatchObject({
      state: 'checked',
      source: { title: '试验', licence: '内部', dataDate: '2026-01-01' },
    });
    expect(await total()).toBe(0);
    const loaded = await post(job.id, 'publish');
    expect(loaded).toMatchObject({
      state: 'loaded',
      may: { rollBack: true, check: false },
      revision: { dataset: 'places' },
    });
    expect(await total()).toBe(2);
    const found = await call<{ items: { name: string }[] }>('GET', '/api/v1/search?q=bayantala');
    expect(found.body.items[0]).toMatchObject({ name: '巴彦塔拉' });

    const back = await post(job.id, 'roll-back');
    expect(back.state).toBe('rolled_back');
    expect(await total()).toBe(0);
    expect((await call('POST', `/api/v1/imports/${job.id}/roll-back`)).status).toBe(409);
  });

  test('the list is paged, the newest first', async () => {
    await upload('a.csv', places);
    const { body } = await call<{ items: ImportJob[]; total: number; next: string }>(
      'GET',
      '/api/v1/imports?limit=1',
    );
    expect(body.items[0]!.fileName).toBe('a.csv');
    expect(body.total).toBeGreaterThan(1);
    const more = await call<{ items: ImportJob[] }>('GET', `/api/v1/imports?limit=1&next=${body.next}`);
    expect(more.body.items[0]!.id).toBeLessThan(body.items[0]!.id);
  });

  test('a discarded file is gone, the job stays', async () => {
    const { id } = await upload('b.csv', places);
    expect((await call('DELETE', `/api/v1/imports/${id}`)).body.state).toBe('cancelled');
    expect((await call('POST', `/api/v1/imports/${id}/check`, '{}')).status).toBe(409);
    expect((await call('POST', `/api/v1/imports/${id}/preview`, '{}')).status).toBe(409);
  });

  test('a check that is cancelled changes nothing', async () => {
    const many = Array.from({ length: 150_000 }, (_, n) => `地名${n},111.${n % 9999},40.8`).join('\n');
    const { id } = await upload('many.csv', `name,lon,lat\n${many}\n`);
    const before = await total();
    expect((await call('POST', `/api/v1/imports/${id}/check`, '{}')).status).toBe(202);
    expect((await call('POST', `/api/v1/imports/${id}/cancel`)).status).toBe(202);
    expect(await settled(id)).toMatchObject({ state: 'cancelled', may: { check: true } });
    expect(await total()).toBe(before);
    expect((await call('POST', `/api/v1/imports/${id}/cancel`)).status).toBe(409);
  });

  test('an upload that breaks off leaves nothing', async () => {
    const before = (await call<{ total: number }>('GET', '/api/v1/imports')).body.total;
    await new Promise<void>((resolve) => {
      const sent = request(new URL('/api/v1/imports?kind=places&name=x.csv', service.url), { method: 'POST', headers: { 'content-type': 'application/octet-stream', 'content-length': '1000000' } }); // prettier-ignore
      sent.once('error', () => resolve());
      sent.write('name,lon,lat\n');
      setTimeout(() => sent.destroy(), 100);
      sent.once('close', () => resolve());
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await call<{ total: number }>('GET', '/api/v1/imports')).body.total).toBe(before);
  });

  describe('who may', () => {
    const path = '/api/v1/imports?kind=places&name=a.csv';
    const bytes = new TextEncoder().encode(places);
    test.each([
      ['a page of another site', { origin: 'https://evil.example' }],
      ['a cross-site request without Origin', { 'sec-fetch-site': 'cross-site' }],
      ['the page of another port', { origin: 'http://127.0.0.1:1' }],
      ['a sandboxed page', { origin: 'null' }],
    ])('%s is refused', async (_, headers) => {
      expect((await call('POST', path, bytes, headers)).status).toBe(403);
    });
    test('a foreign Host (DNS rebinding) is refused, to read the reports as well', async () => {
      const status = (method: string, at: string): Promise<number> =>
        new Promise((resolve, reject) => {
          const sent = request(
            new URL(at, service.url),
            { method, headers: { host: 'evil.example', 'content-type': 'application/octet-stream' } },
            (response) => {
              // prettier-ignore
              response.resume();
              resolve(response.statusCode!);
            },
          );
          sent.once('error', reject);
          sent.end(method === 'POST' ? 'x' : undefined);
        });
      expect(await status('POST', path)).toBe(421);
      expect(await status('GET', '/api/v1/imports')).toBe(421);
      expect(await status('GET', '/api/v1/import-kinds')).toBe(421);
    });
  });

  describe('bad requests', () => {
    test.each([
      ['an unknown kind', '/api/v1/imports?kind=rivers&name=a.csv', 400],
      ['no name', '/api/v1/imports?kind=places', 400],
      ['a path in the name', '/api/v1/imports?kind=places&name=..%2F..%2Fetc%2Fpasswd', 400],
      ['a NUL in the name', '/api/v1/imports?kind=places&name=a%00.csv', 400],
      ['an empty file', '/api/v1/imports?kind=places&name=a.csv', 400],
    ])('%s', async (_, path, status) => {
      const answer = await call<{ detail: string }>('POST', path, new Uint8Array());
      expect(answer.status).toBe(status);
      expect(answer.body.detail).not.toBe('');
    });
    test('a form is not a file, nor is a compressed one', async () => {
      const path = '/api/v1/imports?kind=places&name=a.csv';
      expect(
        (await call('POST', path, 'x', { 'content-type': 'multipart/form-data; boundary=x' })).status,
      ).toBe(415);
      expect((await call('POST', path, gzipSync(places), { 'content-encoding': 'gzip' })).status).toBe(415);
    });
    test.each([
      ['broken JSON', '{"crs":', 400],
      ['an unknown option', '{"role":"administrator"}', 400],
      ['a wrong type', '{"acceptValid":"yes"}', 400],
      ['an unknown reference system', '{"crs":"EPSG:99999"}', 400],
      ['a column that is not there', '{"mapping":{"name":"没有"}}', 400],
      ['a field that is not there', '{"mapping":{"nothing":"标准名称"}}', 400],
      ['a source id with a path', '{"source":{"id":"../x"}}', 400],
    ])('preview with %s', async (_, body, status) => {
      const { id } = await upload('c.csv', places);
      const answer = await call<{ detail: string }>('POST', `/api/v1/imports/${id}/preview`, body);
      expect(answer.status).toBe(status);
      expect(answer.body.detail).not.toBe('');
    });
    test('10 MB of JSON is too much, and JSON of another type is not taken', async () => {
      const { id } = await upload('d.csv', places);
      expect(
        (await call('POST', `/api/v1/imports/${id}/check`, `{"crs":"${'x'.repeat(10_000_000)}"}`)).status,
      ).toBe(413);
      expect(
        (await call('POST', `/api/v1/imports/${id}/check`, 'crs=x', { 'content-type': 'text/plain' })).status,
      ).toBe(415);
    });
    test('no such job', async () => {
      expect((await call('GET', '/api/v1/imports/99999999')).status).toBe(404);
      expect((await call('POST', '/api/v1/imports/99999999/check', '{}')).status).toBe(404);
      expect((await call('GET', '/api/v1/imports/abc')).status).toBe(400);
    });
  });

  test.each([
    ['noise.csv', Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256)],
    ['noise.xlsx', Uint8Array.from({ length: 5000 }, (_, n) => (n * 7919) % 256)],
    [
      'cut.geojson',
      new TextEncoder().encode('{"type":"FeatureCollection","features":[{"type":"Feature","geom'),
    ],
    ['zip.zip', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1, 2, 3])],
    ['empty.gpkg', new TextEncoder().encode('SQLite format 3\0')],
    ['bad.kml', new TextEncoder().encode('<kml><Placemark><Point><coordinates>x</coordinates>')],
    ['headers.csv', new TextEncoder().encode('name,name,name\n')],
    ['nan.geojson', new TextEncoder().encode('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"other":"好"},"geometry":{"type":"Point","coordinates":["NaN",null]}}]}')], // prettier-ignore
  ])('%s is refused with a reason, whatever it is taken for', async (name, bytes) => {
    const before = await total();
    for (const kind of ['divisions', 'places', 'facilities', 'markers', 'boundary-lines', 'roads']) {
      const { id } = await upload(name, bytes, kind);
      const preview = await call<{ detail?: string }>('POST', `/api/v1/imports/${id}/preview`, '{}');
      expect([200, 400]).toContain(preview.status);
      const job = await post(id, 'check', { acceptValid: true });
      expect(job.state).toBe('refused');
      expect(job.errors).toBeGreaterThan(0);
      expect(job.checks.find((check) => check.severity === 'error')!.reason).not.toBe('');
    }
    expect(await total()).toBe(before);
  });
});
