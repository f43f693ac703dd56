import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { ReferenceObject } from '../imports/kinds/marker-objects.ts';
import { notFound } from '../http/problem.ts';

/** What events change in the register, by column; numeric values as text, exactly as surveyed. */
export interface Registered {
  registered_x: string | null;
  registered_y: string | null;
  registered_crs: number | null;
  registered_height: string | null;
  lon: number | null; // of geom, degrees
  lat: number | null;
  transform_status: string;
  transform_method: string | null;
  chainage_km: number | null;
  accuracy_m: number | null;
  survey_method: string | null;
}
export interface Register extends Registered {
  reference_objects: ReferenceObject[];
  valid_to: string | null;
}

/** Before and after of what an event has changed: the position, the 方位物, or the end of the marker. */
export interface Changes {
  before: Partial<Register>;
  after: Partial<Register>;
}

const positionColumns = ['registered_x', 'registered_y', 'registered_crs'] as const;

/** Everything that a decision about a marker asks for. */
export interface MarkerRow extends Register {
  id: number;
  number: string;
  line_code: string;
  county_a: string | null;
  county_b: string | null;
  county_c: string | null;
  side_a: string | null; // of the line
  side_b: string | null;
  managing: string | null; // its own 分工管理, else that of its segment
  condition: string;
  checked_on: string | null;
  sample: boolean;
}

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function readMarkerRow(db: Db, id: number, lock = false): Promise<MarkerRow> {
  const { rows } = await sql<MarkerRow>`
    select m.id, m.number, m.line_code, m.county_a, m.county_b, m.county_c, l.side_a, l.side_b, m.condition, m.checked_on, m.sample, m.valid_to,
      coalesce(m.managing_code,
        (select r.managing_code from segment_record r where r.line_code = m.line_code and r.county_a = m.county_a and r.county_b = coalesce(m.county_b, '')),
        (select s.managing_code from boundary_segment s where s.line_id = l.id and s.county_a = m.county_a and s.county_b is not distinct from m.county_b order by s.id limit 1)) as managing,
      m.registered_x::text, m.registered_y::text, m.registered_crs, m.registered_height::text, ST_X(m.geom) as lon, ST_Y(m.geom) as lat,
      m.transform_status, m.transform_method, m.chainage_km, m.accuracy_m, m.survey_method, m.reference_objects
    from boundary_marker m left join boundary_line l on l.code = m.line_code
    where m.id = ${id} ${lock ? sql`for update of m` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`Marker ${id}`);
  return rows[0];
}

/** Writes some of the columns. */
export async function writeRegister(trx: Db, id: number, values: Partial<Register>): Promise<void> {
  const { lon, lat, reference_objects: objects, ...plain } = values;
  await trx
    .updateTable('boundary_marker')
    .set({
      ...plain,
      ...(objects === undefined ? {} : { reference_objects: JSON.stringify(objects) }),
      ...(lon === undefined ? {} : { geom: sql<string | null>`case when ${lon}::float8 is null then null else ST_SetSRID(ST_MakePoint(${lon}, ${lat ?? null}), 4490) end` }),
      updated_at: sql<string>`now()`,
    })
    .where('id', '=', id)
    .execute(); // prettier-ignore
}

/** Whether the register says what `values` say, as far as they say something. */
export function says(register: Register, values: Partial<Register>): boolean {
  const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value)); // prettier-ignore
  if ('registered_x' in values && !positionColumns.every((column) => number(register[column]) === number(values[column]))) return false; // prettier-ignore
  if ('valid_to' in values && register.valid_to !== values.valid_to) return false;
  return !('reference_objects' in values) || sameObjects(register.reference_objects, values.reference_objects ?? []); // prettier-ignore
}

const sameObjects = (one: readonly ReferenceObject[], other: readonly ReferenceObject[]): boolean =>
  one.length === other.length &&
  one.every(({ name, bearing, distanceM }, at) => name === other[at]!.name && bearing === other[at]!.bearing && distanceM === other[at]!.distanceM); // prettier-ignore
