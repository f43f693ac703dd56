import { z } from 'zod';
import { Day, Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { FacilityKindId } from './facilities.ts';
import { IsoDate, Version } from './record.ts';

const PolicyId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/, 'must be small letters, digits and hyphens');
const Url = z.url({ protocol: /^https?$/ }).max(500);

export const Citation = z.object({
  title: z.string(),
  article: z.string().nullable(),
  text: z.string(),
  validFrom: z.string().nullable().meta({ description: 'day it came into force; null: not known' }),
  validTo: z.string().nullable().meta({ description: 'last day in force; null: still' }),
  url: z.string().nullable(),
  inForce: z.boolean().meta({ description: 'on the date of the report' }),
});

export const PlanState = z.enum(['published', 'not_published', 'unknown']);
export const Plan = z.object({
  id: z.string(),
  title: z.string(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  state: PlanState,
  note: z.string().nullable(),
});

export const Target = z.object({
  share: z.number().nullable().meta({ description: '0..1; null: not known' }),
  scope: z.enum(['region', 'prefecture']).meta({ description: 'what it binds: the region as a whole, or every league; never a single banner' }), // prettier-ignore
  year: z.number().int().nullable(),
  counts: z.enum(['facility', 'duty']).meta({ description: 'units that have a facility themselves, or units whose duty is met' }), // prettier-ignore
  note: z.string().nullable(),
});

const Rule = z.enum(['none', 'facility', 'facility_or_person', 'by_zone', 'facility_or_served']);
const Zone = z.enum(['cremation', 'burial_reform', 'mixed']);
const Unit = z.enum(['county', 'township', 'prefecture']);

/** A policy as it is cited on a date: only texts in force, and what the plan's state is. */
export const PolicyCited = z.object({
  id: z.string(),
  title: z.string(),
  legalNature: z.string(),
  rule: Rule,
  planPeriod: z.string().nullable().meta({ description: 'title of the plan, and that its period is over' }),
  plan: Plan.extend({ ended: z.boolean(), successor: Plan.nullable() }).nullable(),
  targetShare: z.number().nullable(),
  targetScope: z.string().nullable().meta({ description: 'in words' }),
  target: Target.nullable(),
  citations: z
    .array(Citation)
    .meta({ description: 'texts in force on the date of the report; none: see basis' }),
  basis: z.string().meta({ description: '依据 in one line: the texts in force, or 部门设定, 无法定依据' }),
});
export type PolicyCited = z.infer<typeof PolicyCited>;

/** How far an aggregate target is reached, of one area. */
export const Progress = z.object({
  code: z.string(),
  name: z.string(),
  denominator: z.number().int().meta({ description: 'units valid on the date that the policy is about' }),
  reached: z.number().int(),
  unknown: z.number().int(),
  share: z.number().nullable().meta({ description: 'reached of the denominator; the unknown are not in it' }),
  shareAtMost: z.number().nullable().meta({ description: 'if all that is not known were reached' }),
  met: z.boolean().nullable().meta({ description: 'null: cannot be told, or no target is known' }),
});

export const Indicator = z.object({
  policy: z.string(),
  title: z.string(),
  kinds: z.array(z.string()),
  unit: Unit,
  target: Target,
  region: Progress,
  leagues: z.array(Progress),
  met: z.boolean().nullable().meta({ description: 'of the region, or of every league, as the scope says' }),
  history: z.array(z.object({ on: z.string(), denominator: z.number().int(), reached: z.number().int(), unknown: z.number().int(), source: z.enum(['records', 'snapshot']) })).meta({ description: 'at the ends of years, by opening and closing dates, and as snapshots had it; the date of the report last' }), // prettier-ignore
});
export type Indicator = z.infer<typeof Indicator>;

const CitationText = z.strictObject({
  title: Line(200),
  article: orNull(Line(60)).optional(),
  text: Paragraph(2000),
  validFrom: orNull(Day).optional(),
  validTo: orNull(Day).optional(),
  url: orNull(Url).optional(),
});

const TargetText = z.strictObject({
  share: z.number().min(0).max(1).nullable(),
  scope: z.enum(['region', 'prefecture']),
  year: z.number().int().min(1949).max(2199).nullable(),
  counts: z.enum(['facility', 'duty']),
  note: orNull(Line(300)).optional(),
});

const policyFields = {
  title: Line(200),
  kinds: z.array(FacilityKindId).min(1).max(20).meta({ description: 'one of them in the unit is enough' }),
  unit: Unit,
  rule: Rule.meta({ description: 'what binds each unit; none: only the aggregate target binds' }),
  substitutes: z.array(FacilityKindId).max(20),
  zones: z.array(Zone).max(3).meta({ description: 'only units in these cremation zones; empty: all' }),
  tags: z.array(Line(60)).max(20).meta({ description: 'only units with one of these tags; empty: all' }),
  ownership: z.array(Line(60)).max(10).meta({ description: 'only facilities of these count; empty: any' }),
  target: TargetText.nullable(),
  plan: PolicyId.nullable(),
  legalNature: Line(60),
  citations: z.array(CitationText).max(20),
  validFrom: orNull(Day),
  validTo: orNull(Day).meta({ description: 'last day on which it is asked for; set it to close the policy' }),
  sort: z.number().int().min(0).max(10_000),
};

export const PolicyChange = z.strictObject(policyFields).partial();
export type PolicyChange = z.infer<typeof PolicyChange>;
const NewPolicy = PolicyChange.required({ title: true, kinds: true, unit: true, rule: true, legalNature: true }).extend({ id: PolicyId }); // prettier-ignore

const edited = { version: Version, source: z.string(), updatedAt: z.string(), editedAt: z.string().nullable(), editedBy: z.string().nullable() }; // prettier-ignore

export const Policy = z.object({
  id: z.string(),
  ...edited,
  title: z.string(),
  kinds: z.array(z.string()),
  unit: Unit,
  rule: Rule,
  substitutes: z.array(z.string()),
  zones: z.array(z.string()),
  tags: z.array(z.string()),
  ownership: z.array(z.string()),
  target: Target.nullable(),
  plan: z.string().nullable(),
  legalNature: z.string(),
  citations: z.array(Citation),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  sort: z.number().int(),
  cited: PolicyCited.meta({ description: 'as a flag of this date cites it' }),
});
export type Policy = z.infer<typeof Policy>;

const PlanRecord = Plan.extend({ ...edited, succeeds: z.string().nullable() });
export type PlanRecord = z.infer<typeof PlanRecord>;
const planFields = { title: Line(200), validFrom: orNull(Day), validTo: orNull(Day), state: PlanState, succeeds: PolicyId.nullable(), note: orNull(Paragraph(1000)) }; // prettier-ignore
export const PlanChange = z.strictObject(planFields).partial();
export type PlanChange = z.infer<typeof PlanChange>;

const kindFields = {
  name: Line(60),
  nameEn: Line(100),
  unit: Unit,
  reachKm: z.number().min(1).max(1000).nullable().meta({ description: '部门设定, 无法定依据; null: reach is not computed' }),
  symbol: z.string().regex(/^[a-z][a-z-]{1,60}$/),
  sort: z.number().int().min(0).max(10_000),
  validTo: orNull(Day).meta({ description: 'last day on which it is in use; set it to close the kind' }),
}; // prettier-ignore
export const KindChange = z.strictObject(kindFields).partial();
export type KindChange = z.infer<typeof KindChange>;
export const KindRecord = z.object({
  id: z.string(),
  version: Version,
  name: z.string(),
  nameEn: z.string(),
  unit: Unit,
  reachKm: z.number().nullable(),
  symbol: z.string(),
  sort: z.number().int(),
  validTo: z.string().nullable(),
  facilities: z.number().int(),
  updatedAt: z.string(),
  editedAt: z.string().nullable(),
  editedBy: z.string().nullable(),
});
export type KindRecord = z.infer<typeof KindRecord>;

const coverage = { tag: 'coverage', params: z.object({}), query: z.object({}) } as const;
const ofPolicy = { ...coverage, params: z.object({ id: PolicyId }) } as const;
const ofKind = { ...coverage, params: z.object({ id: FacilityKindId }) } as const;
const on = IsoDate.optional().meta({ description: 'today in China if left out' });
const changed = { action: 'policy.edit', versioned: true } as const;

export const listPolicies = endpoint({
  ...coverage,
  id: 'listPolicies',
  method: 'get',
  path: '/api/v1/coverage/policies',
  summary: 'Every coverage policy, with the texts that are in force on a date',
  action: 'read.staff',
  query: z.object({ on, kind: FacilityKindId.optional(), all: z.enum(['true', 'false']).default('false').meta({ description: 'those that are not asked for on the date too' }) }),
  response: z.object({ on: z.string(), items: z.array(Policy) }),
}); // prettier-ignore

export const getPolicy = endpoint({
  ...ofPolicy,
  id: 'getPolicy',
  method: 'get',
  path: '/api/v1/coverage/policies/:id',
  summary: 'One coverage policy',
  action: 'read.staff',
  query: z.object({ on }),
  response: Policy,
  versioned: true,
});

export const createPolicy = endpoint({
  ...coverage,
  ...changed,
  id: 'createPolicy',
  method: 'post',
  path: '/api/v1/coverage/policies',
  summary: 'A new coverage policy',
  body: NewPolicy,
  response: Policy,
  status: 201,
});

export const editPolicy = endpoint({
  ...ofPolicy,
  ...changed,
  id: 'editPolicy',
  method: 'patch',
  path: '/api/v1/coverage/policies/:id',
  summary: 'Changes the fields that are named; validTo closes the policy',
  body: PolicyChange,
  response: Policy,
  match: true,
});

export const listPlans = endpoint({
  ...coverage,
  id: 'listPlans',
  method: 'get',
  path: '/api/v1/coverage/plans',
  summary: 'The plans that policies belong to, and whether their successors are published',
  action: 'read.staff',
  response: z.object({ items: z.array(PlanRecord) }),
});

export const createPlan = endpoint({
  ...coverage,
  ...changed,
  id: 'createPlan',
  method: 'post',
  path: '/api/v1/coverage/plans',
  summary: 'A new plan',
  body: PlanChange.required({ title: true, state: true }).extend({ id: PolicyId }),
  response: PlanRecord,
  status: 201,
});

export const editPlan = endpoint({
  ...ofPolicy,
  ...changed,
  id: 'editPlan',
  method: 'patch',
  path: '/api/v1/coverage/plans/:id',
  summary: 'Changes the fields of a plan that are named',
  body: PlanChange,
  response: PlanRecord,
  match: true,
});

export const getKindRecord = endpoint({
  ...ofKind,
  id: 'getKindRecord',
  method: 'get',
  path: '/api/v1/facility-kinds/:id',
  summary: 'One kind of facility, with its version',
  action: 'read.staff',
  response: KindRecord,
  versioned: true,
});

export const createKind = endpoint({
  ...coverage,
  ...changed,
  id: 'createKind',
  method: 'post',
  path: '/api/v1/facility-kinds',
  summary: 'A new kind of facility',
  body: KindChange.required({ name: true, unit: true }).extend({ id: FacilityKindId }),
  response: KindRecord,
  status: 201,
});

export const editKind = endpoint({
  ...ofKind,
  ...changed,
  id: 'editKind',
  method: 'patch',
  path: '/api/v1/facility-kinds/:id',
  summary: 'Changes the fields that are named; validTo closes the kind',
  body: KindChange,
  response: KindRecord,
  match: true,
});
