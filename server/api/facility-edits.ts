import { z } from 'zod';
import { AttributeChanges, AttributeTexts, Day, editable, EditFinding, Line, orNull, Paragraph, Secrecy } from './edits.ts'; // prettier-ignore
import { endpoint } from './endpoint.ts';
import { FacilityKindId, FacilityStatus, StatusSince } from './facilities.ts';
import { Position, PositionKind } from './geo.ts';
import { DivisionCode, RecordId } from './record.ts';

const FacilityLevel = z.enum(['province', 'prefecture', 'county', 'township']);

/** What a planner can change of a facility (domain.md 7.6). */
export const FacilityContent = z.object({
  kind: z.string(),
  name: z.string(),
  code: z.string().nullable(),
  county: z.string(),
  township: z.string().nullable(),
  address: z.string().nullable(),
  point: Position.nullable(),
  position: PositionKind,
  status: FacilityStatus,
  openedOn: z.string().nullable(),
  closedOn: z.string().nullable(),
  level: FacilityLevel.nullable(),
  ownership: z.string().nullable(),
  hostedIn: z.string().nullable(),
  capacity: z.number().int().nullable(),
  serves: z.array(z.string()).meta({ description: 'codes of the divisions that it serves besides its own' }),
  phone: z.string().nullable(),
  hours: z.string().nullable(),
  condition: z.string().nullable(),
  equipmentYear: z.number().int().nullable(),
  envCompliant: z.boolean().nullable(),
  creditCode: z.string().nullable(),
  services: z.array(z.string()),
  statusHistory: z
    .array(StatusSince)
    .meta({ description: 'in the order of time; a change of `status` alone adds to it' }),
  approvalNo: z.string().nullable(),
  verifiedOn: z.string().nullable(),
  attributes: AttributeTexts,
  public: z.boolean(),
  secrecy: Secrecy,
});
export type FacilityContent = z.infer<typeof FacilityContent>;

const fields = {
  kind: FacilityKindId,
  name: Line(200),
  code: orNull(Line(60)),
  county: z.string().regex(/^\d{6}$/, 'must be a division code of 6 digits'),
  township: orNull(z.string().regex(/^\d{9}$/, 'must be a division code of 9 digits')),
  address: orNull(Line(300)),
  point: Position.nullable(),
  position: PositionKind,
  status: FacilityStatus,
  openedOn: orNull(Day),
  closedOn: orNull(Day),
  level: FacilityLevel.nullable(),
  ownership: orNull(Line(60)),
  hostedIn: orNull(Line(200)),
  capacity: z.number().int().min(0).max(10_000_000).nullable(),
  serves: z.array(DivisionCode).max(200),
  phone: orNull(Line(60)),
  hours: orNull(Line(200)),
  condition: orNull(Paragraph(500)),
  equipmentYear: z.number().int().min(1900).max(2199).nullable(),
  envCompliant: z.boolean().nullable(),
  creditCode: orNull(Line(30)),
  services: z.array(Line(60)).max(50),
  statusHistory: z.array(z.strictObject({ status: FacilityStatus, from: orNull(Day) })).max(50),
  approvalNo: orNull(Line(100)),
  verifiedOn: orNull(Day),
  attributes: AttributeChanges,
  public: z.boolean(),
  secrecy: Secrecy,
};

/** What is named changes, the rest stays. */
export const FacilityChange = z.strictObject(fields).partial();
export type FacilityChange = z.infer<typeof FacilityChange>;
const NewFacility = FacilityChange.required({ kind: true, name: true, county: true });

export const FacilityRecord = z.object({ id: z.number().int(), ...editable, content: FacilityContent });
export type FacilityRecord = z.infer<typeof FacilityRecord>;
const SavedFacility = FacilityRecord.extend({ findings: z.array(EditFinding) });

const one = { tag: 'facilities', params: z.object({ id: RecordId }), query: z.object({}) } as const;

export const getFacilityRecord = endpoint({
  ...one,
  id: 'getFacilityRecord',
  method: 'get',
  path: '/api/v1/facilities/:id/record',
  summary: 'Everything of a facility that can be edited, with its version',
  action: 'read.staff',
  response: FacilityRecord,
  versioned: true,
});

export const editFacility = endpoint({
  ...one,
  id: 'editFacility',
  method: 'patch',
  path: '/api/v1/facilities/:id',
  summary: 'Changes the fields that are named',
  action: 'facility.edit',
  body: FacilityChange,
  response: SavedFacility,
  versioned: true,
  match: true,
});

export const createFacility = endpoint({
  id: 'createFacility',
  method: 'post',
  path: '/api/v1/facilities',
  summary: 'A new facility',
  tag: 'facilities',
  action: 'facility.edit',
  params: z.object({}),
  query: z.object({}),
  body: NewFacility,
  response: SavedFacility,
  status: 201,
  versioned: true,
});

export const deleteFacility = endpoint({
  ...one,
  id: 'deleteFacility',
  method: 'delete',
  path: '/api/v1/facilities/:id',
  summary: 'Takes away a facility that never was one; one that has closed is closed instead',
  action: 'facility.edit',
  response: z.object({ done: z.literal(true) }),
  match: true,
});
