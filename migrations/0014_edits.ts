import { sql, type Kysely } from 'kysely';

/** Which records were changed by hand, so that neither a new version of a pack nor the next import undoes it unseen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['place', 'facility']) {
    await sql`alter table ${sql.table(table)} add column edited_at timestamptz, add column edited_by text`.execute(db); // prettier-ignore
    await sql`comment on column ${sql.ref(`${table}.edited_at`)} is 'changed by hand since it was loaded: a data pack leaves the row alone, an import of its own source warns'`.execute(db); // prettier-ignore
  }
  await sql`
    create table removed_record (
      record_type text not null check (record_type in ('facility')),
      source_id text not null,
      external_id text not null,
      removed_at timestamptz not null default now(),
      removed_by text not null,
      primary key (record_type, source_id, external_id)
    )`.execute(db);
  await sql`comment on table removed_record is 'records of data packs that were deleted by hand: a new version of the pack does not bring them back'`.execute(
    db,
  );
  await sql`
    insert into source (id, title, publisher) values ('edits', '在本系统中录入', null)
    on conflict (id) do nothing`.execute(db);
  await sql`create index draft_author on draft (author, id)`.execute(db);
}
