import { sql } from 'kysely';
import { andPublic } from '../../database/public.ts';
import { drawPoints, readPoints, type PointLayer, type PointRow } from '../points.ts';
import type { TileSet } from '../tile-set.ts';

interface PlaceRow extends PointRow {
  name: string;
  mn: string | null;
  class: string; // GB/T 18521, 5 digits
  importance: number; // 1..9999
  sample: boolean;
}

/** Below z12 the most important place of every cell of 32 pixels. Entries that name a division are drawn by `division_label`. */
const layer: PointLayer<PlaceRow> = {
  name: 'place',
  table: 'place',
  alias: 'place',
  slice: 5000,
  thinning: { minzoom: 3, fullzoom: 12, cells: 16 },
  select: (audience, where) => sql<PlaceRow>`
    select id, name, mongolian as mn, class_code as class, importance, sample, ST_X(geom) as lon, ST_Y(geom) as lat
    from place
    where geom is not null ${andPublic(audience)} and status = 'current' and denotes_code is null and ${where}
    order by id`,
  order: (a, b) => b.importance - a.importance || a.id - b.id,
  properties: ({ name, mn, class: code, importance, sample }) => ({
    name, mn: mn === '' ? null : mn, class: code, group: groupOf(code), rank: 10_000 - importance, sample,
  }),
  counted: false,
}; // prettier-ignore

/** The gazetteer: current entries with a known position. */
export const places: TileSet<{ place: PlaceRow[] }> = {
  id: 'places',
  minzoom: layer.thinning.minzoom,
  maxzoom: 12,
  hidden: ['place'],
  datasets: ['places'],
  crossOrigin: true,
  layers: [
    { id: 'place', fields: { name: 'String', mn: 'String', class: 'String', group: 'String', rank: 'Number', sample: 'Boolean' } },
  ], // prettier-ignore
  edited: { layer, readWhole: false },
  async *read(db, audience) {
    for await (const place of readPoints(layer, db, audience)) yield { place };
  },
  draw: ({ place = [] }) => drawPoints(layer, place),
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
