import { expect, test } from 'vitest';
import { clipLine, clipRing } from '../../server/tiles/clip.ts';
import { crossings } from '../../server/tiles/crossings.ts';
import { ringArea, type Path } from '../../server/tiles/feature.ts';

test.each<[string, Path[], number]>([
  ['an x', [[0, 0, 10, 10], [0, 10, 10, 0]], 1],
  ['a long and a short edge', [[0, 0, 1000, 3], [500, -5, 501, 5]], 1],
  ['a path that crosses itself', [[0, 0, 10, 0, 10, 10, 5, -5]], 1],
  ['a common end', [[0, 0, 10, 10], [10, 10, 20, 0]], 0],
  ['a touch', [[0, 0, 10, 0], [5, 0, 5, 9]], 0],
  ['the same edge twice', [[0, 0, 10, 3], [10, 3, 0, 0]], 0],
  ['apart', [[0, 0, 10, 0], [0, 1, 10, 1]], 0],
  ['nothing', [], 0],
])('crossings of %s', (_name, paths, count) => {
  expect(crossings(paths)).toHaveLength(count);
}); // prettier-ignore

test('a crossing names both edges', () => {
  expect(crossings([[0, 50, 5, 50, 9, 50], [7, 0, 7, 99]])).toEqual([[{ path: 0, start: 2 }, { path: 1, start: 0 }]]); // prettier-ignore
});

test('a ring is cut to a band, a line falls into pieces', () => {
  expect(clipRing([0, 0, 100, 0, 100, 100, 0, 100, 0, 0], 10, 20, 0)).toEqual([
    10, 0, 20, 0, 20, 100, 10, 100, 10, 0,
  ]);
  expect(clipRing([0, 0, 100, 0, 100, 100, 0, 0], 200, 300, 0)).toBeNull();
  expect(clipLine([0, 0, 30, 0, 30, 10, 0, 10], 10, 20, 0)).toEqual([[10, 0, 20, 0], [20, 10, 10, 10]]); // prettier-ignore
  expect(clipLine([0, 0, 5, 5], 0, 10, 0)).toEqual([[0, 0, 5, 5]]);
});

test('an edge is cut at one and the same point, whichever way it is walked', () => {
  let seed = 7;
  const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) % 10_000;
  for (let i = 0; i < 5000; i += 1) {
    const [ax, ay, bx, by] = [next(), next(), next(), next()];
    const there = clipLine([ax, ay, bx, by], 3000, 7000, 0).flat();
    const back = clipLine([bx, by, ax, ay], 3000, 7000, 0).flat();
    const turned = back.flatMap((_, index) => (index % 2 === 0 ? [back[back.length - 2 - index]!, back[back.length - 1 - index]!] : [])); // prettier-ignore
    expect(turned).toEqual(there);
  }
});

test('area: twice the square, positive when clockwise on the screen', () => {
  expect(ringArea([0, 0, 10, 0, 10, 10, 0, 10, 0, 0])).toBe(200);
});
