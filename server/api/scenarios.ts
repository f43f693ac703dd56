import { z } from 'zod';
import { DutyResult } from './coverage.ts';
import { Line, orNull, Paragraph } from './edits.ts';
import { endpoint } from './endpoint.ts';
import { FacilityKindId, FacilityStatus, StatusSince } from './facilities.ts';
import { Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, RecordId, Version } from './record.ts';

const mostChanges = 200;

const County = z.string().regex(/^\d{6}$/, 'must be a division code of 6 digits');
const Township = z
  .string()
  .regex(/^\d{9}$/, 'must be a division code of 9 digits')
  .nullable();
const Spot = Position.refine(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90, 'must be longitude and latitude in degrees'); // prettier-ignore
const where = { point: Spot, county: County, township: Township.default(null) };

/** What is done in thought: nothing of it changes the register. */
export const ScenarioChange = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('add'),
    name: Line(200),
    ...where,
    serves: z.array(DivisionCode).max(200).default([]).meta({ description: 'divisions that it serves besides its own' }), // prettier-ignore
  }),
  z.strictObject({ act: z.literal('move'), facility: RecordId, ...where }),
  z.strictObject({ act: z.literal('close'), facility: RecordId }),
]);
export type ScenarioChange = z.infer<typeof ScenarioChange>;

export const ScenarioMethod = z.enum(['straight', 'road']);
export type ScenarioMethod = z.infer<typeof ScenarioMethod>;

const fields = {
  title: Line(200),
  kind: FacilityKindId,
  method: ScenarioMethod,
  threshold: z.number().min(1).max(1000).nullable().meta({ description: 'T in km, by road in minutes; null: the kind has no reach' }), // prettier-ignore
  detour: z.number().min(1).max(3).meta({ description: 'factor on straight-line distance; by road it does not count' }), // prettier-ignore
  shareThreshold: z.number().min(0.01).max(1).nullable().meta({ description: 'a unit with a smaller share within T is a reach gap; null: the server’s own' }), // prettier-ignore
  changes: z.array(ScenarioChange).min(1).max(mostChanges),
  note: orNull(Paragraph(2000)),
  shared: z.boolean().meta({ description: 'whoever is staff and has the link can read it' }),
};
export const NewScenario = z.strictObject({
  ...fields,
  method: fields.method.default('straight'),
  detour: fields.detour.default(1),
  shareThreshold: fields.shareThreshold.default(null),
  note: fields.note.default(null),
  shared: fields.shared.default(false),
});
export type NewScenario = z.infer<typeof NewScenario>;

export const ScenarioSummary = z.object({
  id: z.number().int(),
  version: Version,
  title: z.string(),
  kind: z.object({ id: z.string(), name: z.string() }),
  changes: z.number().int(),
  shared: z.boolean(),
  author: z.string(),
  own: z.boolean(),
  updatedAt: z.string(),
});
export type ScenarioSummary = z.infer<typeof ScenarioSummary>;

export const Scenario = ScenarioSummary.omit({ changes: true }).extend({
  method: ScenarioMethod,
  threshold: z.number().nullable(),
  detour: z.number(),
  shareThreshold: z.number().nullable(),
  changes: z.array(ScenarioChange),
  note: z.string().nullable(),
});
export type Scenario = z.infer<typeof Scenario>;

export const Figures = z.object({
  settlements: z
    .number()
    .int()
    .meta({ description: 'by road only those from which one leads to a facility' }),
  within: z.number().int(),
  share: z.number().nullable().meta({ description: '0..1 of the weight; null: no settlement with a position' }), // prettier-ignore
  p50Km: z.number().nullable(),
  p90Km: z.number().nullable(),
  maxKm: z.number().nullable(),
  p50Minutes: z.number().nullable().meta({ description: 'by road only' }),
  p90Minutes: z.number().nullable(),
  maxMinutes: z.number().nullable(),
  gap: z.boolean().nullable(),
  beyond: z.number().int(),
  population: z.number().int().nullable().meta({ description: 'people beyond; null: weighed by settlements' }), // prettier-ignore
});
export type Figures = z.infer<typeof Figures>;

