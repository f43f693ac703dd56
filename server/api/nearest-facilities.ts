import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { FacilityKindId, FacilityStatus } from './facilities.ts';
import { Position, PositionKind } from './geo.ts';
import { DivisionCode, DivisionRef, RecordId } from './record.ts';

/** 就近可办. */
export const NearestFacility = z.object({
  id: z.number().int(),
  kind: z.object({ id: z.string(), name: z.string() }),
  name: z.string(),
  km: z.number().meta({ description: 'straight' }),
  roadKm: z.number().meta({ description: 'about, by the usual factor' }),
  text: z.string().meta({ description: '约 78 km (直线 60 × 1.3)' }),
  path: z.array(DivisionRef),
  address: z.string().nullable(),
  phone: z.string().nullable(),
  hours: z.string().nullable(),
  status: FacilityStatus.meta({ description: 'operating or unknown; what does not operate is not named' }),
  point: Position,
  position: PositionKind,
  sample: z.boolean(),
});
export type NearestFacility = z.infer<typeof NearestFacility>;

const Coordinates = z
  .string()
  .regex(/^-?\d{1,3}(\.\d+)?,-?\d{1,2}(\.\d+)?$/, 'must be longitude,latitude in degrees')
  .transform((text) => text.split(',').map(Number) as [number, number])
  .refine(
    ([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90,
    'must be longitude,latitude in degrees',
  );

export const listNearestFacilities = endpoint({
  id: 'listNearestFacilities',
  method: 'get',
  path: '/api/v1/nearest-facilities',
  summary:
    'The nearest facilities of a kind from a position, a place of the gazetteer or the seat of a division (就近可办)',
  tag: 'facilities',
  action: 'read.public',
  params: z.object({}),
  query: z.object({
    kind: FacilityKindId,
    near: Coordinates.optional().meta({ description: 'longitude,latitude (EPSG:4490)', examples: ['111.67,40.82'] }), // prettier-ignore
    place: RecordId.optional().meta({ description: 'or the id of a place' }),
    division: DivisionCode.optional().meta({ description: 'or a division: its seat' }),
    limit: z.coerce.number().int().min(1).max(20).default(5),
  }),
  response: z.object({
    from: z.object({
      point: Position,
      place: z.object({ id: z.number().int(), name: z.string() }).nullable(),
      division: DivisionRef.nullable(),
    }),
    items: z.array(NearestFacility),
    total: z.number().int().meta({ description: 'facilities of the kind that could be named' }),
    next: z.null(),
    notice: z.string().nullable(),
  }),
});
