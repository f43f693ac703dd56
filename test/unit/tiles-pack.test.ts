import { gunzipSync } from 'node:zlib';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { expect, test } from 'vitest';
import { encodeTile } from '../../server/tiles/mvt.ts';
import { Pack, type PackFacts } from '../../server/tiles/pack.ts';
import { readHeader, tileId } from '../../server/tiles/pmtiles.ts';
import { readPyramid } from '../../server/tiles/pyramid.ts';

const facts: PackFacts = {
  key: 'k1',
  name: 'test',
  attribution: '',
  minzoom: 0,
  maxzoom: 9,
  bounds: [97, 37, 127, 54],
  layers: [],
};

function written(pack: Pack): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-pack-'));
  pack.write(join(folder, 'deep', 'a.tiles'), facts);
  const file = readFileSync(join(folder, 'deep', 'a.tiles'));
  expect(existsSync(join(folder, 'deep', `a.tiles.${process.pid}.part`))).toBe(false);
  rmSync(folder, { recursive: true });
  return file;
}

test.each([
  [0, 0, 0, 0], [1, 0, 0, 1], [1, 0, 1, 2], [1, 1, 1, 3], [1, 1, 0, 4], [2, 0, 0, 5], [12, 3423, 1763, 19_078_479],
])('tile number of %i/%i/%i is %i (examples of the PMTiles specification)', (z, x, y, id) => {
  expect(tileId(z, x, y)).toBe(id);
}); // prettier-ignore

test('tile numbers are unique and dense in a zoom', () => {
  const ids = new Set<number>();
  for (let x = 0; x < 64; x += 1) for (let y = 0; y < 64; y += 1) ids.add(tileId(6, x, y));
  expect(ids.size).toBe(4096);
  expect(Math.max(...ids) - Math.min(...ids)).toBe(4095);
});

test('a pack of 40,000 tiles reads back, equal contents stored once, leaf directories used', () => {
  const pack = new Pack();
  const noise = (x: number, y: number): number =>
    Math.floor(((Math.sin(x * 12.9898 + y * 78.233) * 43_758.5453) % 1) * 1000);
  const bytes = (x: number, y: number): Buffer =>
    Buffer.from(x < 50 ? 'the same' : `${x}/${y} ${'abcdefgh'.repeat(Math.abs(noise(x, y)))}${noise(y, x)}`);
  for (let x = 0; x < 200; x += 1) for (let y = 0; y < 200; y += 1) pack.add(9, x, y, bytes(x, y));
  const file = written(pack);
  const header = readHeader(file);
  expect(header.leaves[1]).toBeGreaterThan(0);
  expect(header.root[0] + header.root[1]).toBeLessThanOrEqual(16_384);
  const pyramid = readPyramid(file);
  expect(pyramid.tiles).toBe(40_000);
  expect(pyramid.key).toBe('k1');
  expect(pyramid.origin).toEqual([]); // as in a file of an earlier release
  expect(pyramid.version).toBe(pack.version(facts));
  for (let x = 0; x < 200; x += 3)
    for (let y = 0; y < 200; y += 7)
      expect(gunzipSync(pyramid.get(9, x, y)!.gzip).equals(bytes(x, y))).toBe(true);
  expect(pyramid.get(9, 200, 0)).toBeNull();
  expect(pyramid.get(8, 0, 0)).toBeNull();
  expect(pyramid.get(9, 0, 0)!.gzip.byteOffset).toBe(pyramid.get(9, 49, 199)!.gzip.byteOffset);
});

test('a file that was cut short or is no pack is refused', () => {
  const pack = new Pack();
  pack.add(3, 1, 1, Buffer.from('x'.repeat(3000)));
  const file = written(pack);
  expect(() => readPyramid(file.subarray(0, file.length - 1))).toThrow();
  expect(() => readPyramid(file.subarray(0, 100))).toThrow('not a PMTiles');
  expect(() => readPyramid(Buffer.alloc(0))).toThrow();
  expect(readPyramid(written(new Pack())).tiles).toBe(0);
});

test('the version follows the content, not the order or the key', () => {
  const [a, b, c] = [new Pack(), new Pack(), new Pack()];
  a.add(2, 1, 1, Buffer.from('a'));
  a.add(2, 2, 1, Buffer.from('b'));
  b.add(2, 2, 1, Buffer.from('b'));
  b.add(2, 1, 1, Buffer.from('a'));
  c.add(2, 1, 1, Buffer.from('a'));
  expect(a.version(facts)).toBe(b.version({ ...facts, key: 'k2' }));
  expect(a.version(facts)).not.toBe(c.version(facts));
  expect(a.version(facts)).toMatch(/^[0-9a-f]{12}$/);
});

test('an encoded tile reads back: properties of every type, 9-digit ids, all geometry types', () => {
  const properties = { name: '呼和浩特', yes: true, no: false, ten: 10, minus: -7, half: 0.5, none: null };
  const raw = encodeTile([
    { name: 'a', features: [{ id: 150_102_001, kind: 'point', properties, paths: [[25, 4095]] }] },
    { name: 'empty', features: [] },
    { name: 'b', features: [
      { id: 1, kind: 'line', properties: {}, paths: [[0, 0, 10, 0, 10, 10], [-64, 5, 4160, 5]] },
      { id: 2, kind: 'polygon', properties: {}, paths: [[0, 0, 10, 0, 10, 10, 0, 10, 0, 0], [2, 2, 2, 4, 4, 4, 2, 2]] },
    ] },
  ]); // prettier-ignore
  const tile = new VectorTile(new PbfReader(raw));
  expect(Object.keys(tile.layers)).toEqual(['a', 'b']);
  expect(tile.layers['a']!.version).toBe(2);
  const point = tile.layers['a']!.feature(0);
  const { none: _none, ...kept } = properties;
  expect({ ...point.properties }).toEqual(kept);
  expect(point.id).toBe(150_102_001);
  expect(point.loadGeometry()).toEqual([[{ x: 25, y: 4095 }]]);
  expect(
    tile.layers['b']!.feature(0)
      .loadGeometry()
      .map((line) => line.length),
  ).toEqual([3, 2]);
  expect(tile.layers['b']!.feature(1).loadGeometry()[0]).toEqual([0, 0, 10, 0, 10, 10, 0, 10, 0, 0].flatMap((x, i, all) => (i % 2 === 0 ? [{ x, y: all[i + 1] }] : []))); // prettier-ignore
});
