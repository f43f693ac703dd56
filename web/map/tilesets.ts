import { effect, signal } from '@preact/signals';
import type { TileJson, TileSetId } from '../../server/api/tiles.ts';
import { placeQuery } from '../state/place-query.ts';
import { may, session } from '../state/session.ts';
import { edition, readiness } from '../state/startup.ts';
import { state } from '../state/state.ts';
import type { TileSet } from './scene.ts';

const IDS: TileSetId[] = ['divisions', 'boundaries', 'markers', 'places', 'facilities'];

/** Markers are for staff. */
const isForReader = (id: TileSetId): boolean => id !== 'markers' || may('read.staff');

/** The tile sets that the server has, asked for again whenever a step of its start is done or data have changed. */
export const tileSets = signal<Partial<Record<TileSetId, TileSet>>>({});

/** The server makes edited tiles anew at once, and all tiles after an import in the background, for seconds or minutes. */
const AGAIN_MS = [600, 1_500, 4_000, 10_000, 20_000, 40_000, 80_000, 160_000];

/** The places that pass the filters of the list, drawn by the server as they are asked for; null where the map shows all. */
export const foundPlaces = signal<TileSet | null>(null);

function followFound(): void {
  let asked = '';
  effect(() => {
    const { found, places } = state.value;
    const query = found && !places.polygon ? new URLSearchParams(placeQuery() as Record<string, string>).toString() : '';
    const question = `${query} ${edition.value} ${tileSets.value.places?.version}`;
    if (question === asked) return;
    asked = question;
    if (query === '') foundPlaces.value = null;
    else void read('places', query).then((set) => asked === question && (foundPlaces.value = set));
  });
} // prettier-ignore

export function followTileSets(): void {
  followFound();
  let stage = '';
  let waiting: number[] = [];
  effect(() => {
    const now = readiness.value;
    if (!now?.usable || session.value === null) return; // it says which there are for this reader
    const done = now.ready ? 'all' : now.steps.filter((step) => step.state === 'done').length;
    if (`${edition.value} ${done}` === stage) return;
    stage = `${edition.value} ${done}`;
    void renew();
    waiting.forEach(clearTimeout);
    waiting = edition.value > 0 ? AGAIN_MS.map((wait) => window.setTimeout(() => void renew(), wait)) : [];
  });
}

let asking: Promise<void> | null = null;

/** For a map whose tiles are of a version that the server has dropped. */
export const renewTileSets = (): Promise<void> => (asking ??= renew().finally(() => (asking = null)));

async function renew(): Promise<void> {
  const ids = IDS.filter(isForReader);
  const sets = await Promise.all(ids.map((id) => read(id)));
  const found = Object.fromEntries(sets.flatMap((set, index) => (set ? [[ids[index]!, set]] : [])));
  if (versions(found) !== versions(tileSets.peek())) tileSets.value = found;
}

const versions = (sets: Partial<Record<TileSetId, TileSet>>): string =>
  IDS.map((id) => `${id}:${sets[id]?.version ?? ''}`).join();

async function read(id: TileSetId, query = ''): Promise<TileSet | null> {
  try {
    const response = await fetch(`/tiles/${id}.json${query && `?${query}`}`);
    if (!response.ok) return null;
    const { tiles, minzoom, maxzoom, bounds, attribution, pmtiles } = (await response.json()) as TileJson;
    const own = tiles.map(sameOrigin);
    const version = /\/v([0-9a-f]+)\//.exec(own[0]!)![1]!;
    const from =
      pmtiles === undefined ? own : [(await import('./archive.ts')).readFrom(pmtiles, id, version, own[0]!)];
    return { tiles: from, version, minzoom, maxzoom, bounds, attribution };
  } catch {
    return null; // not built yet
  }
}

/** Behind a proxy the server may not know its own name: only the path of a tile's address is used. */
const sameOrigin = (template: string): string => location.origin + template.replace(/^https?:\/\/[^/]+/, '');
