import { z } from 'zod';
import { Citation, PolicyCited } from './coverage-policies.ts';
import { areaQuery, coverageQuery, CoverageUnit, Method, Run, Unit, Verdict } from './coverage.ts';
import { Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { FacilityKindId } from './facilities.ts';
import { Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef } from './record.ts';

const count = z.number().int();
const RunId = z.string().regex(/^[0-9a-f]{16}$/, 'must be a run id of 16 hex digits');

export const Review = z.object({
  id: count,
  kind: z.string(),
  unit: Unit,
  division: DivisionRef,
  verdict: Verdict.meta({ description: '确认, 误报, 已有计划' }),
  note: z.string().nullable(),
  run: z.string().nullable().meta({ description: 'id of the run that was looked at' }),
  reviewer: z.string(),
  at: z.string(),
});
export type Review = z.infer<typeof Review>;

const NearestOne = z.object({
  id: count,
  name: z.string(),
  km: z.number(),
  minutes: z.number().nullable().meta({ description: 'by road' }),
  text: z.string().meta({ description: '约 78 km (直线 60 × 1.3); by road 约 95 分钟 (道路; 直线 60 km)' }),
  inUnit: z.boolean(),
  division: DivisionRef.nullable(),
});

const Settlement = z.object({
  id: count,
  name: z.string(),
  path: z.array(DivisionRef),
  point: Position,
  km: z.number().meta({ description: 'straight' }),
  minutes: z.number().nullable().meta({ description: 'by road' }),
  text: z.string(),
  facility: z.object({ id: count, name: z.string() }),
});

/** The six lines of a flag, and what can be cited of it. */
export const Evidence = z.object({
  kind: z.object({ id: z.string(), name: z.string() }),
  unit: CoverageUnit.extend({ level: Unit, path: z.array(DivisionRef) }),
  on: z.string(),
  basis: z.object({ text: z.string(), citations: z.array(Citation), policy: PolicyCited.nullable() }).meta({ description: '1 依据' }), // prettier-ignore
  rule: z.object({ duty: z.string(), reach: z.string().nullable(), threshold: z.string().nullable() }).meta({ description: '2 规则, in sentences' }), // prettier-ignore
  evidence: z
    .object({
      text: z.string(),
      facilities: z.array(z.object({ id: count, name: z.string(), status: z.string(), how: z.enum(['own', 'hosted', 'serves', 'municipal', 'substitute']) })), // prettier-ignore
      nearest: NearestOne.nullable().meta({
        description: 'to the seat of the unit; null: its seat, or every facility, is without a position',
      }),
      worst: z.array(Settlement).meta({ description: 'the three settlements that are farthest' }),
    })
    .meta({ description: '3 证据' }),
  data: z
    .object({
      text: z.string(),
      asOf: z.string(),
      sources: z.array(z.object({ id: z.string(), title: z.string(), records: count, licence: z.string().nullable(), sample: z.boolean() })), // prettier-ignore
    })
    .meta({ description: '4 数据' }),
  robustness: z.object({ text: z.string(), borderline: z.boolean() }).meta({ description: '5 稳健性' }),
  review: z.object({ text: z.string(), last: Review.nullable(), history: z.array(Review) }).meta({ description: '6 复核' }), // prettier-ignore
  citable: z.object({
    sentence: z.string().meta({ description: 'with date, parameters and run id; `link` comes after it' }),
    link: z.string().meta({ description: 'path and fragment on this service' }),
  }),
  sample: z.boolean(),
  notice: z.string().nullable(),
  weighting: z.string(),
  method: Method,
  run: Run,
});
export type Evidence = z.infer<typeof Evidence>;

const coverage = { tag: 'coverage', params: z.object({}), query: z.object({}) } as const;
const { division: _division, ...cardQuery } = coverageQuery;

export const getEvidence = endpoint({
  ...coverage,
  id: 'getEvidence',
  method: 'get',
  path: '/api/v1/coverage/units/:code',
  summary: 'The flag card of one unit and one kind: basis, rule, evidence, data, robustness, review',
  action: 'read.staff',
  params: z.object({ code: DivisionCode }),
  query: z.object(cardQuery),
  response: Evidence,
});

export const listEvidence = endpoint({
  ...coverage,
  id: 'listEvidence',
  method: 'get',
  path: '/api/v1/coverage/evidence',
  summary: 'The flag cards of all gaps of an area, in the order of their codes: what a report prints',
  action: 'read.staff',
  query: z.object({
    ...areaQuery,
    of: z.enum(['gaps', 'all']).default('gaps').meta({ description: 'gaps: units of any level whose duty is not met, banners with a gap in reach; all: the other banners too' }), // prettier-ignore
  }),
  response: listOf(Evidence).extend({
    on: z.string(),
    sample: z.boolean(),
    notice: z.string().nullable(),
  }),
});

const ReviewText = z.strictObject({
  kind: FacilityKindId,
  unit: Unit,
  division: DivisionCode,
  verdict: Verdict,
  note: orNull(Paragraph(2000)).optional(),
  run: orNull(RunId).optional(),
});

export const listReviews = endpoint({
  ...coverage,
  id: 'listReviews',
  method: 'get',
  path: '/api/v1/coverage/reviews',
  summary: 'Verdicts of people on flags, the newest first; none is ever changed',
  action: 'read.staff',
  query: z.object({ kind: FacilityKindId.optional(), division: DivisionCode.optional(), limit: paging.limit, next: paging.next }), // prettier-ignore
  response: listOf(Review),
});

export const addReview = endpoint({
  ...coverage,
  id: 'addReview',
  method: 'post',
  path: '/api/v1/coverage/reviews',
  summary: 'A verdict on a flag: 确认, 误报 or 已有计划',
  action: 'coverage.review',
  body: ReviewText,
  response: Review,
  status: 201,
});

const { kind, unit, on, method, division } = coverageQuery;
const RunAsked = z.strictObject({
  kind,
  unit,
  T: z.number().min(1).max(1000).optional(),
  on,
  method: method.optional(),
  detour: z.number().min(1).max(3).optional(),
  share: z.number().min(0.01).max(1).optional(),
  division,
});

const RunUnit = z.object({ code: z.string(), duty: z.string(), gap: z.boolean().nullable() });
const StoredRun = Run.extend({
  madeBy: z.string(),
  madeAt: z.string(),
  link: z.string(),
  result: z.array(RunUnit),
});
export type StoredRun = z.infer<typeof StoredRun>;

export const keepRun = endpoint({
  ...coverage,
  id: 'keepRun',
  method: 'post',
  path: '/api/v1/coverage/runs',
  summary: 'Keeps a run, so that its id can be read and checked again; asked twice it is kept once',
  action: 'read.staff',
  body: RunAsked,
  response: StoredRun,
  status: 201,
});

export const getRun = endpoint({
  ...coverage,
  id: 'getRun',
  method: 'get',
  path: '/api/v1/coverage/runs/:id',
  summary: 'A run that was kept: parameters, hashes of its inputs, flags',
  action: 'read.staff',
  params: z.object({ id: RunId }),
  response: StoredRun,
});

export const checkRun = endpoint({
  ...coverage,
  id: 'checkRun',
  method: 'get',
  path: '/api/v1/coverage/runs/:id/check',
  summary: 'Asks a run that was kept again: whether inputs, program and flags are the same',
  action: 'read.staff',
  params: z.object({ id: RunId }),
  response: z.object({
    id: z.string(),
    same: z.boolean().meta({ description: 'the same inputs and program, so the same id' }),
    now: Run,
    changedInputs: z.array(z.string()),
    codeChanged: z.boolean(),
    differences: z.array(z.object({ code: z.string(), name: z.string(), before: RunUnit.nullable(), now: RunUnit.nullable() })), // prettier-ignore
  }),
});

/** Townships that have neither a station nor a designated person (未成年人保护法 art. 81): the work list. */
export const Unprotected = z.object({
  code: z.string(),
  name: z.string(),
  path: z.array(DivisionRef),
  result: z.enum(['not_met', 'unknown']),
  reason: z.string(),
  others: count.meta({ description: 'stations planned, being built, suspended or closed' }),
  person: z.enum(['none', 'unknown']).nullable().meta({ description: 'null: nothing is recorded' }),
  population: z.number().nullable(),
  point: Position.nullable().meta({ description: 'its seat' }),
  sample: z.boolean(),
});
export type Unprotected = z.infer<typeof Unprotected>;

export const listUnprotected = endpoint({
  ...coverage,
  id: 'listUnprotected',
  method: 'get',
  path: '/api/v1/coverage/unprotected-townships',
  summary: 'Townships with neither a child-protection station nor a designated person; those not known apart',
  action: 'read.staff',
  query: z.object({
    on,
    division,
    result: z.enum(['not_met', 'unknown']).default('not_met'),
    q: Line(60).optional().meta({ description: 'part of the name' }),
    f: z.enum(['json', 'csv']).optional(),
  }),
  response: z.object({
    on: z.string(),
    items: z.array(Unprotected),
    total: count,
    next: z.null(),
    counts: z.object({ not_met: count, unknown: count, townships: count }),
    basis: z.string(),
    sample: z.boolean(),
    notice: z.string().nullable(),
    run: Run,
  }),
  csv: true,
});
