import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { DraftDetail } from './drafts.ts';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { Approval, ApprovalCase } from './naming.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, IsoDate, RecordId, Version } from './record.ts';

/** `own`: what this office has got approved; `received`: what another department has approved and files here (art. 13 item 4). */
export const FilingChannel = z.enum(['own', 'received']);
export type FilingChannel = z.infer<typeof FilingChannel>;

/** `registered` -> `accepted` by another person, or `returned`. */
export const FilingState = z.enum(['registered', 'returned', 'accepted']);
export type FilingState = z.infer<typeof FilingState>;

export const FilingAct = z.enum(['naming', 'renaming', 'cancelling']);
export type FilingAct = z.infer<typeof FilingAct>;

export const FilingStep = z.enum(['accept', 'return', 'file', 'notice']);
export type FilingStep = z.infer<typeof FilingStep>;

export const Due = z.object({
  what: z.enum(['filing', 'notice']),
  on: IsoDate.meta({ description: 'the last day' }),
  days: z.number().int().meta({ description: 'left; negative: overdue by so many' }),
  article: z.string(),
});
export type Due = z.infer<typeof Due>;

const Place = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

export const Filing = z.object({
  id: z.number().int(),
  version: Version,
  channel: FilingChannel,
  state: FilingState,
  case: ApprovalCase,
  act: FilingAct,
  name: z.string(),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  formerName: z.string().nullable(),
  class: z.string().nullable(),
  division: z.string(),
  path: z.array(DivisionRef),
  location: z.string().nullable().meta({ description: '位置描述' }),
  meaning: z.string().nullable(),
  significance: z.string().nullable().meta({ description: 'why it is 具有重要地理方位意义' }),
  point: Position.nullable(),
  authority: z.string().meta({ description: '批准机关' }),
  documentNo: z.string().nullable().meta({ description: '批准文号' }),
  approvedOn: z.string(),
  department: z.string().nullable().meta({ description: 'that has filed it' }),
  receivedOn: z.string().nullable(),
  filedOn: z.string().nullable().meta({ description: '备案 done; of what was received the day of receipt' }),
  filingNo: z.string().nullable(),
  noticedOn: z.string().nullable().meta({ description: '公告' }),
  noticeNo: z.string().nullable(),
  noticeUrl: z.string().nullable(),
  note: z.string().nullable(),
  placeId: z.number().int().nullable(),
  draftId: z.number().int().nullable(),
  registeredBy: z.string(),
  reviewedBy: z.string().nullable(),
  reviewedAt: z.string().nullable(),
  reviewNote: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  late: z.boolean().meta({ description: 'filed later than 15 days after approval' }),
  due: z.array(Due),
});
export type Filing = z.infer<typeof Filing>;

export const FilingDetail = Filing.extend({
  approval: Approval,
  attachments: z.array(Attachment),
  may: z.array(z.enum(['edit', 'correct', 'propose', ...FilingStep.options])),
});
export type FilingDetail = z.infer<typeof FilingDetail>;

const fields = {
  case: ApprovalCase,
  act: FilingAct,
  name: Line(200),
  roman: orNull(Line(200)),
  mongolian: orNull(Line(200)),
  formerName: orNull(Line(200)),
  class: orNull(z.string().regex(/^[1-9]\d{4}$/, 'must be a class of 5 digits (GB/T 18521)')),
  division: DivisionCode,
  location: orNull(Paragraph(2000)),
  meaning: orNull(Paragraph(2000)),
  significance: orNull(Paragraph(2000)),
  point: Place.nullable(),
  authority: Line(200),
  documentNo: orNull(Line(100)),
  approvedOn: Day,
  department: orNull(Line(200)),
  receivedOn: orNull(Day),
  note: orNull(Paragraph(2000)),
  placeId: RecordId.nullable(),
};
export const FilingChange = z.strictObject(fields).partial();
export type FilingChange = z.infer<typeof FilingChange>;

/** What must be there at once; the rest is null until it is given. */
const { case: of, act, name, division, authority, approvedOn, ...optional } = fields;
export const NewFiling = z.strictObject({
  channel: FilingChannel,
  case: of,
  act,
  name,
  division,
  authority,
  approvedOn,
  ...z.object(optional).partial().shape,
});
export type NewFiling = z.infer<typeof NewFiling>;

