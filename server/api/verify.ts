import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionRef, RecordId } from './record.ts';

/** What a name turns out to be. 示例数据 never makes a name a standard one. */
export const VerifyOutcome = z.enum([
  'standard', // 标准地名
  'alias', // another form of one: short, alias, pinyin, with its division before it
  'former', // 曾用名: the present name is the correction
  'misspelt', // the likely one is the correction
  'ambiguous', // several could be meant
  'not_found',
]);
export type VerifyOutcome = z.infer<typeof VerifyOutcome>;

/** Rows of one list, names of one synchronous check. */
export const mostVerified = 100_000;
export const mostVerifiedAtOnce = 200;

const text = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .refine((value) => !value.includes('\0'), 'must not hold a NUL character');

const Words = z
  .object({ id: z.string(), zh: z.string(), en: z.string() })
  .meta({ description: 'why, in words' });

export const VerifiedPlace = z.object({
  id: z.number().int(),
  name: z.string(),
  roman: z.string().nullable(),
  division: z.string().nullable().meta({ description: 'code of the division that it names, if it names one' }), // prettier-ignore
  class: z.object({ code: z.string(), name: z.string().nullable() }),
  path: z.array(DivisionRef),
  point: Position.nullable(),
  reason: Words,
});
export type VerifiedPlace = z.infer<typeof VerifiedPlace>;

export const VerifiedName = z.object({
  n: z.number().int().meta({ description: 'number of the row, from 1' }),
  name: z.string().meta({ description: 'as it was brought' }),
  division: z.string().nullable().meta({ description: 'as it was brought' }),
  outcome: VerifyOutcome,
  reason: Words,
  notes: z.array(Words).meta({ description: 'what else is worth knowing' }),
  correction: z.string().nullable().meta({ description: 'the standard name that should stand here; null: as it is, or not known' }), // prettier-ignore
  place: VerifiedPlace.nullable().meta({ description: 'the record that is meant' }),
  candidates: z
    .array(VerifiedPlace)
    .meta({ description: 'the likeliest first, at most 20; any of them can be chosen' }),
  candidateCount: z.number().int(),
  chosen: z.boolean().meta({ description: 'somebody has chosen the record' }),
});
export type VerifiedName = z.infer<typeof VerifiedName>;

export const VerificationState = z.enum(['uploaded', 'running', 'done', 'refused', 'cancelled', 'failed']);
export type VerificationState = z.infer<typeof VerificationState>;

const header = text(200).min(1);
export const VerifyColumns = z.strictObject({
  name: header.meta({ description: 'header of the column of names' }),
  division: header.nullable().default(null).meta({ description: 'header of the column of divisions: names of any level, short forms, codes' }), // prettier-ignore
  headed: z
    .boolean()
    .default(true)
    .meta({ description: 'false: the first row holds a name, not the headers' }),
});
export type VerifyColumns = z.infer<typeof VerifyColumns>;

const Reading = z.strictObject({
  layer: text(200).optional().meta({ description: 'sheet or layer; absent: the first that is filled' }),
  encoding: z.enum(['utf-8', 'gb18030', 'gbk', 'utf-16le']).optional(),
});
export type VerifyReading = z.infer<typeof Reading>;

export const VerifyPreview = z.object({
  format: z.string(),
  encoding: z.string().nullable(),
  layers: z.array(z.string()),
  layer: z.string().nullable(),
  reading: Reading,
  headers: z.array(z.string()),
  rows: z.array(z.array(z.string().nullable())).meta({ description: 'the first ones' }),
  guess: VerifyColumns,
});
export type VerifyPreview = z.infer<typeof VerifyPreview>;

export const Verification = z.object({
  id: z.number().int(),
  title: z.string(),
  author: z.string(),
  state: VerificationState,
  preview: VerifyPreview,
  columns: VerifyColumns.nullable(),
  done: z.number().int(),
  total: z.number().int().nullable(),
  counts: z.record(VerifyOutcome, z.number().int()).nullable(),
  message: z.string().nullable(),
  stale: z.boolean().meta({ description: 'the gazetteer has changed since' }),
  may: z.object({ start: z.boolean(), cancel: z.boolean(), download: z.boolean() }),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  expiresAt: z.string().meta({ description: 'from then on it is deleted' }),
});
export type Verification = z.infer<typeof Verification>;

