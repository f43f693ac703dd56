import { TileSetId } from '../api/tiles.ts';
import type { Log } from '../http/log.ts';
import { tileSets } from './sets.ts';
import type { TileServer } from './server.ts';

/** Follows changes that other processes have made. */
export interface TileWatch {
  /** A dataset has changed. */
  changed(dataset: string): void;
  /** Any of them may have. */
  look(): void;
  stop(): void;
}

const everyMs = 5000; // also without being told

/** Renews the tiles of what has changed: when told, and every few seconds. */
export function watchTiles(tiles: TileServer, ready: Promise<void>, log: Log): TileWatch {
  let timer: NodeJS.Timeout | undefined;
  let [started, stopped] = [false, false];
  const renew = async (sets: readonly TileSetId[]): Promise<void> => {
    try {
      for (const set of sets) if (!stopped) await tiles.refresh(set);
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'tiles could not be refreshed');
    }
  };
  const lookAgain = async (): Promise<void> => {
    await renew(TileSetId.options);
    if (!stopped) timer = setTimeout(() => void lookAgain(), everyMs).unref();
  };
  const begin = (): void => {
    started = true;
    void lookAgain();
  };
  ready.then(begin, () => undefined);
  return {
    changed: (dataset) => {
      if (started) void renew(TileSetId.options.filter((set) => tileSets[set].datasets.includes(dataset)));
    },
    look: () => {
      if (started) void renew(TileSetId.options);
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
