import type { Audience } from '../accounts/audience.ts';
import { TileSetId } from '../api/tiles.ts';
import { tileSets } from './sets.ts';

/** Sets that there is something to show of. */
export const setsFor = (audience: Audience): TileSetId[] =>
  TileSetId.options.filter((id) => audience === 'staff' || tileSets[id].hidden !== null);
