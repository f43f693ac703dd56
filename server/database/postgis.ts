import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';
import type { Geometry } from 'geojson';
import type { Bbox } from '../api/geo.ts';

type Geom = RawBuilder<unknown> | string;
const geomOf = (geom: Geom): RawBuilder<unknown> => (typeof geom === 'string' ? sql.ref(geom) : geom);

/** Bounding boxes touch; uses the GiST index when `geom` is a plain column. */
export const within = (geom: Geom, [west, south, east, north]: Bbox): Expression<SqlBool> =>
  sql<SqlBool>`${geomOf(geom)} && ST_MakeEnvelope(${west}, ${south}, ${east}, ${north}, 4490)`;

/** GeoJSON geometry rounded to 6 decimals of a degree (0.1 m). */
export const asGeoJson = (geom: Geom): RawBuilder<Geometry | null> =>
  sql<Geometry | null>`ST_AsGeoJSON(${geomOf(geom)}, 6)::json`;

/** [west, south, east, north] in degrees, or null. */
export const bboxOf = (geom: Geom): RawBuilder<[number, number, number, number] | null> => {
  const g = geomOf(geom);
  return sql<[number, number, number, number] | null>`case when ${g} is null then null
    else array[ST_XMin(${g}), ST_YMin(${g}), ST_XMax(${g}), ST_YMax(${g})] end`;
};

/** [longitude, latitude] in degrees, or null. */
export const pointOf = (geom: Geom): RawBuilder<[number, number] | null> => {
  const g = geomOf(geom);
  return sql<
    [number, number] | null
  >`case when ${g} is null then null else array[ST_X(${g}), ST_Y(${g})] end`;
};
