import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import { divisionsOfLine } from '../boundaries/touched.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { changedMeanwhile } from '../http/problem.ts';

/** Which record, and the version that the change began from. */
export interface At {
  id: number;
  match: string;
}

interface Kept<R, Detail> {
  /** @param lock for the rest of the transaction  @throws Problem 404 */
  find(db: Db, id: number, lock?: boolean): Promise<R>;
  detail(id: number): Promise<Detail>;
}

/** Runs a change of something on a line, on the version that the caller has seen, in one transaction. @throws Problem 403, 404, 412 */
export async function changing<R extends { version: string; line_code: string }, Detail>(
  db: Db,
  account: Account,
  { id, match }: At,
  { find, detail }: Kept<R, Detail>,
  work: (trx: Db, row: R, divisions: readonly string[]) => Promise<void>,
): Promise<Detail> {
  const divisions = await divisionsOfLine(db, (await find(db, id)).line_code);
  authorize(account, 'inspection.edit', { divisions });
  const isStale = await transaction(db, async (trx) => {
    const row = await find(trx, id, true);
    if (row.version !== match) return true;
    await work(trx, row, divisions);
    return false;
  });
  const now = await detail(id);
  if (isStale) throw changedMeanwhile(now);
  return now;
}
