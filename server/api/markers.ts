import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { Attributes, DivisionCode, DivisionRef, IsoDate, provenance, RecordId, Version } from './record.ts';

/** domain.md 5.6; `unknown` is not `intact`. */
export const MarkerCondition = z.enum([
  'intact',
  'damaged',
  'displaced',
  'missing',
  'unclear_inscription',
  'reference_incomplete',
  'unknown',
]);
export type MarkerCondition = z.infer<typeof MarkerCondition>;

export const MarkerType = z.enum(['single', 'double', 'triple']);
export type MarkerType = z.infer<typeof MarkerType>;

export const Marker = z.object({
  id: z.number().int(),
  number: z.string().meta({ description: 'provincial: line (4) + sequence (3) + type letter Q, A-B, C-E' }),
  line: z.object({ code: z.string(), name: z.string().nullable(), level: z.string().nullable() }),
  type: MarkerType.nullable(),
  material: z.string().nullable(),
  condition: MarkerCondition,
  sides: z.array(DivisionRef),
  managing: DivisionRef.nullable(),
  chainageKm: z.number().nullable(),
  establishedOn: z.string().nullable(),
  checkedOn: z.string().nullable(),
  point: Position.nullable(),
  transformStatus: z.enum(['transformed', 'untransformed', 'approximate']),
  ...provenance,
});
export type Marker = z.infer<typeof Marker>;

export const MarkerDetail = Marker.extend({
  version: Version,
  registered: z
    .object({
      x: z.number().nullable().meta({ description: 'northing, m, exactly as surveyed' }),
      y: z.number().nullable().meta({ description: 'easting, m, exactly as surveyed' }),
      crs: z.number().int().nullable().meta({ description: 'EPSG code' }),
      height: z.number().nullable(),
      text: z
        .object({ x: z.string().nullable(), y: z.string().nullable(), height: z.string().nullable() })
        .meta({ description: 'the same as they are written, with the zeros at their ends' }),
    })
    .nullable(),
  accuracyM: z.number().nullable(),
  surveyMethod: z.string().nullable(),
  description: z.string().nullable().meta({ description: '位置描述' }),
  transformMethod: z
    .string()
    .nullable()
    .meta({ description: 'how the point was derived from the registered coordinates' }),
  attributes: Attributes,
  referenceObjects: z.array(
    z.object({ name: z.string(), bearing: z.number().nullable(), distanceM: z.number().nullable() }),
  ),
  numbering: z
    .object({
      line: z.string().nullable().meta({ description: 'code of the line that the number begins with' }),
      sequence: z.string().nullable(),
      letter: z.string().nullable(),
      provincial: z
        .boolean()
        .meta({ description: 'has the form of a provincial number: 4 + 3 digits and a letter' }),
      expected: z
        .boolean()
        .meta({ description: 'is of a provincial line, whose numbers usually have that form' }),
    })
    .meta({ description: 'what the number says, by the pattern of provincial lines (domain.md 5.3)' }),
  crs: z
    .object({ name: z.string(), zone: z.string().nullable(), legacy: z.boolean() })
    .nullable()
    .meta({ description: 'of the registered coordinates; legacy: Beijing 1954 or Xi’an 1980' }),
  smart: z.boolean().nullable(),
  validTo: z.string().nullable().meta({ description: 'retired, or taken out of the register' }),
  stated: z
    .object({ condition: MarkerCondition, on: z.string().nullable() })
    .meta({ description: 'what the last import says; the condition is derived from it and the events' }),
  events: z.number().int(),
  lastMeasured: z
    .object({
      event: z.number().int(),
      on: z.string(),
      point: Position.nullable(),
      displacementM: z.number().nullable(),
      toleranceM: z.number().nullable(),
      toleranceRule: z.string().nullable(),
    })
    .nullable(),
  previous: z.object({ id: z.number().int(), number: z.string() }).nullable(),
  following: z.object({ id: z.number().int(), number: z.string() }).nullable(),
});
export type MarkerDetail = z.infer<typeof MarkerDetail>;

export const listMarkers = endpoint({
  id: 'listMarkers',
  action: 'read.staff', // the public sees counts per line, no positions (domain.md 5.10)
  method: 'get',
  path: '/api/v1/markers',
  summary: 'Boundary markers (界桩), line by line along each line',
  tag: 'markers',
  params: z.object({}),
  query: z.object({
    ...paging,
    line: z.string().max(30).optional().meta({ description: 'code of the boundary line' }),
    level: z.enum(['province', 'prefecture', 'county']).optional(),
    condition: MarkerCondition.optional(),
    number: z.string().max(20).optional().meta({ description: 'the number, or how it begins' }),
    division: DivisionCode.optional().meta({
      description: 'only markers of which this division, or one inside it, is a side',
    }),
    bbox: BboxParam.optional(),
    type: MarkerType.optional(),
    managing: DivisionCode.optional().meta({ description: '管理方: this division, or one inside it' }),
    uncheckedSince: IsoDate.optional().meta({ description: 'not checked since that day, or never' }),
  }),
  response: listOf(Marker),
  geojson: true,
});

export const getMarker = endpoint({
  id: 'getMarker',
  action: 'read.staff',
  method: 'get',
  path: '/api/v1/markers/:id',
  summary: 'One boundary marker with its registered coordinates',
  tag: 'markers',
  params: z.object({ id: RecordId }),
  query: z.object({ f: paging.f }),
  response: MarkerDetail,
  geojson: true,
  versioned: true,
});
