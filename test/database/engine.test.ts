import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { migrate } from '../../server/database/migrate.ts';
import { insertBatch, pointFromLonLat } from '../../server/database/bulk.ts';
import { openEmbedded } from '../../server/database/embedded.ts';
import { prepared } from '../../server/database/prepared.ts';
import { isOutage } from '../../server/database/outage.ts';
import { openPostgres } from '../../server/database/postgres.ts';
import type { DB } from '../../server/database/schema.ts';
import { transaction } from '../../server/database/transaction.ts';

describe('the database, on either engine', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  test('is PostgreSQL 15 or newer with PostGIS 3.3 or newer', async () => {
    const { rows } = await sql<{ pg: number; postgis: string }>`
      select current_setting('server_version_num')::int as pg, PostGIS_Lib_Version() as postgis`.execute(
      database.db,
    );
    expect(rows[0]!.pg).toBeGreaterThanOrEqual(150_000);
    const [major, minor] = rows[0]!.postgis.split('.').map(Number);
    expect(major! * 100 + minor!).toBeGreaterThanOrEqual(303);
  });
  test('migrating again changes nothing', async () => {
    await expect(migrate(database.db)).resolves.toBeUndefined();
  });
  test('hands over dates as text, int8 and numeric as numbers, instants as ISO text', async () => {
    const { rows } = await sql`select date '2025-12-31' as d, 9007199254740991::int8 as i, 1.5::numeric as n,
      timestamptz '2025-12-31 08:00+08' as t`.execute(database.db);
    expect(rows[0]).toEqual({ d: '2025-12-31', i: 9007199254740991, n: 1.5, t: '2025-12-31T00:00:00.000Z' });
  });
  test('stores EPSG:4490 and computes on its ellipsoid', async () => {
    const { rows } = await sql<{ m: number }>`select ST_Distance(
      ST_SetSRID(ST_MakePoint(111, 40), 4490)::geography, ST_SetSRID(ST_MakePoint(111, 41), 4490)::geography) as m`.execute(
      database.db,
    );
    expect(rows[0]!.m).toBeCloseTo(111_035, -2); // one degree of latitude at 40.5 N, m
  });
  test('a batch goes in by one statement, with nulls kept', async () => {
    await sql`create table batch_test (id int4, name text, geom geometry(Point, 4490))`.execute(database.db);
    await insertBatch(
      database.db,
      'batch_test',
      {
        id: { type: 'int4', values: [1, 2] },
        name: { type: 'text', values: ['圐圙, "a" {b}', null] },
        lon: { type: 'float8', values: [111.5, null] },
        lat: { type: 'float8', values: [40.5, null] },
      },
      { geom: pointFromLonLat },
      ['lon', 'lat'],
    );
    const { rows } = await sql`select id, name, ST_AsText(geom) as geom from batch_test order by id`.execute(
      database.db,
    );
    expect(rows).toEqual([
      { id: 1, name: '圐圙, "a" {b}', geom: 'POINT(111.5 40.5)' },
      { id: 2, name: null, geom: null },
    ]);
  });
  test('a transaction that fails leaves nothing', async () => {
    await sql`create table rollback_test (id int4)`.execute(database.db);
    const failing = transaction(database.db, async (trx) => {
      await sql`insert into rollback_test values (1)`.execute(trx);
      throw new Error('broken off');
    });
    await expect(failing).rejects.toThrow('broken off');
    const { rows } = await sql<{ n: number }>`select count(*) as n from rollback_test`.execute(database.db);
    expect(rows[0]!.n).toBe(0);
  });
  test.each([1, 70])(
    'a statement of %i kB that fails does not shift the answers of the next ones',
    async (kilobytes) => {
      const faulty = sql`select nope, ${'x'}::text ${sql.raw(`/* ${'x'.repeat(kilobytes * 1024)} */`)}`;
      for (let round = 0; round < 3; round += 1) {
        await expect(faulty.execute(database.db)).rejects.toThrow('nope');
        const inTransaction = transaction(database.db, (trx) => faulty.execute(trx));
        await expect(inTransaction).rejects.toThrow('nope');
        for (const n of [1, 2, 3]) {
          const { rows } = await sql<{ n: number }>`select ${n}::int4 as n`.execute(database.db);
          expect(rows).toEqual([{ n }]);
        }
      }
    },
  );
  test('a statement that keeps its plan is still answered after another one has failed', async () => {
    const ask = (n: number) =>
      sql<{ n: number }>`${sql.raw(prepared)} select ${n}::int4 + 1 as n`.execute(database.db);
    for (let n = 1; n <= 3; n += 1) expect((await ask(n)).rows).toEqual([{ n: n + 1 }]);
    await expect(sql`select 1 / 0`.execute(database.db)).rejects.toThrow(/division by zero/);
    for (let n = 4; n <= 6; n += 1) expect((await ask(n)).rows).toEqual([{ n: n + 1 }]);
  });
  test('a query through db inside a transaction fails at once instead of waiting for ever', async () => {
    const nested = transaction(database.db, () => sql`select 1`.execute(database.db));
    await expect(nested).rejects.toThrow('use the trx');
    await expect(sql`select 1 as one`.execute(database.db)).resolves.toMatchObject({ rows: [{ one: 1 }] });
  });
});

