import { spawn, type ChildProcess } from 'node:child_process';

/** Starts `npm start`'s program and waits until everything is loaded. */
export async function startService(
  home: string,
  databaseUrl: string | null,
  more: NodeJS.ProcessEnv = {},
): Promise<{ url: string; stop: () => Promise<void> }> {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NUTAG_HOME: home,
    PORT: '0',
    NUTAG_CHECK_ANSWERS: 'on',
    NODE_ENV: 'test',
    ...more,
  };
  if (databaseUrl !== null) environment['DATABASE_URL'] = databaseUrl;
  const child = spawn(process.execPath, ['server/start.mjs', 'serve'], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await untilLoaded(child);
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGINT');
    });
  return { url, stop };
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
