import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { LineLevel } from './boundaries.ts';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { NewMeetingCheck, NewSegmentCheck } from './inspection-checks.ts';
import { PersonName, RoundRef } from './inspection-rounds.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId, Version } from './record.ts';

export const InspectionState = z.enum(['planned', 'office', 'field', 'signed', 'filed', 'cancelled']);
export type InspectionState = z.infer<typeof InspectionState>;
export const InspectionStep = z.enum(['office', 'field', 'sign', 'file', 'cancel', 'back']);
export type InspectionStep = z.infer<typeof InspectionStep>;

/** How much of it has been looked at. What was visited and not seen is `unknown`, never done. */
export const Coverage = z.object({
  total: z.number().int(),
  checked: z.number().int(),
  unknown: z.number().int().meta({ description: 'recorded without a result' }),
});
export type Coverage = z.infer<typeof Coverage>;

export const Signature = z.object({
  id: z.number().int(),
  party: DivisionRef,
  name: z.string(),
  signedOn: z.string(),
  means: z.enum(['account', 'scan']),
  signedBy: z.string(),
  recordedAt: z.string(),
  attachments: z.array(Attachment).meta({ description: 'of a scan: the signed page' }),
});
export type Signature = z.infer<typeof Signature>;

const YearOf = z.number().int().min(1980).max(2199);
const Text = orNull(Paragraph(10_000));

export const Inspection = z.object({
  id: z.number().int(),
  version: Version,
  kind: z.enum(['regular', 'special']),
  state: InspectionState,
  round: RoundRef.nullable(),
  line: z.object({ code: z.string(), name: z.string(), level: LineLevel.nullable() }),
  year: z.number().int(),
  cause: z.string().nullable().meta({ description: 'of a special one: disaster, river or road change' }),
  lead: DivisionRef,
  partner: DivisionRef,
  officeOn: z.string().nullable(),
  fieldFrom: z.string().nullable(),
  fieldTo: z.string().nullable(),
  signedOn: z.string().nullable(),
  filedTo: z.string().nullable().meta({ description: 'approving body' }),
  filedOn: z.string().nullable(),
  filingNo: z.string().nullable(),
  reportNo: z.string().nullable(),
  done: z.boolean().meta({ description: 'filed: nothing less counts (令353 art. 12)' }),
  overdue: z.boolean().meta({ description: 'its year is over and it is not filed' }),
  markers: Coverage,
  segments: Coverage,
  findings: z.object({ total: z.number().int(), open: z.number().int() }),
  sample: z.boolean(),
  createdBy: z.string(),
  updatedAt: z.string(),
});
export type Inspection = z.infer<typeof Inspection>;

export const InspectionMay = z.enum(['edit', 'sign', 'scan', 'finding', ...InspectionStep.options.map((step) => `step.${step}` as const)]); // prettier-ignore
export type InspectionMay = z.infer<typeof InspectionMay>;

export const InspectionDetail = Inspection.extend({
  team: z.array(z.string()),
  observance: z.string().nullable().meta({ description: '界线实地位置与管理情况, part 1 of 《界桩管理办法》 art. 3' }),
  upkeep: z.string().nullable().meta({ description: '界桩及方位物管理维护, part 2' }),
  terrain: z.string().nullable().meta({ description: '其他标志物与地形地物变化及修测, part 3' }),
  landUse: z.string().nullable().meta({ description: '跨界生产建设, part 4' }),
  other: z.string().nullable().meta({ description: '其他, part 5' }),
  conclusion: z.string().nullable(),
  cancelReason: z.string().nullable(),
  cancelledOn: z.string().nullable(),
  points: Coverage.extend({ signed: z.number().int() }),
  signatures: z.array(Signature),
  unsigned: z.array(DivisionRef).meta({ description: 'parties that have not signed' }),
  missing: z.array(z.string()).meta({ description: 'what is still needed before it can be signed' }),
  approvingBody: z.string().meta({ description: 'whom the results of a line of this level are filed with' }),
  attachments: z.array(Attachment),
  may: z.array(InspectionMay),
}); // prettier-ignore
export type InspectionDetail = z.infer<typeof InspectionDetail>;

const content = {
  year: YearOf,
  lead: DivisionCode.meta({ description: 'one of the two sides; the other is the partner' }),
  team: z.array(PersonName).max(40),
  officeOn: orNull(Day),
  fieldFrom: orNull(Day),
  fieldTo: orNull(Day),
  observance: Text,
  upkeep: Text,
  terrain: Text,
  landUse: Text,
  other: Text,
  conclusion: Text,
  reportNo: orNull(Line(100)),
  cause: orNull(Paragraph(2000)),
};
const Change = z.strictObject(content).partial();
export type InspectionChange = z.infer<typeof Change>;
const New = z.strictObject({
  line: z.string().regex(/^[\w-]{2,30}$/),
  kind: z.enum(['regular', 'special']),
  round: RecordId.nullable().default(null).meta({ description: 'of a regular one' }),
  year: YearOf,
  cause: content.cause.default(null),
  lead: content.lead.optional().meta({ description: 'else the partner of the last time' }),
});
export type NewInspection = z.infer<typeof New>;

