import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import { snapshot } from '../database/transaction.ts';
import { changesBetween } from './changes.ts';
import { readOrigin } from './origin.ts';
import { overlay, storeChanged, type Overlaid } from './overlay.ts';
import { readPatch } from './patch.ts';
import type { Pyramid } from './pyramid.ts';
import type { TileSet } from './tile-set.ts';

/**
 * The pyramid after the edits since `current`, with only those tiles made anew that they touch: the same bytes and the same version
 * as a whole build.
 * @returns null when it has to be built whole
 */
export async function afterEdits(
  db: Db,
  set: TileSet,
  audience: Audience,
  current: Pyramid,
  mapReview: string,
): Promise<{ pyramid: Overlaid; attribution: string } | null> {
  const { edited } = set;
  if (edited === null || current.key === '') return null;
  const read = await snapshot(db, async (trx) => {
    const origin = await readOrigin(trx, set, audience, mapReview);
    const changes = await changesBetween(trx, set, current.origin, origin.datasets);
    if (changes === null) return null;
    const readAs = origin.rows === 'staff' ? 'staff' : 'public';
    return { origin, tiles: await readPatch(trx, set, edited, readAs, current, changes) };
  });
  if (read === null) return null;
  const { origin, tiles } = read;
  const changed = await storeChanged(current, tiles);
  return { pyramid: overlay(set, current, changed, origin), attribution: origin.attribution };
}
