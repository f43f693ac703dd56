import { describe, expect, test } from 'vitest';
import type { Candidate, ScenarioBasis } from '../../server/api/scenarios.ts';
import { nearest, placeOnEllipsoid } from '../../server/coverage/nearest.ts';
import { none, packGround, unpackGround, type Ground } from '../../server/coverage/shared/ground.ts';
import { nextSites, type Priorities, type SitesQuestion } from '../../server/coverage/shared/next-sites.ts';
import { seeded } from '../../data/packs/inner-mongolia/build/random.ts';

const noPriorities: Priorities = { unserved: 0, border: 0, dense: 0, transport: 0 };

/** Banners A (150101) and B (150102), with settlements and candidates at these points; nothing operates. */
function world(settlements: [lon: number, lat: number, banner: 0 | 1][], sites: [number, number][]) {
  const rows = settlements.map(([lon, lat, county]) => ({ lon, lat, metres: -1, facility: none, county, township: none })); // prettier-ignore
  const counties = ['150101', '150102'].map((code) => ({ code, name: code }));
  const basis: ScenarioBasis = {
    version: 'v', kind: { id: 'k', name: '馆' }, kindNames: [['k', '馆']], unit: 'county', reachKm: 60, hasRoads: false, detour: 1.3, gapShare: 0.8, weighting: '', sample: false,
    counties, townships: ['150101001', '150102001'], units: [], facilities: [], judges: [{ rule: null, kinds: [], ownership: [] }], hasZones: false, candidates: [],
    known: { zones: [], persons: [], population: [], tags: [] },
    traits: counties.map(({ code }) => ({ code, border: code === '150102', dense: null, transport: null })),
  }; // prettier-ignore
  const candidates = sites.map((point, at): Candidate => ({ code: `c${at}`, name: `c${at}`, level: 'township', point })); // prettier-ignore
  return { basis, ground: unpackGround(packGround(rows).buffer as ArrayBuffer), candidates };
}
const asked = (candidates: Candidate[], more: Partial<SitesQuestion> = {}): SitesQuestion => ({ changes: [], reachKm: 60, detour: 1, steps: 3, priorities: noPriorities, candidates, ...more }); // prettier-ignore

/** The most settlements that any `steps` candidates have within reach, by trying all of them. */
function bestOf(ground: Ground, candidates: readonly Candidate[], reachKm: number, steps: number): number {
  const count = ground.county.length;
  const covers = candidates.map(({ point }) => {
    const { metres } = nearest(ground.placed, placeOnEllipsoid({ lon: Float64Array.of(point[0]), lat: Float64Array.of(point[1]) })); // prettier-ignore
    return BigInt(`0b${Array.from(metres, (one) => (one <= reachKm * 1000 ? 1 : 0)).join('')}`);
  });
  const sizeOf = (set: bigint): number => [...set.toString(2)].filter((digit) => digit === '1').length;
  const choose = (from: number, left: number, set: bigint): number => {
    if (left === 0 || from === covers.length) return sizeOf(set);
    return Math.max(choose(from + 1, left - 1, set | covers[from]!), choose(from + 1, left, set));
  };
  expect(count).toBeGreaterThan(0);
  return choose(0, steps, 0n);
}

