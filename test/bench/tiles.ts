import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../../server/config.ts';
import { startService } from '../support/service.ts';
import { printTable, quantile } from './search/table.ts';
import { buildAll } from './tiles/build.ts';
import { countItems } from './tiles/items.ts';
import { asFastAsItGoes, inOrder, type Answered, type Loaded } from './tiles/load.ts';
import { parsePeer, type Peer } from './tiles/peers.ts';
import { figuresOf } from './tiles/server.ts';
import { pathOf, walk, type Wanted } from './tiles/walk.ts';

// npm run bench -- tiles [--seconds 8] [--rounds 3] [--json FILE] [--peer NAME=URL ...] [--no-build]
// How long the tiles of the built-in pack take to build, and how they are served: a fixed walk of 1,000 tiles, cold (right after the
// start), warm, and as fast as it goes over 50 connections. A peer gets the same walk in turns with us; its URL has {z}, {x}, {y}, and
// {set} where it has the sets apart. Only addresses of this machine. Reads DATABASE_URL, or the embedded database of NUTAG_HOME
// (default data/local; stop the service first), and writes nothing there but what every start writes.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
    peer: { type: 'string', multiple: true, default: [] },
    'no-build': { type: 'boolean', default: false },
  },
});
const seconds = Math.min(60, Number(values.seconds));
const rounds = Math.min(20, Number(values.rounds));
const peers = values.peer.map(parsePeer);
const coded = { 'accept-encoding': 'br, gzip' };
const kb = (bytes: number): string => (bytes / 1000).toFixed(1);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const config = readConfig();
const report: Record<string, unknown> = { node: process.version, at: new Date().toISOString() };

if (!values['no-build']) {
  const built = buildAll();
  report['build'] = built;
  printTable(
    ['set', 's', 's CPU', 'tiles', 'MB', 'largest kB', 'p99 kB'],
    built.map((each) => [each.set, each.seconds.toFixed(2), each.cpuSeconds.toFixed(2), String(each.tiles), (each.bytes / 1e6).toFixed(1), kb(each.largest), kb(each.p99)]),
  ); // prettier-ignore
}

