import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { BoundaryLineDetail, MeetingPointDetail } from './boundaries.ts';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId, Version } from './record.ts';

/** What a segment runs along (令353 art. 5): 界桩连线, 河流, 沟渠, 道路, 山脊, 其他. */
export const Carrier = z.enum(['markers', 'river', 'ditch', 'road', 'ridge', 'other']);
export type Carrier = z.infer<typeof Carrier>;

const LineCode = z.string().regex(/^[\w-]{2,30}$/);
const MeetingCode = z.string().regex(/^[\w-]{2,60}$/);
/** The two banners of a segment, the region's first: 150102-150103; one code across an edge that is not known. */
export const SegmentPair = z.string().regex(/^\d{6}(-\d{6})?$/, 'must be the codes of a segment: 150102-150103'); // prettier-ignore
const Point = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

const edits = { tag: 'boundaries', action: 'line.edit', query: z.object({}) } as const;
const reads = { tag: 'boundaries', action: 'read.staff' } as const;
const done = z.object({ done: z.literal(true) });

/** With every field there is: as it is stored, not as it is sent. */
type Whole<C> = { [K in keyof C]-?: Exclude<C[K], undefined> };

/** What the documents say of a line. Its course is imported, never edited: a line does not move (令353 art. 7). */
const LineChange = z
  .strictObject({
    statedLengthKm: z.number().min(0).max(100_000).nullable(),
    agreement: orNull(Line(200)),
    approval: orNull(Line(200)),
    approvedOn: orNull(Day),
    publishedOn: orNull(Day),
    detailMap: orNull(Line(200)),
    startsAt: orNull(Paragraph(1000)),
    endsAt: orNull(Paragraph(1000)),
    converted: z.boolean().nullable(),
    vectorised: z.boolean().nullable(),
    smart: z.boolean().nullable(),
  })
  .partial();
export type LineContent = Whole<z.infer<typeof LineChange>>;

export const editBoundaryLine = endpoint({
  ...edits,
  id: 'editBoundaryLine',
  method: 'patch',
  path: '/api/v1/boundary-lines/:code',
  summary: 'Changes what the documents say of a line; its course stays',
  params: z.object({ code: LineCode }),
  body: LineChange,
  response: BoundaryLineDetail,
  versioned: true,
  match: true,
});

const SegmentChange = z
  .strictObject({
    carrier: Carrier.nullable().meta({ description: 'null: as the geometry was imported' }),
    managing: DivisionCode.nullable().meta({ description: '分工管理: one of the two sides' }),
    course: orNull(Paragraph(4000)).meta({ description: '边界线走向说明' }),
    note: orNull(Paragraph(2000)),
  })
  .partial();
export type SegmentContent = Whole<z.infer<typeof SegmentChange>>;

export const editSegment = endpoint({
  ...edits,
  id: 'editSegment',
  method: 'patch',
  path: '/api/v1/boundary-lines/:code/segments/:pair',
  summary: 'Changes what the documents say of a segment',
  params: z.object({ code: LineCode, pair: SegmentPair }),
  body: SegmentChange,
  response: BoundaryLineDetail,
  match: true,
});

const MeetingChange = z
  .strictObject({
    parties: z.union([z.literal(2), z.literal(3), z.literal(4)]).nullable(),
    markers: z.number().int().min(0).max(4).nullable(),
    agreement: orNull(Line(200)),
    agreedOn: orNull(Day),
    note: orNull(Paragraph(2000)),
  })
  .partial();
export type MeetingContent = Whole<z.infer<typeof MeetingChange>>;

export const editMeetingPoint = endpoint({
  ...edits,
  id: 'editMeetingPoint',
  method: 'patch',
  path: '/api/v1/meeting-points/:code',
  summary: 'Changes what the agreement (交会点协议) says of a meeting point; it stays where it is',
  params: z.object({ code: MeetingCode }),
  body: MeetingChange,
  response: MeetingPointDetail,
  versioned: true,
  match: true,
});

/** What every record of a line says of itself. */
const kept = {
  id: z.number().int(),
  version: Version,
  createdBy: z.string(),
  updatedAt: z.string(),
};
const lists = {
  limit: paging.limit,
  next: paging.next,
  line: LineCode.optional(),
  division: DivisionCode.optional().meta({ description: 'only of lines that touch this division' }),
};

/** domain.md 5.4: 协议书, 附图, 批复, 请示, 详图, 界桩成果表, 边界点成果表, 走向说明, 分工管理协议, 交会点协议, 平安边界协议书, 纪要, 变动文件, 总结. */
export const DocumentKind = z.enum([
  'agreement',
  'agreement_map',
  'approval',
  'request',
  'detail_map',
  'marker_table',
  'point_table',
  'course',
  'management',
  'meeting_agreement',
  'peace',
  'minutes',
  'change',
  'summary',
  'other',
]);
export type DocumentKind = z.infer<typeof DocumentKind>;

