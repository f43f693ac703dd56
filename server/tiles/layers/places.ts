import { sql } from 'kysely';
import { andPublic } from '../../database/public.ts';
import type { Feature } from '../feature.ts';
import { mercatorX, mercatorY, toUnits, worldSize } from '../mercator.ts';
import { minZooms } from '../thin.ts';
import { inSlices, type Drawing, type TileSet } from '../tile-set.ts';

interface PlaceRow {
  id: number;
  name: string;
  roman: string | null;
  mn: string | null;
  class: string; // GB/T 18521, 5 digits
  importance: number; // 1..9999
  sample: boolean;
  lon: number; // degrees, EPSG:4490
  lat: number;
}

/** Below z12 the most important place of every cell of 32 pixels. */
const thinning = { minzoom: 3, fullzoom: 12, cells: 16 };

/** The gazetteer: current entries with a known position. Entries that name a division are drawn by `division_label`. */
export const places: TileSet<{ place: PlaceRow[] }> = {
  id: 'places',
  minzoom: thinning.minzoom,
  maxzoom: thinning.fullzoom,
  hidden: ['place'],
  datasets: ['places'],
  crossOrigin: true,
  layers: [
    { id: 'place', fields: { name: 'String', roman: 'String', mn: 'String', class: 'String', group: 'String', rank: 'Number', sample: 'Boolean' } },
  ], // prettier-ignore
  async *read(db, audience) {
    const slices = inSlices(
      db,
      'place',
      5000,
      (after, upTo) => sql<PlaceRow>`
        select id, name, roman, mongolian as mn, class_code as class, importance, sample, ST_X(geom) as lon, ST_Y(geom) as lat
        from place
        where geom is not null ${andPublic(audience)} and status = 'current' and denotes_code is null
          and id > ${after} and id <= ${upTo}
        order by id`,
    );
    for await (const place of slices) yield { place };
  },
  draw: ({ place = [] }) => drawPlaces(place),
};

/** Class prefixes (GB/T 18521, domain.md 2.1) to what the map tells apart; the longest prefix wins. */
const groups: Record<string, string> = {
  11: 'water', 12: 'water', 13: 'terrain',
  21: 'settlement', 217: 'other', 218: 'other', 22: 'settlement',
  23: 'transport', 24: 'facility', 242: 'water', 245: 'water',
  25: 'memorial', 26: 'facility', 27: 'facility', 2761: 'settlement', 2762: 'settlement',
}; // prettier-ignore

export function groupOf(code: string): string {
  for (let length = 4; length >= 2; length -= 1) {
    const group = groups[code.slice(0, length)];
    if (group !== undefined) return group;
  }
  return 'other';
}

export function drawPlaces(rows: readonly PlaceRow[]): Drawing {
  const sorted = [...rows].sort((a, b) => b.importance - a.importance || a.id - b.id);
  const points = {
    x: Float64Array.from(sorted, (row) => mercatorX(row.lon)),
    y: Float64Array.from(sorted, (row) => mercatorY(row.lat)),
  };
  const lowest = minZooms(points, thinning);
  const properties = sorted.map(({ name, roman, mn, class: code, importance, sample }) => ({
    name, roman, mn: mn === '' ? null : mn, class: code, group: groupOf(code), rank: 10_000 - importance, sample,
  })); // prettier-ignore
  return {
    warnings: [],
    at: (zoom) => {
      const size = worldSize(zoom);
      const features: Feature[] = [];
      for (const [index, row] of sorted.entries()) {
        if (lowest[index]! > zoom) continue;
        const [x, y] = [toUnits(points.x[index]!, size), toUnits(points.y[index]!, size)];
        features.push({ kind: 'point', id: row.id, properties: properties[index]!, x, y });
      }
      return [{ name: 'place', features }];
    },
  };
}