if (config.databaseUrl === null && !existsSync(join(config.home, 'database'))) {
  console.log(`No database in ${config.home}: start the service once, or set DATABASE_URL or NUTAG_HOME.`);
} else {
  const service = await startService(config.home, config.databaseUrl, { NUTAG_LOG: 'error', NUTAG_CHECK_ANSWERS: 'off', NODE_ENV: 'production', NUTAG_DRAIN: '0' }); // prettier-ignore
  try {
    await measure(service.url);
  } finally {
    await service.stop();
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);

async function measure(url: string): Promise<void> {
  const tiles = walk(1000);
  const paths = tiles.map(pathOf);
  const cold = await inOrder(url, paths, coded);
  const warm = await inOrder(url, paths, coded);
  const gzip = await inOrder(url, paths, { 'accept-encoding': 'gzip' });
  report['walk'] = bySetAndZoom(tiles, cold, warm, gzip);

  const there = tiles.map((tile, at) => ({ tile, etag: warm[at]!.etag, status: warm[at]!.status })).filter(({ status }) => status === 200); // prettier-ignore
  const mixed = there.map(({ tile }) => ({ path: pathOf(tile), headers: coded }));
  const known = there.map(({ tile, etag }) => ({ path: pathOf(tile), headers: { ...coded, 'if-none-match': etag } })); // prettier-ignore
  console.log(`\n${there.length} of the 1,000 tiles hold something; as fast as it goes, 50 connections, ${rounds} x ${seconds} s, load generator on this machine`); // prettier-ignore
  const runs = new Map<string, Run[]>();
  const note = (name: string, run: Run): void => void runs.set(name, [...(runs.get(name) ?? []), run]);
  for (let round = 0; round < rounds; round += 1) {
    note('nutag', await timed(url, () => asFastAsItGoes(url, mixed, seconds)));
    for (const peer of peers) note(peer.name, await ofPeer(peer, there.map(({ tile }) => tile))); // prettier-ignore
    note('nutag 304', await timed(url, () => asFastAsItGoes(url, known, seconds)));
  }
  const medians = [...runs].map(([name, own]) => ({ name, ...median(own) }));
  report['load'] = medians;
  printTable(
    ['server', 'requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'MB/s', 'us CPU each', 'failed', 'of ours'],
    medians.map((run) => [run.name, run.rate.toFixed(0), run.p50.toFixed(1), run.p95.toFixed(1), run.p99.toFixed(1), run.mbPerSecond.toFixed(0), Number.isNaN(run.cpuMicros) ? '-' : run.cpuMicros.toFixed(0), String(run.failed), `${(run.rate / medians[0]!.rate).toFixed(3)}x`]),
  ); // prettier-ignore

  const items = await countItems(url);
  report['items'] = items;
  console.log('\nitems, page after page by their next links');
  printTable(['list', 'features', 's', 'features/s', 'first ms', 'last ms'], items.map((list) => [list.name, String(list.features), list.seconds.toFixed(2), (list.features / list.seconds).toFixed(0), list.firstMs.toFixed(1), list.lastMs.toFixed(1)])); // prettier-ignore
  const { rssBytes, heapBytes } = await figuresOf(url);
  report['memory'] = { rssBytes, heapBytes };
  console.log(
    `\nmemory: ${(rssBytes / 1e6).toFixed(0)} MB resident, ${(heapBytes / 1e6).toFixed(0)} MB heap`,
  );
}

interface Run extends Loaded {
  cpuMicros: number; // of the server, for one request
}

/** A run, and what the server has used for it. */
async function timed(url: string, work: () => Promise<Loaded>): Promise<Run> {
  const before = await figuresOf(url);
  const started = performance.now();
  const loaded = await work();
  const lasted = (performance.now() - started) / 1000;
  const after = await figuresOf(url);
  return { ...loaded, cpuMicros: ((after.cpuSeconds - before.cpuSeconds) * 1e6) / (loaded.rate * lasted) };
}

async function ofPeer(peer: Peer, tiles: readonly Wanted[]): Promise<Run> {
  const requests = tiles.map((tile) => ({ path: peer.pathOf(tile), headers: coded }));
  return { ...(await asFastAsItGoes(peer.origin, requests, seconds)), cpuMicros: Number.NaN };
}

/** The run of middle rate. */
function median(runs: readonly Run[]): Run {
  return [...runs].sort((a, b) => a.rate - b.rate)[Math.floor(runs.length / 2)]!;
}

function bySetAndZoom(tiles: readonly Wanted[], cold: readonly Answered[], warm: readonly Answered[], gzip: readonly Answered[]): object[] {
  const kinds = new Map<string, number[]>([['all', tiles.map((_, at) => at)]]);
  for (const [at, { set, z }] of tiles.entries())
    for (const kind of [set, `${set} z${z}`]) kinds.set(kind, [...(kinds.get(kind) ?? []), at]);
  const rows = [...kinds].map(([name, own]) => {
    const some = own.filter((at) => warm[at]!.status === 200);
    const of = (answers: readonly Answered[]) => {
      const ms = own.map((at) => answers[at]!.ms);
      return { perSecond: (own.length / (sum(ms) / 1000)) * 6, p50: quantile(ms, 0.5), p95: quantile(ms, 0.95), p99: quantile(ms, 0.99) };
    };
    const sizes = (answers: readonly Answered[]): number[] => some.map((at) => answers[at]!.bytes);
    return { name, tiles: own.length, empty: own.length - some.length, meanBytes: sum(sizes(warm)) / Math.max(1, some.length), meanGzipBytes: sum(sizes(gzip)) / Math.max(1, some.length), largest: Math.max(0, ...sizes(gzip)), cold: of(cold), warm: of(warm) };
  });
  rows.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  printTable(
    ['tiles of the walk', 'number', 'empty', 'kB br', 'kB gzip', 'largest', 'cold/s', 'p50', 'p95', 'p99 ms', 'warm/s', 'p50', 'p95', 'p99 ms'],
    rows.map((row) => [row.name, String(row.tiles), String(row.empty), kb(row.meanBytes), kb(row.meanGzipBytes), kb(row.largest), ...[row.cold, row.warm].flatMap(({ perSecond, p50, p95, p99 }) => [perSecond.toFixed(0), p50.toFixed(1), p95.toFixed(1), p99.toFixed(1)])]),
  );
  return rows;
} // prettier-ignore
