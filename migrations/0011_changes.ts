import { sql, type Kysely } from 'kysely';

/** The change log as an audit that nobody can rewrite, and drafts that a second person reviews. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table change_log
      add column origin text,
      add column divisions text[] not null default '{}',
      add column before jsonb,
      add column after jsonb,
      add column request_id text`.execute(db);
  await sql`comment on column change_log.origin is 'from where: an address, command, oidc'`.execute(db);
  await sql`comment on column change_log.divisions is 'codes of the divisions that the change touches: whoever owns one may read it'`.execute(db); // prettier-ignore
  await sql`comment on column change_log.before is 'the fields that changed, as they were; after: as they became'`.execute(db); // prettier-ignore
  await sql`
    update change_log set origin = summary ->> 'from', before = summary -> 'before', after = summary -> 'after',
      summary = summary - 'from' - 'before' - 'after'`.execute(db);
  await sql`create index change_log_at on change_log (at desc, id desc)`.execute(db);
  await sql`create index change_log_divisions on change_log using gin (divisions)`.execute(db);
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger change_log_append_only before update or delete on change_log
      for each row execute function refuse_change()`.execute(db);
  await sql`
    create trigger change_log_never_emptied before truncate on change_log
      for each statement execute function refuse_change()`.execute(db);

  await sql`
    create table draft (
      id int4 generated always as identity primary key,
      record_type text not null,
      record_id text,
      title text not null,
      divisions text[] not null,
      content jsonb not null,
      base text,
      state text not null default 'draft' check (state in ('draft', 'submitted', 'approved', 'rejected', 'published', 'withdrawn')),
      author text not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      submitted_at timestamptz,
      decided_by text,
      decided_at timestamptz,
      published_at timestamptz
    )`.execute(db);
  await sql`comment on column draft.record_id is 'null = a new record; of a published draft the record that it became'`.execute(db); // prettier-ignore
  await sql`comment on column draft.base is 'version (ETag) of the record from which the draft began'`.execute(
    db,
  );
  await sql`create index draft_state on draft (state, id)`.execute(db);
  await sql`create index draft_record on draft (record_type, record_id)`.execute(db);
  await sql`
    create table draft_comment (
      id int4 generated always as identity primary key,
      draft_id int4 not null references draft on delete cascade,
      at timestamptz not null default now(),
      actor text not null,
      state text not null,
      text text not null
    )`.execute(db);
  await sql`create index draft_comment_draft on draft_comment (draft_id, id)`.execute(db);

  // What is public is 公开: the flag alone decides, and cannot contradict 密级.
  for (const table of [
    'place',
    'division',
    'boundary_line',
    'boundary_marker',
    'facility',
    'meeting_point',
  ]) {
    await sql`update ${sql.table(table)} set public = false where public and secrecy <> '公开'`.execute(db);
    await sql`alter table ${sql.table(table)} add constraint ${sql.ref(`${table}_public_open`)} check (not public or secrecy = '公开')`.execute(db); // prettier-ignore
  }
}
