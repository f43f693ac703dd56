import { z } from 'zod';
import { Day, EditFinding, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { FacilityChange, FacilityRecord } from './facility-edits.ts';
import { listOf, paging } from './paging.ts';
import { PlaceChange, PlaceRecord } from './place-edits.ts';
import { DivisionCode, DivisionRef, RecordId } from './record.ts';

export const DraftType = z.enum(['place', 'facility']);
export type DraftType = z.infer<typeof DraftType>;

export const DraftState = z.enum(['draft', 'submitted', 'approved', 'rejected', 'published', 'withdrawn']);
export type DraftState = z.infer<typeof DraftState>;

/** 命名 (a new record), 更名, 注销, and any other change. */
export const DraftChange = z.enum(['add', 'rename', 'cancel', 'change']);
export type DraftChange = z.infer<typeof DraftChange>;

export const DraftStep = z.enum(['submit', 'approve', 'reject', 'publish', 'withdraw', 'reopen']);
export type DraftStep = z.infer<typeof DraftStep>;

export const Draft = z.object({
  id: z.number().int(),
  version: z.string(),
  type: DraftType,
  change: DraftChange,
  title: z.string(),
  state: DraftState,
  recordId: z.number().int().nullable().meta({ description: 'null: a new record, until it is published' }),
  author: z.string(),
  divisions: z.array(DivisionRef),
  createdAt: z.string(),
  updatedAt: z.string(),
  submittedAt: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  publishedAt: z.string().nullable(),
});
export type Draft = z.infer<typeof Draft>;

export const DraftDetail = Draft.extend({
  reason: z.string(),
  effectiveOn: z.string().nullable().meta({ description: 'null: the day on which it is published' }),
  fields: z.record(z.string(), z.unknown()).meta({ description: 'what is proposed, as a change of the record has it' }), // prettier-ignore
  present: z.union([PlaceRecord, FacilityRecord]).nullable(),
  stale: z.boolean().meta({ description: 'the record has changed since the draft began' }),
  diff: z.array(z.object({ field: z.string(), present: z.unknown(), proposed: z.unknown() })),
  findings: z.array(EditFinding),
  comments: z.array(
    z.object({
      id: z.number().int(),
      at: z.string(),
      actor: z.string(),
      state: z.string().meta({ description: 'of the draft, after the step that it was written with' }),
      text: z.string(),
    }),
  ),
  may: z.array(z.union([DraftStep, z.literal('edit')])).meta({ description: 'what this account can do now' }),
});
export type DraftDetail = z.infer<typeof DraftDetail>;

const written = {
  reason: Paragraph(5000).default(''),
  effectiveOn: orNull(Day).default(null),
};
const NewDraft = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('place'), change: DraftChange, recordId: RecordId.nullable().default(null), fields: PlaceChange.default({}), ...written }),
  z.strictObject({ type: z.literal('facility'), change: DraftChange.exclude(['rename']), recordId: RecordId.nullable().default(null), fields: FacilityChange.default({}), ...written }),
]); // prettier-ignore
export type NewDraft = z.infer<typeof NewDraft>;

/** What the fields of a draft must be. */
export const draftFields = { place: PlaceChange, facility: FacilityChange } as const;

const drafts = { tag: 'drafts', action: 'draft', query: z.object({}) } as const;
const one = { ...drafts, params: z.object({ id: RecordId }), response: DraftDetail } as const;

export const listDrafts = endpoint({
  ...drafts,
  id: 'listDrafts',
  method: 'get',
  path: '/api/v1/drafts',
  summary: 'Proposals that this account has written or may review, the newest first',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    state: DraftState.optional(),
    type: DraftType.optional(),
    division: DivisionCode.optional(),
    author: Line(60).optional(),
    record: RecordId.optional().meta({ description: 'only those about this record; with type' }),
  }),
  response: listOf(Draft),
});

export const getDraft = endpoint({
  ...one,
  id: 'getDraft',
  method: 'get',
  path: '/api/v1/drafts/:id',
  summary: 'A proposal with its comments, what it changes of the present record, and what the checks find',
  versioned: true,
});

export const createDraft = endpoint({
  ...one,
  id: 'createDraft',
  method: 'post',
  path: '/api/v1/drafts',
  summary: 'A new proposal, not yet submitted',
  params: z.object({}),
  body: NewDraft,
  status: 201,
  versioned: true,
});

export const editDraft = endpoint({
  ...one,
  id: 'editDraft',
  method: 'patch',
  path: '/api/v1/drafts/:id',
  summary: 'Its author changes a proposal before it is submitted; `fields` replaces all fields',
  body: z
    .strictObject({
      reason: Paragraph(5000),
      effectiveOn: orNull(Day),
      fields: z.record(z.string(), z.unknown()).meta({ description: 'as for createDraft, by the type of the draft' }), // prettier-ignore
    })
    .partial(),
  match: true,
  versioned: true,
});

export const moveDraft = endpoint({
  ...one,
  id: 'moveDraft',
  method: 'post',
  path: '/api/v1/drafts/:id/steps',
  summary: 'Submits, approves, rejects, publishes, withdraws or reopens a proposal',
  body: z.strictObject({ step: DraftStep, comment: Paragraph(5000).default('') }),
  match: true,
  versioned: true,
});

export const commentDraft = endpoint({
  ...one,
  id: 'commentDraft',
  method: 'post',
  path: '/api/v1/drafts/:id/comments',
  summary: 'Says something about a proposal',
  body: z.strictObject({ text: Paragraph(5000).refine((text) => text !== '', 'must not be empty') }),
  versioned: true,
});
