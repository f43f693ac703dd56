import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { listOf, paging } from './paging.ts';
import { DivisionCode, DivisionRef } from './record.ts';

/** What can be doubtful about markers and meeting points that are registered; those of imports have the same ids. */
export const BoundaryCheck = z.enum([
  'number-duplicate', // two of one number on a line
  'side-off-line', // a side that has no segment of the line
  'managing-side', // 管理方 is neither side
  'marker-off-line', // single markers only
  'set-incomplete', // A without B; C, D, E
  'number-missing', // a number that nothing explains
  'number-pattern',
  'number-line', // begins with another line's code
  'reference-objects', // fewer than three
  'not-checked', // in this round
  'meeting-parties',
  'meeting-markers',
  'meeting-agreement', // none is known
  'number-retired', // missing after 报废: legal
]);
export type BoundaryCheck = z.infer<typeof BoundaryCheck>;

/** `note`: nothing wrong, but to be known. */
const Severity = z.enum(['error', 'warning', 'note']);

export const BoundaryFinding = z.object({
  check: BoundaryCheck,
  severity: Severity,
  line: DivisionRef.nullable().meta({ description: 'code and name; null of a meeting point' }),
  record: z.object({ type: z.enum(['marker', 'boundary-line', 'meeting-point']), id: z.string() }),
  name: z.string().meta({ description: 'number of the marker, name of the line or meeting point' }),
  reason: z.string(),
  rule: z.string().nullable().meta({ description: 'what it is measured by, and where that comes from' }),
  point: Position.nullable(),
  sample: z.boolean(),
});
export type BoundaryFinding = z.infer<typeof BoundaryFinding>;

export const listBoundaryChecks = endpoint({
  id: 'listBoundaryChecks',
  method: 'get',
  path: '/api/v1/boundary-checks',
  summary: 'What is doubtful about markers and meeting points, line by line, with counts of each check',
  tag: 'boundaries',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({
    limit: paging.limit,
    next: paging.next,
    check: BoundaryCheck.optional(),
    line: z.string().max(30).optional(),
    division: DivisionCode.optional(),
    f: z.enum(['json', 'csv']).optional(),
  }),
  response: listOf(BoundaryFinding).extend({
    counts: z
      .array(z.object({ check: BoundaryCheck, severity: Severity, count: z.number().int() }))
      .meta({ description: 'of every check, whatever `check` asks for' }),
  }),
  csv: true,
});
