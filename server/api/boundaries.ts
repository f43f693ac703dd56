import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { Attributes, DivisionCode, DivisionRef, provenance, Version } from './record.ts';

/** `national` is drawn, nothing more; `unclassified` is an outer edge whose other side is not known. */
export const LineLevel = z.enum(['national', 'province', 'prefecture', 'county', 'unclassified']);
export type LineLevel = z.infer<typeof LineLevel>;

const Side = z.object({ code: z.string(), name: z.string() });

export const BoundaryLine = z.object({
  id: z.number().int(),
  code: z.string(),
  name: z.string().meta({ description: '蒙辽线' }),
  level: LineLevel,
  sides: z.array(Side).meta({ description: 'the two sides, smaller code first; one for an outer edge' }),
  lengthKm: z.number().meta({ description: 'geodesic, of the illustrative geometry' }),
  segments: z.number().int(),
  markers: z.number().int(),
  bbox: z.array(z.number()).length(4),
  legal: z.boolean().meta({ description: 'false: 示意数据, 非法定界线' }),
  ...provenance,
});
export type BoundaryLine = z.infer<typeof BoundaryLine>;

export const BoundaryLineDetail = BoundaryLine.extend({
  version: Version,
  origin: z
    .enum(['derived', 'surveyed'])
    .meta({ description: 'derived: from the polygons; surveyed: imported' }),
  statedLengthKm: z.number().nullable().meta({ description: 'as the documents say' }),
  agreement: z.string().nullable().meta({ description: '协议书' }),
  approval: z.string().nullable().meta({ description: '批复文号' }),
  approvedOn: z.string().nullable(),
  publishedOn: z.string().nullable().meta({ description: 'by notice and 详图 (令353 art. 4)' }),
  detailMap: z.string().nullable().meta({ description: '详图, the reference for all maps' }),
  startsAt: z.string().nullable().meta({ description: '起点' }),
  endsAt: z.string().nullable().meta({ description: '终点' }),
  attributes: Attributes,
  segmentList: z.array(
    z.object({
      id: z.number().int(),
      pair: z.string().meta({ description: 'the codes that it is kept by: 150102-150103' }),
      sides: z.array(Side),
      lengthKm: z.number(),
      carrier: z.string().nullable().meta({ description: 'of the register, else as imported' }),
      register: z
        .object({
          version: Version,
          carrier: z.string().nullable(),
          managing: DivisionRef.nullable().meta({ description: '分工管理' }),
          course: z.string().nullable(),
          note: z.string().nullable(),
          updatedBy: z.string().nullable(),
        })
        .nullable()
        .meta({ description: 'staff only' }),
    }),
  ),
  register: z
    .object({
      converted: z.boolean().nullable(),
      vectorised: z.boolean().nullable(),
      smart: z.boolean().nullable(),
      documents: z.number().int(),
      disputes: z.number().int().meta({ description: 'not resolved' }),
      projects: z.number().int(),
    })
    .nullable()
    .meta({ description: 'staff only; null too of the state border, which is drawn and nothing more' }),
  meetingPoints: z.array(Side).meta({ description: 'on this line' }),
  conditions: z.record(z.string(), z.number().int()).meta({ description: 'markers by condition' }),
});
export type BoundaryLineDetail = z.infer<typeof BoundaryLineDetail>;

export const MeetingPoint = z.object({
  id: z.number().int(),
  code: z.string(),
  name: z.string(),
  level: LineLevel,
  divisions: z.array(DivisionRef),
  point: Position,
  ...provenance,
});
export type MeetingPoint = z.infer<typeof MeetingPoint>;

export const MeetingPointDetail = MeetingPoint.extend({
  version: Version,
  lines: z.array(z.object({ code: z.string(), name: z.string(), level: LineLevel })).meta({ description: 'that end here' }), // prettier-ignore
  register: z
    .object({
      parties: z.number().int().nullable(),
      markers: z.number().int().nullable().meta({ description: 'how many the 交会点协议 says stand there' }),
      standing: z.number().int().meta({ description: 'how many are registered there' }),
      agreement: z.string().nullable(),
      agreedOn: z.string().nullable(),
      note: z.string().nullable(),
      documents: z.number().int(),
    })
    .nullable()
    .meta({ description: 'staff only' }),
});
export type MeetingPointDetail = z.infer<typeof MeetingPointDetail>;

const filters = {
  ...paging,
  level: LineLevel.optional(),
  division: DivisionCode.optional().meta({ description: 'only lines that touch this division' }),
  bbox: BboxParam.optional(),
};

export const listBoundaryLines = endpoint({
  id: 'listBoundaryLines',
  method: 'get',
  path: '/api/v1/boundary-lines',
  summary: 'Boundary lines (the legal units), in the order of their codes',
  tag: 'boundaries',
  action: 'read.public',
  params: z.object({}),
  query: z.object(filters),
  response: listOf(BoundaryLine),
  geojson: true,
});

export const getBoundaryLine = endpoint({
  id: 'getBoundaryLine',
  method: 'get',
  path: '/api/v1/boundary-lines/:code',
  summary: 'One boundary line with its segments',
  tag: 'boundaries',
  action: 'read.public',
  params: z.object({ code: z.string().regex(/^[\w-]{2,30}$/) }),
  query: z.object({ f: paging.f }),
  response: BoundaryLineDetail,
  geojson: true,
  versioned: true,
});

export const listMeetingPoints = endpoint({
  id: 'listMeetingPoints',
  method: 'get',
  path: '/api/v1/meeting-points',
  summary: 'Meeting points (交会点), where three or more divisions meet',
  tag: 'boundaries',
  action: 'read.public',
  params: z.object({}),
  query: z.object(filters),
  response: listOf(MeetingPoint),
  geojson: true,
});

export const getMeetingPoint = endpoint({
  id: 'getMeetingPoint',
  method: 'get',
  path: '/api/v1/meeting-points/:code',
  summary: 'One meeting point (交会点)',
  tag: 'boundaries',
  action: 'read.public',
  params: z.object({ code: z.string().regex(/^[\w-]{2,60}$/) }),
  query: z.object({ f: paging.f }),
  response: MeetingPointDetail,
  geojson: true,
  versioned: true,
});
