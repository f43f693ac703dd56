import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position, PositionKind } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, IsoDate, provenance } from './record.ts';

export const Level = z.enum(['province', 'prefecture', 'county', 'township']);
export type Level = z.infer<typeof Level>;

export const Division = z.object({
  code: z.string(),
  level: Level,
  kind: z.string().nullable().meta({ description: '旗, 县, 市辖区, 苏木, 镇, 街道 ...' }),
  name: z.string(),
  short: z.array(z.string()),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  path: z.array(DivisionRef).meta({ description: 'the divisions that contain it, from the region down' }),
  point: Position.nullable().meta({ description: 'seat, or else a point inside' }),
  pointPosition: PositionKind,
  bbox: z.array(z.number()).length(4).nullable(),
  areaKm2: z
    .number()
    .nullable()
    .meta({ description: 'computed on the ellipsoid from illustrative polygons; not the official area' }),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  ...provenance,
});
export type Division = z.infer<typeof Division>;

export const DivisionDetail = Division.extend({
  children: z.object({ prefecture: z.number(), county: z.number(), township: z.number() }),
  predecessors: z.array(DivisionRef.extend({ at: z.string().nullable(), change: z.string() })),
  successors: z.array(DivisionRef.extend({ at: z.string().nullable(), change: z.string() })),
  placeId: z.number().int().nullable().meta({ description: 'the gazetteer entry that names it' }),
  geometryNote: z.string().nullable().meta({ description: '示意数据, 非法定界线' }),
});
export type DivisionDetail = z.infer<typeof DivisionDetail>;

export const listDivisions = endpoint({
  id: 'listDivisions',
  method: 'get',
  path: '/api/v1/divisions',
  summary: 'Divisions of one or all levels, in the order of their codes',
  tag: 'divisions',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    ...paging,
    level: Level.optional(),
    division: DivisionCode.optional().meta({ description: 'only divisions inside this one' }),
    bbox: BboxParam.optional(),
    at: IsoDate.optional().meta({ description: 'as they stood on this date; today if left out' }),
  }),
  response: listOf(Division),
  geojson: true,
});

export const getDivision = endpoint({
  id: 'getDivision',
  method: 'get',
  path: '/api/v1/divisions/:code',
  summary: 'One division; an abolished code answers with its last version and its successors',
  tag: 'divisions',
  action: 'read.public',
  params: z.object({ code: DivisionCode }),
  query: z.object({ f: paging.f, at: IsoDate.optional() }),
  response: DivisionDetail,
  geojson: true,
});

export const DivisionOutline = z.object({
  code: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
  rings: z
    .array(z.array(z.number()))
    .meta({ description: 'lon, lat, lon, lat ... of each ring, degrees EPSG:4490; holes run the other way' }),
});
export type DivisionOutline = z.infer<typeof DivisionOutline>;

export const listDivisionOutlines = endpoint({
  id: 'listDivisionOutlines',
  method: 'get',
  path: '/api/v1/division-outlines',
  summary: 'Outlines of the counties for a map on a page of A4; their borders fit together',
  tag: 'divisions',
  action: 'read.public',
  params: z.object({}),
  query: z.object({ division: DivisionCode.optional() }),
  response: z.object({ items: z.array(DivisionOutline), note: z.string() }),
});
