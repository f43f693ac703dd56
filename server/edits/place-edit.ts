import type { Account } from '../accounts/account.ts';
import type { EditFinding } from '../api/edits.ts';
import type { PlaceChange, PlaceRecord } from '../api/place-edits.ts';
import type { Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { changedMeanwhile } from '../http/problem.ts';
import { authorizeEach } from './authorize-each.ts';
import { takeDataset } from './dataset.ts';
import { changedFields, refuseErrors } from './findings.ts';
import { followEdit } from './follow.ts';
import { checkPlace } from './place-check.ts';
import { changePlace, placeAnswer, readPlaceRecord } from './place-record.ts';
import { writePlace } from './place-write.ts';

type Saved = PlaceRecord & { findings: EditFinding[] };

/** Changes a place. @throws Problem 403, 404, 412 with the present record, 422 with what is wrong */
export async function editPlace(
  context: Context,
  account: Account,
  actor: Actor,
  { id, match, change }: { id: number; match: string; change: PlaceChange },
): Promise<Saved> {
  const before = await readPlaceRecord(context.db, id);
  authorizeEach(account, 'place.edit', [before.content.division, change.division ?? before.content.division]);
  if (before.version !== match) throw changedMeanwhile(placeAnswer(before));
  const content = changePlace(before.content, change);
  const { findings, ...checked } = await checkPlace(context, before, content);
  refuseErrors(findings);
  if (changedFields(before.content, content).size === 0) return { ...placeAnswer(before), findings };
  const after = await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'places');
    const now = await readPlaceRecord(trx, id);
    if (now.version !== match) throw changedMeanwhile(placeAnswer(now));
    await writePlace(trx, actor, now, { content, ...checked });
    return readPlaceRecord(trx, id);
  });
  followEdit(context, 'places');
  return { ...placeAnswer(after), findings };
}

/** Adds a place. @throws Problem 403, 422 */
export async function createPlace(
  context: Context,
  account: Account,
  actor: Actor,
  change: PlaceChange & { division: string },
): Promise<Saved> {
  authorizeEach(account, 'place.edit', [change.division]);
  const content = changePlace(null, change);
  const { findings, ...checked } = await checkPlace(context, null, content);
  refuseErrors(findings);
  const after = await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'places');
    return readPlaceRecord(trx, await writePlace(trx, actor, null, { content, ...checked }));
  });
  followEdit(context, 'places');
  return { ...placeAnswer(after), findings };
}
