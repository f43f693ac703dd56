import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { migrate } from '../../server/database/migrate.ts';
import { openStore } from '../../server/database/open.ts';
import { createLog } from '../../server/http/log.ts';
import { fillRegion } from '../support/tile-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-archive-crash-'));
const url = inject('testDatabaseUrl');
const database = `nutag_archive_${process.pid}`;
const file = join(folder, 'map.pmtiles');
const parts = `${file}.parts`;

const admin = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
};
const settings = { NUTAG_HOME: join(folder, 'home'), NUTAG_LOG: 'error', ...(url === '' ? {} : { DATABASE_URL: Object.assign(new URL(url), { pathname: `/${database}` }).href }) }; // prettier-ignore

/** `nutag tiles build`, killed without warning as soon as `when` holds. */
function run(when?: () => boolean, signal: NodeJS.Signals = 'SIGKILL'): Promise<{ code: number | null; output: string; killed: boolean }> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(process.execPath, ['server/start.mjs', 'tiles', 'build', file, '--zoom', '0-11'], { env: { ...process.env, DATABASE_URL: undefined, ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
    let [output, killed] = ['', false];
    child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const look = setInterval(() => {
      if (killed || when?.() !== true) return;
      killed = true;
      child.kill(signal);
    }, 1);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(look);
      resolve({ code, output, killed });
    });
  });
} // prettier-ignore

const inParts = (): string[] =>
  existsSync(parts) ? readdirSync(parts, { recursive: true }).map(String) : [];
const digest = (): string => createHash('sha256').update(readFileSync(file)).digest('hex');
let whole = '';

beforeAll(async () => {
  if (url !== '') await admin(`create database ${database}`);
  const store = await openStore(readConfig(settings), createLog('error'));
  await migrate(store.jobs);
  await fillRegion(store.db);
  await store.close();
  expect((await run()).code).toBe(0);
  whole = digest();
}, 300_000);
afterAll(async () => {
  if (url !== '') await admin(`drop database if exists ${database} with (force)`);
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ['while the first set is drawn', () => inParts().includes('lock'), 'SIGKILL', []],
  ['when some sets are drawn', () => inParts().some((name) => /boundaries.*\.tiles$/.test(name)), 'SIGKILL', ['divisions', 'boundaries']],
  ['when zooms are merged', () => inParts().some((name) => name.endsWith('z5')), 'SIGKILL', ['divisions', 'boundaries', 'places', 'facilities']],
  ['while the file is written', () => existsSync(`${file}.draft`), 'SIGKILL', ['divisions', 'boundaries', 'places', 'facilities']],
  ['by Ctrl-C in the middle', () => inParts().some((name) => /divisions.*\.tiles$/.test(name)), 'SIGINT', ['divisions']],
] as const)('killed %s, the same command goes on and gives the same bytes', async (_, when, signal, done) => {
  rmSync(file);
  const broken = await run(when, signal);
  expect(broken.killed).toBe(true);
  if (signal === 'SIGINT') expect(broken).toMatchObject({ code: 1 });
  if (existsSync(file)) expect(digest()).toBe(whole); // the kill came after the last byte
  const next = await run();
  expect(next.code).toBe(0);
  for (const set of done) expect(next.output).not.toContain(`瓦片 ${set}`); // it is not drawn again
  expect(digest()).toBe(whole);
  expect(readdirSync(folder).sort()).toEqual(url === '' || existsSync(join(folder, 'home')) ? ['home', 'map.pmtiles'] : ['map.pmtiles']);
}, 120_000); // prettier-ignore

test('two at once: the second is refused', async () => {
  const first = run();
  while (!inParts().includes('lock')) await new Promise((resolve) => setTimeout(resolve, 1));
  expect((await run()).code).toBe(1);
  expect((await first).code).toBe(0);
  expect(digest()).toBe(whole);
}, 120_000);
