import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Attachment, AttachmentOwner, AttachmentPhase } from '../api/attachments.ts';
import type { Config } from '../config.ts';
import type { Db } from '../database/open.ts';
import { badRequest, notFound, Problem } from '../http/problem.ts';
import { accept } from './media.ts';

const mostBytes = 20_000_000; // a file
const mostFiles = 50; // of one owner

/** Among the uploads, which a backup takes along; outside the web root, under names of our own. */
const pathOf = (config: Config, file: string): string => join(config.home, 'uploads', 'attachments', file);

const columnOf = {
  draft: 'draft_id', filing: 'filing_id', sign: 'sign_id', protected: 'protected_id', event: 'event_id',
  document: 'document_id', dispute: 'dispute_id', inspection: 'inspection_id', signature: 'signature_id', finding: 'finding_id',
} as const; // prettier-ignore

export type AttachmentRow = Record<(typeof columnOf)[AttachmentOwner], number | null> & {
  id: number;
  name: string;
  media_type: string;
  bytes: number;
  hash: string;
  file: string;
  phase: string | null;
  uuid: string | null;
  added_by: string;
  added_at: string;
};

export const toAttachment = (row: AttachmentRow): Attachment => ({
  id: row.id,
  name: row.name,
  mediaType: row.media_type,
  bytes: row.bytes,
  hash: row.hash,
  phase: row.phase as AttachmentPhase | null,
  addedBy: row.added_by,
  addedAt: row.added_at,
});

/** What an attachment belongs to. */
export function ownerOf(row: AttachmentRow): { of: AttachmentOwner; owner: number } {
  for (const of of Object.keys(columnOf) as AttachmentOwner[]) {
    const owner = row[columnOf[of]];
    if (owner !== null) return { of, owner };
  }
  throw new Error(`attachment ${row.id} belongs to nothing`); // the table sees to it
}

export const listAttachments = async (db: Db, of: AttachmentOwner, owner: number): Promise<AttachmentRow[]> =>
  db.selectFrom('attachment').where(columnOf[of], '=', owner).selectAll().orderBy('id').execute();

/** @throws Problem 404 */
export async function findAttachment(db: Db, id: number): Promise<AttachmentRow> {
  const row = await db.selectFrom('attachment').where('id', '=', id).selectAll().executeTakeFirst();
  if (row === undefined) throw notFound(`Attachment ${id}`);
  return row;
}

export interface Kept {
  name: string;
  mediaType: string;
  bytes: number;
  hash: string;
  file: string;
}

/**
 * Reads an upload, looks at what it is and writes it to disk.
 * @throws Problem 413, 415, 400 when it is empty or broken off: nothing is left behind
 */
export async function keep(config: Config, upload: Readable, name: string): Promise<Kept> {
  const { mediaType, extensions, content } = await accept(await readAll(upload));
  const file = randomUUID();
  await mkdir(pathOf(config, ''), { recursive: true, mode: 0o700 });
  await writeFile(pathOf(config, file), content, { mode: 0o600, flag: 'wx', flush: true });
  const fits = extensions.includes(extname(name).toLowerCase());
  return {
    name: fits ? name : `${name}${extensions[0]}`,
    mediaType,
    bytes: content.length,
    hash: createHash('sha256').update(content).digest('hex'),
    file,
  };
}

async function readAll(upload: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of upload as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw new Problem(413, 'Too large', `附件不超过 ${mostBytes / 1e6} MB。An attachment is at most ${mostBytes / 1e6} MB.`); // prettier-ignore
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw badRequest(`The upload broke off: ${(error as Error).message}`);
  }
  if (bytes === 0) throw badRequest('文件是空的。The file is empty.');
  return Buffer.concat(chunks);
}

/** What an attachment is of, and what its client says of it. */
export interface Belonging {
  of: AttachmentOwner;
  owner: number;
  phase?: AttachmentPhase | undefined;
  uuid?: string | undefined;
}

/** What has been sent already under this number of the client's. */
export const findSent = (db: Db, uuid: string): Promise<AttachmentRow | undefined> =>
  db.selectFrom('attachment').where('uuid', '=', uuid).selectAll().executeTakeFirst();

/** @param trx has locked the owner  @returns undefined where the same uuid has come in between  @throws Problem 409 when there are too many already */
export async function insertAttachment(
  trx: Db,
  { of, owner, phase, uuid }: Belonging,
  kept: Kept,
  by: string,
): Promise<AttachmentRow | undefined> {
  const { count } = await trx
    .selectFrom('attachment')
    .where(columnOf[of], '=', owner)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count >= mostFiles) throw new Problem(409, 'Too many', `附件不超过 ${mostFiles} 个。At most ${mostFiles} attachments.`); // prettier-ignore
  const { mediaType, ...rest } = kept;
  return trx
    .insertInto('attachment')
    .values({
      ...rest,
      [columnOf[of]]: owner,
      media_type: mediaType,
      phase: phase ?? null,
      uuid: uuid ?? null,
      added_by: by,
    }) // prettier-ignore
    .onConflict((clash) => clash.column('uuid').doNothing())
    .returningAll()
    .executeTakeFirst();
}

export const removeFile = (config: Config, file: string): Promise<void> => rm(pathOf(config, file), { force: true }); // prettier-ignore

/** @throws Problem 404 when the file has been lost */
export async function openFile(config: Config, row: AttachmentRow): Promise<Readable> {
  const path = pathOf(config, row.file);
  if ((await stat(path).catch(() => null)) === null) throw notFound(`The file of attachment ${row.id}`);
  return createReadStream(path);
}
