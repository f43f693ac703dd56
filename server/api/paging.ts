import { z } from 'zod';

/** Query parameters of every list. `next` is the opaque cursor of the page before. */
export const paging = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(50)
    .meta({ description: 'items a page, at most 1000' }),
  next: z.string().max(400).optional().meta({ description: 'cursor from the page before' }),
  f: z
    .enum(['json', 'geojson'])
    .optional()
    .meta({ description: 'answer format; the Accept header does the same' }),
};

/** A list: the items of this page, how many there are in all, and the cursor of the next page (null at the end). */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() });

export interface Page<T> {
  items: T[];
  total: number;
  next: string | null;
}