describe('next best sites', () => {
  test('in 200 cases of chance the greedy choice has at least 63 % of the exact optimum, and is not always the optimum', () => {
    const random = seeded('sites');
    let worse = 0;
    for (let round = 0; round < 200; round += 1) {
      const spot = (): [number, number] => [random.between(110, 113), random.between(40, 42.5)];
      const settlements = Array.from({ length: 60 }, () => [...spot(), 0] as [number, number, 0]);
      const { basis, ground, candidates } = world(settlements, Array.from({ length: 11 }, spot));
      const steps = 2 + (round % 3);
      const gained = nextSites(basis, ground, asked(candidates, { steps })).reduce((sum, { gain }) => sum + gain, 0); // prettier-ignore
      const best = bestOf(ground, candidates, 60, steps);
      expect(gained).toBeGreaterThanOrEqual((1 - 1 / Math.E) * best);
      expect(gained).toBeLessThanOrEqual(best);
      if (gained < best) worse += 1;
    }
    expect(worse).toBeGreaterThan(0); // else the exact search proves nothing
  });

  // In the middle 4; left 3 and right 3, which take two of the middle each: greedy takes the middle first.
  const line: [number, number, 0 | 1][] = [
    [111.0, 41, 0], [111.05, 41, 0], [111.1, 41, 0], [112.0, 41, 0], [112.05, 41, 0], [112.3, 41, 1], [112.35, 41, 1], [113.3, 41, 1],
  ]; // prettier-ignore

  test('gains fall, shares add up, and a banner that comes up to 80 % is named', () => {
    const { basis, ground, candidates } = world(line, [[111.05, 41], [112.15, 41], [113.3, 41]]); // prettier-ignore
    const sites = nextSites(basis, ground, asked(candidates, { reachKm: 30 }));
    expect(sites.map(({ candidate, gain }) => [candidate.code, gain])).toEqual([['c1', 4], ['c0', 3], ['c2', 1]]); // prettier-ignore
    expect(sites.map(({ lifted }) => lifted)).toEqual([[], ['150101'], ['150102']]);
    expect(sites.map(({ gainShare }) => gainShare)).toEqual([0.5, 0.375, 0.125]);
    expect(sites.at(-1)!.coveredShare).toBe(1);
    expect(nextSites(basis, ground, asked(candidates, { reachKm: 30, steps: 10 }))).toHaveLength(3); // nothing more is gained
  });

  test('priorities, excluded candidates, own points and what the scenario has added change the choice', () => {
    const { basis, ground, candidates } = world(line, [[111.05, 41], [112.05, 41], [113.3, 41], [112.33, 41]]); // prettier-ignore
    const first = (more: Partial<SitesQuestion> = {}, from = candidates): string => nextSites(basis, ground, asked(from, { reachKm: 15, ...more }))[0]!.candidate.code; // prettier-ignore
    expect(first()).toBe('c0');
    expect(first({ priorities: { ...noPriorities, border: 1 } })).toBe('c3'); // the two of banner B count double
    expect(first({}, candidates.slice(1))).toBe('c1');
    const own: Candidate = { code: 'own', name: '自选点', level: 'township', point: [112.2, 41] };
    expect(first({}, [...candidates, own].filter(({ code }) => code !== 'c0'))).toBe('own'); // prettier-ignore
    const added = { act: 'add' as const, name: '新馆', point: [111.05, 41] as [number, number], county: '150101', township: null, serves: [] }; // prettier-ignore
    expect(first({ changes: [added] })).toBe('c1');
    expect(first({ changes: [added], priorities: { ...noPriorities, unserved: 1 } })).toBe('c3'); // A has one now
  });

  test('within T is the rule of the figures: the metres are rounded before they are compared', () => {
    const random = seeded('edge');
    for (let round = 0; round < 300; round += 1) {
      const [lon, lat] = [random.between(110, 113), random.between(38, 53)];
      const { basis, ground, candidates } = world([[lon, lat, 0]], [[lon + random.between(0.1, 0.9), lat]]);
      const { metres } = nearest(ground.placed, placeOnEllipsoid({ lon: Float64Array.of(candidates[0]!.point[0]), lat: Float64Array.of(lat) })); // prettier-ignore
      const gains = [-0.001, 0, 0.001].map((more) => nextSites(basis, ground, asked(candidates, { reachKm: metres[0]! / 1000 + more, steps: 1 })).length); // prettier-ignore
      expect(gains).toEqual([0, 1, 1]);
    }
  });

  test('settlements are packed and unpacked the same; other bytes are refused', () => {
    const rows = [{ lon: 111.1234567, lat: 40.7654321, metres: 1234, facility: 3, county: 102, township: none }]; // prettier-ignore
    const ground = unpackGround(packGround(rows).buffer as ArrayBuffer);
    expect([ground.metres[0], ground.facility[0], ground.county[0], ground.township[0]]).toEqual([1234, 3, 102, none]); // prettier-ignore
    const exact = placeOnEllipsoid({ lon: Float64Array.of(111.1234567), lat: Float64Array.of(40.7654321) });
    for (const axis of [0, 1, 2]) expect(ground.placed[axis]).toBeCloseTo(exact[axis]!, 2);
    expect(() => unpackGround(new ArrayBuffer(8))).toThrow();
    expect(() => unpackGround(packGround(rows).buffer.slice(0, 20) as ArrayBuffer)).toThrow();
  });
});
