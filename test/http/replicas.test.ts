import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReplicas, parseLsn } from '../../server/database/replicas.ts';
import { createLog } from '../../server/http/log.ts';
import { askRaw, freePort, jar, pageOf, signInAt, type Answer, type Page } from '../support/page.ts';
import { postgresBinaries, startCluster, startReplica, type Cluster } from '../support/postgres.ts';
import { startService, type RunningService } from '../support/service.ts';

const password = 'correct horse battery';

test('positions in the log are compared as numbers', () => {
  expect(parseLsn('0/0')).toBe(0n);
  expect(parseLsn('1/0')).toBe(1n << 32n);
  expect(parseLsn('A/FFFFFFFF') < parseLsn('10/0')).toBe(true);
});

describe.skipIf(postgresBinaries === null)('a primary and a streaming replica', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-replicas-'));
  let primary: Cluster;
  let replica: Cluster;
  let service: RunningService;
  let chief: Page; // changes things
  let reader: Page; // reads only
  let readerCookie: string;
  let token: string;
  let databaseUrl: string;

  const until = async (what: () => Promise<boolean>): Promise<void> => {
    while (!(await what())) await pause(50);
  };
  const on = async (cluster: Cluster, statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: cluster.url('shared') });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  const local = (method: string, path: string, body?: unknown): Promise<Answer> => askRaw(service.url, method, path, { body }); // prettier-ignore
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(new URL('/metrics', service.url))).text();
    return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'm').exec(text)?.[1]);
  };
  const replicaIsRead = (): Promise<void> => until(async () => (await metric('nutag_replica_usable')) === 1);
  const names = async (page: Page): Promise<string[]> => {
    const { status, body } = await page('GET', '/api/v1/accounts');
    expect(status).toBe(200);
    return (body['items'] as { username: string }[]).map(({ username }) => username).sort();
  };

  beforeAll(async () => {
    primary = await startCluster();
    databaseUrl = await primary.createDatabase('shared');
    replica = await startReplica(primary);
    const port = String(await freePort());
    service = await startService(join(folder, 'home'), databaseUrl, { DATABASE_REPLICA_URLS: replica.url('shared'), NUTAG_REPLICA_LAG: '3600', NUTAG_PACKS: '', PORT: port, NUTAG_LOG: 'warn', NUTAG_URL: `http://localhost:${port}` }); // prettier-ignore
    for (const username of ['chief', 'reader']) {
      const made = await local('POST', '/api/v1/accounts', { username, role: 'administrator', password: `${password}1` }); // prettier-ignore
      expect(made.status).toBe(201);
      const { page } = await signInAt(service.url, username, `${password}1`);
      const changed = await page('POST', '/api/v1/profile/password', { current: `${password}1`, password });
      expect(changed.status).toBe(200);
      const cookie = jar(changed.cookies).split('; ').filter((part) => !part.startsWith('nutag_written')).join('; '); // prettier-ignore
      if (username === 'chief') chief = pageOf(service.url, cookie);
      else [reader, readerCookie] = [pageOf(service.url, cookie), cookie];
    }
    const made = await reader('POST', '/api/v1/tokens', { name: 'x', scopes: ['read'] });
    token = String(made.body['token']);
    await replicaIsRead();
  }, 180_000);
  afterAll(async () => {
    await service?.stop();
    await replica?.stop();
    await primary?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('reads go to the replica; whoever has changed something reads it, here and elsewhere', async () => {
    await until(async () => (await names(reader)).length === 2); // its own writes at the beginning have been replayed
    await on(replica, 'select pg_wal_replay_pause()');
    await on(primary, `insert into account_user (username, name, email) values ('unseen', 'x', 'x@x')`);
    await pause(1200); // the service has looked at the replica again
    expect(await names(reader)).toEqual(['chief', 'reader']); // it is read, and stands still
    const made = await chief('POST', '/api/v1/accounts', { username: 'fresh', role: 'viewer', password });
    expect(made.status).toBe(201);
    for (let n = 0; n < 5; n += 1) {
      expect(await names(chief)).toEqual(['chief', 'fresh', 'reader', 'unseen']); // from the primary
      expect(await names(reader)).toEqual(['chief', 'reader']);
    }
    const written = made.cookies.find((line) => line.startsWith('nutag_written='))!;
    expect(written).toMatch(/^nutag_written=[0-9a-f]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const byCookie = pageOf(service.url, `${readerCookie}; ${jar([written])}`); // as another process sees chief's session
    expect(await names(byCookie)).toContain('fresh');
    const forged = pageOf(service.url, `${readerCookie}; nutag_written=' or 1=1`);
    expect(await names(forged)).toEqual(['chief', 'reader']);
    await on(replica, 'select pg_wal_replay_resume()');
    await until(async () => (await names(reader)).includes('fresh'));
    await until(async () => (await metric('nutag_replica_lag_seconds')) < 5);
  }, 30_000);

  test('a replica that falls behind the limit is not read', async () => {
    const log = createLog('silent');
    const strict = openReplicas({ primaryUrl: databaseUrl, urls: [replica.url('shared')], poolSize: 1, statementTimeoutMs: 1000, lagLimitMs: 300, log }); // prettier-ignore
    await until(() => Promise.resolve(strict.pick(null, 0n) !== null));
    await on(replica, 'select pg_wal_replay_pause()');
    await until(async () => {
      await on(primary, `update account_user set name = name || 'x' where username = 'unseen'`);
      return strict.pick(null, 0n) === null;
    });
    expect(strict.states()).toMatchObject([{ answers: true, usable: false }]);
    expect(strict.any()).not.toBe(null);
    await on(replica, 'select pg_wal_replay_resume()');
    await until(() => Promise.resolve(strict.pick(null, 0n) !== null));
    await strict.close();
  }, 30_000);

  test('the replica goes: no read fails, the primary serves; it is read again when it is back', async () => {
    const failures: number[] = [];
    const load = { on: true };
    let answered = 0;
    const clients = Array.from({ length: 6 }, async (_, n) => {
      while (load.on) {
        const { status } = await (n % 2 === 0 ? reader : chief)('GET', n % 3 === 0 ? '/api/v1/divisions' : '/api/v1/places'); // prettier-ignore
        if (status !== 200) failures.push(status);
        answered += 1;
      }
    });
    await replica.halt();
    await until(async () => (await metric('nutag_replica_usable')) === 0);
    const gone = answered;
    await until(() => Promise.resolve(answered > gone + 50));
    expect((await chief('POST', '/api/v1/accounts', { username: 'alone', role: 'viewer', password })).status).toBe(201); // prettier-ignore
    expect(await names(reader)).toContain('alone');
    await replica.start();
    await replicaIsRead();
    load.on = false;
    await Promise.all(clients);
    expect(failures).toEqual([]);
  }, 60_000);

  test('the primary goes: reads go on, signed in or not, writes are 503; all is well when it is back', async () => {
    await until(async () => (await names(chief)).includes('alone'));
    await pause(1000); // the service knows that the replica has caught up with what chief has written
    await primary.halt();
    await pause(5500); // longer than sessions and tokens are remembered
    for (const page of [local, reader, chief])
      for (const path of [
        '/api/v1/divisions',
        '/api/v1/places',
        '/api/v1/search?q=x',
        '/api/v1/status',
        '/api/v1/accounts',
        '/api/v1/session',
        '/api/v1/audit?f=csv',
      ])
        // prettier-ignore
        expect((await page('GET', path)).status, path).toBe(200);
    expect((await reader('GET', '/api/v1/session')).body).toMatchObject({ account: { username: 'reader' } });
    const bearer = { authorization: `Bearer ${token}` };
    expect((await askRaw(service.url, 'GET', '/api/v1/divisions', { headers: bearer })).status).toBe(200);
    const strange = { authorization: `Bearer nutag_${'A'.repeat(43)}` };
    expect((await askRaw(service.url, 'GET', '/api/v1/divisions', { headers: strange })).status).toBe(401);
    expect((await pageOf(service.url, 'nutag.session_token=abc.def')('GET', '/api/v1/profile')).status).toBe(401); // prettier-ignore
    for (const [page, path, body] of [
      [local, '/api/v1/accounts', { username: 'lost', role: 'viewer', password }],
      [reader, '/api/v1/tokens', { name: 'y', scopes: ['read'] }],
    ] as const) {
      // prettier-ignore
      const answer = await page('POST', path, body);
      expect(answer).toMatchObject({ status: 503, body: { title: 'Database unreachable' } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    const readiness = await local('GET', '/readyz');
    expect(readiness).toMatchObject({ status: 200, body: { ready: true } });
    expect(readiness.body['reason']).toContain('primary');
    await primary.start();
    await until(async () => (await local('POST', '/api/v1/accounts', { username: 'again', role: 'viewer', password })).status === 201); // prettier-ignore
    expect(await names(local)).toContain('again');
    await until(async () => (await names(reader)).includes('again')); // streaming goes on too
  }, 60_000);
});
