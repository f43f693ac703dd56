import { sql, type Kysely } from 'kysely';

/** Other processes are told at once which dataset has changed: server/database/listen.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create function announce_version() returns trigger language plpgsql as $$
    begin
      perform pg_notify('nutag', 'data ' || new.dataset);
      return null;
    end $$`.execute(db);
  await sql`create trigger data_version_announced after insert or update on data_version
    for each row execute function announce_version()`.execute(db);
}
