import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'nutag-crash-'));
const rows = 6000; // more than are changed in place: the tables are built anew and renamed
const url = inject('testDatabaseUrl');
const database = `nutag_crash_${process.pid}`;
const admin = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
};
const environment = (): NodeJS.ProcessEnv => {
  const own: NodeJS.ProcessEnv = { ...process.env, NUTAG_HOME: join(folder, 'home'), NUTAG_LOG: 'error' };
  if (url === '') return own;
  const named = new URL(url);
  named.pathname = `/${database}`;
  return { ...own, DATABASE_URL: named.href };
};

const csv = (word: string): string => {
  const file = join(folder, `${word}.csv`);
  const line = (n: number): string => `1501020010${String(n).padStart(5, '0')}00,${word}${n}村,111.${String(n).padStart(4, '0')},40.8`; // prettier-ignore
  writeFileSync(file, `code,name,lon,lat\n${Array.from({ length: rows }, (_, n) => line(n)).join('\n')}\n`);
  return file;
};

/** Runs test/support/import-process.ts and kills it, without warning, `delay` ms after it has printed what `when` takes. */
function run(args: string[], when: (line: string) => boolean = () => false, delay = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/import-process.ts', ...args], { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] }); // prettier-ignore
    let output = '';
    let shot = false;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (shot || !output.split('\n').some(when)) return;
      shot = true;
      setTimeout(() => child.kill('SIGKILL'), delay);
    });
    child.once('error', reject);
    child.once('close', () => resolve(output));
  });
}

interface State {
  hash: string;
  places: number;
  names: number;
  left: number;
  running: number;
}
const inspect = async (): Promise<State> =>
  JSON.parse(/^state (.*)$/m.exec(await run(['inspect']))![1]!) as State;

describe('kill -9 in the middle of an import', { timeout: 600_000 }, () => {
  let [before, after]: [string, string] = ['', ''];
  beforeAll(async () => {
    if (url !== '') await admin(`create database ${database}`);
    await run(['import', csv('旧')]);
    before = (await inspect()).hash;
    await run(['import', csv('新')]);
    after = (await inspect()).hash;
    await run(['import', csv('旧')]);
    expect((await inspect()).hash).toBe(before); // an id belongs to a code, whatever was imported in between
  }, 300_000);
  afterAll(async () => {
    if (url !== '') await admin(`drop database if exists ${database} with (force)`);
    rmSync(folder, { recursive: true, force: true });
  });

  const started =
    (id: string, done = 0) =>
    (line: string): boolean => {
      const [step, state, count] = line.split(' ');
      return step === id && state === 'running' && Number(count) >= done;
    };
  test.each([
    ['while rows are read', started('import:check', 1), 0],
    ['when half of the rows are staged', started('import:check', rows / 2), 0],
    ['when the publication begins', started('import:publish'), 0],
    ['shortly after that', started('import:publish'), 60],
    ['while the new tables are built', started('import:publish'), 200],
    ['around the swap', started('import:publish'), 500],
  ])('%s: the old data or the new, never half', async (_, when, delay) => {
    const output = await run(['import', csv('新')], when, delay);
    const state = await inspect();
    expect([before, after]).toContain(state.hash);
    expect(state).toMatchObject({ places: rows, left: 0, running: 0 });
    expect(state.names).toBe(rows);
    if (!output.includes('import:publish running')) expect(state.hash).toBe(before);
    if (state.hash === after) await run(['import', csv('旧')]);
  });
});
