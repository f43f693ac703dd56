import { actorOf } from '../audit/log.ts';
import * as evidenceApi from '../api/coverage-evidence.ts';
import * as snapshotApi from '../api/coverage-snapshots.ts';
import * as matrixApi from '../api/coverage-matrix.ts';
import * as api from '../api/coverage.ts';
import { getDistances } from '../api/coverage-distances.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { coverageAnswer } from './answer.ts';
import { listDistances } from './distances.ts';
import { evidence, listEvidence } from './evidence.ts';
import { checkRun, keepRun, readRun } from './kept-runs.ts';
import { matrix, readThresholds } from './matrix.ts';
import { addReview, pageOfReviews } from './reviews.ts';
import { compareCsv, compareSnapshots } from './snapshot-changes.ts';
import { createSnapshot, deleteSnapshot } from './snapshot-make.ts';
import { listSnapshots, listSnapshotUnits, readSnapshot, snapshotFrame } from './snapshot-store.ts'; // prettier-ignore
import { unprotected, unprotectedCsv } from './unprotected.ts';

export const coverageRoutes: readonly Route[] = [
  route(api.getCoverage, ({ query, context }) => coverageAnswer(context, query)),
  route(getDistances, ({ query, context }) => listDistances(context, query)),
  route(matrixApi.getMatrix, ({ query: { T, kinds, ...query }, context }) =>
    matrix(context, { ...query, kinds: kinds?.split(',') ?? null, thresholds: readThresholds(T) }),
  ),
  route(evidenceApi.getEvidence, ({ params, query, context }) => evidence(context, params.code, query)),
  route(evidenceApi.listEvidence, ({ query, context }) => listEvidence(context, query)),
  route(
    evidenceApi.listUnprotected,
    ({ query, context }) => unprotected(context, query),
    undefined,
    ({ query, context }) => unprotectedCsv(context, query),
  ),
  route(evidenceApi.listReviews, async ({ query, context }) => {
    const after = query.next === undefined ? null : decodeCursor(query.next, 'number');
    const { rows, total } = await pageOfReviews(context.db, query, after?.[0] ?? null, query.limit + 1);
    return { ...cutPage(rows, query.limit, ({ id }) => [id]), total };
  }),
  route(evidenceApi.addReview, ({ body, account, exchange, context }) =>
    addReview(context, account, actorOf(account, exchange), body),
  ),
  route(evidenceApi.keepRun, ({ body, account, context }) => keepRun(context, account, body)),
  route(evidenceApi.getRun, ({ params, context }) => readRun(context.db, params.id)),
  route(evidenceApi.checkRun, ({ params, context }) => checkRun(context, params.id)),
  route(snapshotApi.listSnapshots, async ({ context }) => {
    const items = await listSnapshots(context.db);
    return { items, total: items.length, next: null };
  }),
  route(snapshotApi.getSnapshot, async ({ params, query, context: { db } }) => ({
    ...(await readSnapshot(db, params.id)),
    ...(await snapshotFrame(db, params.id)),
    units: await listSnapshotUnits(db, params.id, query),
  })),
  route(snapshotApi.createSnapshot, ({ body, account, exchange, context }) =>
    createSnapshot(context, account, actorOf(account, exchange), body),
  ),
  route(snapshotApi.deleteSnapshot, async ({ params, account, exchange, context }) => {
    await deleteSnapshot(context, account, actorOf(account, exchange), params.id);
    return { done: true as const };
  }),
  route(
    snapshotApi.compareSnapshots,
    ({ params, query, context }) => compareSnapshots(context.db, params.id, query),
    undefined,
    ({ params, query, context }) => compareCsv(context.db, params.id, query),
  ),
];
