import { existsSync, readFileSync } from 'node:fs';
import type { FeatureCollection, LineString, MultiLineString, Polygon } from 'geojson';
import { topology as toTopology } from 'topojson-server';
import { describe, expect, test } from 'vitest';
import type { DivisionTopology, OuterEdge } from '../../server/boundaries/arcs.ts';
import { areaKm2, lengthKm } from '../../server/boundaries/geodesic.ts';
import { deriveBoundaries } from '../../server/boundaries/topology.ts';
import { lineWkb, polygonWkb } from '../../server/boundaries/wkb.ts';

const square = (x: number, y: number): Polygon => ({
  type: 'Polygon',
  coordinates: [[[x, y], [x, y + 1], [x + 1, y + 1], [x + 1, y], [x, y]]], // prettier-ignore
});

/** Unit squares by code: 150102 | 150103 | 150202 from west to east, 150104 above the first. */
const squares: Record<string, [number, number]> = { '150102': [110, 40], '150103': [111, 40], '150202': [112, 40], '150104': [110, 41] }; // prettier-ignore

function coverage(codes: Record<string, [number, number]>, outer: OuterEdge[] = []): DivisionTopology {
  const collection: FeatureCollection = {
    type: 'FeatureCollection',
    features: Object.entries(codes).map(([id, at]) => ({
      type: 'Feature',
      id,
      properties: {},
      geometry: square(...at),
    })),
  };
  const topology = toTopology({ county: collection }) as unknown as DivisionTopology;
  if (outer.length === 0) return topology;
  const county = (code: string) => topology.objects.county.geometries.find(({ id }) => id === code)!;
  const inner = new Set<number>();
  const seen = new Set<number>();
  const arcsOf = (code: string): number[] => (county(code) as unknown as { arcs: number[][] }).arcs.flat().map((arc) => (arc < 0 ? ~arc : arc)); // prettier-ignore
  for (const code of Object.keys(codes))
    for (const arc of arcsOf(code)) (seen.has(arc) ? inner : seen).add(arc);
  const geometries = outer.map((properties) => ({
    type: 'MultiLineString' as const,
    properties,
    arcs: arcsOf(properties.county).filter((arc) => !inner.has(arc)).map((arc) => [arc]), // prettier-ignore
  }));
  topology.objects.outer = { type: 'GeometryCollection', geometries };
  return topology;
}

const names: Record<string, string> = { '150102': '新城区', '150103': '回民区', '150104': '玉泉区', '150202': '东河区', '150100': '呼和浩特市', '150200': '包头市' }; // prettier-ignore
const nameOf = (code: string): string => names[code] ?? code;

describe('lines of a county coverage', () => {
  const derived = deriveBoundaries(coverage(squares), nameOf);
  const line = (code: string) => derived.lines.find((one) => one.code === code);

  test('two banners of one league share a county line, two leagues a league line', () => {
    expect(line('150102-150103')).toMatchObject({ name: '新城区—回民区线', level: 'county', sideA: '150102', sideB: '150103', segments: 1 }); // prettier-ignore
    expect(line('150100-150200')).toMatchObject({ name: '呼包线', level: 'prefecture', sideAName: '呼和浩特市', sideBName: '包头市' }); // prettier-ignore
  });
  test('an outer edge of which nothing is known is unclassified', () => {
    expect(line('150202-outside')).toMatchObject({ level: 'unclassified', sideA: '150202', sideB: null });
  });
  test('lines run from north to south, or from west to east', () => {
    expect(line('150102-150103')!.lines).toEqual([[[111, 41], [111, 40]]]); // prettier-ignore
    expect(line('150102-150104')!.lines).toEqual([[[110, 41], [111, 41]]]); // prettier-ignore
  });
  test('polygons are merged from the same arcs', () => {
    const shape = (code: string) => derived.divisions.find((one) => one.code === code)!;
    expect(derived.divisions.map(({ level }) => level).sort()).toEqual(['county', 'county', 'county', 'county', 'prefecture', 'prefecture', 'province']); // prettier-ignore
    expect(shape('150000').areaKm2).toBeCloseTo(shape('150100').areaKm2 + shape('150200').areaKm2, 6);
    expect(shape('150100').polygons).toHaveLength(1);
    const [lon, lat] = shape('150202').label;
    expect(lon! > 112 && lon! < 113 && lat! > 40 && lat! < 41).toBe(true);
  });
  test('three divisions make a meeting point, the unknown outside counting as one', () => {
    const point = derived.meetingPoints.find(({ divisions }) => divisions.join() === '150102,150103,150104');
    expect(point).toMatchObject({ name: '新城区、回民区、玉泉区交会点', level: 'county', point: [111, 41] });
    expect(derived.meetingPoints.find(({ point: at }) => at.join() === '112,40')).toMatchObject({ level: 'prefecture', divisions: ['150103', '150202'] }); // prettier-ignore
  });
});

