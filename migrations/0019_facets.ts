import { sql, type Kysely } from 'kysely';

/** Places by the language of a name and by 地名语种 (server/places/indexes.ts makes the same for a new gazetteer). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index if not exists place_name_lang on place_name (lang, place_id) where lang <> 'zh-Hans'`.execute(db); // prettier-ignore
  await sql`create index if not exists place_origin on place ((attributes ->> 'language'), importance desc, id) where attributes ->> 'language' is not null`.execute(db); // prettier-ignore
}
