import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position, PositionKind } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { Attributes, DivisionCode, DivisionRef, provenance, RecordId, Version } from './record.ts';

export const FacilityKindId = z.string().regex(/^[a-z][a-z_]{1,60}$/);
export const FacilityStatus = z.enum(['planned', 'building', 'operating', 'suspended', 'closed', 'unknown']);

export const FacilityKind = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string(),
  unit: z.enum(['township', 'county', 'prefecture']),
  reachKm: z.number().nullable().meta({ description: '部门设定, 无法定依据; null: reach is not computed' }),
  symbol: z.string(),
  facilities: z.number().int(),
});
export type FacilityKind = z.infer<typeof FacilityKind>;

export const Facility = z.object({
  id: z.number().int(),
  kind: z.object({ id: z.string(), name: z.string() }),
  name: z.string(),
  path: z.array(DivisionRef),
  address: z.string().nullable(),
  point: Position.nullable(),
  position: PositionKind,
  status: FacilityStatus,
  level: z.string().nullable(),
  openedOn: z.string().nullable(),
  capacity: z.number().int().nullable(),
  serves: z.array(DivisionRef),
  ...provenance,
});
export type Facility = z.infer<typeof Facility>;

export const FacilityDetail = Facility.extend({
  version: Version,
  code: z.string().nullable(),
  ownership: z.string().nullable(),
  hostedIn: z.string().nullable(),
  phone: z.string().nullable(),
  hours: z.string().nullable(),
  condition: z.string().nullable(),
  equipmentYear: z.number().int().nullable(),
  approvalNo: z.string().nullable(),
  closedOn: z.string().nullable(),
  verifiedOn: z.string().nullable(),
  attributes: Attributes,
});
export type FacilityDetail = z.infer<typeof FacilityDetail>;

export const listFacilities = endpoint({
  id: 'listFacilities',
  method: 'get',
  path: '/api/v1/facilities',
  summary: 'Civil-affairs facilities, by kind and division',
  tag: 'facilities',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    ...paging,
    kind: FacilityKindId.optional(),
    division: DivisionCode.optional(),
    status: FacilityStatus.optional(),
    bbox: BboxParam.optional(),
  }),
  response: listOf(Facility),
  geojson: true,
});

export const getFacility = endpoint({
  id: 'getFacility',
  method: 'get',
  path: '/api/v1/facilities/:id',
  summary: 'One facility',
  tag: 'facilities',
  action: 'read.public',
  params: z.object({ id: RecordId }),
  query: z.object({ f: paging.f }),
  response: FacilityDetail,
  geojson: true,
  versioned: true,
});

export const listFacilityKinds = endpoint({
  id: 'listFacilityKinds',
  method: 'get',
  path: '/api/v1/facility-kinds',
  summary: 'Kinds of facility, with their number',
  tag: 'facilities',
  action: 'read.public',
  params: z.object({}),
  query: z.object({}),
  response: z.object({ items: z.array(FacilityKind) }),
});
