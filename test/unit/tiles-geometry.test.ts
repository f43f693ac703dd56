import type { VectorTileFeature } from '@mapbox/vector-tile';
import type { Point } from 'geojson';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Pyramid } from '../../server/tiles/pyramid.ts';
import { buildPyramid } from './tiles-build.ts';
import { areaOf, decode, difference, EdgeSum, featuresOf, tilesIn } from './tiles-decode.ts';
import { enclave, makeRegion, speck } from './tiles-region.ts';

const zooms = Array.from({ length: 11 }, (_, zoom) => zoom);
const region = makeRegion();
const tables = {
  topology: [{ topology: region.gzipped }],
  division: region.divisions,
  line: region.lines,
  segment: region.segments,
};

const ofLevel = (features: VectorTileFeature[], level: string): VectorTileFeature[] =>
  features.filter((feature) => feature.properties['level'] === level);
/** The square of 2 units that stands for a division too small for the zoom: here the speck, until z5. */
const isDot = (feature: VectorTileFeature, zoom: number): boolean =>
  zoom < 6 && feature.id === Number(speck) && areaOf([feature]) === 4;

describe('division tiles', () => {
  let pyramid: Pyramid & { warnings: string[] };
  let lines: Pyramid & { warnings: string[] };
  beforeAll(() => {
    pyramid = buildPyramid('divisions', tables);
    lines = buildPyramid('boundaries', tables);
  });

  test.each(zooms)('z%i: counties and prefectures fill the province without an overlap or a gap', (zoom) => {
    let tiles = 0;
    for (const [, , tile] of tilesIn(pyramid, zoom)) {
      const all = featuresOf(tile, 'division').filter((feature) => !isDot(feature, zoom));
      const [province, prefectures, counties] = ['province', 'prefecture', 'county'].map((level) =>
        ofLevel(all, level),
      );
      const whole = new EdgeSum().add(province!);
      const parts = new EdgeSum().add(counties!);
      expect(difference(new EdgeSum().add(prefectures!), whole)).toEqual([]);
      expect(difference(parts, whole)).toEqual([]);
      expect(areaOf(counties!)).toBe(areaOf(province!));
      for (const feature of all) expect(areaOf([feature])).toBeGreaterThan(0);
      tiles += 1;
    }
    expect(tiles).toBeGreaterThan(0);
  });

  test.each(zooms)('z%i: no division vanishes', (zoom) => {
    const seen = new Set<unknown>();
    for (const [, , tile] of tilesIn(pyramid, zoom))
      for (const feature of featuresOf(tile, 'division')) seen.add(feature.id);
    const wanted = region.divisions.filter((row) => row.level !== 'township').map((row) => Number(row.code));
    expect(seen).toEqual(new Set(wanted));
  });

  test('the enclave is a polygon from z4, the speck of 100 m a dot until z5', () => {
    const shapes = (zoom: number, id: string): VectorTileFeature[] =>
      [...tilesIn(pyramid, zoom)].flatMap(([, , tile]) =>
        featuresOf(tile, 'division').filter((feature) => feature.id === Number(id)),
      );
    expect(shapes(4, enclave)).toHaveLength(1);
    expect(areaOf(shapes(4, enclave))).toBeGreaterThan(1000);
    expect(shapes(4, speck).every((feature) => isDot(feature, 4))).toBe(true);
    expect(areaOf(shapes(6, speck))).toBe(1);
    expect(shapes(10, speck).some((feature) => areaOf([feature]) > 4)).toBe(true);
  });

  test.each(zooms)('z%i: boundary lines run along the edges of the polygons', (zoom) => {
    for (const [x, y, tile] of tilesIn(lines, zoom)) {
      const polygons = new EdgeSum();
      polygons.add(featuresOf(decode(pyramid, zoom, x, y), 'division'));
      const edges = new EdgeSum();
      for (const feature of featuresOf(tile, 'boundary')) if (!isSpeckLine(feature)) edges.add([feature]);
      for (const edge of edges.uses.keys())
        expect(polygons.uses.has(edge), `${zoom}/${x}/${y} ${edge}`).toBe(true);
    }
  });
  const isSpeckLine = (feature: VectorTileFeature): boolean =>
    String(feature.properties['name']).includes(speck);

  test.each(zooms)('z%i: every line is there with its id, code and level', (zoom) => {
    const seen = new Map<number, string>();
    for (const [, , tile] of tilesIn(lines, zoom))
      for (const feature of featuresOf(tile, 'boundary'))
        seen.set(feature.id!, `${feature.properties['code']} ${feature.properties['level']}`);
    for (const line of region.lines) expect(seen.get(line.id)).toBe(`${line.code} ${line.level}`);
    expect(lines.warnings).toEqual([]);
  });

  test('labels: one for each division, at the zooms of its level', () => {
    const labels = (zoom: number): string[] =>
      [...tilesIn(pyramid, zoom)].flatMap(([, , tile]) =>
        featuresOf(tile, 'division_label').map((feature) => String(feature.properties['code'])),
      );
    expect(labels(2)).toEqual(['150000']);
    expect(labels(4).sort()).toEqual(['150100', '150200']);
    expect(labels(5)).not.toContain(speck); // too small for z5
    expect(labels(6)).toHaveLength(2 + 14);
    expect(labels(8)).toContain('150101001');
    expect(new Set(labels(10)).size).toBe(labels(10).length);
  });

  test('a seat outside its polygon: the label stands at the pole of what is drawn', () => {
    const seated = region.divisions.map((row) =>
      row.code === enclave ? { ...row, lon: 116, lat: 41 } : row,
    );
    const moved = buildPyramid('divisions', { ...tables, division: seated });
    for (const zoom of [6, 8, 10]) {
      const found = [...tilesIn(moved, zoom)].flatMap(([x, y, tile]) =>
        featuresOf(tile, 'division_label')
          .filter(({ id }) => id === Number(enclave))
          .map((label) => (label.toGeoJSON(x, y, zoom).geometry as Point).coordinates as [number, number]),
      );
      expect(found, `z${zoom}`).toHaveLength(1);
      const [lon, lat] = found[0]!;
      // the enclave is a square of 0.4 degrees around 111, 44
      expect([Math.abs(lon - 111) < 0.02, Math.abs(lat - 44) < 0.02], `z${zoom} ${lon} ${lat}`).toEqual([
        true,
        true,
      ]);
    }
  });

  test('the same input gives the same bytes', () => {
    const again = buildPyramid('divisions', { ...tables, division: [...region.divisions].reverse() });
    expect(again.version).toBe(pyramid.version);
  });

  test('nothing loaded gives an empty pyramid', () => {
    expect(buildPyramid('divisions', {}).tiles).toBe(0);
    expect(buildPyramid('boundaries', {}).bounds[0]).toBe(-180);
  });
});