const filings = { tag: 'office', action: 'place.propose', query: z.object({}) } as const;
const one = { ...filings, params: z.object({ id: RecordId }), response: FilingDetail } as const;

export const listFilings = endpoint({
  ...filings,
  id: 'listFilings',
  method: 'get',
  path: '/api/v1/filings',
  summary: 'Approvals and filings inside the jurisdiction, the newest first',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    state: FilingState.optional(),
    channel: FilingChannel.optional(),
    act: FilingAct.optional(),
    division: DivisionCode.optional(),
    place: RecordId.optional(),
    q: Line(100)
      .optional()
      .meta({ description: 'a part of the name, the document’s number or the authority' }),
    from: IsoDate.optional().meta({ description: 'approved on this day or later' }),
    to: IsoDate.optional(),
  }),
  response: listOf(Filing),
});

export const getFiling = endpoint({
  ...one,
  id: 'getFiling',
  method: 'get',
  path: '/api/v1/filings/:id',
  summary: 'One of them with its deadlines, who approves, its attachments and what this account can do',
  versioned: true,
});

export const createFiling = endpoint({
  ...one,
  id: 'createFiling',
  method: 'post',
  path: '/api/v1/filings',
  summary: 'Registers an approval of one’s own, or a filing of another department',
  params: z.object({}),
  body: NewFiling,
  status: 201,
  versioned: true,
});

export const editFiling = endpoint({
  ...one,
  id: 'editFiling',
  method: 'patch',
  path: '/api/v1/filings/:id',
  summary: 'Changes what is not accepted yet; what was returned is registered again',
  body: FilingChange,
  match: true,
  versioned: true,
});

export const correctFiling = endpoint({
  ...one,
  id: 'correctFiling',
  method: 'post',
  path: '/api/v1/filings/:id/corrections',
  summary:
    'Corrects fields of what is accepted already, with the reason; who registered it cannot. What it is about (act, placeId) stays once it has a draft',
  action: 'place.approve',
  body: z.strictObject({
    change: FilingChange,
    reason: Paragraph(500).pipe(z.string().min(1)).meta({ description: '更正理由, kept in the audit' }),
  }),
  match: true,
  versioned: true,
});

export const moveFiling = endpoint({
  ...one,
  id: 'moveFiling',
  method: 'post',
  path: '/api/v1/filings/:id/steps',
  summary: 'Accepts or returns it (another person than who registered it), notes the day of 备案 or of 公告',
  action: 'place.approve',
  body: z.strictObject({
    step: FilingStep,
    on: Day.optional().meta({ description: 'of 备案 or 公告; today if left out' }),
    number: orNull(Line(100)).default(null),
    url: orNull(z.url({ protocol: /^https?$/ }).max(500)).default(null),
    note: orNull(Paragraph(2000)).default(null),
  }),
  match: true,
  versioned: true,
});

export const proposeFiling = endpoint({
  ...filings,
  id: 'proposeFiling',
  method: 'post',
  path: '/api/v1/filings/:id/proposal',
  summary: 'A draft that brings what was accepted into the gazetteer, with its approval',
  params: z.object({ id: RecordId }),
  response: DraftDetail,
  status: 201,
  match: true,
  versioned: true,
});

/** What a notice says, line by line. */
export const Notice = z.object({
  title: z.string(),
  text: z.string(),
  lines: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      titleEn: z.string(),
      text: z.string().nullable(),
      basis: z.string().nullable().meta({ description: 'the rule that asks for the line; null: no rule does, the office has it so' }), // prettier-ignore
    }),
  ),
  missing: z.array(z.string()).meta({ description: 'lines that a rule asks for and that have no text yet' }),
  by: z.string().meta({ description: 'who gives notice' }),
  due: Due.nullable(),
});
export type Notice = z.infer<typeof Notice>;

export const getNotice = endpoint({
  ...filings,
  id: 'getNotice',
  method: 'get',
  path: '/api/v1/filings/:id/notice',
  summary: 'The 公告 of a name with the fields of 《地名备案公告管理办法（试行）》 (2023)',
  params: z.object({ id: RecordId }),
  response: Notice,
});

export const getFilingPackage = endpoint({
  ...filings,
  id: 'getFilingPackage',
  method: 'get',
  path: '/api/v1/filings/:id/package',
  summary: 'The 备案 package: the form, the notice, their content as JSON, and all attachments',
  params: z.object({ id: RecordId }),
  response: z.unknown(),
  files: ['application/zip'],
});
