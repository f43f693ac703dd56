import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRaw, freePort, jar, pageOf, signInAt, type Answer } from '../support/page.ts';
import { postgresBinaries, startCluster, type Cluster } from '../support/postgres.ts';
import { startService, type RunningService } from '../support/service.ts';
import { fillRegion } from '../support/tile-world.ts';
import { reportVisible } from '../support/visible.ts';

const password = 'correct horse battery';
const workers = 2;
const asks = 8; // connections, so that every worker is asked

/** Numbers of the processes that a process has started. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((text) => text !== '').map(Number); // prettier-ignore

describe.skipIf(postgresBinaries === null || !existsSync('/proc'))('workers at one port', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-workers-'));
  const home = join(folder, 'home');
  let postgres: Cluster;
  let databaseUrl: string;
  let service: RunningService;
  let settings: NodeJS.ProcessEnv;

  const ask = (path: string, service_ = service): Promise<Answer> => askRaw(service_.url, 'GET', path);
  const each = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: asks }, work));
  const tile = async (path: string, at = service): Promise<string> => {
    const answer = await fetch(new URL(path, at.url), { headers: { connection: 'close' } });
    return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()).toString('utf8') : `HTTP ${answer.status}`; // prettier-ignore
  };
  const open = (at: RunningService, name: string): Promise<Answer> =>
    askRaw(at.url, 'POST', '/api/v1/facilities', { body: { kind: 'funeral_home', name, county: '150101', status: 'operating', point: [110.7, 44] } }); // prettier-ignore
  const pids = (): number[] => childrenOf(service.child.pid!);

  beforeAll(async () => {
    postgres = await startCluster();
    databaseUrl = postgres.url('shared');
    const database = await postgres.openDatabase('shared');
    await fillRegion(database.db);
    await database.close();
    const port = String(await freePort());
    settings = { NUTAG_WORKERS: String(workers), NUTAG_PACKS: '', PORT: port, NUTAG_LOG: 'warn', NUTAG_URL: `http://localhost:${port}`, NUTAG_TRUSTED_PROXIES: 'loopback', NUTAG_RATE: '500', NUTAG_POOL: '4', NUTAG_DRAIN: '2' }; // prettier-ignore
    service = await startService(home, databaseUrl, settings);
  }, 400_000);
  afterAll(async () => {
    service?.child.kill('SIGKILL');
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('as many processes as were asked for, and one file of tiles of each set, built once', async () => {
    expect(pids()).toHaveLength(workers);
    const files = readdirSync(join(home, 'tiles'));
    expect(new Set(files.map((name) => name.split('-')[0])).size).toBe(files.length);
    const built = Math.max(...files.map((name) => statSync(join(home, 'tiles', name)).mtimeMs));
    const versions = await each(async () => (await ask('/tiles/places.json')).body['version'] as string);
    expect(new Set(versions).size).toBe(1);
    expect(Math.max(...files.map((name) => statSync(join(home, 'tiles', name)).mtimeMs))).toBe(built);
  });

  test('figures are of all workers together, whichever is asked', async () => {
    const count = async (): Promise<number> => {
      const text = await (await fetch(new URL('/metrics', service.url), { headers: { connection: 'close' } })).text(); // prettier-ignore
      return Number(/^http_requests_total\{operation="getDivision",method="GET",status="2xx"\} (\d+)$/m.exec(text)?.[1] ?? 0); // prettier-ignore
    };
    const before = await count();
    for (const { status } of await each(() => ask('/api/v1/divisions/150101'))) expect(status).toBe(200);
    expect(await each(count)).toEqual(Array.from({ length: asks }, () => before + asks));
    const text = await (await fetch(new URL('/metrics', service.url))).text();
    expect(text).toMatch(/^nutag_data_rows\{dataset="places"\} \d+$/m);
    expect(text).toMatch(/^nutag_build_info\{.*\} 1$/m);
  });

  test('requests of one address are counted over all workers', async () => {
    const page = pageOf(service.url, '', '10.1.1.1');
    const statuses: number[] = [];
    for (let n = 0; n < 52; n += 1) statuses.push(...(await Promise.all(Array.from({ length: 10 }, () => page('GET', '/api/v1/divisions'))).then((answers) => answers.map(({ status }) => status)))); // prettier-ignore
    expect(statuses.filter((status) => status !== 429)).toHaveLength(500);
  });

  test('who signs out at one worker is signed out at all', async () => {
    const made = await askRaw(service.url, 'POST', '/api/v1/accounts', { body: { username: 'chief', role: 'administrator', password: `${password}1` } }); // prettier-ignore
    expect(made.status).toBe(201);
    const first = await signInAt(service.url, 'chief', `${password}1`);
    const changed = await first.page('POST', '/api/v1/profile/password', {
      current: `${password}1`,
      password,
    });
    const page = pageOf(service.url, jar(changed.cookies));
    const statuses = async (): Promise<number[]> =>
      (await each(() => page('GET', '/api/v1/profile'))).map(({ status }) => status);
    expect(new Set(await statuses())).toEqual(new Set([200]));
    expect((await page('DELETE', '/api/v1/session')).status).toBe(200);
    await pause(500);
    expect(new Set(await statuses())).toEqual(new Set([401]));
  });

  test('an edit at one worker is on the map of all at once, and no version that one has told is gone at another', async () => {
    const refused: string[] = [];
    const [waits, apart]: [number[], number[]] = [[], []];
    for (let n = 0; n < 4; n += 1) {
      const name = `新馆${n}`;
      expect((await open(service, name)).status).toBe(201);
      const answeredAt = Date.now();
      let first = 0;
      for (let isEverywhere = false; !isEverywhere;) {
        const found = await each(() => tile('/tiles/facilities/8/206/93.mvt'));
        isEverywhere = found.every((text) => text.includes(name));
        if (first === 0 && found.some((text) => text.includes(name))) first = Date.now();
        const [url] = (await ask('/tiles/facilities.json')).body['tiles'] as string[];
        const path = url!.replace(/^https?:\/\/[^/]+/, '').replace('{z}/{x}/{y}', '8/206/93');
        refused.push(...(await each(() => tile(path))).filter((text) => text.startsWith('HTTP')));
        await pause(20);
      }
      waits.push(Date.now() - answeredAt);
      apart.push(Date.now() - first);
    }
    reportVisible('edits, at every worker', waits);
    reportVisible('the last worker after the first', apart);
    expect(refused).toEqual([]);
  }, 240_000);

  test('another machine: an edit here is on the map there, each with files of its own', async () => {
    const other = await startService(join(folder, 'other'), databaseUrl, { ...settings, NUTAG_WORKERS: '1', PORT: '0', NUTAG_URL: undefined }); // prettier-ignore
    expect((await open(other, '他馆')).status).toBe(201);
    const answeredAt = Date.now();
    const shows = async (at: RunningService): Promise<number> => {
      while (!(await each(() => tile('/tiles/facilities/8/206/93.mvt', at))).every((text) => text.includes('他馆'))) await pause(20); // prettier-ignore
      return Date.now();
    };
    const [there, here] = await Promise.all([shows(other), shows(service)]);
    reportVisible('an edit, at the machine that took it and at the other', [
      there - answeredAt,
      here - answeredAt,
    ]);
    const versions = await Promise.all([service, other].map(async (at) => (await ask('/tiles/facilities.json', at)).body['version'])); // prettier-ignore
    expect(versions[0]).toBe(versions[1]);
    expect(readdirSync(join(folder, 'other', 'tiles')).length).toBeGreaterThan(0);
    await other.stop();
  }, 300_000);

  test('a worker that is killed is replaced; the others answer meanwhile', async () => {
    const [victim, ...rest] = pids();
    process.kill(victim!, 'SIGKILL');
    while (pids().includes(victim!)) await pause(10);
    for (let n = 0; n < 5; n += 1) {
      for (const { status } of await each(() => ask('/api/v1/divisions/150101'))) expect(status).toBe(200);
      await pause(100);
    }
    while (pids().length < workers) await pause(100);
    expect(pids()).toEqual(expect.arrayContaining(rest));
    while (!/"how":"SIGKILL"/.test(service.log())) await pause(50);
    let answered = 0; // also while the new one starts: it listens when it is ready
    for (let n = 0; n < 40; n += 1) {
      for (const { status } of await each(() => ask('/readyz'))) if (status === 200) answered += 1;
      await pause(100);
    }
    expect(answered).toBe(40 * asks);
  }, 180_000);

  test('a stop drops no request, and leaves nothing behind', async () => {
    const children = pids();
    const load = { on: true, done: 0 };
    const failures: string[] = [];
    const clients = Array.from({ length: 8 }, async () => {
      while (load.on) {
        const answer = await ask('/api/v1/divisions/150101').catch(
          (error: NodeJS.ErrnoException) => error.code ?? '',
        );
        if (typeof answer === 'string' || answer.status !== 200) failures.push(typeof answer === 'string' ? answer : `HTTP ${answer.status}`); // prettier-ignore
        load.done += 1;
      }
    });
    while (load.done < 50) await pause(10);
    const exit = new Promise<number | null>((resolve) => service.child.once('exit', resolve));
    service.child.kill('SIGTERM');
    while ((await ask('/readyz')).status === 200) await pause(50); // as a load balancer looks
    load.on = false;
    await Promise.all(clients);
    expect(await exit).toBe(0);
    expect(failures).toEqual([]);
    for (const pid of children) expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(existsSync(join(home, 'lock'))).toBe(false);
  }, 60_000);
});
