import { sql, type Kysely } from 'kysely';

/** What the register says of a marker stands beside what its events say; a marker with a history is closed, never deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table boundary_marker
      add column stated_condition text check (stated_condition in
        ('intact', 'damaged', 'displaced', 'missing', 'unclear_inscription', 'reference_incomplete', 'unknown')),
      add column stated_on date`.execute(db);
  await sql`comment on column boundary_marker.stated_condition is 'as the last import or pack says; condition and checked_on are derived from it and the events. null: as condition'`.execute(db); // prettier-ignore
  await sql`update boundary_marker set stated_condition = condition, stated_on = checked_on`.execute(db);
  // A closed marker keeps its number; another one may stand under it.
  await sql`alter table boundary_marker drop constraint boundary_marker_line_code_number_key`.execute(db);
  await sql`create unique index boundary_marker_line_number on boundary_marker (line_code, number) where valid_to is null`.execute(db); // prettier-ignore

  await sql`alter table marker_event add column digest text`.execute(db);
  await sql`comment on column marker_event.digest is 'SHA-256 of what was sent: the same uuid with other content is refused. null: made here'`.execute(db); // prettier-ignore
  await sql`create index marker_event_corrects on marker_event (corrects) where corrects is not null`.execute(db); // prettier-ignore
}
