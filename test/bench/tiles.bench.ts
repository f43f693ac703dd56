/**
 * How long tiles take to build and to serve. Run: npx tsx test/bench/tiles.bench.ts
 * Points are made up (seeded, clustered like settlements). The load comes from the same machine, so it is part of the cost.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnswer } from '../../server/tiles/answer.ts';
import { buildPack } from '../../server/tiles/build.ts';
import { readCoverage } from '../../server/tiles/coverage.ts';
import type { PackFacts } from '../../server/tiles/pack.ts';
import { emptyPyramid, readPyramid, type Pyramid } from '../../server/tiles/pyramid.ts';
import { tileSets } from '../../server/tiles/sets.ts';
import type { Tables } from '../../server/tiles/tile-set.ts';

const topology = new URL('../../data/packs/inner-mongolia/divisions.topo.json.gz', import.meta.url);

/** Uniform 0..1, the same on every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Points in the region's box: half of them within about 20 km of 1,000 centres. */
function points(count: number, seed: number): { lon: number; lat: number }[] {
  const next = random(seed);
  const free = (): { lon: number; lat: number } => ({ lon: 97.2 + next() * 28.8, lat: 37.5 + next() * 15.8 });
  const centres = Array.from({ length: 1000 }, free);
  return Array.from({ length: count }, () => {
    if (next() < 0.5) return free();
    const { lon, lat } = centres[Math.floor(next() * centres.length)]!;
    return { lon: lon + (next() + next() - 1) * 0.25, lat: lat + (next() + next() - 1) * 0.2 };
  });
}

const words = [
  '乌兰',
  '查干',
  '巴彦',
  '白音',
  '哈日',
  '浩特',
  '敖包',
  '淖尔',
  '塔拉',
  '嘎查',
  '营子',
  '图',
  '村',
  '河',
  '山',
  '苏木',
];

function rows(set: string): Tables {
  const next = random(7);
  const word = (): string => words[Math.floor(next() * words.length)]!;
  if (set === 'places') {
    const classes = ['22200', '22200', '21610', '12100', '13400', '23210', '25100', '27300'];
    return {
      place: points(265_800, 1).map((point, index) => ({
        id: index + 1, name: word() + word() + word(), roman: null, mn: null, class: classes[index % classes.length]!,
        importance: 1 + Math.floor(next() ** 4 * 9998), sample: true, ...point,
      })),
    }; // prettier-ignore
  }
  if (set === 'markers')
    return {
      marker: points(4000, 2).map((point, index) => ({
        id: index + 1, number: `1521${String(index % 1000).padStart(3, '0')}Q`, type: 'single', level: 'province', ...point,
        condition: index % 20 === 0 ? 'missing' : 'intact', line: `L${index % 300}`,
      })),
    }; // prettier-ignore
  if (set === 'facilities')
    return {
      facility: points(4000, 3).map((point, index) => ({
        id: index + 1, kind: `kind_${index % 8}`, name: word() + word(), status: 'operating', county: '150102', sample: true, ...point,
      })),
    }; // prettier-ignore
  if (!existsSync(topology)) return {};
  const coverage = [{ topology: readFileSync(topology) }];
  return set === 'divisions'
    ? { topology: coverage, division: divisionRows() }
    : { topology: coverage, ...lineRows() };
}

/** One line for each pair of counties. */
function lineRows(): Tables {
  const pairs = [...readCoverage(readFileSync(topology)).edges.keys()].map((pair) => pair.split('|'));
  return {
    line: pairs.map(([a, b], index) => ({
      id: index + 1, code: `L${index}`, name: `${a}${b}线`, level: 'county', sample: false, geom: { type: 'MultiLineString', coordinates: [] },
    })),
    segment: pairs.map(([a, b], index) => ({ id: index + 1, line: index + 1, a, b: b === '' ? null : b })),
  }; // prettier-ignore
}

/** The codes and names of the pack; without seats. */
function divisionRows(): unknown[] {
  const lines = readFileSync(new URL('./sources/divisions.tsv', topology), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  return lines.map((line, index) => {
    const [code, level, name, roman, mn, parent] = line.split('\t');
    return {
      id: index + 1,
      code,
      level,
      name,
      roman: roman || null,
      mn: mn || null,
      parent: parent || null,
      sample: false,
      lon: null,
      lat: null,
    };
  });
}

const folder = mkdtempSync(join(tmpdir(), 'nutag-tiles-'));

function build(id: string): Pyramid {
  const set = tileSets[id as keyof typeof tileSets];
  const tables = rows(id);
  const started = performance.now();
  const { pack, bounds } = buildPack(set, tables);
  const { minzoom, maxzoom, layers } = set;
  const facts: PackFacts = { key: 'bench', name: id, attribution: '', minzoom, maxzoom, bounds, layers };
  const path = join(folder, `${id}.tiles`);
  pack.write(path, facts);
  const seconds = (performance.now() - started) / 1000;
  const pyramid = readPyramid(readFileSync(path));
  const sizes = keysOf(id, pyramid).map(([z, x, y]) => pyramid.get(z, x, y)!.gzip.length).sort((a, b) => a - b); // prettier-ignore
  console.log(
    `${id.padEnd(11)} ${seconds.toFixed(2).padStart(6)} s  ${String(pyramid.tiles).padStart(7)} tiles  ` +
      `${(statSync(path).size / 1e6).toFixed(1).padStart(6)} MB  largest ${sizes.at(-1) ?? 0} B, p99 ${sizes[Math.floor(sizes.length * 0.99)] ?? 0} B gzip`,
  );
  return pyramid;
}

function keysOf(id: string, pyramid: Pyramid): [number, number, number][] {
  const { minzoom, maxzoom } = tileSets[id as keyof typeof tileSets];
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
async function serve(pyramids: Map<string, Pyramid>, seconds: number): Promise<void> {
  const answer = createAnswer(
    (set) => ({ current: pyramids.get(set) ?? emptyPyramid, previous: null, attribution: '' }),
    { host: '127.0.0.1', port: 0 },
  );
  const server = createServer((incoming, response) => void answer(incoming, response));
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

const pyramids = new Map(Object.keys(tileSets).map((id) => [id, build(id)]));
await serve(pyramids, 4);
rmSync(folder, { recursive: true, force: true });
