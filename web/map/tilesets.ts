import { effect, signal } from '@preact/signals';
import type { TileJson, TileSetId } from '../../server/api/tiles.ts';
import { readiness } from '../state/startup.ts';
import type { TileSet } from './scene.ts';

const IDS: TileSetId[] = ['divisions', 'boundaries', 'markers', 'places', 'facilities'];

/** The tile sets that the server has, asked for again whenever a step of its start is done. */
export const tileSets = signal<Partial<Record<TileSetId, TileSet>>>({});

export function followTileSets(): void {
  let stage = -1;
  effect(() => {
    const now = readiness.value;
    if (!now?.usable) return;
    const done = now.ready ? 1000 : now.steps.filter((step) => step.state === 'done').length;
    if (done === stage) return;
    stage = done;
    void Promise.all(IDS.map(read)).then((sets) => {
      const found = Object.fromEntries(sets.flatMap((set, index) => (set ? [[IDS[index]!, set]] : [])));
      if (versions(found) !== versions(tileSets.peek())) tileSets.value = found;
    });
  });
}

const versions = (sets: Partial<Record<TileSetId, TileSet>>): string =>
  IDS.map((id) => `${id}:${sets[id]?.version ?? ''}`).join();

async function read(id: TileSetId): Promise<TileSet | null> {
  try {
    const response = await fetch(`/tiles/${id}.json`);
    if (!response.ok) return null;
    const { tiles, version, minzoom, maxzoom, bounds, attribution } = (await response.json()) as TileJson;
    return { tiles: tiles.map(sameOrigin), version, minzoom, maxzoom, bounds, attribution };
  } catch {
    return null; // not built yet
  }
}

/** Behind a proxy the server may not know its own name: only the path of a tile's address is used. */
const sameOrigin = (template: string): string => location.origin + template.replace(/^https?:\/\/[^/]+/, '');
