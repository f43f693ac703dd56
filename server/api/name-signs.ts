import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { BboxParam, Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId, Version } from './record.ts';

/** What a sign is for, by the kinds of 《地名管理条例》 art. 3; `door`: 楼门牌. */
export const SignKind = z.enum(['division', 'village', 'street', 'door', 'building', 'natural', 'site', 'facility', 'other']); // prettier-ignore
export const SignState = z.enum(['intact', 'damaged', 'missing', 'wrong', 'removed']).meta({ description: 'wrong: what stands on it is not the standard name' }); // prettier-ignore

export const NameSign = z.object({
  id: z.number().int(),
  version: Version,
  name: z.string().meta({ description: 'as it stands on the sign' }),
  placeId: z.number().int().nullable(),
  placeName: z.string().nullable().meta({ description: 'its standard name today' }),
  division: z.string(),
  path: z.array(DivisionRef),
  kind: SignKind,
  material: z.string().nullable(),
  state: SignState,
  point: Position.nullable(),
  location: z.string().nullable(),
  erectedOn: z.string().nullable(),
  checkedOn: z.string().nullable(),
  note: z.string().nullable(),
  photo: z.number().int().nullable().meta({ description: 'attachment that is its newest picture' }),
  createdBy: z.string(),
  updatedAt: z.string(),
});
export type NameSign = z.infer<typeof NameSign>;
export const SignDetail = NameSign.extend({ attachments: z.array(Attachment) });
export type SignDetail = z.infer<typeof SignDetail>;

const fields = {
  name: Line(200),
  placeId: RecordId.nullable(),
  division: DivisionCode,
  kind: SignKind,
  material: orNull(Line(60)),
  state: SignState,
  point: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]).nullable(),
  location: orNull(Line(200)),
  erectedOn: orNull(Day),
  checkedOn: orNull(Day),
  note: orNull(Paragraph(2000)),
};
const Change = z.strictObject(fields).partial();
const New = Change.required({ name: true, division: true, kind: true, state: true });
export type SignChange = z.infer<typeof Change>;
export type NewSign = z.infer<typeof New>;

const signs = { tag: 'office', action: 'place.edit', query: z.object({}) } as const;
const one = { ...signs, params: z.object({ id: RecordId }), response: SignDetail, versioned: true } as const;
const path = '/api/v1/name-signs';

export const listNameSigns = endpoint({
  ...signs,
  id: 'listNameSigns',
  method: 'get',
  path,
  summary: '地名标志: signs, the last changed first',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    q: Line(100).optional(),
    division: DivisionCode.optional(),
    kind: SignKind.optional(),
    state: SignState.optional(),
    place: RecordId.optional(),
    bbox: BboxParam.optional(),
  }),
  response: listOf(NameSign),
});
export const getNameSign = endpoint({ ...one, id: 'getNameSign', method: 'get', path: `${path}/:id`, summary: 'A sign with its pictures', action: 'read.staff' }); // prettier-ignore
export const createNameSign = endpoint({ ...one, id: 'createNameSign', method: 'post', path, summary: 'Registers a sign', params: z.object({}), body: New, status: 201 }); // prettier-ignore
export const editNameSign = endpoint({ ...one, id: 'editNameSign', method: 'patch', path: `${path}/:id`, summary: 'Changes the fields that are named', body: Change, match: true }); // prettier-ignore
export const deleteNameSign = endpoint({
  ...signs,
  id: 'deleteNameSign',
  method: 'delete',
  path: `${path}/:id`,
  summary:
    'Takes away what was registered by mistake, with its pictures; a sign that was taken down is `removed`',
  params: z.object({ id: RecordId }),
  response: z.object({ done: z.literal(true) }),
  match: true,
});
