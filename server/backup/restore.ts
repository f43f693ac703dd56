import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { logChange } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { arrayLiteral } from '../database/bulk.ts';
import { lastMigration, migrations, runMigrations } from '../database/migrate.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { derivedDatasets } from '../derived.ts';
import { placeIndexes } from '../places/indexes.ts';
import type { Step } from '../progress.ts';
import { BackupDamaged, linesOf, openArchive, type Archive } from './archive.ts';
import type { BackupRequest } from './backup.ts';
import { uploadMember, type Manifest } from './manifest.ts';
import { dropSchema, fingerprint, isArchive, listTables, sayPlainly, usedTables, type Table } from './tables.ts'; // prettier-ignore

const batchBytes = 1_000_000;
const batchRows = 5000;

/** It cannot be restored here. Nothing has been changed. */
class RestoreRefused extends Error {
  override name = 'RestoreRefused';
}

/**
 * Puts a backup into an empty database, in one transaction, and brings the schema up to date. To be called inside
 * context.exclusive(), on a migrated database.
 * @returns 0 restored, 1 refused: nothing was changed
 */
export async function restore(
  context: Context,
  { file, actor }: BackupRequest,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<number> {
  const { progress, jobs, tiles } = context;
  let archive: Archive | null = null;
  try {
    await refuseUsed(jobs);
    archive = await progress.run('restore:check', `检查备份 ${file}`, (step) =>
      openArchive(file, (bytes, of) => {
        signal?.throwIfAborted();
        step.total(of);
        step.advance(bytes);
      }),
    );
    const opened = archive;
    const { manifest } = archive;
    refuseNewer(manifest);
    await progress.run('restore', '恢复', (step) => load(context, opened, actor, step, signal));
    await sql`analyze`.execute(jobs);
    say(`已恢复 ${manifest.madeAt} 的备份: ${manifest.tables.length} 张表, ${manifest.tables.reduce((sum, { rows }) => sum + rows, 0).toLocaleString('en')} 行, 上传文件 ${manifest.uploads.files.length} 个`); // prettier-ignore
    say(tiles === null ? '检索索引、设施距离与瓦片将在下次启动时重建。Search keys, distances and tiles are rebuilt at the next start.' : '请重新启动服务。Restart the service: it rebuilds search keys, distances and tiles.'); // prettier-ignore
    return 0;
  } catch (error) {
    const isRefusal = error instanceof RestoreRefused || error instanceof BackupDamaged;
    if (!isRefusal && signal?.aborted !== true) throw error;
    say(isRefusal ? error.message : '已取消, 未作任何改动。Cancelled: nothing was changed.');
    return 1;
  } finally {
    archive?.close();
  }
}

async function refuseUsed(db: Db): Promise<void> {
  const used = await usedTables(db);
  if (used.length === 0) return;
  throw new RestoreRefused(`数据库不是空的 (${used.slice(0, 5).join(', ')}${used.length > 5 ? ' ...' : ''}), 未作任何改动。请用新的 NUTAG_HOME (内置数据库) 或新建的 DATABASE_URL 数据库。The database is not empty: set NUTAG_HOME to a new folder, or DATABASE_URL to a newly created database.`); // prettier-ignore
}

function refuseNewer({ schema, product }: Manifest): void {
  if (schema in migrations) return;
  throw new RestoreRefused(`备份的数据库结构 (${schema}, Nutag ${product}) 比本程序新, 请先升级。The backup's schema is newer than this Nutag: upgrade first.`); // prettier-ignore
}

async function load(
  context: Context,
  archive: Archive,
  actor: string,
  step: Step,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { manifest } = archive;
  const folder = join(context.config.home, 'uploads');
  const total = manifest.tables.reduce((sum, { rows }) => sum + rows, 0);
  step.total(total);
  const written: string[] = [];
  try {
    await transaction(context.jobs, async (trx) => {
      await sayPlainly(trx);
      await refuseUsed(trx); // looked at again: now nobody can come in between
      if (manifest.schema !== lastMigration) {
        await dropSchema(trx);
        await runMigrations(trx, null, manifest.schema);
      }
      await loadTables(trx, archive, step, signal);
      await resetSequences(trx, manifest);
      await runMigrations(trx, manifest.schema, lastMigration);
      await settle(trx, manifest, folder);
      for (const statement of placeIndexes) await sql.raw(statement).execute(trx);
      await logChange(trx, { name: actor, from: 'command' }, 'restore', { type: 'database', id: manifest.madeAt }, { summary: { rows: total } }); // prettier-ignore
      for (const { path } of manifest.uploads.files) {
        written.push(join(folder, path));
        await extract(archive, path, join(folder, path));
      }
    });
  } catch (error) {
    for (const path of written) await rm(path, { force: true });
    throw error;
  }
}

async function loadTables(
  trx: Db,
  archive: Archive,
  step: Step,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { manifest } = archive;
  for (const { name, columns } of manifest.tables) if (isArchive(name)) await createTable(trx, { name, columns }); // prettier-ignore
  const present = await listTables(trx); // parents first
  const known = new Map(present.map((table) => [table.name, table]));
  for (const table of manifest.tables) {
    const columns = new Set(known.get(table.name)?.columns.map((column) => column.name));
    if (columns.size === 0 || table.columns.some((column) => !columns.has(column.name)))
      throw new RestoreRefused(`备份中的表 ${table.name} 与 ${manifest.schema} 的结构不符。Table ${table.name} of the backup does not fit the schema ${manifest.schema}.`); // prettier-ignore
  }
  for (const { name } of [...present].reverse()) {
    const { rows } = await sql`select from ${sql.table(name)} limit 1`.execute(trx);
    if (rows.length > 0) await sql`delete from ${sql.table(name)}`.execute(trx); // what migrations have put there
  }
  for (const { name, columns } of present) {
    const saved = manifest.tables.find((table) => table.name === name);
    if (saved === undefined) continue;
    step.message(name);
    const types = new Map(columns.map((column) => [column.name, column.type]));
    const table = { name, columns: saved.columns.map((column) => ({ name: column.name, type: types.get(column.name)! })) }; // prettier-ignore
    for await (const rows of batches(linesOf(await archive.read(saved.member)), table.columns.length)) {
      signal?.throwIfAborted();
      await insert(trx, table, rows);
      step.advance(rows.length);
    }
    const found = await fingerprint(trx, table);
    if (found.rows !== saved.rows || found.sum !== saved.sum)
      throw new RestoreRefused(`表 ${name} 恢复后与备份不一致 (${found.rows} / ${saved.rows} 行), 未作任何改动。Table ${name} did not come out as it was: nothing was changed.`); // prettier-ignore
  }
}

async function createTable(trx: Db, { name, columns }: Table): Promise<void> {
  const list = columns.map((column) => sql`${sql.ref(column.name)} ${sql.raw(column.type)}`);
  await sql`create table ${sql.table(name)} (${sql.join(list)})`.execute(trx);
}

type Row = (string | null)[];

async function* batches(lines: AsyncIterable<string>, width: number): AsyncGenerator<Row[]> {
  let rows: Row[] = [];
  let bytes = 0;
  for await (const line of lines) {
    const row = JSON.parse(line) as Row;
    if (row.length !== width) throw new BackupDamaged(`A row has ${row.length} values instead of ${width}.`);
    rows.push(row);
    bytes += line.length;
    if (rows.length < batchRows && bytes < batchBytes) continue;
    yield rows;
    rows = [];
    bytes = 0;
  }
  if (rows.length > 0) yield rows;
}

async function insert(trx: Db, { name, columns }: Table, rows: readonly Row[]): Promise<void> {
  const arrays = columns.map((_column, at) => sql`${arrayLiteral(rows.map((row) => row[at]))}::text[]`);
  const names = columns.map((column) => sql.ref(column.name));
  const values = columns.map((column) => sql`${sql.ref(`t.${column.name}`)}::${sql.raw(column.type)}`);
  await sql`insert into ${sql.table(name)} (${sql.join(names)}) overriding system value
    select ${sql.join(values)} from unnest(${sql.join(arrays)}) as t(${sql.join(names)})`.execute(trx);
}

/** New records are numbered on from where the backup stood: a number that was given away is never given again. */
async function resetSequences(trx: Db, { sequences, tables }: Manifest): Promise<void> {
  for (const { name, table, column, last, called } of sequences) {
    if (table !== null && !tables.some((saved) => saved.name === table)) continue;
    const sequence = table === null ? sql`${name}` : sql`pg_get_serial_sequence(quote_ident(${table}), ${column})`; // prettier-ignore
    await sql`select setval(${sequence}::text::regclass, ${last}::int8, ${called})`.execute(trx);
  }
}

/** What depends on the machine, or was left out. */
async function settle(trx: Db, { uploads }: Manifest, folder: string): Promise<void> {
  await sql`update data_version set inputs = null where dataset = any(${[...derivedDatasets]})`.execute(trx);
  await sql`update import_job set checked_against = '{}' where state = 'checked'`.execute(trx); // its staging tables are gone: checked again when it is confirmed
  await sql`update import_job set file_path = ${folder}::text || substr(file_path, ${uploads.folder.length + 1}::int4)
    where starts_with(file_path, ${`${uploads.folder}/`})`.execute(trx);
}

async function extract(archive: Archive, path: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await pipeline(await archive.read(uploadMember(path)), createWriteStream(target, { mode: 0o600, flush: true })); // prettier-ignore
}
