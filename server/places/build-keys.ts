import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import {
  addKeys, countAllPlaces, createKeyIndex, createNextTable, keyIndexSuffixes, keyTableState, readPlaces, settleTable, swapTables,
} from './key-table.ts'; // prettier-ignore

const slice = 500; // places a statement: about 15 ms on the embedded engine, so that searches get in between
const indexShare = 20_000; // one index counts as this many places on the progress bar

/**
 * Makes all search keys anew in a table beside the one in use, builds its indexes, and swaps the two in one short
 * transaction. Searches go on in the old table; on the first start the divisions are keyed first, so that they are
 * found at once. Needs the indexes of places/indexes.ts. Cut off at any point, it leaves the old table as it was.
 */
export async function rebuildNameKeys(context: Pick<Context, 'jobs'>, step: Step): Promise<{ keys: number }> {
  const db = context.jobs;
  const { empty } = await keyTableState(db);
  const places = await countAllPlaces(db);
  const suffixes = keyIndexSuffixes;
  step.total(places + (suffixes.length + 1) * indexShare);
  if (empty) await keyDivisions(context);
  await createNextTable(db);

  let keys = 0;
  let loading: Promise<number> = Promise.resolve(0);
  let batch = await readPlaces(db, 0, slice);
  while (batch.length > 0) {
    const current = batch;
    loading = addKeys(db, 'name_key_next', current); // keys of the next slice are read meanwhile
    [batch, keys] = [await readPlaces(db, current.at(-1)!.id, slice), keys + (await loading)];
    step.advance(current.length);
  }
  for (const suffix of suffixes) {
    await createKeyIndex(db, 'name_key_next', suffix);
    step.advance(indexShare);
  }
  await settleTable(db, 'name_key_next');
  step.advance(indexShare);
  await transaction(db, (trx) => swapTables(trx));
  return { keys };
}

/** Keys of the entries that name divisions, into the empty table in use. */
async function keyDivisions(context: Pick<Context, 'jobs'>): Promise<void> {
  const divisions = await readPlaces(context.jobs, 0, 5000, true);
  await addKeys(context.jobs, 'name_key', divisions);
  for (const suffix of keyIndexSuffixes) await createKeyIndex(context.jobs, 'name_key', suffix);
  await settleTable(context.jobs, 'name_key');
}
