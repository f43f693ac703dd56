import type { Account } from '../accounts/account.ts';
import type { EditFinding } from '../api/edits.ts';
import type { FacilityChange, FacilityRecord } from '../api/facility-edits.ts';
import type { Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { transaction } from '../database/transaction.ts';
import { changedMeanwhile } from '../http/problem.ts';
import { authorizeEach } from './authorize-each.ts';
import { takeDataset } from './dataset.ts';
import { checkFacility } from './facility-check.ts';
import { changeFacility, readFacilityRecord } from './facility-record.ts';
import { removeFacility, writeFacility } from './facility-write.ts';
import { changedFields, refuseErrors } from './findings.ts';
import { followEdit } from './follow.ts';

type Saved = FacilityRecord & { findings: EditFinding[] };

/** Changes a facility. @throws Problem 403, 404, 412 with the present record, 422 with what is wrong */
export async function editFacility(
  context: Context,
  account: Account,
  actor: Actor,
  { id, match, change }: { id: number; match: string; change: FacilityChange },
): Promise<Saved> {
  const before = await readFacilityRecord(context.db, id);
  authorizeEach(account, 'facility.edit', [before.content.county, change.county ?? before.content.county]);
  if (before.version !== match) throw changedMeanwhile(before);
  const content = changeFacility(before.content, change);
  const findings = await checkFacility(context, before, content);
  refuseErrors(findings);
  if (changedFields(before.content, content).size === 0) return { ...before, findings };
  const after = await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'facilities');
    const now = await readFacilityRecord(trx, id);
    if (now.version !== match) throw changedMeanwhile(now);
    await writeFacility(trx, actor, now, content);
    return readFacilityRecord(trx, id);
  });
  followEdit(context, 'facilities');
  return { ...after, findings };
}

/** Adds a facility. @throws Problem 403, 422 */
export async function createFacility(
  context: Context,
  account: Account,
  actor: Actor,
  change: FacilityChange & { county: string },
): Promise<Saved> {
  authorizeEach(account, 'facility.edit', [change.county]);
  const content = changeFacility(null, change);
  const findings = await checkFacility(context, null, content);
  refuseErrors(findings);
  const after = await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'facilities');
    return readFacilityRecord(trx, await writeFacility(trx, actor, null, content));
  });
  followEdit(context, 'facilities');
  return { ...after, findings };
}

/** Takes a facility away. @throws Problem 403, 404, 412 with the present record */
export async function deleteFacility(
  context: Context,
  account: Account,
  actor: Actor,
  { id, match }: { id: number; match: string },
): Promise<void> {
  const before = await readFacilityRecord(context.db, id);
  authorizeEach(account, 'facility.edit', [before.content.county]);
  await transaction(context.db, async (trx) => {
    await takeDataset(trx, 'facilities');
    const now = await readFacilityRecord(trx, id);
    if (now.version !== match) throw changedMeanwhile(now);
    await removeFacility(trx, actor, now);
  });
  followEdit(context, 'facilities');
}