const documentFields = {
  line: LineCode.nullable(),
  meetingPoint: MeetingCode.nullable(),
  kind: DocumentKind,
  title: Line(200),
  number: orNull(Line(100)),
  signedOn: orNull(Day),
  expiresOn: orNull(Day).meta({ description: 'of a 平安边界协议书, a 分工管理协议' }),
  parties: z.array(Line(100)).max(10),
  note: orNull(Paragraph(2000)),
};
const DocumentChange = z.strictObject(documentFields).omit({ line: true, meetingPoint: true }).partial();
const NewDocument = z.strictObject(documentFields).partial().required({ kind: true, title: true });
export type NewDocument = z.infer<typeof NewDocument>;

export const BoundaryDocument = z.object({
  ...kept,
  line: DivisionRef.nullable().meta({ description: 'code and name of its line' }),
  meetingPoint: DivisionRef.nullable(),
  kind: DocumentKind,
  title: z.string(),
  number: z.string().nullable(),
  signedOn: z.string().nullable(),
  expiresOn: z.string().nullable(),
  expired: z.boolean().nullable().meta({ description: 'null: it says no day' }),
  parties: z.array(z.string()),
  note: z.string().nullable(),
  files: z.number().int(),
});
export type BoundaryDocument = z.infer<typeof BoundaryDocument>;
export const DocumentDetail = BoundaryDocument.extend({ attachments: z.array(Attachment) });

const documentPath = '/api/v1/boundary-documents';
const document = { params: z.object({ id: RecordId }), response: DocumentDetail, versioned: true } as const;
export const listBoundaryDocuments = endpoint({
  ...reads,
  id: 'listBoundaryDocuments',
  method: 'get',
  path: documentPath,
  summary: 'Documents of lines and meeting points, the newest first',
  params: z.object({}),
  query: z.object({
    ...lists,
    meetingPoint: MeetingCode.optional(),
    kind: DocumentKind.optional(),
    expired: z.enum(['true', 'false']).optional(),
  }),
  response: listOf(BoundaryDocument),
});
export const getBoundaryDocument = endpoint({ ...reads, ...document, query: z.object({}), id: 'getBoundaryDocument', method: 'get', path: `${documentPath}/:id`, summary: 'A document with its files' }); // prettier-ignore
export const createBoundaryDocument = endpoint({ ...edits, ...document, id: 'createBoundaryDocument', method: 'post', path: documentPath, summary: 'Registers a document of a line or of a meeting point', params: z.object({}), body: NewDocument, status: 201 }); // prettier-ignore
export const editBoundaryDocument = endpoint({ ...edits, ...document, id: 'editBoundaryDocument', method: 'patch', path: `${documentPath}/:id`, summary: 'Changes the fields that are named', body: DocumentChange, match: true }); // prettier-ignore
export const deleteBoundaryDocument = endpoint({ ...edits, id: 'deleteBoundaryDocument', method: 'delete', path: `${documentPath}/:id`, summary: 'Takes away what was registered by mistake, with its files', params: z.object({ id: RecordId }), response: done, match: true }); // prettier-ignore

/** 纠纷, 隐患 (令353 art. 15). */
export const DisputeKind = z.enum(['dispute', 'hidden_risk']);
export const DisputeState = z.enum(['open', 'handling', 'resolved']);

const ofSegment = {
  line: LineCode,
  segment: SegmentPair.nullable().meta({ description: 'null: of the line as a whole' }),
  point: Point.nullable(),
};
const disputeFields = {
  ...ofSegment,
  kind: DisputeKind,
  state: DisputeState,
  title: Line(200),
  description: orNull(Paragraph(4000)),
  foundOn: Day,
  handling: orNull(Paragraph(4000)),
  decidedBy: orNull(Line(100)).meta({ description: 'the approving body (art. 15)' }),
  decisionNo: orNull(Line(100)),
  resolvedOn: orNull(Day),
};
const DisputeChange = z.strictObject(disputeFields).omit({ line: true }).partial();
const NewDispute = z.strictObject(disputeFields).partial().required({ line: true, kind: true, state: true, title: true, foundOn: true }); // prettier-ignore
export type NewDispute = z.infer<typeof NewDispute>;

