import { sql, type Kysely } from 'kysely';

/** Why an inspection was cancelled; who has mended what was found: another person looks at it before it is closed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table inspection
      add column cancelled_on date,
      add column cancel_reason text,
      add constraint inspection_cancelled_why check ((state = 'cancelled') = (cancel_reason is not null))`.execute(db); // prettier-ignore
  await sql`
    alter table finding
      add column ordered_by text,
      add column done_event_id int4 references marker_event,
      add column done_note text,
      add column done_on date,
      add column done_by text,
      add constraint finding_done_by check (state <> 'done' or (done_on is not null and done_by is not null))`.execute(db); // prettier-ignore
  await sql`comment on column finding.done_event_id is 'the repair; closing_event_id is the look at it by somebody else'`.execute(db); // prettier-ignore
  await sql`create index inspection_by_round on inspection (round_id, state)`.execute(db);
}
