import { validateStyleMin, type StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import { expect, test } from 'vitest';
import { TileJson, TileSetId } from '../../server/api/tiles.ts';
import { setsFor } from '../../server/tiles/audience-sets.ts';
import { emptyPyramid } from '../../server/tiles/pyramid.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import { buildSetStyle, buildStyle } from '../../server/tiles/style.ts';
import { tileJson } from '../../server/tiles/tilejson.ts';

const style = buildStyle('https://map.example.cn') as unknown as StyleSpecification;

test('the style has no fault by the validator of MapLibre, which does find faults', () => {
  expect(validateStyleMin(style)).toEqual([]);
  const wrong = structuredClone(style);
  Object.assign(wrong.layers[1]!, { paint: { 'fill-colour': '#fff' } });
  expect(validateStyleMin(wrong)).not.toEqual([]);
});

test('the style of the public has nothing of what only staff may see, and is valid', () => {
  const open = buildStyle('https://map.example.cn', setsFor('public')) as unknown as StyleSpecification;
  expect(validateStyleMin(open)).toEqual([]);
  expect(Object.keys(open.sources)).not.toContain('markers');
  expect(open.layers).toEqual(
    style.layers.filter((layer) => !('source' in layer) || layer.source !== 'markers'),
  );
});

test.each(TileSetId.options)(
  '%s: a style of its own, valid, with its layers of the whole style and no ground',
  (id) => {
    const own = buildSetStyle('https://map.example.cn', id) as unknown as StyleSpecification;
    expect(validateStyleMin(own)).toEqual([]);
    expect(own.layers).toEqual(style.layers.filter((layer) => 'source' in layer && layer.source === id));
    expect(own.layers.length).toBeGreaterThan(0);
    expect(Object.keys(own.sources)).toEqual([id]);
  },
);

test('each layer of the style is one that its set has, and reads only what that layer holds', () => {
  for (const layer of style.layers) {
    if (layer.type === 'background') continue;
    const { source, 'source-layer': name } = layer as { source: TileSetId; 'source-layer': string };
    const found = tileSets[source].layers.find(({ id }) => id === name);
    expect(found, layer.id).toBeDefined();
    for (const [, property] of JSON.stringify(layer).matchAll(/\["get","(\w+)"\]/g))
      expect(Object.keys(found!.fields), layer.id).toContain(property);
  }
});

/** What TileJSON 3.0.0 demands: https://github.com/mapbox/tilejson-spec/blob/master/3.0.0/schema.json and sections 3.1-3.15. */
test.each(TileSetId.options)('%s: TileJSON 3.0.0', (id) => {
  const shelf = { current: { ...emptyPyramid, version: '0123456789ab', bounds: [97, 37, 127, 54] as [number, number, number, number] }, previous: null, attribution: '民政部' }; // prettier-ignore
  const document = tileJson(tileSets[id], shelf, 'https://map.example.cn');
  expect(TileJson.parse(document)).toEqual(document);
  expect(document.tilejson).toMatch(/^3\.0\.\d+$/);
  expect(document.tiles.length).toBeGreaterThan(0);
  for (const tile of document.tiles) {
    expect(URL.canParse(tile.replaceAll(/[{}]/g, ''))).toBe(true);
    for (const part of ['{z}', '{x}', '{y}']) expect(tile).toContain(part);
  }
  const { minzoom, maxzoom, bounds, vector_layers: layers } = document;
  for (const zoom of [minzoom, maxzoom]) expect(Number.isInteger(zoom) && zoom >= 0 && zoom <= 30).toBe(true);
  expect(minzoom).toBeLessThanOrEqual(maxzoom);
  const [west, south, east, north] = bounds as [number, number, number, number];
  expect(west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north).toBe(true); // prettier-ignore
  expect(layers.length).toBeGreaterThan(0);
  expect(new Set(layers.map((layer) => layer.id)).size).toBe(layers.length);
  for (const layer of layers) for (const [name, type] of Object.entries(layer.fields)) expect([typeof name, typeof type]).toEqual(['string', 'string']); // prettier-ignore
  expect([typeof document.attribution, typeof document.name, typeof document.version]).toEqual(['string', 'string', 'string']); // prettier-ignore
});
