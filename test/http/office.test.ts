import { createHash } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { png } from '../support/images.ts';
import { ask } from '../support/http.ts';

const origin = new URL(inject('baseUrl')).origin;
interface Made {
  id: number;
  version: string;
  [name: string]: unknown;
}

/** As a page of the service, by the local administrator. */
async function send(method: string, path: string, body?: unknown, match?: string): Promise<{ status: number; body: Made; response: Response }> {
  const response = await ask(path, {
    method,
    headers: {
      origin,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(match === undefined ? {} : { 'if-match': `"${match}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Made, response };
} // prettier-ignore
const attach = (of: string, owner: number, name: string, content: Buffer): Promise<Response> =>
  ask(`/api/v1/attachments?of=${of}&owner=${owner}&name=${encodeURIComponent(name)}`, { method: 'POST', headers: { origin, 'content-type': 'application/octet-stream' }, body: new Uint8Array(content) }); // prettier-ignore
const content = { channel: 'received', case: 'building', act: 'naming', name: '青城塔楼', roman: 'Qingcheng Talou', class: '26100', division: '150102', point: [111.7, 40.86], location: '新华东街北侧', meaning: '青色的城', significance: '路口的标志性建筑', authority: '呼和浩特市住房和城乡建设局', documentNo: '呼住建地〔2026〕5号', approvedOn: '2026-01-05', department: '市住建局', receivedOn: '2026-01-10' }; // prettier-ignore

describe('a filing over HTTP', () => {
  test('is registered, kept with a file, and handed out as a package', async () => {
    const made = await send('POST', '/api/v1/filings', content);
    expect(made.status).toBe(201);
    expect(made.response.headers.get('location')).toBe(`/api/v1/filings/${made.body.id}`);
    expect(made.response.headers.get('etag')).toBe(`"${made.body.version}"`);
    expect((await send('PATCH', `/api/v1/filings/${made.body.id}`, { note: 'x' })).status).toBe(428);
    const uploaded = await attach('filing', made.body.id, '图 1.png', png());
    expect(uploaded.status).toBe(201);
    const { id, hash, mediaType } = (await uploaded.json()) as { id: number; hash: string; mediaType: string }; // prettier-ignore
    expect(mediaType).toBe('image/png');
    const file = await ask(`/api/v1/attachments/${id}`);
    expect(file.headers.get('content-type')).toBe('image/png');
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; .*filename\*=UTF-8''%E5%9B%BE%201\.png/,
    );
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
    expect(file.headers.get('cache-control')).toBe('no-store');
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
    expect(bytes.toString('latin1')).not.toContain('GPS');
    const zip = await ask(`/api/v1/filings/${made.body.id}/package`);
    expect(zip.headers.get('content-type')).toBe('application/zip');
    expect(
      Buffer.from(await zip.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });
  test('bad files are refused as problems, and the method is the contract’s', async () => {
    const { body } = await send('POST', '/api/v1/name-signs', { name: '青城塔楼', division: '150102', kind: 'building', state: 'intact' }); // prettier-ignore
    const refused = await attach('sign', body.id, 'a.png', Buffer.from('<svg onload=alert(1)>'));
    expect(refused.status).toBe(415);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect((await attach('sign', body.id, '../a.png', png())).status).toBe(400);
    expect((await attach('sign', 99_999_999, 'a.png', png())).status).toBe(404);
    expect((await attach('nothing', body.id, 'a.png', png())).status).toBe(400);
    expect((await send('DELETE', `/api/v1/name-signs/${body.id}`, undefined, body.version)).status).toBe(200);
  });
});

test('the change set is JSON and CSV', async () => {
  const query = 'from=2026-01-01&to=2026-12-31';
  const { status, body } = await send('GET', `/api/v1/name-changes?${query}`);
  expect(status).toBe(200);
  const text = await (await ask(`/api/v1/name-changes?${query}&f=csv`)).text();
  expect(text.trimEnd().split('\r\n')).toHaveLength((body['total'] as number) + 1);
  expect((await send('GET', '/api/v1/name-changes?from=2026-02-30&to=2026-12-31')).status).toBe(400);
});

test('OpenAPI says which operations answer files', async () => {
  const document = (await (await ask('/api/openapi.json')).json()) as { paths: Record<string, Record<string, { responses: Record<string, { content: object }> }>> }; // prettier-ignore
  expect(Object.keys(document.paths['/api/v1/filings/{id}/package']!['get']!.responses['200']!.content)).toEqual(['application/zip']); // prettier-ignore
});
