import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { FacilityKindId } from './facilities.ts';
import { DivisionCode } from './record.ts';

/** design.md section 6. `unknown` is never a gap and never met. */
export const DutyResult = z.enum(['met', 'met_by_substitute', 'not_met', 'not_applicable', 'unknown']);
export type DutyResult = z.infer<typeof DutyResult>;

export const Duty = z.object({
  result: DutyResult,
  facilities: z.number().int().meta({ description: 'operating facilities of the kind located in the unit' }),
  reason: z.string().meta({ description: 'one sentence in Chinese: why' }),
});

export const Reach = z.object({
  settlements: z.number().int(),
  within: z.number().int(),
  share: z
    .number()
    .nullable()
    .meta({ description: '0..1, settlements within the threshold; null = no settlement with a position' }),
  p50Km: z.number().nullable(),
  p90Km: z.number().nullable(),
  maxKm: z.number().nullable(),
  gap: z.boolean().nullable().meta({ description: 'share below 80 %; null = unknown' }),
});

export const Burden = z.object({
  beyond: z.number().int().meta({ description: 'settlements beyond the threshold' }),
});

export const CoverageUnit = z.object({
  code: z.string(),
  name: z.string(),
  parentCode: z.string().nullable(),
  parentName: z.string().nullable(),
  zone: z.string().nullable().meta({ description: 'cremation zone, for funeral kinds' }),
  duty: Duty,
  reach: Reach.nullable().meta({ description: 'null: reach is not computed for this kind' }),
  burden: Burden.nullable(),
});
export type CoverageUnit = z.infer<typeof CoverageUnit>;

export const Citation = z.object({
  text: z.string(),
  title: z.string(),
  article: z.string().nullable(),
  inForce: z.boolean(),
});

export const CoverageAnswer = z.object({
  kind: z.object({ id: z.string(), name: z.string() }),
  unit: z.enum(['county', 'township', 'prefecture']),
  thresholdKm: z.number().nullable(),
  thresholdBasis: z.string().meta({ description: '部门设定, 无法定依据' }),
  policy: z
    .object({
      id: z.string(),
      title: z.string(),
      legalNature: z.string(),
      planPeriod: z.string().nullable(),
      targetShare: z.number().nullable(),
      targetScope: z.string().nullable(),
      citations: z.array(Citation),
    })
    .nullable(),
  totals: z.object({
    met: z.number().int(),
    met_by_substitute: z.number().int(),
    not_met: z.number().int(),
    not_applicable: z.number().int(),
    unknown: z.number().int(),
    reachGap: z.number().int(),
    beyond: z.number().int(),
    settlements: z.number().int(),
  }),
  items: z.array(CoverageUnit),
  total: z.number().int(),
  next: z.null(),
  sample: z.boolean(),
  notice: z.string().nullable().meta({ description: '示例数据, 不反映实际' }),
  weighting: z.string().meta({ description: '按居民点, 非人口' }),
  asOf: z.string(),
});
export type CoverageAnswer = z.infer<typeof CoverageAnswer>;

export const getCoverage = endpoint({
  id: 'getCoverage',
  method: 'get',
  path: '/api/v1/coverage',
  summary: 'Duty, reach and burden of one kind of facility per unit, in the order of their codes',
  tag: 'coverage',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({
    kind: FacilityKindId,
    unit: z
      .enum(['county', 'township', 'prefecture'])
      .optional()
      .meta({ description: 'the unit of the kind if left out' }),
    T: z.coerce
      .number()
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'reach threshold in km; the default of the kind if left out' }),
    division: DivisionCode.optional(),
  }),
  response: CoverageAnswer,
});
