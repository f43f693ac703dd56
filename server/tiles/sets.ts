import type { TileSetId } from '../api/tiles.ts';
import { boundaries } from './layers/boundaries.ts';
import { divisions } from './layers/divisions.ts';
import { facilities } from './layers/facilities.ts';
import { markers } from './layers/markers.ts';
import { places } from './layers/places.ts';
import type { TileSet } from './tile-set.ts';

/** Every tile set, in the order in which they are built. */
export const tileSets: Record<TileSetId, TileSet> = { divisions, boundaries, markers, facilities, places };
