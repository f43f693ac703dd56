import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { RecordId } from './record.ts';

/** What an attachment can belong to. */
export const AttachmentOwner = z.enum([
  'draft',
  'filing',
  'sign',
  'protected',
  'event',
  'document',
  'dispute',
  'inspection',
  'signature',
  'finding',
]);
export type AttachmentOwner = z.infer<typeof AttachmentOwner>;

/** Of a marker that was mended: the picture before and the one after. */
export const AttachmentPhase = z.enum(['before', 'after']);
export type AttachmentPhase = z.infer<typeof AttachmentPhase>;

export const Attachment = z.object({
  id: z.number().int(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  hash: z.string().meta({ description: 'SHA-256 of the file as it is kept' }),
  phase: AttachmentPhase.nullable(),
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
  action: 'attach',
  method: 'post',
  path: '/api/v1/attachments',
  summary: 'Adds a file to a record: PDF, PNG, JPEG, DOCX or XLSX, at most 20 MB; the file itself says which', // prettier-ignore
  params: z.object({}),
  query: z.object({
    of: AttachmentOwner,
    owner: RecordId,
    name: FileName,
    phase: AttachmentPhase.optional(),
    uuid: z.uuid().optional().meta({ description: 'made by the client: what is sent twice is kept once' }),
  }),
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
  action: 'attach',
  method: 'delete',
  path: '/api/v1/attachments/:id',
  summary: 'Takes a file away',
  params: z.object({ id: RecordId }),
  response: z.object({ done: z.literal(true) }),
});
