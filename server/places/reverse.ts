import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Position } from '../api/geo.ts';
import { farthestKm, largestKm2, mostVertices, type Polygon } from '../api/reverse.ts';
import { areaKm2 } from '../boundaries/geodesic.ts';
import type { Db } from '../database/open.ts';
import { badRequest } from '../http/problem.ts';
import { classPrefix } from './classes.ts';
import { selectPlaces, type PlaceRow } from './queries.ts';

const kmPerDegree = 110.57; // the shortest degree of latitude on GRS 80, so that a box is rather too large

interface Near {
  id: number;
  metres: number;
}

/**
 * The places nearest to a point, by metres on the ellipsoid. The index gives them by degrees, in which a degree of longitude counts as much
 * as one of latitude: the farthest of those is the reach of a box that the nearest by metres must lie in.
 */
export async function nearestPlaces(
  db: Db,
  [lon, lat]: Position,
  limit: number,
  { audience, class: classCode }: { audience: Audience; class?: string | undefined },
): Promise<(PlaceRow & { metres: number })[]> {
  const here = sql`ST_SetSRID(ST_MakePoint(${lon}::float8, ${lat}::float8), 4490)`;
  const metres = sql`ST_Distance(geom::geography, ${here}::geography)`;
  const prefix = classCode === undefined ? null : classPrefix(classCode);
  const allowed = sql`${audience === 'public' ? sql`public` : sql`true`}
    and ${prefix === null ? sql`true` : sql`class_code collate "C" >= ${prefix} and class_code collate "C" < ${`${prefix}:`}`}`;
  const boxOf = (km: number) => {
    const north = km / kmPerDegree;
    const east = km / (kmPerDegree * Math.max(0.01, Math.cos((Math.min(89, Math.abs(lat) + north) * Math.PI) / 180))); // prettier-ignore
    return sql`ST_MakeEnvelope(${lon - east}::float8, ${lat - north}::float8, ${lon + east}::float8, ${lat + north}::float8, 4490)`;
  };
  const { rows: close } = await sql<{ metres: number }>`
    select ${metres} as metres from (
      select geom from place where geom && ${boxOf(farthestKm)} and ${allowed} order by geom <-> ${here} limit ${limit}) s
    order by 1 desc limit 1`.execute(db);
  if (close[0] === undefined) return [];
  const reach = Math.min(farthestKm, (close[0].metres / 1000) * 1.001 + 0.001);
  const { rows: near } = await sql<Near>`
    select id, metres from (select id, ${metres} as metres from place where geom && ${boxOf(reach)} and ${allowed}) s
    where metres <= ${farthestKm * 1000} order by metres, id limit ${limit}`.execute(db);
  if (near.length === 0) return [];
  const ids = near.map(({ id }) => id);
  const rows = await selectPlaces(db).where('place.id', 'in', ids).execute();
  const byId = new Map((rows as PlaceRow[]).map((row) => [row.id, row]));
  return near.map(({ id, metres: far }) => ({ ...byId.get(id)!, metres: far }));
}

/**
 * A polygon that may be asked for, as GeoJSON text.
 * @throws Problem 400 that says what is wrong with it, and where
 */
export async function checkPolygon(db: Db, polygon: Polygon): Promise<string> {
  const { coordinates } = polygon;
  const vertices = coordinates.reduce((sum, ring) => sum + ring.length - 1, 0);
  if (vertices > mostVertices) throw badRequest(`多边形有 ${vertices} 个顶点, 最多 ${mostVertices} 个: 请简化。The polygon has ${vertices} vertices, at most ${mostVertices} are taken; simplify it.`); // prettier-ignore
  coordinates.forEach((ring, index) => {
    const where = `body: coordinates.${index}`;
    const [first, last] = [ring[0]!, ring.at(-1)!];
    if (ring.some(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))) throw badRequest(`${where}: 坐标应为经度、纬度 (度)。Positions must be longitude, latitude in degrees.`); // prettier-ignore
    if (first[0] !== last[0] || first[1] !== last[1]) throw badRequest(`${where}: 环未闭合, 末点应与首点相同。The ring is not closed; repeat its first position at the end.`); // prettier-ignore
  });
  const text = JSON.stringify({ type: 'Polygon', coordinates });
  const { rows } = await sql<{
    valid: boolean;
    reason: string | null;
    lon: number | null;
    lat: number | null;
  }>`
    select valid, reason, ST_X(location) as lon, ST_Y(location) as lat
    from ST_IsValidDetail(ST_SetSRID(ST_GeomFromGeoJSON(${text}), 4490))`.execute(db);
  const { valid, reason, lon, lat } = rows[0]!;
  if (!valid) {
    const spot = lon === null ? '' : `${lon.toFixed(6)}, ${lat!.toFixed(6)}`;
    throw badRequest(`多边形在 ${spot} 处自相交或无效: 请改画。The polygon is not valid at ${spot} (${reason}); draw it again.`, [{ where: `body: ${spot}`, what: reason ?? 'not valid' }]); // prettier-ignore
  }
  const area = areaKm2([coordinates]);
  if (area > largestKm2) throw badRequest(`多边形 ${Math.round(area)} km², 最大 ${largestKm2} km²: 请画小些, 或按区划筛选。The polygon is ${Math.round(area)} km² large, at most ${largestKm2} are taken; draw a smaller one, or filter by division.`); // prettier-ignore
  return text;
}
