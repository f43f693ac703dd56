import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { exported } from './exports.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef, IsoDate } from './record.ts';

/** Levels of lines that are inspected (令353 art. 12); the state border and edges without a known side are not. */
export const InspectedLevel = z.enum(['province', 'prefecture', 'county']);
export type InspectedLevel = z.infer<typeof InspectedLevel>;

/**
 * `overdue` before all: the year due has passed, whatever is under way. `due_this_year`: due, or planned for, this year at the latest.
 * `planned`: for a later year. `done`: filed, and not yet due. `unknown`: nothing is recorded of the line; it is neither done nor overdue.
 */
export const ClockState = z.enum(['overdue', 'due_this_year', 'under_way', 'planned', 'done', 'unknown']);
export type ClockState = z.infer<typeof ClockState>;

const count = z.number().int();

/** How many of the total are, are not, and are not known to be. */
const Share = z.object({ yes: count, no: count, unknown: count });
const Results = z.object({ total: count, converted: Share, vectorised: Share, smart: Share });

export const BoundaryNumbers = z.object({
  lines: z.object({
    total: count,
    states: z.record(ClockState, count),
    levels: z.array(z.object({ level: InspectedLevel, total: count, states: z.record(ClockState, count) })),
  }),
  markers: z.object({
    total: count,
    conditions: z.record(z.string(), count).meta({ description: 'by condition, every one of them' }),
    checked: Share.meta({ description: 'inspected in the present round of the line’s level; unknown: no round is recorded' }), // prettier-ignore
  }),
  findings: z.object({
    open: count,
    low: count,
    medium: count,
    high: count,
    overdue: count.meta({ description: 'ordered to be mended, and the day set for it has passed' }),
  }),
  disputes: z.object({ open: count, dispute: count, hiddenRisk: count }),
  target: z.object({ lines: Results, markers: Results }).meta({
    description: '十四五规划专栏4.5: results converted, vectorised, smart; as it is now, whatever `at` is',
  }),
});
export type BoundaryNumbers = z.infer<typeof BoundaryNumbers>;

const Unit = BoundaryNumbers.extend({ division: DivisionRef, parent: DivisionRef.nullable() });

const Round = z.object({
  id: z.number().int(),
  level: InspectedLevel,
  number: z.number().int(),
  yearFrom: z.number().int(),
  yearTo: z.number().int(),
  sample: z.boolean(),
});

export const BoundaryStatus = z.object({
  at: IsoDate,
  division: DivisionRef.nullable(),
  cycle: z.object({ years: z.number().int(), basis: z.string() }),
  present: z.array(Round).meta({ description: 'the rounds that hold the year of `at`' }),
  ...BoundaryNumbers.shape,
  leagues: z.array(Unit).meta({ description: 'a line between two counts for both: these do not add up' }),
  banners: z.array(Unit),
  sample: z.boolean().meta({ description: 'rounds or inspections among them are 示例数据' }),
});
export type BoundaryStatus = z.infer<typeof BoundaryStatus>;

export const LineClock = z.object({
  code: z.string(),
  name: z.string(),
  level: InspectedLevel,
  sides: z.array(DivisionRef),
  lengthKm: z.number(),
  state: ClockState,
  last: z
    .object({ round: z.number().int(), year: z.number().int(), filedOn: z.string() })
    .nullable()
    .meta({ description: 'the last regular inspection that was filed (备案): only filed is done' }),
  dueYear: z.number().int().nullable(),
  dueBasis: z
    .enum(['cycle', 'round'])
    .nullable()
    .meta({ description: 'cycle: five years after the last one; round: the last year of the round' }),
  current: z
    .object({
      id: z.number().int(),
      round: z.number().int(),
      year: z.number().int(),
      begun: z.boolean(),
      signed: z.boolean().meta({ description: 'by all parties, and not filed' }),
      lead: z.string(),
      partner: z.string(),
    })
    .nullable()
    .meta({ description: 'the inspection that is planned or under way' }),
  markers: z.object({ total: count, faulty: count, unknown: count, unchecked: count.nullable() }),
  findings: z.object({ open: count, overdue: count }),
  disputes: count,
  sample: z.boolean(),
});
export type LineClock = z.infer<typeof LineClock>;

const status = { tag: 'boundary status', action: 'read.staff', method: 'get', params: z.object({}) } as const;
const at = IsoDate.optional().meta({ description: 'as of this day; today in China without it' });
const filters = {
  at,
  division: DivisionCode.optional().meta({ description: 'only what touches this division' }),
  level: InspectedLevel.optional(),
  state: ClockState.optional(),
  line: z.string().max(30).optional().meta({ description: 'code of one line' }),
};

export const getBoundaryStatus = endpoint({
  ...status,
  id: 'getBoundaryStatus',
  path: '/api/v1/boundary-status',
  summary: 'Dashboard of lines, markers, findings and disputes: region, leagues and banners',
  query: z.object({ at, division: filters.division }),
  response: BoundaryStatus,
});

export const listLineClocks = endpoint({
  ...status,
  id: 'listLineClocks',
  path: '/api/v1/boundary-status/lines',
  summary: 'The clock of each boundary line: last round filed, year due, state; the most urgent first',
  query: z.object({ ...filters, limit: paging.limit, next: paging.next }),
  response: listOf(LineClock),
});

export const getLineStates = endpoint({
  ...status,
  id: 'getLineStates',
  path: '/api/v1/boundary-status/states',
  summary: 'The state of every line by its code, for a map, and the years that rounds are known of',
  query: z.object({ at }),
  response: z.object({
    at: IsoDate,
    today: IsoDate,
    states: z.record(z.string(), ClockState),
    counts: z.record(ClockState, count),
    rounds: z.array(Round),
    sample: z.boolean(),
  }),
});

export const exportBoundaryStatus = endpoint({
  ...exported,
  id: 'exportBoundaryStatus',
  action: 'read.staff',
  path: '/api/v1/exports/boundary-status',
  summary:
    'The clock of each line that listLineClocks would list, or the numbers of each banner or league, as a file',
  query: z.object({
    ...filters,
    of: z.enum(['lines', 'banners', 'leagues']).default('lines'),
    f: z.enum(['csv', 'xlsx']).default('csv').meta({ description: 'format of the file' }),
  }),
});
