import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { LineLevel } from '../api/boundaries.ts';
import type { Bbox } from '../api/geo.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Db } from '../database/open.ts';
import { asGeoJson, bboxOf, pointOf, within } from '../database/postgis.ts';
import { rowVersion } from '../database/record-version.ts';
import type { DB } from '../database/schema.ts';

export interface BoundaryFilter {
  audience: Audience;
  level?: LineLevel | undefined;
  division?: string | undefined;
  bbox?: Bbox | undefined;
}

export interface Page {
  limit: number;
  after: string | null; // code of the last item of the page before
  geometry: boolean;
}

const lineColumns = [
  'id', 'code', 'name', 'level', 'side_a', 'side_a_name', 'side_b', 'side_b_name', 'length_km', 'segment_count',
  'legal', 'source_id', 'sample', 'public', 'secrecy', 'updated_at',
] as const; // prettier-ignore

/**
 * Lines with a segment on a county inside `code`. No line is known to touch a township: a 9-digit code finds none.
 * An inner line of a league touches the league.
 */
const touches = (eb: ExpressionBuilder<DB, 'boundary_line'>, code: string): Expression<SqlBool> =>
  eb.exists(
    eb
      .selectFrom('boundary_segment as s')
      .whereRef('s.line_id', '=', 'boundary_line.id')
      .where((s) =>
        s.or([s('s.county_a', 'like', codePrefix(code)), s('s.county_b', 'like', codePrefix(code))]),
      )
      .select('s.id'),
  );

const selectLines = (db: Db, geometry: boolean, audience: Audience) =>
  db
    .selectFrom('boundary_line')
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .select(lineColumns)
    .select((eb) => [
      bboxOf('geom').as('bbox'),
      eb
        .selectFrom('boundary_marker as m')
        .whereRef('m.line_code', '=', 'boundary_line.code')
        .where('m.valid_to', 'is', null)
        .select(eb.fn.countAll<number>().as('n'))
        .as('markers'),
    ])
    .$if(geometry, (query) => query.select(asGeoJson('geom').as('geometry')));

export type LineRow = Awaited<ReturnType<typeof listBoundaryLines>>['rows'][number];

/** A page of lines in the order of their codes. */
export async function listBoundaryLines(db: Db, filter: BoundaryFilter, page: Page) {
  const matching = (eb: ExpressionBuilder<DB, 'boundary_line'>): Expression<SqlBool> =>
    eb.and([
      ...(filter.audience === 'public' ? [eb('public', '=', true)] : []),
      ...(filter.level === undefined ? [] : [eb('level', '=', filter.level)]),
      ...(filter.bbox === undefined ? [] : [within('geom', filter.bbox)]),
      ...(filter.division === undefined ? [] : [touches(eb, filter.division)]),
    ]);
  const rows = await selectLines(db, page.geometry, filter.audience)
    .where(matching)
    .$if(page.after !== null, (query) => query.where('code', '>', page.after))
    .orderBy('code')
    .limit(page.limit)
    .execute();
  const { total } = await db
    .selectFrom('boundary_line')
    .where(matching)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total };
}

export const findBoundaryLine = (db: Db, code: string, geometry: boolean, audience: Audience) =>
  selectLines(db, geometry, audience)
    .where('code', '=', code)
    .select([
      'origin',
      'stated_length_km',
      'agreement',
      'approval',
      'approved_on',
      'published_on',
      'detail_map',
      'starts_at',
      'ends_at',
      'converted',
      'vectorised',
      'smart',
      'attributes',
    ])
    .select(rowVersion('boundary_line').as('version'))
    .executeTakeFirst();

/** Segments of a line with what is registered of them; the carrier of the register stands before the imported one. */
export const listSegments = (db: Db, lineId: number) =>
  db
    .selectFrom('boundary_segment as s')
    .innerJoin('boundary_line as l', 'l.id', 's.line_id')
    .leftJoin('segment_record as r', (join) =>
      join
        .onRef('r.line_code', '=', 'l.code')
        .onRef('r.county_a', '=', 's.county_a')
        .on(sql<SqlBool>`r.county_b = coalesce(s.county_b, '')`),
    )
    .where('s.line_id', '=', lineId)
    .select(['s.id', 's.county_a', 's.county_b', 's.county_b_name', 's.length_km', 'r.course', 'r.note', 'r.updated_by'])
    .select((eb) => [
      eb.fn.coalesce('r.carrier', 's.carrier').as('carrier'),
      eb.fn.coalesce('r.managing_code', 's.managing_code').as('managing_code'),
      eb.ref('r.carrier').as('registered_carrier'),
      sql<string | null>`case when r.line_code is null then null else ${rowVersion('r')} end`.as('version'),
    ])
    .orderBy('s.county_a')
    .orderBy('s.county_b')
    .execute(); // prettier-ignore

