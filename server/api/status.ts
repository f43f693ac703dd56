import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Source } from './record.ts';

/** One step of the start: opening, migrating, loading a pack, building keys or tiles. */
export const ProgressStep = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  done: z.number(),
  total: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  seconds: z.number().nullable(),
  message: z.string().nullable(),
});
export type ProgressStep = z.infer<typeof ProgressStep>;

export const Readiness = z.object({
  ready: z.boolean(),
  usable: z.boolean().meta({ description: 'the divisions are in: the page can open' }),
  reason: z.string().nullable(),
  steps: z.array(ProgressStep),
});
export type Readiness = z.infer<typeof Readiness>;

export const getStatus = endpoint({
  id: 'getStatus',
  method: 'get',
  path: '/api/v1/status',
  summary: 'What is loaded: data versions, packs, sources, map review number',
  tag: 'status',
  action: 'read.public',
  params: z.object({}),
  query: z.object({}),
  response: z.object({
    product: z.string(),
    version: z.string(),
    mapReview: z.string().nullable(),
    notice: z.string().nullable(),
    tianditu: z
      .object({ review: z.string().meta({ description: '审图号 of its maps' }) })
      .nullable()
      .meta({
        description: '天地图 as base map: /basemap/{vec|cva|img|cia|ter|cta}/{z}/{x}/{y}; null: not offered',
      }),
    packs: z.array(z.object({ id: z.string(), version: z.string(), title: z.string(), sample: z.boolean() })),
    datasets: z.array(
      z.object({ id: z.string(), version: z.number(), rows: z.number(), updatedAt: z.string() }),
    ),
    bbox: z.array(z.number()).length(4).nullable(),
    readiness: Readiness,
  }),
});

export const listSources = endpoint({
  id: 'listSources',
  method: 'get',
  path: '/api/v1/sources',
  summary: 'Where records come from, with licences',
  tag: 'status',
  action: 'read.public',
  params: z.object({}),
  query: z.object({}),
  response: z.object({ items: z.array(Source) }),
});
