import { sql, type Kysely } from 'kysely';

/**
 * Imports as jobs with a report, every load as a data revision that can be rolled back, and the columns that files bring:
 * original coordinates, further attributes, documents of a line (domain.md 3.2, 5.4, 5.5, 7.6).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table import_job (
      id int4 generated always as identity primary key,
      kind text not null check (kind in ('divisions', 'places', 'facilities', 'markers', 'boundary-lines')),
      state text not null check (state in ('uploaded', 'checking', 'checked', 'publishing', 'loaded', 'unchanged', 'refused',
        'cancelled', 'failed', 'rolling_back', 'rolled_back')),
      file_name text not null,
      file_path text,
      file_bytes int8 not null,
      file_hash text not null,
      format text,
      options jsonb not null default '{}',
      source_id text not null references source,
      actor text not null,
      channel text not null check (channel in ('command', 'browser')),
      done int8 not null default 0,
      total int8,
      message text,
      cancel_requested boolean not null default false,
      counts jsonb,
      checks jsonb not null default '[]',
      summary text,
      checked_against jsonb,
      revision_id int4,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz
    )`.execute(db);
  await sql`comment on column import_job.checked_against is 'data versions at the time of the check: a check against older data is repeated before it is published'`.execute(db); // prettier-ignore
  await sql`comment on column import_job.checks is 'per check of the report: id, severity, count and the first findings'`.execute(
    db,
  );
  await sql`create index import_job_order on import_job (id desc)`.execute(db);
  await sql`
    create table import_finding (
      job_id int4 not null references import_job on delete cascade,
      n int4 not null,
      severity text not null check (severity in ('error', 'warning')),
      check_id text not null,
      line int4,
      field text,
      value text,
      reason text not null,
      remedy text not null,
      lon float8,
      lat float8,
      area_m2 float8,
      primary key (job_id, n)
    )`.execute(db);
  await sql`
    create table data_revision (
      id int4 generated always as identity primary key,
      dataset text not null references data_version,
      version int4 not null,
      job_id int4 references import_job,
      source_id text not null references source,
      action text not null check (action in ('import', 'roll-back')),
      counts jsonb not null,
      archive text[] not null default '{}',
      replaced_source text,
      at timestamptz not null default now(),
      actor text not null
    )`.execute(db);
  await sql`comment on column data_revision.archive is 'tables that hold the rows that this revision replaced; empty when they are no longer kept'`.execute(
    db,
  );
  await sql`create index data_revision_dataset on data_revision (dataset, id desc)`.execute(db);

  await sql`alter table place add column original jsonb`.execute(db);
  await sql`comment on column place.original is 'position as it stands in the file: {x, y, crs, status, method}; x, y = longitude, latitude, or for Gauss-Kruger northing, easting'`.execute(db); // prettier-ignore
  await sql`alter table facility add column external_id text, add column original jsonb, add column attributes jsonb`.execute(db); // prettier-ignore
  await sql`create index facility_external on facility (source_id, external_id)`.execute(db);
  await sql`alter table boundary_marker add column transform_method text, add column description text, add column attributes jsonb`.execute(db); // prettier-ignore
  await sql`
    alter table boundary_line
      add column origin text not null default 'derived' check (origin in ('derived', 'surveyed')),
      add column stated_length_km float8,
      add column agreement text,
      add column approval text,
      add column approved_on date,
      add column attributes jsonb`.execute(db);
  await sql`comment on column boundary_line.origin is 'derived: from the polygons, replaced with them; surveyed: imported, kept until it is imported again'`.execute(
    db,
  );
}
