import { z } from 'zod';
import { LineLevel } from './boundaries.ts';
import { placeFilters } from './places.ts';
import { DivisionCode, IsoDate } from './record.ts';
import type { TileSetId } from './tiles.ts';

const flag = z.enum(['true', 'false']);
const word = z.string().regex(/^[\w-]{1,60}$/);

/** What the tiles of a set can be narrowed to: the query of `/tiles/{set}.json`, which then names tiles of just that. */
export const tileFilters = {
  places: z.strictObject(placeFilters),
  facilities: z.strictObject({
    kind: word.optional(),
    status: word.optional(),
    division: DivisionCode.optional(),
    sample: flag.optional(),
    at: IsoDate.optional().meta({ description: 'in operation on this day, as far as its dates are known' }),
  }),
  markers: z.strictObject({
    line: z.string().min(1).max(60).optional(),
    condition: word.optional(),
    division: DivisionCode.optional(),
    at: IsoDate.optional(),
  }),
  boundaries: z.strictObject({
    level: LineLevel.optional(),
    line: z.string().min(1).max(60).optional(),
    at: IsoDate.optional(),
  }),
  divisions: z.strictObject({
    level: z.enum(['province', 'prefecture', 'county', 'township']).optional(),
    division: DivisionCode.optional().meta({ description: 'itself and what lies in it' }),
    at: IsoDate.optional().meta({ description: 'as it was on this day' }),
  }),
} as const satisfies Record<TileSetId, z.ZodType>;

export type TileFilter<S extends TileSetId> = z.output<(typeof tileFilters)[S]>;
