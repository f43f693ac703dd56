import { sql } from 'kysely';
import type { MultiLineString } from 'geojson';
import type { Db } from '../database/open.ts';
import { createRuler, type Foot } from '../imports/kinds/line-ruler.ts';

/** Where along its line a point lies, and how far off it, as the import of markers measures it; null where the line is not known. */
export async function footOn(
  db: Db,
  line: string,
  lon: number | null,
  lat: number | null,
): Promise<Foot | null> {
  if (lon === null || lat === null) return null;
  const { rows } = await sql<{ geometry: MultiLineString }>`
    select ST_AsGeoJSON(geom, 9)::json as geometry from boundary_line where code = ${line}`.execute(db);
  const parts = rows[0]?.geometry.coordinates ?? [];
  return parts.length === 0 ? null : createRuler(parts)([lon, lat]);
}

/** km, to the metre. */
export const chainageOf = (foot: Foot | null): number | null =>
  foot === null ? null : Math.round(foot.km * 1000) / 1000;
