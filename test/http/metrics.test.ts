import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { linesOf, openArchive } from '../../server/backup/archive.ts';
import { startClosedService, type ClosedService } from '../support/nutag.ts';
import { askRaw, signInAt, type Answer, type Page } from '../support/page.ts';

const password = 'correct horse battery';
const folder = mkdtempSync(join(tmpdir(), 'nutag-metrics-'));
let service: ClosedService;
let chief: Page;
let cookie: string;
let token: string;
beforeAll(async () => {
  service = await startClosedService(inject('testDatabaseUrl'), { NUTAG_TRUSTED_PROXIES: 'loopback', NUTAG_LOG: 'debug', NUTAG_DRAIN: '0' }); // prettier-ignore
  for (const [name, role] of [['chief', 'administrator'], ['reader', 'viewer']] as const) expect(service.nutag(['user', 'add', name, '--role', role], `${password}\n`).status).toBe(0); // prettier-ignore
  ({ page: chief, cookie } = await signInAt(service.url, 'chief', password));
  token = String((await chief('POST', '/api/v1/tokens', { name: 'prometheus', scopes: ['metrics'] })).body['token']); // prettier-ignore
}, 240_000);
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const bearer = (path: string, headers: Record<string, string> = {}): Promise<Answer> => askRaw(service.url, 'GET', path, { headers: { authorization: `Bearer ${token}`, ...headers } }); // prettier-ignore

/** The samples of /metrics by name and labels. */
async function samples(): Promise<Map<string, number>> {
  const response = await fetch(new URL('/metrics', service.url), { headers: { authorization: `Bearer ${token}` } }); // prettier-ignore
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('/metrics', () => {
  test('is for administrators and tokens of that scope', async () => {
    const { page: reader } = await signInAt(service.url, 'reader', password);
    expect((await askRaw(service.url, 'GET', '/metrics')).status).toBe(401);
    expect((await reader('GET', '/metrics')).status).toBe(403);
    expect((await chief('GET', '/metrics')).status).toBe(200);
    expect((await bearer('/metrics')).status).toBe(200);
    expect((await bearer('/api/v1/divisions')).status).toBe(403); // the token can do nothing else
  });
  test('counts requests by operation, method and class of status', async () => {
    const key = (operation: string, method: string, status: string) => `http_requests_total{operation="${operation}",method="${method}",status="${status}"}`; // prettier-ignore
    const before = await samples();
    for (let n = 0; n < 3; n += 1) await chief('GET', '/api/v1/divisions');
    await chief('GET', '/api/v1/divisions/15');
    await chief('PATCH', '/api/v1/profile', { display: '主任' });
    const after = await samples();
    const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown(key('listDivisions', 'GET', '2xx'))).toBe(3);
    expect(grown(key('getDivision', 'GET', '4xx'))).toBe(1);
    expect(grown(key('changeProfile', 'PATCH', '2xx'))).toBe(1);
    expect(grown('http_request_duration_seconds_count{operation="listDivisions",method="GET",status="2xx"}')).toBe(3); // prettier-ignore
    expect(grown('nutag_database_queries_total{outcome="ok"}')).toBeGreaterThan(3);
    expect(grown('nutag_database_query_seconds_count')).toBeGreaterThan(3);
  });
  test('counts tiles by set and outcome', async () => {
    const key = (set: string, outcome: string) => `nutag_tiles_total{set="${set}",outcome="${outcome}"}`;
    const before = await samples();
    const tile = (z: number, headers: Record<string, string> = {}) => askRaw(service.url, 'GET', `/tiles/divisions/${z}/0/0.mvt`, { headers: { cookie, host: new URL(service.url.replace('127.0.0.1', 'localhost')).host, ...headers } }); // prettier-ignore
    const statuses = [await tile(0), await tile(0), await tile(30)].map(({ status }) => status);
    const after = await samples();
    const grown = ['full', 'unchanged', 'empty', 'refused'].map((outcome) => after.get(key('divisions', outcome))! - before.get(key('divisions', outcome))!); // prettier-ignore
    const counted = (status: number): number => statuses.filter((one) => one === status).length;
    expect(grown).toEqual([counted(200), counted(304), counted(204), counted(404)]);
    expect(statuses.at(-1)).toBe(404);
  });
  test('tells the database, the data, the process and the build', async () => {
    const all = await samples();
    const names = [...all.keys()];
    expect(all.get('nutag_database_up')).toBe(1);
    expect(all.has('nutag_data_version{dataset="places"}')).toBe(true);
    for (const name of [
      'nutag_database_connections',
      'nutag_database_waiting',
      'nutag_build_info',
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'http_request_duration_seconds_bucket',
    ])
      // prettier-ignore
      expect(names.some((one) => one.startsWith(name)), name).toBe(true);
    const upload = await fetch(new URL('/api/v1/imports?kind=places&name=x.csv', service.url), { method: 'POST', body: 'name\n', headers: { 'content-type': 'application/octet-stream', cookie, origin: new URL(service.url.replace('127.0.0.1', 'localhost')).origin } }); // prettier-ignore
    expect(upload.status).toBe(201);
    expect((await samples()).get('nutag_import_jobs{state="uploaded"}')).toBe(1);
  });
});

