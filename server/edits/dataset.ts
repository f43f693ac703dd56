import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** Datasets that are edited record by record. */
export type Edited = 'places' | 'facilities' | 'markers';

/**
 * Takes the dataset for the rest of the transaction: edits wait for one another and for the swap of an import, and an import that
 * was checked before them is checked again.
 */
export async function takeDataset(trx: Db, dataset: Edited): Promise<void> {
  await sql`select from data_version where dataset = ${dataset} for update`.execute(trx);
}

/** Where a record is before it is changed; null: nowhere on the map, or not there yet. Degrees, EPSG:4490, to the last digit. */
export type Spot = { lon: number; lat: number } | null;

const tables = { places: 'place', facilities: 'facility', markers: 'boundary_marker' } as const;

/** Versions of a dataset whose changes are remembered: a pyramid of tiles that is older is built whole. */
const remembered = 2000;

/** To be asked before the record is written. */
export async function spotOf(trx: Db, dataset: Edited, id: number): Promise<Spot> {
  const { rows } = await sql<{ lon: number; lat: number }>`
    select ST_X(geom) as lon, ST_Y(geom) as lat from ${sql.table(tables[dataset])} where id = ${id} and geom is not null`.execute(trx); // prettier-ignore
  return rows[0] ?? null;
}

/**
 * Raises the version of the dataset, so that lists, caches and tiles follow, and notes which record has changed.
 * @param changed from: where it was; rows: more, or fewer, than before
 */
export async function raiseVersion(
  trx: Db,
  dataset: Edited,
  { id, from, rows }: { id: number; from: Spot; rows: -1 | 0 | 1 },
): Promise<Step> {
  const { rows: found } = await sql<{ version: number }>`
    with before as (select updated_at from data_version where dataset = ${dataset}),
    raised as (
      update data_version set version = version + 1, row_count = row_count + ${rows}::int4, updated_at = now()
      where dataset = ${dataset} returning version),
    noted as (
      insert into tile_change (dataset, version, since, record, lon, lat)
      select ${dataset}, version, updated_at, ${id}::int4, ${from?.lon ?? null}::float8, ${from?.lat ?? null}::float8 from before, raised)
    select version from raised`.execute(trx);
  const to = found[0]!.version;
  await sql`delete from tile_change where dataset = ${dataset} and version <= ${to - remembered}`.execute(
    trx,
  );
  return { from: to - 1, to };
}

/** The same for what all records of the dataset share: its tiles are built whole. */
export async function raiseWhole(trx: Db, dataset: Edited): Promise<void> {
  await sql`update data_version set version = version + 1, updated_at = now() where dataset = ${dataset}`.execute(
    trx,
  );
}

interface Step {
  from: number;
  to: number;
}

/** Notes that the distances are those of the new version too, where they were those of the one before. */
export const keepDistances = (trx: Db, dataset: Edited, step: Step): Promise<void> => keep(trx, 'coverage', dataset, step); // prettier-ignore

/** The same of the search keys of lines, markers and facilities. */
export const keepFeatureKeys = (trx: Db, dataset: Edited, step: Step): Promise<void> => keep(trx, 'features', dataset, step); // prettier-ignore

async function keep(trx: Db, derived: string, dataset: Edited, { from, to }: Step): Promise<void> {
  await sql`
    update data_version set inputs = regexp_replace(inputs, ${`\\m${dataset}:${from}\\M`}, ${`${dataset}:${to}`})
    where dataset = ${derived}`.execute(trx);
}
