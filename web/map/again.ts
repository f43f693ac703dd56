import { LngLatBounds, type ErrorEvent, type Map as MapLibreMap, type Tile } from 'maplibre-gl';
import { againAfter, MOST, retryAfterOf } from './again-after.ts';

export interface PutOffCount {
  waiting: number; // will be asked for again
  lost: number; // were put off too often
}

export interface Again {
  /** Whether the tile of an error will be asked for again. */
  takes(event: ErrorEvent): boolean;
  count(): PutOffCount;
  /** Asks for the lost ones once more, from the beginning. */
  askLost(): void;
  stop(): void;
}

interface PutOff {
  source: string;
  tile: { z: number; x: number; y: number };
  zoom: number; // whole zoom of the map at which it was missed
  times: number;
  state: 'waiting' | 'asked' | 'lost';
  timer: number;
}

/**
 * Tiles that were answered 503 or 429 are asked for again, a few times, when the answer says; MapLibre leaves them empty.
 * @param changed called when the counts may have changed
 */
export function askAgain(map: MapLibreMap, changed: (now: PutOffCount) => void = () => undefined): Again {
  const known = new Map<string, PutOff>();
  const count = (): PutOffCount => {
    const states = [...known.values()].map(({ state }) => state);
    return { waiting: states.filter((state) => state === 'waiting').length, lost: states.filter((state) => state === 'lost').length };
  };
  const ask = (putOff: PutOff): void => {
    putOff.state = 'asked';
    if (map.getSource(putOff.source)) map.refreshTiles(putOff.source, [putOff.tile]);
    changed(count());
  };
  const plan = async (putOff: PutOff, body: Blob): Promise<void> => {
    const after = againAfter(putOff.times - 1, await retryAfterOf(body));
    if (putOff.state === 'waiting') putOff.timer = window.setTimeout(() => ask(putOff), after * 1000);
  };
  const forget = (isOver: (key: string, putOff: PutOff) => boolean): void => {
    if (known.size === 0) return;
    for (const [key, putOff] of known) {
      if (!isOver(key, putOff)) continue;
      clearTimeout(putOff.timer);
      putOff.state = 'asked';
      known.delete(key);
    }
    changed(count());
  };
  map.on('sourcedata', ({ sourceId, tile }) => {
    if (tile) forget((key) => key === keyOf(sourceId, (tile as Tile).tileID.canonical));
  });
  map.on('moveend', () => forget((_, { tile, zoom }) => zoom !== Math.floor(map.getZoom()) || !isIn(map.getBounds(), tile))); // MapLibre asks anew for what comes into view
  return {
    takes: ({ error, ...event }) => {
      const { sourceId: source, tile: loaded } = event as { sourceId?: string; tile?: Tile };
      const { status, body = new Blob() } = error as Error & { status?: number; body?: Blob };
      if ((status !== 503 && status !== 429) || source === undefined || loaded === undefined) return false;
      const { z, x, y } = loaded.tileID.canonical;
      const key = keyOf(source, { z, x, y });
      const times = (known.get(key)?.times ?? 0) + 1;
      const putOff: PutOff = { source, tile: { z, x, y }, zoom: Math.floor(map.getZoom()), times, state: times > MOST ? 'lost' : 'waiting', timer: 0 };
      known.set(key, putOff);
      if (putOff.state === 'waiting') void plan(putOff, body);
      changed(count());
      return putOff.state === 'waiting';
    },
    count,
    askLost: () => {
      for (const putOff of known.values()) {
        if (putOff.state !== 'lost') continue;
        putOff.times = 0;
        ask(putOff);
      }
    },
    stop: () => forget(() => true),
  };
} // prettier-ignore

const keyOf = (source: string, { z, x, y }: PutOff['tile']): string => `${source} ${z}/${x}/${y}`;

function isIn(view: LngLatBounds, { z, x, y }: PutOff['tile']): boolean {
  const lon = (column: number): number => (column / 2 ** z) * 360 - 180;
  const lat = (row: number): number => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** z))) * 180) / Math.PI; // prettier-ignore
  return view.intersects(new LngLatBounds([lon(x), lat(y + 1), lon(x + 1), lat(y)]));
}
