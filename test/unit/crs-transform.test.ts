import { existsSync, readFileSync } from 'node:fs';
import type { FeatureCollection, Geometry, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { CrsError, type DatumShifts } from '../../server/crs/crs.ts';
import { fromWebMap, toWebMap } from '../../server/crs/gcj02.ts';
import { allCrs, crsByEpsg, parseCrs } from '../../server/crs/registry.ts';
import { parseDatumShift } from '../../server/crs/config.ts';
import {
  createReverse,
  createTransform,
  transformGeometry,
  withinDatum,
} from '../../server/crs/transform.ts';

/** Distance in metres on a sphere, good to 1 % for near points. */
function metres([lonA, latA]: Position, [lonB, latB]: Position): number {
  const perDegree = 111_320;
  return Math.hypot(
    (lonA! - lonB!) * perDegree * Math.cos((latA! * Math.PI) / 180),
    (latA! - latB!) * perDegree,
  );
}

const hohhot: [number, number] = [111.67, 40.82];
const legacy = [4610, 4214, 2361, 2382, 2413, 2434, 21419, 21459].map((epsg) => crsByEpsg(epsg)!);

/** Taken at random, to exercise every term. */
const shifts: DatumShifts = {
  xian80: parseDatumShift('-120.5,35.25,8.125,0.4,-1.5,2.6,-3.7;0.5'),
  beijing54: parseDatumShift('15.8,-154.4,-82.3,-0.35,0.75,-1.25,4.5'),
};

describe('createTransform', () => {
  test.each(['EPSG:4490', 'EPSG:4480', 'EPSG:4326', 'CRS84'])('%s: identity', (id) => {
    expect(createTransform(parseCrs(id), {})(111.123_456_789_012, 40.5)).toMatchObject({
      lon: 111.123_456_789_012,
      lat: 40.5,
      status: 'transformed',
      accuracyM: null,
    });
  });
  test('a zone of CGCS2000: x is the easting', () => {
    // echo "37412345.678 4523456.789" | gdaltransform -s_srs EPSG:4525 -t_srs EPSG:4490
    const located = createTransform(parseCrs('EPSG:4525'), {})(37_412_345.678, 4_523_456.789);
    expect(located).toMatchObject({ status: 'transformed', method: 'Gauss-Kruger inverse' });
    expect(metres([located.lon!, located.lat!], [109.960_671_867_053, 40.841_188_065_309_5])).toBeLessThan(
      0.001,
    );
  });
  test('web Mercator', () => {
    // echo "111.67 40.82" | gdaltransform -s_srs EPSG:4326 -t_srs EPSG:3857
    const located = createTransform(parseCrs('EPSG:3857'), {})(12_431_047.536_884_9, 4_985_827.848_782_25);
    expect(metres([located.lon!, located.lat!], hohhot)).toBeLessThan(0.01);
  });
  test('a legacy datum without parameters is never shifted', () => {
    for (const crs of legacy) {
      const [x, y] =
        crs.form === 'geographic' ? hohhot : [crs.zone!.prefixed ? crs.zone!.number * 1e6 + 5e5 : 5e5, 4.5e6];
      expect(createTransform(crs, {})(x, y)).toEqual({
        lon: null,
        lat: null,
        status: 'untransformed',
        method: null,
        accuracyM: null,
      });
      expect(createReverse(crs, {})(...hohhot)).toBeNull();
    }
  });
  test("parameters of one datum do not serve the other's values", () => {
    const { xian80 } = shifts;
    expect(createTransform(crsByEpsg(4214)!, { xian80: xian80! })(...hohhot).status).toBe('untransformed');
  });
  test.each([
    // gdaltransform -ct "+proj=pipeline +step +inv +proj=tmerc … +step +proj=cart +ellps=IAU76 +step +proj=helmert …
    // +convention=position_vector +step +inv +proj=cart +ellps=GRS80 …", PROJ 9.1.1; its +towgs84 gives the same
    [2361, 37_412_345.678, 4_523_456.789, 109.962963967924, 40.8407496794873],
    [2437, 512_345.678, 5_423_456.789, 120.168793001497, 48.9440470124912],
    [2437, 400_000, 4_200_000, 118.862809447749, 37.9265256300622],
  ])('seven parameters as PROJ applies them: EPSG:%i', (epsg, x, y, lon, lat) => {
    const crs = crsByEpsg(epsg)!;
    const located = createTransform(crs, shifts)(x, y);
    expect(metres([located.lon!, located.lat!], [lon, lat])).toBeLessThan(0.001);
    expect(located).toMatchObject({
      status: 'transformed',
      method: '7 parameters (configured)',
      accuracyM: crs.datum === 'xian80' ? 0.5 : null,
    });
  });
  test('EPSG:15918 moves Hohhot, Hailar and Ejin by what domain.md 8.2 says', () => {
    const transform = createTransform(crsByEpsg(4214)!, {
      beijing54: parseDatumShift('12.646,-155.176,-80.863;1'),
    });
    const moved = ([lon, lat]: [number, number]): [number, number] => {
      const to = transform(lon, lat);
      return [metres([lon, lat], [to.lon!, lat]), metres([lon, lat], [lon, to.lat!])];
    };
    const [east, north] = moved(hohhot);
    expect(Math.abs(east - 46)).toBeLessThan(1);
    expect(Math.abs(north - 39)).toBeLessThan(1);
    expect(Math.hypot(east, north)).toBeCloseTo(60, -0.5);
    const [hailarEast, hailarNorth] = moved([119.74, 49.21]);
    expect([Math.round(hailarEast), Math.round(hailarNorth)]).toEqual([66, 57]);
    const [ejinEast, ejinNorth] = moved([101.07, 41.96]);
    expect([Math.round(ejinEast), Math.round(ejinNorth)]).toEqual([17, 46]);
  });
  test.each([
    [41, 80],
    [49, 96],
  ])('Beijing 54 grid values taken as CGCS2000 are off at %f N by about %f m: the ellipsoid', (lat, off) => {
    const [, northing] = withinDatum(crsByEpsg(4546)!).fromGeographic([111, lat]);
    const [, onKrassovsky] = withinDatum(crsByEpsg(2434)!).fromGeographic([111, lat]);
    expect(Math.abs(onKrassovsky - northing - off)).toBeLessThan(1);
  });
  test.each([
    ['EPSG:4490', 40.82, 111.67, /纬度 111.67 超出 ±90°: 经纬度可能颠倒/],
    ['EPSG:4490', 412_345, 4_523_456, /可能是米制坐标/],
    ['EPSG:4490', 181, 40, /经度 181 超出/],
    ['GCJ02', NaN, 40, /坐标不是数/],
    ['EPSG:4525', 38_412_345, 4_523_456, /不以带号 37 开头/],
    ['EPSG:4525', 412_345, 4_523_456, /不以带号 37 开头/],
    ['EPSG:4525', 4_523_456, 37_412_345, /纵、横坐标可能颠倒/],
    ['EPSG:4546', 37_412_345, 4_523_456, /离中央经线太远/],
    ['EPSG:4546', 4_523_456, 412_345, /离中央经线太远.*纵、横坐标可能颠倒/],
    ['EPSG:4546', 412_345, 37_412_345, /纵坐标 37412345 超出/],
    ['EPSG:2382', 37_412_345, 4_523_456, /离中央经线太远/],
    ['EPSG:3857', 37_412_345, 4_523_456, /Web 墨卡托/],
    ['EPSG:4546', Infinity, 4_523_456, /坐标不是数/],
  ])('%s refuses %f, %f', (id, x, y, reason) => {
    const transform = createTransform(parseCrs(id), {});
    expect(() => transform(x, y)).toThrow(CrsError);
    expect(() => transform(x, y)).toThrow(reason);
  });
});

describe('createReverse', () => {
  test('and back: every CRS, to a millimetre', () => {
    for (const crs of allCrs()) {
      const lon = crs.zone ? crs.zone.meridian + 1.4 : 111.67;
      for (const lat of [37.1, 45.6, 53.3]) {
        const shown = createReverse(crs, shifts)(lon, lat)!;
        const back = createTransform(crs, shifts)(shown.x, shown.y);
        expect(metres([back.lon!, back.lat!], [lon, lat])).toBeLessThan(0.001);
      }
    }
  });
  test('a place too far for the zone has no values in it', () => {
    expect(createReverse(parseCrs('EPSG:4520'), {})(126, 50)).toBeNull();
    expect(createReverse(parseCrs('EPSG:4541'), {})(116, 50)).toMatchObject({
      x: expect.any(Number) as number,
    });
  });
});

describe('GCJ-02 and BD-09', () => {
  test.each([
    ['Hohhot', 111.67, 40.82, 604],
    ['Ejin', 101.07, 41.96, 277],
    ['Hailar', 119.74, 49.21, 575],
    ['Chifeng', 118.89, 42.26, 552],
  ])('the offset at %s', (_, lon, lat, offset) => {
    expect(Math.abs(metres(toWebMap('gcj02', lon, lat), [lon, lat]) - offset)).toBeLessThan(15);
  });
  test.each(['gcj02', 'bd09'] as const)(
    '%s and back on a grid of 0.1° over the region: less than 0.1 mm',
    (datum) => {
      let worst = 0;
      for (let lon = 97; lon < 126.3; lon += 0.1) {
        for (let lat = 37; lat < 54; lat += 0.1) {
          const back = fromWebMap(datum, ...toWebMap(datum, lon, lat));
          worst = Math.max(worst, metres(back, [lon, lat]));
        }
      }
      expect(worst).toBeLessThan(0.0001);
    },
  );
  test.each(['GCJ02', 'BD09'])('%s is approximate, to 1 m', (id) => {
    const crs = parseCrs(id);
    const { x, y } = createReverse(crs, {})(...hohhot)!;
    const located = createTransform(crs, {})(x, y);
    expect(located).toMatchObject({
      status: 'approximate',
      accuracyM: 1,
      method: `${id.slice(0, -2)}-${id.slice(-2)} inverse`,
    });
    expect(metres([located.lon!, located.lat!], hohhot)).toBeLessThan(0.0001);
  });
  test('outside China nothing is moved, and the edge of the box does not hang', () => {
    for (const datum of ['gcj02', 'bd09'] as const) {
      expect(fromWebMap(datum, 2.35, 48.85)).toEqual([2.35, 48.85]);
      expect(toWebMap(datum, 2.35, 48.85)).toEqual([2.35, 48.85]);
      for (const [lon, lat] of [
        [72.0041, 40],
        [137.8346, 40],
        [110, 55.827],
        [110, 0.8294],
      ] as const) {
        expect(metres(fromWebMap(datum, lon, lat), [lon, lat])).toBeLessThan(5000);
      }
    }
  });
});

describe('transformGeometry', () => {
  const transform = createTransform(parseCrs('EPSG:4525'), {});
  const at = ([x, y]: Position): Position => {
    const { lon, lat } = transform(x!, y!);
    return [lon!, lat!];
  };
  const [a, b, c] = [
    [37_400_000, 4_500_000, 1234],
    [37_410_000, 4_500_000, 1250],
    [37_410_000, 4_510_000, 1300],
  ] as const;
  const ring = [a, b, c, a].map((position) => [...position]);

  test('every type, in two dimensions', () => {
    const out = ring.map(at);
    const cases: [Geometry, Geometry][] = [
      [
        { type: 'Point', coordinates: [...a] },
        { type: 'Point', coordinates: at([...a]) },
      ],
      [
        { type: 'MultiPoint', coordinates: ring },
        { type: 'MultiPoint', coordinates: out },
      ],
      [
        { type: 'LineString', coordinates: ring },
        { type: 'LineString', coordinates: out },
      ],
      [
        { type: 'MultiLineString', coordinates: [ring, ring] },
        { type: 'MultiLineString', coordinates: [out, out] },
      ],
      [
        { type: 'Polygon', coordinates: [ring] },
        { type: 'Polygon', coordinates: [out] },
      ],
      [
        { type: 'MultiPolygon', coordinates: [[ring]] },
        { type: 'MultiPolygon', coordinates: [[out]] },
      ],
      [
        { type: 'Polygon', coordinates: [] },
        { type: 'Polygon', coordinates: [] },
      ],
    ];
    for (const [geometry, expected] of cases)
      expect(transformGeometry(geometry, transform)).toEqual(expected);
    expect(
      transformGeometry(
        { type: 'GeometryCollection', geometries: cases.map(([geometry]) => geometry) },
        transform,
      ),
    ).toEqual({
      type: 'GeometryCollection',
      geometries: cases.map(([, expected]) => expected),
    });
  });
  test('a legacy datum without parameters: null', () => {
    const legacy = createTransform(parseCrs('EPSG:2361'), {});
    expect(transformGeometry({ type: 'Polygon', coordinates: [ring] }, legacy)).toBeNull();
    const collection: Geometry = {
      type: 'GeometryCollection',
      geometries: [{ type: 'Point', coordinates: [...a] }],
    };
    expect(transformGeometry(collection, legacy)).toBeNull();
  });
  test.each([
    ['a position that is no number', [[37_400_000, null]]],
    ['a position of one number', [[37_400_000]]],
    ['an empty position', [[]]],
    ['text', [['37400000', '4500000']]],
    ['no coordinates', null],
    ['one array too few', [37_400_000, 4_500_000]],
    ['one array too many', [[[37_400_000, 4_500_000]]]],
    ["another zone's easting", [[36_400_000, 4_500_000]]],
  ])('refuses %s', (_, coordinates) => {
    const geometry = { type: 'LineString', coordinates } as unknown as Geometry;
    expect(() => transformGeometry(geometry, transform)).toThrow(CrsError);
  });
});

const folder = new URL('../../../shared/data/divisions/', import.meta.url);
const file = (name: string): URL => new URL(`divisions-county-vonng2018-${name}.geojson`, folder);

describe.skipIf(!existsSync(file('gcj02')))(
  '103 county polygons in GCJ-02 (skipped without ../shared/data)',
  () => {
    const read = (name: string): FeatureCollection =>
      JSON.parse(readFileSync(file(name), 'utf8')) as FeatureCollection;
    const positions = (geometry: Geometry): Position[] =>
      geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat(2)
        : (geometry as Polygon).coordinates.flat();

    test('agree with the WGS84 file within 1 m, and neighbours keep exactly the same vertices', () => {
      const transform = createTransform(parseCrs('GCJ02'), {});
      const shifted = read('gcj02').features.map(({ geometry }) => positions(geometry));
      const converted = read('gcj02').features.map(({ geometry }) =>
        positions(transformGeometry(geometry, transform)!),
      );
      const straight = read('wgs84').features.map(({ geometry }) => positions(geometry));
      const [before, after, reference] = [shifted.flat(), converted.flat(), straight.flat()];
      expect(after).toHaveLength(reference.length);
      expect(after.every((position, index) => metres(position, reference[index]!) < 1)).toBe(true);
      // one output for each input, and none fall together: what was shared is shared, what was not is not
      const outputs = new Map(before.map((position, index) => [position.join(), after[index]!.join()]));
      expect(before.every((position, index) => outputs.get(position.join()) === after[index]!.join())).toBe(
        true,
      );
      expect(new Set(outputs.values()).size).toBe(outputs.size);
    });
  },
);
