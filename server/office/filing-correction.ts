import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { FilingChange, FilingDetail } from '../api/filings.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { given } from '../given.ts';
import { checkFiling } from './filing-check.ts';
import { contentOf, correctContent, findFiling, type FilingContent, type FilingRow } from './filing-store.ts';
import { changing, isProposed, recordOf, reviewed, type At } from './filings.ts';
import { refuseFields } from './record-check.ts';

interface Correction extends At {
  change: FilingChange;
  reason: string;
}

/**
 * Changes fields of an accepted filing; the audit keeps what was there before, and why. It takes a second pair of eyes, as its acceptance did.
 * @throws Problem 400, 403, 409 not accepted, 412
 */
export async function correctFiling(
  context: Context,
  account: Account,
  actor: Actor,
  { change, reason, ...at }: Correction,
): Promise<FilingDetail> {
  const before = await findFiling(context.db, at.id);
  const content: FilingContent = { ...contentOf(before), ...given(change) };
  authorize(account, 'place.approve', reviewed(before));
  authorizeEach(account, 'place.propose', [before.division_code, content.division]);
  await checkFiling(context, content);
  const isEntered = await isProposed(context, before);
  return changing(context, account, at, ({ state }) => state === 'accepted', async (trx, row) => {
    refuseFields(told(row, content, isEntered));
    await correctContent(trx, at.id, content);
    await logChange(trx, actor, 'filing.correct', recordOf(at.id, row.division_code, content.division), {
      ...diff({ ...contentOf(row) }, { ...content }),
      summary: { name: content.name, reason },
    });
  });
} // prettier-ignore

/** What has been done since must still fit: days, and what the gazetteer was changed by. */
function told(row: FilingRow, content: FilingContent, isEntered: boolean): [field: string, what: string][] {
  const errors: [string, string][] = [];
  if (JSON.stringify(contentOf(row)) === JSON.stringify(content)) errors.push(['change', '没有改动 nothing is changed']); // prettier-ignore
  const done = [row.channel === 'own' ? row.filed_on : null, row.noticed_on].filter((day) => day !== null).sort()[0]; // prettier-ignore
  if (done !== undefined && content.approvedOn > done) errors.push(['approvedOn', `晚于已办的备案或公告 ${done} must not be after what was filed or noticed`]); // prettier-ignore
  if (isEntered && content.act !== row.act) errors.push(['act', '已起草入库, 不能改 it has been drafted into the gazetteer']); // prettier-ignore
  if (isEntered && (content.placeId ?? null) !== row.place_id) errors.push(['placeId', '已起草入库, 不能改 it has been drafted into the gazetteer']); // prettier-ignore
  return errors;
}
