import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import type { Collection, Property } from './collection.ts';
import { badRequest } from '../http/problem.ts';

type Sql = RawBuilder<unknown>;

/** A feature as stored. `geometry` is GeoJSON text in EPSG:4490, longitude first, to 0.1 mm. */
export interface Row {
  key: string | number;
  geometry: string | null;
  values: unknown[]; // in the order of the collection's properties
}

export type Conditions = readonly Sql[];

const all = (conditions: Conditions): Sql => sql.join([sql`true`, ...conditions], sql` and `);

/** What belongs to the collection and may be seen. */
const own = ({ where, visible }: Collection, audience: Audience): Sql[] => [
  ...(where === undefined ? [] : [where]),
  ...(audience === 'public' ? [visible === undefined ? sql`false` : sql.ref(visible)] : []),
];

const selected = ({ type, column }: Property): Sql =>
  type === 'array' ? sql`to_json(${sql.ref(column)})` : sql.ref(column);

/** Rows in the order of their keys, after `after`. */
export async function selectRows(
  db: Db,
  collection: Collection,
  audience: Audience,
  conditions: Conditions,
  { after, limit }: { after: string | number | null; limit: number },
): Promise<Row[]> {
  const { key, geometry, properties, from } = collection;
  const columns = properties.map((property, index) => sql`${selected(property)} as ${sql.ref(`v${index}`)}`);
  const page = after === null ? [] : [sql`${sql.ref(key.column)} > ${after}`];
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.ref(key.column)} as key, ST_AsGeoJSON(${sql.ref(geometry.column)}, 9, 0) as geometry, ${sql.join(columns)}
    from ${from} where ${all([...own(collection, audience), ...conditions, ...page])}
    order by ${sql.ref(key.column)} limit ${limit}`.execute(db);
  return rows.map((row) => ({
    key: row['key'] as string | number,
    geometry: row['geometry'] as string | null,
    values: properties.map((_, index) => row[`v${index}`]),
  }));
}

/** How a key is compared, from the id in the path; null for one that no feature can have. */
export function keyOf({ key }: Collection, id: string): string | number | null {
  if (!/^\d{1,10}$/.test(id)) return null;
  return key.type === 'digits' ? id : Number(id) < 2 ** 31 ? Number(id) : null;
}

export const hasKey = ({ key }: Collection, value: string | number): Sql =>
  sql`${sql.ref(key.column)} = ${value}`;

/** @throws Problem 400 where one is not valid: GEOS would fail on it, or find anything */
export async function mustBeValid(db: Db, geometries: readonly string[]): Promise<void> {
  if (geometries.length === 0) return;
  const { rows } = await sql<{ reason: string }>`
    select ST_IsValidReason(ST_GeomFromGeoJSON(g.text)) as reason from unnest(${[...geometries]}::text[]) as g(text)
    where not ST_IsValid(ST_GeomFromGeoJSON(g.text)) limit 1`.execute(db);
  const first = rows[0];
  if (first !== undefined) throw badRequest(`query: \`filter\` has a geometry that is not valid: ${first.reason} (longitude, latitude); draw it again.`);
} // prettier-ignore

export async function countRows(
  db: Db,
  collection: Collection,
  audience: Audience,
  conditions: Conditions,
): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int4 as total from ${collection.from} where ${all([...own(collection, audience), ...conditions])}`.execute(
    db,
  );
  return rows[0]!.total;
}

/** Where and when the features are: west, south, east, north in degrees, or null where none has a geometry; the first and last moment, null: open. */
export interface Extent {
  box: [number, number, number, number] | null;
  from: string | null;
  to: string | null;
}

export async function extentOf(db: Db, collection: Collection, audience: Audience): Promise<Extent> {
  const { geometry, time, from } = collection;
  const [start, end] = time === undefined ? [null, null] : 'instant' in time ? [time.instant, time.instant] : [time.start, time.end]; // prettier-ignore
  const whole = (property: Property | null, which: 'min' | 'max'): Sql =>
    property === null
      ? sql`null::text`
      : sql`case when count(*) = count(${sql.ref(property.column)}) then ${sql.raw(which)}(${sql.ref(property.column)})::text end`;
  const { rows } = await sql<{ box: [number, number, number, number] | null; start: string | null; finish: string | null }>`
    select case when e.box is null then null else array[ST_XMin(e.box), ST_YMin(e.box), ST_XMax(e.box), ST_YMax(e.box)] end as box, e.start, e.finish
    from (select ST_Extent(${sql.ref(geometry.column)}) as box, ${whole(start, 'min')} as start, ${whole(end, 'max')} as finish
      from ${from} where ${all(own(collection, audience))}) e`.execute(db); // prettier-ignore
  const { box, start: first, finish } = rows[0]!;
  return { box, from: isoOf(first), to: isoOf(finish) };
}

const isoOf = (text: string | null): string | null =>
  text === null ? null : new Date(text.length === 10 ? `${text}T00:00:00Z` : text).toISOString();
