import type { Polygon, Position } from 'geojson';
import { sql, type RawBuilder } from 'kysely';
import { badRequest } from '../http/problem.ts';
import type { Collection } from './collection.ts';
import { geometryFrom, type OgcCrs } from './crs.ts';

/** Lower left and upper right corner, in the order of axes of the CRS. */
export interface Box {
  corners: [x1: number, y1: number, x2: number, y2: number];
  crs: OgcCrs;
}

const steps = 16; // an edge that is straight in the CRS is curved in degrees: off by < 1 % of the box

/** `bbox`: four numbers, or six with heights, which nothing here has. @throws Problem 400 */
export function parseBox(text: string, crs: OgcCrs): Box {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if ((numbers.length !== 4 && numbers.length !== 6) || !numbers.every(Number.isFinite)) throw badRequest('query: `bbox` must be four numbers (or six, with heights) with commas between: the lower left and the upper right corner.'); // prettier-ignore
  const half = numbers.length / 2;
  const [a1, b1] = numbers as [number, number];
  const [a2, b2] = [numbers[half]!, numbers[half + 1]!];
  const corners: Box['corners'] = crs.northFirst ? [b1, a1, b2, a2] : [a1, b1, a2, b2];
  const spans = crs.crs.form === 'geographic'; // only there may west be greater than east: across 180°
  const isOrdered = corners[1] <= corners[3] && (spans || corners[0] <= corners[2]);
  if (!isOrdered) throw badRequest('query: `bbox` must have the smaller value of each axis first; mind the order of axes of `bbox-crs`.'); // prettier-ignore
  if (spans && (Math.abs(corners[1]) > 90 || Math.abs(corners[3]) > 90 || Math.abs(corners[0]) > 180 || Math.abs(corners[2]) > 180)) throw badRequest('query: `bbox` lies outside ±180° and ±90°; mind the order of axes of `bbox-crs`.'); // prettier-ignore
  return { corners, crs };
}

/** Features that meet the box, and those that have no geometry (OGC 17-069 /req/core/fc-bbox-response). */
export function meetsBox(box: Box, { geometry }: Collection): RawBuilder<unknown> {
  const column = sql.ref(geometry.column);
  const meets = shapesOf(box).map((shape) =>
    geometry.type === 'Point' && shape.isBox
      ? sql`${column} && ${shape.sql}`
      : sql`(${column} && ${shape.sql} and ST_Intersects(${column}, ${shape.sql}))`,
  );
  return sql`(${column} is null or ${sql.join(meets, sql` or `)})`;
}

function shapesOf({ corners, crs }: Box): { sql: RawBuilder<unknown>; isBox: boolean }[] {
  const [west, south, east, north] = corners;
  if (crs.crs.form === 'geographic') {
    const envelope = (from: number, to: number) => ({
      sql: sql`ST_MakeEnvelope(${from}::float8, ${south}::float8, ${to}::float8, ${north}::float8, 4490)`,
      isBox: true,
    });
    return west <= east ? [envelope(west, east)] : [envelope(west, 180), envelope(-180, east)];
  }
  const ring = geometryFrom({ ...crs, northFirst: false }, { type: 'Polygon', coordinates: [outline(corners)] }, 'bbox') as Polygon; // prettier-ignore
  return [{ sql: sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(ring)}::text), 4490)`, isBox: false }];
}

/** The rim of a box with positions between its corners. */
function outline([x1, y1, x2, y2]: Box['corners']): Position[] {
  const along = (from: Position, to: Position): Position[] =>
    Array.from({ length: steps }, (_, index) =>
      [0, 1].map((axis) => from[axis]! + ((to[axis]! - from[axis]!) * index) / steps),
    );
  const corners: Position[] = [[x1, y1], [x2, y1], [x2, y2], [x1, y2], [x1, y1]]; // prettier-ignore
  return [...corners.slice(0, 4).flatMap((corner, index) => along(corner, corners[index + 1]!)), corners[0]!];
}
