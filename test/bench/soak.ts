import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../../server/config.ts';
import { startService } from '../support/service.ts';
import { inOrder } from './tiles/load.ts';
import { figuresOf } from './tiles/server.ts';
import { pathOf, walk } from './tiles/walk.ts';

// npm run bench -- soak [--minutes 10]
// Whether memory stays flat under mixed load: the walk of 1,000 tiles (full, and 304), lists, records, searches, the style, and what
// is wrong or not there. Reads DATABASE_URL, or the embedded database of NUTAG_HOME; changes nothing there. Fails when the last third
// of the time needs over 10 % more than the second.

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const minutes = Math.min(120, Math.max(0.5, Number(values.minutes)));
const lookMs = Math.max(2000, (minutes * 60_000) / 40);
const config = readConfig();
if (config.databaseUrl === null && !existsSync(join(config.home, 'database'))) {
  console.log(`No database in ${config.home}: start the service once, or set DATABASE_URL or NUTAG_HOME.`);
  process.exit(0);
}

const service = await startService(config.home, config.databaseUrl, { NUTAG_LOG: 'error', NUTAG_CHECK_ANSWERS: 'off', NODE_ENV: 'production', NUTAG_DRAIN: '0' }); // prettier-ignore
const tiles = walk(1000).map(pathOf);
const words = ['红旗', 'bayan', '呼和浩特', 'wulan', '150102', '水泉', 'xilin gol'];
const others = [
  ...words.map((word) => `/api/v1/search?limit=10&q=${encodeURIComponent(word)}`),
  ...words.map((word) => `/api/v1/places?limit=50&q=${encodeURIComponent(word)}`),
  '/api/v1/places?limit=500', '/api/v1/divisions', '/api/v1/divisions/150102', '/api/v1/facilities?limit=100', '/tiles/places.json', '/style.json', '/readyz',
  '/tiles/places/99/0/0.mvt', '/tiles/places/5/1/1.mvt', '/tiles/places/v000000000001/5/25/11.mvt', '/api/v1/places/999999999', '/none',
]; // prettier-ignore

const load = { on: true, tiles: 0, others: 0, failed: 0 };
const count = (answers: { status: number }[], of: 'tiles' | 'others'): void => {
  load[of] += answers.length;
  load.failed += answers.filter(({ status }) => status >= 500).length;
};
const mapClient = async (): Promise<void> => {
  while (load.on) {
    const answers = await inOrder(service.url, tiles, { 'accept-encoding': 'br, gzip' });
    count(answers, 'tiles');
    const known = tiles.flatMap((path, at) => (answers[at]!.etag === '' ? [] : [{ path, etag: answers[at]!.etag }]));
    for (const { path, etag } of known.slice(0, 200)) count(await inOrder(service.url, [path], { 'accept-encoding': 'br, gzip', 'if-none-match': etag }, 1), 'tiles'); // prettier-ignore
  }
}; // prettier-ignore
const listClient = async (): Promise<void> => {
  while (load.on) count(await inOrder(service.url, others, { 'accept-encoding': 'gzip' }, 2), 'others');
};

const clients = [mapClient(), mapClient(), listClient(), listClient()];
const started = Date.now();
const samples: number[] = [];
console.log('  min   RSS MB  heap MB     tiles    others  5xx');
while (Date.now() - started < minutes * 60_000) {
  await pause(lookMs);
  const { rssBytes, heapBytes } = await figuresOf(service.url);
  samples.push(rssBytes);
  console.log(`${((Date.now() - started) / 60_000).toFixed(1).padStart(5)} ${(rssBytes / 1e6).toFixed(0).padStart(8)} ${(heapBytes / 1e6).toFixed(0).padStart(8)} ${String(load.tiles).padStart(9)} ${String(load.others).padStart(9)} ${String(load.failed).padStart(4)}`); // prettier-ignore
}
load.on = false;
await Promise.all(clients);
await service.stop();

const third = Math.floor(samples.length / 3);
const mean = (some: readonly number[]): number => some.reduce((sum, value) => sum + value, 0) / some.length;
const growth = mean(samples.slice(-third)) / mean(samples.slice(third, 2 * third)) - 1;
console.log(`from the second third of the time to the last: ${(growth * 100).toFixed(1)} %`);
if (growth > 0.1 || load.failed > 0) process.exitCode = 1;
