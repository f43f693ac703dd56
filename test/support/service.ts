import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { openEmbedded } from '../../server/database/embedded.ts';
import { prepareSnapshot } from './snapshot.ts';

export interface RunningService {
  url: string;
  child: ChildProcess;
  /** What it has written to its log so far: one JSON line an event. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts `npm start`'s program and waits until everything is loaded. */
export async function startService(
  home: string,
  databaseUrl: string | null,
  more: NodeJS.ProcessEnv = {},
): Promise<RunningService> {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NUTAG_HOME: home,
    PORT: '0',
    NUTAG_CHECK_ANSWERS: 'on',
    NUTAG_DRAIN: '0',
    NODE_ENV: 'test',
    ...more,
  };
  if (databaseUrl !== null) environment['DATABASE_URL'] = databaseUrl;
  const child = spawn(process.execPath, ['server/start.mjs', 'serve'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    if (more['NUTAG_LOG'] === undefined) process.stderr.write(chunk);
  });
  const url = await untilLoaded(child);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGINT');
    });
  return { url, child, log: () => log, stop };
}

function untilLoaded(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      process.stdout.write(chunk);
      const url = /^Nutag: (\S+)/m.exec(output)?.[1];
      if (url !== undefined && output.includes('Everything is loaded')) resolve(url);
    });
    child.once('exit', (code) =>
      reject(new Error(`The service ended with code ${code} before it was ready.`)),
    );
  });
}

/** Puts a migrated, empty embedded database into a data folder: a service starts on it in a fraction of the time. */
export async function seedHome(home: string): Promise<void> {
  const engine = await openEmbedded({
    dataDir: join(home, 'database'),
    snapshot: await prepareSnapshot(),
    watchdogSeconds: 600,
    onRestart: () => undefined,
  });
  await engine.close();
}