describe('the outer edge', () => {
  const across = (county: string, neighbour: string, neighbourName: string): OuterEdge => ({ county, kind: 'province', neighbour, neighbourName, province: neighbour.slice(0, 2) }); // prettier-ignore
  const derived = deriveBoundaries(
    coverage(squares, [
      across('150102', '140222', '天镇县'),
      across('150103', '130725', '尚义县'),
      across('150202', '211322', '建平县'),
      { county: '150104', kind: 'national', neighbour: null, neighbourName: null, province: null },
    ]),
    nameOf,
  );
  test('provincial lines carry both province codes, the smaller first, and both short names', () => {
    const provincial = derived.lines.filter(({ level }) => level === 'province');
    expect(provincial.map(({ code, name, sideA, sideB }) => [code, name, sideA, sideB])).toEqual([
      ['1315', '冀蒙线', '130000', '150000'],
      ['1415', '晋蒙线', '140000', '150000'],
      ['1521', '蒙辽线', '150000', '210000'],
    ]);
  });
  test('the state border is one line that is no business of ours', () => {
    expect(derived.lines.filter(({ level }) => level === 'national')).toMatchObject([{ code: '150000-national', name: '国界(内蒙古段)', sideB: null }]); // prettier-ignore
  });
  test('segments name the county across', () => {
    expect(derived.segments.find(({ lineCode }) => lineCode === '1521')).toMatchObject({ countyA: '150202', countyB: '211322', countyBName: '建平县' }); // prettier-ignore
  });
  test('where three provinces meet the point is named after them', () => {
    const named = new Map(derived.meetingPoints.map((point) => [point.point.join(), point]));
    expect(named.get('111,40')).toMatchObject({ name: '冀晋蒙三省区交会点', level: 'province' });
    expect(named.get('112,40')).toMatchObject({ name: '冀蒙辽三省区交会点', divisions: ['130725', '150103', '150202', '211322'] }); // prettier-ignore
    expect(named.get('110,41')).toMatchObject({ name: '晋蒙与国界交会点', level: 'national' });
  });
});

describe('what is no coverage is refused', () => {
  test('a county without a 6-digit code', () => {
    expect(() => deriveBoundaries(coverage({ '1501': [110, 40] }), nameOf)).toThrow(/6-digit code/);
  });
  test('three counties on one arc', () => {
    const doubled = coverage(squares);
    doubled.objects.county.geometries.push({ ...doubled.objects.county.geometries[0]!, id: '150105' });
    expect(() => deriveBoundaries(doubled, nameOf)).toThrow(/at most two/);
  });
});

describe('measures on the ellipsoid', () => {
  test.each([
    ['one degree of latitude at the equator', [[0, 0], [0, 1]], 110.574], // prettier-ignore
    ['one degree of longitude at the equator', [[0, 0], [1, 0]], 111.32], // prettier-ignore
  ])('%s', (_title, line, km) => {
    expect(lengthKm(line)).toBeCloseTo(km, 2);
  });
  test('a degree square at the equator has 12,308.8 km²', () => {
    expect(areaKm2([[[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]])).toBeCloseTo(12_308.8, 0); // prettier-ignore
  });
  test('holes are taken off', () => {
    const ring = (size: number) => [[0, 0], [0, size], [size, size], [size, 0], [0, 0]]; // prettier-ignore
    expect(areaKm2([[ring(2), ring(1)]])).toBeCloseTo(areaKm2([[ring(2)]]) - areaKm2([[ring(1)]]), 6);
  });
});

test('well-known binary', () => {
  expect(
    Buffer.from(
      lineWkb([
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    ).toString('hex'),
  ).toBe(
    // prettier-ignore
    '010500000001000000010200000002000000000000000000f03f000000000000004000000000000008400000000000001040',
  );
  expect(polygonWkb([[[[0, 0], [0, 1], [1, 1], [0, 0]]]])).toHaveLength(9 + 9 + 4 + 4 * 16); // prettier-ignore
});

const shared = new URL('../../../shared/data/divisions/', import.meta.url);
const counties = new URL('divisions-county-vonng2018-wgs84.geojson', shared);

describe.skipIf(!existsSync(counties))('the real county coverage (../shared/data)', () => {
  const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, shared), 'utf8')) as T;
  const collection = read<FeatureCollection<Polygon, { name: string }>>(
    'divisions-county-vonng2018-wgs84.geojson',
  );
  const found = new Map(collection.features.map(({ id, properties }) => [String(id), properties.name]));
  const derived = deriveBoundaries(toTopology({ county: collection }) as unknown as DivisionTopology, (code) => found.get(code) ?? code); // prettier-ignore
  const inner = derived.segments.filter(({ countyB }) => countyB !== null);
  const count = (level: string): number => derived.lines.filter((line) => line.level === level).length;

  test('243 pairs of neighbours make 173 county lines and 18 league lines', () => {
    expect([inner.length, count('county'), count('prefecture')]).toEqual([243, 173, 18]);
    expect(derived.lines.filter(({ level }) => level === 'prefecture').reduce((sum, line) => sum + line.segments, 0)).toBe(70); // prettier-ignore
    expect(derived.divisions).toHaveLength(1 + 12 + 103);
  });
  test('every league line has a name of its own', () => {
    const league = derived.lines.filter(({ level }) => level === 'prefecture').map(({ name }) => name);
    expect(new Set(league).size).toBe(18);
    expect(league).toEqual(expect.arrayContaining(['包乌线', '兴锡线', '兴通线', '兴呼线']));
  });
  // the reference was not measured on the ellipsoid; test/database/boundaries.test.ts compares with PostGIS to 1e-5
  test('lengths agree with the reference within 0.2 %', () => {
    type Reference = FeatureCollection<LineString | MultiLineString, { a: string; b: string; level: string; length_km: number }>; // prettier-ignore
    const reference = read<Reference>('boundary-lines-derived-vonng2018-wgs84.geojson').features;
    const pairs = reference.filter(({ properties }) => ['county', 'prefecture'].includes(properties.level));
    expect(pairs).toHaveLength(243);
    for (const { properties } of pairs) {
      const segment = inner.find(
        ({ countyA, countyB }) => countyA === properties.a && countyB === properties.b,
      );
      expect(Math.abs(segment!.lengthKm - properties.length_km)).toBeLessThan(Math.max(properties.length_km / 500, 0.001)); // prettier-ignore
    }
  });
});
