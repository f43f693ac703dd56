import { sql, type Kysely } from 'kysely';

/** Where records come from, which packs are loaded, which data version is current, and what was changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table source (
      id text primary key,
      title text not null,
      publisher text,
      licence text,
      attribution text,
      url text,
      data_date date,
      sample boolean not null default false,
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`comment on column source.sample is '示例数据: generated for demonstration, says nothing about the real world'`.execute(
    db,
  );
  await sql`
    create table pack (
      id text primary key,
      version text not null,
      manifest jsonb not null,
      loaded_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table pack_step (
      pack_id text not null,
      step text not null,
      hash text not null,
      row_count int4 not null,
      seconds float8 not null,
      loaded_at timestamptz not null default now(),
      primary key (pack_id, step)
    )`.execute(db);
  await sql`
    create table data_version (
      dataset text primary key check (dataset in ('divisions', 'boundaries', 'markers', 'places', 'facilities', 'features', 'search', 'coverage')),
      version int4 not null default 0,
      source_id text references source,
      row_count int4 not null default 0,
      inputs text,
      updated_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    insert into data_version (dataset) values
      ('divisions'), ('boundaries'), ('markers'), ('places'), ('facilities'), ('features'), ('search'), ('coverage')`.execute(
    db,
  );
  await sql`comment on column data_version.inputs is 'of a derived dataset: the versions of the datasets from which it was made'`.execute(
    db,
  );
  await sql`
    create table change_log (
      id int8 generated always as identity primary key,
      at timestamptz not null default now(),
      actor text not null,
      action text not null,
      record_type text not null,
      record_id text,
      summary jsonb not null default '{}'
    )`.execute(db);
  await sql`create index change_log_record on change_log (record_type, record_id, id)`.execute(db);
}
