import type { Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { toWebMap } from '../../server/crs/gcj02.ts';
import { displacementOf, moveOf } from '../../server/imports/kinds/coverage-displacement.ts';
import { assignFaces, type Face } from '../../server/imports/kinds/coverage-faces.ts';
import {
  areaText,
  cleanRings,
  isRealHole,
  placeFault,
  polygonsOf,
  rawFault,
} from '../../server/imports/kinds/coverage-geometry.ts';
import { box } from '../support/import-division-squares.ts';

/** A face from its box; what its edges have in common is found by equal points, so boxes that meet need equal corners. */
const face = (codes: string[], ring: Position[], m2 = 1, hole = false): Face => ({
  codes,
  m2,
  hole,
  rings: [ring],
});
const areas = (all: Record<string, number>) => new Map(Object.entries(all));

describe('who gets a face', () => {
  const left = [
    [0, 0],
    [4, 0],
    [4, 1],
    [4, 2],
    [0, 2],
    [0, 0],
  ]; // its right edge has a point at half height
  test('an overlap goes to the side with the longer common edge', () => {
    const overlap = [
      [4, 0],
      [5, 0],
      [5, 3],
      [4, 3],
      [4, 2],
      [4, 1],
      [4, 0],
    ];
    const right = [
      [5, 0],
      [9, 0],
      [9, 3],
      [5, 3],
      [5, 0],
    ];
    const owners = assignFaces(
      [face(['a'], left), face(['a', 'b'], overlap), face(['b'], right)],
      areas({ a: 100, b: 100 }),
    );
    expect(owners).toEqual(['a', 'b', 'b']); // 3 against 2
  });
  test('an overlap that is most of a division is its enclave', () => {
    const owners = assignFaces(
      [face(['a'], box(0, 0, 9, 9)), face(['a', 'b'], box(3, 3, 4, 4), 60)],
      areas({ a: 1000, b: 60 }),
    );
    expect(owners).toEqual(['a', 'b']);
  });
  test('a gap goes to the neighbour with the longest edge, a hole to none', () => {
    const gap = [
      [4, 0],
      [4.1, 0],
      [4.1, 2],
      [4, 2],
      [4, 1],
      [4, 0],
    ];
    const below = [
      [0, -1],
      [9, -1],
      [9, 0],
      [4.1, 0],
      [4, 0],
      [0, 0],
      [0, -1],
    ];
    const faces = (hole: boolean) => [face(['a'], left), face([], gap, 1, hole), face(['c'], below)];
    expect(assignFaces(faces(false), areas({ a: 9, c: 9 }))).toEqual(['a', 'a', 'c']);
    expect(assignFaces(faces(true), areas({ a: 9, c: 9 }))).toEqual(['a', null, 'c']);
  });
  test('a chain of overlaps is settled from its ends; what touches nothing of its own goes to the first', () => {
    const chain = [
      face(['a'], box(0, 0, 1, 1)),
      face(['a', 'b'], box(1, 0, 2, 1)),
      face(['a', 'b', 'c'], box(2, 0, 3, 1)),
    ];
    expect(assignFaces(chain, areas({ a: 9, b: 9, c: 9 }))).toEqual(['a', 'a', 'a']);
    expect(assignFaces([face(['b', 'c'], box(0, 0, 1, 1))], areas({ b: 9, c: 9 }))).toEqual(['b']);
    expect(assignFaces([face([], box(0, 0, 1, 1))], areas({}))).toEqual([null]);
  });
});

describe('a shift of the whole', () => {
  const places: [number, number][] = [
    [111, 40],
    [112, 41],
    [119, 45],
    [122, 50],
    [106, 39],
  ];
  test('is the median; single outliers do not count', () => {
    const moves = places.map(([lon, lat], index) =>
      moveOf([lon, lat], [lon + (index === 0 ? 1 : 0.003), lat]),
    );
    expect(displacementOf(moves)).toMatchObject({ looksLike: null });
    expect(displacementOf(moves)!.east).toBeCloseTo(0.003 * 111_320 * Math.cos((45 * Math.PI) / 180), -2);
  });
  test('none below 100 m, none without a common direction, none of two divisions', () => {
    expect(displacementOf(places.map(([lon, lat]) => moveOf([lon, lat], [lon + 0.0005, lat])))).toBeNull();
    const turning = places.map(([lon, lat], index) => moveOf([lon, lat], [lon + 0.01 * Math.cos(index * 2.5), lat + 0.01 * Math.sin(index * 2.5)])); // prettier-ignore
    expect(displacementOf(turning)).toBeNull();
    expect(
      displacementOf(places.slice(0, 2).map(([lon, lat]) => moveOf([lon, lat], [lon + 0.01, lat]))),
    ).toBeNull();
  });
  test('GCJ-02 is recognised, in both directions', () => {
    const pairs = places.map(([lon, lat]) => [[lon, lat], toWebMap('gcj02', lon, lat)] as const);
    expect(displacementOf(pairs.map(([wgs, gcj]) => moveOf(wgs as [number, number], gcj)))!.looksLike).toBe(
      'gcj02',
    );
    expect(displacementOf(pairs.map(([wgs, gcj]) => moveOf(gcj, wgs as [number, number])))!.looksLike).toBe(
      'gcj02-reversed',
    );
  });
});

describe('geometry as a file has it', () => {
  const ring = box(111, 40, 112, 41);
  test('polygons of any kind, and nothing else', () => {
    expect(polygonsOf({ type: 'Polygon', coordinates: [ring] })).toEqual([[ring]]);
    expect(polygonsOf({ type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [ring] }, { type: 'MultiPolygon', coordinates: [[ring]] }] })).toEqual([[ring], [ring]]); // prettier-ignore
    expect(
      polygonsOf({ type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }] }),
    ).toBeNull();
    expect(polygonsOf(null)).toBeNull();
    expect(polygonsOf({ type: 'Polygon', coordinates: [[111, 40]] } as never)).toBeNull();
    expect(polygonsOf({ type: 'MultiPolygon', coordinates: null } as never)).toBeNull();
  });
  test('faults of coordinates', () => {
    expect(rawFault([[ring]], true)).toBeNull();
    expect(rawFault([[[[111, Infinity]]]], false)?.check).toBe('coordinate-form');
    expect(rawFault([[[['111', 40] as never]]], true)?.check).toBe('coordinate-form');
    expect(rawFault([[[[40, 111]]]], true)?.check).toBe('axes-swapped');
    expect(placeFault([[ring]])).toBeNull();
    expect(placeFault([[box(11, 40, 12, 41)]])?.check).toBe('coordinate-range');
    expect(placeFault([[box(-179, 40, 179, 41)]])?.check).toBe('antimeridian');
  });
  test('rings are rounded, thinned of repetitions and closed', () => {
    const { polygons, faults } = cleanRings([[[[111, 40], [111, 40.00000001], [112, 40], [112, 41.123456789, 900]]]]); // prettier-ignore
    expect(polygons).toEqual([
      [
        [
          [111, 40],
          [112, 40],
          [112, 41.1234568],
          [111, 40],
        ],
      ],
    ]);
    expect(faults.map(({ check, at }) => [check, at])).toEqual([['ring-invalid', [111, 40]]]);
    const flat = cleanRings([
      [
        ring,
        [
          [111.1, 40.1],
          [111.2, 40.1],
          [111.1, 40.1],
        ],
      ],
      [
        [
          [1, 1],
          [2, 2],
          [1, 1],
        ],
      ],
    ]);
    expect(flat.polygons).toEqual([[ring]]); // an inner ring goes by itself, a shell with its polygon
    expect(flat.faults).toHaveLength(2);
  });
  test('holes and gaps, areas in words', () => {
    expect(isRealHole(1_344e6, 212_000)).toBe(true); // 加格达奇区
    expect(isRealHole(3.56e6, 18_600)).toBe(false); // the largest gap of the file of 2015
    expect(isRealHole(12e6, 60_000)).toBe(false); // 400 m wide
    expect([0.5, 1234, 123_456, 2.5e8].map(areaText)).toEqual([
      '0.50 m²',
      '1234 m²',
      '0.123 km²',
      '250.0 km²',
    ]);
  });
});
