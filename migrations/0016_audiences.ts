import { sql, type Kysely } from 'kysely';

/** Search keys of what is not public: name_key negates the place's id, feature_key says so. Names less a character, for misspelt ones. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table feature_key add column public boolean not null default true`.execute(db);
  await sql`create table name_deletion (hash int4 not null, place_id int4 not null)`.execute(db);
  await sql`comment on table name_deletion is 'hashtext() of every name in hanzi, whole and less each of its characters (SymSpell, Garbe 2012)'`.execute(db); // prettier-ignore
  await sql`comment on column name_key.place_id is 'negated where the place is not public'`.execute(db);
}
