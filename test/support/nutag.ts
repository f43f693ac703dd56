import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './page.ts';
import { seedHome, startService } from './service.ts';

export const pseudoTerminal = '/usr/bin/script'; // of util-linux

interface Ran {
  status: number | null;
  output: string;
}

const environment = (home: string, databaseUrl: string | null): NodeJS.ProcessEnv => ({
  ...process.env,
  NUTAG_HOME: home,
  NUTAG_PACKS: '',
  DATABASE_URL: databaseUrl ?? undefined,
});

/** A service with a data folder (or database) of its own that is not open for local use, and its command line. */
export interface ClosedService {
  url: string;
  log(): string;
  nutag(args: string[], input?: string): Ran;
  onTerminal(args: string[], prompts: string[], answer: string): Promise<Ran>;
  stop(): Promise<void>;
}

export async function startClosedService(
  adminUrl: string,
  settings: NodeJS.ProcessEnv,
): Promise<ClosedService> {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-closed-'));
  const home = join(folder, 'home');
  const name = `nutag_closed_${process.pid}`;
  const databaseUrl =
    adminUrl === '' ? null : Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  if (databaseUrl !== null) await administer(adminUrl, `create database ${name}`);
  if (databaseUrl === null) await seedHome(home);
  const port = String(await freePort());
  const closed = { PORT: port, NUTAG_PACKS: '', NUTAG_OPEN: 'off', NUTAG_URL: `http://localhost:${port}` };
  const service = await startService(home, databaseUrl, { ...closed, ...settings });
  return {
    url: service.url,
    log: service.log,
    nutag: (args, input = '') => runNutag(home, databaseUrl, args, input),
    onTerminal: (args, prompts, answer) => runOnTerminal(home, databaseUrl, args, prompts, answer),
    stop: async () => {
      await service.stop();
      if (databaseUrl !== null) await administer(adminUrl, `drop database if exists ${name} with (force)`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** Runs a command with `input` on its standard input. */
function runNutag(home: string, databaseUrl: string | null, args: string[], input: string): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['server/start.mjs', ...args], {
    env: environment(home, databaseUrl),
    encoding: 'utf8',
    input,
  });
  return { status, output: stdout + stderr };
}

/** Runs a command on a pseudo-terminal and types `answer` at each prompt. */
function runOnTerminal(
  home: string,
  databaseUrl: string | null,
  args: string[],
  prompts: string[],
  answer: string,
): Promise<Ran> {
  const command = [process.execPath, 'server/start.mjs', ...args].join(' ');
  const child: ChildProcess = spawn(pseudoTerminal, ['-qec', command, '/dev/null'], {
    env: environment(home, databaseUrl),
  });
  return new Promise((resolve) => {
    let output = '';
    let next = 0;
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (next < prompts.length && output.includes(prompts[next]!)) {
        next += 1;
        child.stdin!.write(`${answer}\r`);
      }
    });
    child.once('exit', (status) => resolve({ status, output }));
  });
}
