import * as api from '../api/attachments.ts';
import type { AttachmentOwner } from '../api/attachments.ts';
import { actorOf, logChange } from '../audit/log.ts';
import { transaction } from '../database/transaction.ts';
import { fileRoute, route, type Route } from '../http/route.ts';
import { findOwner } from './owners.ts';
import { findAttachment, insertAttachment, keep, openFile, ownerOf, removeFile, toAttachment } from './store.ts'; // prettier-ignore

const recordOf = (of: AttachmentOwner, owner: number, divisions: readonly string[]) => ({ type: of === 'protected' ? 'protected-name' : of, id: String(owner), divisions }); // prettier-ignore

export const attachmentRoutes: readonly Route[] = [
  route(api.uploadAttachment, async ({ query, upload, account, exchange, context }) => {
    const { of, owner, name } = query;
    const record = await findOwner(context, of, owner);
    record.change(account);
    const kept = await keep(context.config, upload, name);
    try {
      const row = await transaction(context.db, async (trx) => {
        const made = await insertAttachment(trx, { of, owner }, kept, account.name);
        await logChange(trx, actorOf(account, exchange), 'attachment.add', recordOf(of, owner, record.divisions), { after: { name: kept.name, mediaType: kept.mediaType, bytes: kept.bytes, hash: kept.hash } }); // prettier-ignore
        return made;
      });
      return toAttachment(row);
    } catch (error) {
      await removeFile(context.config, kept.file);
      throw error;
    }
  }),
  fileRoute(api.getAttachment, async ({ params, account, context }) => {
    const row = await findAttachment(context.db, params.id);
    const { of, owner } = ownerOf(row);
    (await findOwner(context, of, owner)).read(account);
    return { name: row.name, type: row.media_type, body: await openFile(context.config, row) };
  }),
  route(api.deleteAttachment, async ({ params, account, exchange, context }) => {
    const row = await findAttachment(context.db, params.id);
    const { of, owner } = ownerOf(row);
    const record = await findOwner(context, of, owner);
    record.change(account);
    await transaction(context.db, async (trx) => {
      await trx.deleteFrom('attachment').where('id', '=', row.id).execute();
      await logChange(trx, actorOf(account, exchange), 'attachment.remove', recordOf(of, owner, record.divisions), { before: { name: row.name, hash: row.hash } }); // prettier-ignore
    });
    await removeFile(context.config, row.file);
    return { done: true as const };
  }),
];
