import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedHome, startService, type RunningService } from '../support/service.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-shutdown-'));
const drainSeconds = 2;
let service: RunningService;
beforeAll(async () => {
  await seedHome(join(folder, 'home'));
  service = await startService(join(folder, 'home'), null, { NUTAG_PACKS: '', NUTAG_DRAIN: String(drainSeconds), DATABASE_URL: undefined }); // prettier-ignore
}, 240_000);
afterAll(() => {
  service?.child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Answered {
  status: number;
  closes: boolean; // told the client to open the next connection elsewhere
}

function ask(agent: Agent, path: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    httpRequest(new URL(path, service.url), { agent }, (response) => {
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode!, closes: response.headers.connection === 'close' })); // prettier-ignore
      response.resume();
    })
      .on('error', reject)
      .end();
  });
}

/** An upload whose last piece is sent when `last` resolves. */
function upload(last: Promise<unknown>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(new URL('/api/v1/imports?kind=places&name=x.csv', service.url), { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode!));
    }); // prettier-ignore
    request.on('error', reject);
    request.write('name,class,');
    void last.then(() => request.end('division,longitude,latitude\n'));
  });
}

test('under load it answers every request that it is sent, and ends when the last is answered', async () => {
  const failures: string[] = [];
  const paths = ['/api/v1/status', '/api/v1/divisions', '/api/v1/places?limit=5', '/tiles/places.json', '/'];
  const load = { on: true, stopping: false, before: 0, after: 0, closing: 0 };
  const client = async (path: string): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (load.on) {
      const answer = await ask(agent, path).catch((error: unknown) => String(error));
      if (typeof answer === 'string' || answer.status !== 200)
        failures.push(`${path}: ${JSON.stringify(answer)}`); // prettier-ignore
      else if (answer.closes) load.closing += 1;
      if (load.stopping) load.after += 1;
      else load.before += 1;
    }
    agent.destroy();
  };
  /** As a load balancer does it: asks /readyz, and sends no more once that says 503. */
  const balancer = async (): Promise<void> => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (load.on) {
      const { status } = await ask(agent, '/readyz');
      if (status === 503) load.on = false;
      else await pause(200);
    }
    agent.destroy();
  };
  let release: () => void = () => undefined;
  const slow = upload(new Promise<void>((resolve) => (release = resolve)));
  const clients = Array.from({ length: 20 }, (_, n) => client(paths[n % paths.length]!));
  const watching = balancer();
  while (load.before < 200) await pause(20);
  load.stopping = true;
  const exit = new Promise<number | null>((resolve) => service.child.once('exit', resolve));
  service.child.kill('SIGTERM');
  await Promise.all([...clients, watching]);
  expect(failures).toEqual([]);
  expect(load.after).toBeGreaterThan(0);
  expect(load.closing).toBeGreaterThan(0);

  const alone = new Agent();
  let refused = '';
  while (refused === '')
    refused = await ask(alone, '/healthz').then(
      () => pause(50).then(() => ''),
      (error: NodeJS.ErrnoException) => error.code ?? '',
    );
  expect(refused).toBe('ECONNREFUSED'); // the listener is closed, and yet:
  expect(service.child.exitCode).toBe(null);
  release();
  expect(await slow).toBe(201);
  expect(await exit).toBe(0);
}, 60_000);