const inspections = { tag: 'inspections', action: 'inspection.edit', query: z.object({}) } as const;
const one = { ...inspections, params: z.object({ id: RecordId }), response: InspectionDetail, versioned: true } as const; // prettier-ignore
const path = '/api/v1/inspections';

export const listInspections = endpoint({
  ...inspections,
  id: 'listInspections',
  action: 'read.staff',
  method: 'get',
  path,
  summary: '联检: joint inspections, by year and line',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    round: RecordId.optional(),
    line: z.string().max(30).optional(),
    level: LineLevel.optional(),
    division: DivisionCode.optional().meta({ description: 'only lines that touch this division' }),
    kind: z.enum(['regular', 'special']).optional(),
    state: InspectionState.optional(),
    year: z.coerce.number().int().min(1980).max(2199).optional(),
    overdue: z.enum(['true', 'false']).optional(),
    f: z.enum(['json', 'csv']).optional(),
  }),
  csv: true,
  response: listOf(Inspection),
});
export const getInspection = endpoint({ ...one, id: 'getInspection', method: 'get', path: `${path}/:id`, summary: 'One inspection with its steps, signatures and what is missing', action: 'read.staff' }); // prettier-ignore
export const createInspection = endpoint({ ...one, id: 'createInspection', method: 'post', path, summary: 'Plans one inspection of a line: of a round, or a special one with its cause', params: z.object({}), body: New, status: 201 }); // prettier-ignore
export const editInspection = endpoint({ ...one, id: 'editInspection', method: 'patch', path: `${path}/:id`, summary: 'Changes the fields that are named, until somebody has signed', body: Change, match: true }); // prettier-ignore
export const moveInspection = endpoint({
  ...one,
  id: 'moveInspection',
  method: 'post',
  path: `${path}/:id/steps`,
  summary: 'Takes a step: office, field, sign, file; cancel and back need a reason',
  body: z.strictObject({
    step: InspectionStep,
    on: Day.optional().meta({ description: 'left out: today' }),
    filedTo: orNull(Line(100)).default(null),
    number: orNull(Line(100)).default(null).meta({ description: 'of the filing' }),
    reason: orNull(Paragraph(2000)).default(null),
  }),
  match: true,
});

const NewSignature = z.strictObject({
  party: DivisionCode,
  name: PersonName.meta({ description: 'who has signed' }),
  signedOn: Day,
  means: z.enum(['account', 'scan']).meta({ description: 'scan: a party without an account; its signed page is attached to the signature' }), // prettier-ignore
});
export type NewSignature = z.infer<typeof NewSignature>;
export const signInspection = endpoint({ ...one, id: 'signInspection', method: 'post', path: `${path}/:id/signatures`, summary: 'A party signs the version that it has seen', body: NewSignature, match: true }); // prettier-ignore
const Withdrawn = z.object({ done: z.literal(true) });
export const withdrawSignature = endpoint({ ...one, id: 'withdrawSignature', method: 'delete', path: '/api/v1/inspection-signatures/:id', summary: 'Withdraws a signature before the inspection counts as signed', response: Withdrawn, versioned: false }); // prettier-ignore

const Recorded = z.object({ id: z.number().int(), isNew: z.boolean().meta({ description: 'false: it had been recorded already' }) }); // prettier-ignore
const checks = { ...inspections, method: 'post', params: z.object({}), response: Recorded, status: 201 } as const; // prettier-ignore
export const createSegmentCheck = endpoint({ ...checks, id: 'createSegmentCheck', path: '/api/v1/segment-checks', summary: 'Records how a segment was found; sent twice, it is recorded once', body: NewSegmentCheck }); // prettier-ignore
export const createMeetingCheck = endpoint({ ...checks, id: 'createMeetingCheck', path: '/api/v1/meeting-checks', summary: 'Records how a meeting point was found, for all its lines of the year', body: NewMeetingCheck }); // prettier-ignore
export const signMeetingCheck = endpoint({
  ...checks,
  id: 'signMeetingCheck',
  path: '/api/v1/meeting-checks/:id/signatures',
  summary: 'A party of the meeting point signs its check',
  params: z.object({ id: RecordId }),
  body: NewSignature,
  response: Signature,
});
