import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TileSetId } from '../../../server/api/tiles.ts';
import { buildPack } from '../../../server/tiles/build.ts';
import { readCoverage } from '../../../server/tiles/coverage.ts';
import type { PackFacts } from '../../../server/tiles/pack.ts';
import { readPyramid, type Pyramid } from '../../../server/tiles/pyramid.ts';
import { tileSets } from '../../../server/tiles/sets.ts';
import type { Tables } from '../../../server/tiles/tile-set.ts';

const packFolder = new URL('../../../data/packs/inner-mongolia/', import.meta.url);
const topology = readFileSync(new URL('divisions.topo.json.gz', packFolder));

type Row = Record<string, string>;

/** A table of the pack, plain or gzipped. */
function table(name: string): Row[] {
  const bytes = readFileSync(new URL(name, packFolder));
  const [head = '', ...lines] = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes)
    .toString('utf8')
    .trim()
    .split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const values = line.split('\t');
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  });
}

const located = (row: Row): boolean => row['lon'] !== '';
const point = (row: Row): { lon: number; lat: number } => ({
  lon: Number(row['lon']),
  lat: Number(row['lat']),
});
const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** One line for each pair of counties. */
function lineRows(): Tables {
  const pairs = [...readCoverage(topology).edges.keys()].map((pair) => pair.split('|'));
  const geom = { type: 'MultiLineString', coordinates: [] };
  return {
    line: pairs.map(([a, b], id) => ({
      id,
      code: `L${id}`,
      name: `${a}${b}线`,
      level: 'county',
      sample: false,
      geom,
    })),
    segment: pairs.map(([a, b], id) => ({ id, line: id, a, b: orNull(b) })),
  };
}

/** The pack's rows, as the database would hand them over. Only entries that name a division are not told apart. */
const rowsOf: Record<TileSetId, () => Tables> = {
  divisions: () => ({
    topology: [{ topology }],
    division: table('divisions.tsv').map((row, id) => ({
      id, code: row['code'], name: row['name'], level: row['level'], parent: orNull(row['parent']), roman: orNull(row['roman']),
      mn: orNull(row['mongolian']), sample: false, lon: row['seat_lon'] === '' ? null : Number(row['seat_lon']),
      lat: row['seat_lat'] === '' ? null : Number(row['seat_lat']),
    })),
  }),
  boundaries: () => ({ topology: [{ topology }], ...lineRows() }),
  markers: () => ({
    marker: table('markers.tsv.gz').filter(located).map((row, id) => ({
      id, number: row['number'], condition: row['condition'], type: orNull(row['type']), line: row['line_code'], level: 'county', ...point(row),
    })),
  }),
  facilities: () => ({
    facility: table('facilities.tsv').filter(located).map((row, id) => ({
      id, kind: row['kind'], name: row['name'], status: row['status'], county: row['county_code'], sample: true, ...point(row),
    })),
  }),
  places: () => ({
    place: table('places.tsv.gz').filter(located).map((row) => ({
      id: Number(row['id']), name: row['name'], roman: orNull(row['roman']), mn: orNull(row['mongolian']), class: row['class'],
      importance: Number(row['importance']), sample: row['sample'] === '1', ...point(row),
    })),
  }),
}; // prettier-ignore

/** One set, drawn, compressed and written. */
export interface Built {
  set: TileSetId;
  seconds: number;
  cpuSeconds: number;
  tiles: number;
  bytes: number; // of the file
  largest: number; // bytes of a tile, gzip
  p99: number;
}

/** Builds the tiles of the built-in pack in this thread, without a database. */
export function buildAll(): Built[] {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-tiles-'));
  const built = TileSetId.options.map((id) => build(id, folder));
  rmSync(folder, { recursive: true });
  return built;
}

function build(id: TileSetId, folder: string): Built {
  const set = tileSets[id];
  const tables = rowsOf[id]();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const { pack, bounds } = buildPack(set, tables);
  const { minzoom, maxzoom, layers } = set;
  const facts: PackFacts = { key: 'bench', name: id, attribution: '', minzoom, maxzoom, bounds, layers };
  const path = join(folder, `${id}.tiles`);
  pack.write(path, facts);
  const seconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  const worked = (used.user + used.system) / 1e6;
  const pyramid = readPyramid(readFileSync(path));
  const sizes = keysOf(id, pyramid).map(([z, x, y]) => pyramid.get(z, x, y)!.gzip.length).sort((a, b) => a - b); // prettier-ignore
  return { set: id, seconds, cpuSeconds: worked, tiles: pyramid.tiles, bytes: statSync(path).size, largest: sizes.at(-1) ?? 0, p99: sizes[Math.floor(sizes.length * 0.99)] ?? 0 };
} // prettier-ignore

function keysOf(id: TileSetId, pyramid: Pyramid): [number, number, number][] {
  const { minzoom, maxzoom } = tileSets[id];
  const keys: [number, number, number][] = [];
  for (let z = minzoom; z <= maxzoom; z += 1) {
    const side = 2 ** z;
    for (let x = Math.floor(side * 0.765); x < side * 0.855; x += 1)
      for (let y = Math.floor(side * 0.31); y < side * 0.4; y += 1)
        if (pyramid.get(z, x, y) !== null) keys.push([z, x, y]);
  }
  return keys;
}
