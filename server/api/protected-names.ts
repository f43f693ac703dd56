import { z } from 'zod';
import { Attachment } from './attachments.ts';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId, Version } from './record.ts';

export const ProtectedName = z.object({
  id: z.number().int(),
  version: Version,
  name: z.string(),
  division: z.string(),
  path: z.array(DivisionRef),
  placeId: z.number().int().nullable(),
  category: z.string().nullable(),
  evidence: z.string().meta({ description: '历史文化价值, with sources' }),
  document: z.string().nullable().meta({ description: 'by which it was listed' }),
  listedOn: z.string().nullable(),
  delistedOn: z.string().nullable().meta({ description: 'no longer on the list from this day' }),
  source: z.string(),
  sample: z.boolean(),
  updatedAt: z.string(),
});
export type ProtectedName = z.infer<typeof ProtectedName>;
export const ProtectedDetail = ProtectedName.extend({ attachments: z.array(Attachment) });
export type ProtectedDetail = z.infer<typeof ProtectedDetail>;

const fields = {
  name: Line(200),
  division: DivisionCode,
  placeId: RecordId.nullable(),
  category: orNull(Line(100)),
  evidence: Paragraph(10_000).refine((text) => text !== '', 'must say why it is protected'),
  document: orNull(Line(200)),
  listedOn: orNull(Day),
  delistedOn: orNull(Day),
};
const Change = z.strictObject(fields).partial();
const New = Change.required({ name: true, division: true, evidence: true });
export type ProtectedChange = z.infer<typeof Change>;
export type NewProtected = z.infer<typeof New>;

const names = { tag: 'office', action: 'place.edit', query: z.object({}) } as const;
const one = { ...names, params: z.object({ id: RecordId }), response: ProtectedDetail, versioned: true } as const; // prettier-ignore
const path = '/api/v1/protected-names';

export const listProtectedNames = endpoint({
  ...names,
  id: 'listProtectedNames',
  method: 'get',
  path,
  summary: '地名文化遗产保护名录, by division and name',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    q: Line(100).optional(),
    division: DivisionCode.optional(),
    place: RecordId.optional(),
    listed: z.enum(['true', 'false']).optional().meta({ description: 'true: on the list today' }),
  }),
  response: listOf(ProtectedName),
});
export const getProtectedName = endpoint({ ...one, id: 'getProtectedName', method: 'get', path: `${path}/:id`, summary: 'A protected name with its evidence', action: 'read.staff' }); // prettier-ignore
export const createProtectedName = endpoint({ ...one, id: 'createProtectedName', method: 'post', path, summary: 'Lists a name', params: z.object({}), body: New, status: 201 }); // prettier-ignore
export const editProtectedName = endpoint({ ...one, id: 'editProtectedName', method: 'patch', path: `${path}/:id`, summary: 'Changes the fields that are named; delistedOn takes it off the list', body: Change, match: true }); // prettier-ignore
export const deleteProtectedName = endpoint({
  ...names,
  id: 'deleteProtectedName',
  method: 'delete',
  path: `${path}/:id`,
  summary: 'Takes away what was listed by mistake, with its attachments',
  params: z.object({ id: RecordId }),
  response: z.object({ done: z.literal(true) }),
  match: true,
});
