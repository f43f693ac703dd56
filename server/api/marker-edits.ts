import { z } from 'zod';
import { Day, EditFinding, Line, orNull, Paragraph, Secrecy } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { ReferenceObject } from './marker-events.ts';
import { MarkerCondition, MarkerDetail, MarkerType } from './markers.ts';
import { listOf } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId } from './record.ts';

const Side = z.string().regex(/^\d{6}$/, 'must be a division code of 6 digits');

/** A surveyed value: a number, or a text where the zeros at its end count. */
const Surveyed = z.union([z.number(), z.string().regex(/^-?\d{1,9}(\.\d{1,9})?$/, 'must be a decimal number')]); // prettier-ignore

/** What a boundary officer can change of a marker by hand; its position changes by relocation and resurvey alone. */
const fields = {
  material: orNull(Line(60)),
  sides: z.array(Side).min(2).max(3).meta({ description: 'codes of the two or three sides' }),
  managing: orNull(DivisionCode).meta({ description: '管理方 (分工管理)' }),
  establishedOn: orNull(Day),
  referenceObjects: z.array(ReferenceObject).max(6),
  description: orNull(Paragraph(2000)),
  smart: z.boolean().nullable().meta({ description: 'a smart marker (物联网); null: not known' }),
  public: z.boolean(),
  secrecy: Secrecy,
};

/** What is named changes, the rest stays. */
export const MarkerChange = z.strictObject(fields).partial();
export type MarkerChange = z.infer<typeof MarkerChange>;

/** A marker that is set up (增设), with the papers that it needs. */
export const NewMarker = z.strictObject({
  uuid: z.uuid().meta({ description: 'made by the client: what is sent twice is added once' }),
  number: Line(20),
  line: z.string().regex(/^[\w-]{2,30}$/, 'must be the code of a boundary line'),
  type: MarkerType.nullable().default(null),
  registered: z
    .strictObject({
      x: Surveyed.nullable().default(null).meta({ description: 'northing, m, exactly as surveyed' }),
      y: Surveyed.nullable().default(null).meta({ description: 'easting, m, exactly as surveyed' }),
      crs: z.number().int().nullable().default(null).meta({ description: 'EPSG code' }),
      point: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).nullable().default(null),
      height: Surveyed.nullable().default(null),
      accuracyM: z.number().min(0).max(10_000).nullable().default(null),
      method: orNull(Line(60)).default(null),
    })
    .nullable()
    .default(null),
  material: fields.material.default(null),
  sides: fields.sides,
  managing: fields.managing.default(null),
  referenceObjects: fields.referenceObjects.default([]),
  description: fields.description.default(null),
  smart: fields.smart.default(null),
  public: z.boolean().default(false),
  secrecy: Secrecy.default('公开'),
  establishedOn: Day,
  condition: MarkerCondition.nullable().default(null),
  people: z.array(Line(60)).max(20).default([]),
  neighbourPresent: z.boolean().nullable().default(null),
  neighbour: DivisionCode.nullable().default(null),
  neighbourPeople: z.array(Line(60)).max(20).default([]),
  approvalNo: orNull(Line(100)).default(null),
  applications: z.array(DivisionCode).max(4).default([]),
  note: orNull(Paragraph(2000)).default(null),
}); // prettier-ignore
export type NewMarker = z.infer<typeof NewMarker>;

const SavedMarker = MarkerDetail.extend({ findings: z.array(EditFinding) });

export const addMarker = endpoint({
  tag: 'markers',
  id: 'addMarker',
  action: 'marker.add',
  method: 'post',
  path: '/api/v1/markers',
  summary: 'Adds a marker (增设), with its first event; both sides’ applications and an approval number are needed',
  params: z.object({}),
  query: z.object({}),
  body: NewMarker,
  response: SavedMarker,
  status: 201,
  versioned: true,
}); // prettier-ignore

export const editMarker = endpoint({
  tag: 'markers',
  id: 'editMarker',
  action: 'line.edit', // marker.inspect says what was seen; this changes the register
  method: 'patch',
  path: '/api/v1/markers/:id',
  summary: 'Changes what the register says of a marker, its position and condition excepted',
  params: z.object({ id: RecordId }),
  query: z.object({}),
  body: MarkerChange,
  response: SavedMarker,
  match: true,
  versioned: true,
});

/** A row of a 界桩成果表: registered values exactly as they stand. */
export const MarkerResult = z.object({
  id: z.number().int(),
  number: z.string(),
  type: MarkerType.nullable(),
  letter: z.string().nullable(),
  sides: z.array(DivisionRef),
  managing: DivisionRef.nullable(),
  x: z.string().nullable().meta({ description: 'northing, m, exactly as surveyed' }),
  y: z.string().nullable().meta({ description: 'easting, m, exactly as surveyed' }),
  height: z.string().nullable(),
  crs: z.number().int().nullable(),
  crsName: z.string().nullable(),
  zone: z.string().nullable().meta({ description: '带号与中央经线' }),
  method: z.string().nullable(),
  accuracyM: z.number().nullable(),
  transformStatus: z.enum(['transformed', 'untransformed', 'approximate']),
  chainageKm: z.number().nullable(),
  material: z.string().nullable(),
  establishedOn: z.string().nullable(),
  condition: MarkerCondition,
});
export type MarkerResult = z.infer<typeof MarkerResult>;

export const listMarkerResults = endpoint({
  tag: 'markers',
  id: 'listMarkerResults',
  action: 'read.staff',
  method: 'get',
  path: '/api/v1/marker-results',
  summary: '界桩成果表 of a line: all of its markers in their order',
  params: z.object({}),
  query: z.object({ line: z.string().max(30) }),
  response: listOf(MarkerResult).extend({
    line: z.object({
      code: z.string(),
      name: z.string().nullable(),
      level: z.string().nullable(),
      sides: z.array(DivisionRef),
      lengthKm: z.number().nullable(),
      agreement: z.string().nullable(),
      legal: z.boolean().nullable(),
    }),
  }),
});
