import { sql } from 'kysely';
import { andPublic } from '../../database/public.ts';
import { drawPoints, readPoints, type PointLayer, type PointRow } from '../points.ts';
import type { TileSet } from '../tile-set.ts';

interface FacilityRow extends PointRow {
  kind: string;
  name: string;
  status: string;
  county: string;
  sample: boolean;
}

const open = (row: FacilityRow): number => (row.status === 'operating' ? 0 : 1);

/** Below z6 one facility of each kind a cell of 32 pixels, with how many it stands for. */
const layer: PointLayer<FacilityRow> = {
  name: 'facility',
  table: 'facility',
  alias: 'facility',
  slice: 2000,
  thinning: { minzoom: 4, fullzoom: 6, cells: 16 },
  select: (audience, where) => sql<FacilityRow>`
    select id, kind, name, status, county_code as county, sample, ST_X(geom) as lon, ST_Y(geom) as lat
    from facility
    where geom is not null ${andPublic(audience)} and ${where} order by id`,
  order: (a, b) => open(a) - open(b) || a.id - b.id,
  group: (row) => row.kind,
  properties: ({ kind, name, status, county, sample }) => ({ kind, name, status, county, sample }),
  counted: true,
};

/** Civil-affairs facilities. */
export const facilities: TileSet<{ facility: FacilityRow[] }> = {
  id: 'facilities',
  minzoom: layer.thinning.minzoom,
  maxzoom: 12,
  hidden: ['facility'],
  datasets: ['facilities'],
  crossOrigin: true,
  layers: [
    { id: 'facility', fields: { kind: 'String', name: 'String', status: 'String', county: 'String', sample: 'Boolean', count: 'Number' } },
  ], // prettier-ignore
  edited: { layer, readWhole: true },
  async *read(db, audience) {
    for await (const facility of readPoints(layer, db, audience)) yield { facility };
  },
  draw: ({ facility = [] }) => drawPoints(layer, facility),
};
