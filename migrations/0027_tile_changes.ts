import { sql, type Kysely } from 'kysely';

/** What each edit has changed on the map, so that only the tiles around it are made anew. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table tile_change (
      dataset text not null references data_version,
      version int4 not null,
      since timestamptz not null,
      record int4 not null,
      lon float8,
      lat float8,
      primary key (dataset, version, record),
      check ((lon is null) = (lat is null))
    )`.execute(db);
  await sql`comment on column tile_change.version is 'the version of the dataset that the edit has made'`.execute(db);
  await sql`comment on column tile_change.since is 'updated_at of the version before: what was made from that one can go on from here'`.execute(db);
  await sql`comment on column tile_change.lon is 'where the record was before the edit, degrees, EPSG:4490; null: nowhere'`.execute(db);
} // prettier-ignore
