/**
 * How long the tiles of the pack take to build (in one thread, without reading the database) and to serve. The load
 * comes from the same process, so it is part of the cost.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { TileSetId } from '../../server/api/tiles.ts';
import { createAnswer } from '../../server/tiles/answer.ts';
import { buildPack } from '../../server/tiles/build.ts';
import { readCoverage } from '../../server/tiles/coverage.ts';
import type { PackFacts } from '../../server/tiles/pack.ts';
import { emptyPyramid, readPyramid, type Pyramid } from '../../server/tiles/pyramid.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import type { Tables } from '../../server/tiles/tile-set.ts';

const packFolder = new URL('../../data/packs/inner-mongolia/', import.meta.url);
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

const folder = mkdtempSync(join(tmpdir(), 'nutag-tiles-'));

function build(id: TileSetId): Pyramid {
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
  console.log(
    `${id.padEnd(11)} ${seconds.toFixed(2).padStart(6)} s (${worked.toFixed(2)} s CPU)  ${String(pyramid.tiles).padStart(7)} tiles  ` +
      `${(statSync(path).size / 1e6).toFixed(1).padStart(6)} MB  largest ${sizes.at(-1) ?? 0} B, p99 ${sizes[Math.floor(sizes.length * 0.99)] ?? 0} B gzip`,
  );
  return pyramid;
}

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

/** Requests a second over keep-alive connections from this very process: a floor, not a ceiling. */
async function serve(pyramids: Map<TileSetId, Pyramid>, seconds: number): Promise<void> {
  const answer = createAnswer(
    (set) => ({ current: pyramids.get(set) ?? emptyPyramid, previous: null, attribution: '' }),
    { host: '127.0.0.1', port: 0 },
  );
  const server = createServer((incoming, response) => void answer(incoming, response, 'staff'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const urls = [...pyramids].flatMap(([id, pyramid]) =>
    keysOf(id, pyramid).filter(([z], index) => z >= 4 && z <= 9 && index % 7 === 0).slice(0, 150).map((key) => `/tiles/${id}/${key.join('/')}.mvt`),
  ); // prettier-ignore
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  const one = (path: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      request({ port, path, agent, headers: { 'accept-encoding': 'br, gzip' } }, (incoming) => {
        if (incoming.statusCode !== 200) reject(new Error(`${incoming.statusCode} ${path}`));
        incoming.resume().on('end', () => {
          times.push(performance.now() - started);
          resolve();
        });
      }).on('error', reject).end(); // prettier-ignore
    });
  const client = async (first: number): Promise<void> => {
    for (let i = first; performance.now() < end; i += 1) await one(urls[i % urls.length]!);
  };
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: 50 }, (_, index) => client(index * 13)));
  const used = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(times.length * share)]!.toFixed(1);
  const each = (used.user + used.system) / times.length;
  console.log(
    `served      ${Math.round(times.length / seconds)} req/s with client and server in one process, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${each.toFixed(0)} us CPU a request (client included)`,
  );
  agent.destroy();
  server.close();
}

const pyramids = new Map(TileSetId.options.map((id) => [id, build(id)]));
await serve(pyramids, 4);
rmSync(folder, { recursive: true, force: true });
