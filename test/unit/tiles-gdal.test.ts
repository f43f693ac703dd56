import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeatureCollection, Geometry, Position } from 'geojson';
import { gunzipSync } from 'node:zlib';
import { tileIdToZxy } from 'pmtiles';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TileSetId } from '../../server/api/tiles.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import { programMissing } from '../support/gdal.ts';
import { packTables } from '../support/pack-tables.ts';
import { buildPyramid } from './tiles-build.ts';
import { featuresOf, tilesIn } from './tiles-decode.ts';

const missing = programMissing();
if (missing !== null) console.log(`${missing}: the tiles are not read by GDAL.`);

/** Tiles of the pack at z6, read by GDAL's driver as by the decoder of Mapbox. */
describe.skipIf(missing !== null)('GDAL reads', () => {
  const zoom = 6;
  const folder = mkdtempSync(join(tmpdir(), 'nutag-mvt-'));
  const pyramids = new Map<TileSetId, ReturnType<typeof buildPyramid>>();
  beforeAll(async () => {
    for (const set of TileSetId.options) {
      const pyramid = buildPyramid(set, await packTables[set](), { minzoom: zoom, maxzoom: zoom });
      pyramids.set(set, pyramid);
      for (const id of pyramid.index().ids) {
        const [z, x, y] = tileIdToZxy(id);
        mkdirSync(join(folder, set, `${z}`, `${x}`), { recursive: true });
        writeFileSync(join(folder, set, `${z}`, `${x}`, `${y}.pbf`), gunzipSync(pyramid.get(z, x, y)!.gzip));
      }
      const layers = tileSets[set].layers.map((layer) => ({ ...layer, minzoom: zoom, maxzoom: zoom }));
      writeFileSync(join(folder, set, 'metadata.json'), JSON.stringify({ format: 'pbf', minzoom: zoom, maxzoom: zoom, json: JSON.stringify({ vector_layers: layers }) })); // prettier-ignore
    }
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const read = (set: TileSetId, layer: string): FeatureCollection<Geometry, Record<string, unknown>> => {
    const out = join(folder, `${set}-${layer}.json`);
    execFileSync('ogr2ogr', ['-f', 'GeoJSON', '-lco', 'RFC7946=NO', out, `MVT:${join(folder, set, `${zoom}`)}`, layer], { stdio: ['ignore', 'ignore', 'pipe'] }); // prettier-ignore
    return JSON.parse(readFileSync(out, 'utf8')) as FeatureCollection<Geometry, Record<string, unknown>>;
  };
  const layers = TileSetId.options.flatMap((set) => tileSets[set].layers.map(({ id, fields }) => [set, id, fields] as const)); // prettier-ignore

  test.each(layers)('%s: %s, its ids and what it says', (set, layer, fields) => {
    const key = (id: unknown, said: Record<string, unknown>): string =>
      JSON.stringify([id, ...Object.keys(fields).map((name) => toText(said[name]))]);
    const ours = new Set<string>();
    for (const [, , tile] of tilesIn(pyramids.get(set)!, zoom))
      for (const { id, properties } of featuresOf(tile, layer)) ours.add(key(id, properties));
    const theirs = new Set(read(set, layer).features.map(({ properties }) => key(properties['mvt_id'], properties))); // prettier-ignore
    expect(ours.size).toBeGreaterThan(0);
    expect([...theirs].sort()).toEqual([...ours].sort());
  });

  test('banners fill the leagues and these the region, where GDAL cuts every tile at its edge', () => {
    const areas = new Map<unknown, number>();
    for (const { geometry, properties } of read('divisions', 'division').features)
      areas.set(properties['level'], (areas.get(properties['level']) ?? 0) + areaOf(geometry));
    const whole = areas.get('province')!;
    expect(whole).toBeGreaterThan(0);
    for (const level of ['prefecture', 'county']) expect(Math.abs(areas.get(level)! / whole - 1)).toBeLessThan(1e-9); // prettier-ignore
  });
});

/** A list or a truth may come back as text or number, by the type of the field. */
const toText = (value: unknown): string | null => (value === undefined || value === null ? null : String((value === true ? 1 : value === false ? 0 : value) as string | number)); // prettier-ignore

/** Square units of the geometry's own coordinates. */
function areaOf(geometry: Geometry): number {
  const ring = (points: Position[]): number => points.reduce((sum, [x = 0, y = 0], at) => {
    const [nextX = 0, nextY = 0] = points[(at + 1) % points.length]!;
    return sum + x * nextY - nextX * y;
  }, 0); // prettier-ignore
  const polygon = (rings: Position[][]): number => rings.reduce((sum, points, at) => sum + (at === 0 ? 1 : -1) * Math.abs(ring(points)), 0) / 2; // prettier-ignore
  if (geometry.type === 'Polygon') return polygon(geometry.coordinates);
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.reduce((sum, rings) => sum + polygon(rings), 0) : 0; // prettier-ignore
}
