import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { readConfig } from '../../server/config.ts';
import { openStore, type Db } from '../../server/database/open.ts';
import { divisionTree } from '../../server/divisions/tree.ts';
import { createLog } from '../../server/http/log.ts';
import { rebuildNameKeys } from '../../server/places/build-keys.ts';
import { fold } from '../../server/places/fold.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { keyTableState } from '../../server/places/key-table.ts';
import { classRange, divisionRange } from '../../server/search/match.ts';
import { search, type SearchQuery } from '../../server/search/search.ts';
import { Oracle, type OraclePlace } from '../database/search-oracle.ts';
import { makeQueries, type BenchQuery } from './search/queries.ts';
import { enlarge } from './search/enlarge.ts';
import { groups, mean, printTable, quantile } from './search/table.ts';
import { compareWithTrigrams } from './search/trigrams.ts';

// The search box on the loaded gazetteer: time of the whole function, recall against brute force, and the same queries by ilike and
// pg_trgm. Reads DATABASE_URL, or the embedded database of NUTAG_HOME (default data/local; stop the service first).
// BENCH_REBUILD=1 makes the keys anew; BENCH_TRIGRAMS=0 leaves the comparison out; BENCH_RECALL=0 the comparison with brute force, which
// holds all keys in memory. BENCH_TIMES=10 first makes the gazetteer ten times as large: for a database of the bench's own.

const each = 32; // queries of each type
const judged = process.env['BENCH_RECALL'] !== '0';
const config = readConfig();
const folder = join(config.home, 'database');
if (config.databaseUrl === null && !existsSync(folder)) {
  console.log(`No database in ${config.home}: start the service once, or set DATABASE_URL or NUTAG_HOME.`);
  process.exit(0);
}
const store = await openStore(config, createLog('error'));
const { db } = store;
const quiet = { total: () => undefined, advance: () => undefined, message: () => undefined };
console.log(`engine ${store.engine}`);
const times = Number(process.env['BENCH_TIMES'] ?? 1);
if (times > 1) await timed(`${times} times the gazetteer`, () => enlarge(store.jobs, times));
if (process.env['BENCH_REBUILD'] === '1' || !(await keyTableState(db)).whole) {
  await timed('place indexes', () => buildPlaceIndexes(db, quiet));
  const { keys } = await timed('keys and their indexes', () => rebuildNameKeys({ jobs: store.jobs }, quiet));
  console.log(`${keys} keys`);
}

const places = await readAll(db);
const byId = new Map(places.map((place) => [place.id, place]));
const idOf = (place: OraclePlace): string => place.denotes ?? String(place.id);
const oracle = new Oracle(judged ? places : []);
const tree = await divisionTree(db);
const queries = makeQueries(places, (code) => tree.get(code)?.short[0] ?? tree.get(code)?.name, each);
console.log(`${places.length} places, ${oracle.keys.length} keys, ${queries.length} queries`);

for (const query of queries) await search(db, asked(query), 'staff'); // warm: dictionary, cache, totals
const timings = [];
for (const query of queries) {
  const started = performance.now();
  const { items } = await search(db, asked(query), 'staff');
  timings.push({ query, items, ms: performance.now() - started });
}
const results = timings.map(({ query, items, ms }) => {
  const ids = items.filter(({ type }) => type === 'place' || type === 'division').map(({ id }) => id);
  const others = items.length - ids.length; // lines, markers and facilities among the ten
  const expected = query.direct && judged ? truth(query).slice(0, 10 - others).map((id) => idOf(byId.get(id)!)) : []; // prettier-ignore
  const recall =
    expected.length === 0 ? null : expected.filter((id) => ids.includes(id)).length / expected.length;
  if (process.env['BENCH_SHOW'] === query.type && !ids.includes(idOf(query.target))) console.log('missed', query.q, query.target.name, items.slice(0, 3).map(({ name }) => name)); // prettier-ignore
  return { query, ms, recall, hit: ids.includes(idOf(query.target)) };
});
printTable(
  ['type', 'p50 ms', 'p95 ms', 'p99 ms', 'recall@10', 'target in 10'],
  groups(results).map(([type, rows]) => [
    type, ...[0.5, 0.95, 0.99].map((q) => quantile(rows.map(({ ms }) => ms), q).toFixed(1)),
    mean(rows.flatMap(({ recall }) => (recall === null ? [] : [recall]))), mean(rows.map(({ hit }) => Number(hit))),
  ]),
); // prettier-ignore
await store.close();
if (process.env['BENCH_TRIGRAMS'] !== '0')
  await compareWithTrigrams(config.databaseUrl, folder, places, queries, (query) => truth(query).map(String));

function asked({ q, filter, near }: BenchQuery): SearchQuery {
  return { q, limit: 10, next: undefined, near, type: undefined, division: filter.division, class: filter.class, bbox: filter.bbox }; // prettier-ignore
}

/** The true first ten place ids of a direct query. */
function truth({ q, filter: { division, class: code, bbox } }: BenchQuery): number[] {
  const area = division === undefined ? null : divisionRange(division);
  const classes = code === undefined ? null : classRange(code);
  const within = (value: number, range: { from: number; below: number } | null): boolean => range === null || (value >= range.from && value < range.below); // prettier-ignore
  const passes = (place: OraclePlace): boolean =>
    within(Number(place.division.padEnd(9, '0')), area) &&
    within(Number(place.class.padEnd(5, '0')), classes) &&
    (bbox === undefined || (place.point !== null && place.point[0] >= bbox[0] && place.point[0] <= bbox[2] && place.point[1] >= bbox[1] && place.point[1] <= bbox[3])); // prettier-ignore
  return oracle.answers(fold(q), passes).slice(0, 10).map(([id]) => id); // prettier-ignore
}

async function readAll(from: Db): Promise<OraclePlace[]> {
  const { rows } = await sql<OraclePlace>`
    select p.id, p.name, p.roman, p.mongolian, p.denotes_code as denotes, p.importance, p.division_code as division, p.class_code as class,
      case when p.geom is null then null else array[ST_X(p.geom), ST_Y(p.geom)] end as point, coalesce(n.names, '[]'::json) as names
    from place p left join (
      select place_id, json_agg(json_build_object('text', text, 'kind', kind, 'lang', lang, 'reading', reading)) as names
      from place_name group by place_id) n on n.place_id = p.id
    where p.public ${judged ? sql`` : sql`and p.id < 20000000`} order by p.id`.execute(from);
  return rows;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}
