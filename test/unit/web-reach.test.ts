import { describe, expect, test } from 'vitest';
import { rowOf } from '../../server/coverage/reach-then.ts';
import { reachOf as serverReach, trialsOf } from '../../server/coverage/reach.ts';
import { isBorderline, reachOf, type Yard } from '../../web/state/reach.ts';
import { albers } from '../../web/ui/albers.ts';
import { inOrder } from '../../server/coverage/shared/order.ts';

let seed = 7;
const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;

describe('reach in the browser', () => {
  test('is that of the server for every threshold, method and share', () => {
    for (let round = 0; round < 60; round += 1) {
      const values = Int32Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * 300_000)).sort(); // prettier-ignore
      for (const method of ['straight', 'detour', 'road'] as const)
        for (const T of [10, 37, 60, 150, 300]) {
          const yard: Yard = { method, T, detour: 1.3, gapShare: 0.5 + random() / 2 };
          const question = { method, threshold: T, detour: 1.3, share: yard.gapShare };
          const trials = trialsOf(question);
          const row = rowOf('150102', values, trials.map(({ distance }) => distance)); // prettier-ignore
          const server = serverReach(row, undefined, question, trials);
          const mine = reachOf({ values: [...values], weights: null }, yard);
          expect(mine).toEqual({ settlements: values.length, within: server.reach!.within, share: server.reach!.share, gap: server.reach!.gap }); // prettier-ignore
          expect(isBorderline({ values: [...values], weights: null }, yard)).toBe(
            server.robustness!.borderline,
          );
        }
    }
  });

  test('weights count instead of settlements where there are any; nothing is known of a unit without settlements', () => {
    const yard: Yard = { method: 'straight', T: 10, detour: 1.3, gapShare: 0.8 };
    expect(reachOf({ values: [9000, 10_000, 10_001], weights: [1, 1, 8] }, yard)).toEqual({ settlements: 3, within: 2, share: 0.2, gap: true }); // prettier-ignore
    expect(reachOf({ values: [], weights: null }, yard)).toEqual({ settlements: 0, within: 0, share: null, gap: null }); // prettier-ignore
    expect(isBorderline({ values: [], weights: null }, yard)).toBe(false);
  });
});

test('areas on the drawn maps are those of the earth: 1° × 1° in the south and in the north of the region', () => {
  const at = albers([97, 37, 126, 53.5]);
  const area = (lon: number, lat: number): number => {
    const ring = Array.from({ length: 40 }, (_, step) => {
      const [side, part] = [Math.floor(step / 10), (step % 10) / 10];
      return at(lon + [part, 1, 1 - part, 0][side]!, lat + [0, part, 1, 1 - part][side]!);
    });
    return Math.abs(ring.reduce((sum, [x, y], index) => sum + x * ring[(index + 1) % 40]![1] - ring[(index + 1) % 40]![0] * y, 0)) / 2; // prettier-ignore
  };
  const onSphere = (lat: number): number => (Math.PI / 180) * (Math.sin(((lat + 1) * Math.PI) / 180) - Math.sin((lat * Math.PI) / 180)); // prettier-ignore
  for (const [lon, lat] of [
    [98, 38],
    [112, 44],
    [124, 52],
  ] as const)
    // prettier-ignore
    expect(area(lon, lat) / onSphere(lat)).toBeCloseTo(1, 3);
});

test('unknown values stand last whichever way a column is sorted', () => {
  const column = { value: ({ n }: { n: number | null }) => n };
  const rows = [{ n: 2 }, { n: null }, { n: 3 }, { n: 1 }];
  expect(inOrder(rows, column, false).map(({ n }) => n)).toEqual([1, 2, 3, null]);
  expect(inOrder(rows, column, true).map(({ n }) => n)).toEqual([3, 2, 1, null]);
});
