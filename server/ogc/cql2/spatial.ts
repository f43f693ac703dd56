import type { Geometry } from 'geojson';
import { sql } from 'kysely';
import { badRequest } from '../../http/problem.ts';
import { geometryFrom } from '../crs.ts';
import type { Scope, Sql } from './scope.ts';
import type { Simple, Spatial, SpatialOperator, SpatialPredicate } from './filter.ts';

const functions: Readonly<Record<SpatialOperator, string>> = {
  s_intersects: 'ST_Intersects',
  s_equals: 'ST_Equals',
  s_disjoint: 'ST_Disjoint',
  s_touches: 'ST_Touches',
  s_within: 'ST_Within',
  s_overlaps: 'ST_Overlaps',
  s_crosses: 'ST_Crosses',
  s_contains: 'ST_Contains',
};

/** @throws Problem 400 for what is no geometry, or not in its CRS */
export function spatialOf({ op, args: [one, other] }: SpatialPredicate, scope: Scope): Sql {
  const calls = partsOf(op, one).flatMap((left) =>
    partsOf(op, other).map(
      (right) => sql`${sql.raw(functions[op])}(${operandOf(left, scope)}, ${operandOf(right, scope)})`,
    ),
  );
  return sql`(${sql.join(calls, op === 's_disjoint' ? sql` and ` : sql` or `)})`;
}

/** GEOS relates no collections: what meets one meets a part, and what is apart from it is apart from every part. */
function partsOf(op: SpatialOperator, geometry: Spatial): Exclude<Spatial, { type: 'GeometryCollection' }>[] {
  if (!('type' in geometry) || geometry.type !== 'GeometryCollection')
    return [geometry as Exclude<Spatial, { type: 'GeometryCollection' }>];
  if (op !== 's_intersects' && op !== 's_disjoint') throw badRequest('query: `filter`: a GEOMETRYCOLLECTION is taken by S_INTERSECTS and S_DISJOINT only; write one geometry.'); // prettier-ignore
  return geometry.geometries;
}

function operandOf(geometry: Exclude<Spatial, { type: 'GeometryCollection' }>, scope: Scope): Sql {
  if ('property' in geometry) {
    if (geometry.property === 'geometry') return sql.ref(scope.collection.geometry.column);
    throw badRequest(`query: \`filter\`: ${geometry.property} is no geometry; the features have one, \`geometry\`.`); // prettier-ignore
  }
  const shape = 'bbox' in geometry ? boxOf(geometry.bbox) : flat(geometry);
  const text = JSON.stringify(geometryFrom(scope.crs, shape, 'filter'));
  scope.geometries.push(text);
  return sql`ST_SetSRID(ST_GeomFromGeoJSON(${text}::text), 4490)`;
}

/** Lower left and upper right corner, in the order of axes of the CRS; heights are left out. */
function boxOf(numbers: readonly number[]): Geometry {
  const half = numbers.length / 2;
  const [x1, y1, x2, y2] = [numbers[0]!, numbers[1]!, numbers[half]!, numbers[half + 1]!];
  if (x1 >= x2 || y1 >= y2) throw badRequest('query: `filter`: BBOX must have the smaller value of each axis first.'); // prettier-ignore
  return { type: 'Polygon', coordinates: [[[x1, y1], [x2, y1], [x2, y2], [x1, y2], [x1, y1]]] }; // prettier-ignore
}

type Nested = number[] | Nested[];

/** Without heights, rings closed. @throws Problem 400 for a ring that is not */
function flat(geometry: Simple): Geometry {
  const walk = (nested: Nested): Nested =>
    typeof nested[0] === 'number' ? [nested[0], nested[1] as number] : (nested as Nested[]).map(walk);
  const coordinates = walk(geometry.coordinates as Nested);
  const rings = geometry.type === 'Polygon' ? coordinates : geometry.type === 'MultiPolygon' ? coordinates.flat() : []; // prettier-ignore
  for (const ring of rings as number[][][]) if (ring[0]!.join() !== ring.at(-1)!.join()) throw badRequest('query: `filter`: a ring of a polygon is not closed; repeat its first position at the end.'); // prettier-ignore
  return { type: geometry.type, coordinates } as Geometry;
}
