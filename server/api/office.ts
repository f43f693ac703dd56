import { z } from 'zod';
import { Draft } from './drafts.ts';
import { endpoint } from './endpoint.ts';
import { Due, Filing, FilingAct } from './filings.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, IsoDate } from './record.ts';
import { Position } from './geo.ts';

const office = { tag: 'office', method: 'get', params: z.object({}) } as const;

export const Office = z.object({
  today: IsoDate,
  due: z.array(Filing.extend({ due: z.array(Due).min(1) })).meta({ description: 'what 备案 or 公告 is to be done for, the most urgent first' }), // prettier-ignore
  overdue: z.number().int(),
  review: z
    .object({ drafts: z.array(Draft), filings: z.array(Filing) })
    .meta({ description: 'waits for me' }),
  publish: z.array(Draft).meta({ description: 'approved, to be published' }),
  returned: z.object({ drafts: z.array(Draft), filings: z.array(Filing) }).meta({ description: 'my own, sent back' }), // prettier-ignore
  incomplete: z.array(Filing).meta({ description: 'accepted without 批准文号' }),
});
export type Office = z.infer<typeof Office>;

export const getOffice = endpoint({
  ...office,
  id: 'getOffice',
  path: '/api/v1/office',
  summary: 'What is due, what is overdue, and what waits for this account',
  action: 'place.propose',
  query: z.object({}),
  response: Office,
});

export const NameChange = z.object({
  placeCode: z.string().nullable(),
  placeId: z.number().int(),
  change: FilingAct,
  on: z.string().meta({ description: 'from this day; of a former name it may be a year or a month' }),
  name: z.string(),
  formerName: z.string().nullable(),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  class: z.string(),
  division: z.string(),
  path: z.array(DivisionRef),
  point: Position.nullable(),
  status: z.string(),
  secrecy: z.string(),
  sample: z.boolean(),
  authority: z.string().nullable(),
  documentNo: z.string().nullable(),
  approvedOn: z.string().nullable(),
  filedOn: z.string().nullable(),
  noticedOn: z.string().nullable(),
});
export type NameChange = z.infer<typeof NameChange>;

export const listNameChanges = endpoint({
  ...office,
  id: 'listNameChanges',
  path: '/api/v1/name-changes',
  summary: 'What was named, renamed and cancelled between two days, by place code: the yearly change set for the national database', // prettier-ignore
  action: 'read.staff',
  query: z.object({
    from: IsoDate,
    to: IsoDate,
    division: DivisionCode.optional(),
    change: FilingAct.optional(),
    sample: z.enum(['true', 'false']).default('false').meta({ description: 'true: 示例数据 as well' }),
    limit: paging.limit,
    next: paging.next,
    f: z.enum(['json', 'csv']).optional(),
  }),
  csv: true,
  response: listOf(NameChange),
});
