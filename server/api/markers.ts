import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { Attributes, DivisionCode, DivisionRef, provenance, RecordId, Version } from './record.ts';

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
