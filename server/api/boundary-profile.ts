import { z } from 'zod';
import { LineLevel } from './boundaries.ts';
import { DisputeKind, DisputeState } from './boundary-records.ts';
import { endpoint } from './endpoint.ts';
import { Position } from './geo.ts';
import { MarkerCondition, MarkerType } from './markers.ts';
import { DivisionRef } from './record.ts';

const Km = z.number().meta({ description: 'chainage, km from the beginning of the line; parts follow each other' }); // prettier-ignore
const Stretch = { fromKm: Km, toKm: Km };

export const ProfileMarker = z.object({
  id: z.number().int(),
  number: z.string(),
  type: MarkerType.nullable(),
  condition: MarkerCondition,
  km: Km,
  offM: z.number().meta({ description: 'distance from the line, m' }),
  point: Position,
  previous: z.number().int().nullable().meta({ description: 'id of the marker before' }),
  next: z.number().int().nullable(),
  checkedOn: z.string().nullable(),
  sample: z.boolean(),
});

/** A line laid out straight: what lies where along it. */
export const LineProfile = z.object({
  code: z.string(),
  name: z.string(),
  level: LineLevel,
  direction: z
    .enum(['west-east', 'north-south'])
    .meta({ description: 'GB/T 17796: markers are numbered so' }),
  lengthKm: z.number().meta({ description: 'geodesic, of the geometry' }),
  statedLengthKm: z.number().nullable(),
  parts: z.array(z.object(Stretch)).meta({ description: 'pieces that do not hang together' }),
  segments: z.array(
    z.object({
      ...Stretch,
      pair: z.string(),
      sides: z.array(DivisionRef),
      carrier: z.string().nullable(),
      managing: DivisionRef.nullable(),
    }),
  ),
  markers: z.array(ProfileMarker),
  unplaced: z
    .array(z.object({ id: z.number().int(), number: z.string(), condition: MarkerCondition }))
    .meta({ description: 'without a position: 未转换 or not known' }),
  meetingPoints: z.array(z.object({ code: z.string(), name: z.string(), km: Km })),
  gapLimitKm: z.number(),
  gaps: z.array(
    z.object({
      ...Stretch,
      from: z.string().nullable().meta({ description: 'number of the marker before; null: beginning of the line' }), // prettier-ignore
      to: z.string().nullable(),
    }),
  ),
  findings: z.array(
    z.object({
      id: z.number().int(),
      kind: z.string(),
      severity: z.enum(['low', 'medium', 'high']),
      description: z.string(),
      state: z.string(),
      km: Km.nullable(),
    }),
  ),
  disputes: z.array(
    z.object({
      id: z.number().int(),
      kind: DisputeKind,
      state: DisputeState,
      title: z.string(),
      segment: z.string().nullable(),
      km: Km.nullable(),
    }),
  ),
});
export type LineProfile = z.infer<typeof LineProfile>;

export const getLineProfile = endpoint({
  id: 'getLineProfile',
  method: 'get',
  path: '/api/v1/boundary-lines/:code/profile',
  summary: 'A line laid out: its segments, markers, gaps, meeting points, open findings and disputes by chainage', // prettier-ignore
  tag: 'boundaries',
  action: 'read.staff', // it places markers
  params: z.object({ code: z.string().regex(/^[\w-]{2,30}$/) }),
  query: z.object({
    gap: z.coerce
      .number()
      .min(0.1)
      .max(1000)
      .default(10)
      .meta({ description: 'km: stretches without a marker longer than this are gaps; a measure of ours, no rule is known' }), // prettier-ignore
  }),
  response: LineProfile,
});
