import { sql } from 'kysely';
import type { MarkerCondition } from '../../api/markers.ts';
import type { Feature } from '../feature.ts';
import { mercatorX, mercatorY, toUnits, worldSize } from '../mercator.ts';
import { minZooms } from '../thin.ts';
import { inSlices, type Drawing, type TileSet } from '../tile-set.ts';

interface MarkerRow {
  id: number;
  number: string;
  condition: MarkerCondition;
  type: string | null;
  line: string;
  level: string | null;
  lon: number; // degrees, EPSG:4490
  lat: number;
}

/** Boundary markers (界桩), `public` or not: for staff only (domain.md 5.10), so pages of other sites may not read the set. */
export const markers: TileSet<{ marker: MarkerRow[] }> = {
  id: 'markers',
  minzoom: 6,
  maxzoom: 12,
  hidden: null,
  datasets: ['markers', 'boundaries'],
  crossOrigin: false,
  layers: [
    {
      id: 'marker',
      fields: { number: 'String', condition: 'String', type: 'String', line: 'String', level: 'String' },
    },
  ],
  async *read(db) {
    const slices = inSlices(
      db,
      'boundary_marker',
      2000,
      (after, upTo) => sql<MarkerRow>`
        select m.id, m.number, m.condition, m.type, m.line_code as line, l.level, ST_X(m.geom) as lon, ST_Y(m.geom) as lat
        from boundary_marker m left join boundary_line l on l.code = m.line_code
        where m.geom is not null and m.valid_to is null and m.id > ${after} and m.id <= ${upTo} order by m.id`,
    );
    for await (const marker of slices) yield { marker };
  },
  draw: ({ marker = [] }) => drawMarkers(marker),
};

/** The worst first: below z8 it is the one that stays in its cell. */
const worst: readonly MarkerCondition[] = [
  'missing', 'displaced', 'damaged', 'unclear_inscription', 'reference_incomplete', 'unknown', 'intact',
]; // prettier-ignore

export function drawMarkers(rows: readonly MarkerRow[]): Drawing {
  const sorted = [...rows].sort(
    (a, b) => worst.indexOf(a.condition) - worst.indexOf(b.condition) || a.id - b.id,
  );
  const points = {
    x: Float64Array.from(sorted, (row) => mercatorX(row.lon)),
    y: Float64Array.from(sorted, (row) => mercatorY(row.lat)),
  };
  const lowest = minZooms(points, { minzoom: 6, fullzoom: 8, cells: 64 });
  return {
    warnings: [],
    at: (zoom) => {
      const size = worldSize(zoom);
      const features = sorted.flatMap(({ id, number, condition, type, line, level }, index): Feature[] => {
        if (lowest[index]! > zoom) return [];
        const [x, y] = [toUnits(points.x[index]!, size), toUnits(points.y[index]!, size)];
        return [{ kind: 'point', id, properties: { number, condition, type, line, level }, x, y }];
      });
      return [{ name: 'marker', features }];
    },
  };
}
