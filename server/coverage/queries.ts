import { sql } from 'kysely';
import type { FactType } from '../api/unit-facts.ts';
import type { Db } from '../database/open.ts';

export type KindRow = Awaited<ReturnType<typeof listKinds>>[number];

/** Kinds of facility in their own order; on a day, those in use on it. */
export const listKinds = (db: Db) => db.selectFrom('facility_kind').selectAll().orderBy('sort').execute();

export type PolicyRow = Awaited<ReturnType<typeof listPolicies>>[number];

/** All policies, in their own order. */
export const listPolicies = (db: Db) =>
  db.selectFrom('coverage_policy').selectAll().orderBy('sort').orderBy('id').execute();

export type PlanRow = Awaited<ReturnType<typeof listPlans>>[number];

export const listPlans = (db: Db) => db.selectFrom('coverage_plan').selectAll().orderBy('valid_from').orderBy('id').execute(); // prettier-ignore

export type FacilityRow = Awaited<ReturnType<typeof listFacilities>>[number];

/** Every facility of the kinds, in whatever status; a position is in degrees. */
export const listFacilities = (db: Db, kinds: readonly string[]) =>
  db
    .selectFrom('facility')
    .where('kind', 'in', kinds)
    .select([
      'id',
      'kind',
      'name',
      'county_code',
      'township_code',
      'status',
      'level',
      'serves',
      'hosted_in',
      'ownership',
      'opened_on',
      'closed_on',
      'status_history',
      'source_id',
      'sample',
    ])
    .select([sql<number | null>`ST_X(geom)`.as('lon'), sql<number | null>`ST_Y(geom)`.as('lat')])
    .orderBy('id')
    .execute();

export type FactRow = Awaited<ReturnType<typeof listFacts>>[number] & { type: FactType };

/** All that is or was known of units; of two that hold on a day, the later one comes after. */
export const listFacts = (db: Db) =>
  db
    .selectFrom('unit_fact')
    .select([
      'type',
      'division_code',
      'value',
      'detail',
      'document',
      'valid_from',
      'valid_to',
      'source_id',
      'sample',
    ])
    .orderBy('division_code')
    .orderBy('type')
    .orderBy(sql`valid_from asc nulls first`)
    .orderBy('id')
    .execute();

/** The last verdict on each unit of a kind. */
export async function lastReviews(db: Db, kinds: readonly string[]) {
  const { rows } = await sql<{ kind: string; unit: string; division_code: string; verdict: 'confirmed' | 'false_alarm' | 'planned'; reviewer: string; reviewed_at: string }>`
    select distinct on (kind, unit, division_code) kind, unit, division_code, verdict, reviewer, reviewed_at
    from coverage_review where kind = any(${[...kinds]}::text[]) order by kind, unit, division_code, id desc`.execute(db);
  return new Map(rows.map((row) => [`${row.kind} ${row.unit} ${row.division_code}`, { verdict: row.verdict, reviewer: row.reviewer, at: row.reviewed_at }]));
} // prettier-ignore
