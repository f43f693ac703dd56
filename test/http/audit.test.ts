import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AuditEntry, HistoryEntry } from '../../server/api/audit.ts';
import { startClosedService, type ClosedService } from '../support/nutag.ts';
import { askRaw, pageOf, signInAt, type Page } from '../support/page.ts';

const password = 'correct horse battery';
const accounts = [
  ['chief', 'administrator', null],
  ['huhehaote', 'planner', '150100'],
  ['baotou', 'planner', '150200'],
  ['region', 'boundary_officer', '150000'],
  ['stray', 'planner', null],
  ['reader', 'viewer', '150100'],
] as const;
type Name = (typeof accounts)[number][0];

let service: ClosedService;
const pages = new Map<Name, { page: Page; cookie: string }>();
const as = (name: Name): Page => pages.get(name)!.page;

beforeAll(async () => {
  service = await startClosedService(inject('testDatabaseUrl'), { NUTAG_TRUSTED_PROXIES: 'loopback' });
  for (const [name, role, jurisdiction] of accounts) {
    const where = jurisdiction === null ? [] : ['--jurisdiction', jurisdiction];
    const added = service.nutag(['user', 'add', name, '--role', role, ...where], `${password}\n`);
    expect(added.status, added.output).toBe(0);
    pages.set(name, await signInAt(service.url, name, password));
  }
  await bringIn('divisions', '区划.csv', ['区划代码,区划名称', '150000,内蒙古自治区', '150100,呼和浩特市', '150102,新城区', '150200,包头市', '150202,东河区']); // prettier-ignore
  await bringIn('facilities', '新城.csv', ['名称,设施类型,行政区划代码', '新城救助站,relief_station,150102']);
  await bringIn('facilities', '东河.csv', ['名称,设施类型,行政区划代码', '东河救助站,relief_station,150202', '东河又一站,relief_station,150202']); // prettier-ignore
}, 240_000);
afterAll(() => service.stop());

const list = async (name: Name, query = ''): Promise<{ items: AuditEntry[]; total: number; next: string | null }> => {
  const { status, body } = await as(name)('GET', `/api/v1/audit?limit=1000&${query}`);
  expect([status, name, query]).toEqual([200, name, query]);
  return body as never;
}; // prettier-ignore
const words = (items: AuditEntry[]): string[] => items.map((row) => `${row.action} ${row.recordType} ${row.recordId}`); // prettier-ignore

