import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { Day, EditFinding, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { FacilityChange, FacilityRecord } from './facility-edits.ts';
import { Approval, NameCheck, NameOrigin } from './naming.ts';
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

/** What an application for a place name says besides the fields of the record (art. 3, 9, 11). */
export const Statement = z.strictObject({
  origin: NameOrigin.nullable().default(null),
  famous: z.boolean().default(false).meta({ description: '国内著名的自然地理实体' }),
  border: z.boolean().default(false).meta({ description: '涉及国界线走向' }),
  significance: orNull(Paragraph(2000)).default(null).meta({ description: 'why it is 具有重要地理方位意义: buildings, facilities and other entities are place names only then' }), // prettier-ignore
  explanation: orNull(Paragraph(2000)).default(null).meta({ description: 'why it is proposed although a rule stands against it' }), // prettier-ignore
});
export type Statement = z.infer<typeof Statement>;

/** The document by which a body has approved a name. */
export const Papers = z.strictObject({
  authority: Line(200).meta({ description: '批准机关' }),
  number: Line(100).meta({ description: '批准文号' }),
  approvedOn: Day.meta({ description: '批准日期' }),
});
export type Papers = z.infer<typeof Papers>;

/** A proposal against 《地名管理条例》. */
export const DraftNaming = z.object({
  check: NameCheck,
  blocking: z.array(EditFinding).meta({ description: 'what keeps it from being submitted, approved or published' }), // prettier-ignore
  approval: Approval.nullable().meta({ description: 'who approves (art. 12); null for another change, or a class of no kind' }), // prettier-ignore
  needsPapers: z.boolean().meta({ description: 'published only with the document of the body that approves' }), // prettier-ignore
});
export type DraftNaming = z.infer<typeof DraftNaming>;

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
  statement: Statement.nullable().meta({ description: 'null: no proposal about a place' }),
  papers: Papers.nullable().meta({ description: '批准文件' }),
  naming: DraftNaming.nullable().meta({
    description: 'null: no proposal about a place, or one that is closed',
  }),
  attachments: z.array(Attachment),
  comments: z.array(
    z.object({
      id: z.number().int(),
      at: z.string(),
      actor: z.string(),
      state: z.string().meta({ description: 'of the draft, after the step that it was written with' }),
      text: z.string(),
    }),
  ),
  may: z
    .array(z.union([DraftStep, z.enum(['edit', 'delete'])]))
    .meta({ description: 'what this account can do now' }),
});
export type DraftDetail = z.infer<typeof DraftDetail>;

const written = {
  reason: Paragraph(5000).default(''),
  effectiveOn: orNull(Day).default(null),
};
const NewDraft = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('place'), change: DraftChange, recordId: RecordId.nullable().default(null), fields: PlaceChange.default({}), statement: Statement.prefault({}), ...written }),
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
      statement: Statement.meta({ description: 'of a proposal about a place' }),
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
  body: z.strictObject({
    step: DraftStep,
    comment: Paragraph(5000).default(''),
    papers: Papers.optional().meta({ description: 'with publish: the document by which it was approved' }),
  }),
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

export const deleteDraft = endpoint({
  ...drafts,
  id: 'deleteDraft',
  method: 'delete',
  path: '/api/v1/drafts/:id',
  summary: 'Its author takes away a proposal that is not submitted, or withdrawn, with its attachments',
  params: z.object({ id: RecordId }),
  response: z.object({ done: z.literal(true) }),
  match: true,
});
