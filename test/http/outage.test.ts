import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRaw, type Answer } from '../support/page.ts';
import { postgresBinaries, startCluster, type Cluster } from '../support/postgres.ts';
import { startService, type RunningService } from '../support/service.ts';

describe.skipIf(postgresBinaries === null)('the database goes away and comes back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-outage-'));
  let cluster: Cluster;
  let service: RunningService;
  let databaseUrl: string;
  beforeAll(async () => {
    cluster = await startCluster();
    databaseUrl = await cluster.createDatabase('outage');
    service = await startService(join(folder, 'home'), databaseUrl, { NUTAG_PACKS: '', NUTAG_STATEMENT_TIMEOUT: '500', NUTAG_LOG: 'warn' }); // prettier-ignore
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (method: string, path: string, body?: unknown): Promise<Answer> => askRaw(service.url, method, path, { body }); // prettier-ignore
  const account = (username: string) => ({ username, role: 'viewer', password: 'correct horse battery' });
  const untilBack = async (): Promise<void> => {
    while ((await ask('GET', '/readyz')).status !== 200) await pause(100);
  };
  const expectOutage = async (answer: Answer, title: string): Promise<void> => {
    expect(answer).toMatchObject({ status: 503, body: { title } });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.body['requestId']).toBe(answer.headers['x-request-id']);
    while (!service.log().includes(`"requestId":"${answer.body['requestId']}"`)) await pause(20); // the log is a pipe
  };

  test('every operation says 503 with Retry-After; afterwards it works again by itself', async () => {
    expect((await ask('GET', '/api/v1/divisions')).status).toBe(200);
    await cluster.halt();
    for (let round = 0; round < 3; round += 1) {
      await expectOutage(await ask('GET', '/api/v1/divisions'), 'Database unreachable');
      await expectOutage(await ask('GET', '/api/v1/search?q=x'), 'Database unreachable');
      await expectOutage(await ask('POST', '/api/v1/accounts', account('lost')), 'Database unreachable');
    }
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 503, body: { ready: false } });
    expect((await ask('GET', '/healthz')).status).toBe(200); // the process is not to be restarted
    expect((await ask('GET', '/tiles/divisions.json')).status).toBe(200); // from memory
    await cluster.start();
    await untilBack();
    expect((await ask('GET', '/api/v1/divisions')).status).toBe(200);
    expect((await ask('POST', '/api/v1/accounts', account('kept'))).status).toBe(201);
    expect((await ask('GET', '/api/v1/accounts')).body['items']).toMatchObject([{ username: 'kept' }]);
  }, 60_000);

  test('requests that run while it goes are answered, with 503 at worst', async () => {
    const statuses = new Set<number>();
    const load = { on: true };
    const clients = Array.from({ length: 8 }, async () => {
      while (load.on) statuses.add((await ask('GET', '/api/v1/divisions')).status);
    });
    await cluster.halt();
    await cluster.start();
    await untilBack();
    load.on = false;
    await Promise.all(clients);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(statuses.has(200)).toBe(true);
  }, 60_000);

  test('a statement that takes too long is 503, not 500', async () => {
    const other = new pg.Client({ connectionString: databaseUrl });
    await other.connect();
    try {
      await other.query('begin');
      await other.query('lock table place in access exclusive mode');
      await expectOutage(await ask('GET', '/api/v1/places'), 'Too slow');
      await expectOutage(await ask('GET', "/ogc/collections/places/items?filter=name LIKE '%25a%25b%25'"), 'Too slow'); // prettier-ignore
    } finally {
      await other.end();
    }
    expect((await ask('GET', '/api/v1/places')).status).toBe(200);
  });

  test('a database that stands still without a word is given up, and found again', async () => {
    cluster.freeze('SIGSTOP');
    try {
      await expectOutage(await ask('GET', '/api/v1/places'), 'Database unreachable');
    } finally {
      cluster.freeze('SIGCONT');
    }
    await untilBack();
    expect((await ask('GET', '/api/v1/places')).status).toBe(200);
  }, 60_000);
});
