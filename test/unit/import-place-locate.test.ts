import { describe, expect, test } from 'vitest';
import { polygonWkb } from '../../server/boundaries/wkb.ts';
import { createLocator, ringsOfWkb, type Area } from '../../server/divisions/locate.ts';

/** A fixed series of numbers in 0..1. */
function series(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
const random = series(42);

const side = 6;
const corner = Array.from(
  { length: side + 1 },
  (_, row) =>
  Array.from({ length: side + 1 }, (_, column) => [110 + column + (random() - 0.5) * 0.8, 40 + row + (random() - 0.5) * 0.8] as const), // prettier-ignore
);
/** Crooked cells on shared edges; one has a hole, in which another lies as an enclave; one has a second part far off. */
const areas: Area[] = Array.from({ length: side * side }, (_, cell) => {
  const [row, column] = [Math.floor(cell / side), cell % side];
  const ring = [
    corner[row]![column]!,
    corner[row]![column + 1]!,
    corner[row + 1]![column + 1]!,
    corner[row + 1]![column]!,
  ];
  return {
    code: `15${String(row + 1).padStart(2, '0')}${String(column + 1).padStart(2, '0')}`,
    rings: [closed(ring)],
  };
});
const enclave = closed([
  [112.5, 42.4],
  [112.6, 42.5],
  [112.5, 42.6],
  [112.4, 42.5],
]);
areas[2 * side + 2] = { ...areas[2 * side + 2]!, rings: [...areas[2 * side + 2]!.rings, enclave] };
areas.push({ code: '159901', rings: [enclave] });
areas[0] = {
  ...areas[0]!,
  rings: [
    ...areas[0]!.rings,
    closed([
      [120, 50],
      [121, 50],
      [120.5, 51],
    ]),
  ],
};

function closed(points: readonly (readonly [number, number] | readonly number[])[]): Float64Array {
  return Float64Array.from([...points, points[0]!].flatMap(([lon, lat]) => [lon!, lat!]));
}

/** Every edge of every ring, one after the other. */
function holds({ rings }: Area, lon: number, lat: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const [x1, y1, x2, y2] = [ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!];
      if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    }
  }
  return inside;
}

describe('createLocator', () => {
  const locator = createLocator(areas);
  test('agrees with looking at every edge, at 20,000 points', () => {
    let found = 0;
    for (let at = 0; at < 20_000; at += 1) {
      const [lon, lat] = [109 + random() * 13, 39 + random() * 13];
      const expected = areas.find((area) => holds(area, lon, lat))?.code ?? null;
      expect(locator.find(lon, lat)).toBe(expected);
      if (expected !== null) found += 1;
    }
    expect(found).toBeGreaterThan(3000);
  });
  test('a hole belongs to its enclave, a far part to its area', () => {
    expect(locator.find(112.5, 42.5)).toBe('159901');
    expect(locator.find(112.5, 42.3)).toBe('150303');
    expect(locator.find(120.5, 50.3)).toBe('150101');
  });
  test('a point on a shared edge belongs to exactly one area', () => {
    for (let row = 1; row < side; row += 1) {
      for (let column = 1; column < side; column += 1) {
        const [[x1, y1], [x2, y2]] = [corner[row]![column]!, corner[row]![column + 1]!];
        for (const share of [0, 0.25, 0.5, 0.75]) {
          const [lon, lat] = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
          expect(locator.find(lon, lat)).not.toBeNull();
          expect(locator.distanceKm(areas[row * side + column]!.code, lon, lat)).toBeLessThan(1e-6);
          expect(locator.distanceKm(areas[(row - 1) * side + column]!.code, lon, lat)).toBeLessThan(1e-6);
        }
      }
    }
  });
  test('distances: 0 inside, else to the nearest edge, in kilometres', () => {
    const square = createLocator([{ code: '150102', rings: [closed([[111, 40], [112, 40], [112, 41], [111, 41]])] }]); // prettier-ignore
    expect(square.distanceKm('150102', 111.5, 40.5)).toBe(0);
    expect(square.distanceKm('150102', 113, 40.5)).toBeCloseTo(84.75, 1); // a degree of longitude at 40.5 N
    expect(square.distanceKm('150102', 111.5, 42)).toBeCloseTo(111.06, 1); // a degree of latitude
    expect(square.distanceKm('150102001', 113, 40.5)).toBeCloseTo(84.75, 1);
    expect(square.distanceKm('150100', 113, 40.5)).toBeCloseTo(84.75, 1);
    expect(square.distanceKm('150000', 111.5, 40.5)).toBe(0);
    expect(square.distanceKm('150103', 111.5, 40.5)).toBeNull();
  });
  test('with no area nothing is known', () => {
    const none = createLocator([]);
    expect([none.size, none.find(111, 40), none.distanceKm('150102', 111, 40)]).toEqual([0, null, null]);
  });
});

test('ringsOfWkb reads every ring of a MultiPolygon', () => {
  const polygons = [
    [[[1, 1], [4, 1], [4, 4], [1, 1]], [[2, 2], [3, 2], [3, 3], [2, 2]]],
    [[[7, 7], [8, 7], [8, 8], [7, 7]]],
  ]; // prettier-ignore
  expect(ringsOfWkb(polygonWkb(polygons)).map((ring) => [...ring])).toEqual(
    polygons.flat().map((ring) => ring.flat()),
  );
  expect(() => ringsOfWkb(Uint8Array.from([0, 0, 0, 0, 3]))).toThrow(/little-endian/);
});
