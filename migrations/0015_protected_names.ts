import { sql, type Kysely } from 'kysely';

/** 地名文化遗产保护名录 (《地名管理条例》 art. 25): names that are not to be changed without measures settled before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table protected_name (
      id int4 generated always as identity primary key,
      name text not null,
      division_code text not null,
      place_id int4,
      category text,
      evidence text not null,
      document text,
      listed_on date,
      delisted_on date,
      source_id text not null references source,
      sample boolean not null default false,
      updated_at timestamptz not null default now(),
      check (delisted_on is null or listed_on is null or listed_on <= delisted_on)
    )`.execute(db);
  await sql`comment on column protected_name.place_id is 'the entry of the gazetteer, where it is known'`.execute(
    db,
  );
  await sql`comment on column protected_name.evidence is 'why it is protected: 历史文化价值, with sources'`.execute(
    db,
  );
  await sql`create index protected_name_name on protected_name (name)`.execute(db);
  await sql`create index protected_name_place on protected_name (place_id) where place_id is not null`.execute(
    db,
  );
  // server/places/indexes.ts makes it for data that are loaded from now on; equal names among what is not public are looked for by it.
  await sql`create index if not exists place_hidden_name on place (name) where not public`.execute(db);
}
