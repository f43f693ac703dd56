import { sql, type RawBuilder, type SqlBool, type Expression } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import type { Feature, FeatureLayer, Properties } from './feature.ts';
import { mercatorX, mercatorY, toUnits, worldSize } from './mercator.ts';
import { cellOf, minZooms, type Points, type Thinning } from './thin.ts';
import { inSlices } from './slices.ts';
import type { Drawing } from './tile-set.ts';

export interface PointRow {
  id: number;
  lon: number; // degrees, EPSG:4490
  lat: number;
}

/** A layer of records that are points, thinned below a zoom. */
export interface PointLayer<Row extends PointRow = PointRow> {
  name: string; // source layer
  table: string;
  alias: string; // of the table in `select`
  slice: number; // rows read at once
  thinning: Thinning;
  /** Rows that the audience may see and that are drawn; `where` narrows them. */
  select(audience: Audience, where: Expression<SqlBool>): RawBuilder<Row>;
  /** The first wins its cell. Total: the same rows have one order. */
  order(a: Row, b: Row): number;
  /** Only points of one group compete for a cell. */
  group?(row: Row): string;
  properties(row: Row): Properties;
  /** Below the full zoom a point says how many of its group are in its cell. */
  counted: boolean;
}

/** All rows of a layer, in slices. */
export const readPoints = <Row extends PointRow>(
  layer: PointLayer<Row>,
  db: Db,
  audience: Audience,
): AsyncGenerator<Row[]> =>
  inSlices(db, layer.table, layer.slice, (after, upTo) =>
    layer.select(
      audience,
      sql<SqlBool>`${sql.ref(`${layer.alias}.id`)} > ${after} and ${sql.ref(`${layer.alias}.id`)} <= ${upTo}`,
    ),
  );

export function drawPoints<Row extends PointRow>(layer: PointLayer<Row>, rows: readonly Row[]): Drawing {
  const { thinning, name } = layer;
  const sorted = [...rows].sort((a, b) => layer.order(a, b));
  const points = pointsOf(layer, sorted);
  const lowest = minZooms(points, thinning);
  const said = sorted.map((row) => layer.properties(row));
  const at = (zoom: number): FeatureLayer[] => {
    const size = worldSize(zoom);
    const counts =
      layer.counted && zoom < thinning.fullzoom ? countCells(points, zoom, thinning.cells) : null;
    const features: Feature[] = [];
    for (const [index, { id }] of sorted.entries()) {
      if (lowest[index]! > zoom) continue;
      const [x, y] = [toUnits(points.x[index]!, size), toUnits(points.y[index]!, size)];
      const properties = counts === null ? said[index]! : { ...said[index]!, count: counts.get(cellOf(points, index, zoom, thinning.cells)) }; // prettier-ignore
      features.push({ kind: 'point', id, properties, x, y });
    }
    return [{ name, features }];
  };
  return { warnings: [], at };
}

function pointsOf<Row extends PointRow>(layer: PointLayer<Row>, rows: readonly Row[]): Points {
  const points: Points = {
    x: Float64Array.from(rows, (row) => mercatorX(row.lon)),
    y: Float64Array.from(rows, (row) => mercatorY(row.lat)),
  };
  if (layer.group === undefined) return points;
  const groups = rows.map((row) => layer.group!(row));
  const known = [...new Set(groups)].sort();
  return { ...points, group: Uint8Array.from(groups, (group) => known.indexOf(group) % 64) };
}

function countCells(points: Points, zoom: number, cells: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const index of points.x.keys()) {
    const cell = cellOf(points, index, zoom, cells);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}
