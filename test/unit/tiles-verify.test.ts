import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { tileKey } from '../../server/tiles/cut.ts';
import { encodeTile } from '../../server/tiles/mvt.ts';
import { Pack, type PackFacts } from '../../server/tiles/pack.ts';
import { readPyramid } from '../../server/tiles/pyramid.ts';
import { verifyPyramid, type Expected } from '../../server/tiles/verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-verify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const point = (id: number) => ({
  id,
  properties: { name: `${id}` },
  kind: 'point' as const,
  paths: [[id, id]],
});
const tile = (...ids: number[]): Uint8Array => encodeTile([{ name: 'marker', features: ids.map(point) }]);
const expected = (ids: number[], tiles = [tileKey(0, 0), tileKey(1, 1)]): Expected => ({ zoom: 1, tiles, ids: new Map([['marker', new Set(ids)]]) }); // prettier-ignore

const facts: PackFacts = { key: 'k', minzoom: 1, maxzoom: 1, bounds: [97, 37, 127, 54], name: 'n', attribution: '', layers: [] }; // prettier-ignore

function written(name: string): string {
  const pack = new Pack();
  pack.add(1, 0, 0, tile(1, 2));
  pack.add(1, 1, 1, tile(3));
  const path = join(folder, name);
  pack.write(path, facts);
  return path;
}

describe('a pyramid that was written', () => {
  const path = written('good.tiles');
  const pyramid = readPyramid(readFileSync(path));
  test('shows what it was drawn from', () => expect(verifyPyramid(pyramid, expected([1, 2, 3]))).toEqual([]));
  test('without one feature of many it is shown, with a warning', () => {
    const many = new Pack();
    const ids = Array.from({ length: 200 }, (_, index) => index + 1);
    many.add(1, 0, 0, tile(...ids));
    many.write(join(folder, 'many.tiles'), facts);
    expect(
      verifyPyramid(
        readPyramid(readFileSync(join(folder, 'many.tiles'))),
        expected([...ids, 201], [tileKey(0, 0)]),
      ),
    ).toEqual(['marker: 1 of 201 features are in no tile of zoom 1: 201']);
  });
  test('without one feature of few too', () => {
    expect(verifyPyramid(pyramid, expected([1, 2, 3, 4]))).toEqual(['marker: 1 of 4 features are in no tile of zoom 1: 4']); // prettier-ignore
  });
  test('without two features of few, a tile, or with another layer it is refused', () => {
    expect(() => verifyPyramid(pyramid, expected([1, 2, 3, 4, 5]))).toThrow('marker: 2 of 5 features are in no tile of zoom 1: 4, 5'); // prettier-ignore
    expect(() => verifyPyramid(pyramid, expected([1, 2, 3], [tileKey(0, 1)]))).toThrow('tile 1/0/1 is not in the file'); // prettier-ignore
    expect(() => verifyPyramid(pyramid, { ...expected([]), ids: new Map() })).toThrow('no layer marker');
  });
  test('with a content that its hash does not name it is refused', () => {
    const bytes = readFileSync(path);
    const at = bytes.indexOf(Buffer.from(pyramid.get(1, 1, 1)!.hash, 'base64url'));
    bytes[at]! ^= 1;
    writeFileSync(path, bytes);
    expect(() => verifyPyramid(readPyramid(readFileSync(path)), expected([1, 2, 3]))).toThrow('tile 1/1/1 is not what was drawn'); // prettier-ignore
  });
});
