import type { Position } from 'geojson';

// GRS 80, the ellipsoid of CGCS2000 (EPSG:4490).
const a = 6_378_137; // m
const f = 1 / 298.257222101;
const e2 = f * (2 - f);
const e = Math.sqrt(e2);
const radians = Math.PI / 180;

/**
 * Metres between two near points on the ellipsoid, by the radii of curvature at the middle latitude. The relative error
 * is below 1e-7 for 10 km and 1e-5 for 100 km; boundary vertices lie about 100 m apart.
 */
function metresBetween(from: Position, to: Position): number {
  const middle = ((from[1]! + to[1]!) / 2) * radians;
  const w2 = 1 - e2 * Math.sin(middle) ** 2;
  const primeVertical = a / Math.sqrt(w2);
  const meridional = (primeVertical * (1 - e2)) / w2;
  const east = primeVertical * Math.cos(middle) * (to[0]! - from[0]!) * radians;
  const north = meridional * (to[1]! - from[1]!) * radians;
  return Math.hypot(east, north);
}

/** Length of a line on the ellipsoid, in km. */
export function lengthKm(line: readonly Position[]): number {
  let metres = 0;
  for (let index = 1; index < line.length; index += 1)
    metres += metresBetween(line[index - 1]!, line[index]!);
  return metres / 1000;
}

/** Area between the equator and latitude `lat`, one radian of longitude wide, m². */
function zone(lat: number): number {
  const sine = Math.sin(lat * radians);
  return ((a * a * (1 - e2)) / 2) * (sine / (1 - e2 * sine * sine) + Math.atanh(e * sine) / e);
}

/** Area under an edge that is straight in longitude and latitude (RFC 7946), by Simpson's rule, m². */
const under = (from: Position, to: Position): number =>
  ((to[0]! - from[0]!) * radians * (zone(from[1]!) + 4 * zone((from[1]! + to[1]!) / 2) + zone(to[1]!))) / 6;

function ringSquareMetres(ring: readonly Position[]): number {
  let sum = 0;
  for (let index = 1; index < ring.length; index += 1) sum += under(ring[index - 1]!, ring[index]!);
  return Math.abs(sum);
}

/** Area of a multipolygon on the ellipsoid, holes taken off, in km². */
export function areaKm2(polygons: readonly (readonly (readonly Position[])[])[]): number {
  let sum = 0;
  for (const [outer, ...holes] of polygons) {
    sum += ringSquareMetres(outer ?? []) - holes.reduce((total, hole) => total + ringSquareMetres(hole), 0);
  }
  return sum / 1e6;
}
