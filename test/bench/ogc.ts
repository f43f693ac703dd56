import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readConfig } from '../../server/config.ts';
import type { Context } from '../../server/context.ts';
import { openStore } from '../../server/database/open.ts';
import { createLog } from '../../server/http/log.ts';
import { encodeCursor } from '../../server/http/paging.ts';
import { createProgress } from '../../server/progress.ts';
import { createReadiness } from '../../server/readiness.ts';
import { serveApp } from '../support/walk.ts';
import { printTable, quantile } from './search/table.ts';

// Pages of the OGC API over HTTP: the first and the last page of all places at several sizes, asked in turns (target: last <= 1.5 x first),
// beside what the same last page costs by OFFSET in SQL alone; then the whole collection. Reads DATABASE_URL, or the embedded database of
// NUTAG_HOME (default data/local; stop the service first).

const config = readConfig();
if (config.databaseUrl === null && !existsSync(join(config.home, 'database'))) {
  console.log(`No database in ${config.home}: start the service once, or set DATABASE_URL or NUTAG_HOME.`);
  process.exit(0);
}
const log = createLog('error');
const store = await openStore(config, log);
const { db } = store;
const progress = createProgress();
const context = { config, db, jobs: store.jobs, exclusive: store.exclusive, log, progress, readiness: createReadiness(progress), tiles: null } as unknown as Context; // prettier-ignore
const service = await serveApp(context, {
  NUTAG_RATE: '1000000',
  NUTAG_PUBLIC: 'on',
  NUTAG_MAP_REVIEW: 'bench',
  NUTAG_CHECK_ANSWERS: 'off',
});
const items = `${service.url}/ogc/collections/places/items`;
const timed = async <T>(work: () => Promise<T>): Promise<[ms: number, result: T]> => {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
};
const page = (query: string): Promise<string> => fetch(`${items}?${query}`).then((answer) => answer.text());

const rows: string[][] = [];
for (const [limit, rounds] of [[10, 60], [100, 40], [1000, 20], [10_000, 6]] as const) {
  const { rows: ends } = await sql<{ id: number }>`select id from place where public order by id desc limit 1 offset ${limit}`.execute(db);
  const next = encodeCursor([ends[0]!.id]);
  await page(`limit=${limit}`);
  await page(`limit=${limit}&next=${next}`);
  const [first, last, offset]: number[][] = [[], [], []];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const [one, text] = await timed(() => page(`limit=${limit}`));
    const [other] = await timed(() => page(`limit=${limit}&next=${next}`));
    const [skipped] = await timed(() => sql`select id, name, ST_AsGeoJSON(geom) from place where public order by id limit ${limit} offset (select count(*) - ${limit}::int8 from place where public)`.execute(db));
    first!.push(one);
    last!.push(other);
    offset!.push(skipped);
    bytes = text.length;
  }
  const [a, b, c] = [first!, last!, offset!].map((values) => quantile(values, 0.5)) as [number, number, number];
  rows.push([String(limit), a.toFixed(1), b.toFixed(1), `${(b / a).toFixed(2)} x`, c.toFixed(1), `${(bytes / limit).toFixed(0)} B`]);
} // prettier-ignore
printTable(['features a page', 'first ms', 'last ms', 'last : first', 'OFFSET in SQL ms', 'a feature'], rows);

const before = process.cpuUsage();
const [ms, total] = await timed(async () => {
  let features = 0;
  for (let url: string | null = `${items}?limit=10000`; url !== null;) {
    const body = (await (await fetch(url)).json()) as { numberReturned: number; links: { rel: string; href: string }[] }; // prettier-ignore
    features += body.numberReturned;
    url = body.links.find(({ rel }) => rel === 'next')?.href ?? null;
  }
  return features;
});
const cpu = process.cpuUsage(before);
console.log(`\nall ${total} places, 10,000 a page, client and server in one process: ${(total / (ms / 1000)).toFixed(0)} features/s, ${((cpu.user + cpu.system) / total).toFixed(1)} us CPU a feature, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`); // prettier-ignore
service.close();
await store.close();
process.exit(0);
