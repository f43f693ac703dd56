import * as api from '../api/boundary-records.ts';
import { actorOf } from '../audit/log.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { listProjects, projectChanges, projectDetail } from './cross-projects.ts';
import { disputeChanges, disputeDetail, listDisputes } from './disputes.ts';
import { documentChanges, documentDetail, listDocuments } from './documents.ts';
import { lineDetail } from './line-detail.ts';
import { editLine, editMeetingPoint, editSegment } from './line-edit.ts';
import { meetingDetail } from './meeting-detail.ts';

const done = { done: true as const };

const pageOf = ({ limit, next }: { limit: number; next?: string | undefined }) => ({
  limit: limit + 1,
  before: next === undefined ? null : decodeCursor(next, 'number')[0],
});

async function page<T extends { id: number }>(
  limit: number,
  found: Promise<{ rows: T[]; total: number }>,
): Promise<{ items: T[]; total: number; next: string | null }> {
  const { rows, total } = await found;
  return { ...cutPage(rows, limit, ({ id }) => [id]), total };
}

/** What is kept about lines and meeting points beside where they run. */
export const boundaryRecordRoutes: readonly Route[] = [
  route(api.editBoundaryLine, ({ params, match, body, account, exchange, context }) =>
    editLine(context, params.code, { account, actor: actorOf(account, exchange), match, change: body }, () => lineDetail({ context, audience: 'staff' }, params.code)),
  ),
  route(api.editSegment, ({ params, match, body, account, exchange, context }) =>
    editSegment(context, params.code, params.pair, { account, actor: actorOf(account, exchange), match, change: body }, () => lineDetail({ context, audience: 'staff' }, params.code)),
  ),
  route(api.editMeetingPoint, ({ params, match, body, account, exchange, context }) =>
    editMeetingPoint(context, params.code, { account, actor: actorOf(account, exchange), match, change: body }, () => meetingDetail({ context, audience: 'staff' }, params.code)),
  ),
  route(api.listBoundaryDocuments, ({ query, context }) => page(query.limit, listDocuments(context, query, pageOf(query)))),
  route(api.getBoundaryDocument, ({ params, context }) => documentDetail(context, params.id)),
  route(api.createBoundaryDocument, ({ body, account, exchange, context }) => documentChanges.create(context, account, actorOf(account, exchange), body)),
  route(api.editBoundaryDocument, ({ params, match, body, account, exchange, context }) => documentChanges.edit(context, account, actorOf(account, exchange), { id: params.id, match, change: body })),
  route(api.deleteBoundaryDocument, async ({ params, match, account, exchange, context }) => {
    await documentChanges.remove(context, account, actorOf(account, exchange), { id: params.id, match });
    return done;
  }),
  route(api.listBoundaryDisputes, ({ query, context }) => page(query.limit, listDisputes(context, query, pageOf(query)))),
  route(api.getBoundaryDispute, ({ params, context }) => disputeDetail(context, params.id)),
  route(api.createBoundaryDispute, ({ body, account, exchange, context }) => disputeChanges.create(context, account, actorOf(account, exchange), body)),
  route(api.editBoundaryDispute, ({ params, match, body, account, exchange, context }) => disputeChanges.edit(context, account, actorOf(account, exchange), { id: params.id, match, change: body })),
  route(api.deleteBoundaryDispute, async ({ params, match, account, exchange, context }) => {
    await disputeChanges.remove(context, account, actorOf(account, exchange), { id: params.id, match });
    return done;
  }),
  route(api.listCrossProjects, ({ query, context }) => page(query.limit, listProjects(context, query, pageOf(query)))),
  route(api.getCrossProject, ({ params, context }) => projectDetail(context, params.id)),
  route(api.createCrossProject, ({ body, account, exchange, context }) => projectChanges.create(context, account, actorOf(account, exchange), body)),
  route(api.editCrossProject, ({ params, match, body, account, exchange, context }) => projectChanges.edit(context, account, actorOf(account, exchange), { id: params.id, match, change: body })),
  route(api.deleteCrossProject, async ({ params, match, account, exchange, context }) => {
    await projectChanges.remove(context, account, actorOf(account, exchange), { id: params.id, match });
    return done;
  }),
]; // prettier-ignore