describe('the id of a request', () => {
  const idOf = ({ headers }: Answer): string => String(headers['x-request-id']);
  test('stands in the answer, in the log and in the audit', async () => {
    const answer = await chief('PATCH', '/api/v1/profile', { display: '处长' });
    expect(idOf(answer)).toMatch(/^[0-9a-f-]{36}$/);
    while (!service.log().includes(idOf(answer))) await pause(20);
    const lines = service.log().split('\n').filter((line) => line.includes(idOf(answer))).map((line) => JSON.parse(line) as object); // prettier-ignore
    expect(lines).toMatchObject([{ requestId: idOf(answer), req: { method: 'PATCH', url: '/api/v1/profile' }, res: { status: 200 } }]); // prettier-ignore
    const signedIn = await askRaw(service.url, 'POST', '/api/v1/session', { body: { username: 'chief', password } }); // prettier-ignore
    const file = join(folder, 'audit.zip');
    expect(service.nutag(['backup', file]).status).toBe(0);
    const archive = await openArchive(file, () => undefined);
    const audit: string[] = [];
    for await (const line of linesOf(await archive.read('tables/change_log.ndjson'))) audit.push(line);
    archive.close();
    for (const [id, action] of [[idOf(answer), 'change'], [idOf(signedIn), 'sign-in']] as const) expect(audit.filter((line) => line.includes(id) && line.includes(`"${action}"`)).length, action).toBe(1); // prettier-ignore
  }, 60_000);
  test('is taken over from a trusted proxy if it is sane, else made', async () => {
    const given = async (id: string) => idOf(await askRaw(service.url, 'GET', '/api/v1/session', { headers: { 'x-request-id': id } })); // prettier-ignore
    expect(await given('0af7651916cd43dd8448eb211c80319c')).toBe('0af7651916cd43dd8448eb211c80319c');
    for (const id of ['short', 'x'.repeat(200), 'a b c d e f g', '{"level":60}', '<script>1234'])
      expect(await given(id)).toMatch(/^[0-9a-f-]{36}$/);
    const first = idOf(await chief('GET', '/api/v1/session'));
    expect(idOf(await chief('GET', '/api/v1/session'))).not.toBe(first);
  });
  test('is there while the service starts and for what is not known', async () => {
    expect(idOf(await askRaw(service.url, 'GET', '/nothing'))).toMatch(/^[0-9a-f-]{36}$/);
    expect(idOf(await askRaw(service.url, 'GET', '/healthz'))).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('no password, cookie, token or code of single sign-on is in the log', async () => {
  const secrets = ['hunter2-hunter2-hunter2', 'code-of-oidc-1234', 'state-of-oidc-1234', 'query-token-1234'];
  const wrong = { username: 'chief', password: secrets[0] };
  await askRaw(service.url, 'POST', '/api/v1/session', { body: wrong, headers: { 'x-forwarded-for': '10.9.9.9' } }); // prettier-ignore
  await fetch(new URL('/api/v1/session', service.url), { method: 'POST', body: `{"password": "${secrets[0]}"`, headers: { 'content-type': 'application/json' } }); // prettier-ignore
  await askRaw(service.url, 'GET', `/api/auth/callback/oidc?code=${secrets[1]}&st%61te=${secrets[2]}`);
  await askRaw(service.url, 'GET', `/api/v1/search?q=x&access_token=${secrets[3]}`);
  await askRaw(service.url, 'GET', `/api/v1/search?q=${token}`, { headers: { cookie } });
  const { cookies } = await askRaw(service.url, 'POST', '/api/v1/session', { body: { username: 'chief', password } }); // prettier-ignore
  await bearer('/metrics');
  await pause(200); // the log is a pipe
  const log = service.log();
  expect(log).toContain('/api/auth/callback/oidc?code=[redacted]&state=[redacted]'); // the requests are there
  expect(log).toContain('/api/v1/search?q=x&access_token=[redacted]');
  const values = [cookie, cookies.join(';')].flatMap((text) => [...text.matchAll(/(?:session_token|audience)=([^;]{10,})/g)].map((match) => match[1]!)); // prettier-ignore
  expect(values.length).toBeGreaterThanOrEqual(3);
  for (const secret of [...secrets, password, token, ...values]) {
    expect(log.includes(secret), secret.slice(0, 12)).toBe(false);
    expect(log.includes(decodeURIComponent(secret)), secret.slice(0, 12)).toBe(false);
  }
});

describe('nutag backup and restore beside a running server', () => {
  test('write a file, and refuse to restore over what is there', () => {
    const file = join(folder, 'now.zip');
    const written = service.nutag(['backup', file]);
    expect(written.output).toMatch(/已备份.*now\.zip/);
    expect(written.status).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = service.nutag(['backup', file]);
    expect(again.output).toContain('exists already');
    expect(again.status).toBe(1);
    const restored = service.nutag(['restore', file]);
    expect(restored.output).toContain('not empty');
    expect(restored.status).toBe(1);
    expect(service.nutag(['backup']).status).toBe(2);
    expect(service.nutag(['restore', '--help']).output).toContain('empty database');
  }, 120_000);
});
