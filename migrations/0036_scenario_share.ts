import { sql, type Kysely } from 'kysely';

/** A scenario keeps the share below which a unit is a reach gap, where it was not the server's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table scenario add column share_threshold float8 check (share_threshold between 0.01 and 1)`.execute(
    db,
  );
  await sql`comment on column scenario.share_threshold is '0..1 of the weight within the threshold; null: the server''s'`.execute(
    db,
  );
}
