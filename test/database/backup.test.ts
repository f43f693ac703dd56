import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backup } from '../../server/backup/backup.ts';
import { restore } from '../../server/backup/restore.ts';
import { dropSchema, lineOf, listSequences, listTables, parentsFirst } from '../../server/backup/tables.ts';
import { lastMigration, runMigrations } from '../../server/database/migrate.ts';
import type { Db } from '../../server/database/open.ts';
import { transaction } from '../../server/database/transaction.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { fillEveryTable } from '../support/every-table.ts';
import { postgresBinaries, startCluster } from '../support/postgres.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-backup-'));
const opened: TestDatabase[] = [];
const file = join(folder, 'whole.zip');
let source: Db;

const open = async (): Promise<Db> => {
  const database = await openTestDatabase();
  opened.push(database);
  return database.db;
};
const home = (name: string): string => join(folder, name);
const said: string[] = [];
const say = (line: string): void => void said.push(line);
const request = (path: string) => ({ file: path, actor: 'operator' });

/** Every row of every table that a backup holds, in an order of its own. */
async function contents(db: Db): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of await listTables(db)) {
    const { rows } = await sql<{ line: string }>`select ${lineOf(table)} as line from ${sql.table(table.name)} order by 1`.execute(db); // prettier-ignore
    all[table.name] = rows.map(({ line }) => line);
  }
  return all;
}

beforeAll(async () => {
  source = await open();
  await fillEveryTable(source);
  mkdirSync(join(home('first'), 'uploads'), { recursive: true });
  writeFileSync(join(home('first'), 'uploads', 'a1'), 'x'.repeat(100_000));
  writeFileSync(join(home('first'), 'uploads', 'b2'), Buffer.from([0, 1, 2, 255]));
  await sql`update import_job set file_path = ${join(home('first'), 'uploads', 'a1')}`.execute(source);
}, 120_000);
afterAll(async () => {
  for (const database of opened) await database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a backup', () => {
  test('has rows of every table, and is readable by its owner alone', async () => {
    const before = await contents(source);
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0).map(([name]) => name)).toEqual([]); // prettier-ignore
    expect(await backup(testContext(source, home('first')), request(file), say)).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
    const after = await contents(source);
    expect(after['change_log']!.length).toBe(before['change_log']!.length + 1);
    expect({ ...after, change_log: [] }).toEqual({ ...before, change_log: [] });
  });
  test('comes back row for row, uploads included, with the sequences where they stood', async () => {
    const db = await open();
    const before = await contents(source);
    const sequences = await listSequences(source);
    expect(await restore(testContext(db, home('second')), request(file), say)).toBe(0);
    const after = await contents(db);
    const moved = (rows: string[] | undefined): string[] | undefined =>
      rows?.map((row) => row.replace(home('first'), home('second')));
    expect(after['import_job']).toEqual(moved(before['import_job']));
    const unlike = { import_job: [], change_log: [], data_version: [] };
    expect({ ...after, ...unlike }).toEqual({ ...before, ...unlike });
    const ofBackup = before['change_log']!.filter((row) => !row.includes('"backup"'));
    expect(after['change_log']!.filter((row) => !row.includes('"restore"'))).toEqual(ofBackup);
    const versions = async (of: Db) => (await sql`select dataset, version, source_id, row_count, updated_at from data_version order by 1`.execute(of)).rows; // prettier-ignore
    expect(await versions(db)).toEqual(await versions(source));
    const { rows: derived } = await sql`select inputs from data_version where dataset in ('features', 'search', 'coverage')`.execute(db); // prettier-ignore
    expect(derived).toEqual([{ inputs: null }, { inputs: null }, { inputs: null }]); // rebuilt at the next start
    const compared = (all: typeof sequences) => all.filter(({ table }) => table !== 'change_log');
    expect(compared(await listSequences(db))).toEqual(compared(sequences));
    for (const name of ['a1', 'b2'])
      expect(readFileSync(join(home('second'), 'uploads', name))).toEqual(
        readFileSync(join(home('first'), 'uploads', name)),
      );
    await expect(sql`update change_log set actor = 'x'`.execute(db)).rejects.toThrow('append-only');
    const { rows: indexes } = await sql`select from pg_indexes where indexname = 'place_geom'`.execute(db);
    expect(indexes.length).toBe(1);
  }, 60_000);
  test('is not written over a file that is there', async () => {
    const there = join(folder, 'there.zip');
    writeFileSync(there, 'mine');
    expect(await backup(testContext(source, home('first')), request(there), say)).toBe(1);
    expect(readFileSync(there, 'utf8')).toBe('mine');
  });
  test('that is cancelled leaves nothing', async () => {
    const path = join(folder, 'cancelled.zip');
    const signal = AbortSignal.abort();
    expect(await backup(testContext(source, home('first')), request(path), say, signal)).toBe(1);
    expect(readdirSync(folder).filter((name) => name.includes('cancelled'))).toEqual([]);
  });
  test('that cannot be written says so', async () => {
    const nowhere = join(folder, 'nowhere', 'x.zip');
    await expect(backup(testContext(source, home('first')), request(nowhere), say)).rejects.toThrow('ENOENT');
    expect(await contents(source)).toHaveProperty('place'); // the connection is free again
  });
});

