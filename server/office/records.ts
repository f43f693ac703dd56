import { given } from '../given.ts';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { AttachmentOwner } from '../api/attachments.ts';
import { listAttachments, removeFile } from '../attachments/store.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { changedMeanwhile } from '../http/problem.ts';

interface Row {
  version: string;
  division_code: string;
}
interface Content extends Record<string, unknown> {
  name: string;
  division: string;
}

/** A content with every field there is: as it is stored, not as it is sent. */
export type Whole<C> = { [K in keyof C]-?: Exclude<C[K], undefined> };

/** A kind of record that the office keeps: what is its own. */
export interface RecordKind<R extends Row, C extends Content, Detail> {
  type: string; // in the audit
  attached: AttachmentOwner;
  /** @throws Problem 400 */
  check(db: Db, content: C): Promise<void>;
  /** @param lock for the rest of the transaction  @throws Problem 404 */
  find(db: Db, id: number, lock?: boolean): Promise<R>;
  contentOf(row: R): C;
  insert(trx: Db, content: C, by: string): Promise<number>;
  update(trx: Db, id: number, content: C): Promise<void>;
  remove(trx: Db, id: number): Promise<void>;
  detailOf(context: Context, id: number): Promise<Detail>;
}

/** Which record, and the version that the change began from. */
interface At {
  id: number;
  match: string;
}

/** Adding, changing and taking away such a record: jurisdiction, checks, and one transaction with its audit row. */
export function recordChanges<R extends Row, C extends Content, Detail>(kind: RecordKind<R, C, Detail>) {
  const { type } = kind;
  const record = (id: number, ...divisions: string[]) => ({ type, id: String(id), divisions: [...new Set(divisions)] }); // prettier-ignore

  return {
    create: async (context: Context, account: Account, actor: Actor, content: C): Promise<Detail> => {
      authorize(account, 'place.edit', { divisions: [content.division] });
      await kind.check(context.db, content);
      const id = await transaction(context.db, async (trx) => {
        const made = await kind.insert(trx, content, account.name);
        await logChange(trx, actor, `${type}.add`, record(made, content.division), { after: content });
        return made;
      });
      return kind.detailOf(context, id);
    },
    edit: async (
      context: Context,
      account: Account,
      actor: Actor,
      { id, match, change }: At & { change: { [K in keyof C]?: C[K] | undefined } },
    ): Promise<Detail> => {
      const before = await kind.find(context.db, id);
      const content: C = { ...kind.contentOf(before), ...given(change) };
      authorizeEach(account, 'place.edit', [before.division_code, content.division]);
      await kind.check(context.db, content);
      const isStale = await transaction(context.db, async (trx) => {
        const row = await kind.find(trx, id, true);
        if (row.version !== match) return true;
        await kind.update(trx, id, content);
        await logChange(trx, actor, `${type}.edit`, record(id, row.division_code, content.division), { ...diff(kind.contentOf(row), content), summary: { name: content.name } }); // prettier-ignore
        return false;
      });
      const detail = await kind.detailOf(context, id);
      if (isStale) throw changedMeanwhile(detail);
      return detail;
    },
    remove: async (context: Context, account: Account, actor: Actor, { id, match }: At): Promise<void> => {
      authorize(account, 'place.edit', { divisions: [(await kind.find(context.db, id)).division_code] });
      const files = await transaction(context.db, async (trx) => {
        const row = await kind.find(trx, id, true);
        if (row.version !== match) return null;
        const attachments = await listAttachments(trx, kind.attached, id);
        await kind.remove(trx, id);
        await logChange(trx, actor, `${type}.delete`, record(id, row.division_code), { before: kind.contentOf(row) }); // prettier-ignore
        return attachments;
      });
      if (files === null) throw changedMeanwhile(await kind.detailOf(context, id));
      for (const { file } of files) await removeFile(context.config, file);
    },
  };
}
