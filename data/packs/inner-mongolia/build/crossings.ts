import type { Position } from 'geojson';
import type { Topology } from 'topojson-specification';

/** One straight edge of an arc, in grid steps. */
type Edge = { a: Position; b: Position };

/** Side of the search cell, grid steps (0.02 degrees on a grid of 1e-6). */
const cell = 20_000;

function edgesOf(topology: Topology): Edge[] {
  return topology.arcs.flatMap((arc) => {
    let [x, y] = [0, 0];
    const points = arc.map(([dx = 0, dy = 0]): Position => [(x += dx), (y += dy)]);
    return points.slice(1).map((b, index) => ({ a: points[index] ?? b, b }));
  });
}

function side([ax = 0, ay = 0]: Position, [bx = 0, by = 0]: Position, [px = 0, py = 0]: Position): number {
  return Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
}

function same(a: Position, b: Position): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function within([ax = 0, ay = 0]: Position, [bx = 0, by = 0]: Position, [px = 0, py = 0]: Position): boolean {
  return px >= Math.min(ax, bx) && px <= Math.max(ax, bx) && py >= Math.min(ay, by) && py <= Math.max(ay, by);
}

/** Whether two edges meet anywhere but at an end that both have. */
function cross(one: Edge, two: Edge): boolean {
  const sides = [
    side(one.a, one.b, two.a),
    side(one.a, one.b, two.b),
    side(two.a, two.b, one.a),
    side(two.a, two.b, one.b),
  ];
  const touches = [
    { point: two.a, edge: one, on: sides[0] === 0 },
    { point: two.b, edge: one, on: sides[1] === 0 },
    { point: one.a, edge: two, on: sides[2] === 0 },
    { point: one.b, edge: two, on: sides[3] === 0 },
  ];
  const inTheMiddle = touches.some(
    ({ point, edge, on }) =>
      on && within(edge.a, edge.b, point) && !same(point, edge.a) && !same(point, edge.b),
  );
  const equal = (same(one.a, two.a) && same(one.b, two.b)) || (same(one.a, two.b) && same(one.b, two.a));
  return (
    inTheMiddle || equal || ((sides[0] ?? 0) * (sides[1] ?? 0) < 0 && (sides[2] ?? 0) * (sides[3] ?? 0) < 0)
  );
}

/**
 * Finds the places where two edges of a quantized topology meet other than at a common end: a ring that crosses itself,
 * two counties that overlap, or an edge that is drawn twice. Exact: the grid steps are integers. Returns `lon,lat`.
 */
export function findCrossings(topology: Topology): string[] {
  const { scale, translate } = topology.transform ?? { scale: [1, 1], translate: [0, 0] };
  const cells = new Map<number, Edge[]>();
  const found = new Set<string>();
  for (const edge of edgesOf(topology)) {
    const range = (axis: 0 | 1): [number, number] => {
      const ends = [edge.a[axis] ?? 0, edge.b[axis] ?? 0];
      return [Math.floor(Math.min(...ends) / cell), Math.floor(Math.max(...ends) / cell)];
    };
    const [[left, right], [bottom, top]] = [range(0), range(1)];
    for (let column = left; column <= right; column += 1) {
      for (let row = bottom; row <= top; row += 1) {
        const key = column * 100_000 + row;
        const others = cells.get(key) ?? [];
        for (const other of others) {
          if (cross(edge, other)) {
            const [x = 0, y = 0] = edge.a;
            found.add(
              `${(x * scale[0] + translate[0]).toFixed(6)},${(y * scale[1] + translate[1]).toFixed(6)}`,
            );
          }
        }
        others.push(edge);
        cells.set(key, others);
      }
    }
  }
  return [...found];
}
