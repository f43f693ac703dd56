import { createHash } from 'node:crypto';
import { once, type EventEmitter } from 'node:events';
import { createWriteStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import yauzl from 'yauzl';
import { ZipFile } from 'yazl';
import { formatVersion, Manifest, manifestName } from './manifest.ts';

/** The file is no whole backup. Nothing has been changed. */
export class BackupDamaged extends Error {
  override name = 'BackupDamaged';
}

export interface Written {
  bytes: number;
  sha256: string;
}

/** A zip that is written member by member, readable by its owner alone. */
export interface Writer {
  add(member: string, chunks: AsyncIterable<Buffer>): Promise<Written>;
  /** Resolves when everything is on the disk. */
  end(): Promise<void>;
  abort(): void;
}

export function createArchive(path: string): Writer {
  const zip = new ZipFile();
  const out = createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true });
  const source = zip.outputStream as Readable;
  const failure = new Promise<never>((_resolve, reject) => {
    for (const stream of [zip, out, source] as EventEmitter[]) stream.once('error', reject);
  });
  failure.catch(() => undefined); // awaited beside each member
  source.pipe(out);
  return {
    add: async (member, chunks) => {
      const hash = createHash('sha256');
      let bytes = 0;
      const stream = new PassThrough();
      zip.addReadStream(stream, member, { compressionLevel: 3 });
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        // Left by a throw, so that the rows are no longer being fetched when the transaction is rolled back.
        if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), failure]);
      }
      stream.end();
      await Promise.race([finished(stream), failure]);
      return { bytes, sha256: hash.digest('hex') };
    },
    end: async () => {
      zip.end();
      await Promise.race([once(out, 'close'), failure]);
    },
    abort: () => {
      source.unpipe(out);
      out.destroy();
    },
  };
}

/** A backup that has been found whole. */
export interface Archive {
  manifest: Manifest;
  read(member: string): Promise<Readable>;
  close(): void;
}

/**
 * Opens a backup and reads all of it once.
 * @param read is told of every piece: bytes unpacked
 * @throws BackupDamaged when anything is missing, or differs from what the manifest says
 */
export async function openArchive(path: string, read: (bytes: number, of: number) => void): Promise<Archive> {
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BackupDamaged(`没有文件 ${path}。No such file.`); // prettier-ignore
    throw damaged((error as Error).message);
  });
  try {
    zip.on('error', () => undefined); // told to whoever reads
    const members = new Map<string, yauzl.Entry>();
    for await (const entry of zip.eachEntry()) members.set(entry.fileName, entry);
    const open = async (member: string): Promise<Readable> => {
      const entry = members.get(member);
      if (entry === undefined) throw damaged(`${member} is missing`);
      return zip.openReadStreamPromise(entry);
    };
    const manifest = await readManifest(await open(manifestName));
    const parts = [
      ...manifest.tables,
      ...manifest.uploads.files.map((file) => ({ ...file, member: `uploads/${file.path}` })),
    ];
    const total = parts.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const part of parts) await check(part, await open(part.member), (bytes) => read(bytes, total));
    return { manifest, read: open, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error instanceof BackupDamaged ? error : damaged((error as Error).message);
  }
}

async function readManifest(stream: Readable): Promise<Manifest> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const content = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { version?: unknown };
  if (typeof content.version === 'number' && content.version > formatVersion)
    throw new BackupDamaged(`备份来自较新的版本, 请先升级 Nutag。The backup was made by a newer Nutag (format ${content.version}): upgrade first.`); // prettier-ignore
  return Manifest.parse(content);
}

async function check(
  { member, bytes, sha256 }: { member: string; bytes: number; sha256: string },
  stream: Readable,
  read: (bytes: number) => void,
): Promise<void> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
    read(chunk.length);
  }
  if (length !== bytes || hash.digest('hex') !== sha256) throw damaged(`${member} is not as it was written`);
}

const damaged = (why: string): BackupDamaged =>
  new BackupDamaged(`备份文件损坏或不完整, 未作任何改动 (${why})。The backup is damaged or cut short: nothing was changed.`); // prettier-ignore

/** The lines of a stream of text, each ended by \n alone (a value may hold U+2028). */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const piece = chunk.subarray(from, end);
      yield begun.length === 0 ? piece.toString('utf8') : Buffer.concat([...begun, piece]).toString('utf8');
      begun = [];
      from = end + 1;
    }
    if (from < chunk.length) begun.push(chunk.subarray(from));
  }
  if (begun.length > 0) throw damaged('the last line has no end');
}
