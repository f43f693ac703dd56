import { expect, test } from 'vitest';
import { groupOf } from '../../server/tiles/layers/places.ts';
import { buildPyramid } from './tiles-build.ts';
import { featuresOf, tilesIn } from './tiles-decode.ts';
import type { Pyramid } from '../../server/tiles/pyramid.ts';

const spread = (index: number): { lon: number; lat: number } => ({
  lon: 110 + ((index * 7919) % 9973) / 9973,
  lat: 41 + ((index * 104_729) % 9967) / 9967,
});
const place = Array.from({ length: 5000 }, (_, index) => ({
  id: index + 1, name: `地名${index}`, roman: null, mn: index === 0 ? 'ᠬᠥᠬᠡ' : '', class: '22200', importance: 1 + ((index * 31) % 9999), sample: true, ...spread(index),
})); // prettier-ignore

function ids(pyramid: Pyramid, zoom: number, layer: string): number[] {
  return [...tilesIn(pyramid, zoom)].flatMap(([, , tile]) =>
    featuresOf(tile, layer).map((feature) => feature.id!),
  );
}

test('places: all at z12, fewer with every zoom out, each in one tile, never gone and back', () => {
  const pyramid = buildPyramid('places', { place });
  let before = new Set(ids(pyramid, 12, 'place'));
  expect(before.size).toBe(5000);
  expect(ids(pyramid, 12, 'place')).toHaveLength(5000);
  for (let zoom = 11; zoom >= 3; zoom -= 1) {
    const shown = ids(pyramid, zoom, 'place');
    expect(shown.length).toBeGreaterThan(0);
    for (const id of shown) expect(before.has(id)).toBe(true);
    before = new Set(shown);
    for (const [, , tile] of tilesIn(pyramid, zoom))
      expect(featuresOf(tile, 'place').length).toBeLessThanOrEqual(256);
  }
  expect(before.size).toBeLessThan(10);
});

test('places: the order of the rows does not matter, ties go to the smaller id', () => {
  const even = place.map((row) => ({ ...row, importance: 5 }));
  const a = buildPyramid('places', { place: even });
  const b = buildPyramid('places', { place: [...even].reverse() });
  expect(b.version).toBe(a.version);
  expect(ids(a, 3, 'place')).toContain(1);
});

test('places: properties; an empty Mongolian name is left out', () => {
  const pyramid = buildPyramid('places', { place });
  const found = new Map(
    [...tilesIn(pyramid, 12)].flatMap(([, , tile]) =>
      featuresOf(tile, 'place').map((feature) => [feature.id, { ...feature.properties }]),
    ),
  );
  expect(found.get(1)).toEqual({
    name: '地名0',
    mn: 'ᠬᠥᠬᠡ',
    class: '22200',
    group: 'settlement',
    rank: 9999,
    sample: true,
  });
  expect(found.get(2)).not.toHaveProperty('mn');
});

test.each([
  ['12200', 'water'], ['24230', 'water'], ['13400', 'terrain'], ['22200', 'settlement'], ['21610', 'settlement'],
  ['21730', 'other'], ['23210', 'transport'], ['24100', 'facility'], ['25100', 'memorial'], ['27610', 'settlement'], ['9', 'other'], ['', 'other'],
])('class %s is %s', (code, group) => {
  expect(groupOf(code)).toBe(group);
}); // prettier-ignore

test('markers: thinned below z8 with the worst condition first, all from z8', () => {
  const marker = Array.from({ length: 500 }, (_, index) => ({
    id: index + 1, number: String(index), condition: index === 321 ? 'missing' : 'intact', type: null, line: 'L1', level: null,
    lon: 112 + index * 0.0001, lat: 42,
  })); // prettier-ignore
  const pyramid = buildPyramid('markers', { marker });
  expect(ids(pyramid, 8, 'marker')).toHaveLength(500);
  expect(ids(pyramid, 6, 'marker').length).toBeLessThan(5);
  expect(ids(pyramid, 6, 'marker')).toContain(322);
  expect(ids(pyramid, 12, 'marker')).toHaveLength(500);
});

test('facilities: below z6 one of each kind a cell, with the number that it stands for', () => {
  const facility = Array.from({ length: 90 }, (_, index) => ({
    id: index + 1, kind: index % 3 === 0 ? 'funeral_home' : 'relief_station', name: `站${index}`, status: index === 3 ? 'operating' : 'closed',
    county: '150102', sample: true, lon: 111.6 + index * 0.001, lat: 40.8,
  })); // prettier-ignore
  const pyramid = buildPyramid('facilities', { facility });
  const shown = [...tilesIn(pyramid, 4)].flatMap(([, , tile]) => featuresOf(tile, 'facility'));
  const counts = Object.fromEntries(
    shown.map((feature) => [feature.properties['kind'], feature.properties['count']]),
  );
  expect([shown.length, counts]).toEqual([2, { funeral_home: 30, relief_station: 60 }]);
  expect(shown.map((feature) => feature.id)).toContain(4); // the one that operates
  expect(ids(pyramid, 6, 'facility')).toHaveLength(90);
});