/** One unit, before or after. */
export const UnitOutcome = z.object({
  code: z.string(),
  duty: z.object({ result: DutyResult, reason: z.string(), facilities: z.number().int() }),
  reach: Figures.nullable(),
});
export type UnitOutcome = z.infer<typeof UnitOutcome>;

export const Outcome = z.object({
  units: z.array(UnitOutcome).meta({ description: 'in the order of their codes' }),
  notMet: z.number().int(),
  reachGaps: z.number().int(),
  region: Figures.nullable(),
});
export type Outcome = z.infer<typeof Outcome>;

/** Places where a facility could stand: seats of banners and townships. */
export const Candidate = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(['county', 'township']),
  point: Position,
});
export type Candidate = z.infer<typeof Candidate>;

/** What is known of a banner beside its settlements, for the priorities of the plan. */
export const BannerTraits = z.object({
  code: z.string(),
  border: z.boolean().meta({ description: 'touches a border of the region with another province' }),
  dense: z.boolean().nullable().meta({ description: 'settlements for each km² in the upper quarter of the banners' }), // prettier-ignore
  transport: z.boolean().nullable().meta({ description: 'its seat is within 5 km of a trunk road; null: no roads are loaded' }), // prettier-ignore
});
export type BannerTraits = z.infer<typeof BannerTraits>;

/** A facility as the duty test reads it; `now` is its status today. */
export const FacilityFact = z.object({
  id: z.number().int(),
  kind: z.string(),
  name: z.string(),
  county_code: z.string(),
  township_code: z.string().nullable(),
  status: z.string(),
  now: FacilityStatus,
  level: z.string().nullable(),
  serves: z.array(z.string()),
  hosted_in: z.string().nullable(),
  ownership: z.string().nullable(),
  opened_on: z.string().nullable(),
  closed_on: z.string().nullable(),
  status_history: z.array(StatusSince),
  source_id: z.string(),
  sample: z.boolean(),
  lon: z.number().nullable(),
  lat: z.number().nullable(),
});
export type FacilityFact = z.infer<typeof FacilityFact>;

const Zone = z.enum(['cremation', 'burial_reform', 'mixed', 'unknown']);
const Rule = z.enum(['none', 'facility', 'facility_or_person', 'by_zone', 'facility_or_served']);
const Names = z.array(z.string());
const byCode = <T extends z.ZodType>(value: T) => z.array(z.tuple([z.string(), value]));

const UnitNode = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(['province', 'prefecture', 'county', 'township']),
  kind: z.string().nullable(),
  parent: z.string().nullable(),
});

/** All that a scenario of one kind is computed from, beside the settlements. Indices of the settlements point into its lists. */
const DutyRule = z.object({ rule: Rule, targetShare: z.number().nullable(), zones: Names, tags: Names });

export const ScenarioBasis = z.object({
  version: Version,
  kind: z.object({ id: z.string(), name: z.string() }),
  unit: z.enum(['county', 'township', 'prefecture']),
  reachKm: z.number().nullable(),
  hasRoads: z.boolean().meta({ description: 'a road graph is loaded: `road` can be asked' }),
  detour: z
    .number()
    .meta({ description: 'road km ≈ straight km × this, unless the question says otherwise' }),
  gapShare: z.number().meta({ description: 'a unit with a smaller share within T is a reach gap, unless the question says otherwise' }), // prettier-ignore
  weighting: z.string(),
  sample: z.boolean(),
  units: z.array(UnitNode).meta({ description: 'of every level, in the order of their codes' }),
  counties: z.array(DivisionRef),
  townships: Names.meta({ description: 'codes' }),
  facilities: z.array(FacilityFact),
  kindNames: byCode(z.string()),
  judges: z.array(z.object({ rule: DutyRule.nullable(), kinds: Names, ownership: Names })).meta({
    description: 'policies, the narrow ones first, with the kinds and ownership that count for each',
  }),
  hasZones: z.boolean(),
  known: z.object({
    zones: byCode(Zone),
    persons: byCode(z.boolean().nullable()),
    population: byCode(z.number()),
    tags: byCode(Names),
  }),
  candidates: z.array(Candidate),
  traits: z.array(BannerTraits),
});
export type ScenarioBasis = z.infer<typeof ScenarioBasis>;

