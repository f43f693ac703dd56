import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { alone } from '../../server/tiles/alone.ts';
import { openOnPostgres, type TestDatabase } from '../support/database.ts';
import { fillRegion } from '../support/tile-world.ts';

const url = inject('testDatabaseUrl');
if (url === '') console.log('No TEST_DATABASE_URL: an embedded database has one process, so two cannot build its tiles.'); // prettier-ignore

interface Process {
  child: ChildProcess;
  says(word: string): Promise<string>;
}

describe.skipIf(url === '')('processes that share a data folder and a database', () => {
  const home = mkdtempSync(join(tmpdir(), 'nutag-alone-'));
  let database: TestDatabase;
  let own: string;

  beforeAll(async () => {
    database = await openOnPostgres(url);
    await fillRegion(database.db);
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.db);
    const named = new URL(url);
    named.pathname = `/${rows[0]!.name}`;
    own = named.href;
  });
  afterAll(async () => {
    await database.close();
    rmSync(home, { recursive: true, force: true });
  });

  function start(task: 'build' | 'hold'): Process {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/tile-process.ts', task], {
      env: { ...process.env, DATABASE_URL: own, NUTAG_HOME: home, NUTAG_LOG: 'error' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const says = async (word: string): Promise<string> => {
      for (;;) {
        const line = output.split('\n').find((text) => text.startsWith(word));
        if (line !== undefined) return line;
        if (child.exitCode !== null) throw new Error(`the process ended with ${child.exitCode} and said: ${output}`); // prettier-ignore
        await pause(20);
      }
    };
    return { child, says };
  }

  const ended = async ({ child }: Process): Promise<void> => {
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    expect(child.exitCode).toBe(0);
  };
  const last = (says: Process['says']): Promise<string> => Promise.race([says('built'), says('found')]);

  test('three ask at once: one builds, the others find what it has built', async () => {
    const asking: Process[] = [];
    await alone(home, 'tiles-places', async () => {
      asking.push(start('build'), start('build'), start('build'));
      for (const { says } of asking) await says('asking');
      await pause(1000);
      for (const { child } of asking) expect(child.exitCode).toBeNull(); // they wait for us
      expect(existsSync(join(home, 'tiles'))).toBe(false);
    });
    const said = await Promise.all(asking.map(({ says }) => last(says)));
    await Promise.all(asking.map(ended));
    const words = said.map((line) => line.split(' '));
    expect(words.map(([word]) => word!).sort()).toEqual(['built', 'found', 'found']);
    expect(new Set(words.map(([, ...rest]) => rest.join(' '))).size).toBe(1);
    expect(Number(words[0]![2])).toBeGreaterThan(10);
    expect(readdirSync(join(home, 'tiles'))).toEqual([`places-${words[0]![1]}.tiles`]);
  });

  test('one that is killed while it has the turn is not waited for', async () => {
    await sql`update data_version set version = version + 1, updated_at = now() where dataset = 'places'`.execute(database.db); // prettier-ignore
    await sql`update place set name = name || '新' where id = 10`.execute(database.db);
    const holder = start('hold');
    await holder.says('holding');
    const other = start('build');
    await other.says('asking');
    await pause(500);
    expect(other.child.exitCode).toBeNull();
    holder.child.kill('SIGKILL');
    expect(await other.says('built')).toMatch(/^built [0-9a-f]{12} \d+$/);
    await ended(other);
  });
});