test('a line without arcs of its own is drawn from its geometry, and reported', () => {
  const alone = { id: 99, code: 'Y1', name: '独线', level: 'county', sample: true };
  const geom = { type: 'MultiLineString' as const, coordinates: [[[111, 44.5], [111.5, 44.4], [112, 44.6]]] }; // prettier-ignore
  const built = buildPyramid('boundaries', { ...tables, line: [...region.lines, { ...alone, geom }] });
  expect(built.warnings).toEqual(['line Y1 has no arc of the divisions: drawn from its own geometry']);
  const ids = [...tilesIn(built, 7)].flatMap(([, , tile]) =>
    featuresOf(tile, 'boundary').map((feature) => feature.id),
  );
  expect(ids).toContain(99);
});

test('arcs find their line by geometry where two lines have the same pair of counties', () => {
  const [first] = region.segments.filter((segment) => segment.b === null);
  const outside = region.lines.find((line) => line.id === first!.line)!;
  const twin = { ...outside, id: 77, code: 'Z1', geom: { type: 'MultiLineString' as const, coordinates: [[[0, 0], [1, 1]]] } }; // prettier-ignore
  const own = arcsAsLines(first!.a);
  const built = buildPyramid('boundaries', {
    ...tables,
    line: [
      ...region.lines.filter((line) => line !== outside),
      { ...outside, geom: { type: 'MultiLineString', coordinates: own } },
      twin,
    ],
    segment: [...region.segments, { id: 500, line: 77, a: first!.a, b: null }],
  });
  expect(built.warnings).toEqual(['line Z1 has no arc of the divisions: drawn from its own geometry']);
});

/** The outer arcs of a county in degrees, from the quantized or plain topology. */
function arcsAsLines(county: string): number[][][] {
  const shape = region.topology.objects.county.geometries.find((geometry) => geometry.id === county)!;
  const arcs = 'arcs' in shape ? (shape.arcs as number[][][]).flat(2) : [];
  return arcs.map((arc) => region.topology.arcs[arc < 0 ? ~arc : arc]!.map((point) => [...point]));
}