export const BoundaryDispute = z.object({
  ...kept,
  line: DivisionRef,
  segment: z.string().nullable(),
  point: Position.nullable(),
  kind: DisputeKind,
  state: DisputeState,
  title: z.string(),
  description: z.string().nullable(),
  foundOn: z.string(),
  handling: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decisionNo: z.string().nullable(),
  resolvedOn: z.string().nullable(),
  files: z.number().int(),
});
export type BoundaryDispute = z.infer<typeof BoundaryDispute>;
export const DisputeDetail = BoundaryDispute.extend({ attachments: z.array(Attachment) });

const disputePath = '/api/v1/boundary-disputes';
const dispute = { params: z.object({ id: RecordId }), response: DisputeDetail, versioned: true } as const;
export const listBoundaryDisputes = endpoint({
  ...reads,
  id: 'listBoundaryDisputes',
  method: 'get',
  path: disputePath,
  summary: '纠纷隐患: disputes and hidden risks, the newest first',
  params: z.object({}),
  query: z.object({ ...lists, kind: DisputeKind.optional(), state: DisputeState.optional() }),
  response: listOf(BoundaryDispute),
});
export const getBoundaryDispute = endpoint({ ...reads, ...dispute, query: z.object({}), id: 'getBoundaryDispute', method: 'get', path: `${disputePath}/:id`, summary: 'A dispute with its files' }); // prettier-ignore
export const createBoundaryDispute = endpoint({ ...edits, ...dispute, id: 'createBoundaryDispute', method: 'post', path: disputePath, summary: 'Registers a dispute or a hidden risk', params: z.object({}), body: NewDispute, status: 201 }); // prettier-ignore
export const editBoundaryDispute = endpoint({ ...edits, ...dispute, id: 'editBoundaryDispute', method: 'patch', path: `${disputePath}/:id`, summary: 'Changes the fields that are named', body: DisputeChange, match: true }); // prettier-ignore
export const deleteBoundaryDispute = endpoint({ ...edits, id: 'deleteBoundaryDispute', method: 'delete', path: `${disputePath}/:id`, summary: 'Takes away what was registered by mistake; one that is settled is `resolved`', params: z.object({ id: RecordId }), response: done, match: true }); // prettier-ignore

const projectFields = {
  ...ofSegment,
  name: Line(200),
  kind: orNull(Line(60)),
  consents: z.array(DivisionCode).max(6).meta({ description: 'sides that have consented (令353 art. 10)' }),
  startedOn: orNull(Day),
  endedOn: orNull(Day),
  note: orNull(Paragraph(2000)),
};
const ProjectChange = z.strictObject(projectFields).omit({ line: true }).partial();
const NewProject = z.strictObject(projectFields).partial().required({ line: true, name: true });
export type NewProject = z.infer<typeof NewProject>;

/** 跨界项目: production or building across a line. */
export const CrossProject = z.object({
  ...kept,
  line: DivisionRef,
  segment: z.string().nullable(),
  point: Position.nullable(),
  name: z.string(),
  kind: z.string().nullable(),
  consents: z.array(DivisionRef),
  missing: z.array(DivisionRef).meta({ description: 'sides whose consent is not there' }),
  startedOn: z.string().nullable(),
  endedOn: z.string().nullable(),
  note: z.string().nullable(),
});
export type CrossProject = z.infer<typeof CrossProject>;

const projectPath = '/api/v1/cross-projects';
const project = { params: z.object({ id: RecordId }), response: CrossProject, versioned: true } as const;
export const listCrossProjects = endpoint({
  ...reads,
  id: 'listCrossProjects',
  method: 'get',
  path: projectPath,
  summary: '跨界项目: what is built or farmed across a line, with the sides that have consented',
  params: z.object({}),
  query: z.object({ ...lists, q: Line(100).optional() }),
  response: listOf(CrossProject),
});
export const getCrossProject = endpoint({ ...reads, ...project, query: z.object({}), id: 'getCrossProject', method: 'get', path: `${projectPath}/:id`, summary: 'A cross-boundary project' }); // prettier-ignore
export const createCrossProject = endpoint({ ...edits, ...project, id: 'createCrossProject', method: 'post', path: projectPath, summary: 'Registers a cross-boundary project', params: z.object({}), body: NewProject, status: 201 }); // prettier-ignore
export const editCrossProject = endpoint({ ...edits, ...project, id: 'editCrossProject', method: 'patch', path: `${projectPath}/:id`, summary: 'Changes the fields that are named', body: ProjectChange, match: true }); // prettier-ignore
export const deleteCrossProject = endpoint({ ...edits, id: 'deleteCrossProject', method: 'delete', path: `${projectPath}/:id`, summary: 'Takes away what was registered by mistake', params: z.object({ id: RecordId }), response: done, match: true }); // prettier-ignore
