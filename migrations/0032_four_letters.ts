import { sql, type Kysely } from 'kysely';

/** Four letters in the order of the answers: on keys made before, here; on those made later, with them (server/places/key-table.ts). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index if not exists name_key_p4 on name_key (left(key, 4), score desc, place_id) where key >= 'a' and key < '{'`.execute(db); // prettier-ignore
}
