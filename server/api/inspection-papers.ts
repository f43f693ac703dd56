import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Finding } from './findings.ts';
import { Position } from './geo.ts';
import { InspectionDetail, Signature } from './inspections.ts';
import { MarkerEventFlag, MarkerEventKind } from './marker-events.ts';
import { MarkerCondition, MarkerType } from './markers.ts';
import { DivisionRef, RecordId } from './record.ts';

/** A marker of the line, with what this inspection and the one before have found. */
export const MarkerCheck = z.object({
  marker: z.object({ id: z.number().int(), number: z.string(), type: MarkerType.nullable(), chainageKm: z.number().nullable(), point: Position.nullable() }),
  managing: DivisionRef.nullable(),
  condition: MarkerCondition.meta({ description: 'today, by all its events' }),
  previous: z.object({ on: z.string(), kind: MarkerEventKind, condition: MarkerCondition.nullable(), inspection: z.number().int().nullable() }).nullable(),
  check: z
    .object({
      id: z.number().int(),
      kind: MarkerEventKind,
      on: z.string(),
      condition: MarkerCondition.nullable(),
      people: z.array(z.string()),
      neighbourPresent: z.boolean().nullable(),
      neighbourPeople: z.array(z.string()),
      displacementM: z.number().nullable(),
      toleranceM: z.number().nullable(),
      flags: z.array(MarkerEventFlag),
      note: z.string().nullable(),
      channel: z.string(),
      recordedBy: z.string(),
    })
    .nullable(),
}); // prettier-ignore
export type MarkerCheck = z.infer<typeof MarkerCheck>;

export const SegmentCheckRow = z.object({
  sides: z.array(DivisionRef),
  countyA: z.string(),
  countyB: z.string().nullable(),
  lengthKm: z.number(),
  carrier: z.string().nullable(),
  check: z
    .object({
      id: z.number().int(),
      on: z.string(),
      carrierChanged: z.boolean().nullable(),
      clear: z.boolean().nullable(),
      people: z.array(z.string()),
      note: z.string().nullable(),
      channel: z.string(),
      recordedBy: z.string(),
    })
    .nullable(),
});
export type SegmentCheckRow = z.infer<typeof SegmentCheckRow>;

export const PointCheck = z.object({
  code: z.string(),
  name: z.string(),
  point: Position,
  parties: z.array(DivisionRef).meta({ description: 'who signs its check' }),
  check: z
    .object({
      id: z.number().int(),
      on: z.string(),
      condition: MarkerCondition.nullable(),
      people: z.array(z.string()),
      note: z.string().nullable(),
      recordedBy: z.string(),
    })
    .nullable(),
  signatures: z.array(Signature),
  unsigned: z.array(DivisionRef),
});
export type PointCheck = z.infer<typeof PointCheck>;

export const CrossProjectRow = z.object({
  id: z.number().int(),
  name: z.string(),
  kind: z.string().nullable(),
  consents: z.array(DivisionRef),
  startedOn: z.string().nullable(),
  endedOn: z.string().nullable(),
  note: z.string().nullable(),
});

export const InspectionChecks = z.object({
  markers: z.array(MarkerCheck),
  segments: z.array(SegmentCheckRow),
  points: z.array(PointCheck),
  projects: z.array(CrossProjectRow).meta({ description: '跨界项目 of the line, not ended before the year' }),
});
export type InspectionChecks = z.infer<typeof InspectionChecks>;

export const InspectionReport = z.object({
  inspection: InspectionDetail,
  checks: InspectionChecks,
  findings: z.array(Finding),
  line: z.object({
    lengthKm: z.number(),
    statedLengthKm: z.number().nullable(),
    agreement: z.string().nullable(),
    approval: z.string().nullable(),
    approvedOn: z.string().nullable(),
    legal: z.boolean().meta({ description: 'false: 示意数据, 非法定界线' }),
  }),
  previous: z.object({ number: z.number().int().nullable(), year: z.number().int(), filedOn: z.string().nullable() }).nullable(), // prettier-ignore
  map: z.object({
    line: z.array(z.array(Position)).meta({ description: 'simplified for a page: parts of the line' }),
    bbox: z.array(z.number()).length(4),
  }),
  today: z.string(),
});
export type InspectionReport = z.infer<typeof InspectionReport>;

/** A letter (函) to a neighbour, or an order (整改通知书), as it is put on a page. */
export const Paper = z.object({
  title: z.string(),
  number: z.string().nullable(),
  to: z.string(),
  paragraphs: z.array(z.string()),
  rows: z.array(z.object({ title: z.string(), text: z.string().nullable() })),
  by: z.string(),
  on: z.string().nullable(),
  missing: z.array(z.string()).meta({ description: 'what the record does not say yet; blank on the page' }),
  sample: z.boolean().meta({ description: '示例数据' }),
});
export type Paper = z.infer<typeof Paper>;

const papers = { tag: 'inspections', action: 'read.staff', method: 'get', params: z.object({ id: RecordId }), query: z.object({}) } as const; // prettier-ignore

export const getInspectionChecks = endpoint({ ...papers, id: 'getInspectionChecks', path: '/api/v1/inspections/:id/checks', summary: 'Markers, segments and meeting points of the line, with what this inspection has found of each', response: InspectionChecks }); // prettier-ignore
export const getInspectionReport = endpoint({ ...papers, id: 'getInspectionReport', path: '/api/v1/inspections/:id/report', summary: '联检记录表 and 联检报告: everything that they are made of', response: InspectionReport }); // prettier-ignore
export const getInspectionLetter = endpoint({ ...papers, id: 'getInspectionLetter', path: '/api/v1/inspections/:id/letter', summary: '函: the invitation of the partner to the joint inspection', response: Paper }); // prettier-ignore
export const getFindingOrder = endpoint({ ...papers, id: 'getFindingOrder', path: '/api/v1/findings/:id/order', summary: '整改通知书 of a finding', response: Paper }); // prettier-ignore
