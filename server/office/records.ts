import { given } from '../given.ts';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type { AttachmentOwner } from '../api/attachments.ts';
import { listAttachments, removeFile } from '../attachments/store.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { changedMeanwhile } from '../http/problem.ts';

interface Row {
  version: string;
}
type Content = Record<string, unknown>;

/** A content with every field there is: as it is stored, not as it is sent. */
export type Whole<C> = { [K in keyof C]-?: Exclude<C[K], undefined> };
export type Change<C> = { [K in keyof C]?: C[K] | undefined };

/** One record that there is, and what is done to it. */
export interface Editing<R extends Row, C extends Content, Detail> {
  type: string; // in the audit
  id: string;
  action: string; // in the audit
  match: string; // version that the change began from
  change: Change<C>;
  /** @param lock for the rest of the transaction  @throws Problem 404 */
  find(db: Db, lock?: boolean): Promise<R>;
  contentOf(row: R): C;
  /** The divisions that it touches. @throws Problem 403 to those who may not change it */
  allow(content: C): Promise<readonly string[]>;
  /** @throws Problem 400 */
  check(content: C): Promise<void>;
  update(trx: Db, content: C): Promise<void>;
  summary?(content: C): Content;
  detail(): Promise<Detail>;
}

/** Changes the fields that are named, in one transaction with its audit row. @throws Problem 412 when it has changed meanwhile */
export async function changeRecord<R extends Row, C extends Content, Detail>({ db }: Context, actor: Actor, editing: Editing<R, C, Detail>): Promise<Detail> {
  const { type, id, action, match, change, find, contentOf, summary } = editing;
  const before = contentOf(await find(db));
  const content: C = { ...before, ...given(change) };
  const divisions = [...new Set([...(await editing.allow(before)), ...(await editing.allow(content))])];
  await editing.check(content);
  const isStale = await transaction(db, async (trx) => {
    const row = await find(trx, true);
    if (row.version !== match) return true;
    await editing.update(trx, content);
    await logChange(trx, actor, action, { type, id, divisions }, { ...diff(contentOf(row), content), ...(summary && { summary: summary(content) }) });
    return false;
  });
  const detail = await editing.detail();
  if (isStale) throw changedMeanwhile(detail);
  return detail;
} // prettier-ignore

/** A kind of record that is added, changed and taken away: what is its own. */
export interface RecordKind<R extends Row, C extends Content, Detail> {
  type: string; // in the audit
  attached: AttachmentOwner | null;
  /** The divisions that it touches. @throws Problem 403 to those who may not change it, 404, 409 */
  allow(db: Db, account: Account, content: C): Promise<readonly string[]>;
  /** @throws Problem 400 */
  check(db: Db, content: C): Promise<void>;
  /** @param lock for the rest of the transaction  @throws Problem 404 */
  find(db: Db, id: number, lock?: boolean): Promise<R>;
  contentOf(row: R): C;
  nameOf(content: C): string;
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

/** May be changed by those who edit places in its division. */
export const inDivision = (account: Account, division: string): Promise<readonly string[]> => {
  authorize(account, 'place.edit', { divisions: [division] });
  return Promise.resolve([division]);
}; // prettier-ignore

/** Adding, changing and taking away such a record: jurisdiction, checks, and one transaction with its audit row. */
export function recordChanges<R extends Row, C extends Content, Detail>(kind: RecordKind<R, C, Detail>) {
  const { type, attached } = kind;
  const record = (id: number, divisions: readonly string[]) => ({ type, id: String(id), divisions });

  return {
    create: async (context: Context, account: Account, actor: Actor, content: C): Promise<Detail> => {
      const divisions = await kind.allow(context.db, account, content);
      await kind.check(context.db, content);
      const id = await transaction(context.db, async (trx) => {
        const made = await kind.insert(trx, content, account.name);
        await logChange(trx, actor, `${type}.add`, record(made, divisions), { after: content });
        return made;
      });
      return kind.detailOf(context, id);
    },
    edit: (context: Context, account: Account, actor: Actor, { id, match, change }: At & { change: Change<C> }): Promise<Detail> =>
      changeRecord(context, actor, {
        type,
        id: String(id),
        action: `${type}.edit`,
        match,
        change,
        find: (db, lock) => kind.find(db, id, lock),
        contentOf: (row: R) => kind.contentOf(row),
        allow: (content) => kind.allow(context.db, account, content),
        check: (content) => kind.check(context.db, content),
        update: (trx, content) => kind.update(trx, id, content),
        summary: (content) => ({ name: kind.nameOf(content) }),
        detail: () => kind.detailOf(context, id),
      }), // prettier-ignore
    remove: async (context: Context, account: Account, actor: Actor, { id, match }: At): Promise<void> => {
      const divisions = await kind.allow(context.db, account, kind.contentOf(await kind.find(context.db, id))); // prettier-ignore
      const files = await transaction(context.db, async (trx) => {
        const row = await kind.find(trx, id, true);
        if (row.version !== match) return null;
        const attachments = attached === null ? [] : await listAttachments(trx, attached, id);
        await kind.remove(trx, id);
        await logChange(trx, actor, `${type}.delete`, record(id, divisions), { before: kind.contentOf(row) }); // prettier-ignore
        return attachments;
      });
      if (files === null) throw changedMeanwhile(await kind.detailOf(context, id));
      for (const { file } of files) await removeFile(context.config, file);
    },
  };
}
