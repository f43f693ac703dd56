import { area, distance, greatCircle, kinks, length, lineString, polygon } from '@turf/turf';

type Point = [number, number];

const STEP_KM = 20; // in which a great circle leaves the straight line of longitude and latitude by some metres

/** Great circles through the points in turn: the shortest ways, as PostGIS measures `geography`. Lon/lat degrees. */
export function geodesic(points: readonly Point[]): Point[] {
  return points.flatMap((point, at) => {
    const next = points[at + 1];
    const steps = next === undefined ? 0 : Math.ceil(distance(point, next) / STEP_KM);
    if (steps < 2) return [point];
    const { geometry } = greatCircle(point, next!, { npoints: steps + 1 });
    return [point, ...(geometry.coordinates as Point[]).slice(1, -1)];
  });
}

/** Metres along the great circles between the points: on the mean sphere, within 0.5 % of the ellipsoid. */
export const lengthOf = (points: readonly Point[]): number =>
  points.length < 2 ? 0 : length(lineString([...points]), { units: 'meters' });

/** Square metres inside great circles between the points; 0 for less than three, null where they cross: the parts would count against each other. */
export function areaOf(points: readonly Point[]): number | null {
  if (points.length < 3) return 0;
  const inside = polygon([geodesic([...points, points[0]!])]);
  return kinks(inside).features.length > 0 ? null : area(inside);
}
