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

/** 危房, 设施陈旧, 火化机 past its age (部门设定), emissions that do not comply. */
export const ConditionFlag = z.enum(['dilapidated', 'outdated', 'equipment', 'emissions']);
export type ConditionFlag = z.infer<typeof ConditionFlag>;

/** A status and the day from which it held; null = not known. */
export const StatusSince = z.object({ status: FacilityStatus, from: z.string().nullable() });
export type StatusSince = z.infer<typeof StatusSince>;

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
  flags: z.array(ConditionFlag).meta({ description: 'what is wrong by its own record' }),
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
  envCompliant: z.boolean().nullable(),
  creditCode: z.string().nullable(),
  services: z.array(z.string()),
  statusHistory: z.array(StatusSince),
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
    position: PositionKind.optional(),
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

export const AddressCandidate = z.object({
  id: z.number().int(),
  name: z.string(),
  class: z.string(),
  division: z.string(),
  point: Position,
});
export type AddressCandidate = z.infer<typeof AddressCandidate>;

export const listAddressCandidates = endpoint({
  id: 'listAddressCandidates',
  method: 'get',
  path: '/api/v1/address-candidates',
  summary: 'Places whose names stand in an address: where a facility without coordinates may be',
  tag: 'facilities',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({ division: DivisionCode, address: z.string().trim().min(2).max(300) }),
  response: z.object({ items: z.array(AddressCandidate) }),
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
