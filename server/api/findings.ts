import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId, Version } from './record.ts';

/** 界桩, 方位物, 线状地物变化, 越界生产建设, 周围危及, 纠纷隐患, 档案, 其他. */
export const FindingKind = z.enum(['marker', 'reference', 'carrier', 'occupation', 'hazard', 'dispute', 'document', 'other']); // prettier-ignore
export type FindingKind = z.infer<typeof FindingKind>;
export const FindingState = z.enum(['open', 'ordered', 'done', 'closed']);
export type FindingState = z.infer<typeof FindingState>;
export const FindingStep = z.enum(['order', 'done', 'return', 'close']);
export type FindingStep = z.infer<typeof FindingStep>;
const Severity = z.enum(['low', 'medium', 'high']);

export const Finding = z.object({
  id: z.number().int(),
  version: Version,
  uuid: z.string(),
  line: z.object({ code: z.string(), name: z.string() }),
  inspection: z.number().int().nullable(),
  marker: z.object({ id: z.number().int(), number: z.string() }).nullable(),
  event: z.number().int().nullable().meta({ description: 'that it was raised from' }),
  segment: z.array(DivisionRef).nullable(),
  meetingPoint: z.string().nullable(),
  kind: FindingKind,
  severity: Severity,
  description: z.string(),
  point: Position.nullable(),
  state: FindingState,
  overdue: z.boolean().meta({ description: 'ordered, and its day has gone by' }),
  assigneeDivision: DivisionRef.nullable(),
  assignee: z.string().nullable(),
  dueOn: z.string().nullable(),
  orderNo: z.string().nullable(),
  orderedOn: z.string().nullable(),
  orderedBy: z.string().nullable(),
  doneEvent: z.number().int().nullable().meta({ description: 'the repair' }),
  doneNote: z.string().nullable(),
  doneOn: z.string().nullable(),
  doneBy: z.string().nullable(),
  closingEvent: z.number().int().nullable().meta({ description: 'the look at it by somebody else' }),
  closingNote: z.string().nullable(),
  closedOn: z.string().nullable(),
  closedBy: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const FindingDetail = Finding.extend({
  attachments: z.array(Attachment),
  may: z.array(z.enum(['edit', ...FindingStep.options])),
});
export type FindingDetail = z.infer<typeof FindingDetail>;

const County = z.string().regex(/^\d{6}$/, 'must be a code of 6 digits');
const what = {
  kind: FindingKind,
  severity: Severity,
  description: Paragraph(2000).refine((text) => text !== '', 'must not be empty'),
};
const Change = z.strictObject(what).partial();
export type FindingChange = z.infer<typeof Change>;
const New = z.strictObject({
  ...what,
  uuid: z.uuid().meta({ description: 'made by the client: what is sent twice is raised once' }),
  line: z.string().regex(/^[\w-]{2,30}$/),
  inspection: RecordId.nullable().default(null),
  marker: RecordId.nullable().default(null),
  event: RecordId.nullable().default(null).meta({ description: 'with a bad condition, that it is raised from' }),
  countyA: County.nullable().default(null),
  countyB: County.nullable().default(null),
  meetingPoint: z.string().regex(/^[\w-]{2,60}$/).nullable().default(null),
  point: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).nullable().default(null),
}); // prettier-ignore
export type NewFinding = z.infer<typeof New>;

const findings = { tag: 'inspections', action: 'inspection.edit', query: z.object({}) } as const;
const one = { ...findings, params: z.object({ id: RecordId }), response: FindingDetail, versioned: true } as const; // prettier-ignore
const path = '/api/v1/findings';

export const listFindings = endpoint({
  ...findings,
  id: 'listFindings',
  action: 'read.staff',
  method: 'get',
  path,
  summary: '联检发现的问题: findings, the newest first',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    line: z.string().max(30).optional(),
    division: DivisionCode.optional().meta({ description: 'only lines that touch this division' }),
    inspection: RecordId.optional(),
    marker: RecordId.optional(),
    state: FindingState.optional(),
    open: z.enum(['true', 'false']).optional().meta({ description: 'true: not closed' }),
    overdue: z.enum(['true', 'false']).optional(),
    assignee: DivisionCode.optional().meta({ description: 'division that it was ordered from, or one inside it' }),
    severity: Severity.optional(),
    f: z.enum(['json', 'csv']).optional(),
  }),
  csv: true,
  response: listOf(Finding),
}); // prettier-ignore
export const getFinding = endpoint({ ...one, id: 'getFinding', method: 'get', path: `${path}/:id`, summary: 'One finding with its pictures', action: 'read.staff' }); // prettier-ignore
export const createFinding = endpoint({ ...one, id: 'createFinding', method: 'post', path, summary: 'Raises a finding; sent twice, it is raised once', params: z.object({}), body: New, status: 201 }); // prettier-ignore
export const editFinding = endpoint({ ...one, id: 'editFinding', method: 'patch', path: `${path}/:id`, summary: 'Changes what it says, until it is closed', body: Change, match: true }); // prettier-ignore
export const moveFinding = endpoint({
  ...one,
  id: 'moveFinding',
  method: 'post',
  path: `${path}/:id/steps`,
  summary: 'Orders it to be mended (整改通知), says that it is, sends it back, or closes it after another look',
  body: z.strictObject({
    step: FindingStep,
    on: Day.optional().meta({ description: 'left out: today' }),
    assigneeDivision: DivisionCode.nullable().default(null),
    assignee: orNull(Line(60)).default(null),
    dueOn: orNull(Day).default(null),
    number: orNull(Line(100)).default(null).meta({ description: 'of the order' }),
    event: RecordId.nullable().default(null).meta({ description: 'done: the repair; close: the look at it' }),
    note: orNull(Paragraph(2000)).default(null),
  }),
  match: true,
}); // prettier-ignore
