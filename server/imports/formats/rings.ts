import type { Geometry, Position } from 'geojson';

interface Ring {
  positions: Position[];
  area: number; // signed, clockwise is negative
  bounds: [west: number, south: number, east: number, north: number];
}
interface Budget {
  edges: number;
}

const mostTests = 50_000_000; // outer ring against hole by their bounds
const mostEdges = 200_000_000; // looked at for all holes: a second

/**
 * The polygon or polygons that the rings of a shapefile make. Outer rings run clockwise, holes the other way; where a file has
 * this wrong, what lies within what decides. Null when there are too many rings to tell.
 */
export function polygonOf(rings: readonly Position[][]): Geometry | null {
  const measured = rings.map(measure);
  const clockwise = measured.filter(({ area }) => area < 0);
  const others = measured.filter(({ area }) => area >= 0);
  if (clockwise.length * others.length > mostTests) return null;
  const budget = { edges: mostEdges };
  let joined = join(clockwise, others, budget);
  if (joined.orphans > 0) {
    const reversed = join(others, clockwise, budget);
    if (reversed.orphans === 0) joined = reversed;
  }
  if (budget.edges < 0) return null;
  const [first, ...more] = joined.polygons;
  if (first === undefined) return { type: 'Polygon', coordinates: [] };
  return more.length === 0
    ? { type: 'Polygon', coordinates: first }
    : { type: 'MultiPolygon', coordinates: joined.polygons };
}

/** Gives every hole to the smallest outer ring around it; one that lies in none becomes a polygon of its own. */
function join(
  outers: readonly Ring[],
  holes: readonly Ring[],
  budget: Budget,
): { polygons: Position[][][]; orphans: number } {
  const polygons = outers.map(({ positions }) => [positions]);
  const bySize = outers
    .map((ring, index) => ({ ring, index }))
    .sort((one, other) => Math.abs(one.ring.area) - Math.abs(other.ring.area));
  let orphans = 0;
  for (const hole of holes) {
    const around = bySize.find(
      ({ ring }) => covers(ring.bounds, hole.bounds) && contains(ring, hole, budget),
    );
    if (around) {
      polygons[around.index]!.push(hole.positions);
    } else {
      orphans += 1;
      polygons.push([hole.positions]);
    }
  }
  return { polygons, orphans };
}

function measure(positions: Position[]): Ring {
  const bounds: Ring['bounds'] = [Infinity, Infinity, -Infinity, -Infinity];
  let area = 0;
  let [x0 = 0, y0 = 0] = positions.at(-1) ?? [];
  for (const [x = 0, y = 0] of positions) {
    area += (x0 - x) * (y0 + y);
    if (x < bounds[0]) bounds[0] = x;
    if (y < bounds[1]) bounds[1] = y;
    if (x > bounds[2]) bounds[2] = x;
    if (y > bounds[3]) bounds[3] = y;
    x0 = x;
    y0 = y;
  }
  return { positions, area: area / 2, bounds };
}

const covers = (outer: Ring['bounds'], inner: Ring['bounds']): boolean =>
  outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];

/** By the first vertex of the hole that is not on the ring itself: a hole may touch it. */
function contains({ positions }: Ring, hole: Ring, budget: Budget): boolean {
  for (const vertex of hole.positions) {
    budget.edges -= positions.length;
    if (budget.edges < 0) return false;
    const side = sideOf(positions, vertex);
    if (side !== 0) return side > 0;
  }
  return true;
}

/** 1 within the ring, -1 outside, 0 on it. */
function sideOf(ring: readonly Position[], [x = 0, y = 0]: Position): -1 | 0 | 1 {
  let inside = false;
  let [x0 = 0, y0 = 0] = ring.at(-1) ?? [];
  for (const [x1 = 0, y1 = 0] of ring) {
    const cross = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0);
    if (
      cross === 0 &&
      x >= Math.min(x0, x1) &&
      x <= Math.max(x0, x1) &&
      y >= Math.min(y0, y1) &&
      y <= Math.max(y0, y1)
    )
      return 0;
    if (y0 > y !== y1 > y && cross > 0 === y1 > y0) inside = !inside;
    x0 = x1;
    y0 = y1;
  }
  return inside ? 1 : -1;
}
