import { z } from 'zod';
import { Indicator, PolicyCited } from './coverage-policies.ts';
import { endpoint } from './endpoint.ts';
import { FacilityKindId } from './facilities.ts';
import { DivisionCode, IsoDate } from './record.ts';

/** design.md section 6. `unknown` is never a gap and never met. */
export const DutyResult = z.enum(['met', 'met_by_substitute', 'not_met', 'not_applicable', 'unknown']);
export type DutyResult = z.infer<typeof DutyResult>;

export const Unit = z.enum(['county', 'township', 'prefecture']);
export type Unit = z.infer<typeof Unit>;

/** straight: T is compared with kilometres as the crow flies; detour: with those times the factor; road: T is minutes. */
export const Method = z.enum(['straight', 'detour', 'road']);
export type Method = z.infer<typeof Method>;

export const defaultDetour = 1.3;
export const defaultShare = 0.8;

/** What a run is asked with: the same parameters and the same inputs give the same answer. */
export const coverageQuery = {
  kind: FacilityKindId,
  unit: Unit.optional().meta({ description: 'the unit of the kind if left out' }),
  T: z.coerce.number().min(1).max(1000).optional().meta({
    description: 'reach threshold: km, or minutes by road; the default of the kind if left out',
  }),
  on: IsoDate.optional().meta({ description: 'date of the report; today in China if left out' }),
  method: Method.default('straight'),
  detour: z.coerce.number().min(1).max(3).default(defaultDetour).meta({ description: 'road km ≈ straight km × this' }), // prettier-ignore
  share: z.coerce.number().min(0.01).max(1).default(defaultShare).meta({
    description: 'a unit with a smaller share of settlements within T has a reach gap; 部门设定',
  }),
  division: DivisionCode.optional(),
};

const { kind: _kind, unit: _unit, T: _T, ...common } = coverageQuery;

/** What several kinds are asked with at once. */
export const areaQuery = {
  ...common,
  kinds: z.string().regex(/^[a-z_]+(,[a-z_]+)*$/).max(600).optional().meta({ description: 'ids with commas; all if left out' }), // prettier-ignore
  T: z.string().regex(/^[a-z_]+:\d+(\.\d+)?(,[a-z_]+:\d+(\.\d+)?)*$/).max(900).optional().meta({ description: 'thresholds that differ from the kinds’ own: funeral_home:80,columbarium:40' }), // prettier-ignore
};

const count = z.number().int();

export const Duty = z.object({
  result: DutyResult,
  facilities: count.meta({ description: 'operating facilities of the kind located in the unit' }),
  reason: z.string().meta({ description: 'one sentence in Chinese: why' }),
});

export const Reach = z.object({
  settlements: count,
  within: count,
  share: z.number().nullable().meta({
    description: '0..1, of the settlements, or of the population where `weighting` says so, within the threshold; null = no settlement with a position', // prettier-ignore
  }),
  p50Km: z.number().nullable(),
  p90Km: z.number().nullable(),
  maxKm: z.number().nullable(),
  p50Minutes: z.number().nullable().meta({ description: 'by road only' }),
  p90Minutes: z.number().nullable(),
  maxMinutes: z.number().nullable(),
  gap: z.boolean().nullable().meta({ description: 'share below `shareThreshold`; null = unknown' }),
  unsure: count.meta({
    description: 'facilities of the unit without a position or of unknown status: a share below the threshold is unknown then, not a gap', // prettier-ignore
  }),
});

export const Burden = z.object({
  beyond: count.meta({ description: 'settlements beyond the threshold' }),
  population: z.number().nullable().meta({ description: 'population beyond it; null where none is loaded' }),
});

export const Variant = z.object({
  id: z.enum(['T-20', 'T+20', 'detour-1.2', 'detour-1.5']),
  threshold: z.number().meta({ description: 'T that was tried, km or minutes' }),
  detour: z.number().nullable().meta({ description: 'factor that was tried; null: none' }),
  share: z.number().nullable(),
  gap: z.boolean().nullable(),
});

export const Robustness = z.object({
  borderline: z.boolean().meta({ description: '临界: some variant turns the result over' }),
  variants: z.array(Variant),
});

export const Completeness = z.object({
  facilities: count.meta({ description: 'records of the kind in the unit, of any status' }),
  noPosition: count,
  unknownStatus: count,
  noTownship: count,
  settlements: count.meta({
    description: 'present entries of a settlement class, with a position or without',
  }),
  noCoordinates: count.meta({ description: 'of them without a position: in no distance and no share' }),
  complete: z.number().nullable().meta({
    description: '0..1: share of the records with a position, a status and, in a township, a township; null: no records', // prettier-ignore
  }),
});

export const Verdict = z.enum(['confirmed', 'false_alarm', 'planned']);
export const LastReview = z.object({ verdict: Verdict, reviewer: z.string(), at: z.string() });

export const CoverageUnit = z.object({
  code: z.string(),
  name: z.string(),
  parentCode: z.string().nullable(),
  parentName: z.string().nullable(),
  zone: z.string().nullable().meta({ description: 'cremation zone, for funeral kinds' }),
  tags: z.array(z.string()).meta({ description: '边境旗县 ...' }),
  duty: Duty,
  reach: Reach.nullable().meta({ description: 'null: reach is not computed for this kind' }),
  burden: Burden.nullable(),
  robustness: Robustness.nullable().meta({ description: 'of the reach; null: no reach, or not known' }),
  completeness: Completeness,
  review: LastReview.nullable(),
});
export type CoverageUnit = z.infer<typeof CoverageUnit>;

/** Hashes of what went in. Equal hashes: equal inputs, wherever they are kept. */
export const Inputs = z.record(z.string(), z.string()).meta({
  description: 'facilities, settlements, divisions, facts, policies, roads: a content hash each',
});

export const Run = z.object({
  id: z.string().meta({ description: 'hash of parameters, inputs and code: the same id, the same answer' }),
  parameters: z.record(z.string(), z.unknown()),
  inputs: Inputs,
  code: z.string().meta({ description: 'version of the program and of the method' }),
});
export type Run = z.infer<typeof Run>;

const Totals = z.object({
  met: count,
  met_by_substitute: count,
  not_met: count,
  not_applicable: count,
  unknown: count,
  reachGap: count,
  borderline: count,
  beyond: count,
  settlements: count,
});

export const CoverageAnswer = z.object({
  kind: z.object({ id: z.string(), name: z.string() }),
  unit: Unit,
  on: z.string(),
  method: Method,
  detour: z.number(),
  shareThreshold: z.number(),
  thresholdKm: z.number().nullable().meta({ description: 'null: no reach, or by road' }),
  thresholdMinutes: z.number().nullable().meta({ description: 'by road only' }),
  thresholdBasis: z.string().meta({ description: '部门设定, 无法定依据' }),
  reachNote: z.string().nullable().meta({ description: 'why there is no reach, where there is none' }),
  policy: PolicyCited.nullable(),
  indicator: Indicator.nullable().meta({
    description: 'the aggregate target of the policy, of the whole region',
  }),
  totals: Totals,
  items: z.array(CoverageUnit),
  total: count,
  next: z.null(),
  sample: z.boolean(),
  notice: z.string().nullable().meta({ description: '示例数据, 不反映实际' }),
  weighting: z.string().meta({ description: '按居民点, 非人口; 按人口 where population is loaded' }),
  asOf: z.string(),
  run: Run,
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
  query: z.object(coverageQuery),
  response: CoverageAnswer,
});
