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

/** Raises the version of the dataset, so that lists, caches and tiles follow. @param rows more, or fewer, than before */
export async function raiseVersion(
  trx: Db,
  dataset: Edited,
  rows: -1 | 0 | 1,
): Promise<{ from: number; to: number }> {
  const { rows: found } = await sql<{ version: number }>`
    update data_version set version = version + 1, row_count = row_count + ${rows}::int4, updated_at = now()
    where dataset = ${dataset} returning version`.execute(trx);
  const to = found[0]!.version;
  return { from: to - 1, to };
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
