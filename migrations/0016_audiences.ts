import { sql, type Kysely } from 'kysely';

/** Search keys of what is not public: name_key negates the place's id, feature_key says so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table feature_key add column public boolean not null default true`.execute(db);
  await sql`comment on column name_key.place_id is 'negated where the place is not public'`.execute(db);
}
