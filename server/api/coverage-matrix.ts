import { z } from 'zod';
import { Indicator } from './coverage-policies.ts';
import { areaQuery, coverageQuery, DutyResult, LastReview, Run, Unit } from './coverage.ts';
import { endpoint } from './endpoint.ts';
import { exported } from './exports.ts';
import { FacilityKindId } from './facilities.ts';
import { FactType } from './unit-facts.ts';

const count = z.number().int();
const DutyCounts = z.object({ met: count, met_by_substitute: count, not_met: count, not_applicable: count, unknown: count }); // prettier-ignore

/** One area and one kind. Areas above the unit of the kind have counts, and no duty of their own. */
export const Cell = z.object({
  kind: z.string(),
  duty: DutyResult.nullable().meta({ description: 'null: the duty is asked of smaller units: see counts' }),
  reason: z.string().nullable(),
  counts: DutyCounts.nullable().meta({ description: 'of the units of the kind inside the area; null: the area is smaller than they are' }), // prettier-ignore
  facilities: count,
  unknownFacilities: count.meta({ description: 'of unknown status' }),
  settlements: count,
  within: count,
  share: z.number().nullable(),
  gap: z.boolean().nullable().meta({ description: 'null: unknown, or no reach' }),
  gaps: count.nullable().meta({ description: 'units inside with a reach gap' }),
  borderline: z.boolean(),
  beyond: count.nullable(),
  p90Km: z.number().nullable(),
  complete: z.number().nullable().meta({ description: '0..1: share of facility records with position, status and, of kinds that townships have, township; null: no records' }), // prettier-ignore
  review: LastReview.nullable(),
});
export type Cell = z.infer<typeof Cell>;

export const MatrixRow = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(['province', 'prefecture', 'county', 'township']),
  parentCode: z.string().nullable(),
  tags: z.array(z.string()),
  zone: z.string().nullable(),
  population: z.number().nullable(),
  noCoordinates: count.meta({ description: 'settlements without a position' }),
  cells: z.array(Cell).meta({ description: 'one for each column, in its order' }),
});
export type MatrixRow = z.infer<typeof MatrixRow>;

export const MatrixColumn = z.object({
  kind: z.string(),
  name: z.string(),
  unit: Unit.meta({ description: 'of the policy; of the kind where there is none' }),
  policy: z.string().nullable(),
  threshold: z.number().nullable().meta({ description: 'km, or minutes by road; null: no reach' }),
});

export type MatrixColumn = z.infer<typeof MatrixColumn>;

export const Matrix = z.object({
  on: z.string(),
  unit: Unit,
  method: z.string(),
  detour: z.number(),
  shareThreshold: z.number(),
  thresholdBasis: z.string(),
  columns: z.array(MatrixColumn),
  rows: z
    .array(MatrixRow)
    .meta({ description: 'the region, the leagues, then the units, each in the order of codes' }),
  indicators: z.array(Indicator),
  sample: z.boolean(),
  notice: z.string().nullable(),
  weighting: z.string(),
  asOf: z.string(),
  run: Run,
});
export type Matrix = z.infer<typeof Matrix>;

const { kind: _kind, T: _T, ...common } = coverageQuery;
const matrixQuery = {
  ...areaQuery,
  unit: Unit.default('county').meta({ description: 'of the rows below the leagues; a township’s kinds are counted above it' }), // prettier-ignore
};

export const getMatrix = endpoint({
  id: 'getMatrix',
  method: 'get',
  path: '/api/v1/coverage/matrix',
  summary: 'All kinds for all units, with roll-ups of leagues and region and the indicators’ progress',
  tag: 'coverage',
  action: 'read.staff',
  params: z.object({}),
  query: z.object(matrixQuery),
  response: Matrix,
});

export const exportCoverage = endpoint({
  ...exported,
  id: 'exportCoverage',
  action: 'read.staff',
  path: '/api/v1/exports/coverage',
  summary: 'Flags of one kind, the matrix, its indicators, or what they were made from, as a file',
  query: z.object({
    ...common,
    kind: FacilityKindId.optional().meta({ description: 'for flags and settlements' }),
    T: matrixQuery.T.or(z.string().regex(/^\d+(\.\d+)?$/)).meta({ description: 'a number for one kind; as of getMatrix for all' }), // prettier-ignore
    tag: z.string().max(60).optional().meta({ description: 'of flags: only units with this tag' }),
    sort: z.string().regex(/^(code|duty|share|p90|beyond|complete)-?$/).optional().meta({ description: 'of flags: the column that the rows are ordered by, falling with - behind it; unknown values stand last' }), // prettier-ignore
    of: z.enum(['flags', 'matrix', 'indicators', 'unprotected', 'settlements', 'facilities', 'policies', 'units', 'facts', 'fact_form', 'roads']).default('flags').meta({ description: 'fact_form: facts of one type with a row for every unit that has none, to be filled in and taken in again; roads: the edges of the road graph' }), // prettier-ignore
    type: FactType.optional().meta({ description: 'of facts; fact_form needs it' }),
    f: z.enum(['csv', 'xlsx', 'geojson']).default('csv').meta({ description: 'format of the file' }),
  }),
});
