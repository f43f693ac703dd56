import type { Account } from '../accounts/account.ts';
import * as api from '../api/scenarios.ts';
import type { NewScenario, Scenario, ScenarioChange, ScenarioSummary } from '../api/scenarios.ts';
import { actorOf } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { unpackGround } from '../coverage/shared/ground.ts';
import { computeOutcome } from '../coverage/shared/what-if.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { Problem } from '../http/problem.ts';
import { fileRoute, route, type Download, type Route } from '../http/route.ts';
import { recordChanges } from '../office/records.ts';
import { scenarioBasis } from './basis.ts';
import { checkScenario, divisionsOf } from './check.ts';
import { roadSeconds } from './times.ts';
import { contentOf, deleteScenario, findScenario, insertScenario, listScenarios, updateScenario, type ScenarioRow } from './store.ts'; // prettier-ignore

const summaryOf = (row: ScenarioRow, reader: string): ScenarioSummary => ({
  id: row.id,
  version: row.version,
  title: row.title,
  kind: { id: row.kind, name: row.kind_name },
  changes: row.changes.length,
  shared: row.shared,
  author: row.author,
  own: row.author === reader,
  updatedAt: row.updated_at,
});

const scenarioOf = (row: ScenarioRow, reader: string): Scenario => ({
  ...summaryOf(row, reader),
  method: row.method,
  threshold: row.threshold,
  detour: row.detour,
  shareThreshold: row.share_threshold,
  changes: row.changes,
  note: row.note,
});

/** Adding, changing and taking away by one account: all that a scenario changes lies in its jurisdiction, and it is its own. */
const changesBy = (account: Account) =>
  recordChanges<ScenarioRow, NewScenario, Scenario>({
    type: 'scenario',
    attached: null,
    allow: async (db, _account, content) => {
      const divisions = await divisionsOf(db, content);
      authorizeEach(account, 'facility.edit', divisions);
      return divisions;
    },
    nameOf: ({ title }) => title,
    check: checkScenario,
    find: (db, id, lock) => findScenario(db, id, account.name, lock),
    contentOf,
    insert: insertScenario,
    update: updateScenario,
    remove: deleteScenario,
    detailOf: async ({ db }, id) => scenarioOf(await findScenario(db, id, account.name), account.name),
  });

/** @throws Problem 403 where it is somebody else's */
async function insistOnOwn({ db }: Context, account: Account, id: number): Promise<void> {
  const { author } = await findScenario(db, id, account.name);
  if (author !== account.name && account.role !== 'administrator') throw new Problem(403, 'Not allowed', '这是别人的方案: 请另存为自己的方案。This scenario is somebody else’s: save it as your own.'); // prettier-ignore
}

async function outcomeOf({ db }: Context, reader: string, id: number) {
  const { kind, method, threshold, detour, share_threshold, changes } = await findScenario(db, id, reader);
  const { basis, ground } = await scenarioBasis(db, kind);
  const settlements = unpackGround(ground.buffer as ArrayBuffer);
  const asked = {
    threshold: basis.reachKm === null ? null : threshold,
    detour,
    gapShare: share_threshold ?? basis.gapShare,
  };
  const outcome = async (done: ScenarioChange[]) =>
    computeOutcome(basis, settlements, { ...asked, changes: done, ...(method === 'road' && asked.threshold !== null && { seconds: await roadSeconds(db, basis, done) }) }); // prettier-ignore
  return { basis: basis.version, before: await outcome([]), after: await outcome(changes) };
}

const binaryFile = (name: string, version: string, bytes: Uint8Array): Download => ({
  name: `${name}.bin`,
  type: 'application/octet-stream',
  headers: { ETag: `"${version}"`, 'Cache-Control': 'private, no-cache' },
  body: (async function* () {
    yield await Promise.resolve(bytes);
  })(),
});

async function timesFile({ db }: Context, kind: string, changes: readonly ScenarioChange[]): Promise<Download> {
  const { basis } = await scenarioBasis(db, kind);
  const seconds = await roadSeconds(db, basis, changes);
  return binaryFile(`${kind}-times`, basis.version, new Uint8Array(seconds.buffer));
} // prettier-ignore

async function groundFile({ db }: Context, kind: string): Promise<Download> {
  const { basis, ground } = await scenarioBasis(db, kind);
  return binaryFile(kind, basis.version, ground);
}

export const scenarioRoutes: readonly Route[] = [
  route(api.getScenarioBasis, async ({ query, context }) => (await scenarioBasis(context.db, query.kind)).basis), // prettier-ignore
  fileRoute(api.getScenarioGround, ({ query, context }) => groundFile(context, query.kind)),
  fileRoute(api.getScenarioTimes, ({ body, context }) => timesFile(context, body.kind, body.changes)),
  route(api.listScenarios, async ({ query, account, context }) => {
    const before = query.next === undefined ? null : decodeCursor(query.next, 'number')[0];
    const { rows, total } = await listScenarios(context.db, account.name, query, { before, limit: query.limit + 1 }); // prettier-ignore
    const { items, next } = cutPage(rows, query.limit, (row) => [row.id]);
    return { items: items.map((row) => summaryOf(row, account.name)), total, next };
  }),
  route(api.getScenario, async ({ params, account, context }) =>
    scenarioOf(await findScenario(context.db, params.id, account.name), account.name),
  ),
  route(api.getScenarioOutcome, ({ params, account, context }) =>
    outcomeOf(context, account.name, params.id),
  ),
  route(api.createScenario, ({ body, account, exchange, context }) =>
    changesBy(account).create(context, account, actorOf(account, exchange), body),
  ),
  route(api.editScenario, async ({ params, match, body, account, exchange, context }) => {
    await insistOnOwn(context, account, params.id);
    return changesBy(account).edit(context, account, actorOf(account, exchange), { id: params.id, match, change: body }); // prettier-ignore
  }),
  route(api.deleteScenario, async ({ params, match, account, exchange, context }) => {
    await insistOnOwn(context, account, params.id);
    await changesBy(account).remove(context, account, actorOf(account, exchange), { id: params.id, match });
    return { done: true as const };
  }),
];
