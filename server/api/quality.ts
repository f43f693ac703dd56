import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionRef } from './record.ts';

export const QualityCheckId = z.enum([
  'same-name',
  'same-sound',
  'township-same-name',
  'twin',
  'outside-division',
  'no-position',
  'inferred-position',
  'no-roman',
  'no-mongolian',
  'roman-suspicious',
  'roman-is-pinyin',
  'characters',
  'form',
  'words',
  'generic',
  'class-unknown',
  'division-unknown',
  'place-code',
]);
export type QualityCheckId = z.infer<typeof QualityCheckId>;

const Count = z.object({
  real: z.number().int(),
  sample: z.number().int().meta({ description: '示例数据' }),
});

export const QualityCheck = z.object({
  id: QualityCheckId,
  title: z.string(),
  titleEn: z.string(),
  basis: z.string().nullable().meta({ description: 'article or standard; null: set by the department' }),
  ...Count.shape,
});

export type QualityCheck = z.infer<typeof QualityCheck>;

export const QualityUnit = z.object({
  code: z.string(),
  name: z.string().nullable().meta({ description: 'null: no present division has this code' }),
  parent: z.string().nullable(),
  counts: z.partialRecord(QualityCheckId, Count).meta({ description: 'checks without any entry are left out' }), // prettier-ignore
});
export type QualityUnit = z.infer<typeof QualityUnit>;

export const Quality = z.object({
  state: z.enum(['counting', 'ready', 'failed']),
  done: z.number().int(),
  total: z.number().int().meta({ description: 'entries to be looked at' }),
  countedAt: z.string().nullable(),
  stale: z.boolean().meta({ description: 'the data have changed since they were counted' }),
  entries: Count.nullable(),
  checks: z.array(QualityCheck).meta({ description: 'empty until the first count is done' }),
  units: z.array(QualityUnit),
});
export type Quality = z.infer<typeof Quality>;

export const getQuality = endpoint({
  id: 'getQuality',
  method: 'get',
  path: '/api/v1/quality',
  summary: 'What is doubtful in the present gazetteer: counts for each check and banner, 示例数据 apart',
  tag: 'quality',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({}),
  response: Quality,
});

const sixDigits = z.string().regex(/^\d{6}$/, 'must be a division code of 6 digits');

export const QualityRow = z.object({
  id: z.number().int(),
  name: z.string(),
  roman: z.string().nullable(),
  class: z.object({ code: z.string(), name: z.string().nullable() }),
  division: z.string(),
  path: z.array(DivisionRef),
  point: Position.nullable(),
  sample: z.boolean(),
  group: z.string().nullable().meta({ description: 'entries of one group belong together; they follow one another' }), // prettier-ignore
  detail: z.string().nullable(),
});
export type QualityRow = z.infer<typeof QualityRow>;

export const listQuality = endpoint({
  id: 'listQuality',
  method: 'get',
  path: '/api/v1/quality/:check',
  summary: 'The entries that one check finds, in the order of banners and groups',
  tag: 'quality',
  action: 'read.staff',
  params: z.object({ check: QualityCheckId }),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    f: z.enum(['json', 'csv']).optional().meta({ description: 'csv: all of them' }),
    division: sixDigits.optional().meta({ description: 'with all that lies in it' }),
    unit: sixDigits.optional().meta({ description: 'what `units` counts under this code, no more: of a league what is entered in the league itself' }), // prettier-ignore
    sample: z.enum(['true', 'false']).default('false').meta({ description: '示例数据, or what is not' }),
  }),
  response: listOf(QualityRow),
  csv: true,
});