/** Uploads, checks and publishes as the chief. */
async function bringIn(kind: string, name: string, lines: string[]): Promise<number> {
  const { cookie } = pages.get('chief')!;
  const { origin, host } = new URL(service.url.replace('127.0.0.1', 'localhost'));
  const path = `/api/v1/imports?kind=${kind}&name=${encodeURIComponent(name)}`;
  const response = await fetch(new URL(path, origin), { method: 'POST', headers: { cookie, origin, host, 'content-type': 'application/octet-stream' }, body: lines.join('\n') }); // prettier-ignore
  const { id } = (await response.json()) as { id: number };
  const settled = async (wanted: string): Promise<void> => {
    for (;;) {
      const { body } = await as('chief')('GET', `/api/v1/imports/${id}`);
      if (body['state'] === wanted) return;
      if (!['checking', 'publishing', 'rolling_back'].includes(body['state'] as string)) throw new Error(JSON.stringify(body)); // prettier-ignore
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await as('chief')('POST', `/api/v1/imports/${id}/check`, {});
  await settled('checked');
  await as('chief')('POST', `/api/v1/imports/${id}/publish`);
  await settled('loaded');
  return id;
}

describe('GET /api/v1/audit', () => {
  test('is for administrators and officers with a jurisdiction', async () => {
    const status = async (page: Page, path: string): Promise<number> => (await page('GET', path)).status;
    for (const path of ['/api/v1/audit', '/api/v1/audit?f=csv', '/api/v1/audit/1', '/api/v1/audit-terms']) {
      const of = (page: Page) => status(page, path);
      const statuses = [await of(pageOf(service.url)), await of(as('reader')), await of(as('stray'))];
      expect([path, ...statuses]).toEqual([path, 401, 403, 403]);
    }
  });

  test('tells who has done what, when and from where', async () => {
    const { items } = await list('chief', 'type=account&record=baotou');
    expect(items.map(({ action, actor, origin }) => [action, actor, origin])).toEqual([
      ['sign-in', 'baotou', '10.0.0.1'],
      ['create', expect.any(String), 'command'],
    ]);
    expect(items[1]).toMatchObject({ after: { role: 'planner', jurisdiction: '150200' }, before: null });
    const { items: imported } = await list('chief', 'type=facilities');
    expect(imported.map(({ divisions }) => divisions)).toEqual([
      [{ code: '150202', name: '东河区' }],
      [{ code: '150102', name: '新城区' }],
    ]);
    expect(imported[0]).toMatchObject({ action: 'import', actor: 'chief', recordId: 'file:东河', summary: { added: 2, file: '东河.csv' } }); // prettier-ignore
  });

  test('has every step of an import, and who took it', async () => {
    const id = await bringIn('facilities', '暂时.csv', ['名称,设施类型,行政区划代码', '暂时的站,relief_station,150102']); // prettier-ignore
    await as('chief')('POST', `/api/v1/imports/${id}/roll-back`);
    await expect
      .poll(async () => (await as('chief')('GET', `/api/v1/imports/${id}`)).body['state'], {
        timeout: 20_000,
      })
      .toBe('rolled_back');
    expect(words((await list('chief', `type=import&record=${id}`)).items)).toEqual(
      ['roll-back', 'publish', 'check', 'upload'].map((action) => `${action} import ${id}`),
    );
    const { items } = await list('chief', `record=${encodeURIComponent('file:暂时')}`);
    expect(items.map(({ action, divisions, actor }) => [action, divisions[0]?.code, actor])).toEqual([
      ['roll-back', '150102', 'chief'],
      ['import', '150102', 'chief'],
    ]);
  });

  test('an officer reads of the jurisdiction and of the own doings; the rest is neither listed nor counted nor found', async () => {
    const mine = await list('huhehaote');
    expect(new Set(words(mine.items))).toEqual(new Set(['import facilities file:新城', 'import facilities file:暂时', 'roll-back facilities file:暂时'])); // prettier-ignore
    expect(mine.total).toBe(mine.items.length);
    expect(words((await list('baotou')).items)).toEqual(['import facilities file:东河']);
    expect((await list('region', 'type=facilities')).total).toBe(
      (await list('chief', 'type=facilities')).total,
    );
    for (const hidden of ['type=account', 'type=account_token', 'actor=baotou', 'record=huhehaote', 'q=150200', 'type=divisions'])
      expect([hidden, (await list('huhehaote', hidden)).total]).toEqual([hidden, 0]); // prettier-ignore
    const other = (await list('baotou')).items[0]!.id;
    expect((await as('huhehaote')('GET', `/api/v1/audit/${other}`)).status).toBe(404);
    expect((await as('baotou')('GET', `/api/v1/audit/${other}`)).body).toMatchObject({ id: other });
    expect((await as('huhehaote')('GET', '/api/v1/audit-terms')).body).toEqual({
      actions: ['import', 'roll-back'],
      types: ['facilities'],
    });
  });

  test('pages, newest first, each row once', async () => {
    const { items, total } = await list('chief');
    expect(items.map(({ id }) => id)).toEqual(items.map(({ id }) => id).toSorted((a, b) => b - a));
    expect(items.length).toBe(total);
    const seen: number[] = [];
    let next = '';
    do {
      const { body } = await as('chief')('GET', `/api/v1/audit?limit=7${next}`);
      expect(body['total']).toBe(total);
      seen.push(...(body['items'] as AuditEntry[]).map(({ id }) => id));
      next = body['next'] === null ? '' : `&next=${body['next'] as string}`;
    } while (next !== '');
    expect(seen).toEqual(items.map(({ id }) => id));
  });

  test.each(['from=yesterday', 'to=2026-13-01', 'from=2026-01-01T00:00:00', 'division=15', 'actor=', 'actor=a&actor=b', 'who=x', 'next=x', 'limit=0', 'q=%00', `q=${'x'.repeat(101)}`, 'f=geojson', 'f=xlsx'])(
    '%s is a 400 that says why',
    async (query) => {
      const { status, body } = await as('chief')('GET', `/api/v1/audit?${query}`);
      expect([status, typeof body['detail']]).toEqual([400, 'string']);
    },
  ); // prettier-ignore

  test('as CSV: with its filter and time, for a spreadsheet, no formula, and no more than the reader may see', async () => {
    await as('chief')('PATCH', '/api/v1/profile', { display: '=1+1' });
    await as('chief')('POST', '/api/v1/tokens', { name: '@SUM(A1)', scopes: ['audit'], days: 1 });
    const text = async (name: Name, query: string): Promise<string> => {
      const { cookie } = pages.get(name)!;
      const { origin, host } = new URL(service.url.replace('127.0.0.1', 'localhost'));
      const response = await fetch(new URL(`/api/v1/audit?f=csv&${query}`, origin), { headers: { cookie, host } }); // prettier-ignore
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(response.headers.get('content-disposition')).toContain('listAudit.csv');
      expect(response.headers.get('cache-control')).toBe('no-store');
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
    };
    const all = await text('chief', `from=2026-01-01&type=account&q=${encodeURIComponent('1+1')}`);
    expect(all.startsWith('\uFEFF审计日志')).toBe(true);
    const lines = all.slice(1).trimEnd().split('\r\n');
    expect(lines[1]).toBe('导出者,chief');
    expect(lines[2]).toMatch(/^导出时间 \(北京时间\),\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(lines[3]).toBe('筛选,记录类型: account; 起: 2026-01-01; 文字: 1+1');
    expect(lines[4]).toBe('条数,1');
    expect(lines[6]).toMatch(/^编号,时间/);
    expect(lines.length).toBe(8);
    for (const line of (await text('chief', '')).split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@-]/);
    const mine = await text('baotou', '');
    expect(mine).toContain('150202 东河区');
    expect(mine).not.toMatch(/新城|sign-in|huhehaote/);
    expect(mine.trimEnd().split('\r\n').length).toBe(8);
    expect((await text('chief', '')).trimEnd().split('\r\n').length).toBe(7 + (await list('chief')).total);
  });

  test('a token with the scope reads what its account may', async () => {
    const { body } = await as('baotou')('POST', '/api/v1/tokens', { name: 'x', scopes: ['audit'], days: 1 });
    const headers = { authorization: `Bearer ${body['token'] as string}` };
    const answer = await askRaw(service.url, 'GET', '/api/v1/audit', { headers });
    expect(answer.body).toMatchObject({ total: 1, items: [{ recordId: 'file:东河' }] });
    expect((await askRaw(service.url, 'GET', '/api/v1/history/place/1', { headers })).status).toBe(403);
  });
});

describe('GET /api/v1/history/:type/:id', () => {
  test('tells the staff, and nobody else, what was changed in a record', async () => {
    const { body: found } = await as('chief')('GET', '/api/v1/facilities?division=150202');
    const { id } = (found['items'] as { id: number }[])[0]!;
    const path = `/api/v1/history/facility/${id}`;
    const { status, body } = await as('reader')('GET', path);
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 1, next: null });
    const [entry] = body['items'] as HistoryEntry[];
    expect(entry).toMatchObject({ about: 'source', action: 'import', actor: 'chief', summary: { added: 2 } });
    expect(JSON.stringify(entry)).not.toMatch(/东河\.csv|10\.0\.0\.1/); // neither files nor addresses
    expect((await pageOf(service.url)('GET', path)).status).toBe(401);
    expect((await as('reader')('GET', '/api/v1/history/facility/999999')).body).toMatchObject({ total: 0 });
    for (const bad of ['/api/v1/history/account/chief', '/api/v1/history/place/..%2F1', "/api/v1/history/place/1'", '/api/v1/history/account_token/1'])
      expect([bad, (await as('chief')('GET', bad)).status]).toEqual([bad, 400]); // prettier-ignore
  });
});

