import { gunzipSync } from 'node:zlib';
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { tileIdToZxy } from 'pmtiles';
import { beforeAll, describe, expect, test } from 'vitest';
import { TileSetId } from '../../server/api/tiles.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import type { Tables } from '../../server/tiles/tile-set.ts';
import { packTables } from '../support/pack-tables.ts';
import { buildPyramid } from './tiles-build.ts';
import { featuresOf } from './tiles-decode.ts';

/** What the pyramids of the built-in pack keep, in every tile of every zoom. */
type Built = ReturnType<typeof buildPyramid>;
type Row = Record<string, unknown> & { id: number };

const sets = TileSetId.options;
const pyramids = new Map<TileSetId, Built>();
const tables = new Map<TileSetId, Tables>();
const rowsOf = (set: TileSetId, table: string): Row[] => tables.get(set)![table] as Row[];

beforeAll(async () => {
  for (const set of sets) {
    tables.set(set, await packTables[set]());
    pyramids.set(set, buildPyramid(set, tables.get(set)!));
  }
}, 300_000);

interface Numbered {
  z: number;
  x: number;
  y: number;
  gzip: Buffer;
}

/** Every tile of a set that has content; their numbers are read by the `pmtiles` library. */
function* tilesOf(set: TileSetId): Generator<Numbered> {
  const pyramid = pyramids.get(set)!;
  for (const id of pyramid.index().ids) {
    const [z, x, y] = tileIdToZxy(id);
    yield { z, x, y, gzip: pyramid.get(z, x, y)!.gzip };
  }
}

const decoded = ({ gzip }: Numbered): VectorTile => new VectorTile(new PbfReader(gunzipSync(gzip)));

/** Ids of a layer by zoom. @param meanwhile sees every feature on the way */
function idsByZoom(
  set: TileSetId,
  layer: string,
  meanwhile: (feature: VectorTileFeature, zoom: number) => void = () => undefined,
): Map<number, Set<number>> {
  const { minzoom, maxzoom } = tileSets[set];
  const found = new Map<number, Set<number>>();
  for (let zoom = minzoom; zoom <= maxzoom; zoom += 1) found.set(zoom, new Set());
  for (const tile of tilesOf(set))
    for (const feature of featuresOf(decoded(tile), layer)) {
      found.get(tile.z)!.add(feature.id!);
      meanwhile(feature, tile.z);
    }
  return found;
}

const missing = <T>(wanted: Iterable<T>, found: ReadonlySet<T>): T[] => [...wanted].filter((one) => !found.has(one)); // prettier-ignore

describe('nothing vanishes', () => {
  test('every province, league and banner has its polygon at every zoom', () => {
    const codes = rowsOf('divisions', 'division').filter(({ level }) => level !== 'township').map(({ code }) => Number(code)); // prettier-ignore
    expect(codes).toHaveLength(1 + 12 + 103);
    for (const [zoom, found] of idsByZoom('divisions', 'division'))
      expect(missing(codes, found), `z${zoom}`).toEqual([]);
  });

  test('every division has its label from the zoom of its level to the last; the province while it is looked at as a whole', () => {
    const from = { province: 0, prefecture: 3, county: 6, township: 8 } as const;
    for (const [zoom, found] of idsByZoom('divisions', 'division_label')) {
      const wanted = rowsOf('divisions', 'division').filter(({ level }) => zoom >= from[level as keyof typeof from] && (level !== 'province' || zoom <= 3)); // prettier-ignore
      expect(missing(wanted.map(({ code }) => Number(code)), found), `z${zoom}`).toEqual([]); // prettier-ignore
    }
  });

  test('every line is drawn at every zoom, every meeting point from z6', () => {
    const lines = rowsOf('boundaries', 'line').map(({ id }) => id);
    const points = rowsOf('boundaries', 'meetingPoint').map(({ id }) => id);
    for (const [zoom, found] of idsByZoom('boundaries', 'boundary'))
      expect(missing(lines, found), `z${zoom}`).toEqual([]);
    for (const [zoom, found] of idsByZoom('boundaries', 'meeting_point'))
      expect(missing(zoom < 6 ? [] : points, found), `z${zoom}`).toEqual([]);
  });

  test.each([
    ['markers', 'marker', 8],
    ['facilities', 'facility', 6],
    ['places', 'place', 12],
  ] as const)(
    '%s: all from the zoom of all; below it who is shown stays shown',
    (set, layer, full) => {
      const ids = rowsOf(set, layer).map(({ id }) => id);
      const found = idsByZoom(set, layer);
      const { minzoom, maxzoom } = tileSets[set];
      expect(found.get(minzoom)!.size).toBeGreaterThan(0);
      for (let zoom = minzoom; zoom <= maxzoom; zoom += 1) {
        const wanted = zoom >= full ? ids : (found.get(zoom - 1) ?? []);
        expect(missing(wanted, found.get(zoom)!), `z${zoom}`).toEqual([]);
      }
      expect(found.get(maxzoom)!.size).toBe(ids.length);
    },
    60_000,
  );
});