describe.runIf(inject('testDatabaseUrl') !== '')('a real PostgreSQL', () => {
  test('a connection that the server ends fails its query, and nothing else', async () => {
    const pool = openPostgres(inject('testDatabaseUrl'), 2, 0);
    const other = openPostgres(inject('testDatabaseUrl'), 1, 0);
    const client = await pool.connect(); // checked out: the pool itself does not listen to it now
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    // asked before the end, or its message depends on whether the client has heard of it
    const asked = expect(client.query('select pg_sleep(60)')).rejects.toThrow(/terminat|ended/i);
    await other.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await asked;
    client.release(true);
    await expect(pool.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
    await Promise.all([pool.end(), other.end()]);
  });
});

describe.runIf(inject('testDatabaseUrl') === '')('the embedded engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-kill-'));
  const running: ChildProcess[] = [];
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs test/support/embedded-process.ts in a process of its own; resolves at a line that begins with `until`. */
  function process_(task: string, until: string): Promise<{ child: ChildProcess; output: string }> {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/support/embedded-process.ts', task, folder],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    running.push(child);
    return new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.split('\n').some((line) => line.startsWith(until))) resolve({ child, output });
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => reject(new Error(`ended before saying ${until}: ${output}`)));
    });
  }

  test(
    "kill -9 loses no committed row, and the dead owner's lock is taken over",
    { timeout: 180_000 },
    async () => {
      const { child } = await process_('write', 'committed 100');
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      const { child: counting, output } = await process_('count', 'rows');
      if (counting.exitCode === null) await new Promise((resolve) => counting.once('exit', resolve)); // it still holds the folder
      const rows = Number(/rows (\d+)/.exec(output)?.[1]);
      expect(rows).toBeGreaterThanOrEqual(100);
    },
  );

  test(
    'a second process on the same data folder is refused, naming the first',
    { timeout: 180_000 },
    async () => {
      const { child } = await process_('hold', 'holding');
      const { output } = await process_('count', 'refused');
      expect(output).toContain(`in use by process ${child.pid}`);
      child.kill('SIGKILL');
    },
  );

  test('an engine that hangs is started again: its query fails, what was committed is there, a long transaction is left alone', async () => {
    const home = join(folder, 'hang');
    const restarts: string[] = [];
    const engine = await openEmbedded({ dataDir: join(home, 'database'), snapshot: inject('snapshot'), watchdogSeconds: 2, onRestart: (reason) => restarts.push(reason) }); // prettier-ignore
    const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: engine.pool }) });
    await sql`create table kept (id int4)`.execute(db);
    await sql`insert into kept values (1)`.execute(db);
    await transaction(db, async (trx) => {
      for (let n = 0; n < 6; n += 1) {
        await sql`insert into kept values (2)`.execute(trx);
        await pause(600); // 3.6 s in all: longer than the watchdog waits for one answer
      }
    });
    expect(restarts).toEqual([]);
    const hanging = sql`select count(*) from generate_series(1, 2000000000) a`.execute(db);
    const failure = await hanging.then(() => null, (error: unknown) => error); // prettier-ignore
    expect(isOutage(failure), String(failure)).toBe(true); // answered with 503
    let rows: unknown[] = [];
    while (rows.length === 0) {
      await sql`select count(*) as n from kept`.execute(db).then(
        (answer) => (rows = answer.rows),
        async (error: unknown) => {
          expect(isOutage(error), String(error)).toBe(true);
          await pause(200);
        },
      );
    }
    expect(rows).toEqual([{ n: 7 }]);
    expect(restarts).toEqual(['no answer for 2 s']);
    await engine.close();
  }, 180_000);
});
