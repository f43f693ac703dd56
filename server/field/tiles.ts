import type { Position } from 'geojson';
import type { TileSetId } from '../api/tiles.ts';
import { tileSets } from '../tiles/sets.ts';
import type { TileServer } from '../tiles/server.ts';
import { corridor, parents, type Cells } from './corridor.ts';

/** What one looks at outside: facilities are left out. */
const sets = ['divisions', 'boundaries', 'markers', 'places'] as const satisfies TileSetId[];

const corridorKm = 5;
const farthest = 4; // from here on the whole region fits on a phone
const closest = 12; // what there is beyond is magnified
const mostBytes = 30_000_000; // of a line, as it is kept: beyond it the closest zooms are left out

export interface LineTiles {
  urls: string[];
  count: number;
  bytes: number;
  storedBytes: number;
  corridorKm: number;
  zooms: [number, number];
  versions: Record<string, string>;
}

/** The tiles of a line's corridor with what they weigh; the staff's, since nobody else records outside. */
export function tilesAlong(tiles: TileServer | null, lines: readonly Position[][]): LineTiles {
  const found: LineTiles = { urls: [], count: 0, bytes: 0, storedBytes: 0, corridorKm, zooms: [farthest, farthest], versions: {} }; // prettier-ignore
  if (tiles === null) return found;
  for (const set of sets) found.versions[set] = tiles.version(set, 'staff');
  for (const [zoom, cells] of zoomsOf(lines)) {
    const more = ofZoom(tiles, zoom, cells);
    if (zoom > farthest && found.storedBytes + more.storedBytes > mostBytes) break;
    found.urls.push(...more.urls);
    found.count += more.urls.length;
    found.bytes += more.bytes;
    found.storedBytes += more.storedBytes;
    found.zooms = [farthest, zoom];
  }
  return found;
}

/** From far to close. */
function zoomsOf(lines: readonly Position[][]): [number, Cells][] {
  const zooms: [number, Cells][] = [[closest, corridor(lines, closest, corridorKm)]];
  for (let zoom = closest; zoom > farthest; zoom -= 1) zooms.unshift([zoom - 1, parents(zooms[0]![1], zoom)]);
  return zooms;
}

function ofZoom(
  tiles: TileServer,
  zoom: number,
  cells: Cells,
): { urls: string[]; bytes: number; storedBytes: number } {
  const found = { urls: [] as string[], bytes: 0, storedBytes: 0 };
  const side = 2 ** zoom;
  for (const set of sets) {
    const { minzoom, maxzoom } = tileSets[set];
    if (zoom < minzoom || zoom > maxzoom) continue;
    const pyramid = tiles.pyramid(set, 'staff');
    for (const cell of cells) {
      const [x, y] = [cell % side, Math.floor(cell / side)];
      const tile = pyramid.get(zoom, x, y);
      if (tile === null) continue; // empty
      found.urls.push(`/tiles/${set}/v${pyramid.version}/${zoom}/${x}/${y}.mvt`);
      found.bytes += (tile.br ?? tile.gzip).length;
      found.storedBytes += tile.gzip.readUInt32LE(tile.gzip.length - 4); // RFC 1952: the length before compression
    }
  }
  return found;
}
