import { sql, type Kysely } from 'kysely';

/**
 * The search keys (search.md section 4). Tables only: the indexes are built after the rows are in, by
 * server/places/keys.ts, because building them first makes the load several times slower.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table name_key (
      place_id int4 not null,
      division int4 not null,
      score int2 not null,
      class int2 not null,
      kind int2 not null,
      lon float4,
      lat float4,
      key text collate "C" not null
    )`.execute(db);
  await sql`comment on column name_key.division is '9-digit township code, or 6-digit code * 1000'`.execute(
    db,
  );
  await sql`
    create table feature_key (
      feature text not null check (feature in ('boundary-line', 'marker', 'facility')),
      feature_id int4 not null,
      score int2 not null,
      kind int2 not null,
      key text collate "C" not null
    )`.execute(db);
  await sql`create index feature_key_key on feature_key (key, score desc)`.execute(db);
}