const verify = { tag: 'verify', action: 'read.staff' } as const;
const job = { ...verify, params: z.object({ id: RecordId }) } as const;
const none = z.object({});

export const verifyNames = endpoint({
  tag: 'verify',
  action: 'read.public',
  id: 'verifyNames',
  method: 'post',
  path: '/api/v1/verify',
  summary: 'Verifies up to 200 names at once; nothing is kept',
  params: none,
  query: none,
  body: z.strictObject({
    names: z
      .array(z.strictObject({ name: text(200).min(1), division: text(200).optional() }))
      .min(1)
      .max(mostVerifiedAtOnce),
  }),
  response: z.object({ items: z.array(VerifiedName) }),
});

export const uploadVerification = endpoint({
  ...verify,
  id: 'uploadVerification',
  method: 'post',
  path: '/api/v1/verifications',
  summary: 'Brings a list of names in (CSV, XLSX, any format of an import); the body is the file',
  params: none,
  query: z.object({ name: z.string().min(1).max(200).meta({ description: 'name of the file' }) }),
  upload: true,
  status: 201,
  response: Verification,
});

export const pasteVerification = endpoint({
  ...verify,
  id: 'pasteVerification',
  method: 'post',
  path: '/api/v1/verifications/text',
  summary:
    'Verifies pasted lines: a name, or a name and its division behind a tab or comma; longer texts as a file',
  params: none,
  query: none,
  body: z.strictObject({ text: text(300_000).min(1), title: text(200).optional() }),
  status: 202,
  response: Verification,
});

export const listVerifications = endpoint({
  ...verify,
  id: 'listVerifications',
  method: 'get',
  path: '/api/v1/verifications',
  summary: 'One’s own lists of the last week, the newest first',
  params: none,
  query: z.object({ limit: paging.limit, next: paging.next }),
  response: listOf(Verification),
});

export const getVerification = endpoint({
  ...job,
  id: 'getVerification',
  method: 'get',
  path: '/api/v1/verifications/:id',
  summary: 'One list, with its progress and the counts per outcome',
  query: none,
  response: Verification,
});

export const previewVerification = endpoint({
  ...job,
  id: 'previewVerification',
  method: 'post',
  path: '/api/v1/verifications/:id/preview',
  summary: 'Reads the file again, from another sheet or in another encoding',
  query: none,
  body: Reading,
  response: Verification,
});

export const startVerification = endpoint({
  ...job,
  id: 'startVerification',
  method: 'post',
  path: '/api/v1/verifications/:id/start',
  summary: 'Verifies the names of a column; a list that is done is verified anew',
  query: none,
  body: VerifyColumns,
  status: 202,
  response: Verification,
});

export const cancelVerification = endpoint({
  ...job,
  id: 'cancelVerification',
  method: 'post',
  path: '/api/v1/verifications/:id/cancel',
  summary: 'Stops a list that is being verified',
  query: none,
  status: 202,
  response: Verification,
});

export const listVerifiedRows = endpoint({
  ...job,
  id: 'listVerifiedRows',
  method: 'get',
  path: '/api/v1/verifications/:id/rows',
  summary: 'The rows of a list, in its order',
  query: z.object({ limit: paging.limit, next: paging.next, outcome: VerifyOutcome.optional() }),
  response: listOf(VerifiedName),
});

export const chooseVerified = endpoint({
  ...job,
  id: 'chooseVerified',
  method: 'patch',
  path: '/api/v1/verifications/:id/rows/:n',
  params: z.object({ id: RecordId, n: RecordId }),
  summary: 'Chooses one of the candidates of a row; null takes the choice back',
  query: none,
  body: z.strictObject({ place: RecordId.nullable() }),
  response: VerifiedName,
});

export const downloadVerification = endpoint({
  ...job,
  id: 'downloadVerification',
  method: 'get',
  path: '/api/v1/verifications/:id/file',
  summary: 'The list as it was brought, with what was found beside it, as a file',
  query: z.object({
    f: z.enum(['csv', 'xlsx']).default('xlsx'),
    outcome: VerifyOutcome.optional(),
  }),
  response: z.string().meta({ description: 'text/csv with a byte order mark, or a workbook' }),
});

export const deleteVerification = endpoint({
  ...job,
  id: 'deleteVerification',
  method: 'delete',
  path: '/api/v1/verifications/:id',
  summary: 'Deletes a list and what was found; one that is being verified is stopped',
  query: none,
  response: z.object({ done: z.literal(true) }),
});
