import { z } from 'zod';
import { Level } from './divisions.ts';
import { endpoint } from './endpoint.ts';
import { Position, PositionKind } from './geo.ts';
import { DivisionCode, IsoDate } from './record.ts';

const HandbookDivision = z.object({
  code: z.string(),
  level: Level,
  kind: z.string().nullable(),
  name: z.string(),
  roman: z.string().nullable(),
  mongolian: z.string().nullable(),
  seat: z.string().nullable().meta({ description: '政府驻地, as imported; null: not known' }),
  point: Position.nullable().meta({ description: 'of the seat' }),
  position: PositionKind,
  areaKm2: z
    .number()
    .nullable()
    .meta({ description: 'computed from illustrative polygons; not the official area' }),
  sample: z.boolean(),
});
export type HandbookDivision = z.infer<typeof HandbookDivision>;

export const getHandbook = endpoint({
  id: 'getHandbook',
  method: 'get',
  path: '/api/v1/handbook',
  summary: '行政区划简册: divisions with codes, names and seats on a day, each after the one that holds it',
  tag: 'exports',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    division: DivisionCode.optional().meta({ description: 'this one and what lies in it' }),
    at: IsoDate.optional().meta({ description: 'as they stood on this date; today if left out' }),
  }),
  response: z.object({ at: z.string(), sources: z.string(), items: z.array(HandbookDivision) }),
});
