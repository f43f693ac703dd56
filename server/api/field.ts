import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { NewMeetingCheck, NewSegmentCheck } from './inspection-checks.ts';
import { MarkerEventFlag, MarkerEventKind, NewMarkerEvent } from './marker-events.ts';
import { MarkerCondition, MarkerDetail } from './markers.ts';
import { DivisionRef } from './record.ts';

/** Tiles of a corridor along the line, and what they weigh. */
const FieldTiles = z.object({
  count: z.number().int(),
  bytes: z.number().int().meta({ description: 'as they are sent (Brotli)' }),
  storedBytes: z.number().int().meta({ description: 'as a browser keeps them (decompressed)' }),
  corridorKm: z.number().meta({ description: 'at least so far on either side of the line' }),
  zooms: z.tuple([z.number().int(), z.number().int()]),
  versions: z.record(z.string(), z.string()).meta({ description: 'by tile set' }),
});

const FieldSize = z.object({
  line: z.object({ code: z.string(), name: z.string(), level: z.string(), lengthKm: z.number() }),
  markers: z.number().int(),
  records: z.object({ bytes: z.number().int().meta({ description: 'of getFieldPackage, uncompressed' }) }),
  tiles: FieldTiles,
});
export type FieldSize = z.infer<typeof FieldSize>;

/** What was seen before, as far as it is shown beside a new record. */
const FieldEvent = z.object({
  id: z.number().int(),
  uuid: z.string(),
  kind: MarkerEventKind,
  happenedOn: z.string(),
  condition: MarkerCondition.nullable(),
  people: z.array(z.string()),
  neighbourPresent: z.boolean().nullable(),
  displacementM: z.number().nullable(),
  toleranceM: z.number().nullable(),
  accuracyM: z.number().nullable(),
  flags: z.array(z.string()),
  note: z.string().nullable(),
  photos: z.number().int(),
});
export type FieldEvent = z.infer<typeof FieldEvent>;

const FieldMarker = MarkerDetail.pick({
  id: true,
  number: true,
  type: true,
  material: true,
  condition: true,
  sides: true,
  managing: true,
  chainageKm: true,
  checkedOn: true,
  point: true,
  transformStatus: true,
  registered: true,
  accuracyM: true,
  description: true,
  referenceObjects: true,
}).extend({ events: z.array(FieldEvent).meta({ description: 'the last three, the newest first' }) });
export type FieldMarker = z.infer<typeof FieldMarker>;

const FieldCheck = z.object({
  uuid: z.string(),
  checkedOn: z.string(),
  people: z.array(z.string()),
  note: z.string().nullable(),
});

const FieldSegment = z.object({
  countyA: DivisionRef,
  countyB: DivisionRef.nullable().meta({ description: 'null: what lies across is not known' }),
  lengthKm: z.number().nullable(),
  carrier: z.string().nullable(),
  managing: DivisionRef.nullable(),
  course: z.string().nullable().meta({ description: '走向说明' }),
  note: z.string().nullable(),
  lastCheck: FieldCheck.extend({ carrierChanged: z.boolean().nullable(), clear: z.boolean().nullable() }).nullable(), // prettier-ignore
});
export type FieldSegment = z.infer<typeof FieldSegment>;

const FieldMeeting = z.object({
  code: z.string(),
  name: z.string(),
  divisions: z.array(DivisionRef),
  point: Position,
  agreement: z.string().nullable(),
  lastCheck: FieldCheck.extend({ condition: MarkerCondition.nullable() }).nullable(),
});
export type FieldMeeting = z.infer<typeof FieldMeeting>;

const FieldInspection = z.object({
  id: z.number().int(),
  kind: z.enum(['regular', 'special']),
  year: z.number().int(),
  state: z.string(),
  lead: DivisionRef,
  partner: DivisionRef,
  team: z.array(z.string()),
});

const FieldFinding = z.object({
  id: z.number().int(),
  kind: z.string(),
  severity: z.enum(['low', 'medium', 'high']),
  description: z.string(),
  marker: z.number().int().nullable(),
  meetingPoint: z.string().nullable(),
  state: z.string(),
  dueOn: z.string().nullable(),
  point: Position.nullable(),
});

export const FieldPackage = z.object({
  preparedAt: z.string(),
  line: z.object({
    code: z.string(),
    name: z.string(),
    level: z.string(),
    sides: z.array(DivisionRef),
    lengthKm: z.number(),
    agreement: z.string().nullable(),
    geometry: z.unknown().meta({ description: 'GeoJSON, MultiLineString' }),
  }),
  segments: z.array(FieldSegment),
  markers: z.array(FieldMarker).meta({ description: 'along the line' }),
  meetingPoints: z.array(FieldMeeting),
  inspection: FieldInspection.nullable().meta({ description: 'the one that is under way' }),
  findings: z.array(FieldFinding).meta({ description: 'that are not closed' }),
  tiles: FieldTiles.extend({ urls: z.array(z.string()).meta({ description: 'paths, with their version' }) }),
});
export type FieldPackage = z.infer<typeof FieldPackage>;

/** What can be sent from the field, by its type; each by the rules of its own operation. */
export const fieldContents = {
  'marker-event': NewMarkerEvent,
  'segment-check': NewSegmentCheck,
  'meeting-check': NewMeetingCheck,
} as const;
export type FieldRecordType = keyof typeof fieldContents;
/** As a client writes it. */
export type FieldContent<T extends FieldRecordType = FieldRecordType> = {
  [K in T]: Omit<z.input<(typeof fieldContents)[K]>, 'note'> & { note?: string | null };
}[T];

const FieldRecord = z.strictObject({
  type: z.enum(Object.keys(fieldContents) as [FieldRecordType, ...FieldRecordType[]]),
  content: z
    .looseObject({ uuid: z.uuid() })
    .meta({ description: 'as recordMarkerEvent, recordSegmentCheck, recordMeetingCheck take it' }),
});

/** What became of one record. Refused: it will be refused again, so it has to be mended. */
const FieldOutcome = z.object({
  uuid: z.string(),
  state: z.enum(['recorded', 'already', 'refused']),
  id: z.number().int().nullable(),
  flags: z.array(MarkerEventFlag),
  problem: z
    .object({
      status: z.number().int(),
      title: z.string(),
      detail: z.string(),
      errors: z.array(z.object({ where: z.string(), what: z.string() })),
    })
    .nullable(),
});
export type FieldOutcome = z.infer<typeof FieldOutcome>;

const field = { tag: 'field', action: 'read.staff', query: z.object({}) } as const;
const line = z.object({ code: z.string().regex(/^[\w-]{2,30}$/) });

export const getFieldSize = endpoint({
  ...field,
  id: 'getFieldSize',
  method: 'get',
  path: '/api/v1/field/lines/:code/size',
  summary: 'How much would be saved of a line, to be shown before it is',
  params: line,
  response: FieldSize,
});

export const getFieldPackage = endpoint({
  ...field,
  id: 'getFieldPackage',
  method: 'get',
  path: '/api/v1/field/lines/:code',
  summary: 'Everything that one line needs where there is no network, and the addresses of its tiles',
  params: line,
  response: FieldPackage,
});

export const sendFieldRecords = endpoint({
  ...field,
  id: 'sendFieldRecords',
  action: 'marker.inspect', // and what each record asks for
  method: 'post',
  path: '/api/v1/field/records',
  summary: 'Records of a day outside, each for itself: what arrives twice is recorded once',
  params: z.object({}),
  body: z.strictObject({ records: z.array(FieldRecord).min(1).max(50) }),
  response: z.object({ items: z.array(FieldOutcome) }),
});
