import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

export type Unit = 'county' | 'township' | 'prefecture';

export const findKind = (db: Db, id: string) =>
  db.selectFrom('facility_kind').where('id', '=', id).selectAll().executeTakeFirst();

export const listKindNames = (db: Db) => db.selectFrom('facility_kind').select(['id', 'name']).execute();

export type PolicyRow = Awaited<ReturnType<typeof listPolicies>>[number];

/** Policies in force on `on` (YYYY-MM-DD) that name the kind, in their own order. */
export const listPolicies = (db: Db, kind: string, on: string) =>
  db
    .selectFrom('coverage_policy')
    .where((eb) => eb.or([eb('valid_from', 'is', null), eb('valid_from', '<=', on)]))
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on)]))
    .where(sql<boolean>`(${kind} = any(kinds) or ${kind} = any(substitutes))`)
    .selectAll()
    .orderBy('sort')
    .execute();

export type FacilityFact = Awaited<ReturnType<typeof listFacilityFacts>>[number];

/** Every facility of the kinds, in whatever status. */
export const listFacilityFacts = (db: Db, kinds: readonly string[]) =>
  db
    .selectFrom('facility')
    .where('kind', 'in', kinds)
    .select([
      'kind',
      'name',
      'county_code',
      'township_code',
      'status',
      'level',
      'serves',
      'hosted_in',
      'sample',
    ])
    .orderBy('id')
    .execute();

export const listZones = (db: Db) =>
  db.selectFrom('cremation_zone').select(['division_code', 'zone', 'sample']).execute();

export const listDesignations = (db: Db) =>
  db.selectFrom('designated_person').select(['township_code', 'designated', 'sample']).execute();

/** Distances of a unit's settlements to their nearest facility, in metres. */
export interface ReachRow {
  code: string;
  settlements: number;
  within: number;
  p50: number;
  p90: number;
  max: number;
}

/** Reach of every unit for any threshold, by one GROUP BY over the stored metres. @param metres the threshold */
export async function listReach(
  db: Db,
  kind: string,
  unit: Unit,
  metres: number,
): Promise<Map<string, ReachRow>> {
  const code = {
    county: sql`county_code`,
    township: sql`township_code`,
    prefecture: sql`left(county_code, 4) || '00'`,
  }[unit];
  const { rows } = await sql<ReachRow>`
    select code, count(*)::int4 as settlements, (count(*) filter (where metres <= ${metres}))::int4 as within,
      percentile_cont(0.5) within group (order by metres) as p50,
      percentile_cont(0.9) within group (order by metres) as p90, max(metres) as max
    from (select ${code} as code, metres from nearest_facility where kind = ${kind}) as measured
    where code is not null
    group by code`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
}

export interface DataState {
  asOf: string;
  samplePlaces: boolean;
}

const states = new WeakMap<Db, { key: string; state: DataState }>();

/** When the inputs last changed and whether the settlements are sample data; kept until a version changes. */
export async function dataState(db: Db): Promise<DataState> {
  const rows = await db
    .selectFrom('data_version')
    .where('dataset', 'in', ['places', 'facilities', 'coverage'])
    .select(['dataset', 'version', 'updated_at'])
    .orderBy('dataset')
    .execute();
  const key = rows.map((row) => row.version).join();
  const known = states.get(db);
  if (known?.key === key) return known.state;
  const found = await sql<{
    sample: boolean;
  }>`select exists (select from place where sample) as sample`.execute(db);
  const asOf = rows.reduce((latest, row) => (row.updated_at > latest ? row.updated_at : latest), '');
  const state = { asOf, samplePlaces: found.rows[0]?.sample ?? false };
  states.set(db, { key, state });
  return state;
}
