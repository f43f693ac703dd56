import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Audience } from '../accounts/audience.ts';
import { TileSetId } from '../api/tiles.ts';
import { inTime } from '../in-time.ts';
import { tilePath } from './answer.ts';
import type { TileServer } from './server.ts';

const patienceMs = 2000;
const restMs = 200; // between two looks at the database for one set

type Handle = TileServer['handle'];

/**
 * Where several processes answer at one address, a page may ask this one for a version that another has just made: it looks for the
 * version before it says that it is gone. However many ask, the database is asked a few times a second.
 */
export function catchingUp(tiles: TileServer, handle: Handle = tiles.handle): Handle {
  const looks = new Map<TileSetId, { at: number; look: Promise<void> }>();
  const look = (set: TileSetId): Promise<void> => {
    const last = looks.get(set);
    if (last !== undefined && Date.now() - last.at < restMs) return last.look;
    const next = inTime(tiles.refresh(set), patienceMs).catch(() => undefined);
    looks.set(set, { at: Date.now(), look: next });
    return next;
  };
  return (request, response, audience) => {
    const [, id, version] = tilePath.exec((request.url ?? '').split('?', 1)[0]!) ?? [];
    const set = TileSetId.safeParse(id).data;
    if (set === undefined || version === undefined || tiles.has(set, version, audience))
      return handle(request, response, audience);
    void look(set).then(() => answer(handle, request, response, audience));
    return true;
  };
}

function answer(handle: Handle, request: IncomingMessage, response: ServerResponse, audience: Audience): void {
  if (!response.destroyed) handle(request, response, audience);
} // prettier-ignore
