import { actorOf } from '../audit/log.ts';
import * as policies from '../api/coverage-policies.ts';
import * as facts from '../api/unit-facts.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { checkFactFile, loadFactFile } from './fact-file.ts';
import { createKind, editKind, readKind } from './kind-edit.ts';
import { createPlan, editPlan, listPlanRecords } from './plan-edit.ts';
import { createPolicy, editPolicy, listPolicyRecords, readPolicy } from './policy-edit.ts';
import { createFact, deleteFact, editFact, pageOfFacts, readFact } from './unit-facts.ts';

/** What coverage is judged by, as records that planners keep. */
export const coverageRecordRoutes: readonly Route[] = [
  route(policies.listPolicies, ({ query: { all, ...query }, context }) =>
    listPolicyRecords(context.db, { ...query, all: all === 'true' }),
  ),
  route(policies.getPolicy, ({ params, query, context }) => readPolicy(context.db, params.id, query.on)),
  route(policies.createPolicy, ({ body, account, exchange, context }) =>
    createPolicy(context, account, actorOf(account, exchange), body),
  ),
  route(policies.editPolicy, ({ params, match, body, account, exchange, context }) =>
    editPolicy(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(policies.listPlans, async ({ context }) => ({ items: await listPlanRecords(context.db) })),
  route(policies.createPlan, ({ body, account, exchange, context }) =>
    createPlan(context, account, actorOf(account, exchange), body),
  ),
  route(policies.editPlan, ({ params, match, body, account, exchange, context }) =>
    editPlan(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(policies.getKindRecord, ({ params, context }) => readKind(context.db, params.id)),
  route(policies.createKind, ({ body, account, exchange, context }) =>
    createKind(context, account, actorOf(account, exchange), body),
  ),
  route(policies.editKind, ({ params, match, body, account, exchange, context }) =>
    editKind(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(facts.listUnitFacts, async ({ query, context }) => {
    const after = query.next === undefined ? null : decodeCursor(query.next, 'string', 'number');
    const { rows, total } = await pageOfFacts(
      context.db,
      query,
      after as readonly [string, number] | null,
      query.limit + 1,
    );
    return { ...cutPage(rows, query.limit, ({ division, id }) => [division, id]), total };
  }),
  route(facts.getUnitFact, ({ params, context }) => readFact(context.db, params.id)),
  route(facts.createUnitFact, ({ body, account, exchange, context }) =>
    createFact(context, account, actorOf(account, exchange), body),
  ),
  route(facts.editUnitFact, ({ params, match, body, account, exchange, context }) =>
    editFact(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(facts.deleteUnitFact, async ({ params, match, account, exchange, context }) => {
    await deleteFact(context, account, actorOf(account, exchange), { id: params.id, match });
    return { done: true as const };
  }),
  route(facts.checkFactFile, ({ query, upload, account, context }) => checkFactFile(context, account, query, upload)), // prettier-ignore
  route(facts.loadFactFile, ({ query, match, upload, account, exchange, context }) =>
    loadFactFile(context, account, actorOf(account, exchange), { asked: query, match, upload }),
  ),
];
