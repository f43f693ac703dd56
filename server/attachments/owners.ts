import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import { insist } from '../accounts/refusal.ts';
import { sql, type Selectable } from 'kysely';
import type { Action } from '../api/actions.ts';
import type { AttachmentOwner } from '../api/attachments.ts';
import { divisionsOfLine } from '../boundaries/touched.ts';
import type { Db } from '../database/open.ts';
import type { DB } from '../database/schema.ts';
import { mayTake } from '../drafts/life.ts';
import { findDraft } from '../drafts/store.ts';
import { findSignature } from '../inspections/signatures.ts';
import { findSign } from '../name-signs/store.ts';
import { findFiling } from '../office/filing-store.ts';
import { findProtected } from '../protected-names/store.ts';
import { notFound, Problem } from '../http/problem.ts';

/** What attachments need to know of a record that has some. */
interface Owner {
  divisions: readonly string[];
  /** @throws Problem 403 */
  read(account: Account): void;
  /** @throws Problem 403, 409 when it is too late */
  change(account: Account): void;
  /** What is added stays: only an administrator takes it away. */
  keeps?: true;
}

const find: Readonly<Record<AttachmentOwner, (db: Db, id: number, lock: boolean) => Promise<Owner>>> = {
  draft: async (db, id, lock) => {
    const row = await findDraft(db, id, lock);
    return {
      divisions: row.divisions,
      read: (account) => insist(mayTake(account, 'read', row)),
      change: (account) => {
        insist(mayTake(account, row.state === 'approved' ? 'publish' : 'edit', row)); // the approval comes in when it is approved
        if (row.state !== 'draft' && row.state !== 'approved') throw new Problem(409, 'Not in this state', '提交以后不能再改附件。Attachments are changed before a draft is submitted, or when it is approved.'); // prettier-ignore
      },
    };
  },
  filing: async (db, id, lock) => {
    const row = await findFiling(db, id, lock);
    return {
      divisions: [row.division_code],
      read: (account) => authorize(account, 'place.propose', { divisions: [row.division_code] }),
      change: (account) => {
        authorize(account, 'place.propose', { divisions: [row.division_code] });
        if (row.noticed_on !== null) throw new Problem(409, 'Not in this state', '已公告的备案不能再改附件。Attachments stay as they are after the notice.'); // prettier-ignore
      },
    };
  },
  sign: async (db, id, lock) => ofPlaces((await findSign(db, id, lock)).division_code),
  protected: async (db, id, lock) => ofPlaces((await findProtected(db, id, lock)).division_code),
  event: async (db, id, lock) => {
    const { line_code } = await owning(db, 'marker_event', id, lock);
    return { ...ofLine(await divisionsOfLine(db, line_code), 'marker.inspect'), keeps: true };
  },
  document: async (db, id, lock) => {
    const { line_code, meeting_code } = await owning(db, 'boundary_document', id, lock);
    const divisions = line_code === null ? (await db.selectFrom('meeting_point').where('code', '=', meeting_code!).select('divisions').executeTakeFirst())?.divisions ?? [] : await divisionsOfLine(db, line_code); // prettier-ignore
    return ofLine(divisions, 'line.edit');
  },
  dispute: async (db, id, lock) => {
    const { line_code } = await owning(db, 'boundary_dispute', id, lock);
    return ofLine(await divisionsOfLine(db, line_code), 'line.edit');
  },
  inspection: async (db, id, lock) => {
    const { line_code, state } = await owning(db, 'inspection', id, lock);
    return closing(ofLine(await divisionsOfLine(db, line_code), 'inspection.edit'), state === 'filed');
  },
  signature: async (db, id, lock) => {
    const { divisions, isClosed } = await findSignature(db, id, lock);
    return closing(ofLine(divisions, 'inspection.edit'), isClosed);
  },
  finding: async (db, id, lock) => {
    const { line_code, state } = await owning(db, 'finding', id, lock);
    return closing(ofLine(await divisionsOfLine(db, line_code), 'inspection.edit'), state === 'closed');
  },
};

type Kept = 'marker_event' | 'boundary_document' | 'boundary_dispute' | 'inspection' | 'finding'; // prettier-ignore

/** @throws Problem 404 */
async function owning<T extends Kept>(
  db: Db,
  table: T,
  id: number,
  lock: boolean,
): Promise<Selectable<DB[T]>> {
  const { rows } = await sql<Selectable<DB[T]>>`select * from ${sql.table(table)} where id = ${id} ${lock ? sql`for update` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`${table} ${id}`);
  return rows[0];
}

/** Staff reads it, who may do `action` on the line changes it. */
const ofLine = (divisions: readonly string[], action: Action): Owner => ({
  divisions,
  read: (account) => authorize(account, 'read.staff'),
  change: (account) => authorize(account, action, { divisions }),
});

/** The same, until the record is closed. */
const closing = (owner: Owner, closed: boolean): Owner => ({
  ...owner,
  change: (account) => {
    owner.change(account);
    if (closed) throw new Problem(409, 'Not in this state', '已签字、已备案或已办结, 附件不能再改。Its attachments stay as they are now.'); // prettier-ignore
  },
});

/** Staff reads it, who may edit places there changes it. */
const ofPlaces = (division: string): Owner => ({
  divisions: [division],
  read: (account) => authorize(account, 'read.staff'),
  change: (account) => authorize(account, 'place.edit', { divisions: [division] }),
});

/** @param lock for the rest of the transaction: it stays open, and nobody else adds to it  @throws Problem 404 */
export const findOwner = (db: Db, of: AttachmentOwner, id: number, lock = false): Promise<Owner> => find[of](db, id, lock); // prettier-ignore
