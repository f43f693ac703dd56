import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position, PositionKind } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, provenance, RecordId, Version } from './record.ts';

export const PlaceStatus = z.enum(['current', 'renamed', 'abolished', 'merged', 'proposed']);
export const ClassCode = z
  .string()
  .regex(/^\d{1,5}$/)
  .meta({ description: 'GB/T 18521 class; a shorter code takes in its subclasses' });

export const PlaceClass = z.object({
  code: z.string(),
  parentCode: z.string().nullable(),
  name: z.string(),
  nameEn: z.string().nullable(),
  verified: z
    .boolean()
    .meta({ description: 'false: code reconstructed, to be confirmed against the standard' }),
  settlement: z.boolean(),
  places: z.number().int(),
});

export const Place = z.object({
  id: z.number().int(),
  name: z.string(),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  class: z.object({ code: z.string(), name: z.string().nullable() }),
  path: z.array(DivisionRef),
  division: z.string(),
  denotes: z.string().nullable().meta({ description: 'code of the division that it names' }),
  status: PlaceStatus,
  importance: z.number().int(),
  point: Position.nullable(),
  position: PositionKind,
  ...provenance,
});
export type Place = z.infer<typeof Place>;

export const PlaceName = z.object({
  text: z.string(),
  kind: z.enum(['standard', 'short', 'alias', 'former', 'variant']),
  lang: z.string(),
  reading: z.string().nullable(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
});

export const PlaceDetail = Place.extend({
  version: Version,
  names: z.array(PlaceName),
  placeCode: z.string().nullable(),
});
export type PlaceDetail = z.infer<typeof PlaceDetail>;

export const listPlaces = endpoint({
  id: 'listPlaces',
  method: 'get',
  path: '/api/v1/places',
  summary: 'Gazetteer entries, the most important first',
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    ...paging,
    division: DivisionCode.optional(),
    class: ClassCode.optional(),
    status: PlaceStatus.optional(),
    sample: z.enum(['true', 'false']).optional().meta({ description: 'only, or no, 示例数据' }),
    bbox: BboxParam.optional(),
  }),
  response: listOf(Place),
  geojson: true,
});

export const getPlace = endpoint({
  id: 'getPlace',
  method: 'get',
  path: '/api/v1/places/:id',
  summary: 'One gazetteer entry with all its names',
  tag: 'places',
  action: 'read.public',
  params: z.object({ id: RecordId }),
  query: z.object({ f: paging.f }),
  response: PlaceDetail,
  geojson: true,
  versioned: true,
});

export const listPlaceClasses = endpoint({
  id: 'listPlaceClasses',
  method: 'get',
  path: '/api/v1/place-classes',
  summary: 'GB/T 18521 classes with the number of entries in each',
  tag: 'places',
  action: 'read.public',
  params: z.object({}),
  query: z.object({}),
  response: z.object({ items: z.array(PlaceClass) }),
});
