import { computed, effect, signal } from '@preact/signals';
import type { TileJson, TileSetId } from '../../server/api/tiles.ts';
import { placeQuery } from '../state/place-query.ts';
import { may, session } from '../state/session.ts';
import { edition, readiness } from '../state/startup.ts';
import { mapDay, state } from '../state/state.ts';
import { againAfter, MOST, retryAfterOf } from './again-after.ts';
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

/** The sets that know of days. */
export const DATED = ['boundaries', 'markers', 'facilities'] as const satisfies TileSetId[];
export type DatedId = (typeof DATED)[number];

/** Those sets as of the chosen day; that of another day, or none, until the server has answered. */
const datedSets = signal<Partial<Record<DatedId, TileSet>>>({});

/** What the map shows: the sets of today, and in their place those as of a day. */
export const shownSets = computed<Partial<Record<TileSetId, TileSet>>>(() => ({ ...tileSets.value, ...datedSets.value })); // prettier-ignore

/** Whether each set is of the chosen day, or the server has not got it. */
export const isOfDay = computed(() =>
  DATED.every((id) => tileSets.value[id] === undefined || (datedSets.value[id]?.day ?? null) === mapDay.value),
); // prettier-ignore

/** Raised when tiles that are drawn as they are asked for are gone: their data have changed. */
const gone = signal(0);

/** Keeps a narrowed set in step with its query; the one before stays until the answer is here. @param query null: no longer wanted */
function follow(id: TileSetId, query: () => string | null, take: (set: TileSet | null) => void): void {
  let asked = '';
  let timer = 0;
  effect(() => {
    const wanted = query();
    const question = `${wanted} ${edition.value} ${tileSets.value[id]?.version} ${gone.value}`;
    if (question === asked) return;
    asked = question;
    clearTimeout(timer);
    const isWanted = (): boolean => asked === question;
    if (wanted === null) take(null);
    else timer = window.setTimeout(() => void read(id, wanted, isWanted).then((set) => isWanted() && take(set)), SETTLE_MS);
  });
} // prettier-ignore

const SETTLE_MS = 120; // a slider sends many values

function followNarrowed(): void {
  const found = (): string | null => {
    const { found: isOn, places } = state.value;
    const query = isOn && !places.polygon ? new URLSearchParams(placeQuery() as Record<string, string>).toString() : ''; // prettier-ignore
    return query === '' ? null : query;
  };
  follow('places', found, (set) => (foundPlaces.value = set));
  for (const id of DATED)
    follow(
      id,
      () => (mapDay.value === null || tileSets.value[id] === undefined ? null : `at=${mapDay.value}`),
      (set) => {
        const { [id]: _, ...others } = datedSets.peek();
        const [day, today] = [mapDay.peek(), tileSets.peek()[id]];
        if (day === null || today === undefined) datedSets.value = others;
        else if (set === null) datedSets.value = { ...others, [id]: { ...today, day } };
        else {
          const isSame = set.history?.dated === 0; // nothing of it has dates: today's tiles, which are there
          datedSets.value = { ...others, [id]: { ...(isSame ? today : set), day, history: set.history } };
        }
      },
    );
}

export function followTileSets(): void {
  followNarrowed();
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
export const renewTileSets = (): Promise<void> =>
  (asking ??= renew().finally(() => {
    asking = null;
    gone.value += 1;
  }));

async function renew(): Promise<void> {
  const ids = IDS.filter(isForReader);
  const sets = await Promise.all(ids.map((id) => read(id)));
  const found = Object.fromEntries(sets.flatMap((set, index) => (set ? [[ids[index]!, set]] : [])));
  if (versions(found) !== versions(tileSets.peek())) tileSets.value = found;
}

const versions = (sets: Partial<Record<TileSetId, TileSet>>): string =>
  IDS.map((id) => `${id}:${sets[id]?.version ?? ''}`).join();

/** @param isWanted false: nobody waits for it any more */
async function read(id: TileSetId, query = '', isWanted = (): boolean => true): Promise<TileSet | null> {
  try {
    const response = query === '' ? await fetch(`/tiles/${id}.json`) : await patiently(`/tiles/${id}.json?${query}`, isWanted); // prettier-ignore
    if (!response.ok) return null;
    const { tiles, minzoom, maxzoom, bounds, attribution, pmtiles, history } =
      (await response.json()) as TileJson;
    const own = tiles.map(sameOrigin);
    const version = /\/v([0-9a-f]+)\//.exec(own[0]!)![1]!;
    const from =
      pmtiles === undefined ? own : [(await import('./archive.ts')).readFrom(pmtiles, id, version, own[0]!)];
    return { tiles: from, version, minzoom, maxzoom, bounds, attribution, ...(history && { history }) };
  } catch {
    return null; // not built yet
  }
}

/** Asks again what a busy server has put off. */
async function patiently(url: string, isWanted: () => boolean): Promise<Response> {
  for (let nth = 0; ; nth += 1) {
    const response = await fetch(url);
    if (response.status !== 503 || nth === MOST || !isWanted()) return response;
    const after = againAfter(nth, await retryAfterOf(await response.blob()));
    await new Promise((resolve) => {
      setTimeout(resolve, after * 1000);
    });
  }
}

/** Behind a proxy the server may not know its own name: only the path of a tile's address is used. */
const sameOrigin = (template: string): string => location.origin + template.replace(/^https?:\/\/[^/]+/, '');
