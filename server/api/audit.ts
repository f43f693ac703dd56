import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, IsoDate } from './record.ts';

const Fields = z.record(z.string(), z.unknown());

/** One change: who, when, from where, what, to which record. */
export const AuditEntry = z.object({
  id: z.number().int(),
  at: z.string(),
  actor: z.string(),
  origin: z.string().nullable().meta({ description: 'address, command, browser, oidc, start' }),
  action: z.string(),
  recordType: z.string(),
  recordId: z.string().nullable(),
  divisions: z.array(DivisionRef).meta({ description: 'that the change touches' }),
  before: Fields.nullable().meta({ description: 'the fields that changed, as they were' }),
  after: Fields.nullable().meta({ description: 'as they became' }),
  summary: Fields,
  requestId: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

const Word = z.string().min(1).max(100);
const Moment = z
  .union([IsoDate, z.iso.datetime({ offset: true })])
  .meta({ description: 'a date (of Beijing time) or a moment with its offset, included' });

const filters = {
  actor: Word.optional(),
  action: Word.optional(),
  type: Word.optional().meta({ description: 'of the record: account, place, import, divisions ...' }),
  record: Word.optional().meta({ description: 'id of the record' }),
  division: DivisionCode.optional().meta({ description: 'touches it or a part of it' }),
  from: Moment.optional(),
  to: Moment.optional(),
  q: Word.optional().meta({ description: 'a text anywhere in the row' }),
};
const audit = { tag: 'audit', action: 'audit.read', method: 'get' } as const;

export const listAudit = endpoint({
  ...audit,
  id: 'listAudit',
  path: '/api/v1/audit',
  summary: 'The changes that one may know of, the newest first',
  params: z.object({}),
  query: z.object({
    ...filters,
    limit: paging.limit,
    next: paging.next,
    f: z.enum(['json', 'csv']).optional().meta({ description: 'csv: all that pass the filter' }),
  }),
  csv: true,
  response: listOf(AuditEntry),
});

export const getAuditEntry = endpoint({
  ...audit,
  id: 'getAuditEntry',
  path: '/api/v1/audit/:id',
  summary: 'One change',
  params: z.object({ id: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
  query: z.object({}),
  response: AuditEntry,
});

export const listAuditTerms = endpoint({
  ...audit,
  id: 'listAuditTerms',
  path: '/api/v1/audit-terms',
  summary: 'The actions and types of record that occur in the changes that one may know of',
  params: z.object({}),
  query: z.object({}),
  response: z.object({ actions: z.array(z.string()), types: z.array(z.string()) }),
});

export const HistoryType = z.enum([
  'division',
  'place',
  'boundary-line',
  'marker',
  'facility',
  'meeting-point',
]);
export type HistoryType = z.infer<typeof HistoryType>;

export const HistoryEntry = AuditEntry.pick({
  id: true,
  at: true,
  actor: true,
  action: true,
  before: true,
  after: true,
  summary: true,
}).extend({
  about: z.enum(['record', 'source', 'pack']).meta({
    description:
      'the record alone, or all records of its source: an import; or the data pack that brought it',
  }),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const listHistory = endpoint({
  id: 'listHistory',
  tag: 'audit',
  action: 'read.staff',
  method: 'get',
  path: '/api/v1/history/:type/:id',
  summary: 'What was changed in one record, the newest first',
  params: z.object({
    type: HistoryType,
    id: z.string().regex(/^[\w-]{1,40}$/, 'must be the id or code of the record'),
  }),
  query: z.object({ limit: paging.limit, next: paging.next }),
  response: listOf(HistoryEntry),
});
