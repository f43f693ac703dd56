import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../server/config.ts';
import { exportPlaces } from '../../server/api/exports.ts';
import type { Context } from '../../server/context.ts';
import { openStore } from '../../server/database/open.ts';
import { createLog } from '../../server/http/log.ts';
import type { Extract } from '../../server/exchange/extract.ts';
import { placeExtract } from '../../server/exchange/extracts.ts';
import { geojsonFile, geojsonlFile } from '../../server/exchange/geojson.ts';
import { geopackageFile } from '../../server/exchange/geopackage.ts';
import { csvFile, xlsxFile } from '../../server/exchange/tables.ts';
import { search } from '../../server/search/search.ts';
import { printTable, quantile } from './search/table.ts';

// Every place as a file of each format: time, size, the most memory of this process's own heap, and what a search costs that is asked
// meanwhile. Reads DATABASE_URL, or the embedded database of NUTAG_HOME (default data/local; stop the service first).

const config = readConfig();
if (config.databaseUrl === null && !existsSync(join(config.home, 'database'))) {
  console.log(`No database in ${config.home}: start the service once, or set DATABASE_URL or NUTAG_HOME.`);
  process.exit(0);
}
const store = await openStore(config, createLog('error'));
const { db } = store;
const context = { db } as Context;
const extractOf = (): Promise<Extract> => placeExtract({ context, audience: 'staff' }, exportPlaces.query.parse({})); // prettier-ignore
const ask = () => search(db, { q: '巴彦', limit: 10, next: undefined, near: undefined, type: undefined, division: undefined, class: undefined, bbox: undefined }, 'staff'); // prettier-ignore
for (let n = 0; n < 5; n += 1) await ask();

const formats: [string, (extract: Extract) => Promise<AsyncIterable<string | Uint8Array>>][] = [
  ['csv', (extract) => Promise.resolve(csvFile(extract))],
  ['xlsx', (extract) => Promise.resolve(xlsxFile(extract))],
  ['geojson', (extract) => Promise.resolve(geojsonFile(extract))],
  ['geojsonl', (extract) => Promise.resolve(geojsonlFile(extract))],
  ['gpkg', async (extract) => {
    const { body, release } = await geopackageFile(extract);
    return { async *[Symbol.asyncIterator]() { yield* body; await release(); } };
  }],
]; // prettier-ignore
const rows: string[][] = [];
for (const [format, make] of formats) {
  globalThis.gc?.();
  const waits: number[] = [];
  const until = { over: false };
  const searching = (async () => {
    while (!until.over) {
      const begun = performance.now();
      await ask();
      waits.push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const before = process.memoryUsage().heapUsed;
  let most = before;
  let bytes = 0;
  const started = performance.now();
  const extract = await extractOf();
  for await (const part of await make(extract)) {
    bytes += Buffer.byteLength(part);
    most = Math.max(most, process.memoryUsage().heapUsed);
  }
  const seconds = (performance.now() - started) / 1000;
  until.over = true;
  await searching;
  rows.push([format, String(extract.total), seconds.toFixed(1), (bytes / 1e6).toFixed(0), ((most - before) / 1e6).toFixed(0), quantile(waits, 0.5).toFixed(0), quantile(waits, 0.95).toFixed(0)]); // prettier-ignore
}
console.log(`engine ${store.engine}`);
printTable(
  ['format', 'places', 's', 'MB', 'heap + MB', 'search p50 ms', 'search p95 ms'],
  rows as string[][],
);
await store.close();
