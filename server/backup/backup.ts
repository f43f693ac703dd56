import { createReadStream } from 'node:fs';
import { access, link, open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { sql } from 'kysely';
import { z } from 'zod';
import { logChange } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { lastMigration, schemaLevel } from '../database/migrate.ts';
import type { Db } from '../database/open.ts';
import { snapshot, transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import { version } from '../version.ts';
import { createArchive, type Writer } from './archive.ts';
import { formatVersion, manifestName, uploadMember, type Manifest } from './manifest.ts';
import { fingerprint, lineOf, listSequences, listTables, sayPlainly, type Table } from './tables.ts';

/** What `nutag backup` and `nutag restore` ask for; it travels as JSON where the running server does the work. */
export const BackupRequest = z.object({ file: z.string(), actor: z.string() }); // absolute path
export type BackupRequest = z.infer<typeof BackupRequest>;

const aimBytes = 1_000_000; // of rows that are fetched at once

/**
 * Writes the whole database, as it stands at one moment, and the uploads to `file`. It appears under its name only when it is whole.
 * @returns 0 written, 1 refused
 */
export async function backup(
  context: Context,
  { file, actor }: BackupRequest,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<number> {
  if (await exists(file)) {
    say(`${file} 已存在, 不覆盖。It exists already: choose another name, or remove it first.`);
    return 1;
  }
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  await rm(draft, { force: true });
  const archive = createArchive(draft);
  try {
    const manifest = await context.progress.run('backup', `备份到 ${file}`, (step) =>
      write(context, archive, step, signal),
    );
    await link(draft, file); // unlike rename, never replaces what has appeared there meanwhile
    await rm(draft);
    await flushFolder(dirname(file));
    await note(context.db, actor, file, manifest);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    const megabytes = ((await stat(file)).size / 1e6).toFixed(1);
    say(`已备份: ${manifest.tables.length} 张表, ${rows.toLocaleString('en')} 行, 上传文件 ${manifest.uploads.files.length} 个; ${file}, ${megabytes} MB`); // prettier-ignore
    say(
      '文件含口令散列与签名密钥, 仅本用户可读; 请妥善保管。It holds password hashes and the signing secret: keep it safe.',
    );
    return 0;
  } catch (error) {
    archive.abort();
    await rm(draft, { force: true });
    if (signal?.aborted !== true) throw error;
    say('已取消, 没有留下文件。Cancelled: no file is left.');
    return 1;
  }
}

async function write(
  { jobs, config }: Context,
  archive: Writer,
  step: Step,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const database = await snapshot(jobs, async (trx) => {
    await sayPlainly(trx);
    const tables = await listTables(trx);
    const counted: (Table & { rows: number; sum: string })[] = [];
    for (const table of tables) counted.push({ ...table, ...(await fingerprint(trx, table)) });
    step.total(counted.reduce((sum, { rows }) => sum + rows, 0));
    const written: Manifest['tables'] = [];
    for (const table of counted) {
      const member = `tables/${table.name}.ndjson`;
      const size = await archive.add(member, rowsOf(trx, table, step, signal));
      written.push({ ...table, member, ...size });
    }
    const { rows } = await sql<{ server: string }>`select version() as server`.execute(trx);
    return { schema: await schemaLevel(trx), server: rows[0]!.server, tables: written, sequences: await listSequences(trx) }; // prettier-ignore
  });
  const folder = join(config.home, 'uploads');
  const uploads = { folder, files: await addUploads(archive, folder, step) };
  const manifest: Manifest = { format: 'nutag-backup', version: formatVersion, product: version, madeAt: new Date().toISOString(), ...database, uploads }; // prettier-ignore
  await archive.add(manifestName, oneChunk(JSON.stringify(manifest)));
  await archive.end();
  return manifest;
}

/** The rows of a table as lines, fetched in pieces of about a megabyte. */
async function* rowsOf(
  trx: Db,
  table: Table,
  step: Step,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  step.message(table.name);
  await sql`declare rows no scroll cursor for select ${lineOf(table)} as line from ${sql.table(table.name)}`.execute(trx); // prettier-ignore
  for (let count = 50; ;) {
    signal?.throwIfAborted();
    const { rows } = await sql<{ line: string }>`fetch ${sql.raw(String(count))} from rows`.execute(trx);
    if (rows.length === 0) break;
    const chunk = Buffer.from(`${rows.map(({ line }) => line).join('\n')}\n`);
    yield chunk;
    step.advance(rows.length);
    count = Math.min(5000, Math.max(1, Math.round((rows.length * aimBytes) / chunk.length)));
  }
  await sql`close rows`.execute(trx);
}

/** Files that have come since are kept too, those that have gone are not missed: the database names none of either. */
async function addUploads(
  archive: Writer,
  folder: string,
  step: Step,
): Promise<Manifest['uploads']['files']> {
  const files: Manifest['uploads']['files'] = [];
  for (const path of await filesIn(folder)) {
    step.message(path);
    const name = relative(folder, path).replaceAll('\\', '/');
    const handle = await open(path).catch(() => null);
    if (handle === null) continue;
    const size = await archive.add(uploadMember(name), createReadStream('', { fd: handle }) as AsyncIterable<Buffer>); // prettier-ignore
    files.push({ path: name, ...size });
  }
  return files;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Whoever takes the secrets out is written down. An older database has no columns for it yet. */
async function note(db: Db, actor: string, file: string, { schema, tables }: Manifest): Promise<void> {
  if (schema !== lastMigration) return;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const record = { type: 'database', id: basename(file) };
  await transaction(db, (trx) => logChange(trx, { name: actor, from: 'command' }, 'backup', record, { summary: { rows } })); // prettier-ignore
}

async function* oneChunk(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

const exists = (path: string): Promise<boolean> => access(path).then(() => true, () => false); // prettier-ignore

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => null); // not every system opens folders
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
