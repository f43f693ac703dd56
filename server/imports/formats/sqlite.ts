import { copyFile, mkdtemp, open, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { ImportRefused } from '../report.ts';
import type { Input } from './input.ts';

export type Database = InstanceType<typeof sqlite.Database>;
export type Value = number | bigint | string | Uint8Array | null;

const walMode = 2; // in bytes 18 and 19 of the header

/** The file as a database, to be read only; closed with the input. */
export async function openDatabase(input: Input): Promise<Database> {
  const path = await place(input);
  const database = guard(() => new sqlite.Database(path, { readOnly: true }));
  input.onClose(() => database.close());
  all(database, 'pragma trusted_schema = off');
  return database;
}

/**
 * A path that can be opened: the driver makes `<path>.lock` beside the file, even to read, and one that a crash leaves behind
 * would lock the file for ever. So it is opened through a link in a folder of its own. A file copied while QGIS had it open is
 * in WAL mode, which needs shared memory that the driver lacks: such a file is copied and set back.
 */
async function place(input: Input): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nutag-gpkg-'));
  input.onClose(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'source.gpkg');
  const header = await readHeader(input.file);
  checkLength(header, input.bytes);
  if (header[18] !== walMode) {
    await symlink(resolve(input.file), path).catch(() => copyFile(input.file, path));
    return path;
  }
  await copyFile(input.file, path);
  const copy = await open(path, 'r+');
  await copy.write(Buffer.from([1, 1]), 0, 2, 18);
  await copy.close();
  input.notices.add('geopackage-open', {
    reason: '复制这个文件时它可能正在 QGIS 等软件中打开, 最近的修改也许不在其中',
    remedy: '请关闭软件后重新复制文件',
  });
  return path;
}

async function readHeader(path: string): Promise<Buffer> {
  const file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(100), 0, 100, 0);
  await file.close();
  return buffer;
}

/** SQLite takes what is missing of the last page for zeros, that is for empty rows. */
function checkLength(header: Buffer, bytes: number): void {
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const counted = header.readUInt32BE(24) === header.readUInt32BE(92); // else the count of pages is not kept
  if (bytes % pageBytes === 0 && (!counted || bytes >= header.readUInt32BE(28) * pageBytes)) return;
  throw damaged();
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

export const all = (database: Database, sql: string): Record<string, Value>[] =>
  guard(() => database.all(sql) as Record<string, Value>[]);

/** Whatever the database finds wrong is wrong with the file. */
export function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw damaged(error);
  }
}

const damaged = (cause?: unknown): ImportRefused =>
  new ImportRefused('GeoPackage 损坏或不完整, 无法读取。请重新复制文件, 或用 QGIS 重新导出', { cause });
