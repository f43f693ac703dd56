import { sql, type Kysely } from 'kysely';

/** Coverage policies as data, and the stored nearest distances from which reach and burden follow (design.md section 6). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table coverage_policy (
      id text primary key,
      title text not null,
      kinds text[] not null,
      unit text not null check (unit in ('township', 'county', 'prefecture')),
      rule text not null check (rule in ('facility', 'facility_or_person', 'by_zone', 'facility_or_served')),
      substitutes text[] not null default '{}',
      applies_when text,
      target_share float8,
      target_scope text,
      legal_nature text not null,
      citation jsonb not null default '[]',
      plan_period text,
      valid_from date,
      valid_to date,
      source_id text not null references source,
      sort int2 not null
    )`.execute(db);
  await sql`comment on column coverage_policy.target_share is '0..1, binds the whole region or every league: no single banner passes or fails it'`.execute(
    db,
  );
  await sql`
    create table nearest_facility (
      kind text not null,
      place_id int4 not null,
      facility_id int4 not null,
      county_code text not null,
      township_code text,
      metres int4 not null
    )`.execute(db);
  await sql`create index nearest_facility_county on nearest_facility (kind, county_code, metres)`.execute(db);
  await sql`create index nearest_facility_township on nearest_facility (kind, township_code, metres)`.execute(
    db,
  );
}
