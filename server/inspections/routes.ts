import type { Query } from '../api/endpoint.ts';
import * as findingApi from '../api/findings.ts';
import type { Finding } from '../api/findings.ts';
import * as paperApi from '../api/inspection-papers.ts';
import * as roundApi from '../api/inspection-rounds.ts';
import * as api from '../api/inspections.ts';
import type { Inspection } from '../api/inspections.ts';
import type { Page } from '../api/paging.ts';
import { actorOf } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { todayInChina } from '../naming/today.ts';
import { checksOf } from './checks.ts';
import { findingsCsv, inspectionsCsv } from './csv.ts';
import { describe, toInspection } from './detail.ts';
import { listFindings, toFinding } from './findings-store.ts';
import { createFinding, describeFinding, editFinding, moveFinding } from './findings.ts';
import { createInspection, editInspection, moveInspection, signInspection } from './life.ts';
import { divisionNames } from '../boundaries/division-names.ts';
import { letterOf, orderOf, reportOf } from './papers.ts';
import { recordMeetingCheck, recordSegmentCheck } from './record-check.ts';
import { createRound, editRound, listRounds, planRound, previewPlan } from './rounds.ts';
import { signMeetingCheck, withdrawSignature } from './signatures.ts';
import { findInspection, listInspections, type InspectionKey } from './store.ts';

async function inspections({ db }: Context, query: Query<typeof api.listInspections>): Promise<Page<Inspection>> {
  const after = query.next === undefined ? null : (decodeCursor(query.next, 'number', 'string', 'number') as unknown as InspectionKey);
  const thisYear = Number(todayInChina().slice(0, 4));
  const { rows, total } = await listInspections(db, query, { after, limit: query.limit + 1, thisYear });
  const nameOf = await divisionNames(db);
  const { items, next } = cutPage(rows, query.limit, (row) => [row.year, row.line_code, row.id]);
  return { items: items.map((row) => toInspection(row, nameOf)), total, next };
} // prettier-ignore

async function findings(
  { db }: Context,
  query: Query<typeof findingApi.listFindings>,
): Promise<Page<Finding>> {
  const before = query.next === undefined ? null : decodeCursor(query.next, 'number')[0];
  const today = todayInChina();
  const { rows, total } = await listFindings(db, query, { before, limit: query.limit + 1, today });
  const nameOf = await divisionNames(db);
  const { items, next } = cutPage(rows, query.limit, (row) => [row.id]);
  return { items: items.map((row) => toFinding(row, nameOf, today)), total, next };
}

const roundRoutes: readonly Route[] = [
  route(roundApi.listInspectionRounds, ({ account, context }) => listRounds(context, account)),
  route(roundApi.createInspectionRound, ({ body, account, exchange, context }) =>
    createRound(context, account, actorOf(account, exchange), body),
  ),
  route(roundApi.editInspectionRound, ({ params, match, body, account, exchange, context }) =>
    editRound(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(roundApi.previewRoundPlan, async ({ params, account, context }) => ({
    items: await previewPlan(context, account, params.id),
  })),
  route(roundApi.planRound, ({ params, account, exchange, context }) =>
    planRound(context, account, actorOf(account, exchange), params.id),
  ),
];

const lifeRoutes: readonly Route[] = [
  route(
    api.listInspections,
    ({ query, context }) => inspections(context, query),
    undefined,
    ({ query, context }) => inspectionsCsv((next) => inspections(context, { ...query, next, limit: 500 })),
  ),
  route(api.getInspection, ({ params, account, context }) => describe(context.db, account, params.id)),
  route(api.createInspection, ({ body, account, exchange, context }) =>
    createInspection(context, account, actorOf(account, exchange), body),
  ),
  route(api.editInspection, ({ params, match, body, account, exchange, context }) =>
    editInspection(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(
    api.moveInspection,
    ({ params, match, body, account, exchange, context }) =>
    moveInspection(context, account, actorOf(account, exchange), { id: params.id, match, ...body, on: body.on }), // prettier-ignore
  ),
  route(api.signInspection, ({ params, match, body, account, exchange, context }) =>
    signInspection(context, account, actorOf(account, exchange), { id: params.id, match, signature: body }),
  ),
  route(api.withdrawSignature, async ({ params, account, exchange, context }) => {
    await withdrawSignature(context, account, actorOf(account, exchange), params.id);
    return { done: true as const };
  }),
  route(api.createSegmentCheck, ({ body, account, exchange, context }) =>
    recordSegmentCheck(context, account, actorOf(account, exchange), body),
  ),
  route(api.createMeetingCheck, ({ body, account, exchange, context }) =>
    recordMeetingCheck(context, account, actorOf(account, exchange), body),
  ),
  route(api.signMeetingCheck, async ({ params, body, account, exchange, context }) =>
    signMeetingCheck(context, account, actorOf(account, exchange), {
      id: params.id,
      signature: body,
      nameOf: await divisionNames(context.db),
    }),
  ),
];

const findingRoutes: readonly Route[] = [
  route(
    findingApi.listFindings,
    ({ query, context }) => findings(context, query),
    undefined,
    ({ query, context }) => findingsCsv((next) => findings(context, { ...query, next, limit: 500 })),
  ),
  route(findingApi.getFinding, ({ params, account, context }) =>
    describeFinding(context, account, params.id),
  ),
  route(findingApi.createFinding, ({ body, account, exchange, context }) =>
    createFinding(context, account, actorOf(account, exchange), body),
  ),
  route(findingApi.editFinding, ({ params, match, body, account, exchange, context }) =>
    editFinding(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(findingApi.moveFinding, ({ params, match, body, account, exchange, context }) =>
    moveFinding(context, account, actorOf(account, exchange), { id: params.id, match, ...body, on: body.on }),
  ),
];

const paperRoutes: readonly Route[] = [
  route(paperApi.getInspectionChecks, async ({ params, context }) => {
    const { line_code, year } = await findInspection(context.db, params.id);
    return checksOf(context.db, { id: params.id, line_code, year }, await divisionNames(context.db));
  }),
  route(paperApi.getInspectionReport, ({ params, account, context }) =>
    reportOf(context, account, params.id),
  ),
  route(paperApi.getInspectionLetter, ({ params, context }) => letterOf(context, params.id)),
  route(paperApi.getFindingOrder, ({ params, context }) => orderOf(context, params.id)),
];

export const inspectionRoutes: readonly Route[] = [
  ...roundRoutes,
  ...lifeRoutes,
  ...findingRoutes,
  ...paperRoutes,
];
