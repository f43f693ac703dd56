import { sql, type Kysely } from 'kysely';

/** The office of place names: filings and notices, attachments, signs; what a proposal was approved with. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`drop index if exists place_hidden_name`.execute(db); // name_key holds what is not public too (0016)

  await sql`
    create table name_filing (
      id int4 generated always as identity primary key,
      channel text not null check (channel in ('own', 'received')),
      state text not null default 'registered' check (state in ('registered', 'returned', 'accepted')),
      approval_case text not null,
      act text not null check (act in ('naming', 'renaming', 'cancelling')),
      name text not null,
      roman text,
      mongolian text,
      former_name text,
      class_code text,
      division_code text not null,
      location text,
      meaning text,
      significance text,
      geom geometry(Point, 4490),
      authority text not null,
      document_no text,
      approved_on date not null,
      department text,
      received_on date,
      filed_on date,
      filing_no text,
      noticed_on date,
      notice_no text,
      notice_url text,
      note text,
      place_id int4,
      draft_id int4 unique references draft on delete set null,
      registered_by text not null,
      reviewed_by text,
      reviewed_at timestamptz,
      review_note text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (channel = 'own' or received_on is not null),
      check (received_on is null or received_on >= approved_on),
      check (filed_on is null or filed_on >= approved_on),
      check (noticed_on is null or noticed_on >= approved_on),
      check (act <> 'renaming' or former_name is not null)
    )`.execute(db);
  await sql`comment on table name_filing is '批准与备案: what this office has got approved, and what other departments have filed with it (《地名管理条例》 art. 12 to 14)'`.execute(db); // prettier-ignore
  await sql`comment on column name_filing.filed_on is '备案 done on this day; of what other departments file the day of receipt counts'`.execute(db); // prettier-ignore
  await sql`comment on column name_filing.significance is 'why it is 具有重要地理方位意义 (art. 3 items 6 to 8)'`.execute(db); // prettier-ignore
  await sql`create index name_filing_division on name_filing (division_code collate "C", id)`.execute(db);
  await sql`create index name_filing_open on name_filing (approved_on) where noticed_on is null or filed_on is null`.execute(db); // prettier-ignore
  await sql`create index name_filing_place on name_filing (place_id) where place_id is not null`.execute(db);

  await sql`
    create table name_sign (
      id int4 generated always as identity primary key,
      name text not null,
      place_id int4,
      division_code text not null,
      kind text not null,
      material text,
      state text not null,
      geom geometry(Point, 4490),
      location text,
      erected_on date,
      checked_on date,
      note text,
      created_by text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      check (checked_on is null or erected_on is null or erected_on <= checked_on)
    )`.execute(db);
  await sql`comment on table name_sign is '地名标志'`.execute(db);
  await sql`create index name_sign_division on name_sign (division_code collate "C", id)`.execute(db);
  await sql`create index name_sign_place on name_sign (place_id) where place_id is not null`.execute(db);

  await sql`
    create table attachment (
      id int4 generated always as identity primary key,
      draft_id int4 references draft on delete cascade,
      filing_id int4 references name_filing on delete cascade,
      sign_id int4 references name_sign on delete cascade,
      protected_id int4 references protected_name on delete cascade,
      name text not null,
      media_type text not null,
      bytes int4 not null,
      hash text not null,
      file text not null unique,
      added_by text not null,
      added_at timestamptz not null default now(),
      check (num_nonnulls(draft_id, filing_id, sign_id, protected_id) = 1)
    )`.execute(db);
  await sql`comment on column attachment.file is 'its name in the folder uploads/attachments of NUTAG_HOME'`.execute(db); // prettier-ignore
  await sql`comment on column attachment.hash is 'SHA-256 of the file as it is kept'`.execute(db);
  for (const owner of ['draft_id', 'filing_id', 'sign_id', 'protected_id'])
    await sql`create index ${sql.ref(`attachment_${owner}`)} on attachment (${sql.ref(owner)}) where ${sql.ref(owner)} is not null`.execute(db); // prettier-ignore
}
