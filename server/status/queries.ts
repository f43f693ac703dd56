import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
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

/** Tables of the datasets that can hold what is not public. */
const hiding = { divisions: 'division', boundaries: 'boundary_line', places: 'place', search: 'place', facilities: 'facility' } as const; // prettier-ignore

const forStaff = ['markers', 'features', 'coverage', 'roads', 'road_reach'];

/** Every dataset with its version and number of records; for the public of those that it may see. */
export async function listDatasets(
  db: Db,
  audience: Audience,
): Promise<{ id: string; version: number; rows: number; updatedAt: string }[]> {
  const datasets = await db
    .selectFrom('data_version')
    .select(['dataset as id', 'version', 'row_count as rows', 'updated_at as updatedAt'])
    .orderBy('dataset')
    .execute();
  if (audience === 'staff') return datasets;
  const shown = datasets.filter(({ id }) => !forStaff.includes(id));
  for (const dataset of shown) {
    const table = hiding[dataset.id as keyof typeof hiding];
    if (table !== undefined) dataset.rows -= await countHidden(db, table);
  }
  return shown;
}

async function countHidden(db: Db, table: (typeof hiding)[keyof typeof hiding]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from ${sql.table(table)} where not public`.execute(db);
  return rows[0]!.n;
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
