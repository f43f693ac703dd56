import { describe, expect, test } from 'vitest';
import { CrsError } from '../../server/crs/crs.ts';
import { crsByEpsg } from '../../server/crs/registry.ts';
import { createReverse } from '../../server/crs/transform.ts';
import {
  crsOf,
  looksSwapped,
  recogniseGaussKruger,
  suggestZone,
  zoneOfEasting,
} from '../../server/crs/zones.ts';

describe('zoneOfEasting', () => {
  test.each([
    [37_412_345.678, { width: 3, number: 37 }],
    [25_500_000, { width: 3, number: 25 }],
    [45_500_000, { width: 3, number: 45 }],
    [13_500_000, { width: 6, number: 13 }],
    [19_612_345, { width: 6, number: 19 }],
    [23_999_999, { width: 6, number: 23 }],
    [24_500_000, null],
    [46_500_000, null],
    [12_500_000, null],
    [412_345.678, null],
    [4_523_456, null],
    [-37_500_000, null],
    [NaN, null],
  ])('%f', (easting, zone) => {
    expect(zoneOfEasting(easting)).toEqual(zone);
  });
});

describe('suggestZone', () => {
  test.each([
    [111.67, 3, 37],
    [111.67, 6, 19],
    [97.2, 3, 32],
    [126.05, 3, 42],
    [109.499_999, 3, 36],
    [109.5, 3, 37],
    [108, 6, 19],
    [107.999, 6, 18],
    [3, 3, null],
    [3, 6, null],
    [140, 3, null],
  ] as const)('%f in zones of %i degrees: %s', (lon, width, number) => {
    expect(suggestZone(lon, width)).toBe(number);
  });
});

describe('crsOf', () => {
  test('finds the zone of a datum in either form', () => {
    expect(crsOf('cgcs2000', 37, 3, true)).toBe(crsByEpsg(4525));
    expect(crsOf('xian80', 37, 3, false)).toBe(crsByEpsg(2382));
    expect(crsOf('beijing54', 20, 6, true)).toBe(crsByEpsg(21420));
  });
  test('says which zones there are', () => {
    expect(() => crsOf('cgcs2000', 19, 3, true)).toThrow(
      new CrsError('3 度带没有 19 带, 应为 25-45 (中央经线 75°-135°)'),
    );
    expect(() => crsOf('wgs84', 37, 3, true)).toThrow(/WGS84 没有高斯-克吕格分带/);
    expect(() => crsOf('gcj02', 37, 3, true)).toThrow(CrsError);
  });
});

describe('recogniseGaussKruger', () => {
  test.each([
    [4_523_456.7, 37_412_345.6, false, { width: 3, number: 37 }],
    [37_412_345.6, 4_523_456.7, true, { width: 3, number: 37 }],
    [4_523_456.7, 19_612_345, false, { width: 6, number: 19 }],
    [4_523_456.7, 412_345.6, false, null],
    [412_345.6, 4_523_456.7, true, null],
  ])('X %f, Y %f', (x, y, swapped, zone) => {
    const [northing, easting] = swapped ? [y, x] : [x, y];
    expect(recogniseGaussKruger(x, y)).toEqual({ northing, easting, swapped, zone });
  });
  test.each([
    ['both northings', 4_523_456, 4_412_345],
    ['both eastings', 412_345, 37_412_345],
    ['degrees', 40.8, 111.7],
    ['a northing south of 36 N', 3_900_000, 37_412_345],
    ['a zone that China has not', 4_523_456, 46_412_345],
    ['an easting far from its zone', 4_523_456, 37_912_345],
    ['kilometres', 4523.456, 412.345],
    ['no number', NaN, 37_412_345],
  ])('%s: null', (_, x, y) => {
    expect(recogniseGaussKruger(x, y)).toBeNull();
  });
  test('recognises every place of the region, in its own zone and in both widths and forms', () => {
    for (let lon = 97.2; lon <= 126.1; lon += 0.7) {
      for (let lat = 37; lat <= 53.4; lat += 0.8) {
        for (const width of [3, 6] as const) {
          const number = suggestZone(lon, width)!;
          for (const prefixed of [true, false]) {
            const { x, y } = createReverse(crsOf('cgcs2000', number, width, prefixed), {})(lon, lat)!;
            const zone = prefixed ? { width, number } : null;
            expect(recogniseGaussKruger(y, x)).toMatchObject({
              northing: y,
              easting: x,
              swapped: false,
              zone,
            });
            expect(recogniseGaussKruger(x, y)).toMatchObject({
              northing: y,
              easting: x,
              swapped: true,
              zone,
            });
          }
        }
      }
    }
  });
});

describe('looksSwapped', () => {
  test.each([
    [40.8, 111.7, true],
    [53.3, 121.5, true],
    [111.7, 40.8, false],
    [40.8, 40.8, false],
    [2, 111.7, false],
    [40.8, 140, false],
    [NaN, 111.7, false],
  ])('%f, %f: %s', (lon, lat, swapped) => {
    expect(looksSwapped(lon, lat)).toBe(swapped);
  });
});
