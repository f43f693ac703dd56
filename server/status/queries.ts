import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { bboxOf } from '../database/postgis.ts';

interface ManifestView {
  title: string;
  sample: boolean;
}

/** The packs that are loaded. */
export async function listPacks(
  db: Db,
): Promise<{ id: string; version: string; title: string; sample: boolean }[]> {
  const rows = await db.selectFrom('pack').select(['id', 'version', 'manifest']).orderBy('id').execute();
  return rows.map(({ id, version, manifest }) => {
    const { title, sample } = manifest as unknown as ManifestView;
    return { id, version, title, sample };
  });
}

/** Every dataset with its version and number of records. */
export async function listDatasets(
  db: Db,
): Promise<{ id: string; version: number; rows: number; updatedAt: string }[]> {
  return db
    .selectFrom('data_version')
    .select(['dataset as id', 'version', 'row_count as rows', 'updated_at as updatedAt'])
    .orderBy('dataset')
    .execute();
}

/** [west, south, east, north] of all present county polygons, degrees; null when there are none. */
export async function extent(db: Db): Promise<[number, number, number, number] | null> {
  const row = await db
    .selectFrom('division')
    .where('level', '=', 'county')
    .where('valid_to', 'is', null)
    .select(bboxOf(sql`ST_Extent(geom)`).as('bbox'))
    .executeTakeFirst();
  return row?.bbox ?? null;
}

/** Where records come from. */
export async function listSources(db: Db) {
  return db
    .selectFrom('source')
    .select(['id', 'title', 'publisher', 'licence', 'attribution', 'url', 'data_date as dataDate', 'sample'])
    .orderBy('id')
    .execute();
}
