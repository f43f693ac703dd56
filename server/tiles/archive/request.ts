import { z } from 'zod';
import { TileSetId } from '../../api/tiles.ts';
import { tileSets } from '../sets.ts';

/** What `nutag tiles build` asks for; it travels as JSON where the running server does the work. */
export const ArchiveRequest = z.object({
  file: z.string(), // absolute path
  sets: z.array(TileSetId).min(1),
  audience: z.enum(['public', 'staff']),
  minzoom: z.number().int(),
  maxzoom: z.number().int(),
});
export type ArchiveRequest = z.infer<typeof ArchiveRequest>;

/** The zooms of one set in an archive. */
export interface Part {
  set: TileSetId;
  minzoom: number;
  maxzoom: number;
}

/** From the first zoom of any of the sets to the last. */
export const zoomsOf = (sets: readonly TileSetId[]): [minzoom: number, maxzoom: number] => [
  Math.min(...sets.map((id) => tileSets[id].minzoom)),
  Math.max(...sets.map((id) => tileSets[id].maxzoom)),
];

/**
 * Every set goes on to the last zoom of the archive: a client asks for tiles of the archive, not of a set, and magnifies only
 * those of the last zoom. Otherwise divisions would vanish where places begin to be whole.
 */
export const partsOf = ({ sets, minzoom, maxzoom }: ArchiveRequest): Part[] =>
  TileSetId.options
    .filter((id) => sets.includes(id) && tileSets[id].minzoom <= maxzoom)
    .map((set) => ({ set, minzoom: Math.max(minzoom, tileSets[set].minzoom), maxzoom }));
