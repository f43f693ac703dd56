import { TileSetId } from '../../../server/api/tiles.ts';
import { tileSets } from '../../../server/tiles/sets.ts';

export interface Wanted {
  set: TileSetId;
  z: number;
  x: number;
  y: number;
}

export const pathOf = ({ set, z, x, y }: Wanted): string => `/tiles/${set}/${z}/${x}/${y}.mvt`;

/** Where a session of a place-name officer looks: longitude, latitude, zoom. From the region to a banner's villages, along, and back. */
const stops: readonly [lon: number, lat: number, zoom: number][] = [
  [111.7, 44.5, 4], [111.7, 41.5, 6], [111.7, 40.8, 8], [111.7, 40.8, 10], [111.7, 40.8, 12], [111.95, 40.85, 12], [111.5, 41.1, 11], [110, 40.6, 9],
  [109.9, 40.6, 11], [109.8, 39.6, 9], [109.8, 39.6, 12], [107.4, 40.75, 9], [107.4, 40.75, 11], [111.7, 44.5, 5], [116.1, 43.9, 8], [116.1, 43.9, 11],
  [118.9, 42.3, 8], [118.9, 42.3, 10], [118.9, 42.3, 12], [119.3, 42.0, 11], [122.3, 43.6, 8], [122.3, 43.6, 11], [122.1, 46.1, 8], [122.1, 46.1, 11],
  [119.7, 49.2, 7], [119.7, 49.2, 9], [119.7, 49.2, 12], [117.4, 49.6, 10], [105.7, 38.8, 8], [101, 42, 7], [111.7, 44.5, 4],
]; // prettier-ignore

const view = { width: 1280, height: 800 }; // px
const tilePx = 512;
const panSteps = 4; // from stop to stop at the zoom of the next, as a finger drags

/**
 * The first `count` tiles that a map of 1,280 x 800 asks for on its way, each once, as a browser with a cache does: five sets, each up to
 * its last zoom, around the same walk every time.
 */
export function walk(count: number): Wanted[] {
  const seen = new Map<string, Wanted>();
  const add = (wanted: Wanted): void => void seen.set(pathOf(wanted), wanted);
  for (let round = 0; seen.size < count; round += 1) {
    const before = seen.size;
    for (const [index, [lon, lat, zoom]] of stops.entries()) {
      const [fromLon, fromLat] = stops[Math.max(0, index - 1)]!;
      const reach = 6 / 2 ** zoom; // degrees of one drag
      for (let step = panSteps - 1; step >= 0; step -= 1) {
        const shift = step * reach * (1 + round);
        look(lon + Math.sign(fromLon - lon) * shift, lat + Math.sign(fromLat - lat) * shift * 0.5, zoom, add);
      }
    }
    if (seen.size === before) throw new Error('the walk stands still');
  }
  return [...seen.values()].slice(0, count);
}

function look(lon: number, lat: number, zoom: number, add: (wanted: Wanted) => void): void {
  for (const set of TileSetId.options) {
    const { minzoom, maxzoom } = tileSets[set];
    if (zoom < minzoom) continue;
    const z = Math.min(zoom, maxzoom);
    const [x, y] = [((lon + 180) / 360) * 2 ** z, ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z];
    const scale = 2 ** (zoom - z); // tiles of the last zoom are magnified
    const [across, down] = [view.width / tilePx / scale / 2, view.height / tilePx / scale / 2];
    for (let column = Math.floor(x - across); column <= Math.floor(x + across); column += 1)
      for (let row = Math.floor(y - down); row <= Math.floor(y + down); row += 1) add({ set, z, x: column, y: row });
  }
} // prettier-ignore