/** Whether a point is in rings taken together (even-odd), or on their edge. */
function holds(rings: { x: number; y: number }[][], { x, y }: { x: number; y: number }): boolean {
  let inside = false;
  for (const ring of rings)
    for (let i = 0; i + 1 < ring.length; i += 1) {
      const [a, b] = [ring[i]!, ring[i + 1]!];
      const cross = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
      const between = Math.min(a.x, b.x) <= x && x <= Math.max(a.x, b.x) && Math.min(a.y, b.y) <= y && y <= Math.max(a.y, b.y); // prettier-ignore
      if (cross === 0 && between) return true;
      if (a.y > y !== b.y > y && x < a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y)) inside = !inside;
    }
  return inside;
}

test('every label stands in the polygon of its division, that of a township in its banner, as drawn at the same zoom', () => {
  const parents = new Map(rowsOf('divisions', 'division').map(({ code, level, parent }) => [Number(code), Number(level === 'township' ? parent : code)])); // prettier-ignore
  const astray: string[] = [];
  let labels = 0;
  for (const tile of tilesOf('divisions')) {
    const content = decoded(tile);
    const polygons = new Map(featuresOf(content, 'division').map((feature) => [feature.id!, feature]));
    for (const label of featuresOf(content, 'division_label')) {
      labels += 1;
      const point = label.loadGeometry()[0]![0]!;
      const polygon = polygons.get(parents.get(label.id!)!);
      if (polygon === undefined || !holds(polygon.loadGeometry(), point))
        astray.push(`z${tile.z} ${String(label.properties['name'])} ${label.id}`);
    }
  }
  expect(astray).toEqual([]);
  expect(labels).toBeGreaterThan(1149);
});

test('ids are whole numbers of 32 bits, and one in a tile is one feature', () => {
  for (const set of sets)
    for (const tile of tilesOf(set)) {
      if (tile.z > 9 && set === 'places') continue; // the same rows as at z9 and below, but many more tiles
      const content = decoded(tile);
      for (const { id: layer } of tileSets[set].layers) {
        const ids = featuresOf(content, layer).map(({ id }) => id);
        expect(ids.every((id) => Number.isInteger(id) && id! > 0 && id! < 2 ** 32)).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
      }
    }
}, 60_000);

describe('size', () => {
  test('the largest tile has at most 150 KB gzip, and 99 of 100 at most 30 KB, of each set and of all', () => {
    const all: number[] = [];
    for (const set of sets) {
      const sizes = Array.from(tilesOf(set), ({ gzip }) => gzip.length).sort((a, b) => a - b);
      const [p99, largest] = [percentile(sizes, 0.99), sizes.at(-1)!];
      console.log(
        `${set}: ${sizes.length} tiles, p99 ${kilobytes(p99)} KB, largest ${kilobytes(largest)} KB`,
      );
      expect(largest, set).toBeLessThanOrEqual(150_000);
      expect(p99, set).toBeLessThanOrEqual(30_000);
      all.push(...sizes);
    }
    all.sort((a, b) => a - b);
    expect(percentile(all, 0.99)).toBeLessThanOrEqual(30_000);
  });

  test('all sets together take at most 60 MB on disk', () => {
    const bytes = sets.reduce((sum, set) => sum + pyramids.get(set)!.file.length, 0);
    console.log(`all sets: ${(bytes / 1e6).toFixed(1)} MB`);
    expect(bytes).toBeLessThanOrEqual(60_000_000);
  });
});

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.ceil(sorted.length * share) - 1]!; // prettier-ignore
const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
