import { describe, expect, test } from 'vitest';
import { corridor, linesOf, parents } from '../../server/field/corridor.ts';
import { mercatorX, mercatorY } from '../../server/tiles/mercator.ts';
import { bearing, distanceM, mean } from '../../web/field/mean.ts';

const line = [
  [111.0, 40.0],
  [111.4, 40.1],
  [111.4, 41.3],
]; // straight on the sphere is not straight on the map: the pieces are short enough
const cellAt = (lon: number, lat: number, zoom: number): number =>
  Math.floor(mercatorY(lat) * 2 ** zoom) * 2 ** zoom + Math.floor(mercatorX(lon) * 2 ** zoom);

describe('the corridor of a line', () => {
  const cells = corridor([line], 12, 5);
  test('holds every tile within 5 km, and none beyond 5 km and the corner of a square', () => {
    const wanted = new Set<number>();
    for (const [at, [lon = 0, lat = 0]] of line.entries()) {
      const [next = lon, nextLat = lat] = line[at + 1] ?? [];
      for (let share = 0; share <= 1; share += 0.002)
        for (let turn = 0; turn < 16; turn += 1) {
          const here: [number, number] = [lon + (next - lon) * share, lat + (nextLat - lat) * share];
          const angle = (turn / 16) * 2 * Math.PI;
          const up = (4.98 / 111.2) * Math.cos(angle);
          const aside = ((4.98 / 111.2) * Math.sin(angle)) / Math.cos((here[1] * Math.PI) / 180);
          wanted.add(cellAt(here[0] + aside, here[1] + up, 12));
        }
    }
    expect([...wanted].filter((cell) => !cells.has(cell))).toEqual([]);
    expect(cells.size).toBeLessThan(wanted.size * 1.3);
  });
  test('further out holds what it holds closer in', () => {
    const outer = parents(cells, 12);
    for (const cell of cells) {
      const [x, y] = [cell % 4096, Math.floor(cell / 4096)];
      expect(outer.has(Math.floor(y / 2) * 2048 + Math.floor(x / 2))).toBe(true);
    }
    expect(outer.size).toBeLessThan(cells.size);
  });
  test('of no line is empty', () => {
    expect(corridor(linesOf(null), 12, 5).size).toBe(0);
    expect(linesOf({ type: 'LineString', coordinates: line })).toEqual([line]);
  });
});

describe('the position of a device', () => {
  const sample = (longitude: number, latitude: number, accuracy: number) => ({ longitude, latitude, accuracy }); // prettier-ignore
  test('is the mean, weighed by accuracy, without what is far worse', () => {
    const fix = mean([sample(112, 41, 5), sample(112.0002, 41, 5), sample(113, 42, 2000)]);
    expect(fix.samples).toBe(2);
    expect(fix.accuracyM).toBe(5);
    expect(fix.point[0]).toBeCloseTo(112.0001, 9);
    expect(mean([sample(112, 41, 10), sample(112.001, 41, 20)]).point[0]).toBeCloseTo(112.0002, 9);
  });
  test('that is all there is counts, however bad', () => {
    expect(mean([sample(112, 41, 900)])).toEqual({ point: [112, 41], accuracyM: 900, samples: 1 });
  });
  test('distance and bearing to the registered one', () => {
    expect(distanceM([112, 41], [112, 41.001])).toBeCloseTo(111.2, 0);
    expect(distanceM([112, 41], [112.001, 41])).toBeCloseTo(83.9, 0);
    expect(bearing([112, 41], [112.001, 41])).toBeCloseTo(90, 1);
    expect(bearing([112, 41], [112, 40.9])).toBeCloseTo(180, 6);
  });
});
