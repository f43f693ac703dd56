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
    .select(['origin', 'stated_length_km', 'agreement', 'approval', 'approved_on', 'attributes'])
    .select(rowVersion('boundary_line').as('version'))
    .executeTakeFirst();

export const listSegments = (db: Db, lineId: number) =>
  db
    .selectFrom('boundary_segment')
    .where('line_id', '=', lineId)
    .select(['id', 'county_a', 'county_b', 'county_b_name', 'length_km', 'carrier'])
    .orderBy('county_a')
    .orderBy('county_b')
    .execute();

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

/** One meeting point, if the audience may see it. */
export const findMeetingPoint = (
  db: Db,
  code: string,
  audience: Audience,
): Promise<MeetingPointRow | undefined> =>
  selectMeetingPoints(db)
    .where('code', '=', code)
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .executeTakeFirst();

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
