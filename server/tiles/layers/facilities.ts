import { sql } from 'kysely';
import { andPublic } from '../../database/public.ts';
import type { Feature } from '../feature.ts';
import { mercatorX, mercatorY, toUnits, worldSize } from '../mercator.ts';
import { cellOf, minZooms, type Points } from '../thin.ts';
import { inSlices, type Drawing, type TileSet } from '../tile-set.ts';

interface FacilityRow {
  id: number;
  kind: string;
  name: string;
  status: string;
  county: string;
  sample: boolean;
  lon: number; // degrees, EPSG:4490
  lat: number;
}

/** Grid for the zooms below `fullzoom`: one facility of each kind a cell of 32 pixels, with how many it stands for. */
const thinning = { minzoom: 4, fullzoom: 6, cells: 16 };

/** Civil-affairs facilities. */
export const facilities: TileSet<{ facility: FacilityRow[] }> = {
  id: 'facilities',
  minzoom: thinning.minzoom,
  maxzoom: 12,
  hidden: ['facility'],
  datasets: ['facilities'],
  crossOrigin: true,
  layers: [
    { id: 'facility', fields: { kind: 'String', name: 'String', status: 'String', county: 'String', sample: 'Boolean', count: 'Number' } },
  ], // prettier-ignore
  async *read(db, audience) {
    const slices = inSlices(
      db,
      'facility',
      2000,
      (after, upTo) => sql<FacilityRow>`
        select id, kind, name, status, county_code as county, sample, ST_X(geom) as lon, ST_Y(geom) as lat
        from facility
        where geom is not null ${andPublic(audience)} and id > ${after} and id <= ${upTo} order by id`,
    );
    for await (const facility of slices) yield { facility };
  },
  draw: ({ facility = [] }) => drawFacilities(facility),
};

export function drawFacilities(rows: readonly FacilityRow[]): Drawing {
  const open = (row: FacilityRow): number => (row.status === 'operating' ? 0 : 1);
  const sorted = [...rows].sort((a, b) => open(a) - open(b) || a.id - b.id);
  const kinds = [...new Set(sorted.map((row) => row.kind))].sort();
  const points: Points = {
    x: Float64Array.from(sorted, (row) => mercatorX(row.lon)),
    y: Float64Array.from(sorted, (row) => mercatorY(row.lat)),
    group: Uint8Array.from(sorted, (row) => kinds.indexOf(row.kind) % 64),
  };
  const lowest = minZooms(points, thinning);
  return {
    warnings: [],
    at: (zoom) => {
      const size = worldSize(zoom);
      const counts = zoom < thinning.fullzoom ? countCells(points, zoom) : null;
      const features = sorted.flatMap(({ id, kind, name, status, county, sample }, index): Feature[] => {
        if (lowest[index]! > zoom) return [];
        const count = counts?.get(cellOf(points, index, zoom, thinning.cells));
        const [x, y] = [toUnits(points.x[index]!, size), toUnits(points.y[index]!, size)];
        return [{ kind: 'point', id, properties: { kind, name, status, county, sample, count }, x, y }];
      });
      return [{ name: 'facility', features }];
    },
  };
}

function countCells(points: Points, zoom: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const index of points.x.keys()) {
    const cell = cellOf(points, index, zoom, thinning.cells);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}
