import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import { insist } from '../accounts/refusal.ts';
import type { AttachmentOwner } from '../api/attachments.ts';
import type { Context } from '../context.ts';
import { mayTake } from '../drafts/life.ts';
import { findDraft } from '../drafts/store.ts';
import { findSign } from '../name-signs/store.ts';
import { findFiling } from '../office/filing-store.ts';
import { findProtected } from '../protected-names/store.ts';
import { Problem } from '../http/problem.ts';

/** What attachments need to know of a record that has some. */
interface Owner {
  divisions: readonly string[];
  /** @throws Problem 403 */
  read(account: Account): void;
  /** @throws Problem 403, 409 when it is too late */
  change(account: Account): void;
}

const find: Readonly<Record<AttachmentOwner, (context: Context, id: number) => Promise<Owner>>> = {
  draft: async ({ db }, id) => {
    const row = await findDraft(db, id);
    return {
      divisions: row.divisions,
      read: (account) => insist(mayTake(account, 'read', row)),
      change: (account) => {
        insist(mayTake(account, row.state === 'approved' ? 'publish' : 'edit', row)); // the approval comes in when it is approved
        if (row.state !== 'draft' && row.state !== 'approved') throw new Problem(409, 'Not in this state', '提交以后不能再改附件。Attachments are changed before a draft is submitted, or when it is approved.'); // prettier-ignore
      },
    };
  },
  filing: async ({ db }, id) => {
    const row = await findFiling(db, id);
    return {
      divisions: [row.division_code],
      read: (account) => authorize(account, 'place.propose', { divisions: [row.division_code] }),
      change: (account) => {
        authorize(account, 'place.propose', { divisions: [row.division_code] });
        if (row.noticed_on !== null) throw new Problem(409, 'Not in this state', '已公告的备案不能再改附件。Attachments stay as they are after the notice.'); // prettier-ignore
      },
    };
  },
  sign: async ({ db }, id) => ofPlaces((await findSign(db, id)).division_code),
  protected: async ({ db }, id) => ofPlaces((await findProtected(db, id)).division_code),
};

/** Staff reads it, who may edit places there changes it. */
const ofPlaces = (division: string): Owner => ({
  divisions: [division],
  read: (account) => authorize(account, 'read.staff'),
  change: (account) => authorize(account, 'place.edit', { divisions: [division] }),
});

/** @throws Problem 404 */
export const findOwner = (context: Context, of: AttachmentOwner, id: number): Promise<Owner> => find[of](context, id); // prettier-ignore
