import { z } from 'zod';

/** The five tile sets. Source layers in each: see server/tiles/README.md. */
export const TileSetId = z.enum(['divisions', 'boundaries', 'markers', 'places', 'facilities']);
export type TileSetId = z.infer<typeof TileSetId>;

export const TileJson = z.object({
  tilejson: z.literal('3.0.0'),
  name: z.string(),
  tiles: z.array(z.string()),
  minzoom: z.number().int(),
  maxzoom: z.number().int(),
  bounds: z.array(z.number()).length(4),
  vector_layers: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.string()) })),
  attribution: z.string(),
  version: z.string(), // semver.org; the hash that stands in the address of the tiles, as a number
  /** Of a set as of a day: how many of all its features say from or to when they are; the others are drawn as they are now. */
  history: z.object({ features: z.number().int(), dated: z.number().int() }).optional(),
  pmtiles: z.url().optional(), // the archive that has the set, where browsers may read it by range requests
});
export type TileJson = z.infer<typeof TileJson>;
