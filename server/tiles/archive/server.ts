import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Audience } from '../../accounts/audience.ts';
import { TileSetId } from '../../api/tiles.ts';
import type { Config } from '../../config.ts';
import type { Log } from '../../http/log.ts';
import { cacheControl, headersOf, jsonPath, sendDocument, problem, sendTile, tilePath } from '../answer.ts';
import { isInBounds } from '../bounds.ts';
import type { TileCounts } from '../counts.ts';
import { emptyPyramid } from '../pyramid.ts';
import { tileSets } from '../sets.ts';
import { baseUrl, tileJson, type Listener } from '../tilejson.ts';
import type { TileSet } from '../tile-set.ts';
import { openArchive, type Archive } from './archive.ts';
import { isRemote } from './source.ts';

/** Draws the map from the archive of NUTAG_PMTILES, for the sets that it has and the readers who may see it. */
export interface ArchiveServer {
  /** Answers tiles and TileJSON of the archive; false = somebody else's request. */
  handle(request: IncomingMessage, response: ServerResponse, audience: Audience): boolean;
  close(): Promise<void>;
}

const lookEveryMs = 5000; // whether another archive stands there
const mostAtOnce = 256; // tiles on their way from the archive

/**
 * @param location path or address of the archive
 * @throws Error when the file cannot be used; another host that does not answer is asked again later
 */
export async function createArchiveServer(
  location: string,
  config: Pick<Config, 'host' | 'port'>,
  counts: TileCounts,
  log: Log,
): Promise<ArchiveServer> {
  let current: Archive | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  const open = async (): Promise<void> => {
    const before = current;
    current = await openArchive(location);
    await before?.close();
  };
  const look = async (): Promise<void> => {
    try {
      if (current === null || (await current.isReplaced())) await open();
    } catch (error) {
      log.warn({ err: error }, 'the archive of the map does not answer');
    }
    if (!closed) timer = setTimeout(() => void look(), lookEveryMs).unref();
  };
  try {
    await open();
  } catch (error) {
    if (!isRemote(location)) throw error;
    log.error({ err: error }, 'the map is drawn from the database until its archive answers');
  }
  timer = setTimeout(() => void look(), lookEveryMs).unref();

  const answer = createAnswer(config, counts, isRemote(location) ? location : null);
  return {
    handle: (request, response, audience) => {
      const archive = current;
      if (archive === null || (archive.audience === 'staff' && audience === 'public')) return false;
      return answer(archive, request, response, audience);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await current?.close();
    },
  };
}

type Answer = (archive: Archive, request: IncomingMessage, response: ServerResponse, audience: Audience) => boolean; // prettier-ignore

/** @param address where browsers may read the archive themselves */
function createAnswer(listener: Listener, counts: TileCounts, address: string | null): Answer {
  let running = 0;
  const sendFrom = async (archive: Archive, request: IncomingMessage, response: ServerResponse, wanted: Wanted, audience: Audience): Promise<void> => {
    const { set, version, z, x, y } = wanted;
    const count = counts[set.id];
    const refuse = (detail: string): void => {
      count.refused += 1;
      problem(request, response, 404, 'Not found', detail);
    };
    if (z < set.minzoom || z > set.maxzoom || x >= 2 ** z || y >= 2 ** z) return refuse(`Tiles of ${set.id} go from zoom ${set.minzoom} to ${set.maxzoom}, and x and y from 0 to 2^zoom - 1.`);
    const headers = headersOf(set.id, version !== undefined, cacheControl(version !== undefined, audience));
    const tile = await archive.get(set.id, z, x, y);
    if (tile !== null) count[sendTile(request, response, tile, headers) ? 'full' : 'unchanged'] += 1;
    else if (!isInBounds(archive.bounds, z, x, y)) refuse(`Tile ${z}/${x}/${y} lies outside the bounds of ${set.id}.`);
    else {
      count.empty += 1;
      response.writeHead(204, headers).end();
    }
  };
  return (archive, request, response, audience) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const path = (request.url ?? '').split('?', 1)[0]!;
    const described = setIn(archive, jsonPath.exec(path)?.[1]);
    if (described !== null) {
      const base = baseUrl(request, listener);
      if (base === null) return false;
      const shelf = { current: { ...emptyPyramid, version: archive.version, bounds: archive.bounds }, previous: null, attribution: archive.attribution };
      const pmtiles = address === null ? {} : { pmtiles: address };
      sendDocument(request, response, { ...tileJson(described, shelf, base), ...pmtiles });
      return true;
    }
    const [, id, version, ...numbers] = tilePath.exec(path) ?? [];
    const set = setIn(archive, id);
    if (set === null || (version !== undefined && version !== archive.version)) return false;
    if (running >= mostAtOnce) {
      problem(request, response, 503, 'Too busy', 'Too many tiles are on their way.', 2);
      return true;
    }
    running += 1;
    const [z = 0, x = 0, y = 0] = numbers.map(Number);
    sendFrom(archive, request, response, { set, version, z, x, y }, audience)
      .catch(() => problem(request, response, 503, 'The archive does not answer', 'The file that the map is drawn from cannot be read now.', 5))
      .finally(() => (running -= 1));
    return true;
  };
} // prettier-ignore

interface Wanted {
  set: TileSet;
  version: string | undefined;
  z: number;
  x: number;
  y: number;
}

/** A set as the archive has it; null when it has it not. */
function setIn({ sets, minzoom, maxzoom }: Archive, id: string | undefined): TileSet | null {
  const known = TileSetId.safeParse(id);
  if (!known.success || !sets.has(known.data)) return null;
  const set = tileSets[known.data] as TileSet;
  return { ...set, minzoom: Math.max(set.minzoom, minzoom), maxzoom: Math.min(set.maxzoom, maxzoom) };
}
