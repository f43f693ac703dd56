import { sql } from 'kysely';
import type { MarkerCondition } from '../../api/markers.ts';
import { drawPoints, readPoints, type PointLayer, type PointRow } from '../points.ts';
import type { TileSet } from '../tile-set.ts';

interface MarkerRow extends PointRow {
  number: string;
  condition: MarkerCondition;
  type: string | null;
  line: string;
  level: string | null;
}

/** The worst first: below z8 it is the one that stays in its cell. */
const worst: readonly MarkerCondition[] = [
  'missing', 'displaced', 'damaged', 'unclear_inscription', 'reference_incomplete', 'unknown', 'intact',
]; // prettier-ignore

const layer: PointLayer<MarkerRow> = {
  name: 'marker',
  table: 'boundary_marker',
  alias: 'm',
  slice: 2000,
  thinning: { minzoom: 6, fullzoom: 8, cells: 64 },
  select: (_audience, where) => sql<MarkerRow>`
    select m.id, m.number, m.condition, m.type, m.line_code as line, l.level, ST_X(m.geom) as lon, ST_Y(m.geom) as lat
    from boundary_marker m left join boundary_line l on l.code = m.line_code
    where m.geom is not null and m.valid_to is null and ${where} order by m.id`,
  order: (a, b) => worst.indexOf(a.condition) - worst.indexOf(b.condition) || a.id - b.id,
  properties: ({ number, condition, type, line, level }) => ({ number, condition, type, line, level }),
  counted: false,
};

/** Boundary markers (界桩), `public` or not: for staff only (domain.md 5.10), so pages of other sites may not read the set. */
export const markers: TileSet<{ marker: MarkerRow[] }> = {
  id: 'markers',
  minzoom: layer.thinning.minzoom,
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
  edited: { layer, readWhole: true },
  async *read(db, audience) {
    for await (const marker of readPoints(layer, db, audience)) yield { marker };
  },
  draw: ({ marker = [] }) => drawPoints(layer, marker),
};