describe('own sessions', () => {
  test('are listed without their secrets and ended; another’s are not known', async () => {
    const second = await signInAt(service.url, 'reader', password);
    const { body } = await as('reader')('GET', '/api/v1/profile/sessions');
    const items = body['items'] as { id: string; current: boolean; address: string }[];
    expect(items.map(({ current, address }) => [current, address])).toEqual([
      [true, '10.0.0.1'],
      [false, '10.0.0.1'],
    ]);
    const value = decodeURIComponent(second.cookie.match(/session_token=([^;]+)/)![1]!).split('.')[0]!;
    expect(JSON.stringify(body)).not.toContain(value);
    expect((await as('baotou')('DELETE', `/api/v1/profile/sessions/${items[1]!.id}`)).status).toBe(404);
    expect((await second.page('GET', '/api/v1/profile')).status).toBe(200);
    expect((await as('reader')('DELETE', `/api/v1/profile/sessions/${items[1]!.id}`)).status).toBe(200);
    expect((await second.page('GET', '/api/v1/profile')).status).toBe(401);
    expect((await as('reader')('DELETE', `/api/v1/profile/sessions/${items[1]!.id}`)).status).toBe(404);
    expect((await as('reader')('DELETE', '/api/v1/profile/sessions/x')).status).toBe(400);
    const third = await signInAt(service.url, 'reader', password);
    expect((await as('reader')('DELETE', '/api/v1/profile/sessions')).body).toEqual({ ended: 1 });
    expect((await third.page('GET', '/api/v1/profile')).status).toBe(401);
    const fourth = await signInAt(service.url, 'reader', password);
    await fourth.page('DELETE', '/api/v1/session');
    const { items: rows } = await list('chief', 'type=account&record=reader');
    expect(rows.map(({ action }) => action)).toEqual(['sign-out', 'sign-in', 'end-session', 'sign-in', 'end-session', 'sign-in', 'sign-in', 'create']); // prettier-ignore
    expect(rows[0]!.actor).toBe('reader');
  });
});

test('a throttled name is shown to administrators, and unlocked by them', async () => {
  const guess = pageOf(service.url, '', '10.9.9.9');
  for (let attempt = 0; attempt < 6; attempt += 1)
    await guess('POST', '/api/v1/session', { username: 'stray', password: 'wrong wrong wrong' });
  const find = async (): Promise<{ id: string; lockedUntil: string | null }> => {
    const { body } = await as('chief')('GET', '/api/v1/accounts');
    return (body['items'] as never[]).find(({ username }) => username === 'stray')!;
  };
  const { id, lockedUntil } = await find();
  expect(Date.parse(lockedUntil!)).toBeGreaterThan(Date.now());
  expect((await as('region')('POST', `/api/v1/accounts/${id}/unlock`)).status).toBe(403);
  expect((await as('chief')('POST', `/api/v1/accounts/${id}/unlock`)).body).toMatchObject({ lockedUntil: null }); // prettier-ignore
  expect((await find()).lockedUntil).toBeNull();
  await signInAt(service.url, 'stray', password);
  expect(words((await list('chief', 'type=account&record=stray')).items).slice(0, 3)).toEqual([
    'sign-in account stray',
    'unlock account stray',
    'lock account stray',
  ]);
});
