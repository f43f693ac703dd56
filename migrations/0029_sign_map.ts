import { sql, type Kysely } from 'kysely';

/** Signs of a part of the map. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index name_sign_geom on name_sign using gist (geom)`.execute(db);
}
