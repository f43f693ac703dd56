import { expect, test } from 'vitest';
import { TileJson, TileSetId } from '../../server/api/tiles.ts';
import { emptyPyramid } from '../../server/tiles/pyramid.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import { tileJson } from '../../server/tiles/tilejson.ts';
import { tileJsonFaults } from '../support/tilejson-schema.ts';

const describeSet = (id: TileSetId, version: string): TileJson =>
  tileJson(tileSets[id], { current: { ...emptyPyramid, version }, previous: null, attribution: '民政部' }, 'http://localhost'); // prettier-ignore

test.each(TileSetId.options)('%s: valid by the schema of TileJSON 3.0.0', (id) => {
  for (const version of ['000000000000', '0123456789ab', 'ffffffffffff']) {
    const body = describeSet(id, version);
    expect(tileJsonFaults(body)).toEqual([]);
    expect(TileJson.parse(body)).toEqual(body);
    expect(body.tiles).toEqual([`http://localhost/tiles/${id}/v${version}/{z}/{x}/{y}.mvt`]);
  }
});

test('other tiles, another minor number, as the specification asks', () => {
  const minor = (version: string): string => describeSet('places', version).version.split('.')[1]!;
  const minors = ['000000000000', '000000000001', '100000000000', 'fffffffffffe', 'ffffffffffff'].map(minor);
  expect(new Set(minors).size).toBe(minors.length);
});

test('the schema refuses what the specification does not allow', () => {
  const good = describeSet('places', '0123456789ab');
  const faulty: object[] = [
    { tilejson: '2.2.0' },
    { tiles: [] },
    { tiles: ['http://localhost/{z}/{x}.mvt'] },
    { vector_layers: undefined },
    { vector_layers: [{ id: 'place' }] },
    { bounds: [97, 37, 127] },
    { bounds: [127, 37, 97, 54] },
    { maxzoom: 31 },
    { minzoom: 12.5 },
    { minzoom: 13 },
    { version: '0123456789ab' },
    { scheme: 'wms' },
  ];
  for (const fault of faulty) {
    const body = JSON.parse(JSON.stringify({ ...good, ...fault })) as unknown;
    expect(tileJsonFaults(body), JSON.stringify(fault)).not.toEqual([]);
  }
});
