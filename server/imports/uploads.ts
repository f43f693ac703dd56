import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config.ts';
import { badRequest, Problem } from '../http/problem.ts';

/** Uploaded files: outside the web root, under names of our own. Where several servers share the work they share this folder. */
const folder = (config: Config, part: string): string => join(config.home, part);

/**
 * Writes an upload to disk.
 * @param part folder of the data folder; each feature tidies up its own
 * @throws Problem 413 when it is larger than NUTAG_UPLOAD_MB, 400 when it is empty or broken off: nothing is left behind
 */
export async function saveUpload(
  config: Config,
  upload: Readable,
  part = 'uploads',
): Promise<{ path: string; bytes: number; hash: string }> {
  await mkdir(folder(config, part), { recursive: true, mode: 0o700 });
  const path = join(folder(config, part), randomUUID());
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (bytes > config.uploadBytes)
        done(new Problem(413, 'Too large', `The file is larger than ${config.uploadBytes / 1e6} MB (NUTAG_UPLOAD_MB).`)); // prettier-ignore
      else done(null, chunk);
    },
  });
  try {
    await pipeline(upload, count, createWriteStream(path, { mode: 0o600, flush: true }));
    if (bytes === 0) throw badRequest('The file is empty.');
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof Problem) throw error;
    throw badRequest(`The upload broke off: ${(error as Error).message}`);
  }
  return { path, bytes, hash: hash.digest('hex') };
}

/** SHA-256 of a file on this machine. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
