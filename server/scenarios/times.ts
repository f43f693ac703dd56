import { sql } from 'kysely';
import type { FacilityFact, ScenarioBasis, ScenarioChange } from '../api/scenarios.ts';
import { breathe, pointsOf } from '../coverage/rebuild.ts';
import { changeFacilities, reaches, touchedBy } from '../coverage/shared/what-if.ts';
import type { Db } from '../database/open.ts';
import {
  buildGraph,
  changeRoutes,
  findRoutes,
  type Graph,
  type Routes,
  type Target,
} from '../roads/graph.ts';
import { readEdges, snapAll } from '../roads/rebuild.ts';
import { createSnap, type Snap, type Snapped } from '../roads/snap.ts';
import { requireRoads } from '../roads/state.ts';
import { Problem } from '../http/problem.ts';
import { stateOf } from './basis.ts';
import { readGround } from './queries.ts';

interface Network {
  graph: Graph;
  snap: Snap;
}
/** The roads with the settlements of the ground on them and the routes to the facilities of one kind as they are. */
interface KindNetwork extends Network {
  settlements: Snapped;
  facilities: readonly FacilityFact[]; // on the network
  targets: readonly Target[]; // of them
  routes: Routes;
}

/** The present roads; what was made of them for each kind goes with them. */
interface Roads {
  version: number;
  made: Promise<Network>;
  kinds: Map<string, { version: string; made: Promise<KindNetwork> }>;
}

const held = new WeakMap<Db, Roads>();

/**
 * Seconds of every settlement of the ground to its nearest facility by road, once the changes were made; -1: no road leads to one. The roads stay in
 * memory; of a change only the part of the network is searched in which it shortens or breaks a way.
 * @throws Problem 400 where no roads are loaded, 503 while their times are being made anew
 */
export async function roadSeconds(db: Db, basis: ScenarioBasis, changes: readonly ScenarioChange[]): Promise<Int32Array> {
  await requireRoads(db);
  const { graph, snap, settlements, facilities, targets, routes } = await kindNetwork(db, basis);
  const after = changeFacilities(basis, changes);
  const touched = touchedBy(basis, after);
  const changed = new Set(after.filter((_, at) => touched[at]).map(({ id }) => id));
  const kept = targets.map((target, at) => (changed.has(facilities[at]!.id) ? null : target));
  const made = (await targetsOf(snap, after.filter((one, at) => touched[at] && reaches(one, basis.kind.id)))).targets;
  const found = changes.length === 0 ? routes : await changeRoutes(graph, routes, [...kept, ...made], kept.length, breathe);
  return Int32Array.from(settlements.node, (node, at) => (node < 0 || found.target[node]! < 0 ? -1 : Math.round(settlements.seconds[at]! + found.seconds[node]!)));
} // prettier-ignore

async function kindNetwork(db: Db, basis: ScenarioBasis): Promise<KindNetwork> {
  const { made: network, kinds } = await presentRoads(db);
  const known = kinds.get(basis.kind.id);
  if (known?.version === basis.version) return known.made;
  const made = makeKindNetwork(db, network, basis).then(async (own) => {
    if ((await stateOf(db, basis.kind.id)) === basis.version) return own;
    throw new Problem(
      503,
      'Data changed',
      '数据刚刚有变动, 请稍后再试。The data have just changed: ask again.',
      { retryAfter: 1 },
    ); // the settlements that were read may be others than those of the basis
  });
  kinds.set(basis.kind.id, { version: basis.version, made });
  made.catch(() => kinds.get(basis.kind.id)?.made === made && kinds.delete(basis.kind.id));
  return made;
}

async function makeKindNetwork(db: Db, network: Promise<Network>, { kind, facilities }: ScenarioBasis): Promise<KindNetwork> {
  const { graph, snap } = await network;
  const settlements = await snapAll(snap, pointsOf(await readGround(db, kind.id)));
  const own = facilities.filter((one) => reaches(one, kind.id)); // of today: a closing day may have come since the times were stored
  const { targets, placed } = await targetsOf(snap, own);
  return { graph, snap, settlements, facilities: placed, targets, routes: await findRoutes(graph, targets, breathe) };
} // prettier-ignore

async function presentRoads(db: Db): Promise<Roads> {
  const { rows } = await sql<{
    version: number;
  }>`select version from data_version where dataset = 'roads'`.execute(db);
  const version = rows[0]?.version ?? 0;
  const known = held.get(db);
  if (known?.version === version) return known;
  const made = readEdges(db).then((edges) => {
    const graph = buildGraph(edges);
    return { graph, snap: createSnap(graph) };
  });
  const roads: Roads = { version, made, kinds: new Map() };
  held.set(db, roads);
  made.catch(() => held.get(db) === roads && held.delete(db));
  return roads;
}

async function targetsOf(snap: Snap, facilities: readonly FacilityFact[]): Promise<{ targets: Target[]; placed: FacilityFact[] }> {
  const { node, seconds, metres } = await snapAll(snap, pointsOf(facilities.map(({ lon, lat }) => ({ lon: lon!, lat: lat! }))));
  const near = [...facilities.keys()].filter((at) => node[at]! >= 0);
  return { placed: near.map((at) => facilities[at]!), targets: near.map((at) => ({ node: node[at]!, seconds: seconds[at]!, metres: metres[at]! })) };
} // prettier-ignore
