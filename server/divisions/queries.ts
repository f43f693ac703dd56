import { sql, type ExpressionBuilder, type SqlBool, type Expression } from 'kysely';
import type { Geometry } from 'geojson';
import type { Bbox, PositionKind } from '../api/geo.ts';
import type { Audience } from '../accounts/audience.ts';
import type { Level } from '../api/divisions.ts';
import type { Db } from '../database/open.ts';
import type { DB } from '../database/schema.ts';
import { asGeoJson, bboxOf, pointOf, within } from '../database/postgis.ts';
import { codePrefix } from './prefix.ts';

export interface DivisionFilter {
  audience: Audience;
  level?: Level | undefined;
  division?: string | undefined;
  bbox?: Bbox | undefined;
  at?: string | undefined; // YYYY-MM-DD
}

/** A division as stored, before its path is added. Points are [lon, lat], EPSG:4490. */
export interface DivisionRow {
  code: string;
  level: Level;
  kind: string | null;
  name: string;
  short: string[];
  roman: string | null;
  mongolian: string | null;
  parent_code: string | null;
  point: [number, number] | null;
  seat_position: PositionKind | null;
  bbox: [number, number, number, number] | null;
  area_km2: number | null;
  valid_from: string | null;
  valid_to: string | null;
  source_id: string;
  sample: boolean;
  public: boolean;
  secrecy: string;
  updated_at: string;
  geometry?: Geometry | null;
}

type Eb = ExpressionBuilder<DB, 'division'>;

const select = (db: Db, withGeometry: boolean, audience: Audience) =>
  db
    .selectFrom('division')
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .select([
      'code',
      'level',
      'kind',
      'name',
      'short',
      'roman',
      'mongolian',
      'parent_code',
      'seat_position',
      'area_km2',
      'valid_from',
      'valid_to',
      'source_id',
      'sample',
      'public',
      'secrecy',
      'updated_at',
    ]) // prettier-ignore
    .select(pointOf(sql`coalesce(seat, label)`).as('point'))
    .select(bboxOf('geom').as('bbox'))
    .$if(withGeometry, (query) => query.select(asGeoJson(sql`coalesce(geom, seat)`).as('geometry')));

/** Divisions inside `code`, itself excluded: 150000 = all, 150100 = its counties and townships, 150102 = its townships. */
const inside = (eb: Eb, code: string): Expression<SqlBool> =>
  eb.and([eb('code', 'like', codePrefix(code)), eb('code', '<>', code)]);

/** Valid on `at` (a version ends the day its successor begins), or today. */
const validAt = (eb: Eb, at: string | undefined): Expression<SqlBool> =>
  at === undefined
    ? eb('valid_to', 'is', null)
    : eb.and([
        eb.or([eb('valid_from', 'is', null), eb('valid_from', '<=', at)]),
        eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', at)]),
      ]);

const conditions = (eb: Eb, filter: DivisionFilter): Expression<SqlBool> =>
  eb.and([
    validAt(eb, filter.at),
    ...(filter.level === undefined ? [] : [eb('level', '=', filter.level)]),
    ...(filter.division === undefined ? [] : [inside(eb, filter.division)]),
    ...(filter.bbox === undefined ? [] : [within(sql`coalesce(geom, seat)`, filter.bbox)]),
  ]);

/** A page of divisions in the order of their codes, after `after`. */
export async function listDivisions(
  db: Db,
  filter: DivisionFilter,
  page: { limit: number; after: string | null; geometry?: boolean },
): Promise<{ rows: DivisionRow[]; total: number }> {
  const rows = await select(db, page.geometry === true, filter.audience)
    .where((eb) => conditions(eb, filter))
    .$if(page.after !== null, (query) => query.where('code', '>', page.after!))
    .orderBy('code')
    .limit(page.limit)
    .execute();
  const { total } = await db
    .selectFrom('division')
    .$if(filter.audience === 'public', (query) => query.where('public', '=', true))
    .where((eb) => conditions(eb, filter))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows: rows as DivisionRow[], total };
}

/** One division as it stood at `at`; without `at` the present version, or the last one of an abolished code. */
export async function findDivision(
  db: Db,
  code: string,
  at: string | undefined,
  audience: Audience,
  geometry = false,
): Promise<DivisionRow | undefined> {
  const row = await select(db, geometry, audience)
    .where('code', '=', code)
    .$if(at !== undefined, (query) => query.where((eb) => validAt(eb, at)))
    .orderBy(sql`valid_to desc nulls first`)
    .limit(1)
    .executeTakeFirst();
  return row as DivisionRow | undefined;
}

export interface Succession {
  code: string;
  name: string;
  at: string | null;
  change: string;
}

/** Where a code came from and what followed it. */
export async function successions(
  db: Db,
  code: string,
): Promise<{ predecessors: Succession[]; successors: Succession[] }> {
  const rows = await db
    .selectFrom('division_succession as s')
    .where((eb) => eb.or([eb('predecessor_code', '=', code), eb('successor_code', '=', code)]))
    .select(['predecessor_code', 'successor_code', 'at', 'change'])
    .select((eb) =>
      eb
        .selectFrom('division as d')
        .whereRef(
          'd.code',
          '=',
          sql`case when s.predecessor_code = ${code} then s.successor_code else s.predecessor_code end`,
        )
        .select('d.name')
        .orderBy(sql`valid_to desc nulls first`)
        .limit(1)
        .as('name'),
    )
    .orderBy('at')
    .execute();
  const shape = (row: (typeof rows)[number], other: string): Succession => ({ code: other, name: row.name ?? other, at: row.at, change: row.change }); // prettier-ignore
  return {
    predecessors: rows
      .filter((row) => row.successor_code === code)
      .map((row) => shape(row, row.predecessor_code)),
    successors: rows
      .filter((row) => row.predecessor_code === code)
      .map((row) => shape(row, row.successor_code)),
  };
}

/** How many present divisions of each level lie inside `code`. */
export async function countChildren(
  db: Db,
  code: string,
  audience: Audience,
): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('division')
    .where((eb) => eb.and([validAt(eb, undefined), inside(eb, code)]))
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .groupBy('level')
    .select(['level', (eb) => eb.fn.countAll<number>().as('n')])
    .execute();
  return Object.fromEntries(rows.map((row) => [row.level, row.n]));
}

/** The gazetteer entry that names this division. */
export async function placeNaming(db: Db, code: string, audience: Audience): Promise<number | null> {
  const row = await db
    .selectFrom('place')
    .where('denotes_code', '=', code)
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .select('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
