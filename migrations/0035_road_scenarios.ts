import { sql, type Kysely } from 'kysely';

/** Scenarios in minutes by road beside those in kilometres; roads by the import of the page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table scenario rename column reach_km to threshold`.execute(db);
  await sql`
    alter table scenario add column method text not null default 'straight' check (method in ('straight', 'road'))`.execute(
    db,
  );
  await sql`comment on column scenario.threshold is 'km, by road minutes; null: the kind has no reach'`.execute(
    db,
  );
  await sql`alter table import_job drop constraint import_job_kind_check`.execute(db);
  await sql`alter table import_job add constraint import_job_kind_check
    check (kind in ('divisions', 'places', 'facilities', 'markers', 'boundary-lines', 'roads'))`.execute(db);
}
