import { describe, expect, test } from 'vitest';
import { buildGraph, countComponents, findRoutes, type Edge } from '../../server/roads/graph.ts';
import { splitAtJunctions, type Road } from '../../server/roads/split.ts';
import { randomOf } from '../support/gazetteer.ts';

const breathe = (): Promise<void> => Promise.resolve();

/** Edges between numbered nodes on a line of the map. */
interface Link {
  from: number;
  to: number;
  seconds: number;
  oneway: boolean;
}
const edgeOf = ({ from, to, seconds, oneway }: Link): Edge => ({
  fromLon: 110 + from / 100, fromLat: 40, toLon: 110 + to / 100, toLat: 40, seconds, metres: seconds * 7, oneway,
}); // prettier-ignore

/** Seconds from every node to every other, by Floyd and Warshall. */
function allPairs(count: number, links: readonly Link[]): number[][] {
  const seconds = Array.from({ length: count }, (_, one) => Array.from({ length: count }, (__, other) => (one === other ? 0 : Infinity))); // prettier-ignore
  for (const { from, to, seconds: s, oneway } of links) {
    seconds[from]![to] = Math.min(seconds[from]![to]!, s);
    if (!oneway) seconds[to]![from] = Math.min(seconds[to]![from]!, s);
  }
  for (let via = 0; via < count; via += 1)
    for (let from = 0; from < count; from += 1)
      for (let to = 0; to < count; to += 1)
        seconds[from]![to] = Math.min(seconds[from]![to]!, seconds[from]![via]! + seconds[via]![to]!);
  return seconds;
}

describe('times to the nearest of several targets', () => {
  test('are those of Floyd and Warshall on 200 random graphs with one-way roads and several components', async () => {
    const random = randomOf(5);
    const below = (most: number): number => Math.floor(random() * most);
    let [unreachable, reachable] = [0, 0];
    for (let round = 0; round < 200; round += 1) {
      const count = 2 + below(14);
      const links = Array.from({ length: 1 + below(count * 2) }, (): Link => ({ from: below(count), to: below(count), seconds: 1 + below(50), oneway: random() < 0.4 })); // prettier-ignore
      const graph = buildGraph(links.map(edgeOf));
      const numbers = Array.from(graph.lon, (lon) => Math.round((lon - 110) * 100));
      const targets = Array.from({ length: 1 + below(4) }, () => ({ node: below(numbers.length), seconds: below(20), metres: 3 })); // prettier-ignore
      const routes = await findRoutes(graph, targets, breathe);
      const pairs = allPairs(count, links);
      for (const [node, number] of numbers.entries()) {
        const each = targets.map((target) => pairs[number]![numbers[target.node]!]! + target.seconds);
        const best = Math.min(...each);
        expect(routes.seconds[node], `round ${round} node ${number}`).toBe(best);
        if (best === Infinity) {
          expect(routes.target[node]).toBe(-1);
          unreachable += 1;
          continue;
        }
        const target = routes.target[node]!;
        expect(each[target]).toBe(best);
        expect(routes.metres[node]).toBe((best - targets[target]!.seconds) * 7 + 3);
        reachable += 1;
      }
    }
    expect(Math.min(unreachable, reachable)).toBeGreaterThan(200);
  });
  test('go from the settlement to the facility, not back, on a one-way road', async () => {
    const graph = buildGraph([edgeOf({ from: 0, to: 1, seconds: 10, oneway: true })]);
    const [there, back] = [await findRoutes(graph, [{ node: 1, seconds: 0, metres: 0 }], breathe), await findRoutes(graph, [{ node: 0, seconds: 0, metres: 0 }], breathe)]; // prettier-ignore
    expect(there.seconds[0]).toBe(10);
    expect(back.seconds[1]).toBe(Infinity);
  });
  test('pieces are counted with directions left aside', () => {
    const links = [[0, 1], [2, 1], [3, 4], [5, 5]].map(([from, to]) => ({ from: from!, to: to!, seconds: 1, oneway: true })); // prettier-ignore
    expect(countComponents(buildGraph(links.map(edgeOf)))).toBe(3);
  });
});

describe('junctions', () => {
  const road = (...points: [number, number][]): Road => ({
    class: 'road',
    speedKmh: 30,
    oneway: false,
    points,
  });
  test('are where roads share a point, to 1e-7 degrees; a bridge is none', () => {
    const along = road([110, 40], [110.01, 40], [110.02, 40], [110.03, 40]);
    const joining = road([110.01 + 3e-8, 40], [110.01, 41]);
    const bridge = road([110.025, 39], [110.025, 41]);
    const edges = splitAtJunctions([along, joining, bridge]);
    expect(edges.map(({ points }) => points.map(([lon]) => Number(lon!.toFixed(5))))).toEqual([
      [110, 110.01], [110.01, 110.02, 110.03], [110.01, 110.01], [110.025, 110.025],
    ]); // prettier-ignore
    expect(countComponents(buildGraph(edges.map(({ points }) => ({ fromLon: points[0]![0]!, fromLat: points[0]![1]!, toLon: points.at(-1)![0]!, toLat: points.at(-1)![1]!, seconds: 1, metres: 1, oneway: false }))))).toBe(2); // prettier-ignore
  });
  test('a road that meets itself is cut there, and its direction kept', () => {
    const edges = splitAtJunctions([{ ...road([110, 40], [110.005, 40], [110.008, 40.001], [110.005, 40]), oneway: true }]); // prettier-ignore
    expect(edges.map(({ points, oneway }) => [points.length, oneway])).toEqual([[2, true], [3, true]]); // prettier-ignore
  });
  test('a point that the file repeats makes no edge', () => {
    const edges = splitAtJunctions([road([110, 40], [110.005, 40], [110.005, 40], [110.008, 40])]);
    expect(edges.map(({ points }) => points.map(([lon]) => lon))).toEqual([[110, 110.005], [110.005, 110.008]]); // prettier-ignore
  });
  test('a long road between junctions is cut at its own points, so that a village beside it gets on there', () => {
    const points = Array.from({ length: 41 }, (_, at): [number, number] => [110 + at / 100, 40]); // 0.85 km each
    const edges = splitAtJunctions([road(...points)]);
    expect(edges).toHaveLength(14);
    expect(edges.flatMap((edge, at) => edge.points.slice(at === 0 ? 0 : 1))).toEqual(points);
  });
});
