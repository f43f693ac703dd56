import { z } from 'zod';
import { Indicator, Progress } from './coverage-policies.ts';
import { DutyResult, Inputs, Method, Unit } from './coverage.ts';
import { Day, Line } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { FacilityKindId } from './facilities.ts';
import { DivisionCode, RecordId } from './record.ts';

const count = z.number().int();
export const Occasion = z.enum(['year_end', 'mid_term', 'final', 'other']);

const Snapshot = z.object({
  id: count,
  title: z.string(),
  occasion: Occasion.meta({ description: '年末, 中期, 终期评估, 其他' }),
  on: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  inputs: Inputs,
  code: z.string(),
  sample: z.boolean(),
  madeBy: z.string(),
  madeAt: z.string(),
  totals: z.array(z.object({ kind: z.string(), unit: Unit, met: count, met_by_substitute: count, not_met: count, not_applicable: count, unknown: count, reachGap: count })), // prettier-ignore
});
export type Snapshot = z.infer<typeof Snapshot>;

export const SnapshotUnit = z.object({
  kind: z.string(),
  policy: z.string().nullable(),
  unit: Unit,
  code: z.string(),
  name: z.string(),
  parentCode: z.string().nullable(),
  duty: DutyResult,
  reason: z.string(),
  facilities: count,
  settlements: count.nullable(),
  within: count.nullable(),
  share: z.number().nullable(),
  gap: z.boolean().nullable(),
  beyond: count.nullable(),
  p90Km: z.number().nullable(),
});
export type SnapshotUnit = z.infer<typeof SnapshotUnit>;

/** What became of a unit between two snapshots. */
const Change = z.object({
  kind: z.string(),
  unit: Unit,
  code: z.string(),
  name: z.string(),
  parentCode: z.string().nullable(),
  change: z.enum(['improved', 'fell_back', 'became_known', 'became_unknown', 'denominator', 'measured_otherwise', 'new_unit', 'ended_unit']).meta({ description: 'denominator: it is, or is not any more, among those that the policy is about; measured_otherwise: reach by another threshold, method, detour or share says nothing of the facilities' }), // prettier-ignore
  test: z.enum(['duty', 'reach', 'unit']),
  before: z.string().nullable(),
  after: z.string().nullable(),
  reason: z.string(),
});
export type SnapshotChange = z.infer<typeof Change>;

const one = { tag: 'coverage', params: z.object({ id: RecordId }), query: z.object({}) } as const;

export const listSnapshots = endpoint({
  id: 'listSnapshots',
  method: 'get',
  path: '/api/v1/coverage/snapshots',
  summary: 'Frozen evaluations, the newest date first',
  tag: 'coverage',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({}),
  response: z.object({ items: z.array(Snapshot), total: count, next: z.null() }),
});

export const getSnapshot = endpoint({
  ...one,
  id: 'getSnapshot',
  method: 'get',
  path: '/api/v1/coverage/snapshots/:id',
  summary: 'A frozen evaluation: flags of every unit and kind, indicators, hashes of its inputs',
  action: 'read.staff',
  query: z.object({
    kind: FacilityKindId.optional(),
    unit: Unit.optional(),
    division: DivisionCode.optional(),
  }),
  response: Snapshot.extend({ policies: z.array(z.record(z.string(), z.unknown())), indicators: z.array(Indicator), units: z.array(SnapshotUnit) }), // prettier-ignore
});

export const createSnapshot = endpoint({
  id: 'createSnapshot',
  method: 'post',
  path: '/api/v1/coverage/snapshots',
  summary: 'Freezes an evaluation of all kinds and units: year-end, mid-term or final',
  tag: 'coverage',
  action: 'policy.edit',
  params: z.object({}),
  query: z.object({}),
  body: z.strictObject({
    title: Line(120),
    occasion: Occasion,
    on: Day,
    method: Method.optional(),
    detour: z.number().min(1).max(3).optional(),
    share: z.number().min(0.01).max(1).optional(),
    thresholds: z.record(FacilityKindId, z.number().min(1).max(1000)).optional().meta({ description: 'km that differ from the kinds’ own' }), // prettier-ignore
  }),
  response: Snapshot,
  status: 201,
});

export const deleteSnapshot = endpoint({
  ...one,
  id: 'deleteSnapshot',
  method: 'delete',
  path: '/api/v1/coverage/snapshots/:id',
  summary: 'Takes a snapshot away that was made by mistake; the audit keeps that it was',
  action: 'policy.edit',
  response: z.object({ done: z.literal(true) }),
});

export const compareSnapshots = endpoint({
  ...one,
  id: 'compareSnapshots',
  method: 'get',
  path: '/api/v1/coverage/snapshots/:id/changes',
  summary: 'What improved, fell back, or changed its denominator since an earlier snapshot',
  action: 'read.staff',
  query: z.object({ since: RecordId.meta({ description: 'id of the earlier snapshot' }), kind: FacilityKindId.optional(), division: DivisionCode.optional(), f: z.enum(['json', 'csv']).optional() }), // prettier-ignore
  response: z.object({
    since: Snapshot,
    until: Snapshot,
    counts: z.record(z.string(), count).meta({ description: 'of changes, by what they are' }),
    indicators: z.array(z.object({ policy: z.string(), title: z.string(), before: Progress.nullable(), after: Progress.nullable() })), // prettier-ignore
    changedInputs: z.array(z.string()),
    parametersDiffer: z.boolean(),
    items: z.array(Change),
    total: count,
    next: z.null(),
  }),
  csv: true,
});
