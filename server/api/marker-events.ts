import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { MarkerCondition } from './markers.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId } from './record.ts';

/** domain.md 5.6: 检查, 修复, 原地恢复, 更换, 移位, 增设, 报废, 描红, 修测. */
export const MarkerEventKind = z.enum([
  'inspect',
  'repair',
  'restore',
  'replace',
  'relocate',
  'add',
  'retire',
  'repaint',
  'resurvey',
]);
export type MarkerEventKind = z.infer<typeof MarkerEventKind>;

/** What is wrong with how it was done; the event stands all the same, because it has happened. */
export const MarkerEventFlag = z.enum(['neighbour-absent', 'not-managing-side', 'beyond-tolerance', 'no-measurement', 'outdated']); // prettier-ignore
export type MarkerEventFlag = z.infer<typeof MarkerEventFlag>;

const Uuid = z.uuid().meta({ description: 'made by the client: what is sent twice is recorded once' });
const People = z.array(Line(60)).max(20);

/** A position as it was read off: a projected pair (x north, y east) with its CRS, or longitude and latitude. */
export const Measured = z.strictObject({
  x: z.number().nullable().default(null).meta({ description: 'northing, m' }),
  y: z.number().nullable().default(null).meta({ description: 'easting, m' }),
  crs: z.number().int().nullable().default(null).meta({ description: 'EPSG code' }),
  point: z
    .tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
    .nullable()
    .default(null)
    .meta({ description: 'longitude, latitude (EPSG:4490), where there are no x and y: the position of a device' }),
  height: z.number().nullable().default(null),
  accuracyM: z.number().min(0).max(10_000).nullable().default(null),
  method: orNull(Line(60)).default(null),
}); // prettier-ignore

export const ReferenceObject = z.strictObject({
  name: Line(60),
  bearing: z.number().min(0).lt(360).nullable().default(null),
  distanceM: z.number().min(0).max(100_000).nullable().default(null),
});

/** What has been done to a marker, or seen of it. Appended, never edited; a mistake is corrected by another event. */
export const NewMarkerEvent = z.strictObject({
  uuid: Uuid,
  marker: RecordId,
  kind: MarkerEventKind.exclude(['add']), // addMarker
  happenedOn: Day,
  condition: MarkerCondition.nullable().default(null).meta({ description: 'as it was found; after work: as it was left' }), // prettier-ignore
  side: DivisionCode.nullable().default(null).meta({ description: 'the side that has acted' }),
  people: People.default([]),
  neighbourPresent: z.boolean().nullable().default(null),
  neighbour: DivisionCode.nullable().default(null),
  neighbourPeople: People.default([]),
  approvalNo: orNull(Line(100)).default(null),
  applications: z.array(DivisionCode).max(4).default([]).meta({ description: 'sides that have applied for it' }), // prettier-ignore
  measured: Measured.nullable().default(null),
  referenceObjects: z.array(ReferenceObject).max(6).nullable().default(null).meta({ description: 'chosen anew (方位物重选)' }), // prettier-ignore
  note: orNull(Paragraph(2000)).default(null),
  inspection: RecordId.nullable().default(null),
  corrects: RecordId.nullable().default(null).meta({ description: 'the event that this one puts right' }),
  channel: z.enum(['desk', 'field']).default('desk'),
});
export type NewMarkerEvent = z.infer<typeof NewMarkerEvent>;

export const MarkerEvent = z.object({
  id: z.number().int(),
  uuid: z.string(),
  marker: z.object({ id: z.number().int(), number: z.string(), line: z.string() }),
  kind: MarkerEventKind,
  happenedOn: z.string(),
  condition: MarkerCondition.nullable(),
  side: DivisionRef.nullable(),
  people: z.array(z.string()),
  neighbourPresent: z.boolean().nullable(),
  neighbour: DivisionRef.nullable(),
  neighbourPeople: z.array(z.string()),
  approvalNo: z.string().nullable(),
  applications: z.array(z.string()),
  measured: z
    .object({
      x: z.number().nullable(),
      y: z.number().nullable(),
      crs: z.number().int().nullable(),
      height: z.number().nullable(),
      point: Position.nullable(),
      accuracyM: z.number().nullable(),
      method: z.string().nullable(),
    })
    .nullable(),
  displacementM: z.number().nullable().meta({ description: 'measured against registered position, geodesic' }), // prettier-ignore
  toleranceM: z.number().nullable(),
  toleranceRule: z.string().nullable().meta({ description: 'where the tolerance comes from' }),
  flags: z.array(MarkerEventFlag),
  changes: z.record(z.string(), z.unknown()).nullable(),
  note: z.string().nullable(),
  inspection: z.number().int().nullable(),
  corrects: z.number().int().nullable(),
  correctedBy: z.number().int().nullable(),
  channel: z.enum(['desk', 'field']),
  recordedBy: z.string(),
  recordedAt: z.string(),
  sample: z.boolean(),
  attachments: z.array(Attachment),
});
export type MarkerEvent = z.infer<typeof MarkerEvent>;

const events = { tag: 'markers', action: 'read.staff' } as const;

export const listMarkerEvents = endpoint({
  ...events,
  id: 'listMarkerEvents',
  method: 'get',
  path: '/api/v1/marker-events',
  summary: 'Events of markers, the newest first',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    marker: RecordId.optional(),
    line: z.string().max(30).optional(),
    division: DivisionCode.optional(),
    kind: MarkerEventKind.optional(),
    flag: MarkerEventFlag.optional(),
    inspection: RecordId.optional(),
    from: Day.optional(),
    to: Day.optional(),
  }),
  response: listOf(MarkerEvent),
});

export const recordMarkerEvent = endpoint({
  ...events,
  id: 'recordMarkerEvent',
  action: 'marker.inspect', // the event's own action is asked with the marker
  method: 'post',
  path: '/api/v1/marker-events',
  summary: 'Records what was done to a marker or seen of it; sent twice, it is recorded once',
  params: z.object({}),
  query: z.object({}),
  body: NewMarkerEvent,
  response: MarkerEvent,
  status: 201,
});