/** How many records a line has, for its page. */
export async function countRecords(db: Db, code: string): Promise<{ documents: number; disputes: number; projects: number }> {
  const { rows } = await sql<{ documents: number; disputes: number; projects: number }>`
    select (select count(*)::int4 from boundary_document where line_code = ${code}) as documents,
      (select count(*)::int4 from boundary_dispute where line_code = ${code} and state <> 'resolved') as disputes,
      (select count(*)::int4 from cross_project where line_code = ${code}) as projects`.execute(db);
  return rows[0]!;
} // prettier-ignore

const atPoint = 0.0006; // degrees, about 50 m: ends that close are one point, as in the import of lines

/** Meeting points on a line. */
export async function meetingPointsOn(db: Db, code: string, audience: Audience): Promise<{ code: string; name: string }[]> {
  const { rows } = await sql<{ code: string; name: string }>`
    select m.code, m.name from boundary_line l join meeting_point m on m.geom && ST_Expand(l.geom, ${atPoint}) and ST_DWithin(l.geom, m.geom, ${atPoint})
    where l.code = ${code} ${audience === 'public' ? sql`and m.public` : sql``} order by m.code`.execute(db);
  return rows;
} // prettier-ignore

/** Lines that end or pass at a meeting point, the highest first. */
export async function linesAt(db: Db, code: string, audience: Audience): Promise<{ code: string; name: string; level: string }[]> {
  const { rows } = await sql<{ code: string; name: string; level: string }>`
    select l.code, l.name, l.level from meeting_point m join boundary_line l on l.geom && ST_Expand(m.geom, ${atPoint}) and ST_DWithin(l.geom, m.geom, ${atPoint})
    where m.code = ${code} ${audience === 'public' ? sql`and l.public` : sql``}
    order by array_position(array['national', 'province', 'prefecture', 'county'], l.level), l.code`.execute(db);
  return rows;
} // prettier-ignore

/** Markers of a line by condition. */
export async function countConditions(db: Db, lineCode: string): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('boundary_marker')
    .where('line_code', '=', lineCode)
    .where('valid_to', 'is', null)
    .groupBy('condition')
    .select(['condition', (eb) => eb.fn.countAll<number>().as('n')])
    .orderBy('condition')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.condition, row.n]));
}

/** Names of the counties across the region's outer edge, by code. */
export async function neighbourNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('boundary_segment')
    .where('county_b', 'is not', null)
    .where('county_b_name', 'is not', null)
    .select(['county_b', 'county_b_name'])
    .distinct()
    .execute();
  return new Map(rows.map((row) => [row.county_b!, row.county_b_name!]));
}

/** A page of meeting points in the order of their codes; `division` by the counties that meet. */
const selectMeetingPoints = (db: Db) =>
  db
    .selectFrom('meeting_point')
    .select([
      'id',
      'code',
      'name',
      'level',
      'divisions',
      'source_id',
      'sample',
      'public',
      'secrecy',
      'updated_at',
    ]) // prettier-ignore
    .select(pointOf('geom').as('point'));
export type MeetingPointRow = Awaited<ReturnType<typeof listMeetingPoints>>['rows'][number];

/** One meeting point with what its agreement says, if the audience may see it. */
export const findMeetingPoint = (db: Db, code: string, audience: Audience) =>
  selectMeetingPoints(db)
    .where('code', '=', code)
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .select(['parties', 'markers', 'agreement', 'agreed_on', 'note'])
    .select(rowVersion('meeting_point').as('version'))
    .select((eb) => eb.selectFrom('boundary_document as d').whereRef('d.meeting_code', '=', 'meeting_point.code').select(eb.fn.countAll<number>().as('n')).as('documents'))
    .executeTakeFirst(); // prettier-ignore

/** Markers that stand at a meeting point: those of its lines within `metres`. */
export async function markersAt(db: Db, code: string, metres: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from meeting_point p join boundary_marker m on m.geom && ST_Expand(p.geom, ${metres / 50_000}::float8)
    where p.code = ${code} and m.valid_to is null and ST_Distance(m.geom::geography, p.geom::geography) <= ${metres}`.execute(db);
  return rows[0]!.n;
} // prettier-ignore

export async function listMeetingPoints(db: Db, filter: BoundaryFilter, page: Page) {
  const matching = (eb: ExpressionBuilder<DB, 'meeting_point'>): Expression<SqlBool> =>
    eb.and([
      ...(filter.audience === 'public' ? [eb('public', '=', true)] : []),
      ...(filter.level === undefined ? [] : [eb('level', '=', filter.level)]),
      ...(filter.bbox === undefined ? [] : [within('geom', filter.bbox)]),
      ...(filter.division === undefined
        ? []
        : [sql<SqlBool>`exists (select from unnest(divisions) as met(code) where met.code like ${codePrefix(filter.division)})`]), // prettier-ignore
    ]);
  const rows = await selectMeetingPoints(db)
    .where(matching)
    .$if(page.after !== null, (query) => query.where('code', '>', page.after))
    .orderBy('code')
    .limit(page.limit)
    .execute();
  const { total } = await db
    .selectFrom('meeting_point')
    .where(matching)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total };
}
