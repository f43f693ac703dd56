import { z } from 'zod';
import { coverageQuery, Method, Unit } from './coverage.ts';
import { endpoint } from './endpoint.ts';

const { kind, unit, on, method, division } = coverageQuery;

export const getDistances = endpoint({
  id: 'getDistances',
  method: 'get',
  path: '/api/v1/coverage/distances',
  summary: 'Distances of the settlements of each unit to the nearest facility: reach for every threshold and detour follows from them',
  tag: 'coverage',
  action: 'read.staff',
  params: z.object({}),
  query: z.object({ kind, unit, on, method, division }),
  response: z.object({
    kind: z.string(),
    unit: Unit,
    on: z.string(),
    method: Method,
    items: z.array(
      z.object({
        code: z.string(),
        values: z.array(z.number().int()).meta({
          description: 'ascending: metres as the crow flies, or seconds by road. Within T: not above round(T × 1000 ÷ detour), by road T × 60',
        }),
        weights: z.array(z.number()).nullable().meta({
          description: 'population of each, in the same order; null: all weigh the same',
        }),
      }),
    ),
    total: z.number().int(),
    next: z.null(),
  }),
}); // prettier-ignore
