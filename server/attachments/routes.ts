import * as api from '../api/attachments.ts';
import type { AttachmentOwner } from '../api/attachments.ts';
import { actorOf, logChange } from '../audit/log.ts';
import { transaction } from '../database/transaction.ts';
import { Problem } from '../http/problem.ts';
import { fileRoute, route, type Route } from '../http/route.ts';
import { findOwner } from './owners.ts';
import { findAttachment, findSent, insertAttachment, keep, openFile, ownerOf, removeFile, toAttachment } from './store.ts'; // prettier-ignore

/** Types of the audit where they are not the owner's word. */
const types: Partial<Record<AttachmentOwner, string>> = {
  protected: 'protected-name',
  event: 'marker-event',
};
const recordOf = (of: AttachmentOwner, owner: number, divisions: readonly string[]) => ({ type: types[of] ?? of, id: String(owner), divisions }); // prettier-ignore

export const attachmentRoutes: readonly Route[] = [
  route(api.uploadAttachment, async ({ query, upload, account, exchange, context }) => {
    const { of, owner, name, phase, uuid } = query;
    (await findOwner(context.db, of, owner)).change(account); // before it is read
    const sent = uuid === undefined ? undefined : await findSent(context.db, uuid);
    if (sent !== undefined) {
      const before = ownerOf(sent);
      if (before.of !== of || before.owner !== owner) throw new Problem(409, 'Sent already', '这个编号的附件属于别的记录。The attachment with this uuid belongs to another record.'); // prettier-ignore
      return toAttachment(sent);
    }
    const kept = await keep(context.config, upload, name);
    try {
      const row = await transaction(context.db, async (trx) => {
        const record = await findOwner(trx, of, owner, true);
        record.change(account);
        const made = await insertAttachment(trx, { of, owner, phase, uuid }, kept, account.name);
        if (made === undefined) return undefined;
        await logChange(trx, actorOf(account, exchange), 'attachment.add', recordOf(of, owner, record.divisions), { after: { name: kept.name, mediaType: kept.mediaType, bytes: kept.bytes, hash: kept.hash } }); // prettier-ignore
        return made;
      });
      if (row !== undefined) return toAttachment(row);
      await removeFile(context.config, kept.file);
      return toAttachment((await findSent(context.db, uuid!))!); // the other of two that were sent at once
    } catch (error) {
      await removeFile(context.config, kept.file);
      throw error;
    }
  }),
  fileRoute(api.getAttachment, async ({ params, account, context }) => {
    const row = await findAttachment(context.db, params.id);
    const { of, owner } = ownerOf(row);
    (await findOwner(context.db, of, owner)).read(account);
    return { name: row.name, type: row.media_type, body: await openFile(context.config, row) };
  }),
  route(api.deleteAttachment, async ({ params, account, exchange, context }) => {
    const row = await findAttachment(context.db, params.id);
    const { of, owner } = ownerOf(row);
    await transaction(context.db, async (trx) => {
      const record = await findOwner(trx, of, owner, true);
      record.change(account);
      if (record.keeps === true && account.role !== 'administrator') throw new Problem(409, 'Kept', '界桩事件的照片不能删除; 传错的请联系管理员。Pictures of an event stay with it, as the event does; an administrator can take away a wrong one.'); // prettier-ignore
      await trx.deleteFrom('attachment').where('id', '=', row.id).execute();
      await logChange(trx, actorOf(account, exchange), 'attachment.remove', recordOf(of, owner, record.divisions), { before: { name: row.name, hash: row.hash } }); // prettier-ignore
    });
    await removeFile(context.config, row.file);
    return { done: true as const };
  }),
];
