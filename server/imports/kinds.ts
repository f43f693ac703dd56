import type { ImportKind } from '../api/imports.ts';
import type { Kind } from './kind.ts';
import { boundaryLines } from './kinds/boundary-lines.ts';
import { divisions } from './kinds/divisions.ts';
import { facilities } from './kinds/facilities.ts';
import { markers } from './kinds/markers.ts';
import { places } from './kinds/places.ts';
import { roads } from './kinds/roads.ts';

/** What can be imported. */
export const kinds: Readonly<Record<ImportKind, Kind>> = {
  divisions,
  places,
  facilities,
  markers,
  'boundary-lines': boundaryLines,
  roads,
};
