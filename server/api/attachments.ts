import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { RecordId } from './record.ts';

/** What an attachment can belong to. */
export const AttachmentOwner = z.enum(['draft', 'filing', 'sign', 'protected']);
export type AttachmentOwner = z.infer<typeof AttachmentOwner>;

export const Attachment = z.object({
  id: z.number().int(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  hash: z.string().meta({ description: 'SHA-256 of the file as it is kept' }),
  addedBy: z.string(),
  addedAt: z.string(),
});
export type Attachment = z.infer<typeof Attachment>;

const attachments = { tag: 'attachments', action: 'read.staff', query: z.object({}) } as const;

const FileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine(
    (name) => !/[/\\\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u.test(name),
    'must be the name of a file, without a path',
  ) // prettier-ignore
  .meta({ examples: ['批复.pdf'] });

export const uploadAttachment = endpoint({
  ...attachments,
  id: 'uploadAttachment',
  action: 'draft', // the record that it belongs to asks again
  method: 'post',
  path: '/api/v1/attachments',
  summary: 'Adds a file to a proposal, filing, sign or protected name: PDF, PNG, JPEG, DOCX or XLSX, at most 20 MB; the file itself says which', // prettier-ignore
  params: z.object({}),
  query: z.object({ of: AttachmentOwner, owner: RecordId, name: FileName }),
  upload: true,
  response: Attachment,
  status: 201,
});

export const getAttachment = endpoint({
  ...attachments,
  id: 'getAttachment',
  method: 'get',
  path: '/api/v1/attachments/:id',
  summary: 'The file, to be downloaded; images without what cameras write into them',
  params: z.object({ id: RecordId }),
  response: z.unknown(),
  files: ['application/octet-stream'],
});

export const deleteAttachment = endpoint({
  ...attachments,
  id: 'deleteAttachment',
  action: 'draft',
  method: 'delete',
  path: '/api/v1/attachments/:id',
  summary: 'Takes a file away',
  params: z.object({ id: RecordId }),
  response: z.object({ done: z.literal(true) }),
});
