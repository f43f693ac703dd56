import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Step } from '../progress.ts';

/** What lists, details and small filter sets of the gazetteer need. Built after the rows are in: that is several times faster. */
export const placeIndexes: readonly string[] = [
  'create index if not exists place_name_place on place_name (place_id)',
  `create index if not exists place_name_lang on place_name (lang, place_id) where lang <> 'zh-Hans'`,
  `create index if not exists place_origin on place ((attributes ->> 'language'), importance desc, id) where attributes ->> 'language' is not null`,
  'create index if not exists place_order on place (importance desc, id)',
  'create index if not exists place_division on place (division_code collate "C", importance desc, id)',
  'create index if not exists place_class_code on place (class_code collate "C", importance desc, id)',
  'create index if not exists place_geom on place using gist (geom)',
  'create index if not exists place_denotes on place (denotes_code) where denotes_code is not null',
  'create index if not exists place_hidden on place (id) where not public',
  'create index if not exists place_code on place (place_code collate "C") where place_code is not null',
];

/** Builds the indexes of places and their names, one statement a step so that queries get in between, and the statistics. */
export async function buildPlaceIndexes(db: Db, step: Step): Promise<void> {
  step.total(placeIndexes.length + 1);
  for (const statement of placeIndexes) {
    await sql.raw(statement).execute(db);
    step.advance();
  }
  await sql`vacuum (analyze) place, place_name`.execute(db); // index-only counts need the visibility map
  step.advance();
}
