import { z } from 'zod';

/** [longitude, latitude] in degrees, EPSG:4490 (CGCS2000). */
export const Position = z.tuple([z.number(), z.number()]);
export type Position = z.infer<typeof Position>;

/** [west, south, east, north] in degrees, EPSG:4490. */
export type Bbox = [number, number, number, number];

/** "west,south,east,north" in degrees, EPSG:4490; west < east and south < north. */
export const BboxParam = z
  .string()
  .max(200)
  .transform((text, context): Bbox => {
    const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const [west, south, east, north] = numbers;
    const ok =
      numbers.length === 4 &&
      numbers.every(Number.isFinite) &&
      west! >= -180 && east! <= 180 && south! >= -90 && north! <= 90 && west! < east! && south! < north!; // prettier-ignore
    if (!ok) {
      context.addIssue({
        code: 'custom',
        message: 'must be west,south,east,north in degrees, with west < east and south < north',
      });
      return z.NEVER;
    }
    return [west!, south!, east!, north!];
  })
  .meta({ description: 'west,south,east,north in degrees (EPSG:4490)', examples: ['110,40,112,42'] });

/** "longitude,latitude" in degrees, EPSG:4490. */
export const PointParam = z
  .string()
  .max(100)
  .transform((text, context): Position => {
    const [lon, lat, ...rest] = text
      .split(',')
      .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const ok =
      rest.length === 0 &&
      Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lon!) <= 180 && Math.abs(lat!) <= 90; // prettier-ignore
    if (!ok) {
      context.addIssue({ code: 'custom', message: 'must be longitude,latitude in degrees' });
      return z.NEVER;
    }
    return [lon!, lat!];
  })
  .meta({ description: 'longitude,latitude in degrees (EPSG:4490)', examples: ['111.65,40.82'] });

/** How a position came about. `synthetic` is generated; `unknown` has no point at all. */
export const PositionKind = z.enum(['surveyed', 'approximate', 'synthetic', 'unknown']);
export type PositionKind = z.infer<typeof PositionKind>;
