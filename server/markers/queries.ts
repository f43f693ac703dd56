import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Bbox } from '../api/geo.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Db } from '../database/open.ts';
import { pointOf, within } from '../database/postgis.ts';
import { rowVersion } from '../database/record-version.ts';
import type { DB } from '../database/schema.ts';
import { stands } from './derive.ts';

export interface MarkerFilter {
  line?: string | undefined;
  level?: string | undefined;
  condition?: string | undefined;
  number?: string | undefined; // the number, or how it begins
  division?: string | undefined;
  bbox?: Bbox | undefined;
  type?: string | undefined;
  managing?: string | undefined;
  uncheckedSince?: string | undefined;
}

/** Place of a marker in the order of the list: line, sequence (0 where it has none), id. */
export type MarkerKey = [line: string, sequence: number, id: number];

type Eb = ExpressionBuilder<DB & { m: DB['boundary_marker']; l: Nullable<DB['boundary_line']> }, 'm' | 'l'>;
type Nullable<T> = { [K in keyof T]: T[K] | null };

/** Every marker, `public` or not: their lists, records and tiles are for staff (domain.md 5.10). */
const everyone = (db: Db) =>
  db.selectFrom('boundary_marker as m').leftJoin('boundary_line as l', 'l.code', 'm.line_code');
const joined = (db: Db) => everyone(db).where('m.valid_to', 'is', null);

const order = (eb: ExpressionBuilder<DB & { m: DB['boundary_marker'] }, 'm'>) =>
  eb.fn.coalesce('m.sequence', eb.lit(0));

const matching = (filter: MarkerFilter) => (eb: Eb) =>
  eb.and([
    ...(filter.line === undefined ? [] : [eb('m.line_code', '=', filter.line)]),
    ...(filter.level === undefined ? [] : [eb('l.level', '=', filter.level)]),
    ...(filter.condition === undefined ? [] : [eb('m.condition', '=', filter.condition)]),
    ...(filter.number === undefined ? [] : [eb('m.number', 'like', startsWith(filter.number))]),
    ...(filter.bbox === undefined ? [] : [within('m.geom', filter.bbox)]),
    ...(filter.division === undefined ? [] : [onEdge(eb, filter.division)]),
    ...(filter.type === undefined ? [] : [eb('m.type', '=', filter.type)]),
    ...(filter.managing === undefined ? [] : [eb('m.managing_code', 'like', codePrefix(filter.managing))]),
    ...(filter.uncheckedSince === undefined
      ? []
      : [eb.or([eb('m.checked_on', 'is', null), eb('m.checked_on', '<', filter.uncheckedSince)])]),
  ]);

/** Markers of which `code` holds a side; no marker is known to a township. */
const onEdge = (eb: Eb, code: string): Expression<SqlBool> =>
  eb.or([
    eb('m.county_a', 'like', codePrefix(code)),
    eb('m.county_b', 'like', codePrefix(code)),
    eb('m.county_c', 'like', codePrefix(code)),
  ]);

const startsWith = (text: string): string => `${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

const selectMarkers = (from: ReturnType<typeof everyone>) =>
  from
    .select([
      'm.id',
      'm.number',
      'm.line_code',
      'm.sequence',
      'm.type',
      'm.material',
      'm.condition',
      'm.county_a',
      'm.county_b',
      'm.county_c',
      'm.managing_code',
      'm.chainage_km',
      'm.established_on',
      'm.checked_on',
      'm.transform_status',
      'm.source_id',
      'm.sample',
      'm.public',
      'm.secrecy',
      'm.updated_at',
      'l.name as line_name',
      'l.level as line_level',
    ]) // prettier-ignore
    .select(pointOf('m.geom').as('point'))
    .select([
      sql<string | null>`m.registered_x::text`.as('x'),
      sql<string | null>`m.registered_y::text`.as('y'),
      sql<string | null>`m.registered_height::text`.as('height'),
      'm.registered_crs',
      'm.accuracy_m',
      'm.survey_method',
      'm.reference_objects',
      'm.description',
    ]);

export type MarkerRow = Awaited<ReturnType<typeof listMarkers>>['rows'][number];

/** A page of markers, line by line along each line. */
export async function listMarkers(db: Db, filter: MarkerFilter, limit: number, after: MarkerKey | null) {
  const rows = await selectMarkers(joined(db))
    .where(matching(filter))
    .$if(after !== null, (query) =>
      query.where((eb) => eb(eb.refTuple('m.line_code', order(eb), 'm.id'), '>', eb.tuple(...after!))),
    )
    .orderBy('m.line_code')
    .orderBy(order)
    .orderBy('m.id')
    .limit(limit)
    .execute();
  const { total } = await joined(db)
    .where(matching(filter))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total };
}

export type MarkerDetailRow = NonNullable<Awaited<ReturnType<typeof findMarker>>>;

/** A closed one too. */
export const findMarker = (db: Db, id: number) =>
  selectMarkers(everyone(db))
    .where('m.id', '=', id)
    .select([
      'm.registered_x',
      'm.registered_y',
      'm.registered_height',
      'm.transform_method',
      'm.attributes',
      'm.type_letter',
      'm.smart',
      'm.valid_to',
      'm.stated_condition',
      'm.stated_on',
    ]) // prettier-ignore
    .select((eb) =>
      eb
        .selectFrom('marker_event as e')
        .whereRef('e.marker_id', '=', 'm.id')
        .select(eb.fn.countAll<number>().as('n'))
        .as('events'),
    )
    .select(rowVersion('m').as('version'))
    .executeTakeFirst();

/** The marker before (`step` -1) or after (+1) this one on its line. */
export const neighbourMarker = (db: Db, [line, sequence, id]: MarkerKey, step: -1 | 1) =>
  db
    .selectFrom('boundary_marker as m')
    .where('m.valid_to', 'is', null)
    .where('m.line_code', '=', line)
    .where((eb) => eb(eb.refTuple(order(eb), 'm.id'), step > 0 ? '>' : '<', eb.tuple(sequence, id)))
    .select(['m.id', 'm.number'])
    .orderBy(order, step > 0 ? 'asc' : 'desc')
    .orderBy('m.id', step > 0 ? 'asc' : 'desc')
    .limit(1)
    .executeTakeFirst();

export interface Measurement {
  event: number;
  on: string;
  point: [number, number] | null;
  displacementM: number | null;
  toleranceM: number | null;
  toleranceRule: string | null;
}

/** The newest event that stands and has measured the position. */
export async function lastMeasurement(db: Db, id: number): Promise<Measurement | null> {
  const { rows } = await sql<Measurement>`
    select e.id as event, e.happened_on as on, ${pointOf('e.geom')} as point, e.displacement_m as "displacementM", e.tolerance_m as "toleranceM", e.tolerance_rule as "toleranceRule"
    from marker_event e where e.marker_id = ${id} and e.measured_x is not null and ${stands} order by e.happened_on desc, e.id desc limit 1`.execute(
    db,
  );
  return rows[0] ?? null;
}
