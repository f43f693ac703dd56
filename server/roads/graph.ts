import FlatQueue from 'flatqueue';
import { nodeKey } from './split.ts';

export interface Edge {
  fromLon: number;
  fromLat: number;
  toLon: number;
  toLat: number;
  seconds: number;
  metres: number;
  oneway: boolean;
}

/** A road graph looked at from where one arrives: the arcs of a node lead to the nodes from which a road comes in. */
export interface Graph {
  lon: Float64Array; // of nodes, degrees
  lat: Float64Array;
  first: Int32Array; // node -> its first arc; one more at the end
  from: Int32Array; // arc -> the node where it begins
  seconds: Float64Array; // of arcs
  metres: Float64Array;
}

/** Nodes are the ends of edges, one where they agree to 1e-7 degrees. */
export function buildGraph(edges: readonly Edge[]): Graph {
  const numbers = new Map<string, number>();
  const [lon, lat]: [number[], number[]] = [[], []];
  const node = (x: number, y: number): number => {
    const key = nodeKey(x, y);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    lon.push(x);
    lat.push(y);
    return numbers.size - 1;
  };
  const ends = edges.map((edge) => [node(edge.fromLon, edge.fromLat), node(edge.toLon, edge.toLat)] as const);
  const first = new Int32Array(numbers.size + 1);
  for (const [at, [start, end]] of ends.entries()) {
    first[end + 1]! += 1;
    if (!edges[at]!.oneway) first[start + 1]! += 1;
  }
  for (let at = 1; at < first.length; at += 1) first[at]! += first[at - 1]!;
  const arcs = first.at(-1)!;
  const graph: Graph = {
    lon: Float64Array.from(lon),
    lat: Float64Array.from(lat),
    first,
    from: new Int32Array(arcs),
    seconds: new Float64Array(arcs),
    metres: new Float64Array(arcs),
  };
  const next = first.slice();
  const add = (end: number, start: number, { seconds, metres }: Edge): void => {
    const arc = next[end]!++;
    graph.from[arc] = start;
    graph.seconds[arc] = seconds;
    graph.metres[arc] = metres;
  };
  for (const [at, [start, end]] of ends.entries()) {
    add(end, start, edges[at]!);
    if (!edges[at]!.oneway) add(start, end, edges[at]!);
  }
  return graph;
}

/** Where one wants to arrive: seconds and metres are what is left from the node on. */
export interface Target {
  node: number;
  seconds: number;
  metres: number;
}

/** Of every node: seconds (Infinity: no road leads to a target) and metres to the nearest target, and which one it is (-1: none). */
export interface Routes {
  seconds: Float64Array;
  metres: Float64Array;
  target: Int32Array;
}

const turn = 20_000; // nodes settled before others get their turn

/**
 * Dijkstra from all targets at once, against the traffic. The queue is a library's (flatqueue); graph libraries (graphology, graphlib, ngraph) have one
 * source a run, hold nodes as objects or strings, and would block the service for seconds.
 */
export async function findRoutes(graph: Graph, targets: readonly Target[], breathe: () => Promise<void>): Promise<Routes> {
  const nodes = graph.lon.length;
  const routes = { seconds: new Float64Array(nodes).fill(Infinity), metres: new Float64Array(nodes).fill(Infinity), target: new Int32Array(nodes).fill(-1) };
  const search = searchIn(graph, routes);
  for (const [at, one] of targets.entries()) search.reach(one.node, one.seconds, one.metres, at);
  await search.run(breathe);
  return routes;
} // prettier-ignore

/**
 * The same routes once some targets are gone (null) and others have come: only where they change is anything searched.
 * @param targets those that `routes` were found for, in their order, and then the new ones
 */
export async function changeRoutes(graph: Graph, routes: Routes, targets: readonly (Target | null)[], known: number, breathe: () => Promise<void>): Promise<Routes> {
  const changed = { seconds: routes.seconds.slice(), metres: routes.metres.slice(), target: routes.target.slice() };
  const search = searchIn(graph, changed);
  const isLost = (node: number): boolean => routes.target[node]! >= 0 && targets[routes.target[node]!] === null;
  if (targets.slice(0, known).includes(null)) {
    for (let node = 0; node < routes.target.length; node += 1) {
      if (!isLost(node)) continue;
      changed.seconds[node] = Infinity;
      changed.metres[node] = Infinity;
      changed.target[node] = -1;
    }
    for (let node = 0; node < routes.target.length; node += 1) {
      if (routes.target[node]! < 0 || isLost(node)) continue;
      for (let arc = graph.first[node]!; arc < graph.first[node + 1]!; arc += 1)
        if (isLost(graph.from[arc]!)) search.reach(graph.from[arc]!, routes.seconds[node]! + graph.seconds[arc]!, routes.metres[node]! + graph.metres[arc]!, routes.target[node]!);
    }
  }
  for (const [at, one] of targets.entries()) if (one !== null) search.reach(one.node, one.seconds, one.metres, at);
  await search.run(breathe);
  return changed;
} // prettier-ignore

/** Dijkstra's queue over routes that it improves. */
function searchIn(graph: Graph, { seconds, metres, target }: Routes) {
  const queue = new FlatQueue();
  const reach = (node: number, s: number, m: number, to: number): void => {
    if (s >= seconds[node]!) return;
    seconds[node] = s;
    metres[node] = m;
    target[node] = to;
    queue.push(node, s);
  };
  const run = async (breathe: () => Promise<void>): Promise<void> => {
    for (let settled = 1; queue.length > 0; settled += 1) {
      const s = queue.peekValue()!;
      const node = queue.pop()!;
      if (s > seconds[node]!) continue; // a shorter way has been found since
      for (let arc = graph.first[node]!; arc < graph.first[node + 1]!; arc += 1)
        reach(graph.from[arc]!, s + graph.seconds[arc]!, metres[node]! + graph.metres[arc]!, target[node]!);
      if (settled % turn === 0) await breathe();
    }
  };
  return { reach, run };
}

/** How many pieces the graph falls into, directions left aside. */
export function countComponents(graph: Graph): number {
  const root = Int32Array.from(graph.lon, (_, node) => node);
  const find = (node: number): number => {
    let at = node;
    while (root[at] !== at) at = root[at] = root[root[at]!]!;
    return at;
  };
  let count = root.length;
  for (let node = 0; node < root.length; node += 1)
    for (let arc = graph.first[node]!; arc < graph.first[node + 1]!; arc += 1) {
      const [one, other] = [find(node), find(graph.from[arc]!)];
      if (one === other) continue;
      root[one] = other;
      count -= 1;
    }
  return count;
}