const tag = 'scenarios';
const one = { tag, params: z.object({ id: RecordId }), query: z.object({}) } as const;
const ofKind = { tag, params: z.object({}), query: z.object({ kind: FacilityKindId }) } as const;

export const getScenarioBasis = endpoint({
  ...ofKind,
  id: 'getScenarioBasis',
  method: 'get',
  path: '/api/v1/scenario-basis',
  summary: 'What a scenario of this kind of facility is computed from, beside the settlements',
  action: 'read.staff',
  response: ScenarioBasis,
});

export const getScenarioGround = endpoint({
  ...ofKind,
  id: 'getScenarioGround',
  method: 'get',
  path: '/api/v1/scenario-ground',
  summary:
    'The settlements with the metres to their nearest facility of the kind, packed: little-endian uint32 magic and count; int32 longitudes and latitudes in 1e-7 degrees (EPSG:4490), int32 metres, uint16 indices of facility, banner and township in the basis',
  action: 'read.staff',
  response: z.unknown(),
  files: ['application/octet-stream'],
});

export const getScenarioTimes = endpoint({
  ...one,
  id: 'getScenarioTimes',
  method: 'post',
  path: '/api/v1/scenario-times',
  summary:
    'By road: the seconds of every settlement to its nearest facility once the changes were made, in the order of the ground: little-endian int32, -1 where no road leads to one. The ETag is the version of the basis',
  params: z.object({}),
  action: 'read.staff',
  body: z.strictObject({ kind: FacilityKindId, changes: z.array(ScenarioChange).max(mostChanges) }),
  response: z.unknown(),
  files: ['application/octet-stream'],
});

export const listScenarios = endpoint({
  id: 'listScenarios',
  method: 'get',
  path: '/api/v1/scenarios',
  summary: 'Own scenarios and those that are shared, the newest first',
  tag,
  action: 'read.staff',
  params: z.object({}),
  query: z.object({ limit: paging.limit, next: paging.next, kind: FacilityKindId.optional() }),
  response: listOf(ScenarioSummary),
});

export const getScenario = endpoint({
  ...one,
  id: 'getScenario',
  method: 'get',
  path: '/api/v1/scenarios/:id',
  summary: 'A scenario: own, or shared',
  action: 'read.staff',
  response: Scenario,
  versioned: true,
});

export const getScenarioOutcome = endpoint({
  ...one,
  id: 'getScenarioOutcome',
  method: 'get',
  path: '/api/v1/scenarios/:id/outcome',
  summary: 'What a scenario comes to with the data of today, computed by the server: before and after',
  action: 'read.staff',
  response: z.object({ basis: Version, before: Outcome, after: Outcome }),
});

export const createScenario = endpoint({
  id: 'createScenario',
  method: 'post',
  path: '/api/v1/scenarios',
  summary: 'Saves a scenario; all that it changes lies in the jurisdiction',
  tag,
  action: 'facility.edit',
  params: z.object({}),
  query: z.object({}),
  body: NewScenario,
  response: Scenario,
  status: 201,
  versioned: true,
});

export const editScenario = endpoint({
  ...one,
  id: 'editScenario',
  method: 'patch',
  path: '/api/v1/scenarios/:id',
  summary: 'Changes the fields of an own scenario that are named',
  action: 'facility.edit',
  body: z.strictObject(fields).partial(),
  response: Scenario,
  versioned: true,
  match: true,
});

export const deleteScenario = endpoint({
  ...one,
  id: 'deleteScenario',
  method: 'delete',
  path: '/api/v1/scenarios/:id',
  summary: 'Takes an own scenario away',
  action: 'facility.edit',
  response: z.object({ done: z.literal(true) }),
  match: true,
});