describe('restoring is refused, and nothing is changed', () => {
  test('into a database that is not empty', async () => {
    const before = await contents(source);
    said.length = 0;
    expect(await restore(testContext(source, home('first')), request(file), say)).toBe(1);
    expect(said.join()).toMatch(/not empty.*DATABASE_URL/);
    expect(await contents(source)).toEqual(before);
  });
  test('from a file that is missing, cut short, changed, or something else', async () => {
    const db = await open();
    const before = await contents(db);
    const context = testContext(db, home('third'));
    const copy = (name: string): string => {
      const path = join(folder, name);
      copyFileSync(file, path);
      return path;
    };
    const size = statSync(file).size;
    const cut = [0, 1, 100, Math.floor(size / 2), size - 1].map((length) => {
      const path = copy(`cut-${length}.zip`);
      truncateSync(path, length);
      return path;
    });
    const changed = [0.2, 0.4, 0.6].map((share) => {
      const path = copy(`changed-${share}.zip`);
      const bytes = readFileSync(path);
      const start = Math.floor(size * share); // so long that it is not only a date in a header
      for (let at = start; at < start + 200; at += 1) bytes[at]! ^= 1;
      writeFileSync(path, bytes);
      return path;
    });
    const other = join(folder, 'other.zip');
    writeFileSync(other, 'no zip at all');
    for (const path of [...cut, ...changed, other, join(folder, 'none.zip')]) {
      said.length = 0;
      expect(await restore(context, request(path), say), path).toBe(1);
      expect(said.join(), path).toMatch(/damaged or cut short|No such file/);
    }
    expect(await contents(db)).toEqual(before);
    expect(existsSync(join(home('third'), 'uploads'))).toBe(false);
    expect(await restore(context, request(file), say)).toBe(0); // the same database takes the whole one
  }, 60_000);
});

test('a backup of an older schema is brought up to date', async () => {
  const [old, db] = [await open(), await open()];
  await emptyTo(old, '0010_accounts');
  await sql`insert into change_log (actor, action, record_type, summary) values ('old', 'edit', 'place', '{"from": "10.0.0.1", "before": {"a": 1}}')`.execute(old); // prettier-ignore
  const path = join(folder, 'older.zip');
  expect(await backup(testContext(old, home('old')), request(path), say)).toBe(0);
  expect(await restore(testContext(db, home('new')), request(path), say)).toBe(0);
  const { rows } = await sql`select actor, origin, before from change_log where action = 'edit'`.execute(db);
  expect(rows).toEqual([{ actor: 'old', origin: '10.0.0.1', before: { a: 1 } }]); // as migration 0011 moves it
  const { rows: level } = await sql<{ name: string }>`select max(name) as name from kysely_migration`.execute(db); // prettier-ignore
  expect(level[0]!.name).toBe(lastMigration);
}, 60_000);

/** The database as an older Nutag has left it. */
async function emptyTo(db: Db, level: string): Promise<void> {
  await transaction(db, async (trx) => {
    await dropSchema(trx);
    await runMigrations(trx, null, level);
    await sql`delete from kysely_migration where name > ${level}`.execute(trx);
  });
}

test('tables come after those that they point to; a circle is told', () => {
  const table = (name: string) => ({ name, columns: [] });
  const [a, b, c] = [table('a'), table('b'), table('c')];
  const chain = [{ child: 'a', parent: 'b' }, { child: 'b', parent: 'c' }]; // prettier-ignore
  expect(parentsFirst([a, b, c], chain)).toEqual([c, b, a]);
  expect(() => parentsFirst([a, b, c], [...chain, { child: 'c', parent: 'a' }])).toThrow('circle');
});

describe.skipIf(postgresBinaries === null)('from one engine to another', () => {
  test('a PostgreSQL of its own takes the backup, and gives back the same rows', async () => {
    const cluster = await startCluster();
    try {
      const other = await cluster.openDatabase('there');
      opened.push(other);
      expect(await restore(testContext(other.db, home('there')), request(file), say)).toBe(0);
      const returned = join(folder, 'returned.zip');
      expect(await backup(testContext(other.db, home('there')), request(returned), say)).toBe(0);
      const back = await open();
      expect(await restore(testContext(back, home('first')), request(returned), say)).toBe(0);
      const before = await contents(source);
      const unlike = { change_log: [], data_version: [] };
      expect({ ...(await contents(back)), ...unlike }).toEqual({ ...before, ...unlike });
      await other.close();
      opened.splice(opened.indexOf(other), 1);
    } finally {
      await cluster.stop();
    }
  }, 120_000);
});
